import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.dates import DateError, Edtf, UnreadableDate, read_date

from .values import values

PUBLISHED = datetime.date(2026, 1, 26)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        *(
            (text, "2026-01-25")
            for text in ("25 January 2026", "Jan. 25, 2026", "January 25th 2026", "25 Jan 2026")
        ),
        *(
            (text, "2026-01-25")
            for text in ("2026-01-25", "25/01/2026", "25.01.2026", "Sunday, 25 January 2026")
        ),
        *((text, "2026-01-25") for text in ("25th of January 2026", "  25   JANUARY\t2026 ", "01/25/2026")),
        *((text, "2026-01-25") for text in ("25 січня 2026 р.", "25. Januar 2026", "25 stycznia 2026")),
        ("25 January 2026, 14:30", "2026-01-25T14:30:00"),
        ("May 2023", "2023-05"),
        ("Sept. 2023", "2023-09"),
        ("Sep 2023", "2023-09"),
        ("травень 2023 р.", "2023-05"),
        ("1863", "1863"),
        # intervals
        *(
            (text, "1863/1864")
            for text in ("1863-64", "1863–64", "1863–1864", "1863 - 1864", "1863—64", "1863/64")
        ),
        ("1914-18", "1914/1918"),
        ("2021–22", "2021/2022"),
        ("from May 2023 to June 2024", "2023-05/2024-06"),
        ("9-11 August 2023", "2023-08-09/2023-08-11"),
        ("August 9–11, 2023", "2023-08-09/2023-08-11"),
        ("9–11. August 2023", "2023-08-09/2023-08-11"),
        ("May–June 2023", "2023-05/2023-06"),
        ("30 August – 2 September 2023", "2023-08-30/2023-09-02"),
        ("30 December – 2 January 2023", "2022-12-30/2023-01-02"),
        ("2023-05-09–2023-05-11", "2023-05-09/2023-05-11"),
        ("from c. 1863 to 1864", "1863~/1864"),
        ("since February 2022", "2022-02/.."),
        ("from February 2022", "2022-02/"),
        ("until 2020", "../2020"),
        # one of several
        ("between 9 and 11 August 2023", "[2023-08-09..2023-08-11]"),
        ("by 2020", "[..2020]"),
        ("before 2020", "[..2019]"),
        ("before 1 March 2024", "[..2024-02-29]"),
        ("before the 1990s", "[..1989]"),
        ("after 2020", "[2021..]"),
        ("after December 2020", "[2021-01..]"),
        ("25 January 2026 or earlier", "[..2026-01-25]"),
        ("1863 or 1864", "[1863,1864]"),
        # doubt
        *((f"{word} 1863", "1863~") for word in ("c.", "ca.", "circa", "around", "about", "c")),
        ("c.1863", "1863~"),
        ("around May 2023", "2023-05~"),
        ("1863?", "1863?"),
        ("perhaps 1863", "1863?"),
        ("c. 1863?", "1863%"),
        ("perhaps around 1863", "1863%"),
        # seasons, decades, centuries, eras
        *((text, "2020-22") for text in ("summer 2020", "summer of 2020", "Summer, 2020".replace(",", ""))),
        *((text, "2010-24") for text in ("winter 2010-11", "winter 2010–11", "winter of 2010/2011")),
        ("fall 2020", "2020-23"),
        *((text, "199X") for text in ("the 1990s", "1990s", "1990’s")),
        *((text, "18XX") for text in ("19th century", "the 19th century")),
        ("2nd century BC", "-01XX"),
        *((text, "-0043") for text in ("44 BC", "44 BCE", "44 b.c.")),
        ("15 March 44 BC", "-0043-03-15"),
        ("AD 44", "0044"),
        ("12,001 BC", "Y-12000"),
    ],
)
def test_it_reads_what_people_write(text, edtf):
    assert str(read_date(text)) == edtf


