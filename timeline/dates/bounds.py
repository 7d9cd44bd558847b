"""What a date may mean in days, and whether that falls in a period.

All numbers are day numbers of the proleptic Gregorian calendar (see `days`), both ends inclusive.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .days import MAX_YEAR, UNBOUNDED, day_number, month_start
from .errors import DateError
from .errors import gettext_noop as _
from .grammar import End, Form, Kind, Member, One, Precision


class Bounds(NamedTuple):
    """The earliest and latest day on which something may have started, and on which it may have ended."""

    start_earliest: int
    start_latest: int
    end_earliest: int
    end_latest: int


class Period(NamedTuple):
    """The days from `first` to `last`, both included; -UNBOUNDED and UNBOUNDED leave an end open."""

    first: int
    last: int


class Span(NamedTuple):
    """The days from `first` to `last` in which one date lies."""

    first: int
    last: int


_ANY_DAY: Final = Span(-UNBOUNDED, UNBOUNDED)
_MONTHS_OF_YEARS: Final = {
    Precision.YEAR: 12,
    Precision.UNKNOWN: 12,
    Precision.DECADE: 120,
    Precision.CENTURY: 1_200,
    Precision.MILLENNIUM: 12_000,
}
_FIRST_MONTH_OF_SEASON: Final = {21: 2, 22: 5, 23: 8, 24: 11}  # Months counted from 0.


def span(date: Member) -> Span:
    """The days in which a date lies, widened by one unit of its precision if it is approximate."""
    if isinstance(date, End) or date.year is None:
        return _ANY_DAY
    return span_in_year(date, date.year)


def span_in_year(date: One, year: int) -> Span:
    """The days in which a date lies if its year is `year`.

    Seasons are those of meteorologists in the northern hemisphere: spring is March to May, summer June to
    August, autumn September to November; winter is December of the year named to the end of February of the
    next.
    """
    approximate = date.qualifier in ("~", "%")
    if date.day:
        day = day_number(year, date.month, date.day)
        return Span(day - approximate, day + approximate)
    months = 3 if date.season else 1 if date.month else _MONTHS_OF_YEARS[date.precision]
    first = year * 12 + (_FIRST_MONTH_OF_SEASON[date.season] if date.season else (date.month or 1) - 1)
    margin = months if approximate else 0
    earliest, latest = max(first - margin, -12 * MAX_YEAR), min(first + months + margin, 12 * (MAX_YEAR + 1))
    return Span(month_start(earliest), month_start(latest) - 1)


def bounds_of(form: Form) -> Bounds:
    """The bounds of a value; of a set, the hull of its members. `DateError` if it ends before it starts."""
    bounds = [_interval(*pair) if form.kind is Kind.INTERVAL else _doubt(*pair) for pair in form.pairs]
    if len(bounds) == 1:
        return bounds[0]
    starts_earliest, starts_latest, ends_earliest, ends_latest = zip(*bounds, strict=True)
    return Bounds(min(starts_earliest), max(starts_latest), min(ends_earliest), max(ends_latest))


def overlaps(bounds: Bounds, period: Period) -> bool:
    """Whether something with these bounds may fall in the period, be it in part."""
    return bounds.start_earliest <= period.last and bounds.end_latest >= period.first


def surely_overlaps(bounds: Bounds, period: Period) -> bool:
    """Whether something with these bounds falls in the period, whatever its date turns out to be."""
    return bounds.start_latest <= period.last and bounds.end_earliest >= period.first


def is_uncertain(date: Member) -> bool:
    return isinstance(date, One) and date.qualifier in ("?", "%")


def _interval(start: Member, end: Member) -> Bounds:
    first, last = span(start), span(end)
    if last.last < first.first or _ends_earlier_that_day(start, end):
        raise DateError(_("it ends before it can start; turn the two dates around."))
    if is_uncertain(start) or is_uncertain(end):
        return _never_certain(first.first, last.last)
    return Bounds(first.first, min(first.last, last.last), max(last.first, first.first), last.last)


def _ends_earlier_that_day(start: Member, end: Member) -> bool:
    if isinstance(start, End) or isinstance(end, End) or not (start.time and end.time):
        return False
    return start[:4] == end[:4] and start.time[8:] == end.time[8:] and start.time > end.time


def _doubt(earliest: Member, latest: Member) -> Bounds:
    """Something that starts and ends, or happens, somewhere from one date to another."""
    first = span(earliest)
    last = first if latest is earliest else span(latest)
    if last.last < first.first or _ends_earlier_that_day(earliest, latest):
        raise DateError(_("a range in it ends before it can start; turn the two dates around."))
    if is_uncertain(earliest) or is_uncertain(latest):
        return _never_certain(first.first, last.last)
    return Bounds(first.first, last.last, first.first, last.last)


def _never_certain(earliest: int, latest: int) -> Bounds:
    # No period with a bound satisfies start_latest <= last and end_earliest >= first.
    return Bounds(earliest, UNBOUNDED, -UNBOUNDED, latest)
