"""The axis by mouse, and long results that load on: extras beside links that do the same."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.reading import count, titles
from timeline.models import Timeline


def stroke(page: Page, first: str, last: str, *, row: int = 0) -> None:
    """Draw over a row of the axis, from the part of this name to another."""
    parts = page.locator(".axis ol").nth(row).locator("li")
    boxes = [parts.filter(has_text=each).first.bounding_box() for each in (first, last)]
    (x, y), (to_x, to_y) = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=8)
    page.mouse.up()


def test_a_stroke_over_the_axis_chooses_from_the_first_period_to_the_last(page: Page):
    page.goto("/")
    stroke(page, "2023", "2025")
    page.wait_for_url(re.compile(r"from=2023.*to=2025"))
    assert titles(page)
    assert not [each for each in titles(page) if "Uprising" in each and "anniversary" not in each]


def test_a_stroke_may_begin_where_there_are_no_events(page: Page):
    page.goto("/")
    stroke(page, "2021", "2023")
    page.wait_for_url(re.compile(r"from=2022.*to=2023"))


def test_a_stroke_over_the_dates_asked_for_narrows_them(page: Page):
    page.goto("/?from=2025&to=2025")
    expect(page.get_by_role("list", name="Within 2025").get_by_role("link")).to_have_count(3)
    stroke(page, "Oct", "Dec", row=1)
    page.wait_for_url(re.compile(r"from=2025-10&to=2025-12"))


def test_a_stroke_from_the_period_that_is_asked_for_begins_with_it(page: Page):
    page.goto("/?from=2024&to=2024")
    stroke(page, "2024", "2025")
    page.wait_for_url(re.compile(r"from=2024&to=2025"))


def test_the_period_that_is_asked_for_leads_back_to_all_dates(page: Page):
    page.goto("/?from=2024&to=2024")
    page.get_by_role("link", name=re.compile("2024.*back to all dates")).click()
    page.wait_for_url(re.compile(r"/$"))
    assert page.locator(".axis [aria-current]").count() == 0


def test_a_click_on_the_axis_is_a_click_on_its_link(page: Page):
    page.goto("/")
    page.locator(".axis li a").filter(has_text="2023").first.click()
    page.wait_for_url(re.compile(r"from=2023"))


def test_bars_are_to_be_seen_on_every_screen(page: Page):
    text, story = factories.make_text(), Timeline.objects.get()
    for number in range(61):
        factories.make_published(
            title=f"Crossing {number}", edtf=f"{2000 + number % 7}", text=text, timelines=[story]
        )
    page.goto("/?q=crossing")
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        heights = [each.bounding_box()["height"] for each in page.locator(".axis path").all()]
        assert len(heights) == 7
        assert min(heights) > 10


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


def test_more_events_stand_under_their_own_heading_and_their_notes_are_numbered_on(page: Page):
    text, story = factories.make_text(), Timeline.objects.get()
    for number, edtf in enumerate(["2018-01"] * 40 + ["2018-03~"] * 10 + ["2018-07"] * 4):
        factories.make_published(title=f"Crossing {number}", edtf=edtf, text=text, timelines=[story])
    page.goto("/?q=crossing")
    headings = page.locator(".period")
    before = headings.all_text_contents()
    page.get_by_role("link", name="More events").click()
    expect(page.get_by_role("article")).to_have_count(54)
    assert (before, headings.all_text_contents()) == (
        ["2018", "around 2018"],
        ["2018", "around 2018", "2018"],
    )
    ids = headings.evaluate_all("all => all.map(each => each.id)")
    assert len({*ids}) == len(ids)
    notes = page.locator(".passage").evaluate_all("all => all.map(each => Number(each.dataset.note))")
    assert notes == [*range(1, 55)]
