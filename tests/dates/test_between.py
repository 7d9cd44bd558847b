import calendar
import datetime
import re
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.dates import DateError, Edtf, between, day_number
from timeline.dates.between import Gap, Kind, _months, measure

from .values import values

LOCALES = ["en-GB", "en-US", "uk", "de", "pl", "fr"]


def words(text: str, locale: str = "en-GB") -> str:
    return between(*map(Edtf.parse, text.split()), locale)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # days
        ("2026-01-25 2026-01-25", "the same day"),
        ("2026-01-25T09:00:00 2026-01-25T14:30:00", "the same day"),
        ("2026-01-25 2026-01-26", "the next day"),
        ("2025-12-31 2026-01-25", "25 days later"),
        ("2026-01-18 2026-01-25", "one week later"),
        ("2026-01-11 2026-01-25", "two weeks later"),
        ("2026-01-01 2026-02-14", "44 days later"),
        ("2025-06-01 2025-08-17", "11 weeks later"),
        ("2025-06-01 2025-08-15", "75 days later"),
        ("[2026-01-30,2026-01-31] 2026-02-03", "three to four days later"),
        ("2026-01-01~ 2026-01-25", "about 24 days later"),
        # months
        ("2025-12-25 2026-01-25", "one month later"),
        ("2025-01-31 2025-02-28", "one month later"),
        ("2025-06-21 2025-10-02", "about three months later"),
        ("2025-06-21 2025-11-19", "five months later"),
        ("2023-05 2024-01", "about eight months later"),
        ("2025-06 2025-10", "three to five months later"),
        ("2025-10 2025-12-31", "two to three months later"),
        # years and months
        ("2023-05 2026-01", "two years and eight months later"),
        ("2023-05 2026-01-25", "two years and eight months later"),
        ("2022-02 2023-05", "about one year and three months later"),
        ("2023-01 2026-01", "three years later"),
        ("2020-02-29 2024-02-28", "four years later"),
        ("2023-05~ 2026-01", "about two years and eight months later"),
        # years
        ("2020 2022-02", "one to two years later"),
        ("2020 2022", "one to three years later"),
        ("2014 2022-02-24", "about eight years later"),
        ("1863 2020", "157 years later"),
        ("1863~ 2020", "about 157 years later"),
        ("2005-02-01 2015-04-01", "10 years later"),
        ("2005-02-01 2015-09-01", "about 11 years later"),
        ("190X 2020", "110 to 121 years later"),
        ("-0043 0014", "57 years later"),
        ("Y-12000 2020", "14,020 years later"),
        # neighbours in the calendar
        ("2025-06 2025-07", "the following month"),
        ("2025-10 2026-01-25", "three to four months later"),
        ("2025-12 2026-03", "two to four months later"),
        ("2025-12 2026-01", "the following month"),
        ("2020 2021", "the following year"),
        ("2020 2021-06", "the following year"),
        ("2025-12-31 2026", "the following year"),
        ("2026-01 2026-01-25", "in the same month"),
        ("2026-01-25~ 2026-01-26", "in the same month"),
        ("2025 2025-06", "in the same year"),
        ("2025-06 2025", "in the same year"),
    ],
)
def test_a_gap_reads_as_in_a_careful_newspaper(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1863/1864 2020", "about 156 years later"),
        ("2023-08-09/2023-08-11 2023-08-20", "nine days later"),
        ("2023-08-09/2023-08-11 2023-08-12", "the next day"),
        ("2022-02-24/2024-02-24 2026-02-24", "two years later"),
        ("2023-05/2023-06 2026-01", "about two years and seven months later"),
        ("1939/1945-05-08 1946", "the following year"),
        # It goes on, or nobody knows when it ended, or only later.
        ("2022-02/.. 2023-05", "about one year and three months after it began"),
        ("2022-02/ 2026-01-25", "three years and 11 months after it began"),
        ("2022-02-24/2025 2022-02-25", "one day after it began"),
        ("2022-02/.. 2022-02", ""),
        ("2022-02/.. 2022-03", ""),
        ("1863/1864 1864-05", ""),
        ("2023-08-09/2023-08-11 2023-08-09", ""),
        # Of what comes later, the start counts.
        ("2020-08-09 2022-02-24/..", words("2020-08-09 2022-02-24")),
        ("1863/1864 2020/2021", "about 156 years later"),
    ],
)
def test_a_gap_runs_from_the_end_of_what_is_over_and_says_so_if_from_the_start(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-05? 2024-01", "perhaps eight months later"),
        ("2023-05 2024-01%", "perhaps six to 10 months later"),
        ("2026-01-25? 2026-01-25", "perhaps the same day"),
        ("1863/1864? 2020", "perhaps 156 years later"),
        ("2020? 2022-02", "perhaps one to two years later"),
        ("2022-02?/.. 2023-05", "perhaps one year and three months after it began"),
        ("[1863,1863?] 2020", "perhaps 157 years later"),
    ],
)
def test_uncertain_dates_give_uncertain_gaps(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-GB", "2025-10 2026-01-25", "three to four months earlier"),
        ("en-GB", "2026-01-25 2026-01-25", "the same day"),
        ("en-GB", "2026-01-25 2026-01-26", "the day before"),
        ("en-GB", "2025-06 2025-07", "the month before"),
        ("en-GB", "2020 2021", "the year before"),
        ("en-GB", "1863/1864 2020", "about 156 years earlier"),
        ("en-GB", "2023-05? 2024-01", "perhaps eight months earlier"),
        ("en-GB", "2022-02/.. 2023-05", "began about one year and three months earlier"),
        ("en-GB", "2024 2023", ""),
        ("uk", "2025-10 2026-01-25", "на 3–4 місяці раніше"),
        ("uk", "2022-02/.. 2023-05?", "початок: можливо, на один рік і три місяці раніше"),
        ("de", "2023-05 2024-01", "etwa acht Monate früher"),
        ("pl", "2026-01-25 2026-01-26", "poprzedniego dnia"),
    ],
)
def test_newest_first_a_gap_is_said_backwards(locale, text, expected):
    assert between(*map(Edtf.parse, text.split()), locale, backwards=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("XXXX-01-25 2026", "1863 XXXX", "../1864 2020", "[..2020] 2022", "2020 [2022..]", "2020 /2022"),
        *("2024 2023", "2025-06 2024/2026", "2025-12 2025~/2026-03", "18XX 2020", "1XXX 2020"),
        *("[2020..2021] 2022-06", "2024/2026 2025"),
    ],
)
def test_it_is_silent_where_nothing_honest_and_useful_can_be_said(text):
    assert words(text) == ""


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-US", "2023-05 2026-01", "two years and eight months later"),
        ("uk", "2023-05 2026-01", "через два роки і вісім місяців"),
        ("uk", "2025-01-25 2026-01-25", "через один рік"),
        ("uk", "2021-01-25 2026-01-25", "через п’ять років"),
        ("uk", "2005-01-25 2026-01-25", "через 21 рік"),
        ("uk", "2004-01-25 2026-01-25", "через 22 роки"),
        ("uk", "2015-01-25 2026-01-25", "через 11 років"),
        ("uk", "2020 2022-02", "через 1–2 роки"),
        ("uk", "1863/1864 2020", "приблизно через 156 років"),
        ("uk", "2022-02/.. 2023-05?", "можливо, через один рік і три місяці після початку"),
        ("uk", "2025 2025-06", "того самого року"),
        ("de", "2023-05 2024-01", "etwa acht Monate später"),
        ("de", "2025-12-25 2026-01-25", "einen Monat später"),
        ("de-AT", "2020 2022-02", "ein bis zwei Jahre später"),
        ("de", "2026-01-18 2026-01-25", "eine Woche später"),
        ("pl", "2023-05 2026-01", "dwa lata i osiem miesięcy później"),
        ("pl", "2005-01-25 2026-01-25", "21 lat później"),
        ("pl", "2004-01-25 2026-01-25", "22 lata później"),
        ("pl", "2026-01-25 2026-01-26", "następnego dnia"),
        ("fr", "2025-12-31 2026-01-25", "25 days later"),
        ("\x00", "2025-12-31 2026-01-25", "25 days later"),
    ],
)
def test_a_gap_follows_the_language_and_its_plurals(locale, text, expected):
    assert words(text, locale) == expected


