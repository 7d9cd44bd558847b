"""Makes EDTF values of every form, and spells out day by day what the small ones may mean."""

import calendar
import datetime
import re

from hypothesis import strategies as st

from timeline.dates import Edtf, NotEdtf

Pair = tuple[int, int]

_MASKED_YEARS = ["201X", "18XX", "1XXX", "000X", "00XX", "-01XX", "-004X", "190X", "999X"]
_WITHIN_YEAR = ["21", "22", "23", "24", "XX", "XX-XX", "02-29", "01-31", "12-XX"]
_WITHIN_YEAR += [f"{month:02}{day}" for month in range(1, 13) for day in ("", "-01", "-07", "-28")]
_TIMES = ["14:30:00", "00:00:00Z", "23:59:59+02:00", "06:30:07-05", "12:00:00+05:45"]


def _year_text(year: int) -> str:
    if abs(year) > 9999:
        return f"Y{year}"
    return f"-{-year:04}" if year < 0 else f"{year:04}"


def _is_valid(text: str) -> bool:
    try:
        return bool(Edtf.parse(text))
    except NotEdtf:
        return False


_years = st.one_of(
    st.integers(-9999, 9999).map(_year_text), st.integers(1850, 2030).map(str), st.just("XXXX")
)
_far_years = st.integers(-(10**9), 10**9).map(_year_text)
_qualifiers = st.sampled_from(["", "", "", "?", "~", "%"])
_plain = st.builds("{}-{}{}".format, _years, st.sampled_from(_WITHIN_YEAR), _qualifiers)
_whole_years = st.builds(
    "{}{}".format, st.one_of(_years, _far_years, st.sampled_from(_MASKED_YEARS)), _qualifiers
)
_timed = st.builds("{:04}-01-25T{}".format, st.integers(0, 9999), st.sampled_from(_TIMES))
_dates = st.one_of(_plain, _plain, _whole_years, _timed)
_intervals = st.builds("{}/{}".format, _dates, st.one_of(st.sampled_from(["", ".."]), _dates))
_until = st.builds("{}/{}".format, st.sampled_from(["", ".."]), _dates)
_ranges = st.builds("{}..{}".format, st.one_of(st.just(""), _dates), _dates)
_sets = st.builds(
    "[{}]".format,
    st.one_of(_ranges, st.lists(st.one_of(_dates, _ranges), min_size=2, max_size=3).map(",".join)),
)

values = st.one_of(_dates, _dates, _intervals, _until, _sets, _dates.map("[{}..]".format)).filter(_is_valid)
values = values.map(Edtf.parse)
"""EDTF values of every form that is accepted."""


def days_of(date: str) -> range:
    """The day numbers of a month or day of AD, widened if it is approximate. Knows nothing of the package."""
    year, month, day = (int(part) if part else 0 for part in re.match(r"(\d+)-(\d+)-?(\d*)", date).groups())
    if day:
        number, margin = datetime.date(year, month, day).toordinal(), date.endswith("~")
        return range(number - margin, number + margin + 1)
    before, after = (month - 1, month + 1) if date.endswith("~") else (month, month)
    last = datetime.date(year, after, calendar.monthrange(year, after)[1])
    return range(datetime.date(year, before, 1).toordinal(), last.toordinal() + 1)


def meanings(text: str) -> set[Pair]:
    """Every (first day, last day) that a small value may stand for."""
    if text.startswith("["):
        return set().union(*(_of_member(member) for member in text[1:-1].split(",")))
    if "/" in text:
        start, end = text.split("/")
        return {(first, last) for first in days_of(start) for last in days_of(end) if first <= last}
    return _of_member(text)


def _of_member(text: str) -> set[Pair]:
    ends = [days_of(end) for end in text.split("..")]
    days = range(ends[0][0], ends[-1][-1] + 1)
    return {(first, last) for first in days for last in days if first <= last}
