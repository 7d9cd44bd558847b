"""Merging, taking a merge back and splitting, at the desk."""

import pytest
from django.contrib.auth.models import Group

from tests.admin.forms import filled
from tests.factories import cite, make_cited, make_entity, make_published, make_text
from timeline.models import AuditEntry, Correction, Event

pytestmark = pytest.mark.django_db

LIST = "/admin/timeline/event/"


def page_of(event: Event, name: str) -> str:
    return f"{LIST}{event.pk}/{name}/"


def merge(desk, event, into, **data):
    seen = f"{event.version}.{into.version}"
    address = f"{page_of(event, 'merge')}?into={into.pk}"
    return desk.post(address, {"seen": seen, "why": "One bridge.", **data})


@pytest.fixture
def two():
    return make_published(title="One"), make_published(title="Other")


def test_two_are_chosen_in_the_list_and_shown_side_by_side(desk, two):
    chosen = {"action": "merge", "_selected_action": [each.pk for each in two]}
    page = desk.post(LIST, chosen, follow=True).content.decode()
    assert all(f"“{each.citations.get().exact}" in page for each in two)
    assert page.count('type="radio" name="keep-title"') == 2
    assert 'name="keep-edtf"' not in page


@pytest.mark.parametrize("n", [1, 3])
def test_one_or_three_are_not_merged(desk, two, n):
    three = [*two, make_cited(title="Third")]
    chosen = {"action": "merge", "_selected_action": [each.pk for each in three[:n]]}
    assert "exactly two" in desk.post(LIST, chosen, follow=True).content.decode()


def test_the_event_that_stays_is_found_by_words_of_its_title(desk, two):
    page = desk.get(page_of(two[0], "merge"), {"q": "oth"}).content.decode()
    assert f"?into={two[1].pk}" in page
    assert f"?into={two[0].pk}" not in page


def test_the_first_page_offers_what_is_near_in_date_and_alike_in_words(desk, django_assert_max_num_queries):
    ann = make_entity(name="Ann Lee")
    event = make_published(title="The bridge is opened", edtf="2023-05-04", entities=[ann])
    like = make_published(title="Opening of the bridge", edtf="2023-05-06", entities=[ann])
    make_published(title="The bridge is opened again", edtf="1990")
    for _each in range(20):
        make_cited(title="A draft", summary="Of something else.", edtf="2023-04")
    with django_assert_max_num_queries(15):
        found = [each["thing"] for each in desk.get(page_of(event, "merge")).context["found"]]
    assert found[0] == like
    assert len(found) == 10
    assert event not in found
    assert all(each.title != "The bridge is opened again" for each in found)


def test_a_title_that_readers_see_changes_with_a_note(desk, client, two):
    one, other = two
    refused = merge(desk, one, other, **{"keep-title": "merged"})
    assert refused.status_code == 200
    assert "Say what this change is" in refused.content.decode()
    told = {"keep-title": "merged", "kind": "correction", "note": "It is one bridge."}
    assert merge(desk, one, other, **told).status_code == 302
    assert Event.objects.get(pk=other.pk).title == "One"
    assert Correction.objects.get().note == "It is one bridge."
    assert client.get(f"/events/{one.slug}/").url.startswith(f"/events/{other.slug}/")
    assert AuditEntry.objects.filter(action="merged").exists()


def test_merging_asks_why_and_sees_what_others_changed(desk, two):
    one, other = two
    assert merge(desk, one, other, why="").context["form"].errors["why"]
    Event.objects.get(pk=other.pk).save()
    assert "in the meantime" in merge(desk, one, other).content.decode()
    assert Event.objects.filter(status="merged").count() == 0


def test_a_merge_is_taken_back_from_the_history_of_the_event_that_stayed(desk, two):
    one, other = two
    merge(desk, one, other)
    assert page_of(one, "unmerge") in desk.get(page_of(other, "history")).content.decode()
    assert desk.post(page_of(one, "unmerge"), {"why": "Two bridges."}).status_code == 302
    assert [each.citations.count() for each in two] == [1, 1]
    assert Event.objects.filter(status="published").count() == 2
    assert AuditEntry.objects.filter(action="unmerged").exists()


def test_a_citation_is_split_off(desk):
    event = make_published()
    with event.step(None):
        going = cite(event=event, text=make_text(), exact="In May 2023")
    data = {"title": "Part", "why": "Two things.", "citations": [going.pk]}
    assert desk.post(page_of(event, "split"), data).status_code == 302
    assert Event.objects.get(title="Part").citations.get() == going
    data["citations"] = [event.citations.get().pk]
    assert desk.post(page_of(event, "split"), data).status_code == 200
    assert event.citations.count() == 1


@pytest.mark.parametrize("name", ["merge", "unmerge", "split"])
def test_a_contributor_neither_merges_nor_splits(client, django_user_model, two, name):
    user = django_user_model.objects.create_user("writer", is_staff=True)
    user.groups.add(Group.objects.get(name="Contributor"))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    address = f"{page_of(two[0], name)}?into={two[1].pk}"
    assert client.get(address).status_code == client.post(address, {"why": "x"}).status_code == 403
    assert Event.objects.filter(status="merged").count() == 0


@pytest.mark.parametrize("into", ["0", "x", "9" * 30, "²"])
def test_an_event_that_is_none_is_looked_for(desk, two, into):
    assert desk.get(page_of(two[0], "merge"), {"into": into}).status_code == 200


def test_a_merged_event_is_looked_at_and_not_changed(desk, two):
    one, other = two
    change = page_of(one, "change")
    sent = filled(desk.get(change), title="Another")
    one.merge_into(other, by=None, why="One event.")
    assert desk.get(change).status_code == 200
    assert desk.post(change, sent).status_code == 403
    assert desk.get(page_of(one, "unmerge")).status_code == 200
