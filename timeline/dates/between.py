"""The time from one event to the next in words: "two years and eight months later".

What is said follows from the smallest and the largest gap that the two dates allow. In this order:

1. One figure: in days up to a month (in days or whole weeks up to three between known days that are no round
   number of months apart), else in months, spoken as years and months from twelve on, else, and from ten
   years on, in years. It stands plain where no possible gap is a whole unit off, nor off by more than a 25th,
   nor the figure much rounded: May 2023 to January 2026 is "two years and eight months later". Less than two
   units off, and no more than a sixth, it is "about eight months later". What is approximate, and the end of a
   duration that is not known to the day, never gets a plain figure: 1863–1864 to 2020 is "about 156 years
   later".
2. Neighbours in the calendar: "the same day", "the next day", "the following month"; and "the following year",
   unless a range of few months tells more: October 2025 to 25 January 2026 is "three to four months later".
3. A range, both ends to the nearest unit: "one to two years later"; "about" where both are the same. Not where
   one end is more than three times the other or twenty units off, which would tell a reader nothing.
4. "in the same month", "in the same year", which leave open which came first.
5. Nothing: "".

A gap runs from start to start. After a duration that is over by then it runs from its end, as one would say
it behind "1863–1864"; from its start if it goes on, or has no known end, and then it says so: "one year and
three months after it began". Uncertain dates (`?`, `%`) count as what they say, behind a "perhaps", which stands
for the "about" as well. There is nothing to say where a start has no bound, and where the later event may
come before the start of the earlier there is no figure. Backwards, the same is said of the earlier event: "three
to four months earlier", "began one year and three months earlier".
"""

from __future__ import annotations

import math
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from .bounds import Bounds, Span, bounds_of
from .calendars import Calendar, calendar_for
from .days import UNBOUNDED, from_day_number, month_start
from .edtf import Edtf
from .grammar import Form, Member, One, parse

PLAIN: Final = Fraction(1, 25)
"""How much of itself a plain figure may be off; it is less than one unit off, too."""

ABOUT: Final = Fraction(1, 6)
"""How much of itself a figure with "about" may be off; it is less than two units off, too."""

ROUNDED: Final = Fraction(2, 5)
"""How much of a unit the middle of the possible gaps may have been rounded for a plain figure."""

NEAR: Final = Fraction(1, 10)  # Seventy days are better than "about two months".
WIDEST: Final = 3  # A range whose end is more than so many times its start is not worth printing,
LONGEST: Final = 20  # nor one of more units than that.
TELLING: Final = 6  # A range of so many months tells more than "the following year".
HALF: Final = Fraction(1, 2)

Unit = Literal["day", "week", "month", "year"]


class Kind(Enum):
    """What a gap claims of its numbers."""

    PLAIN = "plain"
    ABOUT = "about"
    RANGE = "range"  # Each end is right to the nearest unit.
    CALENDAR = "calendar"  # In the same unit of the calendar (0) or in the following one (1).


class Gap(NamedTuple):
    """What is said of the time between two events: from `least` to `most` units, calendar ones where said."""

    least: int
    most: int
    unit: Unit
    kind: Kind
    after_start: bool = False  # Counted from the start of what still goes on, or whose end is not known.
    perhaps: bool = False


_NEXT_MONTH: Final = Gap(1, 1, "month", Kind.CALENDAR)


class Stretch(NamedTuple):
    """The smallest and the largest possible gap, in some unit."""

    least: Fraction
    most: Fraction


@lru_cache(maxsize=20_000)
def between(earlier: Edtf, later: Edtf, locale: str = "en-GB", *, backwards: bool = False) -> str:
    """How much later than `earlier` the event `later` was, in words of the locale, or `backwards` how much
    earlier that one was; "" where nothing honest and useful can be said.

    Every possible gap is within what the words claim (see `Kind` and the module). Raises nothing; other
    languages and unknown locales get British English, as in `Edtf.in_words`.
    """
    gap = measure(earlier, later)
    return _in_words(gap, calendar_for(locale), backwards) if gap else ""


