import pytest

from timeline.dates import Edtf


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-01-25", "25 January 2026"),
        ("2023-05", "May 2023"),
        ("1863", "1863"),
        ("2026-01-25T14:30:00+02:00", "25 January 2026, 14:30"),
        ("2026-01-25T14:30:07Z", "25 January 2026, 14:30:07 UTC"),
        # intervals, with what both ends share said once
        ("1863/1864", "1863–1864"),
        ("1863/1863", "1863"),
        ("2023-08/2023-10", "August–October 2023"),
        ("2022-12/2023-02", "December 2022 – February 2023"),
        ("2023-08-09/2023-08-11", "9–11 August 2023"),
        ("2023-08-30/2023-09-02", "30 August – 2 September 2023"),
        ("2022-12-30/2023-01-02", "30 December 2022 – 2 January 2023"),
        ("2026-01-25T14:30:00Z/2026-01-25T16:00:00Z", "25 January 2026, 14:30–16:00 UTC"),
        (
            "2026-01-25T14:30:00/2026-01-26T16:00:00",
            "from 25 January 2026, 14:30 to 26 January 2026, 16:00",
        ),
        ("1863/1864-05", "from 1863 to May 1864"),
        ("2020-22/2021-24", "from summer 2020 to winter 2021–22"),
        ("201X/202X", "from the 2010s to the 2020s"),
        # no end is made up
        ("2022-02/..", "since February 2022"),
        ("2022-02/", "from February 2022, end unknown"),
        ("../2023-05", "until May 2023"),
        ("/2023-05", "until May 2023, start unknown"),
        ("2022-02~/..", "since around February 2022"),
        # doubt
        ("1863~", "around 1863"),
        ("2020?", "2020, year uncertain"),
        ("2023-05?", "May 2023, uncertain"),
        ("2026-01-25?", "25 January 2026, uncertain"),
        ("1863%", "around 1863, uncertain"),
        ("1863?/1864~", "from 1863 (year uncertain) to around 1864"),
        ("2022-02?/..", "since February 2022 (uncertain)"),
        ("1985-04-XX", "a day in April 1985"),
        ("2004-XX", "a month of 2004"),
        ("1985-XX-XX", "a day in 1985"),
        ("XXXX-01-25", "25 January, year unknown"),
        ("XXXX-05-XX", "a day in May, year unknown"),
        ("XXXX-24?", "winter, year unknown, uncertain"),
        ("XXXX", "an unknown year"),
        # several years
        ("201X", "the 2010s"),
        ("190X", "a year between 1900 and 1909"),
        ("18XX", "the 19th century"),
        ("00XX", "the 1st century"),
        ("20XX", "the 21st century"),
        ("11XX", "the 12th century"),
        ("-01XX", "the 2nd century BC"),
        ("000X", "a year between 1 BC and 9 AD"),
        ("-004X", "a year between 50 and 41 BC"),
        ("1XXX", "a year between 1000 and 1999"),
        # seasons
        ("2020-22", "summer 2020"),
        ("2021-24", "winter 2021–22"),
        ("1999-24", "winter 1999–2000"),
        ("-0001-24", "winter 2–1 BC"),
        ("0000-24", "winter 1 BC – 1 AD"),
        # sets
        ("[1863,1864]", "1863 or 1864"),
        ("[1863,1864,1870]", "one of 1863, 1864 or 1870"),
        ("[1667,1668,1670..1672]", "one of 1667, 1668 or 1670–1672"),
        ("[2023-08-09..2023-08-11]", "between 9 and 11 August 2023"),
        ("[1863..1864-05]", "between 1863 and May 1864"),
        ("[..2026-01-25]", "25 January 2026 or earlier"),
        ("[2026-01..]", "January 2026 or later"),
        # long ago and far away
        ("0000", "1 BC"),
        ("-0043", "44 BC"),
        ("-0043-03-15", "15 March 44 BC"),
        ("-0043/-0042", "44–43 BC"),
        ("-0043/0014", "44 BC – 14 AD"),
        ("Y-12000", "12,001 BC"),
        ("Y170000002", "170,000,002"),
    ],
)
def test_dates_read_as_in_a_careful_newspaper(text, words):
    assert Edtf.parse(text).in_words() == words


@pytest.mark.parametrize(
    ("locale", "text", "words"),
    [
        ("en-US", "2026-01-25", "January 25, 2026"),
        ("en_US", "2023-08-09/2023-08-11", "August 9–11, 2023"),
        ("en-us", "2023-08-30/2023-09-02", "August 30 – September 2, 2023"),
        ("en-US", "[2023-08-09..2023-08-11]", "between August 9 and 11, 2023"),
        ("en-US", "2026-01-25T14:30:00", "January 25, 2026, 2:30 PM"),
        ("en-US", "2020-23", "fall 2020"),
        (
            "en-US",
            "[2023-08-09,2023-08-11,2023-09]",
            "one of August 9, 2023; August 11, 2023 or September 2023",
        ),
        ("uk", "2026-01-25", "25 січня 2026 р."),
        ("uk", "2023-05", "травень 2023 р."),
        ("uk", "../2023-05", "до травня 2023 р."),
        ("uk", "2022-02/..", "з лютого 2022 р."),
        ("uk", "1863/1864", "1863–1864 рр."),
        ("uk", "-0043", "44 р. до н. е."),
        ("uk", "18XX/..", "з XIX століття"),
        ("uk", "-0001-24", "зима 2–1 рр. до н. е."),
        ("de", "2026-01-25", "25. Januar 2026"),
        ("de-AT", "2023-08-09/2023-08-11", "9.–11. August 2023"),
        ("de", "201X/..", "seit den 2010er-Jahren"),
        ("de", "1985-04-XX", "ein Tag im April 1985"),
        ("de", "Y-12000", "12.001 v. Chr."),
        ("pl", "2026-01-25", "25 stycznia 2026"),
        ("pl", "2022-02/..", "od lutego 2022"),
        ("pl", "2021-24", "zima 2021/2022"),
    ],
)
def test_dates_follow_the_language_and_order_of_the_locale(locale, text, words):
    assert Edtf.parse(text).in_words(locale) == words


@pytest.mark.parametrize(
    "locale", ["fr", "xx", "", "../../etc/passwd", "en-GB-" + "x" * 1000, "\x00", "no such"]
)
def test_other_languages_get_british_english_throughout(locale):
    assert Edtf.parse("2022-02-24/..").in_words(locale) == "since 24 February 2022"


def test_uncertain_dates_in_words_never_look_like_certain_ones():
    for text in ("1863", "2023-05", "2026-01-25", "2020-22", "201X", "18XX"):
        words = {Edtf.parse(text + mark).in_words() for mark in ("", "?", "~", "%")}
        assert len(words) == 4
