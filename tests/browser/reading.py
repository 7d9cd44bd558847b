"""What readers do and see, in their words: roles, labels and addresses, never classes."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests import factories
from timeline.models import Entity, Event, Source, Timeline


def titles(page: Page) -> list[str]:
    """The titles of the events on the page, in their order; a page that is still being read is waited for."""
    page.wait_for_load_state("domcontentloaded")
    return page.get_by_role("article").get_by_role("heading", level=3).all_inner_texts()


def count(page: Page) -> Locator:
    """The sentence that says how many events were found."""
    return page.locator("#count")


def expect_count(page: Page, number: int) -> None:
    expect(count(page)).to_have_text(re.compile(rf"^{number} events?\b"))


def disclosure(page: Page, words: str) -> Locator:
    """The button of something folded."""
    return page.locator("summary").filter(has_text=re.compile(rf"^\s*{words}")).first


def open_filters(page: Page) -> None:
    """Unfold the filters where there is no room for them."""
    button = disclosure(page, "Dates, people, places")
    if button.is_visible() and not page.get_by_label("From", exact=True).is_visible():
        button.click()


def open_panel(page: Page, words: str = "People") -> Locator:
    """Open a facet; returns its group of choices."""
    open_filters(page)
    disclosure(page, words).click()
    group = page.get_by_role("group", name=words, exact=True).last
    expect(group).to_be_visible()
    return group


def choice(panel: Locator, number: int = 0) -> Locator:
    return panel.get_by_role("checkbox").nth(number)


def promised(box: Locator) -> int:
    """How many events the number beside a choice promises."""
    return int(re.search(r"(\d+)\s+events?$", box.locator("xpath=..").inner_text().strip())[1])


# Every page that a reader can come to. `records` makes what the seeds do not hold.


def one_of_each() -> dict[str, str]:
    """Name → address, for every kind of reader page."""
    event = Event.objects.published().get(title__contains="first bilateral meeting")
    retracted = Event.objects.published().get(title__contains="Copenhagen")
    retracted.retract(by=None, why="The summit was another one.")
    person = Entity.objects.public().get(name__contains="Tsikhanouskaya", kind="person")
    return {
        "timeline": "/",
        "filtered": f"/?person={person.slug}&from=May+2023&q=Vilnius",
        "empty result": f"/?person={person.slug}&q=zzzz",
        "error": "/?from=the+other+day&to=01/02/2023",
        "newest first": "/?order=newest",
        "event": event.get_absolute_url(),
        "retracted event": retracted.get_absolute_url(),
        "source": Source.objects.public().first().get_absolute_url(),
        "entity": person.get_absolute_url(),
        "passage": event.citations.first().get_passage_url(),
        "background": f"/background/?person={person.slug}",
        "about": reverse("about"),
        "not found": "/events/no-such-event/",
    }


NAMES = (
    "timeline",
    "filtered",
    "empty result",
    "error",
    "newest first",
    "event",
    "retracted event",
    "source",
    "entity",
    "passage",
    "background",
    "about",
    "not found",
    "list of timelines",
)


def address_of(name: str) -> str:
    """The address of a page of that name; a list of timelines needs a second one."""
    if name == "list of timelines":
        second = factories.make_timeline(title="Another story", standfirst="What else happened.")
        factories.make_published(title="Another event", timelines=[second])
        assert Timeline.objects.public().count() == 2
        return "/"
    return one_of_each()[name]