def measure(earlier: Edtf, later: Edtf) -> Gap | None:
    """What `between` says, in numbers; `None` where it is silent."""
    bounds, next_bounds = _as_said(earlier), _as_said(later)
    start, ends = Span(*bounds[:2]), Span(*bounds[2:])
    target = Span(*next_bounds[:2])
    if not (_is_bounded(start) and _is_bounded(target)):
        return None
    is_over = earlier.is_interval and ends.last < target.first
    after_start = earlier.is_interval and not is_over
    origin = ends if is_over else start
    vague = earlier.is_approximate or later.is_approximate or (is_over and ends.first < ends.last)
    gap = _measure(origin, target, vague=vague, calendar=not after_start)
    perhaps = earlier.is_uncertain or later.is_uncertain
    return gap and gap._replace(after_start=after_start, perhaps=perhaps)


def _as_said(value: Edtf) -> Bounds:
    """The bounds of a value, of an uncertain one as if it were not."""
    if not value.is_uncertain:
        return value.bounds()
    form = parse(value.text)
    return bounds_of(Form(form.kind, tuple((_certain(a), _certain(b)) for a, b in form.pairs)))


def _certain(date: Member) -> Member:
    if not isinstance(date, One):
        return date
    return date._replace(qualifier="~" if date.qualifier in ("~", "%") else "")


def _is_bounded(span: Span) -> bool:
    return span.first > -UNBOUNDED and span.last < UNBOUNDED


def _measure(origin: Span, target: Span, *, vague: bool, calendar: bool) -> Gap | None:
    days = Stretch(Fraction(target.first - origin.last), Fraction(target.last - origin.first))
    if days.least <= 0:
        return _calendar_units(origin, target, 0) if calendar else None
    months = Stretch(_months(origin.last, target.first), _months(origin.first, target.last))
    figure = _exact_days(days, months, calendar) or _figure(days, months, vague)
    if figure:
        return figure
    span = _range(days, months)
    if not calendar or (span and span.unit == "day"):
        return span
    neighbours = _calendar_units(origin, target, 1)
    if span and span.unit == "month" and span.most - span.least <= TELLING and neighbours != _NEXT_MONTH:
        return span
    return neighbours or span or _calendar_units(origin, target, 0)


def _exact_days(days: Stretch, months: Stretch, calendar: bool) -> Gap | None:
    """Two days that are known, less than three months apart and not about two or three."""
    if days.least != days.most or months.least >= 3:
        return None
    count, near = int(days.least), _nearest(months.least)
    if count == 1 and calendar:
        return Gap(1, 1, "day", Kind.CALENDAR)
    if months.least == 1:
        return Gap(1, 1, "month", Kind.PLAIN)
    if near > 1 and abs(months.least - near) <= near * NEAR:
        return None
    weeks, rest = divmod(count, 7)
    return Gap(count, count, "day", Kind.PLAIN) if rest else Gap(weeks, weeks, "week", Kind.PLAIN)


def _figure(days: Stretch, months: Stretch, vague: bool) -> Gap | None:
    if days.most <= 31:
        return _one_figure(days, "day", vague)
    in_months = _one_figure(months, "month", vague) if months.most < 120 else None
    return in_months or _one_figure(_years(months), "year", vague)


def _one_figure(gaps: Stretch, unit: Unit, vague: bool) -> Gap | None:
    middle = (gaps.least + gaps.most) / 2
    count = _nearest(middle)
    off = max(gaps.most - count, count - gaps.least)
    is_plain = off < 1 and off <= count * PLAIN and abs(middle - count) <= ROUNDED
    if is_plain and not vague:
        return Gap(count, count, unit, Kind.PLAIN)
    if off < 2 and off <= count * ABOUT:
        return Gap(count, count, unit, Kind.ABOUT)
    return None


def _range(days: Stretch, months: Stretch) -> Gap | None:
    """In the coarsest unit that does not call much less than one of it one."""
    gaps, unit = _in_range_unit(days, months)
    least, most = _nearest(gaps.least), _nearest(gaps.most)
    if least == most:
        return Gap(least, most, unit, Kind.ABOUT)
    is_useful = most <= WIDEST * least and most - least <= LONGEST
    return Gap(least, most, unit, Kind.RANGE) if is_useful else None


