"""For anything a reader doubts, the words are one click away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

MEETING = re.compile("first bilateral meeting")


def meeting(page) -> Locator:
    """The event that both articles are about."""
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=MEETING))


@pytest.mark.parametrize("reader", ["page", "phone", "plain"])
def test_each_number_beside_a_summary_leads_to_its_words(reader, request):
    page = request.getfixturevalue(reader)
    page.goto("/")
    numbers = meeting(page).get_by_role("link", name=re.compile(r"^passage \d+$"))
    assert numbers.count() >= 2
    for number in numbers.all():
        number.click()
        passage = page.locator(number.get_attribute("href"))
        expect(passage).to_be_in_viewport()
        expect(passage.locator("mark").first).to_be_visible()
        assert passage.locator("mark").inner_text().strip()


def test_the_marked_words_stand_within_their_sentence(page):
    page.goto("/")
    quoted = meeting(page).locator("blockquote").first
    assert len(quoted.inner_text()) > len(quoted.locator("mark").inner_text())


def test_evidence_opens_on_a_phone_by_its_own_button(phone):
    phone.goto("/")
    button = meeting(phone).locator("summary").filter(has_text=re.compile(r"\d+ articles?, \d+ passages?"))
    expect(meeting(phone).locator("mark").first).not_to_be_visible()
    button.click()
    expect(meeting(phone).locator("mark").first).to_be_visible()


def test_a_passage_leads_to_our_record_and_to_the_live_article_at_that_sentence(page):
    page.goto("/")
    passage = meeting(page).get_by_role("figure").first
    live = passage.get_by_role("link", name="in the article")
    assert re.match(r"https://\S+#:~:text=", live.get_attribute("href"))
    words = passage.locator("mark").inner_text()
    passage.get_by_role("link", name="link to this passage").click()
    expect(page).to_have_url(re.compile(r"/passages/[^/]+/$"))
    expect(page.locator("mark")).to_have_text(words)


def test_an_address_with_a_passage_in_it_opens_that_passage(phone):
    phone.goto("/")
    address = meeting(phone).get_by_role("link", name="passage 1").get_attribute("href")
    phone.goto("about:blank")
    phone.goto(f"/{address}")
    expect(phone.locator(address).locator("mark")).to_be_in_viewport()


def test_the_event_page_says_how_each_thing_is_known(page):
    page.goto("/")
    meeting(page).get_by_role("heading", level=3).get_by_role("link").click()
    expect(page.get_by_role("heading", name="How do we know?")).to_be_visible()
    for aspect in ("Date", "Place", "People", "What happened"):
        expect(page.get_by_role("term").filter(has_text=re.compile(f"^{aspect}$"))).to_be_visible()
    assert page.locator("blockquote mark").count() >= 2
