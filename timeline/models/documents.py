"""Documents: the whole of an event as plain data, read from its rows or from its history, and written back.

A document is what one revision of an event holds: its fields, whom it names, its citations with what they support, its
notes and its places on timelines. It is JSON throughout:

    {"event": {"title": …, "entities": [3, 7]}, "citations": [{"pk": 5, "exact": …}], "supports": […],
     "annotations": […], "entries": […]}

A row that is not in the database yet has a negative key, made by `with_keys_of_its_own`. History, pending changes,
collisions and restoring all work on documents; `write` is the one place that turns one back into rows.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.translation import gettext as _
from reversion.models import Revision, Version

from timeline.models.annotations import Annotation
from timeline.models.citations import Citation, Support
from timeline.models.entities import Entity
from timeline.models.sources import SourceRevision
from timeline.models.timelines import Timeline, TimelineEntry

if TYPE_CHECKING:
    from timeline.models.events import Event

Row = dict[str, Any]
Document = dict[str, Any]

# In the order in which rows are made: a support needs its citation.
TABLES: dict[str, type[models.Model]] = {
    "citations": Citation,
    "supports": Support,
    "annotations": Annotation,
    "entries": TimelineEntry,
}

# What an event keeps about itself and no editor writes: its status, its counters, what follows from its evidence.
BOOKKEEPING = frozenset(
    (
        "hold_until opens_at "
        "id status merged_into published_at retracted_at retraction_reason changed_at version citations_made assigned "
        "sent_back_why n_articles n_publishers in_conflict is_inexact is_annotated has_open_question "
        "start_earliest start_latest end_earliest end_latest place"
    ).split()
)

PLACE = (
    "revision",
    "exact",
    "prefix",
    "suffix",
    "start",
    "end",
)  # of a citation: one thing, never half of it
_ELSEWHERE = 1_500_000_000  # no text is this long: where citations wait while others take their places
_MOST_NEW_ROWS = 1 << 20  # of one event's document at a time


class CannotApply(Exception):
    """A document cannot be written; `problems` says why, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


# Reading


def document_of(event: Event) -> Document:
    """Return the event as its rows say now: six queries, whatever was loaded before."""
    model = type(event)
    own = model._base_manager.values(*(field.attname for field in event_fields(model))).get(pk=event.pk)
    document: Document = {"event": {field.name: own[field.attname] for field in event_fields(model)}}
    document["event"]["entities"] = sorted(
        event.entities.through.objects.filter(event=event.pk).values_list("entity", flat=True)
    )
    document |= {name: _rows(name, queryset) for name, queryset in _querysets(event).items()}
    return _plain(document)


def document_in(revision: Revision, event: Event) -> Document | None:
    """Return the event as a revision of its history holds it, or None where the revision is of something else."""
    kept: dict[str, list[Row]] = {}
    names = {model._meta.model_name: name for name, model in TABLES.items()} | {"event": "event"}
    versions = Version.objects.filter(revision=revision, content_type__app_label="timeline")
    for model, pk, data in versions.values_list("content_type__model", "object_id", "serialized_data"):
        if model in names:
            kept.setdefault(names[model], []).append({"pk": int(pk), **json.loads(data)[0]["fields"]})
    own = next((row for row in kept.get("event", ()) if row["pk"] == event.pk), None)
    if own is None:
        return None
    fields = {field.name: own.get(field.name, field.get_default()) for field in event_fields(type(event))}
    citations = [row for row in kept.get("citations", ()) if row["event"] == event.pk]
    cited = {row["pk"] for row in citations}
    document = {
        "event": {**fields, "entities": sorted(own.get("entities", ()))},
        "citations": citations,
        "supports": [row for row in kept.get("supports", ()) if row["citation"] in cited],
        "annotations": [
            row for row in kept.get("annotations", ()) if row["event"] == event.pk or row["citation"] in cited
        ],
        "entries": [row for row in kept.get("entries", ()) if row["event"] == event.pk],
    }
    for name in TABLES:
        document[name] = sorted((_only_fields(name, row) for row in document[name]), key=in_order)
    return _plain(document)


def last_recorded(event: Event) -> Document | None:
    """Return the event as the last revision of its history holds it, or None where it has none."""
    version = (
        Version.objects.get_for_object_reference(type(event), event.pk).select_related("revision").first()
    )
    return document_in(version.revision, event) if version else None


