"""Events as background: a paragraph to paste into an article, and the page that offers it."""

import re

import lxml.html
import pytest
from django.utils.translation import override

from tests.browsing.pages import page_of
from tests.factories import (
    cite,
    make_cited,
    make_entity,
    make_published,
    make_retracted,
    make_text,
    make_timeline,
)
from timeline.browsing.background import as_background
from timeline.filters import PAGE_SIZE
from timeline.models import Event

pytestmark = pytest.mark.django_db


def background_of(*events):
    found = Event.objects.with_evidence().in_bulk([each.pk for each in events])
    return as_background([found[each.pk] for each in events])


def paragraph(*events) -> str:
    return background_of(*events).text.partition("\n")[0]


@pytest.fixture
def kos():
    return make_entity(name="Jan Kos", aliases=["Kos"])


# The words


@pytest.mark.parametrize(
    ("edtf", "sentence"),
    [
        ("2026-01-25", "On 25 January 2026, Kos opens the bridge."),
        ("2026-01-25?", "Perhaps on 25 January 2026, Kos opens the bridge."),
        ("2023-05", "In May 2023, Kos opens the bridge."),
        ("2020-21", "Spring 2020: Kos opens the bridge."),
        ("2020?", "Perhaps in 2020, Kos opens the bridge."),
        ("2022-02/..", "Since February 2022: Kos opens the bridge."),
        ("1863/1864?", "From 1863 to 1864 (year uncertain): Kos opens the bridge."),
        ("[1863..1864]", "Between 1863 and 1864: Kos opens the bridge."),
        ("2023-05~", "Around May 2023: Kos opens the bridge."),
        ("2023-05-XX", "A day in May 2023: Kos opens the bridge."),
    ],
)
def test_a_sentence_begins_with_its_date_no_more_exact_and_no_surer_than_it_is(kos, edtf, sentence):
    event = make_published(edtf=edtf, summary="Kos opens the bridge.", entities=[kos])
    assert paragraph(event).startswith(sentence)


@pytest.mark.parametrize(
    ("summary", "sentence"),
    [
        ("The bridge opens.", "May 2023: The bridge opens."),
        ("Kosher food is served.", "May 2023: Kosher food is served."),
        ("Kos on the bridge", "May 2023: Kos on the bridge."),
        ("", "May 2023: A bridge."),
    ],
)
def test_what_may_not_follow_a_date_within_a_sentence_stands_behind_a_colon(kos, summary, sentence):
    event = make_published(edtf="2023-05", title="A bridge", summary=summary, entities=[kos])
    assert paragraph(event).startswith(sentence)


def test_an_uncertain_date_stays_one_before_a_colon():
    event = make_published(edtf="2026-01-25?", summary="The bridge opens.")
    assert paragraph(event).startswith("Perhaps on 25 January 2026: The bridge opens.")


def test_a_day_is_named_once_and_again_after_one_that_is_uncertain():
    text = make_text()
    told = [
        ("2026-01-25", "1."),
        ("2026-01-25", "2."),
        ("2026-01-25?", "3."),
        ("2026-01-25", "4."),
        ("2026-01", "5."),
        ("2026-01", "6."),
    ]
    assert paragraph(
        *(make_published(edtf=edtf, summary=summary, text=text) for edtf, summary in told)
    ).startswith(
        "25 January 2026: 1. The same day: 2. Perhaps the same day: 3. 25 January 2026: 4. "
        "January 2026: 5. January 2026: 6."
    )


def test_a_language_without_an_interface_gets_no_english_before_its_sentence(kos, settings):
    settings.CONTENT_LANGUAGE = "de"
    event = make_published(edtf="2023-05", summary="Kos öffnet die Brücke.", entities=[kos])
    assert paragraph(event).startswith("Mai 2023: Kos öffnet die Brücke.")


def test_it_is_in_the_newsrooms_language():
    event = make_published(edtf="2023-05")
    with override("uk"):
        assert paragraph(event).startswith("May 2023: ")


# Who reports it


def test_publishers_are_named_once_where_all_rests_on_the_same_articles():
    texts = [
        make_text(publisher=each, url=f"https://{each}.example/a") for each in ("Courier", "Herald", "Post")
    ]
    events = [make_published(summary=each, text=texts[0]) for each in ("One.", "Two.")]
    for event in events:
        for text in texts[1:]:
            cite(event=event, text=text)
    assert paragraph(*events) == ("May 2023: One. May 2023: Two. Reported by Courier, Herald and Post.")


def test_numbers_tell_which_events_rest_on_which_articles():
    texts = [make_text(publisher=each) for each in ("The Courier", "The Herald", "The Courier")]
    one, two = (
        make_published(summary=f"{n}.", text=text) for n, text in zip(("One", "Two"), texts, strict=False)
    )
    cite(event=two, text=texts[2])
    assert paragraph(one, two) == (
        "May 2023: One. [1] May 2023: Two. [2, 3] Reported by The Courier [1, 3] and The Herald [2]."
    )


