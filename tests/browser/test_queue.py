"""A whole article through the review queue: by keyboard alone, without JavaScript, by two editors at once."""

import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser import axe
from timeline.models import Event, Proposal

TAKE_IN = "/admin/timeline/proposal/take-in/"
SEED = Path(settings.BASE_DIR) / "seeds" / "000_249d23a6bbb282a6.txt"
TWO_MINUTES = 120


@pytest.fixture
def waiting(site):
    """A text with four proposals, of which the last resembles an event that is there."""
    days = ("May", "June", "July", "August")
    text = factories.make_text(
        body="\n\n".join(f"In {each} 2023 the bridge opened." for each in days), title="A bridge"
    )
    rows = [
        factories.make_proposal(
            text=text, exact=f"In {month} 2023 the bridge opened.", dated=f"{month} 2023", edtf=f"2023-{number:02}",
            title=f"The bridge opens in {month}", names=[("Vera Mayor", "person")],
        )
        for number, month in enumerate(days, 5)
    ]  # fmt: skip
    there = Event.objects.get(title__contains="Copenhagen")
    rows[3].suggestions.create(event=there, score=0.9, reasons=["same names"])
    return text, rows


def open_queue(page: Page, text) -> None:
    page.goto(f"/admin/timeline/proposal/article/{text.pk}/")


def card(page: Page, proposal):
    return page.locator(f"#p-{proposal.pk}")


def test_a_whole_seed_is_reviewed_by_keyboard_alone_in_two_minutes(desk, watch):
    page = desk()
    page.goto(TAKE_IN)
    page.get_by_label("Paste the text").fill(f"{SEED.read_text()}\nOf another paper.\n")
    page.get_by_label("Published on").fill("25 January 2026")
    page.get_by_role("button", name="Read it").press("Enter")
    expect(page.locator(".proposal").first).to_be_focused()
    waiting = Proposal.objects.waiting().count()
    assert waiting >= 3
    started = time.monotonic()
    for number in range(waiting):
        before = page.locator(".proposal").count()
        review_with_keys(page, number)
        expect(page.locator(".proposal")).to_have_count(before - 1)
        if before > 1:
            expect(page.locator(".proposal:focus")).to_have_count(1)
    expect(page.get_by_text("Nothing waits here.")).to_be_visible()
    expect(page.locator("#ledger")).to_be_focused()
    assert time.monotonic() - started < TWO_MINUTES
    assert not Proposal.objects.waiting().exists()
    assert Proposal.objects.decided().count() == waiting
    assert not Event.objects.published().filter(proposals__outcome="accepted").exists()
    assert not watch.problems


def review_with_keys(page: Page, number: int) -> None:
    """Accept, edit, cite and reject by turns; what cannot be accepted as it is gets rejected."""
    focused = page.locator(".proposal:focus")
    key = "aemr"[number % 4]
    if key == "a" and focused.locator("[data-key=a]").is_disabled():
        key = "r"
    if key == "m" and not focused.locator(".resembles").count():
        key = "r"
    page.keyboard.press(key)
    if key == "e":
        expect(page.get_by_label("Title", exact=True)).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type(f"Event number {number}")
        page.keyboard.press("Tab")
        page.keyboard.press("Control+a")
        page.keyboard.type("May 2023")
        expect(page.locator("#id_edtf_reading")).to_contain_text("May 2023")
        page.keyboard.press("Enter")
    elif key == "m":
        expect(page.locator(".panel button[name=event]").first).to_be_focused()
        page.keyboard.press("Enter")
    elif key == "r":
        expect(page.get_by_label("Why")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")


def test_the_focus_goes_to_the_next_and_the_page_stays_where_it_is(desk, waiting):
    text, rows = waiting
    page = desk()
    open_queue(page, text)
    page.keyboard.press("j")
    expect(card(page, rows[1])).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.evaluate("window.stays = true")
    page.keyboard.press("a")
    expect(card(page, rows[2])).to_be_focused()
    expect(page.locator(f".body [data-of=p-{rows[2].pk}].at").first).to_be_visible()
    assert page.evaluate("window.stays")
    page.keyboard.press("u")
    expect(card(page, rows[1])).to_be_focused()
    assert Proposal.objects.waiting().count() == 4


def test_escape_closes_a_form_and_decides_nothing(desk, waiting):
    text, rows = waiting
    page = desk()
    open_queue(page, text)
    page.keyboard.press("r")
    expect(page.get_by_label("Why")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page, rows[0])).to_be_focused()
    expect(page.get_by_label("Why")).to_have_count(0)
    assert Proposal.objects.waiting().count() == 4


def test_a_refused_edit_keeps_what_was_typed_and_the_focus_in_its_field(desk, waiting):
    text, _rows = waiting
    page = desk()
    open_queue(page, text)
    page.keyboard.press("e")
    # Until the form has opened what is typed would go to its first field.
    expect(page.get_by_label("Title")).to_be_focused()
    page.get_by_label("Summary").fill("Typed with care.")
    page.get_by_label("Date", exact=True).fill("01/02/2023")
    page.get_by_label("Date", exact=True).press("Enter")
    expect(page.locator(".panel .errorlist")).to_contain_text("1 February 2023")
    expect(page.get_by_label("Date", exact=True)).to_be_focused()
    expect(page.get_by_label("Summary")).to_have_value("Typed with care.")


