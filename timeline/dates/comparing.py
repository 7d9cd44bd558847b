"""Whether two dates could be the same time, more exactly than the hull of their bounds tells."""

from __future__ import annotations

from .bounds import Bounds, Span, span, span_in_year
from .days import MAX_YEAR, UNBOUNDED, from_day_number
from .grammar import Form, Kind, One, Pair

Value = tuple[Form, Bounds]

# 29 February comes back after eight years at most (1896 and 1904): longer ranges hold every day of a year.
_YEARS_THAT_HOLD_EVERY_DAY = 9


def could_be_the_same(a: Value, b: Value) -> bool:
    """Whether the days that two values may mean have any in common."""
    return any(_meet(one, other) for one in _pieces(*a) for other in _pieces(*b))


def _pieces(form: Form, bounds: Bounds) -> list[Span | One]:
    """The stretches without gaps that a value consists of; dates without a year as they are."""
    if form.kind is Kind.INTERVAL:
        return [Span(bounds.start_earliest, bounds.end_latest)]
    return [_piece(pair) for pair in form.pairs]


def _piece(pair: Pair) -> Span | One:
    first, last = pair
    if first is last and isinstance(first, One) and _recurs(first):
        return first
    return Span(span(first).first, span(last).last)


def _recurs(date: One) -> bool:
    return date.year is None and bool(date.month or date.season)


def _meet(a: Span | One, b: Span | One) -> bool:
    if isinstance(a, Span) and isinstance(b, Span):
        return a.first <= b.last and b.first <= a.last
    if isinstance(a, One) and isinstance(b, One):
        return any(_recurs_in(a, span_in_year(b, year)) for year in range(2000, 2009) if _exists(b, year))
    return _recurs_in(a, b) if isinstance(a, One) and isinstance(b, Span) else _meet(b, a)


def _recurs_in(date: One, days: Span) -> bool:
    if days.first <= -UNBOUNDED or days.last >= UNBOUNDED:
        return True
    first, last = from_day_number(days.first)[0], from_day_number(days.last)[0]
    if last - first > _YEARS_THAT_HOLD_EVERY_DAY:
        return True
    # A winter, and what is approximate, reaches into the year before or after its own.
    nearby = range(max(first - 1, -MAX_YEAR), min(last + 1, MAX_YEAR) + 1)
    years = (year for year in nearby if _exists(date, year))
    return any(_meet(span_in_year(date, year), days) for year in years)


def _exists(date: One, year: int) -> bool:
    is_leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (date.month, date.day) != (2, 29) or is_leap_year
