"""Promise 1: no event is published without evidence; and what no passage covers is listed."""

import pytest

from tests.factories import cite, make_cited, make_entity, make_event, make_published, make_text
from timeline.models import Citation, Event, NotPublishable, SourceRevision

pytestmark = pytest.mark.django_db

TEXT = """The bridge is open

In May 2023 Anna Kos opened the Mill Bridge, the mayor said. It holds 40 cars.
"""


@pytest.fixture
def text():
    return make_text(body=TEXT, title="The bridge is open")


def refusal(event) -> list[str]:
    with pytest.raises(NotPublishable) as refused:
        event.publish(by=None)
    assert Event.objects.get(pk=event.pk).status == "draft"
    assert event.status == "draft"
    assert all(each in str(refused.value) for each in refused.value.problems)
    return refused.value.problems


def test_without_a_citation_it_is_refused_for_both_reasons():
    assert refusal(make_event()) == [
        "No citation supports its date.",
        "No citation supports its what happened.",
    ]


@pytest.mark.parametrize(
    ("supported", "missing"),
    [
        (["date"], "what happened"),
        (["what happened"], "date"),
        (["date", "place", "people", "figure", "background"], "what happened"),
        (["what happened", "background"], "date"),
    ],
)
def test_without_support_for_one_of_the_two_it_is_refused(text, supported, missing):
    event = make_event()
    cite(event=event, text=text, exact="In May 2023 Anna Kos opened", supports=supported)
    assert refusal(event) == [f"No citation supports its {missing}."]


def test_two_citations_may_support_the_two(text):
    event = make_event()
    cite(event=event, text=text, exact="In May 2023", supports=["date"])
    cite(event=event, text=text, exact="Anna Kos opened the Mill Bridge", supports=["what happened"])
    event.publish(by=None)
    assert Event.objects.published().get() == event


def test_a_headline_alone_supports_nothing(text):
    event = make_event()
    cite(event=event, text=text, exact="The bridge is open")
    assert refusal(event) == [
        "Only a headline supports its date: cite the article itself.",
        "Only a headline supports its what happened: cite the article itself.",
    ]


def test_a_headline_beside_the_article_is_no_obstacle(text):
    event = make_cited(text=text, exact="In May 2023 Anna Kos opened")
    cite(event=event, text=text, exact="The bridge is open", supports=["what happened"])
    event.publish(by=None)


@pytest.mark.parametrize(("start", "end"), [(21, 27), (0, 6), (500, 506)])
def test_a_quotation_that_is_not_in_the_text_at_that_place_is_named(text, start, end):
    event = make_cited(text=text, exact="In May 2023 Anna Kos opened")
    cite(event=event, text=text, exact="40 cars"[:6], supports=["figure"])
    Citation.objects.filter(number=2).update(start=start, end=end)
    assert refusal(event) == ["Citation 2: the words “40 car” are not in the article’s text at that place."]


def test_a_text_that_changed_behind_its_citations_is_found_out(text):
    event = make_cited(text=text, exact="In May 2023 Anna Kos opened")
    queryset = SourceRevision.objects.filter(pk=text.pk)
    super(type(queryset), queryset).update(body=TEXT.replace("May", "Mai"))
    assert len(refusal(event)) == 1


def test_a_published_event_without_evidence_is_not_published_again(text):
    event = make_published(text=text, exact="In May 2023 Anna Kos opened")
    event.citations.all().delete()
    with pytest.raises(NotPublishable):
        event.publish(by=None)


@pytest.mark.parametrize("status", ["retracted", "merged"])
def test_what_is_retracted_or_merged_is_not_published(text, status):
    event = make_published(text=text, exact="In May 2023 Anna Kos opened")
    if status == "retracted":
        event.retract(by=None, why="Wrong.")
    else:
        event.merge_into(make_published(), by=None)
    with pytest.raises(NotPublishable, match=f"It is {status}"):
        event.publish(by=None)


# What no passage covers


def unsupported(
    text, *, exact="In May 2023 Anna Kos opened the Mill Bridge", attributed_to="", entities=(), **fields
):
    event = make_event(entities=entities, **{"summary": "", **fields})
    cite(event=event, text=text, exact=exact, attributed_to=attributed_to)
    return event.unsupported()


@pytest.mark.parametrize(
    ("title", "summary", "uncovered"),
    [
        ("Anna Kos opens the Mill Bridge", "", ""),
        ("Anna Kos and Jan Nowak open the Mill Bridge", "", "Jan, Nowak"),
        ("Anna Kos opens the Mill Bridge", "It holds 40 cars.", "40"),
        ("Anna Kos opens the Mill Bridge", "It is 1,131 metres long.", "1,131"),
        ("Anna Kos opens the Mill Bridge in Łódź", "", "Łódź"),
    ],
)
def test_names_and_figures_that_no_passage_covers_are_listed(text, title, summary, uncovered):
    listed = unsupported(text, title=title, summary=summary)
    assert listed == ([f"Said of the event, but in no passage: {uncovered}."] if uncovered else [])


def test_another_spelling_of_a_name_covers_it(text):
    kos = make_entity(name="Hanna Kos", aliases=["Anna Kos"])
    assert unsupported(text, title="Hanna Kos opens the Mill Bridge", entities=[kos]) == []


def test_entities_that_no_passage_names_are_listed(text):
    entities = [
        make_entity(name="Anna Kos"),
        make_entity(name="Jan Nowak"),
        make_entity(name="Brno", kind="place"),
    ]
    assert unsupported(text, title="The bridge", entities=entities) == [
        "No passage names any of these: Brno, Jan Nowak."
    ] or unsupported(text, title="The bridge", entities=entities) == [
        "No passage names any of these: Jan Nowak, Brno."
    ]


@pytest.mark.parametrize(
    ("title", "lost"),
    [
        ("Anna Kos opened the Mill Bridge", True),
        ("Anna Kos reportedly opened the Mill Bridge", False),
        ("Anna Kos opened the Mill Bridge, the mayor says", False),
        ("According to the mayor, Anna Kos opened the Mill Bridge", False),
    ],
)
def test_a_lost_attribution_is_listed(text, title, lost):
    listed = unsupported(text, title=title, attributed_to="the mayor")
    assert any("attributes what happened" in each for each in listed) is lost


def test_what_is_uncovered_is_told_and_does_not_refuse(text):
    event = make_cited(text=text, exact="In May 2023 Anna Kos opened", title="Jan Nowak opens 99 bridges")
    assert event.unsupported()
    event.publish(by=None)
    assert event.is_published
