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


def drawn(query: str = "", **fields) -> list[str]:
    return [
        part.label if isinstance(part, Bucket) else f"({part.words})" for part in axis(asked(query, **fields))
    ]


def asked(query: str = "", **fields) -> Filters:
    return Filters.from_query(QueryDict(query), **fields)


@pytest.mark.parametrize(
    ("dates", "parts"),
    [
        (["1863/1864", "2020", "2022-02"], ["1863", "1864", "(155 years)", "2020", "(2021)", "2022"]),
        (["2026-01-01", "2026-01-03"], ["1 January 2026", "(2 Jan 2026)", "3 January 2026"]),
        (["2025-10", "2025-12-31"], ["October 2025", "(Nov 2025)", "December 2025"]),
        (["2022-02/..", "2024-01"], ["February 2022", "(22 months)", "January 2024"]),
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


def test_no_inexact_date_is_drawn_in_a_finer_unit_than_its_own():
    for each in ("2023-05", "2023-05-02"):
        make_published(edtf=each)
    assert "1 May 2023" not in drawn()


@pytest.mark.parametrize(("edtf", "shape"), [("2020", "whole"), ("2020-05", "span"), ("2020-05-01", "day")])
def test_a_date_is_drawn_as_wide_as_it_may_be(edtf, shape):
    make_published(edtf=edtf)
    make_published(edtf="2023")
    assert [mark.shape for mark in axis(asked())[0].marks] == [shape]


def test_a_period_leads_to_the_events_in_it_and_keeps_the_other_filters():
    make_published(edtf="2020", kind="meeting")
    make_published(edtf="2023", kind="meeting")
    part = axis(asked("kind=meeting"))[-1]
    assert part.url == "/?from=2023&to=2023&kind=meeting"
    assert [each.edtf for each in asked(part.url.partition("?")[2]).page().events] == ["2023"]


def test_the_dates_asked_for_are_marked_and_the_others_stay():
    for each in ("2020", "2023", "2024"):
        make_published(edtf=each)
    chosen = [part.label for part in axis(asked("from=2023")) if isinstance(part, Bucket) and part.is_chosen]
    assert chosen == ["2023", "2024"]


def test_drafts_and_retracted_events_leave_no_trace():
    make_published(edtf="2020")
    make_published(edtf="2021")
    make_retracted(edtf="1990")
    assert drawn() == ["2020", "2021"]


def test_what_is_counted_through_the_index_is_what_would_be_read(monkeypatch):
    timeline = make_timeline()
    for year in (1990, 1990, 2001, 2020, 2020, 2020):
        make_published(edtf=str(year), timelines=[timeline])
    make_published(edtf="1950")
    small = [(part.label, part.words) for part in axis(asked(of=timeline)) if isinstance(part, Bucket)]
    monkeypatch.setattr(module, "MOST_READ", 2)
    large = [(part.label, part.words) for part in axis(asked(of=timeline)) if isinstance(part, Bucket)]
    assert small == large == [("1990", "2 events"), ("2001", "1 event"), ("2020", "3 events")]


@pytest.mark.parametrize("expected", [10**9, 1], ids=["walked through", "looked up"])  # by PostgreSQL
def test_a_large_filtered_set_is_counted_exactly_too(expected, monkeypatch):
    monkeypatch.setattr(EventQuerySet, "_expected", lambda _events: expected)
    for year, kind in ((1990, "meeting"), (1990, "visit"), (2020, "meeting"), (2021, "meeting")):
        make_published(edtf=str(year), kind=kind)
    monkeypatch.setattr(module, "MOST_READ", 1)
    parts = [(part.label, part.words) for part in axis(asked("kind=meeting")) if isinstance(part, Bucket)]
    assert parts == [("1990", "1 event"), ("2020", "1 event"), ("2021", "1 event")]


@pytest.mark.parametrize("expected", [10**9, 1], ids=["walked through", "looked up"])  # by PostgreSQL
@pytest.mark.parametrize("query", ["", "kind=other"])
def test_a_period_that_is_not_counted_to_the_end_says_so(query, expected, monkeypatch):
    monkeypatch.setattr(EventQuerySet, "_expected", lambda _events: expected)
    for year in (1990, 1990, 1990, 2020, 2020):
        make_published(edtf=str(year))
    monkeypatch.setattr(module, "MOST_READ", 2)
    monkeypatch.setattr(module, "MOST_COUNTED", 2 * 31)  # two in each of the years
    parts = [part.words for part in axis(asked(query)) if isinstance(part, Bucket)]
    assert parts == ["2 events or more", "2 events"]


def test_many_years_become_decades_and_never_more_than_fit():
    for year in range(1900, 2000, 2):
        make_published(edtf=str(year))
    parts = axis(asked())
    assert [part.label for part in parts if isinstance(part, Bucket)][:2] == [
        "a year between 1900 and 1909",
        "the 1910s",
    ]
    assert len(parts) <= module.MOST_BUCKETS
    assert not any(isinstance(part, Fold) for part in parts)


@pytest.mark.parametrize("query", ["", "q=bridge", "kind=meeting"])
def test_it_takes_a_fixed_number_of_queries_of_a_small_set_and_of_a_large_one(
    query, monkeypatch, django_assert_num_queries
):
    for year in (1990, 2001, 2020):
        make_published(edtf=str(year), title="Bridge", kind="meeting")
    names = 1 if query.startswith("q=") else 0  # the spellings of what was typed
    for most in (1_000, 2):
        monkeypatch.setattr(module, "MOST_READ", most)
        # PostgreSQL is asked how many it expects, of these and of all.
        plan = 2 if most == 2 and query and connection.vendor == "postgresql" else 0
        with django_assert_num_queries(2 + names + plan):
            axis(asked(query))


def test_walking_leaves_the_connection_as_it_was(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite walks through its index anyway")
    for year in (1990, 2001, 2020):
        make_published(edtf=str(year), kind="meeting")
    monkeypatch.setattr(module, "MOST_READ", 2)
    monkeypatch.setattr(EventQuerySet, "_expected", lambda _events: 10**9)
    assert axis(asked("kind=meeting"))
    with connection.cursor() as cursor:
        for setting, value in (("enable_bitmapscan", "on"), ("enable_seqscan", "on"), ("jit", "off")):
            cursor.execute(f"SHOW {setting}")
            assert cursor.fetchone() == (value,), setting
