"""The axis: when the events are, as counted buckets from millennia to days, whose empty stretches fold up.

A row gives an overview of them all, another what lies within the dates asked for, in a finer unit. A small set is read
whole: what a bucket says is what its link shows, and a few events are drawn one by one. Of a large one every bucket is
counted through the index, all together no further than MOST_COUNTED: that costs the same at ten thousand events and at
a million. There each event is counted where it begins, but in no day or month if it is dated less exactly, and a bucket
that is not counted to its end says so. (What PostgreSQL does instead: `EventQuerySet.counted_between`.)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, to_locale

from timeline.dates import MAX_YEAR, UNBOUNDED, Bounds, Edtf, Period, day_number, from_day_number
from timeline.filters import Filters, TypedDate
from timeline.languages import readers
from timeline.marks import MOST_LANES, Days, Mark, Scale, bar, known_days, lanes_of, marks, strokes
from timeline.models.event_queries import EventQuerySet
from timeline.models.places import first_place

MOST_BUCKETS = 20  # drawn: with the folds between them, one row on a desk
MOST_WITHIN = 31  # of the dates asked for, where that is all of them: the days of a month
MOST_TRIED = 120  # counted through the index, before the empty ones fold
MOST_READ = 1_000  # events whose dates are read one by one
MOST_LAID_OUT = 4_000  # buckets that those are sorted into, before the empty ones fold
MOST_DRAWN = 60  # events drawn as the spans they are; more are drawn as bars
MOST_COUNTED = 6_000  # of a large set, the same share in each of the buckets that are tried
LONGEST_WORD = 4  # letters, under the narrowest buckets; a fold's neighbours leave room for one more
_YEARS = tuple(10**power for power in range(10))
_ALWAYS = Period(-UNBOUNDED, UNBOUNDED)

Unit = str | int  # "day", "month", or a number of years


@dataclass(frozen=True, slots=True)
class Bucket:
    """A day, month, year or longer in which there are events, and how it is drawn; `tick` is the label made short.

    `url` narrows to it, `wider` leads from it back to all dates, where it is what is asked for.
    """

    tick: str
    label: str
    words: str
    number: str  # over its bar; "" where events are drawn one by one
    url: str
    wider: str
    marks: tuple[Mark, ...]
    is_chosen: bool

    @property
    def name(self) -> str:
        """The name for who does not see it, which has what is seen in it."""
        return self.label if self.tick in self.label else f"{self.tick}, {self.label}"


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch without events of its own: “155 years”; `is_crossed` if others may reach through it.

    `has_wider` if it may hold some that no part of the row counts: they are dated less exactly, or were not read.
    """

    tick: str
    marks: tuple[Mark, ...]
    is_crossed: bool
    has_wider: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Buckets and folds in the order of time; `name` says within which dates, "" of all events."""

    name: str
    parts: list[Bucket | Fold]
    is_counted: bool  # by the index, where each event begins

    @property
    def has_bars(self) -> bool:
        return any(isinstance(each, Bucket) and each.number for each in self.parts)

    @property
    def has_long_words(self) -> bool:
        """Whether what stands under the parts needs more room than a year does, however it is broken."""
        return any(
            len(word) > LONGEST_WORD + isinstance(each, Fold)
            for each in self.parts
            for word in each.tick.split()
        )


@dataclass(frozen=True, slots=True)
class Axis:
    """The rows: none if the events do not tell two periods apart, else of all events, and of the dates asked for."""

    rows: list[Row] = field(default_factory=list)
    is_filtered: bool = False  # by more than dates: an empty stretch may have other events

    def __bool__(self) -> bool:
        return bool(self.rows)

    def key(self) -> list[str]:
        """Say what the drawings mean, as far as they occur."""
        parts = [part for row in self.rows for part in row.parts]
        shapes = {mark.shape for part in parts for mark in part.marks}
        folds = [part for part in parts if isinstance(part, Fold)]
        is_crossed = any(each.is_crossed for each in folds)
        if any(each.has_wider for each in folds):
            nothing = _("dotted: none that begins there, dated as exactly")
        elif self.is_filtered:
            nothing = (
                _("dotted: no others of these events") if is_crossed else _("dotted: none of these events")
            )
        elif is_crossed:
            nothing = _("dotted: no other events in these articles")
        else:
            nothing = _("dotted: no events in these articles")
        meanings = (
            ("flat" in shapes, _("flat: lasting or inexact")),
            ("hollow" in shapes, _("hollow: uncertain")),
            ("pale" in shapes, _("pale: open-ended")),
            (bool(folds), nothing),
            (any(row.is_counted for row in self.rows), _("counted where they begin, if dated as exactly")),
        )
        return [meaning for occurs, meaning in meanings if occurs]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The periods of a row and how many events each has; those of `cut` have more. `events` are not read of many."""

    unit: Unit
    scale: Scale
    counts: dict[int, int]
    cut: set[int] = field(default_factory=set)
    events: list[Bounds] | None = None


