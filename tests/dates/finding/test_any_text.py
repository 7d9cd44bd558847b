import datetime
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.dates import Edtf, date_sentences, find_dates
from timeline.dates.finding.finder import _BY_FIRST_WORD

PUBLISHED = datetime.date(2026, 1, 26)
PIECES = [*sorted(_BY_FIRST_WORD), "2020", "31", "1863-64", "30", "February", "May", "Tuesday", "0099", "9999", "'90s", ".", ",", "—", "\n"]  # fmt: skip
prose = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)
anything = st.one_of(st.text(), prose, st.tuples(st.text(), prose, st.text()).map("".join))


@settings(max_examples=300)
@given(anything, st.one_of(st.none(), st.dates()))
def test_any_text_is_read_and_every_offset_reproduces_its_words(text, published):
    mentions = find_dates(text, published)
    assert all(text[each.start : each.end] == each.text != "" for each in mentions)
    assert all(before.end <= after.start for before, after in pairwise(mentions))
    for each in mentions:
        for edtf in filter(None, (each.edtf, *each.implied)):
            Edtf.parse(edtf)
        if each.anchor and each.anchor.end:
            assert text[each.anchor.start : each.anchor.end] == each.anchor.words
    assert all(0 <= each.start < each.end <= len(text) for each in date_sentences(text, published))


@pytest.mark.parametrize("unit", ["word", "9", ".", "”", "\u200f", " ", "the ", "1 ", "May ", "a year "])
def test_time_grows_with_the_length_of_a_text_and_no_faster(unit):
    short, long = (seconds(unit * (length // len(unit))) for length in (60_000, 240_000))
    assert long < 12 * short + 0.5


@pytest.mark.parametrize(("unit", "length"), [("word", 5_000_000), ("9", 1_000_000), (".", 1_000_000), ("”", 1_000_000), (".” ", 1_000_000)])  # fmt: skip
def test_a_megabyte_of_one_thing_is_read_at_once(unit, length):
    assert seconds(unit * (length // len(unit))) < 10


def seconds(text):
    started = time.process_time()
    find_dates(text, PUBLISHED)
    return time.process_time() - started
