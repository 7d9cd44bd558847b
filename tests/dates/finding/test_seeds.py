import datetime

from tests.factories import ROOT
from timeline.dates import find_dates

FIRST, SECOND = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt")))


def dates(text, published=None):
    return {each.text: each.edtf for each in find_dates(text, published) if each.edtf}


def test_the_first_article_alone_leaves_the_year_of_the_meeting_open():
    assert dates(FIRST) == {"Jan. 25": "XXXX-01-25", "2020": "2020", "1863-64": "1863/1864"}


def test_the_second_article_alone_infers_the_year_and_names_the_anchor():
    meeting = find_dates(SECOND)[0]
    assert (meeting.text, meeting.edtf, meeting.inferred) == ("25 January", "2026-01-25?", True)
    assert (meeting.anchor.kind, meeting.anchor.words) == ("article", "31 December 2025")


def test_with_their_publication_dates_both_name_the_day_of_the_meeting():
    assert dates(FIRST, datetime.date(2026, 1, 25))["Jan. 25"] == "2026-01-25"
    assert dates(SECOND, datetime.date(2026, 1, 26)) == {
        "25 January": "2026-01-25",
        "May 2023": "2023-05",
        "October 2025": "2025-10",
        "January 2024": "2024-01",
        "31 December 2025": "2025-12-31",
        "June 2025": "2025-06",
        "1863": "1863",
        "since February 2022": "2022-02/..",
    }