def axis(filters: Filters) -> Axis:
    """Return the axis of what the filters find, whatever their dates, with the dates asked for marked and opened up.

    Two queries, of a large set three, within dates as many again; on PostgreSQL two plans for each count of a large
    filtered set.
    """
    overview = _without_dates(filters)
    if overview.errors:
        return Axis()
    events = overview.events()
    whole = _read_or_counted(events, _ALWAYS, None, certain=filters.certain)
    if whole is None:
        return Axis()
    rows = [Row("", list(_parts(filters, whole)), whole.events is None)]
    period = filters.period
    if period is None:
        return Axis(rows, overview.is_active)
    if whole.events is None:
        there = events.beginning_in(period)
        within = _read_or_counted(there, period, whole.unit, certain=filters.certain, begins=True)
    else:
        within = _laid_out(whole.events, period, whole.unit, certain=filters.certain)
    if within is not None:
        rows.append(Row(_name(filters), list(_parts(filters, within, is_within=True)), whole.events is None))
    return Axis(rows, overview.is_active)


def _read_or_counted(
    events: EventQuerySet, frame: Period, above: Unit | None, *, certain: bool, begins: bool = False
) -> _Layout | None:
    if events.few(MOST_READ + 1).count() <= MOST_READ:
        read = [Bounds(*each) for each in events.bounds()]
        return _laid_out(read, frame, above, certain=certain, begins=begins)
    return _counted(events, *events.ends(), frame, above)


# Reading a small set


class _Way(NamedTuple):
    """A unit in which days may be told apart: its periods, which of them are taken, and by how many events."""

    unit: Unit
    scale: Scale
    taken: list[int]
    telling: int


def _laid_out(
    events: Iterable[Bounds], frame: Period, above: Unit | None, *, certain: bool, begins: bool = False
) -> _Layout | None:
    """Return the unit that tells most periods within the frame apart, and what is in them.

    Of all events none is put in a finer unit than its date. Within a frame, where the unit must be finer than `above`,
    half of them must be known that well; the others are drawn across, and counted in every period that they may be in.
    Where each `begins` in one, as those of a large set do, it is counted there alone, and drawn by a bar.
    """
    events = [each for each in events if _overlap((each.start_earliest, each.end_latest), frame)]
    known = sorted(days for each in events if (days := _known_within(each, frame)))
    ways = _ways(known, frame, above) if known else iter(())
    best = max(ways, key=lambda way: (len(way.taken), way.telling), default=None)
    if best is None:
        return None
    if begins:
        longest = _longest(best.unit)
        exact = (each for each in events if each.end_latest - each.start_earliest < longest)
        windows = [(each.start_earliest, each.start_earliest) for each in exact]
    else:
        windows = [_window(each, certain=certain) for each in events]
    counts = {index: _number_of(windows, best.scale.days(range(index, index + 1))) for index in best.taken}
    counts = {index: n for index, n in counts.items() if n}
    return (
        _Layout(best.unit, best.scale, counts, events=None if begins else events) if len(counts) > 1 else None
    )


def _ways(known: list[Days], frame: Period, above: Unit | None) -> Iterator[_Way]:
    first, last = known[0][0], max(last for _first, last in known)
    least = len(known) if above is None else len(known) / 2
    for unit in _units(first, last, above):
        longest = _longest(unit)
        telling = [each for each in known if each[1] - each[0] < longest]
        starts = _starts(unit, first, last) if len(telling) >= least else []
        if starts:
            scale = _scale(unit, starts, frame)
            taken = _holding(scale, telling)
            if _fits(taken, len(starts), above):
                yield _Way(unit, scale, taken, len(telling))
                if len(telling) == len(known):
                    return  # No coarser unit tells more of them apart.


