"""Proposing: general rules of passages, titles and names, and what no text may do to them."""

import random
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import ROOT
from tests.ingestion.mutations import mutations
from timeline.ingestion.proposals import Reason, propose
from timeline.ingestion.reading import CannotRead, read

DAY = date(2026, 1, 25)


def one(text, day=DAY):
    (proposal,) = propose(text, day).proposals
    return proposal


def holds(text, ledger):
    """Every offset reproduces its words."""
    for each in ledger.proposals:
        passage = each.passage
        assert text[passage.start : passage.end] == passage.exact
        assert text[each.start : each.end] == each.text
        assert each.title
    for left in ledger.left_out:
        assert text[left.start : left.end] == left.exact


@pytest.mark.parametrize(
    ("text", "edtf", "title"),
    [
        ("Bridge 0 opened in May 1990.", "1990-05", "Bridge 0 opened"),
        (
            "On 3 March 2021, the court in Minsk sentenced Ann Lee.",
            "2021-03-03",
            "The court in Minsk sentenced Ann Lee",
        ),
        ("The party won 12 seats in 2019; it lost them later.", "2019", "The party won 12 seats"),
        ("Ann Lee was reportedly arrested on 5 May 2020.", "2020-05-05", "Ann Lee was reportedly arrested"),
        ("Ann Lee met John Roe. She left the city in June 2021.", "2021-06", "John Roe left the city"),
        (
            "In a May 2021 speech, Ann Lee called for peace.",
            "2021-05",
            "In a speech, Ann Lee called for peace",
        ),
        ("MINSK, Belarus (AP) — Ann Lee was also freed in June 2021.", "2021-06", "Ann Lee was freed"),
        (
            "The rights, which expire on 21 November 2021, were sold.",
            "2021-11-21",
            "The rights, which expire on 21 November 2021, were sold",
        ),
    ],
)
def test_a_title_is_the_clause_without_its_date(text, edtf, title):
    proposal = one(text)
    assert (proposal.edtf, proposal.title) in {(edtf, title), (edtf, title.replace("John Roe", "Ann Lee"))}


def test_two_dates_of_a_sentence_are_two_events_with_passages_of_their_own():
    text = "The bridge opened in May 2019, and the tunnel closed in June 2020."
    first, second = propose(text, DAY).proposals
    assert (first.passage.exact, second.passage.exact) == (
        "The bridge opened in May 2019",
        "the tunnel closed in June 2020.",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("He ruled for five years.", Reason.DURATION),
        ("Elections are held every March.", Reason.RECURRING),
        ("© 2023 The Courier. All rights reserved.", Reason.BOILERPLATE),
        ("Updated 5 May 2023 at noon by the desk.", Reason.BOILERPLATE),
        ("Results of March 2023", Reason.HEADLINE),
    ],
)
def test_what_dates_no_event_is_left_out_with_its_reason(text, reason):
    ledger = propose(text, DAY)
    assert not ledger.proposals
    assert reason in {each.reason for each in ledger.left_out}


def test_a_headline_is_left_out():
    text = "Bridge opened in May 2023\n\nThe bridge opened in May 2023 in Minsk."
    ledger = propose(text, DAY, "Bridge opened in May 2023")
    assert [each.start for each in ledger.proposals] == [text.rindex("May 2023")]
    assert [each.reason for each in ledger.left_out] == [Reason.HEADLINE]


def test_the_same_words_of_another_text_have_the_same_fingerprint():
    before = one("The bridge opened in May 2023.")
    after = propose("News.\n\nThe bridge opened in May 2023. It was closed in 2024.", DAY).proposals[0]
    assert before.fingerprint == after.fingerprint
    assert before.fingerprint != one("The tunnel opened in May 2023.").fingerprint


@settings(max_examples=200, deadline=None)
@given(st.text(), st.sampled_from([None, DAY]))
def test_any_text_gives_a_ledger_whose_offsets_hold(text, day):
    holds(text, propose(text, day))


def test_mutated_articles_give_ledgers_whose_offsets_hold():
    originals = [each.read_bytes() for each in sorted((ROOT / "seeds").glob("*.txt"))]
    for content in mutations(originals, random.Random(1863), 150):
        try:
            articles = read(content)
        except CannotRead:
            continue
        for article in articles:
            holds(article.body, propose(article.body, DAY, article.title))


@pytest.mark.parametrize(
    "piece",
    ["word", "a ", "A ", ".", "1", "1 ", '"', "May ", "May 2023 ", "In May 2023 it opened. ", "\n", ", and "],
)
def test_a_long_text_takes_time_in_proportion(piece):
    def seconds(length):
        text = piece * (length // len(piece))
        started = time.process_time()
        propose(text, DAY)
        return time.process_time() - started

    seconds(1_000)
    assert seconds(20_000) < 12 * seconds(5_000) + 0.2
