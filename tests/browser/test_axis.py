"""The axis by mouse, and long results that load on: extras beside links that do the same."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.reading import count, titles
from timeline.models import Timeline


def test_a_stroke_over_the_axis_chooses_from_the_first_period_to_the_last(page: Page):
    page.goto("/")
    links = page.get_by_role("navigation", name=re.compile("When", re.IGNORECASE)).get_by_role("link")
    if not links.count():
        links = page.locator(".axis li a")
    first, last = (links.filter(has_text=year).first.bounding_box() for year in ("2023", "2025"))
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + last["height"] / 2, steps=8)
    page.mouse.up()
    page.wait_for_url(re.compile(r"from=2023.*to=2025"))
    assert titles(page)
    assert not [each for each in titles(page) if "Uprising" in each and "anniversary" not in each]


def test_a_click_on_the_axis_is_a_click_on_its_link(page: Page):
    page.goto("/")
    page.locator(".axis li a").filter(has_text="2023").first.click()
    page.wait_for_url(re.compile(r"from=2023"))


def test_more_events_are_added_below_and_the_first_of_them_has_the_focus(page: Page):
    text, story = factories.make_text(), Timeline.objects.get()
    for number in range(60):
        factories.make_published(title=f"Crossing {number}", text=text, timelines=[story])
    page.goto("/?q=crossing")
    expect(count(page)).to_contain_text("60")
    expect(page.get_by_role("article")).to_have_count(50)
    more = page.get_by_role("link", name=re.compile("More events|Later", re.IGNORECASE)).last
    assert "after=" in more.get_attribute("href")
    more.click()
    expect(page.get_by_role("article")).to_have_count(60)
    assert len(set(page.get_by_role("heading", level=3).all_text_contents())) == 60  # drawn or not
    assert "Crossing" in page.evaluate("document.activeElement.textContent")