def test_the_plain_text_spells_out_the_addresses_of_articles_and_events():
    event = make_published(
        title="Bridge", text=make_text(publisher="The Courier", url="https://courier.example/a")
    )
    assert background_of(event).text.splitlines()[2:] == [
        "Articles:",
        "The Courier, 25 January 2026: https://courier.example/a",
        "",
        "The passages they rest on:",
        "Bridge (May 2023): http://127.0.0.1:8000/events/bridge/",
    ]


def test_the_html_leads_to_the_event_and_to_its_articles_and_says_the_same(kos):
    texts = [
        make_text(publisher="A & B", url="https://courier.example/a"),
        make_text(publisher="The Herald", url=""),
    ]
    events = [
        make_published(title=f"Bridge {n}", summary="Kos <opens>.", text=texts[n], entities=[kos])
        for n in (0, 1)
    ]
    html = background_of(*events).html
    assert html.startswith(
        '<p>In <a href="http://127.0.0.1:8000/events/bridge-0/">May 2023</a>, Kos &lt;opens&gt;. '
        '<a href="https://courier.example/a">[1]</a> In <a '
    )
    assert html.endswith(
        'Reported by A &amp; B <a href="https://courier.example/a">[1]</a> and The Herald [2].</p>'
    )


def test_the_html_of_one_publisher_links_its_name():
    event = make_published(text=make_text(publisher="The Courier", url="https://courier.example/a"))
    assert 'Reported by <a href="https://courier.example/a">The Courier</a>.</p>' in background_of(event).html


# The page


def test_it_holds_the_chosen_events_of_the_page_asked_for(client):
    timeline = make_timeline()
    for title in ("First", "Second"):
        make_published(title=title, timelines=[timeline])
    make_published(title="Elsewhere")
    make_cited(title="Draft")
    page = client.get("/background/", {"timeline": timeline.slug, "event": "second"})
    text = page.context["background"].text
    assert "Second" in text
    assert not {"First", "Elsewhere", "Draft"} & set(re.findall(r"\w+", text))
    assert [each.title for each in page.context["page"].events] == ["First", "Second"]


@pytest.mark.parametrize("query", ["chosen=1", "event=nothing"])
def test_it_holds_nothing_where_no_event_is_chosen_and_says_so(client, query):
    make_published()
    make_published()
    page = client.get(f"/background/?{query}")
    assert page.context["background"] is None
    assert "Choose at least one event." in page.content.decode()
    assert not [each for each in page_of(client, f"/background/?{query}").named("input") if "checked" in each]


def test_an_events_own_page_offers_it_for_that_event_alone(client):
    make_published(title="Elsewhere")
    event = make_published(title="Bridge")
    offered = "/background/?only=bridge"
    assert offered in [each.get("href") for each in page_of(client, event.get_absolute_url()).named("a")]
    assert [each.title for each in client.get(offered).context["chosen"]] == ["Bridge"]


def test_what_was_known_by_a_day_is_no_background(client):
    make_published(title="Bridge", edtf="2023", timelines=[make_timeline(title="Story")])
    assert "/background/" in client.get("/").content.decode()
    assert "/background/" not in client.get("/?known=2030").content.decode()
    asked = client.get("/background/?timeline=story&known=1900")
    assert (asked.context["chosen"][0].title, asked.context["back"]) == ("Bridge", "/timelines/story/")


def test_it_leads_back_to_what_was_asked_for_and_says_what_cannot_be_read(client):
    event = make_published(title="Bridge", timelines=[make_timeline(title="Story")])
    asked = client.get("/background/?timeline=story&from=banana&kind=visit")
    assert asked.context["back"] == "/timelines/story/?from=banana&kind=visit"
    assert str(asked.context["errors"]["from"]) in lxml.html.fromstring(asked.content).text_content()
    assert client.get(f"/background/?only={event.slug}").context["back"] == event.get_absolute_url()


def test_what_was_retracted_is_no_background(client):
    event = make_retracted(title="Bridge")
    assert "/background/" not in client.get(event.get_absolute_url()).content.decode()
    assert client.get("/background/?only=bridge").context["chosen"] == []


def test_of_many_events_it_says_how_many_it_took_and_leads_to_the_next(client):
    timeline = make_timeline(title="Story")
    for number in range(PAGE_SIZE + 2):
        make_published(title=f"Bridge {number}", timelines=[timeline])
    make_published(title="Elsewhere")
    first = client.get("/background/?timeline=story&order=newest")
    assert f"The first {PAGE_SIZE} events of {PAGE_SIZE + 2}" in first.content.decode()
    links = page_of(client, "/background/?timeline=story&order=newest").named("a")
    (following,) = [each["href"] for each in links if each.get("rel") == "next"]
    second = client.get(following)
    assert [each.title for each in second.context["chosen"]] == ["Bridge 1", "Bridge 0"]
    assert "Events of a longer list: 2" in second.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "timeline=nothing",
        "event=nothing",
        "only=",
        "only=nothing",
        "only=%00",
        "from=nonsense",
        "q=%00",
        "after=1_2_3_4",
    ],
)
def test_it_answers_whatever_is_asked(client, query):
    make_published()
    assert client.get(f"/background/?{query}").status_code == 200
