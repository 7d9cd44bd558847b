"""The axis: when the events are, as counted buckets from millennia to days, whose empty stretches fold up.

A small set is read whole and drawn event by event. Of a large one every bucket is counted through the index, all
together no further than MOST_COUNTED: that costs the same at ten thousand events and at a million. A bucket that is
not counted to its end says so. (What PostgreSQL does instead: `EventQuerySet.counted_between`.)
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import log1p

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, to_locale

from timeline.dates import MAX_YEAR, UNBOUNDED, Edtf, day_number, from_day_number
from timeline.filters import Filters, TypedDate
from timeline.languages import readers
from timeline.models.event_queries import EventQuerySet

MOST_BUCKETS = 20  # drawn: with the folds between them, one row on a desk
MOST_TRIED = 120  # counted through the index, before the empty ones fold
MOST_READ = 1_000  # events whose dates are read one by one
MOST_LAID_OUT = 4_000  # buckets that those are sorted into, before the empty ones fold
MOST_DRAWN = 60  # events drawn as the spans they are; more are drawn as bars
MOST_COUNTED = 6_000  # of a large set, the same share in each of the buckets that are tried
HEIGHT = 36
LANES = 4
_YEARS = tuple(10**power for power in range(10))

Span = tuple[int, int]  # the first and the last day on which an event may have been


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle within its bucket's drawing, which is 100 wide and HEIGHT high.

    An event stands where it begins, as wide as it may be; a bar stands for all events of the bucket.
    """

    x: int
    y: int
    width: int
    height: int
    shape: str  # "day", "span", "whole" or "bar"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A day, month, year or longer in which there are events, and how it is drawn; `tick` is the label made short."""

    tick: str
    label: str
    words: str
    url: str
    marks: tuple[Mark, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch without events: “155 years”."""

    words: str


def axis(filters: Filters) -> list[Bucket | Fold]:
    """Return the axis of what the filters find, whatever their dates, with the dates asked for marked.

    Two queries, and on PostgreSQL two plans of a large filtered set. Empty if the events do not tell two periods apart.
    """
    overview = filters.without("from").without("to").without("certain")
    if overview.errors:
        return []
    events = overview.events().known_to_begin()
    n, first, last = events.outline(most=MOST_READ + 1)
    spans: list[Span] = []
    cut: set[int] = set()
    if n <= MOST_READ:
        spans = list(events.spans())
        unit, starts = _unit_for(spans)
        counts = Counter(index for span in spans for index in _buckets_of(starts, span))
    else:
        unit, starts, counts, cut = _counted(events, first, last)
    if len(counts) < 2:
        return []
    return list(_parts(filters, unit, starts, counts, cut, spans if len(spans) <= MOST_DRAWN else []))


def _known_days(span: Span) -> Span:
    """Return the first day and the last, where that is known: “since” says nothing of how long."""
    first, last = span
    return first, (last if last < UNBOUNDED else first)


def _buckets_of(starts: list[int], span: Span) -> range:
    first, last = _known_days(span)
    return range(bisect_right(starts, first) - 1, bisect_right(starts, last))


# Units: "day", "month", or a number of years


def _unit_for(spans: list[Span]) -> tuple[str | int, list[int]]:
    """Return the finest unit that claims no more than the dates do, in few enough buckets, and where those begin."""
    days = [day for span in spans for day in _known_days(span)]
    widest = max((last - first for first, last in map(_known_days, spans)), default=0)
    for unit in _units(min(days, default=0), max(days, default=0)):
        if {"day": 1, "month": 31}.get(str(unit), widest + 1) <= widest:
            continue
        starts = _starts(unit, min(days, default=0), max(days, default=0))
        if starts and len({bisect_right(starts, day) for day in days}) <= MOST_BUCKETS:
            return unit, starts
    return _YEARS[-1], _starts(_YEARS[-1], min(days), max(days))


def _units(first: int, last: int) -> tuple[str | int, ...]:
    """Return the units to try, finest first; of far years EDTF has neither months nor days."""
    near = from_day_number(first)[0] >= 0 and from_day_number(last)[0] <= 9999
    return ("day", "month", *_YEARS) if near else _YEARS


def _starts(unit: str | int, first: int, last: int, most: int = MOST_LAID_OUT) -> list[int]:
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


def _end(unit: str | int, start: int) -> int:
    """Return the last day of the bucket that begins on `start`."""
    year, month, _day = from_day_number(start)
    if unit == "day":
        return start
    if unit == "month":
        return day_number(year + month // 12, month % 12 + 1, 1) - 1
    return day_number(min(year + int(unit) - 1, MAX_YEAR), 12, 31)


# Counting a large set


def _counted(
    events: EventQuerySet, first: int, last: int
) -> tuple[str | int, list[int], Counter[int], set[int]]:
    """Return the unit, where its buckets begin, how many events each has, and which of them have more than that."""
    unit: str | int = next(each for each in ("month", *_YEARS) if _starts(each, first, last, MOST_TRIED))
    starts = _starts(unit, first, last, MOST_TRIED)
    most = MOST_COUNTED // len(starts)
    found = events.counted_between([*starts, _end(unit, starts[-1]) + 1], most=most)
    counts = Counter({index: min(n, most) for index, n in enumerate(found) if n})
    cut = {index for index, n in enumerate(found) if n > most}
    while len(counts) > MOST_BUCKETS:
        unit = _YEARS[0] if unit == "month" else int(unit) * 10
        coarser = _starts(unit, first, last)
        into = {index: bisect_right(coarser, starts[index]) - 1 for index in counts}
        merged: Counter[int] = Counter()
        for index, n in counts.items():
            merged[into[index]] += n
        starts, counts, cut = coarser, merged, {into[index] for index in cut}
    return unit, starts, counts, cut


# Drawing


def _parts(
    filters: Filters,
    unit: str | int,
    starts: list[int],
    counts: Counter[int],
    cut: set[int],
    spans: list[Span],
) -> Iterator[Bucket | Fold]:
    fullest = log1p(max(counts.values()))
    for is_empty, indexes in groupby(range(len(starts)), key=lambda index: index not in counts):
        run = list(indexes)
        if is_empty:
            yield Fold(_stretch(unit, starts[run[0]], len(run)))
            continue
        for index in run:
            first, last = starts[index], _end(unit, starts[index])
            inside = [span for span in spans if index in _buckets_of(starts, span)]
            start, end = _typed(unit, first, last)
            yield Bucket(
                tick=_tick(unit, first),
                label=_label(unit, first),
                words=_how_many(counts[index], is_cut=index in cut),
                url=filters.between(start, end).url(),
                marks=tuple(_marks(inside, first, last)) or (_bar(log1p(counts[index]) / fullest),),
                is_chosen=filters.period is not None
                and filters.period.first <= first
                and last <= filters.period.last,
            )


def _marks(spans: Iterable[Span], first: int, last: int) -> Iterator[Mark]:
    """Draw events from the ground up, each as wide as it may be; what overlaps stands one lane higher."""
    length = last - first + 1
    free = [first] * LANES
    for span in spans:
        start, stop = max(span[0], first), min(span[1], last)
        lane = next((each for each in range(LANES) if free[each] <= start), LANES - 1)
        free[lane] = stop + 1 + length // 30
        width = min(100, max(4, round(100 * (stop - start + 1) / length)))
        shape = "day" if span[0] == span[1] else "whole" if width == 100 else "span"
        x = min(100 - width, round(100 * (start - first) / length))
        step = (HEIGHT - 2) // LANES
        yield Mark(x, HEIGHT - 2 - (lane + 1) * step, width, step - 2, shape)


def _bar(share: float) -> Mark:
    height = max(2, round((HEIGHT - 2) * share))
    return Mark(8, HEIGHT - 1 - height, 84, height, "bar")


def _how_many(count: int, *, is_cut: bool) -> str:
    if is_cut:
        return ngettext("%d event or more", "%d events or more", count) % count
    return ngettext("%d event", "%d events", count) % count


def _typed(unit: str | int, first: int, last: int) -> tuple[TypedDate, TypedDate]:
    """Return the dates that ask for a bucket, as they stand in an address."""
    start, end = _edtf(unit, first), _edtf(unit, last)
    return TypedDate(start, Edtf.parse(start)), TypedDate(end, Edtf.parse(end))


def _edtf(unit: str | int, day: int) -> str:
    year, month, day_of_month = from_day_number(day)
    year = max(-MAX_YEAR, min(year, MAX_YEAR))
    sign, digits = ("-" if year < 0 else ""), f"{abs(year):04}"
    stem = f"Y{year}" if len(digits) > 4 else f"{sign}{digits}"
    return {"day": f"{stem}-{month:02}-{day_of_month:02}", "month": f"{stem}-{month:02}"}.get(str(unit), stem)


def _label(unit: str | int, first: int) -> str:
    year = from_day_number(first)[0]
    language = readers()
    masked = {10: 1, 100: 2, 1000: 3}.get(unit) if isinstance(unit, int) else None
    if masked and 0 < year <= 9999:
        return Edtf.parse(f"{year:04}"[:-masked] + "X" * masked).in_words(language)
    if isinstance(unit, int) and unit > 1:
        return Edtf.parse(f"{_edtf(unit, first)}/{_edtf(unit, _end(unit, first))}").in_words(language)
    return Edtf.parse(_edtf(unit, first)).in_words(language)


def _tick(unit: str | int, first: int) -> str:
    """What stands under a bucket: “25 Jan 2026”, “Jan 2026”, “2026”, “1990s”, “1800–1899”."""
    year, month, day = from_day_number(first)
    if not 0 < year <= 9999:
        return _label(unit, first)
    if unit in ("day", "month"):
        return format_date(
            date(year, month, day), "d MMM y" if unit == "day" else "LLL y", locale=to_locale(readers())
        )
    if unit == 10:
        # Translators: a decade, as short as can be: 1990s.
        return _("%(year)ds") % {"year": year}
    return str(year) if unit == 1 else f"{year}–{year + int(unit) - 1}"


def _stretch(unit: str | int, first: int, buckets: int) -> str:
    """Say how long a stretch is: “155 years”; a single bucket by its name."""
    if buckets == 1:
        return _tick(unit, first)
    if unit == "day":
        return ngettext("%d day", "%d days", buckets) % buckets
    if unit == "month":
        return ngettext("%d month", "%d months", buckets) % buckets
    years = buckets * int(unit)
    return ngettext("%d year", "%d years", years) % years
