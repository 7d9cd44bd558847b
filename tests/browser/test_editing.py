"""An editor's day: sign in, write, be told what is wrong without losing a word, publish, see it as readers do."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests import factories
from tests.browser import axe
from tests.browser.conftest import PASSWORD
from timeline.models import Event, Timeline

ADD = "/admin/timeline/event/add/"
LIST = "/admin/timeline/event/"
BODY = "The bridge opened on 25 January 2026. According to the mayor, 2,000 people came."


@pytest.fixture
def article(site):
    return factories.make_text(body=BODY, title="A bridge for Vilnius", publisher="The Courier")


def change(event: Event) -> str:
    return reverse("admin:timeline_event_change", args=[event.pk])


def row(page: Page, number: int = 0) -> Locator:
    """The form's row of a citation."""
    return page.locator(f"#citations-{number}")


def pick(page: Page, within: Locator, words: str) -> None:
    """Choose from an autocomplete."""
    within.get_by_role("combobox").first.click()
    page.locator("input[type=search]:focus").press_sequentially(words)
    page.get_by_role("option", name=re.compile(words)).click()


def write(
    page: Page, *, date: str = "25 January 2026", exact: str = "The bridge opened on 25 January 2026."
) -> None:
    """Fill in the form of a new event with one citation."""
    page.goto(ADD)
    page.get_by_label("Title", exact=False).first.fill("A bridge opens in Vilnius")
    page.get_by_label("Summary").fill("A bridge was opened.")
    page.locator("[name=edtf]").press_sequentially(date)
    page.get_by_role("button", name="Add another Citation").click()
    pick(page, row(page), "A bridge for")
    row(page).locator("textarea").fill(exact)
    for aspect in ("date", "what happened"):
        row(page).get_by_role("checkbox", name=re.compile(f"^{aspect}$", re.IGNORECASE)).check()


def save(page: Page, button: str = "Save and continue editing") -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def test_an_editor_signs_in_writes_an_event_publishes_it_and_sees_it_as_a_reader(page, visitor, article):
    get_user_model().objects.create_superuser("vera", password=PASSWORD)
    page.goto("/admin/")
    page.get_by_label("Username").fill("vera")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="The editors’ desk")).to_be_visible()

    write(page)
    page.get_by_role("button", name="Add another Place on a timeline").click()
    pick(page, page.locator("#entries-0"), Timeline.objects.get().title[:12])
    save(page, "Save")
    expect(page.get_by_text("was added successfully")).to_be_visible()
    event = Event.objects.get(title="A bridge opens in Vilnius")
    assert event.status == Event.Status.DRAFT

    reader = visitor().new_page()
    assert reader.goto(event.get_absolute_url()).status == 404

    page.goto(LIST)
    page.get_by_role("row").filter(has_text=event.title).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("Publish the selected events")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("1 event is published.")).to_be_visible()

    reader.goto("/")
    shown = reader.get_by_role("article").filter(has_text=event.title)
    expect(shown.get_by_role("time")).to_have_text("25 January 2026")
    expect(shown.locator("mark")).to_have_text("The bridge opened on 25 January 2026.")


def test_a_wrong_password_is_answered_in_words(page):
    page.goto("/admin/")
    page.get_by_label("Username").fill("vera")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Please enter the correct username and password")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("25 January 2026", r"Understood as 25 January 2026 2026-01-25"),
        ("May 2023", r"Understood as May 2023 2023-05"),
        ("1863–64", r"Understood as 1863.1864 1863/1864"),
    ],
)
def test_a_date_is_shown_as_it_is_understood_before_saving(typed, understood, desk):
    page = desk()
    page.goto(ADD)
    page.locator("[name=edtf]").press_sequentially(typed)
    expect(page.locator("#id_edtf_reading")).to_have_text(re.compile(understood))
    expect(page.locator("[name=edtf]")).to_have_accessible_description(re.compile("Understood as"))
    assert not Event.objects.filter(title="").exists()


def test_a_day_without_a_year_is_understood_by_the_article_that_was_chosen(desk, article):
    page = desk()
    write(page, date="25 January 2026")
    page.locator("[name=edtf]").fill("")
    page.locator("[name=edtf]").press_sequentially("25 January")
    expect(page.locator("#id_edtf_reading")).to_contain_text("25 January 2026")


