"""Matching: which event a passage may tell of, and why; never one whose date cannot be the same."""

from datetime import date

import pytest

from tests.ingestion.proposals.test_seeds import FIRST, SECOND, told
from timeline.ingestion.matching import KnownEvent, match, same_origin
from timeline.ingestion.proposals import KnownEntity, propose

PEOPLE = (KnownEntity("1", "person", ("Ann Lee",)), KnownEntity("2", "person", ("John Roe",)))


def known(*, key="1", title="", edtf="2025-06", entities=(), quotations=(), origins=()):
    return KnownEvent(key, title, edtf, frozenset(entities), tuple(quotations), tuple(origins))


def events_of(ledger):
    return [
        known(key=str(number), title=each.title, edtf=each.edtf, quotations=[each.passage.exact])
        for number, each in enumerate(ledger.proposals)
    ]


def best(proposal, events):
    found = match(proposal, events)
    return (events[int(found[0].key)].title, found[0].reasons) if found else ("", ())


def test_the_meeting_and_the_uprising_of_one_article_are_recognised_in_the_other():
    events = events_of(FIRST)
    meeting = next(each for each in SECOND.proposals if each.kind == "meeting")
    title, reasons = best(meeting, events)
    assert "bilateral meeting in Vilnius" in title
    assert "the same date" in reasons
    assert best(told(SECOND, "1863"), events)[0] == "January Uprising"


@pytest.mark.parametrize("edtf", ["2023-05", "2025-06", "2025-10", "2024-01"])
def test_what_only_one_article_tells_matches_nothing_of_the_other(edtf):
    assert match(told(SECOND, edtf), events_of(FIRST)) == []


def test_a_date_that_cannot_be_the_same_rules_an_event_out_however_alike_the_words_are():
    proposal = told(SECOND, "2025-06")
    assert (
        match(proposal, [known(title=proposal.title, edtf="2024-06", quotations=[proposal.passage.exact])])
        == []
    )


def test_names_in_common_are_a_reason():
    (proposal,) = propose(
        "Ann Lee met John Roe on 3 March 2021.", date(2021, 3, 4), known_entities=PEOPLE
    ).proposals
    (found,) = match(proposal, [known(title="Talks", edtf="2021-03-03", entities=["1", "2"])])
    assert "2 names in common" in found.reasons


def test_a_day_without_a_year_matches_that_day_and_says_whose_year_it_would_take():
    (proposal,) = propose("Ann Lee met John Roe on 25 January.", None, known_entities=PEOPLE).proposals
    event = known(title="Ann Lee met John Roe", edtf="2026-01-25", entities=["1", "2"])
    (found,) = match(proposal, [event, known(key="2", title="Ann Lee met John Roe", edtf="2026-01-26")])
    assert found.key == "1"
    assert any("2026-01-25" in each for each in found.reasons)


def test_what_quotes_the_same_words_has_one_origin_in_any_spelling():
    said = 'She wrote: "deep respect for President {}\'s exceptional leadership in this war".'
    assert same_origin("", "", said.format("Zelensky"), said.format("Zelenskyy"))
    assert not same_origin("", "", said.format("Zelensky"), 'He said: "nothing of the kind was ever agreed".')


def test_what_names_the_same_post_has_one_origin():
    assert same_origin("Tsikhanouskaya's post on X", "Tsikhanouskaya's post on X")
    assert not same_origin("Tsikhanouskaya's post on X", "Zelensky's post on Telegram")
