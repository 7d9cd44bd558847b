"""Two names become one and two again, by keyboard alone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.factories import make_entity, make_published
from timeline.models import Entity


def press(page: Page, target: Locator) -> None:
    """Go to a link or button with the Tab key, as far as it takes, and press Enter on it."""
    for _step in range(150):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    pytest.fail(f"{target} is not reached by keyboard")


def write(page: Page, words: str) -> None:
    """Go to the reason with the Tab key, and write it."""
    field = page.get_by_label("Why?")
    for _step in range(150):
        page.keyboard.press("Tab")
        if field.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.type(words)


def test_two_names_are_merged_and_taken_apart_by_keyboard(desk, page, site):
    one, other = make_entity(name="Anna Kos"), make_entity(name="Hanna Kos")
    event = make_published(title="Anna Kos opens a bridge", entities=[one])
    editor = desk()
    editor.goto(reverse("admin:timeline_entity_change", args=[one.pk]))
    press(editor, editor.get_by_role("link", name="Merge into…"))
    expect(editor.get_by_label("Any of its spellings")).to_be_visible()
    assert axe.violations(editor) == []
    editor.get_by_label("Any of its spellings").focus()
    editor.keyboard.press("Control+A")
    editor.keyboard.type("hanna")
    editor.keyboard.press("Enter")
    press(editor, editor.get_by_role("link", name="Hanna Kos", exact=True))
    expect(editor.get_by_text("1 event that names “Anna Kos”")).to_be_visible()
    for width, height in axe.SIZES:
        editor.set_viewport_size({"width": width, "height": height})
        assert axe.violations(editor) == []
    write(editor, "One person, spelled twice.")
    press(editor, editor.get_by_role("button", name="Merge"))
    expect(editor.get_by_text("“Anna Kos” is part of “Hanna Kos” now.")).to_be_visible()
    page.goto(one.get_absolute_url())
    expect(page).to_have_url(f"{site}{other.get_absolute_url()}")
    expect(page.get_by_role("link", name=event.title)).to_be_visible()

    press(editor, editor.get_by_role("link", name="Anna Kos", exact=True))
    press(editor, editor.get_by_role("link", name="Take the merge back"))
    expect(editor.get_by_text("“Anna Kos” is taken out of “Hanna Kos”")).to_be_visible()
    assert axe.violations(editor) == []
    write(editor, "Two persons after all.")
    press(editor, editor.get_by_role("button", name="Take the merge back"))
    expect(editor.get_by_text("“Anna Kos” is one of its own again.")).to_be_visible()
    assert Entity.objects.get(pk=one.pk).events.get() == event
