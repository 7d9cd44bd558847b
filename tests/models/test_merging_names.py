"""Merging two names: what hung on the one hangs on the other, readers find it by both, and it is undone without a loss."""

import pytest

from tests.factories import make_cited, make_entity, make_proposal, make_published, make_retracted
from timeline.models import Confirmation, Entity, Event, FormerAddress, ProposedName, merging_names
from timeline.models.documents import document_of
from timeline.models.merges import Merge

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def state():
    """All that a merge of names touches, without versions and times."""
    return {
        "entities": list(Entity.objects.order_by("pk").values()),
        "names": sorted(
            Entity.names.field.model.objects.values_list("entity", "name", "language", "folded_surname")
        ),
        "events": {each.pk: document_of(each) for each in Event.objects.all()},
        "addresses": sorted(FormerAddress.objects.values_list("model", "slug", "object_id")),
        "passages": sorted(ProposedName.objects.values_list("pk", "entity")),
    }


def merge(entity, into):
    merging_names.merge(fresh(entity), fresh(into), by=None, why="One person.")


def undo(entity):
    merging_names.undo(fresh(entity), by=None, why="Two persons.")


def search(client, words):
    return {event.slug for event in client.get("/", {"q": words}).context["page"].events}


@pytest.fixture
def two():
    one = make_entity(name="Aliaksandr Lukashenka", aliases=["Lukašenka"], qid="Q2866")
    one.names.create(name="Лукашэнка", language="be")
    other = make_entity(name="Alexander Lukashenko", aliases=["Lukašenka"])
    return one, other


def test_names_events_item_and_address_go_to_the_other(client, two):
    one, other = two
    event, both = make_published(entities=[one]), make_published(entities=[one, other])
    merge(one, other)
    assert list(event.entities.all()) == list(both.entities.all()) == [other]
    assert set(other.names.values_list("name", "language")) == {
        ("Alexander Lukashenko", ""), ("Lukašenka", ""), ("Aliaksandr Lukashenka", ""), ("Лукашэнка", "be")
    }  # fmt: skip
    assert fresh(other).qid == "Q2866"
    moved = client.get(f"/entities/{one.slug}/")
    assert (moved.status_code, moved.url) == (301, other.get_absolute_url())
    assert client.get(other.get_absolute_url()).status_code == 200


def test_a_search_by_either_name_and_the_filter_find_the_events(client, two):
    one, other = two
    event = make_published(entities=[one])
    make_published(entities=[other])
    merge(one, other)
    assert event.slug in search(client, "Lukashenka")
    assert event.slug in search(client, "Lukashenko")
    assert set(Event.objects.naming(other)) == set(other.events.all())
    assert not Event.objects.naming(one).exists()
    listed = client.get("/choices/", {"facet": "person"}).context["facet"]
    assert [each.value for each in listed.choices] == [other.slug]


def test_a_merge_is_undone_to_the_last_row(two):
    one, other = two
    make_published(entities=[one]), make_cited(entities=[one, other]), make_retracted(entities=[other])
    one = fresh(one)
    one.slug = "a-lukashenka"
    one.save()  # a former address
    passage = make_proposal().names.create(start=0, end=2, text="Lukašenka", kind="person", entity=one)
    before = state()
    merge(one, other)
    assert fresh(passage).entity == other
    assert state() != before
    undo(one)
    assert state() == before
    merge(one, other)
    undo(one)
    assert state() == before


def test_what_was_done_since_stays_when_a_merge_is_taken_back(two):
    one, other = two
    unnamed, added = make_cited(entities=[one]), make_cited()
    merge(one, other)
    unnamed.entities.clear()
    added.entities.add(other)
    other.names.create(name="Bats'ka")
    undo(one)
    assert not unnamed.entities.exists()
    assert list(added.entities.all()) == [other]
    assert not fresh(one).names.filter(name="Bats'ka").exists()


@pytest.mark.parametrize("strict", ["named in passing", "protected"])
@pytest.mark.parametrize("hides", [0, 1])
def test_the_stricter_visibility_stands_and_comes_off_with_the_merge(client, strict, hides):
    two = [make_entity(name="A Person"), make_entity(name="B Person")]
    Entity.objects.filter(pk=two[hides].pk).update(visibility=strict)
    Entity.objects.filter(pk=two[1 - hides].pk).update(qid="Q1")
    events = [make_published(entities=[each]) for each in two]
    before = state()
    merge(*two)
    assert (fresh(two[1]).visibility, fresh(two[1]).qid) == (strict, "")
    assert not Entity.objects.public().exists()
    for each, event in zip(two, events, strict=True):
        assert client.get(f"/entities/{each.slug}/").status_code == 404
        assert each.name not in client.get(event.get_absolute_url()).content.decode()
        assert not Event.objects.naming(each).exists()
    undo(two[0])
    assert state() == before


def test_the_one_that_readers_saw_is_blacked_out_of_corrections_when_the_other_is_protected(client):
    seen, hidden = make_entity(name="Anna Person"), make_entity(name="Ann Person", visibility="protected")
    event = make_published()
    change = event.keep_change(
        {**document_of(event), "event": {**document_of(event)["event"], "entities": [seen.pk]}}, by=None
    )
    event.publish_change(change, by=None, kind="correction", note="Anna Person was there.")
    assert "Anna" in client.get("/corrections/").content.decode()
    merge(seen, hidden)
    assert "Anna" not in client.get("/corrections/").content.decode()


