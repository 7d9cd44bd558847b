"""The axis: counted periods that claim no more than the dates do, each a link, with what is empty folded."""

import pytest
from django.db import connection
from django.http import QueryDict

from tests.factories import make_published, make_retracted, make_timeline
from timeline import axis as module
from timeline.axis import Bucket, Fold, axis
from timeline.filters import Filters
from timeline.models.event_queries import EventQuerySet

pytestmark = pytest.mark.django_db


def asked(query: str = "", **fields) -> Filters:
    return Filters.from_query(QueryDict(query), **fields)


def parts_of(query: str = "", *, row: int = 0, **fields) -> list[Bucket | Fold]:
    """The parts of the overview, or of the row below it; none if there is no such row."""
    rows = axis(asked(query, **fields)).rows
    return rows[row].parts if len(rows) > row else []


def buckets(query: str = "", **fields) -> list[Bucket]:
    return [part for part in parts_of(query, **fields) if isinstance(part, Bucket)]


def drawn(query: str = "", **fields) -> list[str]:
    parts = parts_of(query, **fields)
    return [part.label if isinstance(part, Bucket) else f"({part.tick})" for part in parts]


def found_at(url: str) -> int:
    return asked(url.partition("?")[2]).events().count()


@pytest.mark.parametrize(
    ("dates", "parts"),
    [
        (["1863/1864", "2020", "2022-02"], ["1863", "1864", "(155 years)", "2020", "(2021)", "2022"]),
        (["2026-01-01", "2026-01-03"], ["1 January 2026", "(2 Jan 2026)", "3 January 2026"]),
        (["2025-10", "2025-12-31"], ["October 2025", "(Nov 2025)", "December 2025"]),
        (["2022-02/..", "2024-01"], ["February 2022", "(22 months)", "January 2024"]),
        (["../2020", "2022"], ["2020", "(2021)", "2022"]),
        (["-0043", "1863"], ["44 BC", "(1,905 years)", "1863"]),
        (["2023-05"], []),
        (["XXXX-01-25", "2023"], []),
        ([], []),
    ],
)
def test_it_names_what_has_events_and_folds_what_has_none(dates, parts):
    for each in dates:
        make_published(edtf=each)
    assert [each.replace(",", "") for each in drawn()] == [each.replace(",", "") for each in parts]


def test_a_stretch_that_a_filter_leaves_empty_is_not_said_to_be_empty_in_the_articles():
    for year, kind in ((2020, "visit"), (2021, "meeting"), (2022, "visit")):
        make_published(edtf=str(year), kind=kind)
    assert "dotted: none of these events" in axis(asked("kind=visit")).key()
    make_published(edtf="2024")
    assert "dotted: no events in these articles" in axis(asked("from=2020")).key()


def test_within_dates_what_is_dated_too_widely_for_a_period_is_drawn_before_the_first_and_after_the_last():
    for each in ("2020", "2022-02", "2023-05", "2024-01", "2025"):
        make_published(edtf=each)
    parts = parts_of("from=2020", row=1)
    assert [isinstance(each, Fold) and bool(each.marks) for each in (parts[0], parts[-1])] == [True, True]


def test_no_inexact_date_is_drawn_in_a_finer_unit_than_its_own():
    for each in ("2023-05", "2023-05-02"):
        make_published(edtf=each)
    assert "1 May 2023" not in drawn()


def test_a_period_leads_to_the_events_in_it_and_keeps_the_other_filters():
    make_published(edtf="2020", kind="meeting")
    make_published(edtf="2023", kind="meeting")
    part = buckets("kind=meeting")[-1]
    assert part.url == "/?from=2023&to=2023&kind=meeting"
    assert [each.edtf for each in asked(part.url.partition("?")[2]).page().events] == ["2023"]


@pytest.mark.parametrize("dates", ["", "from=2025&to=2025&", "from=2022&", "from=2026-01&"])
@pytest.mark.parametrize("others", ["", "certain=1"])
def test_what_a_part_says_is_what_its_link_shows(seeds, dates, others):
    rows = axis(asked(dates + others)).rows
    parts = [part for row in rows for part in row.parts if isinstance(part, Bucket)]
    assert parts
    assert {part.url: part.words.split()[0] for part in parts} == {
        part.url: str(found_at(part.url)) for part in parts
    }