def _window(event: Bounds, *, certain: bool) -> Days:
    """Return the days of which a period must have one to be said to hold the event, as the filter of dates says it."""
    if certain:
        return event.start_latest, event.end_earliest
    return event.start_earliest, event.end_latest


def _number_of(windows: Iterable[Days], days: Days) -> int:
    begin, end = days
    return sum(first <= end and last >= begin for first, last in windows)


def _overlap(days: Days, others: Days) -> bool:
    return days[0] <= others[1] and days[1] >= others[0]


def _known_within(event: Bounds, frame: Period) -> Days | None:
    """Return the known days of an event that lie within the frame; None if none do, or if they fill it."""
    known = known_days(event)
    if known is None or not _overlap(known, frame) or (known[0] <= frame.first and known[1] >= frame.last):
        return None
    return max(known[0], frame.first), min(known[1], frame.last)


def _holding(scale: Scale, known: Iterable[Days]) -> list[int]:
    """Return the numbers of the periods that these days lie in, in order; a few of them, if there are very many."""
    found: list[int] = []
    for each in known:
        held = scale.holding(each)
        found += range(max(held.start, found[-1] + 1) if found else held.start, held.stop)
        if len(found) > MOST_WITHIN:
            break
    return found


def _fits(taken: Collection[int], periods: int, above: Unit | None) -> bool:
    """Return whether these of so many periods are few enough for a row; within dates the folds between them count."""
    if above is None:
        return len(taken) <= MOST_BUCKETS
    folds = sum(after - before > 1 for before, after in pairwise(sorted(taken)))
    return periods <= MOST_WITHIN or len(taken) + folds <= MOST_BUCKETS


# Units


def _units(first: int, last: int, above: Unit | None = None) -> tuple[Unit, ...]:
    """Return the units to try below `above`, finest first; of far years EDTF has neither months nor days."""
    near = from_day_number(first)[0] >= 0 and from_day_number(last)[0] <= 9999
    units: tuple[Unit, ...] = ("day", "month", *_YEARS)
    return units[0 if near else 2 : units.index(above) if above is not None else None]


def _longest(unit: Unit) -> int:
    """Return how many days an event in periods of this unit may last; of years it may fill any number."""
    return {"day": 1, "month": 31}.get(str(unit), 2 * UNBOUNDED)


