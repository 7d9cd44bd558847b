"""Two editors at the same moment: what one publishes, holds or retracts, nobody undoes by what follows elsewhere."""

from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.factories import make_cited, make_entity, make_published
from timeline.models import Annotation, Event

HELD_UNTIL = timezone.now() + timedelta(days=7)


def held(**fields):
    event = make_cited(**fields)
    event.hold(HELD_UNTIL - timedelta(days=1), by=None)
    event.publish(by=None)
    return event


def publish(event):
    event.publish(by=None)


def retract(event):
    event.retract(by=None, why="It did not happen.")


def hold_longer(event):
    event.hold(HELD_UNTIL, by=None)


@pytest.fixture
def while_renaming(monkeypatch):
    """Return what renames somebody and, once the first event follows the new name, acts on another connection."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one connection write at a time: no other gets in between.")
    followed, acted, follow = Signal(), Signal(), Event.evidence_changed

    def following(event):
        follow(event)
        followed.set()
        acted.wait(1)  # who has to wait for the renaming acts when that is done

    def acting(act, event):
        followed.wait(10)
        monkeypatch.setattr(Event, "evidence_changed", follow)
        try:
            act(Event.objects.get(pk=event.pk))
        finally:
            acted.set()
            connection.close()

    def rename(who, act, event):
        other = Thread(target=acting, args=(act, event))
        monkeypatch.setattr(Event, "evidence_changed", following)
        other.start()
        with transaction.atomic():
            who.name += " the Younger"
            who.save()
        other.join()

    return rename


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("make", "act", "outcome"),
    [
        (make_cited, publish, ("published", True, None)),
        (make_published, retract, ("retracted", False, None)),
        (held, hold_longer, ("published", True, HELD_UNTIL)),
    ],
)
def test_what_is_done_to_an_event_while_a_name_is_changed_stays_done(while_renaming, make, act, outcome):
    who = make_entity(name="Ann Lee")
    make_published(entities=[who])
    event = make(entities=[who])
    while_renaming(who, act, event)
    event.refresh_from_db()
    assert (event.status, event.place is not None, event.opens_at) == outcome


@pytest.mark.django_db
def test_a_note_that_is_done_does_not_bring_a_retracted_event_back(editor):
    event = make_published()
    note = Annotation.objects.create(
        event=event, text="When exactly?", kind="open question", visibility="public"
    )
    assert note.about.is_published
    Event.objects.get(pk=event.pk).retract(by=editor, why="It did not happen.")
    note.settle(by=editor)
    assert not Event.objects.published().exists()