@pytest.mark.parametrize(
    "edtf", ["2020-05/..", "[2020-05..]", "../2024", "XXXX-01-25", "2020-05?", "2019/2025"]
)
def test_open_and_uncertain_dates_are_counted_wherever_they_may_be(edtf):
    for each in (edtf, "2019", "2022", "2024"):
        make_published(edtf=each)
    assert {part.url: int(part.words.split()[0]) for part in buckets()} == {
        part.url: found_at(part.url) for part in buckets()
    }


def test_through_a_fold_goes_what_has_no_end_and_the_fold_says_that_nothing_else_is_there():
    for each in ("2022/..", "2025"):
        make_published(edtf=each)
    fold = parts_of()[1]
    assert (fold.tick, fold.is_crossed, [mark.shape for mark in fold.marks]) == ("2 years", True, ["pale"])
    assert "dotted: no other events in these articles" in axis(asked()).key()


@pytest.mark.parametrize(
    ("dates", "query", "row", "tick"),
    [
        (["2020", "2022-02", "2023-05", "2024-01"], "from=2020", 1, "25 months"),
        (["18XX", "1850", "1870", "2020"], "certain=1", 0, "1860s"),
    ],
)
def test_no_fold_says_that_nothing_else_is_there_where_something_dated_too_widely_may_be(
    dates, query, row, tick
):
    for each in dates:
        make_published(edtf=each)
    folds = [part for part in parts_of(query, row=row) if isinstance(part, Fold)]
    assert tick in [each.tick for each in folds if each.has_wider]
    assert "dotted: none that begins there, dated as exactly" in axis(asked(query)).key()


def test_the_key_has_what_occurs_and_nothing_else():
    for each in ("2026-01-01", "2026-01-02"):
        make_published(edtf=each)
    assert axis(asked()).key() == []
    make_published(edtf="2026-01-05?")
    assert axis(asked()).key() == ["hollow: uncertain", "dotted: no events in these articles"]


# The dates asked for


def test_all_that_the_dates_asked_for_reach_is_marked_and_the_others_stay():
    for each in ("2020", "2023-05", "2024", "2026"):
        make_published(edtf=each)
    chosen = [part.tick for part in parts_of("from=2023-05-31&to=2025") if part.is_chosen]
    assert chosen == ["2023", "2024", "2025"]
    assert len(buckets("from=2023-05-31&to=2025")) == 4


def test_the_period_that_is_asked_for_leads_back_to_all_dates():
    for each in ("2020", "2023"):
        make_published(edtf=each, kind="meeting")
    first, last = buckets("from=2023&to=2023&certain=1&kind=meeting")
    assert (first.wider, last.wider) == ("", "/?kind=meeting")


@pytest.mark.parametrize(
    ("query", "name", "parts"),
    [
        ("from=2025&to=2025", "Within 2025", ["June 2025", "(3 months)", "October 2025"]),
        ("from=2025-06&to=2025-12", "Within June–December 2025", ["June 2025", "(3 months)", "October 2025"]),
        ("from=2025-06&to=2025-06", "Within June 2025", ["3 June 2025", "(5 days)", "9 June 2025"]),
        (
            "from=1999",
            "Within these dates",
            # 1990/2030 goes across.
            ["(317 months)", "June 2025", "(3 months)", "October 2025", "(62 months)"],
        ),
    ],
)
def test_dates_asked_for_open_up_in_a_finer_unit(query, name, parts):
    for each in ("1863", "1990/2030", "2020/..", "2025", "2025-06", "2025-06-03", "2025-06-09", "2025-10"):
        make_published(edtf=each)
    assert drawn(query, row=1) == parts
    assert axis(asked(query)).rows[1].name == name


@pytest.mark.parametrize(
    ("dates", "query"),
    [
        (("Y-500000", "2000", "Y12345"), "from=0001&to=Y12345"),
        (("Y1000000", "Y-12345", "2000"), "from=Y-12345&to=2020"),
        (("Y-1000000000~", "2000"), ""),
        (("Y1000000000~", "Y10000"), "from=Y999999999"),
    ],
)
def test_years_as_far_as_there_are_any_are_drawn_and_lead_to_their_events(dates, query):
    for each in dates:
        make_published(edtf=each)
    rows = axis(asked(query)).rows
    assert rows
    assert all(found_at(part.url) for row in rows for part in row.parts if isinstance(part, Bucket))


