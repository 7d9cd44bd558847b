"""The two seed articles, as the fixtures read them."""

import pytest

from tests.factories import FIXTURES
from timeline.ingestion.fixtures import fixture_paths, read_article
from timeline.ingestion.passages import find_passage, sentence_around
from timeline.models import Citation, Event, Timeline
from timeline.models.differences import differences
from timeline.models.evidence import problems

ARTICLES = [read_article(path) for path in fixture_paths([FIXTURES])]

NAMED_BY_THE_USER = {
    "january-uprising": "1863/1864",
    "belarus-presidential-election-2020": "2020",
    "full-scale-invasion": "2022-02",
    "aachen-encounter": "2023-05",
    "prisoner-release-2025": "2025-06",
    "copenhagen-summit": "2025-10",
    "vilnius-meeting": "2026-01-25",
}


def sentences(body):
    position = 0
    while position < len(body):
        if body[position].isspace():
            position += 1
            continue
        first, last = sentence_around(body, position, position + 1)
        yield first, last
        position = max(last, position + 1)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda each: each.path.stem)
def test_every_sentence_is_cited_or_left_out(article):
    quoted = [each for event in article.entry.events for each in event.citations] + list(
        article.entry.left_out
    )
    passages = [find_passage(article.body, each.exact, each.prefix) for each in quoted]
    silent = [
        article.body[first:last]
        for first, last in sentences(article.body)
        if not any(each.start < last and first < each.end for each in passages)
    ]
    assert silent == []


@pytest.mark.parametrize("article", ARTICLES, ids=lambda each: each.path.stem)
def test_every_article_is_read_into_more_than_one_sentence(article):
    assert len(list(sentences(article.body))) > 15


def test_the_events_that_the_user_named_are_published_with_their_dates(seeds):
    named = Event.objects.published().filter(slug__in=NAMED_BY_THE_USER)
    assert dict(named.values_list("slug", "edtf")) == NAMED_BY_THE_USER


def test_at_least_four_more_events_are_published(seeds):
    more = Event.objects.published().exclude(slug__in=NAMED_BY_THE_USER)
    dates = dict(more.values_list("slug", "edtf"))
    assert len(dates) >= 4
    assert dates["tsikhanouskaya-interview"] == "2024-01"
    assert dates["political-prisoners-count"] == "2025-12-31"
    assert dates["belarus-enables-war"] == "2022-02/.."


def test_every_quotation_stands_in_its_text_at_its_place(seeds):
    citations = Citation.objects.select_related("revision")
    assert len(citations) > 30
    assert [each for each in citations if each.revision.body[each.start : each.end] != each.exact] == []


def test_nothing_is_draft_nothing_lacks_evidence_nothing_is_unsupported(seeds):
    events = list(Event.objects.all())
    assert {each.status for each in events} == {"published"}
    assert [each for each in events if problems(each)] == []
    assert {each.slug: each.unsupported() for each in events if each.unsupported()} == {}


def test_the_meeting_stands_after_what_was_earlier_in_the_day_and_all_stand_on_the_timeline(seeds):
    order = [each.slug for each in Event.objects.published().in_order()]
    assert order[0] == "january-uprising"
    assert order.index("tsikhanouskaya-at-commemorations") < order.index("vilnius-meeting")
    assert Timeline.objects.public().get().events.count() == len(order)


def test_both_spellings_of_a_date_stand_beside_one_another(seeds, client):
    page = client.get("/events/january-uprising/").content.decode()
    assert "1863–1864" in page
    assert "“1863-64”" in page
    assert "“1863”" in page


def test_every_difference_shows_what_both_articles_print(seeds):
    found = {each.slug: differences(each) for each in Event.objects.published().with_evidence()}
    assert len(found["vilnius-meeting"]) > 5
    one_sided = [
        (slug, each.about) for slug, all_of in found.items() for each in all_of if len(each.sides) < 2
    ]
    assert one_sided == []


def test_the_first_of_which_meetings_it_was_is_laid_side_by_side(seeds):
    meeting = Event.objects.with_evidence().get(slug="vilnius-meeting")
    found = next(each for each in differences(meeting) if each.point == "which meeting it was the first of")
    assert [[each.words for each in side] for side in found.sides] == [
        ["held their first bilateral meeting", "meet for first time in Vilnius"],
        ["held their first formal bilateral meeting", "their first dedicated bilateral meeting"],
    ]
    assert [each.words for side in found.sides for each in side if each.preferred] == [
        "held their first bilateral meeting"
    ]


def test_the_inferred_year_of_the_meeting_is_explained(seeds, client):
    page = client.get("/events/vilnius-meeting/").content.decode()
    assert "inferred" in page
    assert "25 and 26 January 2026" in page


def test_a_person_named_in_passing_has_no_page_and_no_facet(seeds, client):
    assert client.get("/entities/sergei-tikhanovsky/").status_code == 404
    assert "sergei-tikhanovsky" not in client.get("/").content.decode()