def document_at(event: Event, version: int) -> Document | None:
    """Return the event as it was at a version of it, or None where that left no history."""
    step = event.steps.to_version(version)
    found = document_in(step.revision, event) if step else None
    return brought_forward(found)[0] if found else None


def brought_forward(*documents: Document) -> list[Document]:
    """Return the documents with the names and texts that were merged since as what these are a part of now.

    What was written before a merge is brought forward before it is compared with what is there, or made rows of. One
    query, where nothing in it was merged.
    """
    named = {pk for each in documents for pk in each["event"]["entities"]}
    cited = {row["revision"] for each in documents for row in each["citations"]}
    merged = Entity.objects.filter(pk__in=named).merged().values_list("pk")
    if not merged.union(SourceRevision.objects.filter(pk__in=cited).of_merged().values_list("pk")).exists():
        return list(documents)
    names, texts = Entity.objects.now(named), SourceRevision.objects.now(cited)
    return [_renamed(each, names, texts) for each in documents]


def _renamed(document: Document, names: dict[int, int], texts: dict[int, int]) -> Document:
    named = sorted({names.get(pk, pk) for pk in document["event"]["entities"]})
    cited = [
        {**row, "revision": texts.get(row["revision"], row["revision"])} for row in document["citations"]
    ]
    return {**document, "event": {**document["event"], "entities": named}, "citations": cited}


def event_fields(model: type[models.Model]) -> list[Any]:
    """Return the fields of an event that editors write."""
    return [each for each in model._meta.concrete_fields if each.name not in BOOKKEEPING]


def row_fields(name: str) -> list[Any]:
    """Return the fields that a row of a table is kept with; whose event it is goes without saying."""
    return [
        each for each in TABLES[name]._meta.concrete_fields if not each.primary_key and each.name != "event"
    ]


def _querysets(event: Event) -> dict[str, models.QuerySet[Any]]:
    return {
        "citations": Citation.objects.filter(event=event),
        "supports": Support.objects.filter(citation__event=event),
        "annotations": Annotation.objects.about(event),
        "entries": TimelineEntry.objects.filter(event=event),
    }


def _rows(name: str, queryset: models.QuerySet[Any]) -> list[Row]:
    fields = row_fields(name)
    values = queryset.order_by("pk").values("pk", *(field.attname for field in fields))
    rows = [{"pk": row["pk"], **{field.name: row[field.attname] for field in fields}} for row in values]
    return sorted(rows, key=in_order)


def in_order(row: Row) -> tuple[bool, int, int]:
    """Return the key by which rows of a document are sorted: new ones last, citations by their numbers."""
    return row["pk"] < 0, row.get("number", 0), abs(row["pk"])


def _only_fields(name: str, row: Row) -> Row:
    # An older revision may lack a field that was added since.
    return {
        "pk": row["pk"],
        **{field.name: row.get(field.name, field.get_default()) for field in row_fields(name)},
    }


def _plain(document: Document) -> Document:
    """Return it as JSON reads it back: two documents are equal where they say the same."""
    plain: Document = json.loads(json.dumps(document, cls=DjangoJSONEncoder))
    return plain


# One citation of a document


def of_citation(document: Document, pk: int) -> dict[str, list[Row]]:
    """Return the rows of a citation, by table: itself, what it supports, the notes on it.

    Its number is left out: one that is still to be made is given it anew each time that it is shown.
    """
    own = [row for row in document["citations"] if row["pk"] == pk]
    return {
        "citations": [{name: row[name] for name in row if name != "number"} for row in own],
        **{
            name: sorted((row for row in document[name] if row["citation"] == pk), key=in_order)
            for name in ("supports", "annotations")
        },
    }


def without_citation(document: Document, pk: int) -> Document:
    """Return the document without a citation and all that hangs on it."""
    kept = {**document, "citations": [row for row in document["citations"] if row["pk"] != pk]}
    for name in ("supports", "annotations"):
        kept[name] = [row for row in document[name] if row["citation"] != pk]
    return kept


# Keys of rows that are still to be made


