"""Choosing a citation's words in the article's text: by mouse, and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser import axe
from timeline.models import Citation

ADD = "/admin/timeline/event/add/"
BODY = "😀 A bridge 🌉 for Vilnius\n\nThe bridge opened on 25 January. The bridge held.\n\nLater the bridge held. It holds."
SELECT = """([first, last]) => {
  const body = document.getElementById("choose-body");
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node; (node = walker.nextNode()); ) {
    if (node.data.includes(first)) range.setStart(node, node.data.indexOf(first));
    if (node.data.includes(last)) range.setEnd(node, node.data.indexOf(last) + last.length);
  }
  const box = range.getClientRects();
  const from = box[0], to = box[box.length - 1];
  return [from.left + 1, from.top + from.height / 2, to.right + 1, to.top + to.height / 2];
}"""


@pytest.fixture
def text(site):
    return factories.make_text(body=BODY, title="A bridge for Vilnius")


def opened(page: Page) -> Page:
    """The dialog of the first citation's row, over the form of a new event."""
    page.goto(ADD)
    page.get_by_label("Title", exact=False).first.fill("A bridge opens")
    page.get_by_label("Summary").fill("A bridge was opened.")
    page.get_by_role("button", name="Add another Citation").click()
    row = page.locator("#citations-0")
    row.get_by_role("combobox").first.click()
    page.locator("input[type=search]:focus").press_sequentially("A bridge for")
    page.get_by_role("option", name=re.compile("A bridge for")).click()
    for aspect in ("date", "what happened"):
        row.get_by_role("checkbox", name=re.compile(f"^{aspect}$", re.IGNORECASE)).check()
    button = row.get_by_role("button", name="Choose in the article")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#choose-body")).to_be_focused()
    return page


def test_words_are_chosen_by_mouse_and_date_the_event(desk, text):
    page = opened(desk())
    left, top, right, bottom = page.evaluate(SELECT, ["opened on", "25 January."])
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=8)
    page.mouse.up()
    expect(page.locator("#chosen mark")).to_have_text("opened on 25 January.")
    page.get_by_role("button", name="Date the event: 25 January 2026").click()
    axe.expect_none(page, "a passage chosen")
    page.get_by_role("button", name="Cite these words").click()
    expect(page.locator("#citations-0 textarea")).to_have_value("opened on 25 January.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    citation = Citation.objects.select_related("event", "revision").get(revision=text)
    assert citation.start == BODY.index("opened on 25 January.")
    assert citation.verifies()
    assert citation.event.edtf == "2026-01-25"


def test_the_second_of_the_same_words_is_chosen_by_keyboard_alone(desk, text):
    page = opened(desk())
    page.keyboard.press("Tab")
    expect(page.get_by_label("Sentences that hold the words")).to_be_focused()
    page.keyboard.type("bridge held")
    expect(page.locator("#choose-sentences input")).to_have_count(2)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#chosen mark")).to_have_text("Later the bridge held.")
    while not page.get_by_role("button", name="Cite these words").evaluate(
        "each => each === document.activeElement"
    ):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#citations-0 textarea")).to_be_focused()
    start = BODY.index("Later")
    expect(page.locator("[name=citations-0-place]")).to_have_value(f"{start}-{start + 22}")
    page.keyboard.type("x")
    expect(page.locator("[name=citations-0-place]")).to_have_value("")


def test_the_names_left_are_accessible(desk, site):
    factories.make_entity(name="Volodymyr Zelensky")
    factories.make_proposal(names=[("Volodymyr Zelenskyy", "person"), ("Monday", "person")])
    page = desk()
    for scheme, width in (("light", 768), ("dark", 1440)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/admin/timeline/entity/left/")
        assert not axe.violations(page), scheme
    page.get_by_role("button", name="A spelling of Volodymyr Zelensky", exact=True).click()
    expect(page.get_by_role("heading", name="Monday")).to_be_visible()
    expect(page.get_by_role("heading", name="Volodymyr Zelenskyy")).not_to_be_visible()