def test_the_keys_can_be_turned_off_and_stay_off(desk, waiting):
    text, _rows = waiting
    page = desk()
    open_queue(page, text)
    page.keyboard.press("?")
    page.get_by_label("keys are on").uncheck()
    page.reload()
    page.locator(".proposal").first.focus()
    page.keyboard.press("a")
    page.keyboard.press("r")
    expect(page.get_by_label("Why")).to_have_count(0)
    assert Proposal.objects.waiting().count() == 4


def test_any_event_is_found_by_words_of_its_title(desk, waiting):
    text, rows = waiting
    page = desk()
    open_queue(page, text)
    page.keyboard.press("m")
    page.get_by_label("Any other event").fill("Aachen")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("Cite for .*Aachen")).press("Enter")
    expect(card(page, rows[1])).to_be_focused()
    rows[0].refresh_from_db()
    assert "Aachen" in rows[0].event.title


def test_what_is_cited_for_a_published_event_waits_and_the_reader_sees_it_once_it_is_published(
    desk, waiting, page, watch
):
    text, rows = waiting
    event, words = rows[3].suggestions.get().event, rows[3].exact
    editor = desk()
    open_queue(editor, text)
    card(editor, rows[3]).focus()
    editor.keyboard.press("m")
    expect(editor.get_by_role("button", name=f"Cite for {event}")).to_be_focused()
    editor.keyboard.press("Enter")
    expect(editor.locator(".said")).to_contain_text("part of its pending change")
    page.goto(event.get_absolute_url())
    expect(page.get_by_text(words)).to_have_count(0)
    editor.locator("#ledger").get_by_role("link", name="waits in its pending change").click()
    expect(editor.locator(".told ins")).to_contain_text(words)
    editor.get_by_label("evidence, notes or filing only").check()
    editor.get_by_role("button", name="Publish the change").click()
    expect(editor.locator(".messagelist .success")).to_contain_text("is published")
    page.reload()
    expect(page.get_by_text(words).first).to_be_visible()
    open_queue(editor, text)
    expect(editor.locator("#ledger").get_by_role("link", name="waits in its pending change")).to_have_count(0)
    assert not watch.problems


def test_it_all_works_without_javascript(desk, visitor, waiting, site):
    text, rows = waiting
    cookies = desk().context.cookies()
    plain = visitor(java_script_enabled=False)
    plain.add_cookies(cookies)
    page = plain.new_page()
    open_queue(page, text)
    card(page, rows[0]).get_by_role("button", name="Accept").click()
    expect(page).to_have_url(re.compile(f"#p-{rows[1].pk}$"))
    card(page, rows[1]).get_by_role("link", name="Edit").click()
    page.get_by_label("Title", exact=True).fill("A title of ours")
    page.get_by_role("button", name="Accept with these changes").click()
    card(page, rows[2]).get_by_role("link", name="Reject").click()
    page.get_by_label("In your words").fill("No such thing.")
    page.get_by_role("button", name="Reject").click()
    card(page, rows[3]).get_by_role("link", name="Cite for").click()
    page.get_by_role("button", name=re.compile("Cite for .*Copenhagen")).click()
    expect(page.get_by_text("Nothing waits here.")).to_be_visible()
    outcomes = [Proposal.objects.get(pk=each.pk).outcome for each in rows]
    assert outcomes == ["accepted", "accepted", "rejected", "merged"]
    page.locator(".ledger").get_by_role("button", name="Reopen").nth(2).click()
    assert Proposal.objects.waiting().count() == 1


def test_the_second_of_two_editors_is_told(desk, waiting):
    text, rows = waiting
    first, second = desk("vera"), desk("olha")
    open_queue(first, text)
    open_queue(second, text)
    first.keyboard.press("a")
    expect(card(first, rows[1])).to_be_focused()
    second.keyboard.press("a")
    expect(second.locator(".said")).to_contain_text("vera decided this already")
    assert Event.objects.filter(title="The bridge opens in May").count() == 1


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("panel", ["", "edit", "reject", "cite"])
def test_axe_finds_nothing_in_the_queue(width, panel, desk, waiting):
    text, rows = waiting
    rows[1].reject(by=None, reason="no event")
    page = desk()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/admin/timeline/proposal/article/{text.pk}/?{panel}={rows[3].pk}")
    found = axe.violations(page)
    assert not found, "axe finds:\n" + "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("address", [TAKE_IN, "/admin/timeline/proposal/articles/", "/admin/"])
def test_axe_finds_nothing_on_the_ways_in(address, desk, waiting):
    page = desk()
    page.goto(address)
    found = axe.violations(page)
    assert not found, "axe finds:\n" + "\n".join(found)
