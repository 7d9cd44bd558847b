"""Laying a document over an event: the event as the document says, with its rows, in memory and nowhere else.

Pages show a pending change by it as they show any event: the rows are where prefetching would have put them, and what
is loaded is not asked for again. Nothing is written, so no other editor waits while a page is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from timeline.models.citations import Citation
from timeline.models.documents import TABLES, Document, as_instance, take_fields
from timeline.models.entities import Entity
from timeline.models.sources import SourceRevision
from timeline.models.timelines import Timeline

if TYPE_CHECKING:
    from timeline.models.events import Event


def laid_over(document: Document, event: Event) -> Event:
    """Return the event as the document says, loaded as `EventQuerySet.with_evidence` loads it: five queries.

    `event` is as it was loaded, and stays so. New rows have the negative keys that the document gives them, and new
    citations the numbers that they would get now. A row is left out where its article's text, or its timeline, is gone.
    """
    shown = _read(
        type(event)(**{each.attname: getattr(event, each.attname) for each in event._meta.concrete_fields})
    )
    take_fields(document, shown)
    rows = {name: [_read(as_instance(name, row, shown)) for row in document[name]] for name in TABLES}
    citations = list(_citations(rows["citations"], shown))
    for citation in citations:
        bring(citation, "supports", [each for each in rows["supports"] if each.citation_id == citation.pk])
        _bring_notes(citation, [each for each in rows["annotations"] if each.citation_id == citation.pk])
        for support in citation.supports.all():
            support.citation, support.event = citation, shown
    bring(shown, "citations", citations)
    _bring_notes(shown, [each for each in rows["annotations"] if each.citation_id is None])
    bring(shown, "entries", list(_entries(rows["entries"], shown)))
    _bring_names(shown, document["event"]["entities"])
    shown.follow_rows(citations, [each for each in rows["annotations"] if each.is_shown])
    return shown


def _read(row: Any) -> Any:
    """Let a row seem to have been read: to a form it is one that is there."""
    row._state.adding = False
    return row


def _citations(citations: list[Citation], event: Event) -> Iterator[Citation]:
    keys = {each.revision_id for each in citations}
    texts = SourceRevision.objects.select_related("source").without_text().in_bulk(keys)
    doubted = Citation.objects.filter(event=event).saying_if_checked()
    checked = dict(doubted.values_list("pk", "is_checked"))  # type: ignore[misc]
    number = event.citations_made
    for each in citations:
        if each.revision_id not in texts:
            continue
        if each.pk < 0:
            number += 1
            each.number = number
        each.event, each.revision = event, texts[each.revision_id]
        each.is_checked = checked.get(each.pk, False)  # type: ignore[attr-defined]
        yield each


def _entries(entries: list[Any], event: Event) -> Iterator[Any]:
    timelines = Timeline.objects.in_bulk([each.timeline_id for each in entries])
    for each in entries:
        if each.timeline_id in timelines:
            each.event, each.timeline = event, timelines[each.timeline_id]
            yield each


def _bring_names(event: Event, keys: Iterable[int]) -> None:
    names = list(Entity.objects.filter(pk__in=keys).prefetch_related("names"))
    bring(event, "entities", names)
    shown = (each for each in names if each.is_shown)
    event.shown_entities = sorted(shown, key=lambda each: each.kind)  # type: ignore[attr-defined]


def _bring_notes(about: Event | Citation, notes: list[Any]) -> None:
    bring(about, "annotations", notes)
    about.shown_annotations = [each for each in notes if each.is_shown]  # type: ignore[union-attr]


def bring(owner: Any, name: str, rows: list[Any]) -> None:
    """Put rows where prefetching them would have put them."""
    queryset = getattr(owner, name).get_queryset()
    queryset._result_cache, queryset._prefetch_done = rows, True
    owner._prefetched_objects_cache = {**getattr(owner, "_prefetched_objects_cache", {}), name: queryset}