def _starts(unit: Unit, first: int, last: int, most: int = MOST_LAID_OUT) -> list[int]:
    """Return the day numbers on which the buckets from `first` to `last` begin; empty where those are too many."""
    if unit == "day":
        return list(range(first, last + 1)) if last - first < most else []
    year, month, _day = from_day_number(first)
    until = from_day_number(last)
    if unit == "month":
        months = range(12 * year + month - 1, 12 * until[0] + until[1])
        return [day_number(each // 12, each % 12 + 1, 1) for each in months] if len(months) <= most else []
    length = int(unit)
    years = range(year - year % length, until[0] + 1, length)
    return [day_number(max(each, -MAX_YEAR), 1, 1) for each in years] if len(years) <= most else []


def _end(unit: Unit, start: int) -> int:
    """Return the last day of the bucket that begins on `start`."""
    year, month, _day = from_day_number(start)
    if unit == "day":
        return start
    if unit == "month":
        return day_number(year + month // 12, month % 12 + 1, 1) - 1
    return day_number(min(year + int(unit) - 1, MAX_YEAR), 12, 31)


def _scale(unit: Unit, starts: list[int], frame: Period) -> Scale:
    """Return the periods that begin on these days, cut to the frame: none leads out of it."""
    ends = [*(each - 1 for each in starts[1:]), min(_end(unit, starts[-1]), frame.last)]
    return Scale([max(starts[0], frame.first), *starts[1:]], ends)


# Counting a large set


def _counted(
    events: EventQuerySet, first: int, last: int, frame: Period, above: Unit | None
) -> _Layout | None:
    """Return the finest unit below `above` that is not too many periods, and how many events begin in each."""
    units = _units(first, last, above)
    tried = next((each for each in units if _starts(each, first, last, _most_tried(each, above))), None)
    if tried is None:
        return None
    starts = _starts(tried, first, last)
    most = MOST_COUNTED // len(starts)
    # What is dated by the year alone stands on its first day: it is not said to have begun on it, or in its month.
    widest = _longest(tried) if isinstance(tried, str) else None
    beyond = map(first_place, [*starts[1:], _end(tried, starts[-1]) + 1])
    found = events.counted_between([(first_place(each, widest), next(beyond)) for each in starts], most=most)
    for unit in units[units.index(tried) :]:
        merged = _starts(unit, first, last)
        counts: Counter[int] = Counter()
        for start, n in zip(starts, found, strict=True):
            counts[bisect_right(merged, start) - 1] += min(n, most)
        counts = +counts
        if _fits(counts, len(merged), above):
            cut = {
                bisect_right(merged, start) - 1 for start, n in zip(starts, found, strict=True) if n > most
            }
            return _Layout(unit, _scale(unit, merged, frame), counts, cut) if len(counts) > 1 else None
    return None


def _most_tried(unit: Unit, above: Unit | None) -> int:
    """Return how many periods may be counted: of years many, since the empty ones fold, else what fits in a row."""
    if above is not None:
        return MOST_WITHIN
    return MOST_BUCKETS if isinstance(unit, str) else MOST_TRIED


# The parts of a row


def _parts(filters: Filters, row: _Layout, *, is_within: bool = False) -> Iterator[Bucket | Fold]:
    def reaches(event: Bounds, days: Days) -> bool:
        return _overlap(_window(event, certain=filters.certain), days)

    events = row.events or []
    placed = strokes(row.scale, events if len(events) <= MOST_DRAWN else [])
    lanes, fullest = lanes_of(placed), max(row.counts.values())
    has_bars = not placed or lanes > MOST_LANES
    period = None if is_within else filters.period
    unplaced = list(_unplaced(row, certain=filters.certain))
    for cells in _cells(row, is_whole=is_within and bool(events)):
        days, n = row.scale.days(cells), row.counts.get(cells.start, 0)
        drawn = marks([each for each in placed if reaches(each.event, days)], cells, lanes)
        shapes = tuple(drawn) if not has_bars else (bar(n / fullest),) if n else ()
        is_chosen = period is not None and _overlap(days, period)
        tick = _tick(row, days, is_within=is_within) if len(cells) == 1 else _length(row.unit, len(cells))
        if n:
            is_cut = cells.start in row.cut
            yield Bucket(
                tick=tick,
                label=_label(row.unit, days),
                words=_how_many(n, is_cut=is_cut),
                number=(f"{n}+" if is_cut else str(n)) if has_bars else "",
                url=filters.between(*_typed(row.unit, days)).url(),
                wider=_without_dates(filters).url() if period == days else "",
                marks=shapes,
                is_chosen=is_chosen,
            )
        else:
            has_wider = row.events is None or any(_overlap(each, days) for each in unplaced)
            yield Fold(tick, shapes, any(reaches(each, days) for each in events), has_wider, is_chosen)


def _unplaced(row: _Layout, *, certain: bool) -> Iterator[Days]:
    """Yield the days in which those events may lie that no period of the row counts."""
    counting = [row.scale.days(range(index, index + 1)) for index in sorted(row.counts)]
    ends = [last for _first, last in counting]
    for event in row.events or []:
        first, last = _window(event, certain=certain)
        after = bisect_left(ends, first)
        if after == len(ends) or counting[after][0] > last:
            yield _window(event, certain=False)


def _without_dates(filters: Filters) -> Filters:
    return filters.without("from").without("to").without("certain")


def _cells(row: _Layout, *, is_whole: bool) -> Iterator[range]:
    """Return the periods of a row that stand together: each that has events alone, and those between that have none.

    Those before the first and after the last stand there where the row is whole: what is drawn across them is dated
    too widely for a period of its own.
    """
    after = 0 if is_whole else min(row.counts)
    for index in sorted(row.counts):
        if index > after:
            yield range(after, index)
        yield range(index, index + 1)
        after = index + 1
    if is_whole and after < len(row.scale.starts):
        yield range(after, len(row.scale.starts))


def _how_many(count: int, *, is_cut: bool) -> str:
    if is_cut:
        return ngettext("%d event or more", "%d events or more", count) % count
    return ngettext("%d event", "%d events", count) % count


def _typed(unit: Unit, days: Days) -> tuple[TypedDate, TypedDate]:
    """Return the dates that ask for these days, as they stand in an address: by the day, where a unit was cut."""
    whole = _starts(unit, days[0], days[0])[0]
    start = _edtf(unit if whole == days[0] else "day", days[0])
    end = _edtf(unit if _end(unit, whole) == days[1] else "day", days[1])
    return TypedDate(start, Edtf.parse(start)), TypedDate(end, Edtf.parse(end))


def _edtf(unit: Unit, day: int) -> str:
    year, month, day_of_month = from_day_number(day)
    year = max(-MAX_YEAR, min(year, MAX_YEAR))
    sign, digits = ("-" if year < 0 else ""), f"{abs(year):04}"
    if len(digits) > 4:
        return f"Y{year}"
    stem = f"{sign}{digits}"
    return {"day": f"{stem}-{month:02}-{day_of_month:02}", "month": f"{stem}-{month:02}"}.get(str(unit), stem)


# Words


def _name(filters: Filters) -> str:
    """Name the dates asked for: “within 2026”."""
    start, end = filters.start, filters.end
    if (
        start.value
        and end.value
        and not any(each.is_interval or each.is_set for each in (start.value, end.value))
    ):
        both = f"{start.value}/{end.value}"
        value = start.value if start.value == end.value else Edtf.parse(both)
        return _("Within %(period)s") % {"period": value.in_words(readers())}
    return _("Within these dates")


def _label(unit: Unit, days: Days) -> str:
    """Name a bucket in words: “25 January 2026”, “the 1890s”, “1900 to 1909”, since 1900s may be the century."""
    year = from_day_number(days[0])[0]
    start, end = (str(each.value) for each in _typed(unit, days))
    if isinstance(unit, int) and unit > 1 and 0 < year <= 9999 and _is_whole(unit, days):
        if unit == 100 or (unit == 10 and year % 100):
            return Edtf.parse(start[: -len(str(unit)) + 1] + "X" * (len(str(unit)) - 1)).in_words(readers())
        return _("%(first)d to %(last)d") % {"first": year, "last": year + unit - 1}
    return Edtf.parse(start if start == end else f"{start}/{end}").in_words(readers())


def _tick(row: _Layout, days: Days, *, is_within: bool) -> str:
    """What stands under a bucket: “25 Jan 2026”, “Jan 2026”, “2026”, “1990s”, “1800–1899”.

    Within dates that are named above it is left out what all have in common: “25”, “Jan”.
    """
    unit, (year, month, day) = row.unit, from_day_number(days[0])
    if not 0 < year <= 9999:
        return _label(unit, days)
    if unit in ("day", "month"):
        ends = (from_day_number(row.scale.starts[0]), from_day_number(row.scale.ends[-1]))
        shared = is_within and next(n for n in (2, 1, 0) if ends[0][:n] == ends[1][:n])
        pattern = "LLL y" if unit == "month" else "d MMM y"
        if shared:
            pattern = {"month": "LLL", "day": "d MMM" if shared == 1 else "d"}[str(unit)]
        return format_date(date(year, month, day), pattern, locale=to_locale(readers()))
    if not _is_whole(unit, days):
        last = from_day_number(days[1])[0]
        return str(year) if last == year else f"{year}–{last}"
    if unit == 10:
        # Translators: a decade, as short as can be: 1990s.
        return _("%(year)ds") % {"year": year}
    return str(year) if unit == 1 else f"{year}–{year + int(unit) - 1}"


def _is_whole(unit: Unit, days: Days) -> bool:
    return days == (_starts(unit, days[0], days[0])[0], _end(unit, days[0]))


def _length(unit: Unit, n: int) -> str:
    """Say how long a stretch of so many periods is: “155 years”."""
    if unit == "day":
        return ngettext("%d day", "%d days", n) % n
    if unit == "month":
        return ngettext("%d month", "%d months", n) % n
    years = n * int(unit)
    return ngettext("%d year", "%d years", years) % years
