import datetime
import re

import edtf as second_opinion
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.dates import UNBOUNDED, Bounds, DateError, Edtf, Period, day_number

from .values import meanings, values

ALWAYS = Period(-UNBOUNDED, UNBOUNDED)


def day(text: str) -> int:
    """The number of a day written as -0043-03-15, or one of the two ends of time."""
    if text in ("-", "+"):
        return UNBOUNDED if text == "+" else -UNBOUNDED
    year, month, number = re.fullmatch(r"(-?\d+)-(\d\d)-(\d\d)", text).groups()
    return day_number(int(year), int(month), int(number))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # doubt
        ("2026-01-25", "2026-01-25 2026-01-25 2026-01-25 2026-01-25"),
        ("2026-01-25T23:30:00-10:00", "2026-01-25 2026-01-25 2026-01-25 2026-01-25"),
        ("2025-06", "2025-06-01 2025-06-30 2025-06-01 2025-06-30"),
        ("1985-04-XX", "1985-04-01 1985-04-30 1985-04-01 1985-04-30"),
        ("2004-XX", "2004-01-01 2004-12-31 2004-01-01 2004-12-31"),
        ("2020-21", "2020-03-01 2020-05-31 2020-03-01 2020-05-31"),
        ("2019-24", "2019-12-01 2020-02-29 2019-12-01 2020-02-29"),
        ("201X", "2010-01-01 2019-12-31 2010-01-01 2019-12-31"),
        ("18XX", "1800-01-01 1899-12-31 1800-01-01 1899-12-31"),
        ("-01XX", "-199-01-01 -100-12-31 -199-01-01 -100-12-31"),
        ("Y-12000", "-12000-01-01 -12000-12-31 -12000-01-01 -12000-12-31"),
        # duration
        ("1863/1864", "1863-01-01 1863-12-31 1864-01-01 1864-12-31"),
        ("1863/1863", "1863-01-01 1863-12-31 1863-01-01 1863-12-31"),
        ("2025/2025-03", "2025-01-01 2025-03-31 2025-03-01 2025-03-31"),
        ("2025-03/2025", "2025-03-01 2025-03-31 2025-03-01 2025-12-31"),
        # ends that nobody knows
        ("2022-02/", "2022-02-01 2022-02-28 2022-02-01 +"),
        ("2022-02/..", "2022-02-01 2022-02-28 2022-02-01 +"),
        ("/2022-02", "- 2022-02-28 2022-02-01 2022-02-28"),
        ("../2022-02", "- 2022-02-28 2022-02-01 2022-02-28"),
        # approximate
        ("1863~", "1862-01-01 1864-12-31 1862-01-01 1864-12-31"),
        ("2024-02-29~", "2024-02-28 2024-03-01 2024-02-28 2024-03-01"),
        ("2024-01~", "2023-12-01 2024-02-29 2023-12-01 2024-02-29"),
        ("2020-22~", "2020-03-01 2020-11-30 2020-03-01 2020-11-30"),
        ("201X~", "2000-01-01 2029-12-31 2000-01-01 2029-12-31"),
        ("1863~/1864", "1862-01-01 1864-12-31 1864-01-01 1864-12-31"),
        # never certain
        ("1863?", "1863-01-01 + - 1863-12-31"),
        ("1863%", "1862-01-01 + - 1864-12-31"),
        ("1863/1864?", "1863-01-01 + - 1864-12-31"),
        ("2022-02?/..", "2022-02-01 + - +"),
        ("[1863?,1864]", "1863-01-01 + - 1864-12-31"),
        ("XXXX-01-25", "- + - +"),
        ("XXXX-05", "- + - +"),
        ("XXXX", "- + - +"),
        # one of several
        ("[1863,1870]", "1863-01-01 1870-12-31 1863-01-01 1870-12-31"),
        ("[1670..1672]", "1670-01-01 1672-12-31 1670-01-01 1672-12-31"),
        ("[..2026-01-25]", "- 2026-01-25 - 2026-01-25"),
        ("[2026-01-25..]", "2026-01-25 + 2026-01-25 +"),
        ("[1667,1668,1670..]", "1667-01-01 + 1667-01-01 +"),
    ],
)
def test_bounds_tell_duration_from_doubt(text, expected):
    assert Edtf.parse(text).bounds() == Bounds(*map(day, expected.split()))


@pytest.mark.parametrize(
    ("text", "end_earliest"),
    [
        ("2022-02/..", "2026-01-25"),
        ("2026-02/..", "2026-02-01"),  # reported before it began
        ("2022-02/", "2022-02-01"),
        ("../2022-02", "2022-02-01"),
        ("2022-02", "2022-02-01"),
        ("[2022-02..]", "2022-02-01"),
        ("2022-02?/..", "-"),
    ],
)
def test_only_what_goes_on_is_prolonged_by_the_last_report(text, end_earliest):
    value = Edtf.parse(text)
    assert value.bounds(ongoing_until=day("2026-01-25")) == value.bounds()._replace(
        end_earliest=day(end_earliest)
    )


