"""What stands in the cells of the axis: blocks, strips, and pale where an end is not known."""

import pytest

from timeline.dates import Edtf, day_number
from timeline.marks import Mark, Scale, bar, lanes_of, marks, strokes

YEARS = Scale(
    [day_number(year, 1, 1) for year in range(2020, 2024)],
    [day_number(year, 12, 31) for year in range(2020, 2024)],
)


def drawn(*dates: str, cells: range = range(4)) -> list[Mark]:
    placed = strokes(YEARS, [Edtf(each).bounds() for each in dates])
    return list(marks(placed, cells, lanes_of(placed)))


@pytest.mark.parametrize(
    ("edtf", "shapes"),
    [
        ("2020-05-01", ["day"]),
        ("2020-05-01?", ["hollow"]),
        ("2020-05?", ["hollow"]),
        ("2020-05", ["flat"]),
        ("2020/2021", ["flat"]),
        ("2021/..", ["flat", "pale"]),
        ("../2021", ["pale", "flat"]),
        ("[2021..]", ["pale"]),
        ("XXXX-01-25", ["pale"]),
    ],
)
def test_a_date_is_drawn_as_what_is_known_of_it(edtf, shapes):
    assert [mark.shape for mark in drawn(edtf)] == shapes


def test_a_date_is_drawn_over_all_the_days_that_it_may_be():
    assert [(mark.x, mark.width) for mark in drawn("2021", cells=range(1, 2))] == [(0, 100)]
    assert [(mark.x, mark.width) for mark in drawn("2020/2021")] == [(0, 50)]
    assert drawn("2021", cells=range(2, 3)) == []


def test_a_day_is_wide_enough_to_be_seen_and_stays_in_its_year():
    first, *others = drawn("2020-12-31", cells=range(1))
    assert first.width > 1
    assert first.x + first.width == 100
    assert others == drawn("2020-12-31", cells=range(1, 2)) == []


def test_what_goes_on_keeps_its_lane_and_nothing_covers_it():
    dates = ("2020-02/..", "2020-02", "2022-03-04", "2022-03-04")
    lanes = {mark.y for year in range(4) for mark in drawn(*dates, cells=range(year, year + 1))[:1]}
    assert len(lanes) == 1
    assert len({(mark.x, mark.y) for mark in drawn(*dates, cells=range(2, 3))}) == 3


def test_a_bar_is_as_high_as_its_share():
    assert 0 < bar(0.01).height < bar(0.5).height < bar(1).height
