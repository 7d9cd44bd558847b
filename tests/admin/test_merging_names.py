"""Merging names and articles at the desk."""

import pytest
from django.contrib.auth.models import Group

from tests.admin.forms import filled
from tests.factories import make_entity, make_published, make_text
from timeline.models import AuditEntry, Entity, Event, Source, merging_names

pytestmark = pytest.mark.django_db


def list_of(thing) -> str:
    return f"/admin/timeline/{thing._meta.model_name}/"


def page_of(thing, name: str) -> str:
    return f"{list_of(thing)}{thing.pk}/{name}/"


def merge(desk, thing, into, **data):
    address = f"{page_of(thing, 'merge')}?into={into.pk}"
    seen = desk.get(address).context["seen"]
    return desk.post(address, {"seen": seen, "why": "They are one.", **data})


@pytest.fixture(params=["names", "articles"])
def two(request):
    """Two names, or two articles, each with a published event."""
    if request.param == "names":
        pair = make_entity(name="Anna Kos", aliases=["A. Kos"], qid="Q7"), make_entity(name="Hanna Kos")
        for each in pair:
            make_published(entities=[each])
        return pair
    texts = make_text(title="Bridge one"), make_text(title="Bridge other")
    for each in texts:
        make_published(text=each)
    return tuple(each.source for each in texts)


@pytest.fixture
def names():
    return make_entity(name="Anna Kos", qid="Q7"), make_entity(name="Hanna Kos")


def test_two_are_merged_from_the_list_with_a_reason_and_taken_apart_again(desk, two):
    one, other = two
    chosen = {"action": "merge", "_selected_action": [each.pk for each in two]}
    page = desk.post(list_of(one), chosen, follow=True).content.decode()
    assert f"Stays: {one}" in page
    assert merge(desk, one, other, why="").context["form"].errors["why"]
    assert merge(desk, one, other).url == page_of(other, "change")
    one.refresh_from_db()
    assert one.now == other
    assert desk.post(page_of(one, "unmerge"), {"why": "They are two."}).url == page_of(one, "change")
    one.refresh_from_db()
    assert one.merged_into is None


def test_merging_and_taking_it_back_stand_in_the_audit_log_by_name(desk, editor, two):
    one, other = two
    merge(desk, one, other)
    desk.post(page_of(one, "unmerge"), {"why": "They are two."})
    for each, detail in ((one, f"into {other.pk}"), (other, f"with {one.pk}")):
        entries = AuditEntry.objects.of(each).filter(action__in=["merged", "unmerged"]).order_by("pk")
        assert list(entries.values_list("action", "who", "detail")) == [
            ("merged", str(editor), detail),
            ("unmerged", str(editor), detail),
        ]


def test_the_merged_one_is_in_no_list_and_no_field_but_where_it_is_asked_for(desk, two):
    one, other = two
    merge(desk, one, other)
    here = f"{one.pk}/change/"
    assert here not in desk.get(list_of(one)).content.decode()
    assert here not in desk.get(list_of(one), {"q": str(one)[:4]}).content.decode()
    assert here in desk.get(list_of(one), {"merged": "1"}).content.decode()
    field = {"app_label": "timeline", "model_name": "event", "field_name": "entities", "term": ""}
    if isinstance(one, Entity):
        found = desk.get("/admin/autocomplete/", field).json()["results"]
        assert [each["id"] for each in found] == [str(other.pk)]


def test_the_merged_ones_page_says_where_it_went_and_takes_nothing_but_the_way_back(desk, two):
    one, other = two
    merge(desk, one, other)
    page = desk.get(page_of(one, "change")).content.decode()
    assert "is a part of another entry" in page
    assert page_of(one, "unmerge") in page
    assert 'name="_save"' not in page
    assert page_of(one, "merge") not in page
    assert desk.post(page_of(one, "change"), {"name": "Other"}).status_code == 403
    assert desk.post(page_of(one, "delete"), {"post": "yes"}).status_code == 403
    assert page_of(one, "change") in desk.get(page_of(other, "change")).content.decode()
    assert page_of(other, "merge") in desk.get(page_of(other, "change")).content.decode()


