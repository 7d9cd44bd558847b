"""No page complains, and none tells anybody anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.reading import NAMES, address_of, choice, expect_count, open_panel, titles

# htmx's note of the address it last pushed: one line, gone with the tab. No page is kept.
KEPT = {"htmx-current-path-for-history"}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_no_error_asks_nobody_else_and_leaves_no_cookie(name, page, watch):
    answer = page.goto(address_of(name))
    page.wait_for_load_state("networkidle")
    assert answer.status == (404 if name == "not found" else 200)
    assert not watch.problems
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0
    assert set(page.evaluate("Object.keys(sessionStorage)")) <= KEPT


def test_a_swap_has_no_error_and_leaves_no_cookie(page, watch):
    page.goto("/")
    everything = len(titles(page))
    choice(open_panel(page)).check()
    page.wait_for_url("**/?person=*")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Clear all").click()
    expect_count(page, everything)
    assert not watch.problems
    assert page.context.cookies() == []


def test_a_forbidden_script_would_be_noticed(page, watch):
    page.goto("/about/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    page.wait_for_timeout(100)
    assert any("Content Security Policy" in each for each in watch.problems)
    watch.problems.clear()


def test_a_page_names_no_other_host_that_a_browser_would_fetch_from(page):
    page.goto("/")
    fetched = page.eval_on_selector_all("[src], link[href]", "all => all.map(each => each.src || each.href)")
    assert fetched
    assert all(each.startswith((page.url, "data:")) for each in fetched)
    expect(page.locator("iframe")).to_have_count(0)
