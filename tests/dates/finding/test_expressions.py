"""Every form that a newspaper writes, and what a naive reader would take for a date."""

import datetime

import pytest

from timeline.dates import MentionKind, find_dates

PUBLISHED = datetime.date(2026, 1, 26)  # a Monday


def found(text, published=PUBLISHED):
    return [(each.text, each.edtf) for each in find_dates(text, published) if each.edtf]


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("They met on Jan. 25 in Vilnius.", "Jan. 25", "2026-01-25"),
        ("They met on 25 January in Vilnius.", "25 January", "2026-01-25"),
        ("They met on January 25th, 2024, in Vilnius.", "January 25th, 2024", "2024-01-25"),
        ("They met on Tuesday, 6 May 2025, at noon.", "Tuesday, 6 May 2025", "2025-05-06"),
        ("They met in May 2023 in Aachen.", "May 2023", "2023-05"),
        ("The uprising of 1863-64 failed.", "1863-64", "1863/1864"),
        ("The uprising of 1863–1864 failed.", "1863–1864", "1863/1864"),
        ("It has been at war since February 2022.", "since February 2022", "2022-02/.."),
        ("In the summer of 2020 they marched.", "the summer of 2020", "2020-22"),
        ("It closed in the 1990s.", "the 1990s", "199X"),
        ("It closed in the late '90s.", "the late '90s", "199X"),
        ("It was built in the 19th century.", "the 19th century", "18XX"),
        ("It was built in 44 BC.", "44 BC", "-0043"),
        ("The office closed in early March 2025.", "early March 2025", "2025-03"),
        ("The office closed in early March.", "early March", "2025-03"),
        ("She resigned last Tuesday.", "last Tuesday", "2026-01-20"),
        ("She resigned yesterday.", "yesterday", "2026-01-25"),
        ("He won the prize in 2024, and a year earlier the medal.", "a year earlier", "2023"),
        ("They met on 3 May 2025. The following day it rained.", "The following day", "2025-05-04"),
        ("They met on 3 May 2025. The next morning it rained.", "The next morning", "2025-05-04"),
        ("The election was on 3 May 2025. He left three days after the election.", "three days after the election", "2025-05-06"),
        ("The talks between 9 and 11 August failed.", "between 9 and 11 August", "2025-08-09/2025-08-11"),
        ("The talks of August 9-11 failed.", "August 9-11", "2025-08-09/2025-08-11"),
        ("The talks of 9–11 August 2023 failed.", "9–11 August 2023", "2023-08-09/2023-08-11"),
        ("It began in March 2025. The court ruled on the 16th.", "on the 16th", "2025-03-16"),
        ("It held 1,131 people as of 31 December 2025.", "31 December 2025", "2025-12-31"),
        ("Profit fell in the third quarter.", "the third quarter", "2025-07/2025-09"),
        ("They marched last week.", "last week", "2026-01-19/2026-01-25"),
        ("It will open in October of next year.", "October of next year", "2027-10"),
        ("In May 2021 he left. Later that year he returned.", "Later that year", "2021"),
        ("It began in March 2020 and ended in October of that year.", "October of that year", "2020-10"),
        ("Sales fell from the same period last year.", "the same period last year", "2025"),
        ("The plant closed two weeks ago.", "two weeks ago", "2026-01-12/2026-01-18"),
        ("It will open by the end of the year.", "the end of the year", "2026"),
        ("The file is dated 2025-11-03.", "2025-11-03", "2025-11-03"),
        ("VILNIUS, Jan. 25 — Two leaders met.", "Jan. 25", "2026-01-25"),
        ("She said: “I came on 3 May 2025.”", "3 May 2025", "2025-05-03"),
        ("It fell on Friday. It had closed at 40 the previous Friday.", "the previous Friday", "2026-01-16"),
        ("The treaty was signed on the 3rd of March, 1918.", "the 3rd of March, 1918", "1918-03-03"),
        ("It will close in the week of February 9.", "the week of February 9", "2026-02-09/2026-02-15"),
        ("It lasts through the first two quarters of 2027.", "the first two quarters of 2027", "2027-01/2027-06"),
    ],
)  # fmt: skip
def test_a_date_is_found_at_exactly_the_stated_precision(text, words, edtf):
    assert (words, edtf) in found(text)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("The minister resigned Thursday.", "2026-01-22"),
        ("The minister will resign Thursday.", "2026-01-29"),
        ("The ban holds until Friday.", "2026-01-30"),
        ("They agreed to vote by early June.", "2026-06"),
        ("He was arrested in June.", "2025-06"),
        ("They plan to meet in November.", "2026-11"),
        ("Lawmakers met in November.", "2025-11"),
        ("They tried to leave in November.", "2025-11"),
        ("The strike made it hard for them to ship goods in November.", "2025-11"),
        ("He was able to return home on Thursday.", "2026-01-22"),
        ("By Wednesday evening, the fire was out.", "2026-01-21"),
        ("The ceasefire takes effect on Wednesday.", "2026-01-28"),
        ("The index is below its record, set on Aug. 6.", "2025-08-06"),
        ("They have credit through March.", "2026-03"),
        ("In the nine months through September sales rose.", "2025-09"),
        ("A December poll puts him ahead.", "2025-12"),
        ("They will hold a June summit.", "2026-06"),
    ],
)
def test_tense_and_cue_words_tell_past_from_future(text, edtf):
    assert [each for _, each in found(text)] == [edtf]


@pytest.mark.parametrize(
    "text",
    [
        "They recalled the January Uprising.",
        "There were 1,131 prisoners.",
        "The Russell 2000 rose.",
        "He drove a 1987 Chevrolet.",
        "Clocks go to British Summer Time.",
        "He had ruled for more than three decades.",
        "She spent five years in prison.",
        "It may rain, and they march on.",
        "Theresa May spoke to USA Today.",
        "Some 2000 people came.",
        "He is 35 years old, a 35-year-old.",
        "The paper comes out every Tuesday.",
        "It costs $1999 now.",
        "They called it Black Friday.",
        "Room 1984% full of 1950.5 litres.",
    ],
)
def test_what_only_looks_like_a_date_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He had ruled for more than three decades.", MentionKind.DURATION),
        ("A 35-year-old won.", MentionKind.AGE),
        ("They meet every Tuesday.", MentionKind.RECURRING),
        ("It is currently closed.", MentionKind.PRESENT),
        ("But today, few remember it.", MentionKind.PRESENT),
        ("The town grew at the turn of the century.", MentionKind.OTHER),
        ("The year-end results were good.", MentionKind.OTHER),
        ("They meet on the first Monday of each month.", MentionKind.RECURRING),
        ("Net for the year-earlier nine months was lower.", MentionKind.DURATION),
        ("It closed a few years ago.", MentionKind.OTHER),
    ],
)
def test_a_time_that_dates_nothing_says_what_it_is(text, kind):
    [mention] = find_dates(text, PUBLISHED)
    assert (mention.edtf, mention.kind) == ("", kind)


def test_since_implies_its_start():
    [mention] = find_dates("It has been at war since February 2022.")
    assert mention.implied == ("2022-02",)


def test_a_mention_names_its_rule_and_its_anchor():
    first, second = find_dates("They met on 3 May 2025. The following day it rained.", PUBLISHED)
    assert first.rule == "a day with its year"
    assert first.anchor is None
    assert (second.anchor.kind, second.anchor.words, second.anchor.edtf) == (
        "mention",
        "3 May 2025",
        "2025-05-03",
    )
