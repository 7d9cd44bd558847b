"""The address of a page is its state: Back, a reload, and whoever gets the link see the same."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import choice, expect_count, open_panel, titles


@pytest.fixture
def filtered(page: Page) -> Page:
    """A page that a reader has filtered, twice, by swaps."""
    page.goto("/")
    choice(open_panel(page)).check()
    expect(page).to_have_url(re.compile(r"\?person="))
    page.get_by_role("searchbox", name="Search").fill("Vilnius")
    expect(page).to_have_url(re.compile(r"\?q=Vilnius&person="))
    expect(page.get_by_role("list", name="Active filters")).to_contain_text("Vilnius")
    return page


def expect_whole(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("search")).to_have_count(1)
    expect(page.get_by_role("contentinfo")).to_be_visible()


def test_back_returns_to_the_whole_page_with_all_events_and_does_so_again(page):
    page.goto("/")
    everything = titles(page)
    for _ in range(2):
        box = choice(open_panel(page))
        box.check()
        expect(page).to_have_url(re.compile("person="))
        page.go_back()
        expect(page).to_have_url(re.compile(r":\d+/$"))
        expect_count(page, len(everything))
        assert titles(page) == everything
        expect_whole(page)
        expect(choice(open_panel(page))).not_to_be_checked()
        page.keyboard.press("Escape")


def test_back_takes_back_one_filter_at_a_time_and_the_form_follows(filtered):
    filtered.go_back()
    expect(filtered).to_have_url(re.compile(r"/\?person=[^&]+$"))
    expect(filtered.get_by_role("searchbox", name="Search")).to_have_value("")
    expect(choice(open_panel(filtered))).to_be_checked()
    expect_whole(filtered)
    filtered.go_forward()
    expect(filtered).to_have_url(re.compile("q=Vilnius"))
    expect(filtered.get_by_role("searchbox", name="Search")).to_have_value("Vilnius")
    expect_whole(filtered)


def test_back_from_an_event_returns_to_the_filtered_page(filtered):
    before, address = titles(filtered), filtered.url
    filtered.get_by_role("link", name=before[0], exact=True).click()
    expect(filtered.get_by_role("heading", level=1)).to_have_text(before[0])
    filtered.go_back()
    expect(filtered).to_have_url(address)
    expect_count(filtered, len(before))
    assert titles(filtered) == before
    expect_whole(filtered)


def test_whoever_gets_the_address_sees_the_same_events(filtered, visitor):
    other = visitor().new_page()
    other.goto(filtered.url)
    assert titles(other) == titles(filtered)
    expect(other.get_by_role("searchbox", name="Search")).to_have_value("Vilnius")
    expect(
        other.get_by_role("list", name="Active filters").get_by_role("link", name="Remove:")
    ).to_have_count(2)


def test_a_reload_after_a_swap_keeps_the_page_whole(filtered):
    before = titles(filtered)
    filtered.reload()
    assert titles(filtered) == before
    expect_whole(filtered)
