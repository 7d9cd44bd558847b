"""Copying background with one press."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

ADDRESS = "/background/"
READ = """async () => Object.fromEntries(await Promise.all((await navigator.clipboard.read()).flatMap(
    (item) => item.types.map(async (type) => [type, await (await item.getType(type)).text()]))))"""


@pytest.fixture
def pasted(visitor):
    """A page, and what a text field would be given there."""
    context: BrowserContext = visitor(permissions=["clipboard-read", "clipboard-write"])
    page: Page = context.new_page()
    page.goto(ADDRESS)
    return page, lambda: page.evaluate(READ)


def test_a_paragraph_is_copied_with_its_links_and_as_text_and_that_is_said(pasted):
    page, clipboard = pasted
    page.get_by_role("button", name="Copy with links").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = clipboard()
    assert copied["text/html"].startswith("<p>")
    assert copied["text/plain"] == page.get_by_role("textbox", name="Plain text").input_value()


def test_the_code_is_copied_as_code(pasted):
    page, clipboard = pasted
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert clipboard() == {"text/plain": page.get_by_role("textbox", name="HTML").input_value()}


def test_a_browser_that_copies_no_links_copies_the_text(pasted):
    page, clipboard = pasted
    page.evaluate("() => { navigator.clipboard.write = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Copy with links").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert clipboard() == {"text/plain": page.get_by_role("textbox", name="Plain text").input_value()}


def test_what_was_not_copied_is_selected_and_that_is_said(pasted):
    page, _clipboard = pasted
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Copy the text").click()
    expect(page.get_by_text("Not copied: select the text and copy it.")).to_be_visible()
    assert page.evaluate("document.activeElement.selectionEnd") > 0