def test_of_a_large_set_a_period_within_dates_counts_what_begins_there_however_the_dates_are_cut(monkeypatch):
    for each in ("1700/1790", "1701-05-01", "1750-05", "1600", "1600"):
        make_published(edtf=each)
    monkeypatch.setattr(module, "MOST_READ", 4)
    for query in ("from=1690&to=1800", "from=1701&to=1800"):
        may = next(each for each in buckets(query, row=1) if "1701" in each.label)
        assert may.words == "1 event"


def test_within_dates_a_part_never_leads_out_of_them():
    for each in ("1863", "2025-06-03", "2025-06-20", "2025-07-09", "2025-08-30", "2025-08-31"):
        make_published(edtf=each)
    for year in range(1900, 1925):
        make_published(edtf=str(year))
    first, *_others, last = buckets("from=2025-06-15&to=2025-08-30", row=1)
    assert (first.url, last.url) == ("/?from=2025-06-20&to=2025-06-20", "/?from=2025-08-30&to=2025-08-30")


def test_a_month_that_the_dates_cut_is_cut_to_the_day():
    for each in ("1863", "2025-06", "2025-07", "2025-08"):
        make_published(edtf=each)
    first, *_others, last = buckets("from=2025-06-15&to=2025-08-20", row=1)
    assert (first.url, last.url) == ("/?from=2025-06-15&to=2025-06", "/?from=2025-08&to=2025-08-20")


def test_days_of_two_months_are_told_apart():
    for each in ("1863", "2025-06-28", "2025-07-02"):
        make_published(edtf=each)
    assert [part.tick for part in buckets("from=2025&to=2025", row=1)] == ["28 Jun", "2 Jul"]


def test_dates_that_do_not_tell_two_periods_apart_do_not_open_up():
    for each in ("2020", "2025-06-03", "2025-06-03", "2025"):
        make_published(edtf=each)
    assert parts_of("from=2025&to=2025", row=1) == []


def test_a_fifth_event_of_a_day_stands_beside_the_others_and_too_many_become_a_bar():
    for number in range(5):
        make_published(edtf="2026-01-25", title=f"Event {number}")
    make_published(edtf="2020-01-25")
    assert len({(mark.x, mark.y) for mark in buckets()[-1].marks}) == 5
    for number in range(5):
        make_published(edtf="2026-01-25", title=f"More {number}")
    last = buckets()[-1]
    assert ([mark.shape for mark in last.marks], last.number) == (["bar"], "10")


def test_drafts_and_retracted_events_leave_no_trace():
    make_published(edtf="2020")
    make_published(edtf="2021")
    make_retracted(edtf="1990")
    assert drawn() == ["2020", "2021"]


# Large sets


def test_what_is_counted_through_the_index_is_what_would_be_read(monkeypatch):
    timeline = make_timeline()
    for year in (1990, 1990, 2001, 2020, 2020, 2020):
        make_published(edtf=str(year), timelines=[timeline])
    make_published(edtf="1950")
    small = [(part.label, part.words) for part in buckets(of=timeline)]
    monkeypatch.setattr(module, "MOST_READ", 2)
    large = [(part.label, part.words) for part in buckets(of=timeline)]
    assert small == large == [("1990", "2 events"), ("2001", "1 event"), ("2020", "3 events")]


@pytest.mark.parametrize("expected", [10**9, 1], ids=["walked through", "looked up"])  # by PostgreSQL
def test_a_large_filtered_set_is_counted_exactly_too(expected, monkeypatch):
    monkeypatch.setattr(EventQuerySet, "_expected", lambda _events: expected)
    for year, kind in ((1990, "meeting"), (1990, "visit"), (2020, "meeting"), (2021, "meeting")):
        make_published(edtf=str(year), kind=kind)
    monkeypatch.setattr(module, "MOST_READ", 1)
    parts = [(part.label, part.words) for part in buckets("kind=meeting")]
    assert parts == [("1990", "1 event"), ("2020", "1 event"), ("2021", "1 event")]