def with_keys_of_its_own(document: Document, event: Event, base: Document, *beside: Document) -> Document:
    """Return the document with negative keys for the rows that were added to `base`, from which it was made.

    A key tells whose event the row is of (`event_of_key`); none is given that a document `beside` has given already.
    """
    seen = {(name, row["pk"]) for name in TABLES for row in base[name]}
    used = {row["pk"] for each in (document, base, *beside) for name in TABLES for row in each[name]}
    renamed: dict[int, int] = {}
    result: Document = {"event": document["event"]}
    for name in TABLES:
        result[name] = []
        for row in document[name]:
            row = dict(row)
            if (name, row["pk"]) not in seen and row["pk"] > 0:
                key = _new_key(event, used)
                if name == "citations":
                    renamed[row["pk"]] = key
                row["pk"] = key
            if name in ("supports", "annotations") and row["citation"] in renamed:
                row["citation"] = renamed[row["citation"]]
            result[name].append(row)
    return result


def _new_key(event: Event, used: set[int]) -> int:
    """Return a key that no other form of this event is likely to have given at the same time, and none that is used."""
    while True:
        key = -(event.pk * _MOST_NEW_ROWS + secrets.randbelow(_MOST_NEW_ROWS))
        if key not in used:
            used.add(key)
            return key


def event_of_key(pk: int) -> int | None:
    """Return the key of the event that a row still to be made belongs to; None for any other row."""
    return -pk // _MOST_NEW_ROWS if pk < 0 else None


# Writing


def problems(document: Document, event: Event) -> list[str]:
    """Return why the document cannot be written as rows of this event, a sentence each; empty where it can."""
    found = (
        list(_lost_words(document)) + list(_taken_elsewhere(document, event)) + list(_told_twice(document))
    )
    for model, keys, said in (
        (
            Entity,
            document["event"]["entities"],
            _("A person, organisation, place or topic that it names is not there any more."),
        ),
        (
            Timeline,
            [row["timeline"] for row in document["entries"]],
            _("A timeline that it stands on is not there any more."),
        ),
    ):
        if len(set(keys)) > model._base_manager.filter(pk__in=keys).count():
            found.append(said)
    return found


def _lost_words(document: Document) -> Iterator[str]:
    keys = {row["revision"] for row in document["citations"]}
    bodies = dict(SourceRevision.objects.filter(pk__in=keys).values_list("pk", "body"))
    for row in document["citations"]:
        body = bodies.get(row["revision"])
        if body is None:
            yield _("Citation %s: the text of the article that it quotes is not there any more.") % _number(
                row
            )
        elif body[row["start"] : row["end"]] != row["exact"]:
            said = _(
                "Citation %s: the words that it quotes are not in the article’s text at that place any more."
            )
            yield said % _number(row)


def _taken_elsewhere(document: Document, event: Event) -> Iterator[str]:
    """Rows that belong to another event by now: merging moves them, and nothing is taken away from there."""
    keys = [row["pk"] for row in document["citations"] if row["pk"] > 0]
    others = Citation.objects.filter(pk__in=keys).exclude(event=event).select_related("event")
    for citation in others.defer("event__summary"):
        yield _("Citation %(number)s belongs to “%(event)s” now.") % {
            "number": citation.number,
            "event": citation.event,
        }
    noted = [row["pk"] for row in document["annotations"] if row["pk"] > 0]
    if (
        Annotation.objects.filter(pk__in=noted).count()
        > Annotation.objects.about(event).filter(pk__in=noted).count()
    ):
        yield _("A note belongs to another event now.")


def _told_twice(document: Document) -> Iterator[str]:
    places: dict[tuple[Any, ...], Row] = {}
    for row in document["citations"]:
        first = places.setdefault((row["revision"], row["start"], row["end"]), row)
        if first is not row:
            yield _("These very words are cited twice: “%s”.") % row["exact"][:80]
    preferred: dict[str, Row] = {}
    for row in document["supports"]:
        if row["preferred"] and preferred.setdefault(row["aspect"], row) is not row:
            yield _("Two citations are preferred for one thing: %s.") % row["aspect"]


def _number(row: Row) -> str:
    return str(row["number"]) if row["pk"] > 0 else _("(new)")


