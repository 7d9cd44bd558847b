"""Period headings: the years under which the events of a page stand, never more exact than their dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from timeline.dates import Edtf, End, Precision, between
from timeline.folding import slug_of
from timeline.languages import readers
from timeline.models import Event


@dataclass(frozen=True, slots=True)
class Standing:
    """An event; `gap` says how long after the one above it, or before it, where that is known.

    Counted from another one above, with the very same date, where the one right above is uncertain: `since`.
    """

    event: Event
    gap: str
    since: Event | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Events that follow one another under one heading; `anchor` names it in the address."""

    heading: str
    anchor: str
    events: list[Standing]


def under_headings(events: Iterable[Event], *, newest_first: bool = False) -> list[Group]:
    """Group events, in their order, under the year, decade or century in which they are said to begin."""
    groups: list[Group] = []
    above: Event | None = None
    certain: Event | None = None  # the last one above whose date is not uncertain
    names: list[str] = []
    for (heading, name), members in groupby(events, key=heading_of):
        again = names.count(name)
        names.append(name)
        anchor = f"period-{name}{f'-{again + 1}' if again else ''}"
        standing = []
        for event in members:
            standing.append(_standing(event, above, certain, newest_first))
            above = event
            certain = certain if event.shown_date.is_uncertain else event
        groups.append(Group(heading, anchor, standing))
    return groups


def _standing(event: Event, above: Event | None, certain: Event | None, newest_first: bool) -> Standing:
    if above is None:
        return Standing(event, "")
    same = certain if certain and certain.shown_date == event.shown_date and certain != above else None
    dates = (same or above).shown_date, event.shown_date
    earlier, later = reversed(dates) if newest_first else dates
    return Standing(event, between(earlier, later, readers(), backwards=newest_first), same)


def years_between(first: Edtf, last: Edtf) -> str:
    """Word the years in which the first and the last of some events are said to begin: “1863–2026”, “2026”."""
    (begin, begin_name), (end, end_name) = _heading(first), _heading(last)
    if begin_name == end_name:
        return begin
    if begin_name.isdecimal() and end_name.isdecimal():
        return Edtf.parse(f"{begin_name:0>4}/{end_name:0>4}").in_words(readers())
    return f"{begin} – {end}"


def heading_of(event: Event) -> tuple[str, str]:
    """Return an event's heading, its year as stated or what is known instead; and the same in no reader's language."""
    return _heading(event.shown_date)


def _heading(date: Edtf) -> tuple[str, str]:
    if (date.is_set and date.is_open) or isinstance(date.start, End):
        return _("Beginning not known"), "beginning-not-known"
    first = date.dates[0]
    if first.year is None:
        return _("Year not known"), "year-not-known"
    about = "~" if first.qualifier in ("~", "%") else ""
    year = date.start if first.precision > Precision.YEAR else Edtf.parse(f"{_year(first.year)}{about}")
    return year.in_words(readers()), slug_of(year.in_words())


def _year(year: int) -> str:
    if abs(year) > 9999:
        return f"Y{year}"
    return f"-{-year:04}" if year < 0 else f"{year:04}"
