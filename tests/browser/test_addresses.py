"""The address of a page is its state: Back, a reload, and whoever gets the link see the same."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import choice, count, expect_count, open_filters, open_panel, titles


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


def seen(page: Page) -> tuple[str, list[str], list[str], str]:
    """What a page says that it shows."""
    page.wait_for_load_state("domcontentloaded")
    chips = page.get_by_role("list", name="Active filters").get_by_role("listitem").all_inner_texts()
    return count(page).inner_text(), chips, titles(page), page.title()


def test_each_step_back_and_forward_shows_what_its_address_says(page):
    page.goto("/")
    steps = {page.url: seen(page)}
    panel = open_panel(page)
    for number in (1, 2):
        panel.get_by_role("checkbox", checked=False).last.check()
        page.wait_for_url(re.compile(r"person=.*" * number))
        expect(page.get_by_role("link", name="Remove:")).to_have_count(number)
        steps[page.url] = seen(page)
    first, second, third = steps
    back, forward = page.go_back, page.go_forward
    for go, address in ((back, second), (back, first), (forward, second), (forward, third)):
        go()
        expect(page).to_have_url(address)
        expect(page).to_have_title(steps[address][-1])
        assert seen(page) == steps[address]


def test_a_search_is_one_step_however_slowly_it_is_typed_and_entered(page):
    page.goto("/")
    before = page.evaluate("history.length")
    page.get_by_role("searchbox", name="Search").press_sequentially("priso", delay=450)
    expect(page).to_have_url(re.compile(r"/\?q=priso$"))
    with page.expect_response(re.compile(r"[?&]q=priso")):
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(re.compile("event"))
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(page).to_have_url(re.compile(r":\d+/$"))
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("")


def test_back_sets_the_order_back(page):
    page.goto("/")
    open_filters(page)
    page.get_by_role("combobox", name="Order").select_option("Newest first")
    expect(page).to_have_url(re.compile("order=newest"))
    page.go_back()
    expect(page.get_by_label("Order")).to_have_value("")


def test_back_from_a_passage_on_the_page_asks_for_nothing_again(filtered):
    filtered.evaluate("window.sameDocument = true")
    address = filtered.url
    filtered.get_by_role("link", name="passage 1").first.click()
    expect(filtered).to_have_url(re.compile("#"))
    filtered.go_back()
    expect(filtered).to_have_url(address)
    assert filtered.evaluate("window.sameDocument")