def write(document: Document, event: Event) -> None:
    """Make the rows of the event what the document says; the event itself is left to be saved.

    Rows keep their keys, numbers and public ids; new ones are given theirs. Raises CannotApply, and then the caller's
    transaction has changed nothing.
    """
    found = problems(document, event)
    if found:
        raise CannotApply(found)
    before = document_of(event)
    take_fields(document, event)
    _take_address(document["event"]["slug"], event)
    event.entities.set(document["event"]["entities"])
    keys: dict[int, int] = {}
    _make_room(before, document)
    for name in TABLES:
        _write_rows(name, before[name], document[name], event, keys)


def take_fields(document: Document, event: Event) -> None:
    """Give the event its fields as the document says, but for its address."""
    for field in event_fields(type(event)):
        if field.name != "slug":
            setattr(event, field.attname, field.to_python(document["event"][field.name]))


def _take_address(slug: str, event: Event) -> None:
    """Follow the document to its address where that is free and readers have never seen the event."""
    if (
        slug
        and not event.published_at
        and not type(event)._base_manager.exclude(pk=event.pk).filter(slug=slug).exists()
    ):
        event.slug = slug


def _make_room(before: Document, after: Document) -> None:
    """Remove what goes, and set aside what moves, so that no two rows meet on their way to where they belong."""
    staying = {name: {row["pk"]: row for row in after[name]} for name in TABLES}
    for name in reversed(TABLES):
        gone = [row["pk"] for row in before[name] if row["pk"] not in staying[name]]
        TABLES[name]._base_manager.filter(pk__in=gone).delete()
    for row in before["citations"]:
        wanted = staying["citations"].get(row["pk"])
        if wanted and any(wanted[each] != row[each] for each in ("revision", "start", "end")):
            aside = _ELSEWHERE + row["start"]
            Citation.objects.filter(pk=row["pk"]).update(start=aside, end=aside + len(row["exact"]))
    for name in ("supports", "entries"):  # nothing hangs on these: they are made anew under their old keys
        changed = [
            row["pk"]
            for row in before[name]
            if row["pk"] in staying[name] and row != staying[name][row["pk"]]
        ]
        TABLES[name]._base_manager.filter(pk__in=changed).delete()


def _write_rows(name: str, before: list[Row], after: list[Row], event: Event, keys: dict[int, int]) -> None:
    was = {row["pk"]: row for row in before}
    for row in after:
        if row == was.get(row["pk"]):
            continue
        instance = _instance(name, row, event, keys)
        there = row["pk"] in was and name not in ("supports", "entries")
        instance._state.adding = not there
        instance.save(force_update=there, force_insert=not there)
        if name == "citations":
            keys[row["pk"]] = instance.pk


def _instance(name: str, row: Row, event: Event, keys: dict[int, int]) -> Any:
    instance = as_instance(name, row, event)
    if row["pk"] < 0 and not event.showing:
        instance.pk = None
    if name == "citations" and row["pk"] < 0:
        instance.number = event.next_citation_number()
    if "citation" in row:
        instance.citation_id = keys.get(row["citation"], row["citation"])
    if name == "annotations":
        instance.author_id = _still_there(row["author"])
        instance.settled_by_id = _still_there(row["settled_by"])
    return instance


def as_instance(name: str, row: Row, event: Event) -> Any:
    """Return a row of a table as an instance of its model, under the document's key for it; nothing is saved."""
    # A pending change that was begun before a field was added lacks it.
    values = {
        field.attname: field.to_python(row.get(field.name, field.get_default())) for field in row_fields(name)
    }
    if name != "annotations" or row["citation"] is None:
        values["event_id"] = event.pk
    return TABLES[name](id=row["pk"], **values)


def _still_there(user: int | None) -> int | None:
    return user if user and get_user_model()._base_manager.filter(pk=user).exists() else None


@contextmanager
def shown(document: Document, event: Event) -> Iterator[Event]:
    """Let everything inside see the event's rows as the document says, and nobody else; then nothing has happened.

    This writes, and others who write wait: what is only looked at is laid over in memory (`overlays.py`).
    New rows have the negative keys that the document gives them. What is read inside must be used up inside.
    """
    with transaction.atomic():
        overlaid = type(event).objects.get(pk=event.pk)
        overlaid.showing = True
        write(document, overlaid)
        overlaid.save()
        overlaid.evidence_changed()
        yield overlaid
        transaction.set_rollback(True)
