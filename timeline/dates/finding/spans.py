"""Stretches of the calendar in the units that newspapers count in, from the day to the century."""

from __future__ import annotations

import datetime
from typing import Final, NamedTuple

from ..single import year_text

MONTHS_IN: Final = {
    "month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12, "decade": 120, "century": 1200,
}  # fmt: skip
DAYS_IN: Final = {"day": 1, "weekend": 7, "week": 7, "fortnight": 14}
FIRST_YEAR, LAST_YEAR = 1000, 2999  # What a newspaper writes with four digits and no era.


class Span(NamedTuple):
    """One unit of the calendar, such as a week or a year, by its unit and its first day."""

    unit: str
    first: datetime.date

    @property
    def edtf(self) -> str:
        """The span as EDTF; of what level 1 has no notation for (weeks, quarters), its first and last part."""
        year, month = self.first.year, self.first.month
        if self.unit in DAYS_IN:
            last = self.last
            return self.first.isoformat() if last == self.first else f"{self.first}/{last}"
        if self.unit == "season":
            return f"{year_text(year)}-{20 + month // 3}"
        if self.unit in ("decade", "century"):
            return f"{year // 10:03}X" if self.unit == "decade" else f"{year // 100:02}XX"
        if self.unit == "year":
            return year_text(year)
        months = MONTHS_IN[self.unit]
        return f"{year:04}-{month:02}" + (f"/{year:04}-{month + months - 1:02}" if months > 1 else "")

    @property
    def last(self) -> datetime.date:
        if self.unit in DAYS_IN:
            days = {"week": 6, "weekend": 1}.get(self.unit, 0)
            return self.first + datetime.timedelta(days)
        return self.shifted(1).first - datetime.timedelta(1)

    def shifted(self, count: int) -> Span:
        """The unit that is so many units later; `OutOfCalendar` beyond the years that newspapers write."""
        if self.unit in DAYS_IN:
            return Span(self.unit, moved(self.first, count * DAYS_IN[self.unit]))
        return Span(self.unit, _months_later(self.first, count * MONTHS_IN[self.unit]))

    def in_years(self, count: int) -> Span:
        """The same unit so many years later: a quarter a year earlier, the same week next year."""
        if self.unit in DAYS_IN:
            year, month, day = self.first.timetuple()[:3]
            return containing(day_of(year + count, month, min(day, 28) if month == 2 else day), self.unit)
        return Span(self.unit, _months_later(self.first, count * 12))


class OutOfCalendar(ValueError):
    """There is no such day, or it lies beyond the years that newspapers write."""


def day_of(year: int, month: int = 1, day: int = 1) -> datetime.date:
    """A day; `OutOfCalendar` if there is none."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfCalendar(f"the year {year}")
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        raise OutOfCalendar(str(error)) from None


def moved(day: datetime.date, days: int) -> datetime.date:
    """The day so many days later; `OutOfCalendar` as for `day_of`."""
    if abs(days) > 10**6 or not FIRST_YEAR <= day.year + days // 365 <= LAST_YEAR:
        raise OutOfCalendar(f"{days} days from {day}")
    return day + datetime.timedelta(days)


def containing(day: datetime.date, unit: str) -> Span:
    """The unit of the calendar that a day lies in; of weekends that of its week, Monday first."""
    if unit in ("week", "weekend"):
        return Span(unit, moved(day, (5 if unit == "weekend" else 0) - day.weekday()))
    if unit in DAYS_IN:
        return Span("day", day)
    if unit == "season":
        return Span(unit, _months_later(day.replace(day=1), -(day.month % 3)))
    if unit in ("decade", "century"):
        years = MONTHS_IN[unit] // 12
        return Span(unit, day_of(day.year // years * years))
    months = MONTHS_IN[unit]
    return Span(unit, day.replace(month=(day.month - 1) // months * months + 1, day=1))


def _months_later(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day_of(year, month + 1)
