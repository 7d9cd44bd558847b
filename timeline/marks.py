"""How events stand on a row of the axis: rectangles in the cells of its periods, in lanes where they overlap.

What is known to the day is a block, what lasts or is known less exactly a flat strip over all the days that it may be;
what is uncertain is hollow, and pale is where an end that is open or unknown may reach. Pure Python.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from timeline.dates import UNBOUNDED, Bounds

WIDTH = 100  # of a cell
HEIGHT = 40
MOST_LANES = 8
_FEWEST_LANES = 4  # so few events look alike in every row
_NARROWEST = 6  # a day in a year is still to be seen
_GAP = 3

Days = tuple[int, int]  # the first and the last


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle in a cell, which is WIDTH wide and HEIGHT high; a bar stands for all events of its period."""

    x: int
    y: int
    width: int
    height: int
    shape: str  # "day", "flat", "hollow", "pale" or "bar"


@dataclass(frozen=True, slots=True)
class Scale:
    """The periods of a row, without gaps: the first day of each, and the last."""

    starts: Sequence[int]
    ends: Sequence[int]

    def holding(self, days: Days) -> range:
        """Return the numbers of the periods in which these days lie."""
        return range(max(0, bisect_right(self.starts, days[0]) - 1), bisect_right(self.starts, days[1]))

    def days(self, cells: range) -> Days:
        """Return the first and the last day of some neighbouring periods."""
        return self.starts[cells.start], self.ends[cells.stop - 1]

    def at(self, day: int) -> float:
        """Return where a day begins on the row, whose every period is WIDTH wide."""
        day = max(self.starts[0], min(day, self.ends[-1] + 1))
        index = bisect_right(self.starts, day) - 1
        return WIDTH * (index + (day - self.starts[index]) / (self.ends[index] - self.starts[index] + 1))


@dataclass(frozen=True, slots=True)
class Stroke:
    """An event on a row: from where to where it may be (`start`, `stop`), and which part of that is known to be it."""

    event: Bounds
    start: float
    stop: float
    known: tuple[float, float]
    shape: str
    lane: int


def known_days(event: Bounds) -> Days | None:
    """Return the days of an event as far as they are known, or None: “since” says nothing of how long."""
    first, last = event.start_earliest, event.end_latest
    if last >= UNBOUNDED:
        last = event.start_latest
    elif first <= -UNBOUNDED:
        first = event.end_earliest
    return (first, last) if first > -UNBOUNDED and last < UNBOUNDED else None


def strokes(scale: Scale, events: Iterable[Bounds]) -> list[Stroke]:
    """Place events on a row, in the order of their beginnings; each stands in the lowest lane that is free there."""
    placed: list[Stroke] = []
    free: list[float] = []
    for event in events:
        known = known_days(event)
        start, stop = scale.at(event.start_earliest), scale.at(event.end_latest + 1)
        if stop - start < _NARROWEST:
            # It stays within the cell of the day on which it begins.
            start = min(start, WIDTH * (start // WIDTH + 1) - _NARROWEST)
            stop = start + _NARROWEST
        lane = next((each for each, until in enumerate(free) if until <= start), len(free))
        free[lane : lane + 1] = [stop + _GAP]
        inner = (scale.at(known[0]), scale.at(known[1] + 1)) if known else (start, start)
        if known and known[0] == event.start_earliest and known[1] == event.end_latest:
            inner = (start, stop)
        placed.append(Stroke(event, start, stop, inner, _shape(event), lane))
    return placed


def _shape(event: Bounds) -> str:
    if event.start_latest >= UNBOUNDED and event.end_earliest <= -UNBOUNDED:
        return "hollow"
    return "day" if event.start_earliest == event.end_latest else "flat"


def lanes_of(placed: Iterable[Stroke]) -> int:
    return max((each.lane for each in placed), default=0) + 1


def marks(placed: Iterable[Stroke], cells: range, lanes: int) -> Iterator[Mark]:
    """Draw the parts of events that lie in some neighbouring cells as in one."""
    left, right = WIDTH * cells.start, WIDTH * cells.stop
    step = (HEIGHT - 2) / max(lanes, _FEWEST_LANES)
    for each in placed:
        is_day = each.event.start_earliest == each.event.end_latest
        height = max(2, round(step * (0.75 if is_day else 0.45)))
        y = round(HEIGHT - 2 - step * each.lane - height)
        known = each.known
        parts = ((each.start, known[0], "pale"), (*known, each.shape), (known[1], each.stop, "pale"))
        for start, stop, shape in parts:
            start, stop = max(start, left), min(stop, right)
            if stop > start:
                x = round((start - left) / len(cells))
                yield Mark(x, y, max(1, round((stop - left) / len(cells)) - x), height, shape)


def bar(share: float) -> Mark:
    """Draw how many events there are, as a share of the most that a period of the row has."""
    height = max(2, round((HEIGHT - 2) * share))
    return Mark(8, HEIGHT - 1 - height, 84, height, "bar")
