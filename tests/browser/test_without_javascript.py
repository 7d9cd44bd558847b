"""Nothing that a reader can do needs JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests import factories
from tests.browser.reading import choice, disclosure, expect_count, open_filters, promised, titles
from timeline.facets import LONGEST_PAGE
from timeline.filters import PAGE_SIZE
from timeline.models import Timeline


def open_panel(page: Page, words: str = "People") -> Locator:
    """Follow the link in a facet's panel to the page of all its choices."""
    open_filters(page)
    disclosure(page, words).click()
    page.get_by_role("link", name=f"{words}: all choices").click()
    return page.get_by_role("group", name=words)


def test_the_form_is_sent_by_its_button(plain):
    plain.goto("/")
    plain.get_by_role("searchbox", name="Search").fill("Aachen")
    plain.get_by_role("button", name="Show").click()
    expect(plain).to_have_url(re.compile(r"[?&]q=Aachen\b"))
    expect_count(plain, len(titles(plain)))
    assert any("Aachen" in each for each in titles(plain))


def test_a_facet_is_ticked_and_sent(plain):
    plain.goto("/")
    box = choice(open_panel(plain))
    number = promised(box)
    box.check()
    plain.get_by_role("button", name="Show").click()
    expect(plain).to_have_url(re.compile("person="))
    expect_count(plain, number)
    expect(
        plain.get_by_role("list", name="Active filters").get_by_role("link", name="Remove:")
    ).to_have_count(1)


def test_what_is_ticked_on_the_page_of_choices_stays_while_others_are_looked_for(plain):
    timeline = Timeline.objects.get()
    crowd = [factories.make_entity(name=f"Person {number:03}") for number in range(LONGEST_PAGE + 2)]
    factories.make_published(title="Gathering", entities=crowd, timelines=[timeline])
    plain.goto("/choices/?facet=person&q=gathering")
    plain.get_by_role("checkbox", name="Person 002").check()
    plain.get_by_role("button", name="More of them").click()
    plain.get_by_role("checkbox", name="Person 101").check()
    plain.get_by_role("searchbox", name="Find among these").fill("003")
    plain.get_by_role("button", name="Find").click()
    plain.get_by_role("checkbox", name="Person 003").check()
    plain.get_by_role("button", name="Show the events").click()
    expect(plain).to_have_url(re.compile(r":\d+/\?q=gathering(&person=person-(002|003|101)){3}$"))


def test_a_facet_is_ticked_and_sent_on_a_phone(visitor):
    phone = visitor(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, has_touch=True
    ).new_page()
    phone.goto("/")
    box = choice(open_panel(phone, "Places"))
    number = promised(box)
    box.check()
    phone.get_by_role("button", name="Show").click()
    expect_count(phone, number)


def test_every_filter_is_in_the_form(plain):
    plain.goto("/")
    open_filters(plain)
    plain.get_by_label("From", exact=True).fill("2023")
    plain.get_by_label("To", exact=True).fill("2025")
    plain.get_by_role("checkbox", name="Hide what may fall outside").check()
    plain.get_by_role("combobox", name="Order").select_option("Newest first")
    plain.get_by_role("button", name="Show").click()
    expect(plain).to_have_url(re.compile("from=2023&to=2025&certain=1&.*order=newest"))
    expect_count(plain, len(titles(plain)))
    assert titles(plain)


def test_a_date_that_cannot_be_read_is_answered(plain):
    plain.goto("/")
    open_filters(plain)
    plain.get_by_label("To", exact=True).fill("the other day")
    plain.get_by_role("button", name="Show").click()
    field = plain.get_by_label("To", exact=True)
    expect(field).to_have_value("the other day")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("the other day"))


def test_filters_are_removed_and_loosened_by_links(plain):
    plain.goto("/?q=zzzz&from=2026")
    plain.get_by_role("link", name="without “zzzz”").click()
    expect(plain).to_have_url(re.compile(r"/\?from=2026$"))
    plain.get_by_role("link", name="Remove:").click()
    expect(plain).to_have_url(re.compile(r":\d+/$"))


def test_pages_are_turned_by_links(plain):
    timeline = Timeline.objects.get()
    text = factories.make_text()
    for day in range(PAGE_SIZE):
        factories.make_published(text=text, edtf=f"2023-05-{day % 28 + 1:02}", timelines=[timeline])
    plain.goto("/")
    first = titles(plain)
    assert len(first) == PAGE_SIZE
    plain.get_by_role("navigation", name="Pages").get_by_role("link", name="More events").click()
    expect(plain).to_have_url(re.compile("after="))
    second = titles(plain)
    assert second
    assert not set(first) & set(second)
    expect_count(plain, len(first) + len(second))
    plain.get_by_role("navigation", name="Pages").get_by_role("link", name="Previous events").click()
    expect(plain).not_to_have_url(re.compile("after="))
    assert titles(plain) == first


def test_the_sheet_of_a_phone_is_sent_from_its_foot(visitor):
    phone = visitor(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    phone.goto("/")
    open_filters(phone)
    phone.get_by_label("From", exact=True).fill("2025")
    phone.get_by_role("button", name="Show the events").click()
    expect(phone).to_have_url(re.compile("from=2025"))
    expect_count(phone, len(titles(phone)))


def test_an_event_leads_to_the_one_after_it(plain):
    plain.goto("/")
    first, second = titles(plain)[:2]
    plain.get_by_role("link", name=first, exact=True).click()
    plain.get_by_role("link", name="The next event").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(second)