REFUSED = [
    ("01/02/2023", ["2023-02-01", "2023-01-02"]),
    ("1.2.2023", ["2023-02-01", "2023-01-02"]),
    ("25/01/26", ["2026-01-25", "1926-01-25"]),
    ("25 Jan 26", ["2026-01-25", "1926-01-25", "2025-01-26", "1925-01-26"]),
    ("2021-22", ["2021-22", "2021/2022"]),
    ("winter 2010", ["2009-24", "2010-24"]),
    ("the 1900s", ["190X", "19XX"]),
    ("early May 2023", ["2023-05"]),
    ("mid-May 2023", ["2023-05"]),
    ("end of May 2023", ["2023-05"]),
    ("Monday 25 January 2026", ["2026-01-25"]),
    ("25 January", ["XXXX-01-25"]),
    ("9–11 August", []),
    ("31 June 2023", []),
    ("2023-02-30", []),
    ("99 January", []),
    ("Jan 99", []),
    ("0 January 2023", []),
    ("1864-63", []),
    *(
        (text, [])
        for text in (
            "12",
            "10",
            "today",
            "Sunday",
            "10:30",
            "",
            " ",
            "?",
            "since",
            "c.",
            "May 2023 – June",
        )
    ),
    *(
        (text, [])
        for text in ("4 July 1776 UTC", "1863–", "Sunday May 2023", "5 May 0044", "0 BC", "1 2 3", "X")
    ),
    *((text, []) for text in ("2023-05-09T10:00+99:00", "\x00", "\ud800", "９ May 2023", "²", "9" * 200)),
]


@pytest.mark.parametrize(("text", "readings"), REFUSED)
def test_it_refuses_what_it_might_misread_and_offers_the_readings(text, readings):
    with pytest.raises(UnreadableDate) as refused:
        read_date(text)
    assert [str(reading) for reading in refused.value.readings] == readings


def test_a_refusal_is_fit_for_showing_at_the_field():
    with pytest.raises(UnreadableDate) as refused:
        read_date("01/02/2023")
    assert str(refused.value).startswith(
        "“01/02/2023” can be read as 1 February 2023 or 2 January 2023; write the month as a word"
    )
    with pytest.raises(UnreadableDate, match=r"^“25 January” can be read as .*; add the year\.$"):
        read_date("25 January")


@pytest.mark.parametrize(
    ("text", "year_from", "edtf"),
    [
        ("25 January", PUBLISHED, "2026-01-25"),
        ("26 January", PUBLISHED, "2026-01-26"),
        ("27 January", PUBLISHED, "2025-01-27"),
        ("Sunday 25 January", PUBLISHED, "2026-01-25"),
        ("29 February", PUBLISHED, "2024-02-29"),
        ("29 February", datetime.date(1904, 2, 28), "1896-02-29"),
        ("May", PUBLISHED, "2025-05"),
        ("since 25 January", datetime.datetime(2026, 1, 26, 10, tzinfo=datetime.UTC), "2026-01-25/.."),
        ("9–11 August", PUBLISHED, "2025-08-09/2025-08-11"),
        ("30 December to 2 January", PUBLISHED, "2025-12-30/2026-01-02"),
        ("25 January 1863", PUBLISHED, "1863-01-25"),
    ],
)
def test_a_day_without_a_year_is_the_last_one_before_publication(text, year_from, edtf):
    assert str(read_date(text, year_from=year_from)) == edtf


@settings(max_examples=500, deadline=None)
@given(values)
def test_it_reads_edtf_itself(value):
    try:
        assert read_date(str(value)) == value
    except UnreadableDate as refused:
        assert value in refused.readings  # 2021-22


_WORDS = """
    25 9 99 0 31 1863 2023 26 00 0000 January may Sept. Monday since from to by after before between and
    until or c. ? - – / , . early mid- winter summer of the 1990s century 19th BC AD T14:30 10:30 % ~ X [ ] ..
"""
_words = st.sampled_from(_WORDS.split())


@settings(max_examples=2_000, deadline=None)
@given(
    st.one_of(
        st.text(), st.lists(_words, max_size=7).map(" ".join), st.lists(_words, max_size=5).map("".join)
    ),
    st.one_of(st.none(), st.dates()),
)
def test_no_text_raises_anything_but_our_error(text, year_from):
    try:
        assert read_date(text, year_from=year_from).in_words()
    except UnreadableDate as refused:
        assert all(isinstance(reading, Edtf) for reading in refused.readings)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "since " * 40_000,
        "\x00" * 300,
        "1,000" * 45,
        "c. " * 66,
        "1-" * 100,
        " or " * 50,
        b"1863",
    ],
)
def test_it_refuses_long_and_odd_input_at_once(text):
    started = time.perf_counter()
    with pytest.raises(DateError):
        read_date(text)
    assert time.perf_counter() - started < 0.1


@settings(max_examples=500, deadline=None)
@given(values)
def test_our_own_words_are_read_as_what_they_say_or_not_at_all(value):
    try:
        again = read_date(value.in_words())
    except UnreadableDate:
        return
    # A span from an exact date to itself is worded as that date, and read as it.
    itself = value.is_interval and value.start == value.end
    # The words leave the offset of a clock time out; its day stays.
    assert again == value or (itself and again == value.start) or "T" in str(value)
    assert again.bounds() == value.bounds()
