"""Any width, any colour scheme, paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import NAMES, address_of, open_filters, open_panel

WIDTHS = (320, 360, 768, 1440)

# What sticks out of the page, named so that it can be found.
STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter(each => each.getBoundingClientRect().right > width + 1 && getComputedStyle(each).position !== "absolute")
    .map(each => each.outerHTML.slice(0, 120));
}"""

# What can be hit: the label where there is one around a box.
TARGETS = """() => [...document.querySelectorAll("form[role=search] :is(input, select, button, summary), [aria-label='Active filters'] a")]
  .map(each => each.type === "checkbox" ? each.closest("label") : each)
  .filter(each => each.checkVisibility())
  .map(each => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .map(([words, box]) => [words, Math.round(Math.min(box.width, box.height))])"""


def unfold_all(page: Page) -> None:
    """Open what is folded away; of the facets, which close one another, the last."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_scrolls_sideways(name, page):
    page.goto(address_of(name))
    for folded in (True, False):
        if not folded:
            unfold_all(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(STICKS_OUT) == [], f"{width} px"


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_no_facet_panel_leaves_the_screen(width, page):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    open_filters(page)
    for summary in page.get_by_role("search").locator("#choices summary").all():
        summary.click()
        box = summary.locator("xpath=../*[2]").bounding_box()
        assert box["x"] >= 0, summary.inner_text()
        assert box["x"] + box["width"] <= width, summary.inner_text()


@pytest.mark.parametrize("reader", ["page", "phone"])
def test_filter_controls_are_at_least_24_pixels(reader, request):
    page = request.getfixturevalue(reader)
    page.goto("/?q=Vilnius&from=2026")
    open_panel(page)
    targets = page.evaluate(TARGETS)
    assert len(targets) > 8
    assert [each for each in targets if each[1] < 24] == []


def test_dark_and_light_are_two_looks(page):
    seen = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto("/")
        seen[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = {scheme: sum(map(int, re.findall(r"\d+", colour)[:3])) for scheme, colour in seen.items()}
    assert brightness["light"] > 600
    assert brightness["dark"] < 150


def test_paper_shows_all_evidence_and_no_controls(page):
    page.goto("/?q=Vilnius")
    passages = page.locator("blockquote mark")
    page.emulate_media(media="print")
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_role("navigation")).to_have_count(0)
    assert passages.count() > 5
    hidden = [each.inner_text() for each in passages.all() if not each.is_visible()]
    assert hidden == []


def test_paper_shows_where_articles_differ_and_not_how_to_cite(page):
    page.goto("/events/vilnius-meeting/")
    page.emulate_media(media="print")
    expect(
        page.get_by_text("held their first formal bilateral meeting").and_(page.locator(".differences *"))
    ).to_be_visible()
    expect(page.get_by_text("Cite this event")).to_be_hidden()


# In the words on paper of a page that has them: where the article, and what is cited from it, is to be found.
ADDRESSED = {
    "timeline": "a[href^='/sources/'][data-address]",
    "event": ".publisher a",
    "source": "header a[rel~=external]",
    "passage": "a[data-address]",
}


@pytest.mark.parametrize("name", ADDRESSED)
def test_paper_spells_addresses_out(name, page):
    page.goto(address_of(name))
    page.emulate_media(media="print")
    printed = page.locator(ADDRESSED[name]).evaluate_all(
        "all => all.map(each => getComputedStyle(each, '::after').content)"
    )
    assert printed
    assert [each for each in printed if not re.search(r"<https?://[^ ]+>", each)] == []


def test_on_paper_background_is_its_plain_text_with_the_articles_addresses(page):
    page.goto(address_of("background"))
    page.emulate_media(media="print")
    expect(page.get_by_role("paragraph").filter(has_text="https://kyivindependent.com/")).to_be_visible()
    expect(page.get_by_role("heading", name="As readers will see it")).to_be_hidden()


def test_on_paper_the_numbers_beside_the_summaries_are_those_of_the_notes_in_order(page):
    page.goto("/")
    page.emulate_media(media="print")
    cited = page.locator("sup a").evaluate_all(
        "all => all.filter(each => each.checkVisibility()).map(each => each.dataset.note)"
    )
    ends = [(int(each.split("–")[0]), int(each.split("–")[-1])) for each in cited]
    notes = page.locator(".passage").evaluate_all("all => all.map(each => Number(each.dataset.note))")
    assert (
        [note for first, last in ends for note in range(first, last + 1)]
        == notes
        == [*range(1, len(notes) + 1)]
    )


def test_on_paper_an_events_passages_bear_the_numbers_that_it_is_cited_by(page):
    page.goto("/events/vilnius-meeting/")
    page.emulate_media(media="print")
    shown = page.locator(".passage .number").all()
    assert len(shown) > 5
    assert all(each.is_visible() for each in shown)


def test_motion_is_left_out_where_it_is_not_wanted(visitor):
    page = visitor(reduced_motion="reduce").new_page()
    page.goto("/")
    page.get_by_role("link", name="passage 1", exact=True).first.click()
    assert page.evaluate("document.getAnimations().length") == 0
