"""Everything can be reached and left with the keyboard, and it is always to be seen where one is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import address_of, choice, disclosure, open_panel, titles

# Where the focus is: what it is on, whether it is marked, and whether it is in sight and not covered.
FOCUS = """() => {
  const on = document.activeElement;
  if (!on || on === document.body) return null;
  const style = getComputedStyle(on), box = on.getClientRects()[0] ?? on.getBoundingClientRect();
  const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return {
    words: (on.labels?.[0] ?? on).innerText?.trim() || on.getAttribute("aria-label") || on.id,
    tag: on.tagName, id: on.id,
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inSight: box.width > 0 && box.height > 0 && !!top && (on.contains(top) || top.contains(on) || on.labels?.[0]?.contains(top)),
    html: on.outerHTML.slice(0, 120),
  };
}"""
MOST_STOPS = 500


def stops(page: Page) -> Iterator[dict]:
    """Each place that Tab leads to, to the end of the page."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None:
            return
        yield at
    raise AssertionError(f"after {MOST_STOPS} times Tab the end of the page is not reached")


def tab_to(page: Page, words: str, tag: str = "") -> dict:
    for at in stops(page):
        if re.search(words, at["words"]) and tag in ("", at["tag"]):
            return at
    raise AssertionError(f"Tab does not reach {words!r}")


@pytest.mark.parametrize("width", [360, 1000, 1440])
def test_tab_goes_through_the_whole_page_marked_and_in_sight(width, page):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")
    passed = list(stops(page))
    assert len(passed) > 30
    assert [each["html"] for each in passed if not each["marked"]] == []
    assert [each["html"] for each in passed if not each["inSight"]] == []
    again = [a["html"] for a, b in pairwise(passed) if a["id"] and a["id"] == b["id"]]
    assert again == []


def test_shift_tab_leads_back(page):
    page.goto("/")
    forward = [page.evaluate(FOCUS) for _ in range(12) if page.keyboard.press("Tab") is None]
    back = [page.evaluate(FOCUS) for _ in range(11) if page.keyboard.press("Shift+Tab") is None]
    assert [each["html"] for each in back] == [each["html"] for each in forward[-2::-1]]


def test_the_skip_link_comes_first_is_seen_and_leads_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()


def test_a_reader_filters_and_checks_an_event_by_keyboard(phone):
    phone.goto("/")
    tab_to(phone, "^Search$")
    tab_to(phone, "^Dates, people, places", "SUMMARY")
    phone.keyboard.press("Enter")
    tab_to(phone, "^People", "SUMMARY")
    phone.keyboard.press("Enter")
    expect(choice(phone.get_by_role("group", name="People"))).to_be_visible()
    phone.keyboard.press("Tab")
    box = phone.locator(":focus")
    phone.keyboard.press("Space")
    expect(phone).to_have_url(re.compile("person="))
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    title = phone.get_by_role("article").first.get_by_role("heading").inner_text()
    tab_to(phone, f"^{re.escape(title)}$", "A")
    tab_to(phone, r"^\d+ articles?, \d+ passages?", "SUMMARY")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("article").first.locator("mark").first).to_be_visible()
    tab_to(phone, "in the article", "A")


def test_a_number_beside_a_summary_opens_its_passage_by_enter_and_tab_goes_on_from_there(phone):
    phone.goto("/")
    number = phone.get_by_role("article").first.get_by_role("link", name="passage 1")
    number.focus()
    phone.keyboard.press("Enter")
    passage = phone.locator(number.get_attribute("href"))
    expect(passage.locator("mark")).to_be_in_viewport()
    phone.keyboard.press("Tab")
    assert passage.evaluate("each => each.contains(document.activeElement)")


@pytest.mark.parametrize("reader", ["page", "phone"])
def test_escape_closes_a_panel_and_gives_the_focus_back(reader, request):
    page = request.getfixturevalue(reader)
    page.goto("/")
    panel = open_panel(page)
    choice(panel).focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(disclosure(page, "People")).to_be_focused()