def _in_range_unit(days: Stretch, months: Stretch) -> tuple[Stretch, Unit]:
    if months.least >= 11:
        return _years(months), "year"
    return (months, "month") if months.least >= Fraction(9, 10) else (days, "day")


def _calendar_units(origin: Span, target: Span, distance: int) -> Gap | None:
    """Both in one day, month or year (`distance` 0), or in a month or year and the one after it (1)."""
    if distance == 0 and origin == target and origin.first == origin.last:
        return Gap(0, 0, "day", Kind.CALENDAR)
    before, after = ([_month_of(day) for day in span] for span in (origin, target))
    units: tuple[tuple[Unit, int], ...] = (("month", 1), ("year", 12))
    for unit, months in units:
        places = {month // months + distance for month in before} | {month // months for month in after}
        if len(places) == 1:
            return Gap(distance, distance, unit, Kind.CALENDAR)
    return None


def _month_of(day: int) -> int:
    """The month that a day lies in, counted from January of the year 0."""
    year, month, _ = from_day_number(day)
    return year * 12 + month - 1


def _months(first: int, last: int) -> Fraction:
    """The months from one day to another, as people count them: from the 31st to the 31st, or the last day
    of a shorter month, is one; the rest is a part of the month that it falls in.

    It never falls when `last` rises, nor rises when `first` does, so that the extremes of two stretches of
    days are at their ends.
    """
    day = from_day_number(first)[2]
    start, whole = _month_of(first), _month_of(last) - _month_of(first)
    if _day_of_month(start + whole, day) > last:
        whole -= 1
    before, after = _day_of_month(start + whole, day), _day_of_month(start + whole + 1, day)
    return whole + Fraction(last - before, after - before)


def _day_of_month(month: int, day: int) -> int:
    return min(month_start(month) + day, month_start(month + 1)) - 1


def _years(months: Stretch) -> Stretch:
    return Stretch(months.least / 12, months.most / 12)


def _nearest(number: Fraction) -> int:
    return math.floor(number + HALF)


def _in_words(gap: Gap, calendar: Calendar, backwards: bool) -> str:
    gaps = calendar.phrases.gaps
    if gap.kind is Kind.CALENDAR:
        neighbours = gaps.preceding if backwards else gaps.following
        phrase = (neighbours if gap.least else gaps.same)[gap.unit]
    else:
        later = gaps.after_start if gap.after_start else gaps.later
        phrase = (gaps.earlier if backwards else later).format(gap=_amount(gap, calendar))
    if gap.perhaps:
        phrase = gaps.perhaps.format(phrase=phrase)
    elif gap.kind is Kind.ABOUT:
        phrase = gaps.about.format(phrase=phrase)
    return gaps.began.format(phrase=phrase) if backwards and gap.after_start else phrase


def _amount(gap: Gap, calendar: Calendar) -> str:
    gaps = calendar.phrases.gaps
    if gap.kind is Kind.RANGE:
        low, high = (_number(number, calendar) for number in gap[:2])
        low_figure, high_figure = (calendar.digits(number) for number in gap[:2])
        words = gaps.range.format(low=low, high=high, low_figure=low_figure, high_figure=high_figure)
        # CLDR's plural ranges: in all these languages the form of a range is that of its end.
        return _counted(gap.most, gap.unit, calendar, words)
    years, months = divmod(gap.least, 12) if gap.unit == "month" else (0, gap.least)
    if not years:
        return _counted(gap.least, gap.unit, calendar)
    in_years = _counted(years, "year", calendar)
    if not months:
        return in_years
    return gaps.two_units.format(years=in_years, months=_counted(months, "month", calendar))


def _counted(number: int, unit: Unit, calendar: Calendar, words: str = "") -> str:
    forms = calendar.phrases.gaps.units[unit]
    return forms[calendar.locale.plural_form(number)].format(n=words or _number(number, calendar))


def _number(number: int, calendar: Calendar) -> str:
    """In words up to nine, as newspapers do; in figures above."""
    words = calendar.phrases.gaps.numbers
    return words[number - 1] if number <= len(words) else calendar.digits(number)
