from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.sentences import sentences


def split(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["They met on Jan. 25 in Vilnius.", "Then they left."],
        ["Mr. Smith met Dr. J. K. Jones.", "Both spoke."],
        ["He lives in the U.S.", "The others do not."],
        ["The U.S. Senate voted.", "It passed."],
        ["“It is over.”", "She left."],
        ["“Is it over?” he asked.", "Nobody knew."],
        ["Gov. Lee signed No. 5 at 9 a.m. Tuesday.", "It holds."],
        ["She works at Acme Inc.", "He founded it."],
        ["He said no.", "She said yes."],
        ["Prices rose 2.5 percent.", "Wages fell!", "Why?"],
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(parts):
    assert split(" ".join(parts)) == parts


def test_a_headline_a_dateline_and_the_items_of_a_list_are_sentences():
    text = "Two leaders meet\n\n  VILNIUS, Jan. 25 —\n- bread\n- salt and water.\n"
    assert split(text) == ["Two leaders meet", "VILNIUS, Jan. 25 —", "- bread", "- salt and water."]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(" .!?\n\"'”)U.S"))))
def test_every_visible_character_is_in_exactly_one_sentence(text):
    found = list(sentences(text))
    assert "".join("".join(split(text)).split()) == "".join(text.split())
    assert all(start < end for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
