"""Names in the texts that no entity covers yet: listed, and made one, added to one, or said to be none."""

import pytest
from django.contrib.auth.models import Permission

from tests.admin.forms import errors, filled
from tests.factories import cite, make_entity, make_event, make_proposal, make_text
from timeline.ingestion.saving.proposing import _keep_names
from timeline.models import AuditEntry, Entity, NotAName, ProposedName

pytestmark = pytest.mark.django_db

LEFT = "/admin/timeline/entity/left/"


def listed(desk, **asked):
    return [row["text"] for row in desk.get(LEFT, asked).context["rows"]]


def test_each_name_is_listed_once_with_how_often_and_where(desk):
    for _each in range(3):
        make_proposal(names=[("Ann Lee", "person")])
    make_proposal(names=[("Kos", "person"), ("Ann Lee", "place")])
    rows = desk.get(LEFT).context["rows"]
    assert [(each["text"], each["kind"], each["n"], each["articles"]) for each in rows] == [
        ("Ann Lee", "person", 3, 3), ("Ann Lee", "place", 1, 1), ("Kos", "person", 1, 1)]  # fmt: skip
    assert len(rows[0]["texts"]) == 2


def test_pages_go_on_where_they_ended_and_cost_the_same_however_many_names(
    desk, django_assert_max_num_queries
):
    make_proposal(names=[(f"Name {n:03}", kind) for n in range(40) for kind in ("person", "place")])
    with django_assert_max_num_queries(12):
        page = desk.get(LEFT)
    seen = list(page.context["rows"])
    while page.context["next"]:
        page = desk.get(f"{LEFT}?{page.context['next']}")
        seen += page.context["rows"]
    assert len({(row["text"], row["kind"]) for row in seen}) == len(seen) == 80
    assert listed(desk, q="Name 03")[0] == "Name 030"


def test_a_person_becomes_one_who_is_named_in_passing(desk):
    make_proposal(names=[("Ann Lee", "person")])
    desk.post(LEFT, {"text": "Ann Lee", "kind": "person", "action": "new"})
    ann = Entity.objects.get(name="Ann Lee")
    assert ann.visibility == Entity.Visibility.IN_PASSING
    assert ProposedName.objects.get().entity == ann
    assert listed(desk) == []
    assert AuditEntry.objects.filter(kind="entity", key=ann.pk).exists()


def test_whom_a_name_may_mean_is_suggested_and_takes_it_as_a_spelling(desk):
    zelensky = make_entity(name="Volodymyr Zelensky")
    make_entity(name="Anna Zuk")
    make_proposal(names=[("Volodymyr Zelenskyy", "person"), ("President Volodymyr Zelensky", "person")])
    rows = desk.get(LEFT).context["rows"]
    assert [each["suggested"] for each in rows] == [[zelensky], [zelensky]]
    desk.post(LEFT, {"text": "Volodymyr Zelenskyy", "kind": "person", "entity": zelensky.pk})
    assert zelensky.names.filter(name="Volodymyr Zelenskyy").exists()
    assert listed(desk) == ["President Volodymyr Zelensky"]


def test_what_is_no_name_is_not_proposed_as_one_again_until_it_is_brought_back(desk, editor):
    proposal = make_proposal(names=[("Monday", "person")])
    desk.post(LEFT, {"text": "Monday", "kind": "person", "action": "none"})
    assert NotAName.objects.get().said_by == editor
    assert not proposal.names.taken_for_names().exists()
    from timeline.ingestion.proposals.datatypes import Named

    read = [Named(start=0, end=6, text=text, kind="person", known="") for text in ("Monday", "Kos")]
    _keep_names(proposal, read)
    assert [each.text for each in proposal.names.taken_for_names()] == ["Kos"]
    desk.post(LEFT, {"aside": NotAName.objects.get().pk})
    assert [(each["text"], each["n"]) for each in desk.get(LEFT).context["rows"]] == [
        ("Kos", 1),
        ("Monday", 2),
    ]


def test_a_spelling_that_is_added_anywhere_covers_its_passages(desk):
    make_proposal(names=[("A. Lee", "person"), ("A. Lee", "place")])
    ann = make_entity(name="Ann Lee", aliases=["A. Lee"])
    assert set(ProposedName.objects.values_list("kind", "entity")) == {("person", ann.pk), ("place", None)}


@pytest.mark.parametrize("text", ["Ann Lee", "\x00"])
def test_a_name_that_is_not_left_any_more_changes_nothing(desk, text):
    desk.post(LEFT, {"text": text, "kind": "person", "action": "new"})
    assert not Entity.objects.exists()


def test_a_protected_person_is_not_suggested_to_who_may_not_change_entries(client, django_user_model):
    hidden = make_entity(name="Ann Lee", visibility="protected")
    make_proposal(names=[("Lee", "person")])
    some = django_user_model.objects.create_user("some", is_staff=True)
    codes = ("view_entity", "add_entity", "add_entityname")
    some.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(some, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(LEFT)
    assert page.status_code == 200
    assert "Ann" not in page.text
    answer = client.post(LEFT, {"text": "Lee", "kind": "person", "entity": hidden.pk})
    assert answer.status_code == 404
    assert hidden.names.count() == 1


def test_an_entitys_page_says_how_each_source_prints_it(desk):
    ann = make_entity(name="Ann Lee", aliases=["A. Lee"])
    for body in ("Ann Lee came.", "A. Lee came, and A. Lee left."):
        cite(event=make_event(entities=[ann]), text=make_text(body=body, publisher=body[:2]))
    assert [(name, n) for name, _source, n in ann.spellings_by_source()] == [("A. Lee", 1), ("Ann Lee", 1)]
    assert "A.: Article" in desk.get(f"/admin/timeline/entity/{ann.pk}/change/").text


@pytest.mark.parametrize(("fields", "said"), [
    ({"qid": "Q42"}, "has this Wikidata item already"),
    ({"qid": "42"}, "a Q and a number"),
    ({"qid": "Q7", "visibility": "protected"}, "Only who is public"),
])  # fmt: skip
def test_a_wikidata_item_is_one_is_nobody_elses_and_of_who_is_public(desk, fields, said):
    make_entity(name="Douglas Adams", qid="Q42")
    ann = make_entity(name="Ann Lee")
    address = f"/admin/timeline/entity/{ann.pk}/change/"
    assert said in str(errors(desk.post(address, filled(desk.get(address), **fields))))
