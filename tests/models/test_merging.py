"""Merging is undone without a loss, and splitting leaves nothing published without evidence."""

import pytest

from tests.factories import (
    cite,
    make_entity,
    make_event,
    make_published,
    make_retracted,
    make_text,
    make_timeline,
)
from timeline.models import (
    CannotApply,
    Citation,
    Confirmation,
    Correction,
    Event,
    NotPublishable,
    Support,
    TimelineEntry,
    merging,
)
from timeline.models.documents import document_of

pytestmark = pytest.mark.django_db


def fresh(event: Event) -> Event:
    return Event.objects.get(pk=event.pk)


@pytest.fixture
def two():
    """Two published events that share a passage, a timeline and a preferred aspect, and differ in all else."""
    text, story = make_text(), make_timeline()
    events = []
    for title in ("One", "Other"):
        event = make_published(
            title=title, text=text, timelines=[story], entities=[make_entity(name=f"{title} person")]
        )
        cite(event=event, text=make_text(), exact="In May 2023", supports={"date": {"preferred": True}})
        event.annotations.create(text=f"Of {title}", visibility="internal")
        event.citations.first().annotations.create(text=f"On a citation of {title}", visibility="internal")
        event.evidence_changed()
        events.append(fresh(event))
    TimelineEntry.objects.filter(event=events[0]).update(is_key=True)
    return events


def test_a_merge_is_undone_to_the_last_row(two):
    one, other = two
    was = [document_of(each) for each in two]
    ids = dict(Citation.objects.values_list("pk", "public_id"))
    one.merge_into(other, by=None)
    assert document_of(fresh(other)) != was[1]
    merging.undo(fresh(one), by=None, why="Two bridges.")
    assert [document_of(fresh(each)) for each in two] == was
    assert dict(Citation.objects.values_list("pk", "public_id")) == ids
    assert [fresh(each).status for each in two] == ["published", "published"]
    assert Event.moved_from(one.slug) == one.pk


def test_what_is_to_be_confirmed_of_a_citation_goes_along_and_comes_back(two):
    one, other = two
    citation = one.citations.order_by("number").last()
    doubt = citation.confirmations.create(
        event=one, number=citation.number, aspect="date", reason=Confirmation.Why.STANDING
    )
    one.merge_into(other, by=None)
    doubt.refresh_from_db()
    assert doubt.event == other
    merging.undo(fresh(one), by=None, why="Two bridges.")
    doubt.refresh_from_db()
    assert (doubt.event, doubt.number) == (one, citation.number)


def test_merging_and_undoing_twice_ends_where_it_began(two):
    one, other = two
    was = [document_of(each) for each in two]
    for _time in range(2):
        fresh(one).merge_into(fresh(other), by=None)
        merging.undo(fresh(one), by=None, why="Two bridges.")
    assert [document_of(fresh(each)) for each in two] == was


def test_a_key_event_stays_one(two):
    two[0].merge_into(two[1], by=None)
    assert two[1].entries.get().is_key


def test_one_value_stays_preferred_for_an_aspect(two):
    two[0].merge_into(two[1], by=None)
    assert Support.objects.filter(event=two[1], preferred=True).count() == 1


def test_what_was_added_since_stays_after_undoing(two):
    one, other = two
    one.merge_into(other, by=None)
    other = fresh(other)
    with other.step(None):
        added = cite(event=other, text=make_text(), exact="the bridge opened", supports={"people": {}})
    merging.undo(fresh(one), by=None, why="Two bridges.")
    assert added in fresh(other).citations.all()
    assert fresh(one).citations.count() == 2


def delete_since(event: Event, *citations: Citation) -> Event:
    """An editor deletes citations that came along."""
    with event.step(None):
        event.citations.filter(pk__in=[each.pk for each in citations]).delete()
    return fresh(event)


def test_a_citation_that_was_deleted_after_the_merge_stays_deleted(two):
    one, other = two
    going = one.citations.order_by("number").last()
    kept = one.citations.order_by("number").first()
    one.merge_into(other, by=None)
    delete_since(fresh(other), going)
    merging.undo(fresh(one), by=None, why="Two bridges.")
    assert list(fresh(one).citations.all()) == [kept]
    assert not Citation.objects.filter(pk=going.pk).exists()


def test_it_comes_back_with_its_number_and_public_id_where_the_event_cannot_stand_without_it():
    one, other = make_published(title="One"), make_published(title="Other")
    was, going = document_of(one), one.citations.get()
    one.merge_into(other, by=None)
    delete_since(fresh(other), going)
    merging.undo(fresh(one), by=None, why="Two bridges.")
    assert document_of(fresh(one)) == was
    assert fresh(one).status == "published"


