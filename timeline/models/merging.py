"""Taking a merge back, and splitting an event: what went along goes back under its own keys, numbers and public ids."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from reversion.models import Version

from timeline.models import corrections, documents
from timeline.models.annotations import Annotation
from timeline.models.citations import Citation
from timeline.models.comparing import merge
from timeline.models.documents import Document
from timeline.models.events import Event
from timeline.models.pending import PendingChange
from timeline.models.steps import Step
from timeline.models.timelines import TimelineEntry

# What merging changed of the event that went, beside what editors write.
_CAME_BACK = ("status", "published_at", "retracted_at", "retraction_reason", "sent_back_why", "assigned")


def undo(merged: Event, *, by: Any, why: str, kind: str = "", note: str = "") -> Event:
    """Take `merged` out of the event that it was merged into again, which is returned; both are as they were.

    What was done to that event since stays, where merging did not touch it. What came along and was deleted there since
    stays deleted, unless `merged` cannot stand without it: then it comes back, as it was. `kind` and `note` are what
    readers are told, as for `Event.merge_into`. Raises ValueError or documents.CannotApply where later work is in the
    way, NotPublishable, or StaleVersion; then nothing happened.
    """
    if merged.merged_into_id is None:
        raise ValueError(_("This event is not merged."))
    if not why.strip():
        raise ValueError(_("Say why the merge is taken back."))
    with transaction.atomic():
        keys = [merged.pk, merged.merged_into_id]
        list(Event.objects.filter(pk__in=keys).locked())
        into = Event.objects.get(pk=merged.merged_into_id)
        if into.merged_into_id:
            raise ValueError(_("“%s” was merged on since: take that merge back first.") % into)
        if PendingChange.objects.of(into):
            raise ValueError(_("A change of this event is pending: publish or discard that first."))
        before, left, wanted, kept = _as_they_were(merged, into)
        with (
            merged.step(by, why, Step.Action.UNMERGED),
            into.step(by, why, Step.Action.UNMERGED),
        ):
            now = documents.document_of(into)
            _give_back(before, merged, into)
            documents.write(wanted, into)
            merged.status, merged.merged_into = kept["status"], None
            own = {field.name: field for field in Event._meta.concrete_fields}
            for name in _CAME_BACK[1:]:
                field = own[name]
                setattr(merged, field.attname, field.to_python(kept[name]))
            for document in (left, before):
                documents.write(document, merged)
                if not merged.lacks():
                    break
            into.save()
            into.must_hold()
            merged.must_hold()
            corrections.tell_readers(into, now, wanted, by, kind, note)
    return into


def _as_they_were(merged: Event, into: Event) -> tuple[Document, Document, Document, dict[str, Any]]:
    """Return what `merged` was, the same without what was deleted since, what `into` shall be, and what `merged` kept
    about itself, before they were merged."""
    step = Step.objects.of(merged).filter(action=Step.Action.MERGED).order_by("-pk").first()
    versions = [_before(event, step) for event in (merged, into)] if step else [None, None]
    was, was_into = (
        documents.document_in(version.revision, event) if version else None
        for version, event in zip(versions, (merged, into), strict=True)
    )
    after = documents.document_in(step.revision, into) if step else None
    if was is None or was_into is None or after is None or versions[0] is None:
        raise ValueError(_("The history does not hold what the two were before: split the event instead."))
    was, was_into, after = documents.brought_forward(was, was_into, after)
    now = documents.document_of(into)
    wanted, _units, undecided = merge(after, now, was_into)
    if undecided:
        said = _("What was merged was changed since, in %d places: split the event instead.")
        raise ValueError(said % len(undecided))
    left = _without_deleted(was, after, now)
    return was, left, wanted, json.loads(versions[0].serialized_data)[0]["fields"]


def _without_deleted(was: Document, after: Document, now: Document) -> Document:
    """Return the document `was` without the rows that were in `after`, are not in `now`, and are nowhere any more."""
    left: Document = {"event": was["event"]}
    for name, model in documents.TABLES.items():
        gone = {row["pk"] for row in after[name]} - {row["pk"] for row in now[name]}
        gone -= set(model._base_manager.filter(pk__in=gone).values_list("pk", flat=True))
        left[name] = [row for row in was[name] if row["pk"] not in gone]
    return left


def _before(event: Event, step: Step) -> Version | None:
    kept = Version.objects.get_for_object_reference(Event, event.pk).select_related("revision")
    found: Version | None = kept.filter(revision__lt=step.revision_id).order_by("-revision_id").first()
    return found


def _give_back(before: Document, merged: Event, into: Event) -> None:
    """Make the rows that `merged` had, and `into` has now, rows of `merged` again."""
    rows = {row["pk"]: row for row in before["citations"]}
    for citation in Citation.objects.filter(event=into, pk__in=rows):
        citation.supports.update(preferred=False)
        citation.move_to(merged, rows[citation.pk]["number"])
    there = Annotation.objects.about(into) | Annotation.objects.about(merged)
    known = set(there.values_list("pk", flat=True))
    for row in before["annotations"]:
        if row["pk"] in known:
            event = merged.pk if row["citation"] is None else None
            Annotation.objects.filter(pk=row["pk"]).update(event=event, citation=row["citation"])
    entries = [row["pk"] for row in before["entries"]]
    TimelineEntry.objects.filter(event=into, pk__in=entries).update(event=merged)
    into.proposals.filter(citation__in=list(rows)).update(event=merged, event_version=None)


def split(
    event: Event, *, citations: Iterable[int], annotations: Iterable[int] = (), title: str, by: Any, why: str
) -> Event:
    """Move these citations and notes, by their keys, to a new draft, which is returned.

    Citations keep their public ids and take what hangs on them along. Date, kind and names are those of `event`.
    Raises ValueError where nothing is chosen or named, no title or reason is given, or a change of the event is
    pending; NotPublishable where the event has a page, and what would be left does not carry it; StaleVersion.
    """
    going = list(event.citations.filter(pk__in=list(citations)).select_related("event"))
    if not going:
        raise ValueError(_("Choose the citations that go to the new event."))
    if not title.strip() or not why.strip():
        raise ValueError(_("Give the new event a title, and say why it is split."))
    if event.merged_into_id or PendingChange.objects.of(event):
        raise ValueError(_("A merged event, or one with a pending change, is not split."))
    with transaction.atomic():
        Event.objects.select_for_update().get(pk=event.pk)
        event.record_as_it_is()
        new = Event(title=title, edtf=event.edtf, date_basis=event.date_basis, date_note=event.date_note)
        new.kind, new.assigned, new.hold_until = event.kind, by, event.hold_until
        new.save()
        with event.step(by, why, Step.Action.SPLIT), new.step(by, why, Step.Action.SPLIT):
            new.entities.set(event.entities.all())
            for citation in going:
                citation.move_to(new)
            event.annotations.filter(pk__in=list(annotations)).update(event=new)
            event.must_hold()
    return new