def test_escape_on_the_button_of_a_panel_closes_it_too(page):
    page.goto("/")
    panel = open_panel(page)
    disclosure(page, "People").focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_a_panel_closes_when_the_focus_leaves_it(page):
    page.goto("/")
    panel = open_panel(page, "Topics")
    panel.get_by_role("checkbox").last.focus()
    page.keyboard.press("Tab")
    expect(panel).to_be_hidden()


def test_a_panel_closes_with_a_click_elsewhere_and_not_with_one_inside(page):
    page.goto("/")
    panel = open_panel(page, "Topics")
    box = panel.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3)
    expect(panel).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("pressed", ["Enter", "Space"])
def test_a_panel_stays_open_with_the_focus_in_it_when_a_box_is_pressed(pressed, page):
    page.goto("/")
    panel = open_panel(page, "Topics")
    panel.get_by_role("checkbox").last.focus()
    with page.expect_response(re.compile(r"/\?")):
        page.keyboard.press(pressed)
    page.wait_for_load_state("networkidle")
    expect(panel.get_by_role("checkbox").last).to_be_focused()


def test_a_panel_that_is_closed_before_the_answer_to_its_choice_stays_closed(page):
    page.goto("/")
    panel = open_panel(page, "Topics")
    held = []
    page.route(re.compile("topic="), lambda route: held.append(route))
    panel.get_by_role("checkbox").last.check()
    page.get_by_role("heading", level=1).click()
    expect(panel).to_be_hidden()
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.get_by_role("list", name="Active filters")).to_be_visible()
    expect(panel).to_be_hidden()


def test_nothing_that_has_the_focus_is_under_the_foot_of_the_open_sheet(phone):
    phone.goto("/")
    open_panel(phone)
    phone.get_by_label("From", exact=True).focus()
    passed = []
    for at in stops(phone):
        passed.append(at)
        if at["words"] == "Show the events":
            break
    assert len(passed) > 12
    assert [each["html"] for each in passed if not each["inSight"]] == []


def keys_of_help(page: Page) -> str:
    page.keyboard.press("?")
    words = page.get_by_role("dialog", name="Keys").inner_text()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open], dialog :focus")).to_have_count(0)
    return words


@pytest.mark.parametrize("name", ["timeline", "entity", "source"])
def test_j_and_k_go_from_event_to_event_on_any_list_of_them(name, page):
    page.goto(address_of(name))
    events = page.locator(".event h3 a, .used li > a")
    for key, number in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(events.nth(number)).to_be_focused()
        expect(events.nth(number)).to_be_in_viewport()
    assert "to the next event" in keys_of_help(page)


def test_j_and_k_lead_from_the_page_of_an_event_to_those_beside_it(page):
    page.goto("/")
    second = titles(page)[1]
    page.get_by_role("link", name=titles(page)[0], exact=True).click()
    expect(page.get_by_role("button", name="Keys")).to_be_visible()  # the script is there
    first = page.url
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text(second)
    assert "to the page of the next event" in keys_of_help(page)
    page.keyboard.press("k")
    expect(page).to_have_url(first)


@pytest.mark.parametrize("name", ["event", "passage", "entity", "source", "background", "about", "not found"])
def test_slash_leads_to_the_search_of_the_front_page_where_there_is_none(name, page):
    page.goto(address_of(name))
    assert "on the front page" in keys_of_help(page)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()


def test_keys_that_are_turned_off_do_nothing_on_any_page(page):
    page.goto("/")
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("checkbox", name="Use these keys").uncheck()
    page.get_by_role("button", name="Close").click()
    page.goto(address_of("event"))
    address = page.url
    for key in ("j", "k", "/", "?"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(address)


def test_keys_are_not_offered_where_there_is_no_keyboard(phone):
    phone.goto("/")
    expect(phone.get_by_role("contentinfo")).to_be_visible()
    expect(phone.get_by_role("button", name="Keys")).to_be_hidden()