@pytest.mark.parametrize("expected", [10**9, 1], ids=["walked through", "looked up"])  # by PostgreSQL
@pytest.mark.parametrize("query", ["", "kind=other"])
def test_a_period_that_is_not_counted_to_the_end_says_so(query, expected, monkeypatch):
    monkeypatch.setattr(EventQuerySet, "_expected", lambda _events: expected)
    for year in (1990, 1990, 1990, 2020, 2020):
        make_published(edtf=str(year))
    monkeypatch.setattr(module, "MOST_READ", 2)
    monkeypatch.setattr(module, "MOST_COUNTED", 2 * 31)  # two in each of the years
    parts = [(part.words, part.number) for part in buckets(query)]
    assert parts == [("2 events or more", "2+"), ("2 events", "2")]


@pytest.mark.parametrize("expected", [10**9, 1], ids=["walked through", "looked up"])  # by PostgreSQL
@pytest.mark.parametrize("query", ["from=2026&to=2026", "from=2026&to=2026&kind=other"])
def test_a_large_set_opens_up_too_and_no_year_counts_as_its_first_month(query, expected, monkeypatch):
    monkeypatch.setattr(EventQuerySet, "_expected", lambda _events: expected)
    for each in ("1863", "2026", "2026", "2026-01", "2026-01-01", "2026-03-04", "2027-01"):
        make_published(edtf=each)
    monkeypatch.setattr(module, "MOST_READ", 2)
    assert [(part.label, part.words) for part in buckets(query, row=1)] == [
        ("January 2026", "2 events"),
        ("March 2026", "1 event"),
    ]
    assert {part.has_wider for part in parts_of(query, row=1) if isinstance(part, Fold)} == {True}
    assert axis(asked(query)).key() == [
        "dotted: none that begins there, dated as exactly",
        "counted where they begin, if dated as exactly",
    ]


def test_many_years_become_decades_and_never_more_than_fit():
    for year in range(1900, 2000, 2):
        make_published(edtf=str(year))
    assert drawn()[:2] == ["1900 to 1909", "the 1910s"]  # 1900s may be the century
    assert len(buckets()) == len(parts_of()) <= module.MOST_BUCKETS


def test_one_long_event_is_not_drawn_in_more_periods_than_fit():
    for each in ("1700/1999", "2026"):
        make_published(edtf=each)
    assert len(parts_of()) <= module.MOST_BUCKETS


@pytest.mark.parametrize("query", ["", "q=bridge", "kind=meeting", "from=1990&to=2001"])
def test_it_takes_a_fixed_number_of_queries_of_a_small_set_and_of_a_large_one(
    query, monkeypatch, django_assert_num_queries
):
    for year in (1990, 2001, 2020):
        make_published(edtf=str(year), title="Bridge", kind="meeting")
    names = 1 if query.startswith("q=") else 0  # the spellings of what was typed
    for most in (1_000, 2):
        monkeypatch.setattr(module, "MOST_READ", most)
        is_filtered = query and not query.startswith("from=")
        # PostgreSQL is asked how many it expects, of these and of all, and told in a transaction how to read.
        plan = 6 if most == 2 and is_filtered and connection.vendor == "postgresql" else 0
        within = 2 if most == 2 and query.startswith("from=") else 0
        large = 1 if most == 2 else 0
        with django_assert_num_queries(2 + names + plan + within + large):
            axis(asked(query))


@pytest.mark.parametrize("expected", [10**9, 1], ids=["walked through", "looked up"])
def test_counting_leaves_the_connection_as_it_was(expected, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite walks through its index anyway")
    for year in (1990, 2001, 2020):
        make_published(edtf=str(year), kind="meeting")
    monkeypatch.setattr(module, "MOST_READ", 2)
    monkeypatch.setattr(EventQuerySet, "_expected", lambda _events: expected)
    assert axis(asked("kind=meeting"))
    with connection.cursor() as cursor:
        for setting, value in (("enable_bitmapscan", "on"), ("enable_seqscan", "on"), ("jit", "off")):
            cursor.execute(f"SHOW {setting}")
            assert cursor.fetchone() == (value,), setting