@settings(max_examples=200, deadline=None)
@given(st.lists(values, min_size=20, max_size=20), st.sampled_from(LOCALES))
def test_any_two_values_have_a_gap_or_none(many, locale):
    for earlier, later in pairwise(many):
        said, gap = between(earlier, later, locale), measure(earlier, later)
        assert bool(said) == (gap is not None)
        assert "{" not in said
        assert not gap or gap.perhaps == (earlier.is_uncertain or later.is_uncertain)


# The claims are held to a calendar that is not the package's: `days_in` and dateutil's `relativedelta`.


def days_in(text: str) -> list[datetime.date]:
    """The days that a year, month or day of AD may mean; uncertain ones count as what they say."""
    year, month, day = (int(part or 0) for part in re.match(r"(\d{4})-?(\d\d)?-?(\d\d)?", text).groups())
    first = datetime.date(year, month or 1, day or 1)
    last = datetime.date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    if text.endswith(("~", "%")):
        margin = relativedelta(years=not month, months=bool(month and not day), days=bool(day))
        # A month after the end of February is the end of March.
        first, last = first - margin, last + relativedelta(days=1) + margin - relativedelta(days=1)
    return [first + datetime.timedelta(days) for days in range((last - first).days + 1)]


def starts_and_ends(text: str) -> tuple[list[datetime.date], list[datetime.date] | None]:
    """Every day on which it may have started; ended, if it is a duration with a known end."""
    if text.startswith("["):
        return sorted({day for member in text[1:-1].split(",") for day in days_in(member)}), None
    start, _, end = text.partition("/")
    if end in ("", ".."):
        return days_in(start), None
    first, last = days_in(start), days_in(end)
    return [day for day in first if day <= last[-1]], [day for day in last if day >= first[0]]


