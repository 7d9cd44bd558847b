"""axe finds nothing on any page that a reader can come to, folded or unfolded, in either colour scheme."""

from __future__ import annotations

import pytest

from tests.browser import axe
from tests.browser.reading import NAMES, address_of, disclosure, open_filters, open_panel


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_on(name, page):
    page.goto(address_of(name))
    axe.expect_none(page)


@pytest.mark.parametrize("facet", ["People", "Articles"])
def test_axe_finds_nothing_with_a_panel_open(facet, page):
    page.goto("/?from=2026")
    page.set_viewport_size({"width": 360, "height": 740})
    open_filters(page)
    open_panel(page, facet)
    axe.expect_none(page, f"{facet} open")


def test_axe_finds_nothing_with_all_evidence_open(phone):
    phone.goto("/")
    phone.evaluate("document.querySelectorAll('article details').forEach(each => { each.open = true })")
    axe.expect_none(phone, "evidence open")


def test_axe_finds_nothing_after_a_swap(page):
    page.goto("/")
    page.get_by_role("searchbox", name="Search").fill("Vilnius")
    page.wait_for_url("**/?q=Vilnius")
    open_filters(page)
    assert disclosure(page, "People").is_visible()
    axe.expect_none(page, "after a swap")


def test_axe_would_notice_a_violation(page):
    page.goto("/about/")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any(each.startswith("button-name") for each in axe.violations(page))
