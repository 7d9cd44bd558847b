"""What is proposed of the two seed articles, as plain text with their day of publication and nothing else."""

from datetime import date

import pytest

from tests.factories import ROOT
from timeline.ingestion.proposals import KnownEntity, Reason, propose
from timeline.ingestion.reading import read

TSIKHANOUSKAYA = KnownEntity(
    "7", "person", ("Sviatlana Tsikhanouskaya", "Tsikhanouskaya", "Svetlana Tikhanovskaya")
)


def ledger(number, *, published=True, known=()):
    path = sorted((ROOT / "seeds").glob("*.txt"))[number]
    (article,) = read(path.read_bytes(), path.name)
    day = date(2026, 1, 25 + number) if published else None
    return propose(article.body, day, article.title, known)


FIRST, SECOND = ledger(0), ledger(1)


def told(found, edtf):
    (one,) = [each for each in found.proposals if each.edtf == edtf]
    return one


@pytest.mark.parametrize(
    ("found", "edtf", "title", "words"),
    [
        (FIRST, "1863/1864", "January Uprising", "the January Uprising of 1863-64"),
        (SECOND, "1863", "January Uprising", "the January Uprising of 1863"),
        (
            FIRST,
            "2020",
            "Tsikhanouskaya is widely regarded as the winner of the Belarusian 2020 presidential election",
            "the winner of",
        ),
        (
            SECOND,
            "2022-02/..",
            "Belarus, under the Lukashenka regime, has been a key enabler of Russia's full-scale war against Ukraine",
            "since February 2022",
        ),
        (SECOND, "2022-02", "Russia's full-scale war against Ukraine begins", "since February 2022"),
        (
            SECOND,
            "2023-05",
            "Brief encounter at Zelenskyy's Charlemagne Prize ceremony in Aachen",
            "in Aachen in May 2023",
        ),
        (
            SECOND,
            "2024-01",
            "In an interview, Tsikhanouskaya described their previous encounters",
            "In a January 2024 interview",
        ),
        (SECOND, "2025-06", "Belarus freed 14 political prisoners", "In June 2025, Belarus freed 14"),
        (
            SECOND,
            "2025-10",
            "Volodymyr Zelenskyy and Sviatlana Tsikhanouskaya have crossed paths at the European Political Community Summit in Copenhagen",
            "Summit in Copenhagen in October 2025",
        ),
        (
            SECOND,
            "2025-12-31",
            "There were 1,131 political prisoners in Belarus, according to the Viasna Human Rights Center",
            "there were 1,131 political prisoners",
        ),
    ],
)
def test_each_dated_event_is_proposed_with_its_date_title_and_passage(found, edtf, title, words):
    one = told(found, edtf)
    assert one.title == title
    assert words in one.passage.exact


def test_the_meeting_is_proposed_from_both():
    for found in (FIRST, SECOND):
        (meeting,) = [
            each for each in found.proposals if each.edtf == "2026-01-25" and each.kind == "meeting"
        ]
        assert "bilateral meeting in Vilnius" in meeting.title
        assert "publication" in meeting.anchor


def test_what_else_happened_that_day_is_inferred_and_says_from_what():
    other = {each.kind: each for each in FIRST.proposals if each.inferred}
    assert {kind: each.edtf for kind, each in other.items()} == {
        "meeting": "2026-01-25?",
        "commemoration": "2026-01-25",
        "speech": "2026-01-25?",
    }
    assert other["meeting"].title == "In Vilnius, Zelensky met with the presidents of Lithuania and Poland"
    assert other["commemoration"].title == "Tsikhanouskaya participated in events commemorating the uprising"
    assert all(each.anchor for each in other.values())


def test_without_a_day_of_publication_no_year_is_made_up():
    assert "XXXX-01-25" in {each.edtf for each in ledger(0, published=False).proposals}
    (meeting,) = [each for each in ledger(1, published=False).proposals if each.edtf == "2026-01-25?"]
    assert (meeting.inferred, meeting.anchor) == (True, "“31 December 2025”")


def test_nothing_dated_disappears():
    left = {(each.exact, each.reason) for found in (FIRST, SECOND) for each in found.left_out}
    assert {("more than three decades", Reason.DURATION), ("five years", Reason.DURATION)} <= left
    relative = [exact for exact, reason in left if reason == Reason.RELATIVE]
    assert any(each.startswith("At the start of the full-scale invasion") for each in relative)
    assert any("the latest group of released Belarusian political prisoners" in each for each in relative)


def test_nothing_of_the_day_disappears_where_the_day_is_not_known():
    found = ledger(0, published=False)
    told_of = [each.exact for each in found.left_out] + [each.passage.exact for each in found.proposals]
    for begins in (
        "While in Vilnius",
        "Earlier in the day",
        "Speaking earlier at",
        "At the start of the full-scale",
    ):
        assert any(each.startswith(begins) for each in told_of), begins


def test_who_speaks_is_not_who_acts_and_announcing_is_no_event():
    meeting = next(each for each in SECOND.proposals if each.kind == "meeting")
    assert (meeting.attributed_to, meeting.origin) == ("Tsikhanouskaya", "Tsikhanouskaya's post on X")
    assert told(SECOND, "2025-12-31").attributed_to == "the Viasna Human Rights Center"
    assert not any(each.kind == "statement" for each in SECOND.proposals)


def test_a_wife_and_her_husband_stay_two_people():
    people = {each.text for each in told(SECOND, "2025-06").entities if each.kind == "person"}
    assert people == {"Sviatlana Tsikhanouskaya", "Sergei Tikhanovsky"}


def test_names_of_another_date_are_not_given_to_this_one():
    places = {each.text for each in told(SECOND, "2025-10").entities if each.kind == "place"}
    assert places == {"Copenhagen"}


def test_whom_we_know_is_known_by_every_spelling():
    known = {each.known for each in ledger(1, known=[TSIKHANOUSKAYA]).proposals[0].entities if each.known}
    assert known == {"7"}


def test_what_is_hedged_stays_hedged():
    assert told(FIRST, "2020").hedges == ("widely regarded as",)
    assert "according to" in told(SECOND, "2025-12-31").title


def test_each_supports_what_its_passage_holds():
    assert told(SECOND, "2025-12-31").supports == ("date", "what happened", "place", "figure")
    assert told(FIRST, "1863/1864").supports == ("date", "what happened")
