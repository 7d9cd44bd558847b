"""The queue of citations to confirm by keyboard alone, and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser import axe
from timeline.models import Confirmation, SourceRevision

QUEUE = "/admin/timeline/confirmation/queue/"
BODY = "In May 2023 the bridge opened. It held. The mayor spoke."


@pytest.fixture
def event(site):
    """A draft with three things to confirm: its date, what happened, and a quotation that a newer text changed."""
    text = factories.make_text(body=BODY, title="A bridge")
    event = factories.make_cited(title="The bridge opens", text=text, exact="In May 2023 the bridge opened.")
    factories.cite(event=event, text=text, exact="The mayor spoke.", supports=["people"])
    with event.step(None):
        event.edtf, event.title = "2024", "The tunnel opens"
    SourceRevision.objects.create(source=text.source, body=BODY.replace("The mayor", "The new mayor"))
    return event


def cards(page: Page):
    return page.locator(".confirmation")


def test_the_whole_queue_by_keyboard_alone(desk, event):
    page = desk()
    page.goto(f"{QUEUE}?event={event.pk}")
    expect(cards(page)).to_have_count(3)
    expect(cards(page).first).to_be_focused()
    page.keyboard.press("y")
    expect(cards(page)).to_have_count(2)
    expect(cards(page).first).to_be_focused()
    page.keyboard.press("u")
    expect(cards(page)).to_have_count(3)
    expect(cards(page).first).to_be_focused()
    page.keyboard.press("y")
    expect(cards(page)).to_have_count(2)
    expect(cards(page).first).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator(".said")).to_contain_text("No citation supports its what happened")
    expect(cards(page)).to_have_count(1)
    expect(cards(page).first).to_be_focused()
    page.keyboard.press("s")
    expect(page.get_by_text("Nothing waits after this.")).to_be_focused()
    page.get_by_role("link", name="From the first one").press("Enter")
    expect(cards(page).first).to_be_focused()
    page.keyboard.press("m")
    expect(page.get_by_text("Nothing waits here.")).to_be_focused()
    assert event.citations.get(number=2).exact == "The new mayor spoke."
    page.keyboard.press("u")
    expect(cards(page)).to_have_count(1)
    expect(cards(page).first).to_be_focused()
    page.keyboard.press("o")
    page.wait_for_url(f"**/event/{event.pk}/change/")
    verdicts = Confirmation.objects.order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts) == ["supports", "no longer", ""]


def test_it_works_without_javascript(desk, visitor, event):
    cookies = desk().context.cookies()
    plain = visitor(java_script_enabled=False)
    plain.add_cookies(cookies)
    page = plain.new_page()
    page.goto(QUEUE)
    cards(page).first.get_by_role("button", name="Still supports it", exact=False).first.click()
    expect(cards(page)).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(cards(page)).to_have_count(3)
    cards(page).first.get_by_role("link", name="Skip").click()
    expect(cards(page)).to_have_count(2)


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_in_the_queue(width, desk, event):
    source = event.citations.first().revision.source
    source.standing, source.standing_note = "corrected", "An earlier version was wrong."
    source.save()
    page = desk()
    page.set_viewport_size({"width": width, "height": 900})
    for address in (QUEUE, "/admin/timeline/citation/verify/", "/admin/"):
        page.goto(address)
        found = axe.violations(page)
        assert not found, f"axe finds at {address}:\n" + "\n".join(found)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
