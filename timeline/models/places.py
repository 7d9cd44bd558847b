"""The place of an event in time, as one number: the order of timelines, by which pages are cut and the index is kept.

From the highest bit down: the first day on which it may begin, how wide the date is (wider first), the editors' order
within the day, and the key. Each is cut to its bits so that order is kept: days are exact for eleven thousand years
to either side, and further off to three millionths; widths are exact to two months, then to six in a hundred. What
editors may give as the order within a day fits its bits.
"""

from __future__ import annotations

from math import log

from django.db.models import F
from django.db.models.expressions import CombinedExpression

from timeline.dates import UNBOUNDED

_WIDTH_BITS, _POSITION_BITS, _KEY_BITS = 9, 4, 26
FIRST_IN_DAY, LAST_IN_DAY = (
    -(1 << _POSITION_BITS - 1),
    (1 << _POSITION_BITS - 1) - 1,
)  # the editors' order within a day
_DAY_SHIFT = _WIDTH_BITS + _POSITION_BITS + _KEY_BITS
_NEAR = 1 << 22  # days from year 0 that have numbers of their own; as many numbers are for all beyond
_NARROW = 1 << 6


def place_of(start_earliest: int, end_latest: int, position: int, key: int) -> int:
    """Return the place of an event with these bounds (day numbers); it fits 64 bits with a sign."""
    if not 0 < key < 1 << _KEY_BITS:
        raise ValueError(f"No place for an event with the key {key}.")
    within_day = max(FIRST_IN_DAY, min(position, LAST_IN_DAY)) - FIRST_IN_DAY
    day_and_width = (_day(start_earliest) << _WIDTH_BITS) + _narrowness(end_latest - start_earliest)
    return (((day_and_width << _POSITION_BITS) + within_day) << _KEY_BITS) + key


def first_place(day: int, widest: int | None = None) -> int:
    """Return the place before which all events stand that begin before `day`, and none that may begin on it.

    With `widest`, a number of days, those that may begin on it stand before as well where their dates are wider.
    """
    within_day = 0 if widest is None else _narrowness(widest - 1) << (_POSITION_BITS + _KEY_BITS)
    return (_day(day) << _DAY_SHIFT) + within_day


def key_at(place: str) -> CombinedExpression:
    """Return the expression for the key of the event at the place in time of this name."""
    return F(place).bitand((1 << _KEY_BITS) - 1)


def _narrowness(days_after: int) -> int:
    return (1 << _WIDTH_BITS) - 1 - _shortened(days_after, _NARROW, 12 / log(2))


def _day(day: int) -> int:
    further = (_NEAR - 2) / log(UNBOUNDED / _NEAR)
    distance = 2 * _NEAR - 1 if abs(day) >= UNBOUNDED else _shortened(abs(day), _NEAR, further)
    return distance if day >= 0 else -distance


def _shortened(value: int, exact: int, scale: float) -> int:
    """Return `value` itself below `exact`, and from there on a logarithm that goes on from it."""
    return value if value < exact else exact + int(scale * log(value / exact))
