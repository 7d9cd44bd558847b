"""Two events are merged and parted by keyboard, one is held, one is split; and what a reader sees of it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.factories import cite, make_cited, make_published, make_text
from timeline.models import Event


def page_of(event: Event, name: str) -> str:
    return reverse(f"admin:timeline_event_{name}", args=[event.pk])


def press(page: Page, role: str, name: str) -> None:
    page.get_by_role(role, name=name, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture
def two(site) -> tuple[Event, Event]:
    return (
        make_published(title="The bridge opens", edtf="2023-05-04"),
        make_published(title="Opening of the bridge", edtf="2023-05-06"),
    )


def test_two_events_are_merged_side_by_side_and_parted_again_by_keyboard(desk, visitor, two):
    one, other = two
    page, reader = desk("vera"), visitor().new_page()
    page.goto(page_of(one, "merge"))
    press(page, "link", other.title)
    page.get_by_role("row", name="title").get_by_role("radio").last.focus()
    page.keyboard.press("Space")
    page.get_by_label("correction", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("Note for readers").fill("It is one bridge.")
    page.get_by_label("Why").fill("Both tell of one opening.")
    press(page, "button", "Merge")
    expect(page.get_by_text("is part of")).to_be_visible()

    reader.goto(one.get_absolute_url())
    assert reader.url.endswith(other.get_absolute_url())
    expect(reader.get_by_role("heading", level=1)).to_contain_text("The bridge opens")
    expect(reader.get_by_text("It is one bridge.").first).to_be_visible()

    page.goto(page_of(other, "history"))
    press(page, "link", "Take the merge back")
    page.get_by_label("correction", exact=True).check()
    page.get_by_label("Note for readers").fill("There are two.")
    page.get_by_label("Why").fill("Two bridges.")
    press(page, "button", "Take the merge back")
    reader.goto(one.get_absolute_url())
    assert reader.url.endswith(one.get_absolute_url())
    reader.goto(other.get_absolute_url())
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Opening of the bridge")


def test_what_is_held_is_gone_for_a_reader(desk, visitor, site):
    draft = make_cited(title="The bridge closes")
    page, reader = desk("vera"), visitor().new_page()
    page.goto(page_of(draft, "hold"))
    page.get_by_label("Hold until").fill("2099-01-01 06:00")
    press(page, "button", "Save")
    Event.objects.get(pk=draft.pk).publish(by=None)
    reader.goto("/")
    expect(reader.get_by_text("The bridge closes")).to_have_count(0)
    assert reader.request.get(Event.objects.get(pk=draft.pk).get_absolute_url()).status == 404


def test_an_event_is_split_and_keeps_what_carries_it(desk, two):
    event = Event.objects.get(pk=two[0].pk)
    with event.step(None):
        cite(event=event, text=make_text(), exact="Nothing else was reported.", supports=["place"])
    page = desk("vera")
    page.goto(page_of(event, "split"))
    page.get_by_label("Title of the new event").fill("Nothing is reported")
    page.get_by_role("checkbox", name=re.compile("Nothing else")).last.focus()
    page.keyboard.press("Space")
    page.get_by_label("Why").fill("Another thing.")
    press(page, "button", "Split")
    expect(page.get_by_text("is a draft of its own now")).to_be_visible()
    page.goto(page_of(event, "split"))
    page.get_by_label("Title of the new event").fill("All of it")
    page.get_by_role("checkbox", name=re.compile("In May 2023")).check()
    page.get_by_label("Why").fill("All.")
    press(page, "button", "Split")
    expect(page.get_by_text("No citation supports its date.")).to_be_visible()


def test_axe_finds_nothing_on_the_pages_of_merging(desk, two):
    one, other = two
    page = desk("vera")
    for address in (
        page_of(one, "merge"),
        f"{page_of(one, 'merge')}?into={other.pk}",
        page_of(one, "split"),
        page_of(one, "hold"),
    ):
        page.goto(address)
        assert not axe.violations(page), address
