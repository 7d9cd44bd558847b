"""All that can be ticked in a filter: a panel of the form, and a page of its own where there is no script."""

import pytest

from tests.browsing.pages import page_of
from tests.factories import make_entity, make_published, make_timeline
from timeline.facets import LONGEST_LIST, LONGEST_PAGE

pytestmark = pytest.mark.django_db


def boxes(page) -> list[str]:
    return [each["value"] for each in page.named("input") if each.get("type") == "checkbox"]


@pytest.fixture
def crowd():
    return [
        make_entity(name=f"Person {number:03}", aliases=[f"Особа {number:03}"])
        for number in range(LONGEST_PAGE + 5)
    ]


def test_every_choice_can_be_reached_page_by_page(client, crowd):
    make_published(title="Bridge", entities=crowd)
    first = page_of(client, "/choices/?facet=person&q=bridge")
    (more,) = [each["value"] for each in first.named("button") if each.get("name") == "beyond"]
    second = page_of(client, f"/choices/?facet=person&q=bridge&beyond={more}")
    assert len(boxes(first)) == LONGEST_PAGE
    assert sorted(boxes(first) + boxes(second)) == sorted(each.slug for each in crowd)


@pytest.mark.parametrize("called", ["person 104", "ОСОБА 104"])
def test_a_choice_is_found_by_any_of_its_names(client, crowd, called):
    make_published(title="Bridge", entities=crowd)
    address = f"/choices/?facet=person&called={called}"
    assert boxes(page_of(client, address)) == ["person-104"]
    assert boxes(page_of(client, address, headers={"HX-Request": "true"})) == ["person-104"]


def test_what_is_ticked_stays_among_narrowed_choices(client, crowd):
    make_published(title="Bridge", entities=crowd)
    page = page_of(client, "/choices/?facet=person&called=104&person=person-003")
    assert set(boxes(page)) == {"person-003", "person-104"}


def test_a_panel_lists_the_most_frequent(client, crowd):
    make_published(title="Bridge", entities=crowd)
    panel = page_of(client, "/choices/?facet=person", headers={"HX-Request": "true"})
    assert len(boxes(panel)) == LONGEST_LIST
    assert panel.named("html") == []


def test_the_form_keeps_the_other_filters_and_leads_to_the_events_under_their_own_address(client):
    make_published(
        title="Bridge", entities=[make_entity(name="Kos")], timelines=[make_timeline(title="Story")]
    )
    page = page_of(client, "/choices/?facet=person&q=bridge&person=kos&timeline=story")
    fields = page.named("input") + [each for each in page.named("button") if each.get("name") == "show"]
    sent = {each["name"]: each["value"] for each in fields if "value" in each}
    shown = client.get("/choices/", sent | {"called": "k"})
    assert shown["Location"] == "/timelines/story/?q=bridge&person=kos"


@pytest.mark.parametrize("query", ["", "facet=nothing", "facet=order"])
def test_an_unknown_filter_has_no_choices(client, query):
    assert client.get(f"/choices/?{query}").status_code == 404


@pytest.mark.parametrize(
    "query", ["beyond=-1", "beyond=²", "beyond=999999", "called=%00%FF", "from=nonsense"]
)
def test_whatever_is_typed_is_answered(client, query):
    assert client.get(f"/choices/?facet=publisher&{query}").status_code == 200


def test_a_swap_brings_the_panel_that_is_open_filled(client):
    make_published(title="Bridge", entities=[make_entity(name="Kos")])
    swap = page_of(client, "/?open=person", headers={"HX-Request": "true"})
    assert boxes(swap) == ["kos"]
    assert boxes(page_of(client, "/", headers={"HX-Request": "true"})) == []


def test_what_is_looked_for_in_one_panel_narrows_no_other(client):
    make_published(title="Bridge", entities=[make_entity(name="Kos"), make_entity(name="Lark")])
    query = "open=person&called-person=kos&called-place=lark"
    swap = page_of(client, f"/?{query}", headers={"HX-Request": "true"})
    assert boxes(swap) == ["kos"]
    assert "called-person" in swap.ids


def test_a_search_among_choices_is_offered_where_not_all_of_them_are_seen(client, crowd):
    make_published(title="Bridge", entities=[*crowd, make_entity(name="Town", kind="place")])
    assert "called" not in page_of(client, "/choices/?facet=place").ids
    for query in ("facet=place&called=town", "facet=person", f"facet=person&beyond={LONGEST_PAGE}"):
        assert "called" in page_of(client, f"/choices/?{query}").ids
