"""Day numbers: days of the proleptic Gregorian calendar as integers, in years that `datetime` cannot hold.

Day 1 is 0001-01-01, as `datetime.date.toordinal()` has it; day 0 is 31 December of the year 0000 (1 BC).
Years are astronomical (ISO 8601): 0 is 1 BC, -43 is 44 BC.
"""

from __future__ import annotations

import datetime

from .errors import DateError
from .errors import gettext_noop as _

MAX_YEAR = 10**9
"""The farthest year, before and after the year 0, that a value may name."""

UNBOUNDED = 10**12
"""Stands for "no bound": beyond every day number. -UNBOUNDED is before all days, +UNBOUNDED after them."""

_CYCLE_YEARS = 400
_CYCLE_DAYS = 146_097  # The Gregorian calendar repeats after so many days.


def day_number(year: int, month: int, day: int) -> int:
    """The number of a day. `DateError` if there is no such day, or the year lies beyond ±(10⁹ + 1)."""
    # One year past MAX_YEAR, because an approximate date is widened by a year.
    if not -MAX_YEAR - 1 <= year <= MAX_YEAR + 1:
        raise DateError(
            _("The year %(year)s is too far away: years go from %(first)s to %(last)s."),
            year=year,
            first=-MAX_YEAR,
            last=MAX_YEAR,
        )
    cycles, rest = divmod(year - 1, _CYCLE_YEARS)
    try:
        return cycles * _CYCLE_DAYS + datetime.date(rest + 1, month, day).toordinal()
    except (ValueError, OverflowError) as error:
        raise DateError(
            _("There is no day %(day)s of month %(month)s in the year %(year)s."),
            day=day,
            month=month,
            year=str(year),
        ) from error


def from_day_number(number: int) -> tuple[int, int, int]:
    """The (year, month, day) of a day number; the inverse of `day_number`, with the same limits."""
    cycles, rest = divmod(number - 1, _CYCLE_DAYS)
    day = datetime.date.fromordinal(rest + 1)
    year = cycles * _CYCLE_YEARS + day.year
    if not -MAX_YEAR - 1 <= year <= MAX_YEAR + 1:
        raise DateError(
            _("Day number %(number)s lies in the year %(year)s, beyond ±%(most)s."),
            number=str(number),
            year=year,
            most=MAX_YEAR,
        )
    return year, day.month, day.day


def month_start(months: int) -> int:
    """The number of the first day of a month that is counted from January of the year 0 (= 0)."""
    year, month = divmod(months, 12)
    cycles, rest = divmod(year - 1, _CYCLE_YEARS)
    return cycles * _CYCLE_DAYS + datetime.date(rest + 1, month + 1, 1).toordinal()