def test_a_merged_one_that_an_event_names_after_all_is_shown_nowhere(client):
    """As where somebody saved at the very moment of the merge."""
    seen, hidden = make_entity(name="Anna Person"), make_entity(name="Ann Person", visibility="protected")
    event = make_published()
    merge(seen, hidden)
    event.entities.add(seen)
    event.evidence_changed()
    assert "Anna" not in client.get(event.get_absolute_url()).content.decode()
    assert "Anna" not in client.get("/choices/", {"facet": "person"}).content.decode()
    assert client.get(f"/entities/{seen.slug}/").status_code == 404
    assert not search(client, "Anna")


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ({"kind": "person"}, {"kind": "place"}, "two kinds"),
        ({"kind": "place", "qid": "Q1"}, {"kind": "place", "qid": "Q2"}, "Q1 and Q2"),
    ],
)
def test_a_merge_that_cannot_be_is_refused_in_words(one, other, said):
    two = make_entity(name="One", **one), make_entity(name="Other", **other)
    with pytest.raises(ValueError, match=said):
        merge(*two)
    assert not Merge.objects.exists()


def test_nothing_is_merged_into_itself_or_twice_or_without_a_reason(two):
    one, other = two
    third = make_entity(name="Third")
    with pytest.raises(ValueError, match="itself"):
        merge(one, one)
    with pytest.raises(ValueError, match="why"):
        merging_names.merge(one, other, by=None, why=" ")
    merge(one, other)
    for pair in ((one, third), (third, one)):
        with pytest.raises(ValueError, match="merged already"):
            merge(*pair)
    merge(other, third)
    with pytest.raises(ValueError, match="merged on since"):
        undo(one)
    assert Entity.moved_from(one.slug) is None  # readers never saw it
    assert fresh(one).now == third


def test_a_chain_of_merges_leads_to_the_last_and_comes_apart_again(client, two):
    one, other = two
    third = make_entity(name="Third")
    for each in (one, other, third):
        make_published(entities=[each])
    before = state()
    merge(one, other)
    merge(other, third)
    assert client.get(f"/entities/{one.slug}/").url == third.get_absolute_url()
    assert Entity.objects.now([one.pk, other.pk, third.pk]) == {one.pk: third.pk, other.pk: third.pk}
    undo(other)
    undo(one)
    assert state() == before


def test_each_event_has_it_in_its_history_and_no_passage_is_asked_for_again(editor, two):
    one, other = two
    event = make_published(entities=[one])
    merging_names.merge(one, other, by=editor, why="One person.")
    step = event.steps.last()
    assert (step.action, step.by, step.version) == ("refiled", editor, fresh(event).version)
    assert document_of(event)["event"]["entities"] == [other.pk]
    with fresh(event).step(editor, "nothing else"):
        pass
    assert not Confirmation.objects.exists()
    assert fresh(event).corrections.count() == 0
    assert fresh(event).too_few_eyes(editor) == []


def test_who_renames_an_event_is_not_its_author(editor, two, settings):
    settings.FOUR_EYES = True
    event = make_cited(entities=[two[0]])
    merging_names.merge(*two, by=editor, why="One person.")
    fresh(event).publish(by=editor)


def test_history_and_pending_changes_that_name_the_merged_one_name_the_other(two):
    one, other = two
    third = make_entity(name="Third")
    event = make_published()
    named = {**document_of(event)["event"], "entities": [one.pk, third.pk]}
    change = event.keep_change({**document_of(event), "event": named}, by=None)
    draft = make_cited(entities=[one])
    draft.record_as_it_is()
    merge(one, other)
    change = fresh(change)
    change.event = fresh(event)
    assert change.brought_together()[0]["event"]["entities"] == sorted([other.pk, third.pk])
    change.event.publish_change(change, by=None, kind="correction", note="Who was there.")
    assert set(event.entities.all()) == {other, third}
    version = draft.steps.last().revision.version_set.get_for_object(draft).get()
    draft.entities.clear()
    fresh(draft).restore(version, by=None, why="As it was.")
    assert list(draft.entities.all()) == [other]


def test_an_event_merged_before_comes_out_again_naming_the_other(two):
    from timeline.models import merging

    one, other = two
    event, into = make_published(entities=[one]), make_published()
    event.merge_into(into, by=None)
    merge(one, other)
    merging.undo(fresh(event), by=None, why="Two bridges.")
    assert list(event.entities.all()) == [other]
    assert not into.entities.exists()


def test_a_hundred_events_cost_as_many_queries_as_one(two, django_assert_max_num_queries):
    for name, number in (("One", 1), ("Many", 60)):
        named = make_entity(name=name)
        for each in range(number):
            make_published(title=f"Event {each}", entities=[named])
        with django_assert_max_num_queries(60):
            merge(named, two[0])
        with django_assert_max_num_queries(60):
            undo(named)
