"""Several editors at one event, a session that ends, a tab that is closed: nothing that was typed is lost."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import PASSWORD
from tests.factories import make_entity
from timeline.models import Event


def change(event: Event) -> str:
    return reverse("admin:timeline_event_change", args=[event.pk])


def save(page: Page, button: str = "Save and continue editing") -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


@pytest.fixture
def event(site) -> Event:
    return Event.objects.get(title__contains="Copenhagen")


def test_a_third_editor_collides_with_the_first_and_loses_nothing(desk, visitor, event):
    first, second, third = desk("vera"), desk("olha"), desk("ivan")
    for page in (first, third):
        page.goto(change(event))
    first.get_by_label("Summary").fill("What the first editor wrote.")
    third.get_by_label("Summary").fill("What the third editor wrote.")
    third.get_by_label("Title").first.fill("A summit in Copenhagen, said the third")
    save(first)
    expect(first.get_by_text("is kept, and waits")).to_be_visible()
    save(third)
    expect(third.get_by_text("Someone else changed this event")).to_be_visible()
    both = third.get_by_role("group", name=re.compile("Summary"))
    expect(both).to_contain_text("What the first editor wrote.")
    expect(both).to_contain_text("What the third editor wrote.")
    both.get_by_label("as I wrote it").check()
    save(third, "Save what I chose")
    expect(third.get_by_label("Summary")).to_have_value("What the third editor wrote.")
    expect(third.get_by_label("Title").first).to_have_value("A summit in Copenhagen, said the third")
    assert Event.objects.get(pk=event.pk).title == event.title

    second.goto(reverse("admin:timeline_event_pending", args=[event.pk]))
    second.get_by_role("link", name="Confirm them").click()
    while second.locator(".confirmation").count():
        left = second.locator(".confirmation").count()
        second.locator(".confirmation").first.get_by_role(
            "button", name="Still supports it", exact=False
        ).click()
        expect(second.locator(".confirmation")).to_have_count(left - 1)
    second.goto(reverse("admin:timeline_event_pending", args=[event.pk]))
    second.get_by_label("correction", exact=True).check()
    second.get_by_label("Note for readers").fill("The summit was misnamed.")
    save(second, "Publish the change")
    reader = visitor().new_page()
    reader.goto("/corrections/")
    expect(reader.get_by_text("The summit was misnamed.")).to_be_visible()
    reader.goto(event.get_absolute_url())
    expect(reader.get_by_text("What the third editor wrote.").first).to_be_visible()


def test_a_form_survives_a_closed_tab(desk, event):
    page = desk("vera")
    page.goto(change(event))
    page.get_by_label("Summary").fill("Typed and not saved.")
    expect(page.locator("#event_form")).to_have_attribute("data-kept", "yes")
    again = page.context.new_page()
    page.close()
    again.goto(change(event))
    expect(again.get_by_text("This browser kept what you wrote here")).to_be_visible()
    again.get_by_role("button", name="Bring it back").click()
    expect(again.get_by_label("Summary")).to_have_value("Typed and not saved.")
    save(again)
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('unsaved:'))") == []


def test_what_was_chosen_by_a_search_comes_back_by_its_name(desk, event):
    make_entity(name="Anna Kos")
    page = desk("vera")
    page.goto(change(event))
    page.locator(".field-entities .select2-search__field").fill("Kos")
    page.get_by_role("option", name="Anna Kos").click()
    expect(page.locator("#event_form")).to_have_attribute("data-kept", "yes")
    page.wait_for_function("Object.values(localStorage).some((each) => each.includes('Anna Kos'))")
    page.reload()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator(".field-entities .select2-selection")).to_contain_text("Anna Kos")


def test_a_form_survives_a_session_that_ended(desk, event):
    page = desk("vera")
    page.goto(change(event))
    page.get_by_label("Summary").fill("Sent after the session ended.")
    Session.objects.all().delete()
    save(page)
    page.get_by_label("Username").fill("vera")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Summary")).to_have_value("Sent after the session ended.")


def test_signing_out_leaves_nothing_typed_behind(desk, event):
    page = desk("vera")
    page.goto(change(event))
    page.get_by_label("Summary").fill("A protected name.")
    expect(page.locator("#event_form")).to_have_attribute("data-kept", "yes")
    page.goto("/admin/")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_load_state()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('unsaved:'))") == []


def test_axe_finds_nothing_on_the_pages_of_a_change_and_of_history(desk, event):
    page = desk("vera")
    page.goto(change(event))
    page.get_by_label("Summary").fill("Another summary.")
    save(page)
    for name in ("pending", "history", "preview"):
        page.goto(reverse(f"admin:timeline_event_{name}", args=[event.pk]))
        found = axe.violations(page, outside=(".select2", "th.original"))
        assert not found, name + "\n" + "\n".join(found)
    for address in ("/admin/", "/corrections/"):
        page.goto(address)
        assert not axe.violations(page), address