def test_what_others_changed_in_the_meantime_is_looked_at_again(desk, two):
    one, other = two
    refused = merge(desk, one, other, seen="other").content.decode()
    assert "in the meantime" in refused
    one.refresh_from_db()
    assert one.merged_into is None


@pytest.mark.parametrize("name", ["merge", "unmerge"])
def test_a_contributor_does_not_merge(client, django_user_model, two, name):
    user = django_user_model.objects.create_user("writer", is_staff=True)
    user.groups.add(Group.objects.get(name="Contributor"))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    address = f"{page_of(two[0], name)}?into={two[1].pk}"
    assert client.get(address).status_code == client.post(address, {"why": "x"}).status_code == 403
    assert page_of(two[0], name) not in client.get(page_of(two[0], "change")).content.decode()


def test_what_stays_is_searched_among_the_same_kind_and_never_listed_whole(desk, names):
    make_entity(name="Kos", kind="place")
    for number in range(30):
        make_entity(name=f"Kos {number}")
    page = desk.get(page_of(names[0], "merge"), {"q": "kos"})
    assert len(page.context["found"]) == 20
    assert {each["thing"].kind for each in page.context["found"]} == {"person"}
    assert desk.get(page_of(names[0], "merge"), {"q": ""}).context["found"] == []


def test_the_page_says_that_nobody_protected_becomes_public(desk, names):
    one, other = names
    Entity.objects.filter(pk=other.pk).update(visibility="protected")
    make_published(entities=[one])
    said = desk.get(f"{page_of(one, 'merge')}?into={other.pk}").context["changes"]
    assert any("“Anna Kos” was public and is protected from then on" in each for each in said)
    assert any("neither page nor filter" in each for each in said)
    assert any("Q7 is taken off" in each for each in said)
    merge(desk, one, other)
    assert Entity.objects.get(pk=other.pk).visibility == "protected"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: (make_entity(name="A", qid="Q1"), make_entity(name="B", qid="Q2")), "two Wikidata items"),
        (lambda: (make_entity(name="A"), make_entity(name="B", kind="place")), "of two kinds"),
        (
            lambda: (make_text(publisher="A").source, make_text(publisher="B").source),
            "two publishers that print the same text",
        ),
    ],
)
def test_what_cannot_be_merged_is_said_before_anybody_writes_a_reason(desk, make, said):
    one, other = make()
    page = desk.get(f"{page_of(one, 'merge')}?into={other.pk}").content.decode()
    assert said in page
    assert 'value="Merge"' not in page
    assert said in merge(desk, one, other).content.decode()
    assert not Entity.objects.merged().exists()
    assert not Source.objects.merged().exists()


def test_the_page_counts_what_articles_have_in_common(desk):
    texts = [make_text(), make_text()]
    make_text(source=texts[0].source, body="Another text of the first.")
    said = desk.get(f"{page_of(texts[0].source, 'merge')}?into={texts[1].source.pk}").context["changes"]
    assert any("1 text is in both" in each for each in said)
    assert any("1 text that is only here" in each for each in said)
    assert any(f"takes in {texts[0].source.url}" in each for each in said)


def test_a_form_that_was_open_while_names_were_merged_saves_the_other(desk, names):
    one, other = names
    event = make_published(entities=[one])
    address = page_of(event, "change")
    data = filled(desk.get(address), summary="It opened, said she.")
    merging_names.merge(one, other, by=None, why="One person.")
    seen = desk.post(address, data).context[
        "seen"
    ]  # somebody else changed it meanwhile, and the form says so
    desk.post(address, {**data, "seen": seen})
    change = event.pending_changes.get()
    assert change.document["event"]["entities"] == [other.pk]
    assert list(Event.objects.get(pk=event.pk).entities.all()) == [other]


def test_looking_for_what_no_database_stores_finds_what_is_there_without_it(desk, two):
    found = desk.get(page_of(two[0], "merge"), {"q": f"\0{two[1].titled()}"}).context["found"]
    assert [each["thing"] for each in found] == [two[1]]
