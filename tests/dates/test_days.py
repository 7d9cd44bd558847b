import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.dates import MAX_YEAR, DateError, day_number, from_day_number


@given(st.dates())
def test_it_counts_as_datetime_does_where_datetime_reaches(date):
    assert day_number(date.year, date.month, date.day) == date.toordinal()
    assert from_day_number(date.toordinal()) == (date.year, date.month, date.day)


@given(st.integers(-MAX_YEAR - 1, MAX_YEAR + 1), st.integers(1, 12), st.integers(1, 28))
def test_every_day_comes_back_from_its_number(year, month, day):
    assert from_day_number(day_number(year, month, day)) == (year, month, day)


@given(st.integers(-365 * MAX_YEAR, 365 * MAX_YEAR))
def test_numbers_follow_each_other_like_days(number):
    assert day_number(*from_day_number(number)) == number
    assert from_day_number(number) < from_day_number(number + 1)


def test_the_year_0_is_a_leap_year_before_the_year_1():
    assert from_day_number(0) == (0, 12, 31)
    assert day_number(1, 1, 1) - day_number(0, 1, 1) == 366


@pytest.mark.parametrize(
    "date", [(2023, 2, 29), (2023, 13, 1), (2023, 1, 0), (-1, 2, 29), (10**9 + 2, 1, 1), (-(10**9) - 2, 1, 1)]
)
def test_it_refuses_what_is_no_day_or_too_far_away(date):
    with pytest.raises(DateError):
        day_number(*date)


def test_it_refuses_numbers_that_are_too_far_away():
    with pytest.raises(DateError):
        from_day_number(10**13)
