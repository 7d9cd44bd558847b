"""Readers filter: the address is the state, the result follows, and nobody loses their place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reading import choice, count, expect_count, open_filters, open_panel, promised, titles


@pytest.fixture(params=["page", "phone"])
def either(request):
    """A reader at a desk, and one with a phone."""
    return request.getfixturevalue(request.param)


def test_ticking_a_person_shows_as_many_events_as_were_promised_at_a_clean_address(either):
    either.goto("/")
    box = choice(open_panel(either))
    slug, number = box.get_attribute("value"), promised(box)
    box.check()
    expect(either).to_have_url(re.compile(rf"/\?person={slug}$"))
    expect_count(either, number)
    assert len(titles(either)) == number


def test_the_ticked_box_keeps_the_focus_and_its_panel_stays_open(either):
    either.goto("/")
    box = choice(open_panel(either))
    box.check()
    expect(either).to_have_url(re.compile("person="))
    expect(box).to_be_focused()
    expect(box).to_be_visible()
    expect(box).to_be_checked()


def test_a_second_tick_in_the_same_panel_widens_the_result(page):
    page.goto("/")
    panel = open_panel(page)
    choice(panel).check()
    expect(page).to_have_url(re.compile("person="))
    before = len(titles(page))
    expect(panel.get_by_role("checkbox", checked=True)).to_have_count(1)
    panel.get_by_role("checkbox", checked=False).last.check()
    expect(page).to_have_url(re.compile("person=.*&person="))
    expect(panel.get_by_role("checkbox", checked=True)).to_have_count(2)
    assert len(titles(page)) >= before


def test_one_short_sentence_is_spoken_after_a_change(page):
    page.goto("/")
    status = page.get_by_role("status")
    expect(status).to_have_count(1)
    expect(status).to_be_empty()
    choice(open_panel(page)).check()
    expect(status).to_have_text(re.compile(r"^\d+ events? from \d+ articles?$"))
    assert status.inner_text() == count(page).inner_text()


def test_results_follow_what_is_typed_after_a_pause_and_with_one_request(page):
    page.goto("/")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "hx-request" in request.headers else None)
    everything = len(titles(page))
    search = page.get_by_role("searchbox", name="Search")
    search.press_sequentially("Aachen", delay=20)
    expect(page).to_have_url(re.compile(r"/\?q=Aachen$"))
    expect(page.get_by_role("article")).not_to_have_count(everything)
    assert any("Aachen" in each for each in titles(page))
    expect(search).to_be_focused()
    expect(search).to_have_value("Aachen")
    assert len(asked) == 1, asked


def test_a_search_finds_the_other_spelling(page):
    page.goto("/")
    page.get_by_role("searchbox", name="Search").fill("Zelensky")
    expect(page).to_have_url(re.compile("q=Zelensky"))
    expect(page.get_by_role("status")).to_have_text(re.compile("event"))
    assert any("Zelenskyy" in each for each in titles(page))


def test_hiding_what_may_fall_outside_changes_the_result(either):
    either.goto("/?from=2+January+1863&to=2+January+2024")
    labelled = either.get_by_text("may fall outside these dates", exact=True)
    may, everything = labelled.count(), len(titles(either))
    assert may
    open_filters(either)
    either.get_by_role("checkbox", name="Hide what may fall outside").check()
    expect(either).to_have_url(re.compile("certain=1"))
    expect_count(either, everything - may)
    expect(labelled).to_have_count(0)


def test_newest_first_turns_the_order_round(either):
    either.goto("/")
    oldest_first = titles(either)
    open_filters(either)
    either.get_by_role("combobox", name="Order").select_option("Newest first")
    expect(either).to_have_url(re.compile(r"/\?order=newest$"))
    expect(either.get_by_role("article").first).to_contain_text(oldest_first[-1])
    assert titles(either) == oldest_first[::-1]


def test_an_error_is_spoken_as_well_where_a_whole_page_answers(page):
    page.goto("/?from=the+other+day")
    expect(page.get_by_role("status")).to_contain_text("the other day")


@pytest.mark.parametrize("leave", ["Tab", "Enter"])
def test_a_date_that_cannot_be_read_is_answered_in_words_in_the_form(either, leave):
    either.goto("/")
    open_filters(either)
    field = either.get_by_label("From", exact=True)
    field.fill("the other day")
    field.press(leave)
    expect(either.get_by_role("status")).to_contain_text("the other day")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("the other day"))
    expect(field).to_have_value("the other day")
    expect(field).to_be_visible()


def test_a_date_that_is_mended_loses_its_error(page):
    page.goto("/?from=the+other+day")
    field = page.get_by_label("From", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("May 2023")
    field.press("Tab")
    expect(page).to_have_url(re.compile(r"from=May\+2023"))
    expect_count(page, len(titles(page)))
    expect(field).not_to_have_attribute("aria-invalid", re.compile(".*"))


def test_an_empty_result_says_which_filter_to_loosen_and_loosens_it(page):
    page.goto("/")
    choice(open_panel(page)).check()
    expect(page).to_have_url(re.compile("person="))
    with_person = titles(page)
    page.get_by_role("searchbox", name="Search").fill("zzzz")
    expect(page.get_by_role("heading", name="No event fits all of this")).to_be_visible()
    loosen = page.get_by_role("listitem").filter(has_text="without “zzzz”")
    expect(loosen).to_contain_text(f"{len(with_person)} event")
    loosen.get_by_role("link").click()
    expect_count(page, len(with_person))
    assert titles(page) == with_person


def test_an_active_filter_can_be_removed_and_the_others_stay(either):
    either.goto("/?q=Vilnius&from=2026")
    active = either.get_by_role("list", name="Active filters")
    expect(active.get_by_role("link", name="Remove:")).to_have_count(2)
    active.get_by_role("link", name="Remove: “Vilnius”").click()
    expect(either).to_have_url(re.compile(r"/\?from=2026$"))
    expect(either.get_by_role("searchbox", name="Search")).to_have_value("")
    either.get_by_role("link", name="Clear all").click()
    expect(either).to_have_url(re.compile(r":\d+/$"))


def test_filters_are_removed_in_place_one_sentence_is_spoken_and_the_focus_stays_beside(page):
    page.goto("/?q=Vilnius&from=2026&to=2026")
    page.evaluate("window.sameDocument = true")
    active = page.get_by_role("list", name="Active filters")
    for removed, focused in (("“Vilnius”", "from 2026"), ("to 2026", "Clear all")):
        active.get_by_role("link", name=removed).focus()
        page.keyboard.press("Enter")
        expect(active.get_by_role("link", name=removed)).to_have_count(0)
        expect(active.get_by_role("link", name=focused)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r":\d+/$"))
    expect(count(page)).to_be_focused()
    expect(page.get_by_role("status")).to_have_text(count(page).inner_text())
    for field in ("From", "To"):
        expect(page.get_by_label(field, exact=True)).to_have_value("")
    assert page.evaluate("window.sameDocument")


def test_a_part_of_the_axis_fills_in_the_dates_and_keeps_the_focus(page):
    page.goto("/")
    page.evaluate("window.sameDocument = true")
    part = page.get_by_role("navigation", name="When").get_by_role("link", name="2025")
    part.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("from=2025&to=2025"))
    expect(page).to_have_title(re.compile("^from 2025, to 2025 · "))
    open_filters(page)
    expect(page.get_by_label("From", exact=True)).to_have_value("2025")
    assert page.evaluate("window.sameDocument")


def test_the_open_sheet_keeps_the_count_in_sight_and_leads_to_the_events(phone):
    phone.goto("/")
    box = choice(open_panel(phone))
    number = promised(box)
    box.check()
    sheet = phone.locator("#sheet")
    shown = sheet.get_by_text(re.compile(rf"^{number} events? from"))
    expect(shown).to_be_in_viewport()
    sheet.get_by_role("button", name="Show the events").click()
    expect(box).to_be_hidden()
    expect(count(phone)).to_be_focused()
    expect(phone.get_by_role("article").first.get_by_role("heading")).to_be_in_viewport()


def test_who_changes_the_language_comes_back_to_what_was_filtered(page):
    page.goto("/")
    choice(open_panel(page)).check()
    expect(page).to_have_url(re.compile("person="))
    asked = page.url
    page.get_by_role("link", name="Українська").click()
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    assert page.url == asked