@given(values)
def test_bounds_are_in_order_unless_it_is_never_certain(value):
    bounds = value.bounds()
    assert bounds.start_earliest <= bounds.end_latest
    if value.is_uncertain:
        assert (bounds.start_latest, bounds.end_earliest) == (UNBOUNDED, -UNBOUNDED)
    else:
        assert bounds.start_earliest <= bounds.start_latest <= bounds.end_latest
        assert bounds.start_earliest <= bounds.end_earliest <= bounds.end_latest


@given(values, st.integers(-800_000, 800_000), st.integers(0, 5_000))
def test_what_is_certain_is_possible_too(value, first, length):
    period = Period(first, first + length)
    assert value.possibly_in(period) or not value.certainly_in(period)
    assert value.possibly_in(ALWAYS)


@pytest.mark.parametrize(
    "text", ["1863?", "1863%", "1863?/1864", "1863/1864%", "[1863,1864?]", "2022-02?/.."]
)
@pytest.mark.parametrize(
    "period", [Period(-UNBOUNDED, day("2100-01-01")), Period(day("1000-01-01"), UNBOUNDED)]
)
def test_what_is_uncertain_is_in_no_bounded_period_for_certain(text, period):
    assert not Edtf.parse(text).certainly_in(period)
    assert Edtf.parse(text).possibly_in(period)


_dates = st.one_of(
    st.dates(datetime.date(2024, 2, 20), datetime.date(2024, 3, 10)).map(str),
    st.sampled_from(["2024-02", "2024-03"]),
).flatmap(lambda date: st.sampled_from([date, date + "~"]))
_intervals = st.tuples(_dates, _dates).map("/".join)
_sets = st.one_of(
    st.lists(_dates, min_size=2, max_size=3, unique=True).map(",".join),
    st.tuples(_dates, _dates).map("..".join),
).map("[{}]".format)
_periods = st.tuples(st.integers(-50, 50), st.integers(0, 20)).map(
    lambda at: Period(day("2024-02-29") + at[0], day("2024-02-29") + at[0] + at[1])
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(_dates, _intervals, _sets), _periods)
def test_possibly_and_certainly_agree_with_every_meaning_spelt_out(text, period):
    pairs = meanings(text)
    try:
        value = Edtf.parse(text)
    except DateError:
        assert not pairs  # It ends before it can start.
        return
    hits = [first <= period.last and last >= period.first for first, last in pairs]
    assert value.certainly_in(period) == all(hits)
    if value.is_set:
        # The hull of a set with gaps: too often "possibly", never too seldom.
        assert value.possibly_in(period) or not any(hits)
    else:
        assert value.possibly_in(period) == any(hits)


def test_the_hull_of_a_set_says_possibly_where_there_is_a_gap():
    gap = Period(day("1865-01-01"), day("1866-01-01"))
    assert Edtf.parse("[1863,1870]").possibly_in(gap)
    assert not Edtf.parse("[1863,1870]").certainly_in(gap)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("1863", "1863/1864", True),
        ("1863~", "1864", True),
        ("2023-05", "2023-06", False),
        ("2023-05", "2023-05-09", True),
        ("2022-02/..", "2021", False),
        ("2022-02/", "2026-01-25", True),
        ("[1863,1870]", "1866", False),
        ("[1863,1870]", "[1866,1870-05]", True),
        ("[..1863]", "1862", True),
        ("XXXX-01-25", "2026-01-25", True),
        ("XXXX-01-25", "2026-01-26", False),
        ("XXXX-01-25", "2025/2027", True),
        ("XXXX-02-29", "2023", False),
        ("XXXX-02-29", "1897/1903", False),
        ("XXXX-02-29", "1896/1904", True),
        ("XXXX-24", "2026-02", True),
        ("XXXX-24", "2026-03", False),
        ("XXXX-01-25", "XXXX-01", True),
        ("XXXX-01-25", "XXXX-02", False),
        ("XXXX-12-31~", "XXXX-01-01", True),
        ("XXXX-01-01~", "XXXX-12-31", True),
        ("XXXX-02-29", "XXXX-02-28~", True),
        ("XXXX", "1863", True),
        ("XXXX-01-25", "Y1000000000~", True),
    ],
)
def test_compatible_dates_could_be_the_same_time(a, b, expected):
    assert Edtf.parse(a).compatible_with(Edtf.parse(b)) is expected
    assert Edtf.parse(b).compatible_with(Edtf.parse(a)) is expected


@given(values, values)
def test_compatibility_has_two_sides_and_a_value_agrees_with_itself(a, b):
    assert a.compatible_with(b) == b.compatible_with(a)
    assert a.compatible_with(a)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.dates(datetime.date(1000, 1, 1)).map(str),
        st.dates(datetime.date(1000, 1, 1)).map(lambda date: str(date)[:7]),
        st.integers(1000, 9999).map(str),
        st.integers(100, 999).map("{}X".format),
        st.integers(10, 99).map("{}XX".format),
        st.integers(1000, 9990).map(lambda year: f"{year}/{year + 3}"),
    )
)
def test_the_edtf_package_agrees_on_plain_forms(text):
    theirs, bounds = second_opinion.parse_edtf(text), Edtf.parse(text).bounds()
    low, high = theirs.lower_strict(), theirs.upper_strict()
    assert bounds.start_earliest == day_number(low.tm_year, low.tm_mon, low.tm_mday)
    assert bounds.end_latest == day_number(high.tm_year, high.tm_mon, high.tm_mday)
