"""A held event, and what rests on a held article, is seen from its moment on, and not a moment before."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import cite, make_cited, make_published, make_retracted, make_text
from timeline.models import Citation, Correction, Event, NotPublishable, Source, Step
from timeline.models.documents import document_of

pytestmark = pytest.mark.django_db

MOMENT = datetime(2030, 3, 31, 1, 0, tzinfo=UTC)
SECOND = timedelta(microseconds=1)


@pytest.fixture
def clock(monkeypatch):
    """Let a test say what time it is."""
    now = [MOMENT - timedelta(days=1)]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


@pytest.fixture
def held(clock):
    event = make_cited(title="Hidden bridge")
    event.hold(MOMENT, by=None)
    event.publish(by=None)
    return event


def is_seen(event) -> list[bool]:
    return [
        Event.objects.public().filter(pk=event.pk).exists(),
        Event.objects.published().filter(pk=event.pk).exists(),
        Citation.objects.public().filter(event=event).exists(),
        Citation.objects.with_address().filter(event=event).exists(),
        Source.objects.public().filter(revisions__citations__event=event).exists(),
        Event.objects.get(pk=event.pk).is_seen,
    ]


def test_what_is_approved_and_held_is_published_and_unseen_until_the_very_moment(held, clock):
    assert held.is_published
    for now, seen in ((MOMENT - SECOND, False), (MOMENT, True), (MOMENT + SECOND, True)):
        clock[0] = now
        assert is_seen(held) == [seen] * 6


def test_what_cites_a_held_article_is_held_as_long_as_that(clock):
    event = make_cited(text=make_text(hold_until=MOMENT))
    event.hold(MOMENT - timedelta(hours=1), by=None)
    event.publish(by=None)
    clock[0] = MOMENT - SECOND
    assert is_seen(event) == [False] * 6
    clock[0] = MOMENT
    assert is_seen(event) == [True] * 6


def test_an_article_held_later_holds_what_was_approved_and_lifting_it_opens_it(clock):
    event = make_cited(text=make_text(hold_until=MOMENT))
    event.publish(by=None)
    source = Source.objects.get()
    source.hold(MOMENT + timedelta(days=1), by=None)
    clock[0] = MOMENT
    assert not Event.objects.get().is_seen
    with pytest.raises(ValueError, match="Say why"):
        source.hold(None, by=None)
    source.hold(None, by=None, why="The publisher agreed.")
    assert is_seen(event) == [True] * 6
    assert "The publisher agreed." in Step.objects.of(event).last().why


def test_what_readers_see_cannot_be_held(clock):
    event = make_published()
    with pytest.raises(ValueError, match="see it already"):
        event.hold(MOMENT, by=None)
    with pytest.raises(ValueError, match="see it already"):
        Source.objects.get().hold(MOMENT, by=None)
    assert is_seen(event) == [True] * 6


def test_what_readers_see_does_not_vanish_behind_a_held_article(clock):
    event = make_published()
    with pytest.raises(NotPublishable, match="held until"), event.step(None):
        cite(event=event, text=make_text(hold_until=MOMENT), supports=["place"])
    assert event.citations.count() == 1
    assert is_seen(event) == [True] * 6


def test_a_past_moment_is_refused(clock):
    for moment in (clock[0], clock[0] - SECOND):
        with pytest.raises(ValueError, match="past"):
            make_cited().hold(moment, by=None)


def test_lifting_the_hold_of_what_is_approved_is_a_step_with_a_reason(held, editor):
    with pytest.raises(ValueError, match="Say why"):
        held.hold(None, by=editor, why=" ")
    held.hold(None, by=editor, why="It is out.")
    step = Step.objects.of(held).last()
    assert (step.action, step.by, step.why) == ("held", editor, "hold lifted: It is out.")
    assert held.is_seen


def test_a_hold_is_no_part_of_what_an_event_says(held):
    assert "hold_until" not in str(document_of(held))


def test_what_is_retracted_while_it_is_held_leaves_no_page_at_its_moment(held, clock):
    held.retract(by=None, why="It was not so.")
    clock[0] = MOMENT + SECOND
    assert Event.objects.get().status == "draft"
    assert is_seen(held) == [False] * 6
    assert not Correction.objects.exists()


def test_what_is_held_is_not_merged_with_what_readers_see(held):
    seen = make_published()
    for one, other in ((held, seen), (seen, held)):
        with pytest.raises(ValueError, match="held"):
            one.merge_into(other, by=None)


def test_the_next_opening_is_that_of_what_is_approved(held, clock):
    make_cited(title="Draft").hold(MOMENT - timedelta(hours=1), by=None)
    make_retracted()
    assert Event.objects.next_to_open(clock[0]) == MOMENT
    assert Event.objects.next_to_open(MOMENT) is None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's statistics.")
def test_what_is_held_is_asked_of_the_index_of_openings_whatever_the_statistics_say(db):
    make_published()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        # As they were taken of an archive of 100,000 events, when it had been indexed anew.
        cursor.execute("DELETE FROM sqlite_stat1")
        rows = [
            ("event_by_date", "54510 2"),
            ("event_by_status_change", "99600 1001 1"),
            ("timeline_event_opens_at_a26c0ac9", "111824 1001"),
            ("event_by_kind", "94640 1001 1001 1"),
            ("sqlite_autoindex_timeline_event_2", "24300 1"),
            ("sqlite_autoindex_timeline_event_1", "93757 1"),
        ]
        cursor.executemany("INSERT INTO sqlite_stat1 VALUES ('timeline_event', %s, %s)", rows)
        cursor.execute("ANALYZE sqlite_schema")
    plan = Event.objects.published().explain()
    assert "USING INDEX timeline_event_opens_at" in plan.replace("COVERING ", "")
