"""`known`: the timeline as the articles had it by the end of a period."""

from datetime import date

import pytest

from tests.factories import cite, make_event, make_published, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def uprising():
    """An event that one article dates to a year, and a later one more exactly."""
    event = make_event(title="The uprising", edtf="1863/1864")
    early = make_text(body="It began in 1863.", publisher="The Early", published_on=date(2026, 1, 25))
    late = make_text(
        body="It lasted from 1863 to 1864.", publisher="The Late", published_on=date(2026, 1, 27)
    )
    cite(event=event, text=early, supports={"date": {"edtf": "1863"}, "what happened": {}})
    cite(event=event, text=late, supports={"date": {"edtf": "1863/1864", "preferred": True}})
    event.publish(by=None)
    return event


@pytest.mark.parametrize(
    ("known", "date_shown", "publishers"),
    [
        ("2026-01-24", None, set()),
        ("2026-01-25", "1863", {"The Early"}),
        ("2026-01-27", "1863–1864", {"The Early", "The Late"}),
        ("January 2026", "1863–1864", {"The Early", "The Late"}),
        ("2025", None, set()),
        ("", "1863–1864", {"The Early", "The Late"}),
    ],
)
def test_only_what_was_printed_by_then_shows(client, uprising, known, date_shown, publishers):
    page = client.get("/", {"known": known}, follow=True)
    events = page.context["page"].events
    assert [each.date_in_words for each in events] == ([date_shown] if date_shown else [])
    assert {
        each.revision.source.publisher for event in events for each in event.citations.all()
    } == publishers
    facet = client.get("/choices/", {"facet": "publisher", "known": known}).context["facet"]
    assert {each.value for each in facet.choices} == publishers


def test_undated_texts_are_left_out(client):
    make_published(text=make_text(published_on=None))
    assert client.get("/?known=2100").context["page"].events == []


def test_it_says_that_titles_were_written_later(client, uprising):
    assert "written later" in client.get("/?known=2026-01-25").content.decode()


def test_a_day_that_cannot_be_read_is_answered_in_words(client, uprising):
    page = client.get("/?known=01/02/2026")
    assert page.status_code == 200
    assert "can be read as" in page.context["filters"].errors["known"]


@pytest.mark.parametrize("far", ["Y1000000000", "-0500", "2022-02/..", "since 2020"])
def test_far_and_open_days_are_answered(client, uprising, far):
    assert client.get("/", {"known": far}).status_code == 200
