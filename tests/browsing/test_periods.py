"""The time between the events of a page, as it stands above each."""

from timeline.browsing.periods import under_headings
from timeline.models import Event


def gaps(*dates: str, newest_first: bool = False) -> list[tuple[str, str]]:
    """Return what is said above events with these dates, and the date of what it is counted from, if it says."""
    events = [Event(pk=number, edtf=date) for number, date in enumerate(dates, 1)]
    groups = under_headings(events, newest_first=newest_first)
    return [(each.gap, each.since.edtf if each.since else "") for group in groups for each in group.events]


def test_newest_first_says_how_much_earlier():
    assert gaps("2026-01-25", "2025-10", newest_first=True) == [
        ("", ""),
        ("three to four months earlier", ""),
    ]
    assert gaps("2025-10", "2026-01-25") == [("", ""), ("three to four months later", "")]


def test_what_is_certainly_on_the_same_day_as_one_further_above_is_counted_from_that():
    said = gaps("2026-01-25", "2026-01-25?", "2026-01-25", "2026-01-25")
    assert said == [
        ("", ""),
        ("perhaps the same day", ""),
        ("the same day", "2026-01-25"),
        ("the same day", ""),
    ]


def test_a_gap_is_counted_from_the_event_right_above_where_another_would_tell_no_more():
    assert gaps("2026-01-24", "2026-01-25?", "2026-01-25")[2] == ("perhaps the same day", "")