def origins(text: str, until: list[datetime.date]) -> tuple[list[datetime.date], bool]:
    """The days that a gap to any of `until` may be counted from, and whether those are its start though it
    is a duration."""
    starts, ends = starts_and_ends(text)
    is_over = ends is not None and ends[-1] < until[0]
    return (ends, False) if is_over else (starts, "/" in text)


def holds(gap: Gap, start: datetime.date, until: datetime.date) -> bool:
    """Whether the time between two days is what the words say."""
    if gap.kind is Kind.CALENDAR:
        at = {
            "day": lambda day: day.toordinal(),
            "month": lambda day: day.year * 12 + day.month,
            "year": lambda day: day.year,
        }
        return at[gap.unit](until) - at[gap.unit](start) == gap.least
    if gap.kind is Kind.RANGE:
        half = {"day": 0.5, "month": 16, "year": 184}[gap.unit]
        return (
            days_to(start, gap.least, gap.unit) - half
            <= (until - start).days
            <= days_to(start, gap.most, gap.unit) + half
        )
    off = 2 if gap.kind is Kind.ABOUT else 1
    share = 6 if gap.kind is Kind.ABOUT else 25
    if gap.kind is Kind.PLAIN and gap.unit in ("day", "week"):
        return start + relativedelta(**{f"{gap.unit}s": gap.least}) == until
    days, said = (until - start).days, days_to(start, gap.least, gap.unit)
    # Two days more, because months and years differ in length; half a unit is what rounding costs.
    rounding = {"day": 0.5, "month": 16, "year": 184}[gap.unit] if off == 2 else 0
    return (
        days_to(start, gap.least - off, gap.unit) < days < days_to(start, gap.least + off, gap.unit)
        and abs(days - said) <= max(said / share, rounding) + 2
    )


