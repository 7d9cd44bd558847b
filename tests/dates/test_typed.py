"""Dates typed in Ukrainian: the words are turned into those that the reader knows, in one pass."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.dates import UnreadableDate, read_date
from timeline.dates.reading import MAX_LENGTH
from timeline.dates.typed import in_english

from .values import values


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        *(
            (text, "2026-01-25")
            for text in ("25 січня 2026", "25-го січня 2026 року", "у неділю, 25 січня 2026 р.", "25.01.2026")
        ),
        *(
            (text, "2023-05")
            for text in ("травень 2023", "у травні 2023 року", "трав. 2023", "ТРАВЕНЬ 2023 р.")
        ),
        *((text, "2020-22") for text in ("літо 2020", "влітку 2020 року")),
        ("зима 2010–11", "2010-24"),
        ("2020 р.", "2020"),
        *((text, "199X") for text in ("1990-ті", "у 1990-х роках")),
        *((text, "18XX") for text in ("XIX століття", "ХІХ ст.", "19-те століття")),
        *((text, "-02XX") for text in ("3 ст. до н. е.", "ІІІ ст. до н.е.")),
        ("15 березня 44 р. до н. е.", "-0043-03-15"),
        ("12 001 р. до н. е.", "Y-12000"),
        ("14 р. н. е.", "0014"),
        ("25 січня 2026 р. о 14:30", "2026-01-25T14:30:00"),
        *(
            (text, "2022-02/..")
            for text in ("з лютого 2022", "від лютого 2022 року", "починаючи з лютого 2022")
        ),
        ("до 2020", "../2020"),
        ("перед лютим 2022", "[..2022-01]"),
        ("не пізніше 2020", "[..2020]"),
        ("після 2020", "[2021..]"),
        *(
            (text, "1863/1864")
            for text in ("1863–64", "1863–64 рр.", "з 1863 по 1864", "від 1863 до 1864 року")
        ),
        ("з 30 серпня до 2 вересня 2023", "2023-08-30/2023-09-02"),
        *(
            (text, "[2020-08-09..2020-08-11]")
            for text in ("між 9 і 11 серпня 2020", "не раніше 9 та не пізніше 11 серпня 2020")
        ),
        ("1863 чи 1864", "[1863,1864]"),
        *((text, "1863~") for text in ("бл. 1863", "близько 1863 року", "приблизно 1863")),
        *((text, "1863?") for text in ("можливо 1863", "1863?", "1863 р., рік непевний")),
        ("since лютого 2022", "2022-02/.."),
    ],
)
def test_it_reads_what_ukrainians_write(text, edtf):
    assert str(read_date(text, language="uk")) == edtf


@pytest.mark.parametrize(("text", "edtf"), [("01.02.2026", "2026-02-01"), ("1/2/2026", "2026-02-01")])
def test_the_day_comes_first_only_where_the_writer_writes_it_so(text, edtf):
    assert str(read_date(text, language="uk-UA")) == edtf
    with pytest.raises(UnreadableDate) as refused:
        read_date(text, language="en")
    assert [str(each) for each in refused.value.readings] == ["2026-02-01", "2026-01-02"]


@pytest.mark.parametrize("text", ["13.13.2026", "31.02.2026", "25.01.26", "2021-22", "0 р. до н. е."])
def test_what_cannot_be_meant_is_refused_in_ukrainian_too(text):
    with pytest.raises(UnreadableDate):
        read_date(text, language="uk")


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("початок травня 2023", ["2023-05"]),
        ("зима 2010", ["2009-24", "2010-24"]),
        ("25 січня", ["XXXX-01-25"]),
        ("понеділок, 25 січня 2026", ["2026-01-25"]),
        ("торік", []),
        ("три дні тому", []),
        ("абракадабра 2020", []),
        ("між 2020", []),
    ],
)
def test_it_offers_the_same_readings_as_in_english(text, readings):
    with pytest.raises(UnreadableDate) as refused:
        read_date(text, language="uk")
    assert [str(reading) for reading in refused.value.readings] == readings
    assert str(refused.value).startswith(f"“{text}”")


@settings(max_examples=1_000, deadline=None)
@given(values)
def test_our_own_words_are_read_back_wherever_the_english_ones_are(value):
    def read(locale: str) -> object:
        try:
            return read_date(value.in_words(locale), language=locale)
        except UnreadableDate:
            return None

    english = read("en-GB")
    assert read("uk") == english or english is None


@pytest.mark.parametrize(
    "text", ["25 січня 2026", "з лютого 2022", "3 ст. до н. е.", "не раніше 1863 р. і не пізніше 1864 р."]
)
def test_an_address_with_a_date_in_it_can_be_shared_across_languages(text):
    assert read_date(text, language="en") == read_date(text, language="uk")


@settings(max_examples=500, deadline=None)
@given(values, st.sampled_from(["en", "uk", "xx", ""]))
def test_edtf_and_other_languages_are_left_alone(value, language):
    assert in_english(str(value), language) == str(value)
    assert in_english("9 września 2023, 25. Mär 2026", language) == "9 września 2023, 25. Mär 2026"


_LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя .,-–’1"
_GARBAGE = [
    *("".join(random.Random(seed).choices(_LETTERS, k=MAX_LENGTH)) for seed in range(20)),
    "я" + "1" * (MAX_LENGTH - 1),
    *((words * MAX_LENGTH)[:MAX_LENGTH] for words in ("січня ", "січ.", "1 я ", "123 ", "я’", "–я", "1,", "до н. ", "не ", "і.")),
]  # fmt: skip


@pytest.mark.parametrize("text", _GARBAGE)
def test_no_garbage_costs_much(text):
    """The words cost under a millisecond; the bound is what a busy machine may add."""
    durations = []
    for _each in range(5):
        started = time.perf_counter()
        in_english(text, "uk")
        durations.append(time.perf_counter() - started)
    assert min(durations) < 0.005
    with pytest.raises(UnreadableDate):
        read_date(text, language="uk")
