"""As known: an event as articles had it by a day, in memory alone; what came later is left out of what is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from timeline.dates import Edtf
from timeline.models.citations import Aspect, Citation, Support
from timeline.models.overlays import bring

if TYPE_CHECKING:
    from timeline.models.events import Event


def show_as_known(event: Event, day: date) -> None:
    """Show an event, loaded `with_evidence`, as articles had it by the end of that day.

    Its citations are those printed by then, or none where none of these says when it was. Its date is as they state it,
    where the preferred one is not among them. What editors say of its evidence they say of all of it: they compare, or
    quote, what is left out here, and so that is left out too.
    """
    citations = list(event.citations.all())
    printed = [each for each in citations if each.is_printed_by(day)]
    event.known_by = day
    if len(printed) == len(citations):
        return
    bring(event, "citations", printed if _are_dated(printed, citations) else [])
    event.shown_date = _date_in(printed) or event.date
    _leave_out_the_editors(event, printed)


def _are_dated(printed: Iterable[Citation], citations: Iterable[Citation]) -> bool:
    """Return whether what was printed says when it was.

    Where a date was read out of any passage, it is out of one of these: “last spring” alone is none beside a later one.
    """
    said = [each.edtf for each in _on_dates(printed)]
    return any(said) or (bool(said) and not any(each.edtf for each in _on_dates(citations)))


def _on_dates(citations: Iterable[Citation]) -> list[Support]:
    supports = (each for citation in citations for each in citation.supports.all())
    return [each for each in supports if each.aspect == Aspect.DATE]


def _date_in(printed: Iterable[Citation]) -> Edtf | None:
    """Return the first date that these passages state; None where they hold the preferred one, or none with a year."""
    stated = [each for each in _on_dates(printed) if each.edtf]
    dates = [Edtf.parse(each.edtf) for each in stated if not each.preferred]
    return dates[0] if dates and len(dates) == len(stated) and not dates[0].year_unknown else None


def _leave_out_the_editors(event: Event, citations: Iterable[Citation]) -> None:
    event.date_note = ""
    event.shown_annotations = []  # type: ignore[attr-defined]
    for citation in citations:
        citation.shown_annotations = []  # type: ignore[attr-defined]
        for support in citation.supports.all():
            support.differs, support.preferred, support.reason = "", False, ""
