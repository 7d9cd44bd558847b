"""The promises that a database can keep: tried past every `save()`, through updates and bulk rows."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from tests.factories import (
    cite,
    make_cited,
    make_entity,
    make_event,
    make_published,
    make_text,
    make_timeline,
)
from timeline.dates import UNBOUNDED
from timeline.models import (
    Annotation,
    Citation,
    Entity,
    EntityName,
    Event,
    FormerAddress,
    ImportRecord,
    Source,
    SourceRevision,
    Support,
    Timeline,
    TimelineEntry,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """Two of everything, so that each can be made equal to another."""
    story, other_story = make_timeline(), make_timeline(title="Another story")
    kos = make_entity(name="Kos", aliases=["Koss"], qid="Q1")
    make_entity(name="Bridge", kind="place")
    text = make_text(body="One. Two. Three.")
    make_text(body="Another text.", source=text.source)
    event, other = make_published(text=text, exact="One", entities=[kos]), make_cited(text=text, exact="Two")
    cite(event=event, text=text, exact="Three", supports={"date": {"preferred": True}, "place": {}})
    make_text()
    Annotation.objects.create(event=event, text="?")
    for each in (event, other):
        TimelineEntry.objects.create(timeline=story, event=each)
    TimelineEntry.objects.create(timeline=other_story, event=event)
    FormerAddress.objects.create(model="event", slug="a", object_id=1)
    FormerAddress.objects.create(model="event", slug="b", object_id=1)
    for key in "ab":
        ImportRecord.objects.create(key=key, object_id=1, digest="")


def frozen_update(**values):
    queryset = SourceRevision.objects.all()
    return super(type(queryset), queryset).update(**values)


REFUSED = {
    "a bound before the other": lambda: Event.objects.update(start_latest=F("start_earliest") - 1),
    "an end before its other end": lambda: Event.objects.update(end_earliest=F("end_latest") + 1),
    "an end before the start": lambda: Event.objects.update(
        end_earliest=F("start_earliest") - 2, end_latest=F("start_earliest") - 1
    ),
    "a bound beyond all days": lambda: Event.objects.update(start_earliest=-UNBOUNDED - 1),
    "another bound beyond all days": lambda: Event.objects.update(end_latest=UNBOUNDED + 1),
    "a bound that is not known": lambda: Event.objects.update(end_earliest=None),
    "a status that is not listed": lambda: Event.objects.update(status="secret"),
    "a kind that is not listed": lambda: Event.objects.update(kind="party"),
    "a date basis that is not listed": lambda: Event.objects.update(date_basis="guessed"),
    "merged into nothing": lambda: Event.objects.update(status="merged"),
    "merged and not said to be": lambda: Event.objects.update(merged_into=Event.objects.first()),
    "public since nobody knows when": lambda: Event.objects.update(status="published", published_at=None),
    "one address of two events": lambda: Event.objects.update(slug="same"),
    "one address of two articles": lambda: Source.objects.update(slug="same"),
    "one address of two entities": lambda: Entity.objects.update(slug="same"),
    "one address of two timelines": lambda: Timeline.objects.update(slug="same"),
    "one former address of two things": lambda: FormerAddress.objects.update(slug="a"),
    "one web address of two articles": lambda: Source.objects.update(url="https://same.example/"),
    "a form that is not listed": lambda: Source.objects.update(form="rumour"),
    "a standing that is not listed": lambda: Source.objects.update(standing="lying"),
    "one text of one article twice": lambda: frozen_update(sha256="0" * 64, source=Source.objects.first()),
    "a text without words": lambda: frozen_update(body=""),
    "a passage without length": lambda: Citation.objects.update(end=F("start")),
    "a passage that ends before it starts": lambda: Citation.objects.update(start=F("end") + 1),
    "a passage longer than its quotation": lambda: Citation.objects.update(end=F("end") + 1),
    "a passage before the text": lambda: Citation.objects.update(start=-1, end=F("end") - F("start") - 1),
    "a passage twice on an event": lambda: Citation.objects.update(start=0, end=3, exact="One"),
    "a number twice on an event": lambda: Citation.objects.update(number=7),
    "one public id of two passages": lambda: Citation.objects.update(public_id="same"),
    "an aspect that is not listed": lambda: Support.objects.update(aspect="weather"),
    "an aspect twice on a citation": lambda: Support.objects.update(aspect="place"),
    "a difference that is not listed": lambda: Support.objects.update(differs="much"),
    "a date that a place states": lambda: Support.objects.filter(aspect="place").update(edtf="2023"),
    "two preferred values of one aspect": lambda: Support.objects.filter(aspect="date").update(
        preferred=True
    ),
    "a kind of entity that is not listed": lambda: Entity.objects.update(kind="bridge"),
    "a visibility that is not listed": lambda: Entity.objects.update(visibility="hidden"),
    "a place named in passing": lambda: Entity.objects.filter(kind="place").update(
        visibility="named in passing"
    ),
    "a protected person with a Wikidata item": lambda: Entity.objects.filter(name="Kos").update(
        visibility="protected"
    ),
    "a Wikidata item that is none": lambda: Entity.objects.update(qid="Q0"),
    "a Wikidata item with words": lambda: Entity.objects.update(qid="Q1; DROP"),
    "a Wikidata item of two": lambda: Entity.objects.filter(kind="place").update(qid="Q1"),
    "a spelling twice": lambda: EntityName.objects.filter(entity__name="Kos").update(name="Kos"),
    "a note on nothing": lambda: Annotation.objects.update(event=None),
    "a note on two things": lambda: Annotation.objects.update(citation=Citation.objects.first()),
    "a kind of note that is not listed": lambda: Annotation.objects.update(kind="rant"),
    "a visibility of a note that is not listed": lambda: Annotation.objects.update(visibility="friends"),
    "a status of a timeline that is not listed": lambda: Timeline.objects.update(status="hidden"),
    "an event twice on a timeline": lambda: TimelineEntry.objects.update(event=Event.objects.first()),
    "a key of an import twice": lambda: ImportRecord.objects.update(key="a"),
}


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(rows, act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_many_articles_may_have_no_web_address(rows):
    Source.objects.update(url="")


def test_bulk_rows_are_held_to_the_same(rows):
    event = make_event()
    text = SourceRevision.objects.first()
    wrong = Citation(event=event, revision=text, start=3, end=3, exact="", number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Citation.objects.bulk_create([wrong])


def test_an_event_that_is_merged_into_cannot_be_deleted(rows):
    from django.db.models import ProtectedError

    event, other = Event.objects.order_by("id")[:2]
    other.merge_into(event, by=None)
    with pytest.raises(ProtectedError):
        event.delete()


def test_a_database_in_which_two_have_one_wikidata_item_is_not_migrated_and_says_who_they_are(db):
    migration = import_module("timeline.migrations.0019_one_entry_per_qid")
    migration.name_the_twins(apps, None)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_entry_per_qid")
    for name in ("Kos", "Koss"):
        make_entity(name=name, qid="Q1")
    with pytest.raises(ValueError, match=r"Q1: “Kos” .*; Q1: “Koss”"):
        migration.name_the_twins(apps, None)