def test_notes_and_places_on_timelines_that_were_deleted_after_the_merge_stay_deleted():
    one, other = make_published(title="One", timelines=[make_timeline()]), make_published(title="Other")
    one.annotations.create(text="Of One", visibility="internal")
    one.merge_into(other, by=None)
    other = fresh(other)
    with other.step(None):
        other.annotations.all().delete()
        other.entries.all().delete()
    merging.undo(fresh(one), by=None, why="Two bridges.")
    assert not fresh(one).annotations.exists()
    assert not fresh(one).entries.exists()


def test_undoing_is_refused_where_a_moved_citation_was_changed_since(two):
    one, other = two
    one.merge_into(other, by=None)
    other = fresh(other)
    with other.step(None):
        moved = other.citations.order_by("number").last()
        moved.attributed_to = "a mayor"
        moved.save()
    was = document_of(fresh(other))
    with pytest.raises(ValueError, match="changed since"):
        merging.undo(fresh(one), by=None, why="Two bridges.")
    assert document_of(fresh(other)) == was
    assert fresh(one).merged_into == other


def test_undoing_is_refused_where_it_was_merged_on(two):
    one, other = two
    one.merge_into(other, by=None)
    other.merge_into(make_published(title="Third"), by=None)
    with pytest.raises(ValueError, match="merged on"):
        merging.undo(fresh(one), by=None, why="Two bridges.")


def test_undoing_asks_why(two):
    two[0].merge_into(two[1], by=None)
    with pytest.raises(ValueError, match="Say why"):
        merging.undo(fresh(two[0]), by=None, why=" ")


def test_the_value_that_is_kept_is_told_to_readers(two, editor):
    one, other = two
    with pytest.raises(NotPublishable, match="Say what this change is"):
        one.merge_into(other, by=editor, keep=["title"])
    assert fresh(other).title == "Other"
    one, other = map(fresh, two)
    one.merge_into(other, by=editor, keep=["title"], kind="correction", note="It is one bridge.")
    assert fresh(other).title == "One"
    assert Correction.objects.get(event=other).note == "It is one bridge."
    merging.undo(fresh(one), by=editor, why="Two.", kind="correction", note="There are two bridges.")
    assert [fresh(each).title for each in two] == ["One", "Other"]
    assert Correction.objects.count() == 2


def test_who_wrote_a_draft_does_not_make_it_public_by_merging(editor, settings):
    settings.FOUR_EYES = True
    other = make_published(title="Other")
    draft = make_event(title="Draft")
    with draft.step(editor):
        cite(event=draft, text=make_text(), exact="In May 2023")
    with pytest.raises(NotPublishable, match="someone else"):
        draft.merge_into(other, by=editor)
    assert fresh(draft).status == "draft"


def test_splitting_moves_what_is_chosen_with_its_public_id(two):
    event = two[0]
    citation, note = event.citations.last(), event.annotations.get()
    new = merging.split(
        event, citations=[citation.pk], annotations=[note.pk], title="Part", by=None, why="Two things."
    )
    assert (new.status, new.citations.get().public_id) == ("draft", citation.public_id)
    assert new.annotations.get() == note
    assert fresh(event).citations.count() == 1
    assert set(new.entities.all()) == set(event.entities.all())


def test_splitting_never_leaves_what_is_published_without_evidence(two):
    event = two[0]
    keys = list(event.citations.values_list("pk", flat=True))
    with pytest.raises(NotPublishable):
        merging.split(event, citations=keys, title="Part", by=None, why="Two things.")
    assert fresh(event).citations.count() == 2
    assert Event.objects.count() == 2


def test_a_retracted_event_keeps_a_citation_when_it_is_split_and_when_it_is_changed():
    event = make_retracted()
    with pytest.raises(NotPublishable, match="at least one citation"):
        merging.split(event, citations=[event.citations.get().pk], title="Part", by=None, why="Two things.")
    change = event.keep_change(document_of(event) | {"citations": [], "supports": []}, by=None)
    with pytest.raises(NotPublishable, match="at least one citation"):
        event.publish_change(change, by=None, kind="evidence")
    assert fresh(event).citations.count() == 1


def test_splitting_takes_only_citations_of_the_event(two):
    foreign = two[1].citations.get(number=1)
    with pytest.raises(ValueError, match="Choose the citations"):
        merging.split(two[0], citations=[foreign.pk], title="Part", by=None, why="Two things.")


def test_undoing_a_merge_takes_nothing_from_an_event_that_was_split_off_since(two):
    one, other = two
    one.merge_into(other, by=None)
    moved = fresh(other).citations.last()
    new = merging.split(fresh(other), citations=[moved.pk], title="Part", by=None, why="Two things.")
    with pytest.raises((ValueError, CannotApply)):
        merging.undo(fresh(one), by=None, why="Two bridges.")
    assert new.citations.get() == moved