def days_to(start: datetime.date, count: int, unit: str) -> int:
    return (start + relativedelta(**{f"{unit}s": count}) - start).days


_years = st.one_of(st.integers(2018, 2030), st.integers(1850, 2100))
_dates = st.one_of(
    st.dates(datetime.date(2019, 1, 1), datetime.date(2026, 12, 31)).map(str),
    st.builds("{}-{:02}".format, _years, st.integers(1, 12)),
    _years.map(str),
).flatmap(lambda date: st.sampled_from([date, date, date, date + "~", date + "?", date + "%"]))
_texts = st.one_of(
    _dates,
    _dates,
    st.tuples(_dates, st.one_of(_dates, st.sampled_from(["", ".."]))).map("/".join),
    st.lists(_dates, min_size=2, max_size=3, unique=True).map(lambda dates: f"[{','.join(dates)}]"),
)


@settings(max_examples=1_000, deadline=None)
@given(_texts, _texts)
def test_whatever_the_dates_turn_out_to_be_the_words_hold(a, b):
    try:
        both = [Edtf.parse(a), Edtf.parse(b)]
    except DateError:
        return  # It ends before it can start.
    for earlier, later in (both, both[::-1]):
        gap, until = measure(earlier, later), starts_and_ends(str(later))[0]
        if gap is None:
            continue
        days, from_start = origins(str(earlier), until)
        assert gap.after_start == from_start
        # Every pair, for the claims are intervals: what holds for the first and the last holds between.
        assert all(holds(gap, start, until[at]) for start in days for at in (0, -1)), (a, b, gap)


@given(st.integers(1, 12), st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)), st.booleans())
def test_from_a_month_into_the_next_year_the_calendar_says_it_only_of_the_next_month(month, day, to_the_day):
    gap = measure(Edtf.parse(f"2025-{month:02}"), Edtf.parse(str(day) if to_the_day else f"{day:%Y-%m}"))
    assert (gap.kind is Kind.CALENDAR) == ((month, day.month) == (12, 1))


@given(st.dates(), st.dates(), st.integers(0, 40), st.integers(0, 40))
def test_months_never_shrink_when_the_days_move_apart(first, last, before, after):
    start, end = sorted((first.toordinal(), last.toordinal()))
    assert _months(start, end) <= _months(start, end + after)
    assert _months(start, end) <= _months(start - before, end)


def test_months_count_from_the_last_day_to_the_last_day():
    assert _months(day_number(2025, 1, 31), day_number(2025, 2, 28)) == 1
    assert _months(day_number(2024, 2, 29), day_number(2025, 2, 28)) == 12
    assert _months(day_number(2025, 4, 1), day_number(2025, 4, 16)) * 2 == 1


_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def read(amount: str) -> int:
    return _NUMBERS.index(amount) + 1 if amount in _NUMBERS else int(amount.replace(",", ""))


@settings(max_examples=500, deadline=None)
@given(_texts, _texts)
def test_the_english_words_say_the_numbers_that_were_measured(a, b):
    try:
        earlier, later = sorted((Edtf.parse(a), Edtf.parse(b)))
    except DateError:
        return
    gap = measure(earlier, later)
    if gap is None or gap.kind is Kind.CALENDAR:
        return
    said = between(earlier, later)
    amounts = re.findall(r"([\w,]+) (day|week|month|year)s?\b", said)
    most = sum(
        read(amount) * (12 if unit == "year" and gap.unit == "month" else 1) for amount, unit in amounts
    )
    assert most == gap.most
    assert ("about" in said) == (gap.kind is Kind.ABOUT and not gap.perhaps)
    span = re.search(r"([\w,]+) to ", said)
    assert (read(span[1]) if span else most) == gap.least
    back = between(earlier, later, backwards=True)
    assert re.findall(r"([\w,]+) (day|week|month|year)s?\b", back) == amounts
    assert back.endswith("earlier")
    assert back.startswith("began") == gap.after_start