def test_a_date_that_can_be_read_two_ways_shows_both(desk):
    page = desk()
    page.goto(ADD)
    page.locator("[name=edtf]").press_sequentially("01/02/2023")
    said = page.locator("#id_edtf_reading")
    expect(said).to_contain_text("1 February 2023 = 2023-02-01")
    expect(said).to_contain_text("2 January 2023 = 2023-01-02")
    page.get_by_label("Title").first.fill("An event")
    save(page)
    expect(page.get_by_text("Write one of these")).to_contain_text("2023-02-01")
    expect(page.locator("[name=edtf]")).to_have_value("01/02/2023")


def test_a_wrong_quotation_is_answered_at_its_field_and_nothing_typed_is_lost(desk, article):
    page = desk()
    write(page, exact="The bridge fell down.")
    save(page)
    field = row(page).locator("textarea").first
    expect(row(page).locator(".errorlist, [role=alert]").first).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("not|no "))
    expect(field).to_have_value("The bridge fell down.")
    expect(page.get_by_label("Title").first).to_have_value("A bridge opens in Vilnius")
    expect(page.get_by_label("Summary")).to_have_value("A bridge was opened.")
    expect(page.locator("[name=edtf]")).to_have_value("25 January 2026")
    expect(row(page).get_by_role("combobox").first).to_contain_text("A bridge for Vilnius")
    expect(row(page).get_by_role("checkbox", checked=True)).to_have_count(2)
    field.fill("The bridge opened on 25 January 2026.")
    save(page)
    expect(page.get_by_text("was added successfully")).to_be_visible()


def test_publishing_without_evidence_is_refused_in_words(desk):
    factories.make_event(title="A rumour")
    page = desk()
    page.goto(LIST)
    page.get_by_role("row").filter(has_text="A rumour").get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("Publish the selected events")
    page.get_by_role("button", name="Go").click()
    expect(page.locator(".messagelist .error, [role=alert]")).to_contain_text("A rumour")
    assert Event.objects.get(title="A rumour").status == Event.Status.DRAFT


def test_a_retraction_asks_for_the_reason_and_readers_see_it(desk, visitor):
    event = Event.objects.get(title__contains="Copenhagen")
    page = desk()
    page.goto(LIST)
    page.get_by_role("row").filter(has_text=event.title).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("Retract the selected events")
    page.get_by_role("button", name="Go").click()
    page.get_by_label("Why is it retracted?").fill("The summit was another one.")
    page.get_by_role("button", name="Retract").click()
    expect(page.get_by_text("is retracted.")).to_be_visible()
    reader = visitor().new_page()
    reader.goto(event.get_absolute_url())
    expect(reader.get_by_text("The summit was another one.").first).to_be_visible()
    reader.goto("/")
    expect(reader.get_by_role("link", name=event.title)).to_have_count(0)


DESKS = {
    "index": "/admin/",
    "events": LIST,
    "new event": ADD,
    "articles": "/admin/timeline/source/",
    "new article": "/admin/timeline/source/add/",
    "texts": "/admin/timeline/sourcerevision/",
    "citations": "/admin/timeline/citation/",
    "entities": "/admin/timeline/entity/",
    "timelines": "/admin/timeline/timeline/",
}


def test_no_page_of_the_desk_has_an_error_or_breaks_the_policy(desk, watch):
    page = desk()
    event = Event.objects.get(title__contains="Copenhagen")
    citation = reverse("admin:timeline_citation_change", args=[event.citations.first().pk])
    history = reverse("admin:timeline_event_history", args=[event.pk])
    for address in (*DESKS.values(), change(event), citation, history):
        assert page.goto(address).status == 200, address
    assert not watch.problems


def test_the_autocomplete_of_names_finds_another_spelling_and_breaks_nothing(desk, watch):
    page = desk()
    page.goto(ADD)
    names = page.locator(".field-entities")
    names.get_by_role("searchbox").press_sequentially("zelensky")
    page.get_by_role("option", name=re.compile("Zelenskyy")).first.click()
    expect(names).to_contain_text("Zelenskyy")
    assert not watch.problems


# Not ours: the autocomplete that Django brings along (select2) labels its search by a placeholder only and keeps a
# textbox in a list; and Django's tabular rows begin with an empty header cell.
DJANGOS_OWN = (".select2", "th.original")


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_of_ours_on_the_form_of_an_event(width, desk):
    page = desk()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(change(Event.objects.get(title__contains="Copenhagen")))
    found = axe.violations(page, outside=DJANGOS_OWN)
    assert not found, "axe finds:\n" + "\n".join(found)
