"""Promise 5: what an event was can be read in words, and restored whole or not at all."""

import pytest
from reversion.models import Version

from tests.factories import (
    cite,
    import_seeds,
    make_cited,
    make_entity,
    make_published,
    make_text,
    make_timeline,
    publish_change,
)
from timeline.models import CannotApply, Citation, Event, PendingChange, SourceRevision
from timeline.models.comparing import differences, merge
from timeline.models.documents import document_in, document_of
from timeline.models.telling import marked, tell

pytestmark = pytest.mark.django_db

BODY = "In May 2023 the bridge opened. It held."


@pytest.fixture
def event(editor):
    event = make_cited(
        title="The bridge opens", text=make_text(body=BODY), exact="In May 2023 the bridge opened."
    )
    event.entities.add(make_entity(name="Kos"))
    event.annotations.create(text="Which bridge?")
    event.entries.create(timeline=make_timeline())
    with event.step(editor, "first"):
        pass
    return event


def versions(event):
    return Version.objects.get_for_object(event)


def told(before, after) -> dict[str, tuple[str, str]]:
    return {
        each.label: (each.was, each.theirs) for each in tell(differences(before, after), Event, before, after)
    }


def test_a_revision_holds_the_whole_event(event):
    assert document_in(versions(event)[0].revision, event) == document_of(event)


def test_a_note_that_was_done_by_an_account_that_is_gone_is_restored(event, django_user_model):
    other = django_user_model.objects.create_user("gone")
    event.annotations.get().settle(by=other)
    version = versions(event)[0]
    other.delete()
    event.restore(version, by=None, why="It was right.")
    note = event.annotations.get()
    assert (note.is_settled, note.settled_by) == (True, None)


def test_what_differs_is_told_in_words(event, editor):
    before = document_of(event)
    with event.step(editor):
        event.title, event.edtf, event.kind = "The bridge closes", "2024", "decision"
        event.entities.clear()
        citation = event.citations.get()
        citation.supports.filter(aspect="date").update(stated="May 2023")
        event.annotations.all().delete()
        event.entries.update(is_key=True)
    assert told(before, document_of(event)) == {
        "Title": ("The bridge opens", "The bridge closes"),
        "Date": ("May 2023", "2024"),
        "Kind": ("other", "decision"),
        "People, organisations, places, topics": ("Kos", ""),
        "Citation 1, date: as printed": ("", "May 2023"),
        "Note": ("Which bridge? (context, internal)", ""),
        "On the timeline “A story”: key event": ("no", "yes"),
    }


def test_a_new_citation_is_told_with_what_it_supports(event):
    before = document_of(event)
    cite(event=event, text=SourceRevision.objects.get(), exact="It held.", supports=["place"])
    [(label, (was, now))] = told(before, document_of(event)).items()
    assert (label, was) == ("Citation 2", "")
    assert now.startswith("“It held.” (The Courier: ")
    assert now.endswith("supports place")


@pytest.mark.parametrize(
    ("was", "now", "runs"),
    [
        ("the old bridge", "the new bridge", [("", "the "), ("del", "old"), ("ins", "new"), ("", " bridge")]),
        ("", "new", [("ins", "new")]),
        ("old", "", [("del", "old")]),
        ("same", "same", [("", "same")]),
        ("<b>", "<i>", [("", "<"), ("del", "b"), ("ins", "i"), ("", ">")]),
    ],
)
def test_changed_words_are_marked_in_their_place(was, now, runs):
    assert marked(was, now) == runs


def test_long_texts_are_shown_before_and_after():
    assert marked("a " * 2000, "b " * 2000) == [("del", "a " * 2000), ("ins", "b " * 2000)]


# Restoring


def test_a_draft_becomes_what_it_was_under_the_same_numbers(event, editor):
    then, version = document_of(event), versions(event)[0]
    with event.step(editor):
        event.title = "Nothing"
        event.citations.all().delete()
        event.annotations.all().delete()
        event.entries.all().delete()
        event.entities.clear()
    assert event.restore(version, by=editor, why="The first was right.") is None
    assert document_of(Event.objects.get()) == then
    step = event.steps.last()
    assert (step.action, step.by, step.why) == ("restored", editor, "The first was right.")


def test_no_number_is_given_again_after_restoring(event, editor):
    version = versions(event)[0]
    text = SourceRevision.objects.get()
    cite(event=Event.objects.get(), text=text, exact="It held.")
    fresh = Event.objects.get()
    fresh.restore(version, by=editor, why="Back.")
    assert cite(event=fresh, text=text, exact="held").number == 3


def test_what_is_public_is_restored_as_a_pending_change(event, editor):
    version = versions(event)[0]
    with event.step(editor, reworded=True):
        event.title = "The bridge closes"
    event.publish(by=editor)
    change = event.restore(version, by=editor, why="It opened.")
    assert Event.objects.get().title == "The bridge closes"
    publish_change(event, change, by=editor, kind="correction", note="It opened.")
    assert Event.objects.get().title == "The bridge opens"


def test_restoring_needs_a_reason(event, editor):
    with pytest.raises(ValueError, match="Say why"):
        event.restore(versions(event)[0], by=editor, why="")


def test_a_version_of_another_event_is_refused(event, editor):
    with pytest.raises(ValueError, match="not one of this event"):
        event.restore(versions(make_published())[0], by=editor, why="Back.")


def test_a_text_whose_words_were_taken_out_is_refused_and_nothing_is_half_restored(event, editor):
    version = versions(event)[0]
    with event.step(editor):
        event.title = "Nothing"
        event.citations.all().delete()
    # As a redaction by an administrator does it, past the model.
    super(type(SourceRevision.objects.all()), SourceRevision.objects.all()).update(body="▇" * len(BODY))
    now = document_of(event)
    with pytest.raises(CannotApply, match="Citation 1: the words"):
        event.restore(version, by=editor, why="Back.")
    assert document_of(Event.objects.get()) == now


def test_a_name_that_is_gone_is_refused_in_words(event, editor):
    version = versions(event)[0]
    event.entities.get().delete()
    with pytest.raises(CannotApply, match="not there any more"):
        event.restore(version, by=editor, why="Back.")


def test_a_citation_that_belongs_to_another_event_is_not_taken_from_it(event, editor):
    version, other = versions(event)[0], make_published(title="Other")
    Citation.objects.filter(event=event).update(event=other, number=9)
    with pytest.raises(CannotApply, match="belongs to “Other”"):
        event.restore(version, by=editor, why="Back.")


def test_imports_leave_a_history_that_can_be_read():
    import_seeds()
    for event in Event.objects.all():
        assert document_in(versions(event)[0].revision, event) == document_of(event)
        assert [each.action for each in event.steps.all()] == ["imported", "published"]
    assert not PendingChange.objects.exists()


# Two that grew from one


def doc(**fields):
    row = {
        "pk": 1,
        "revision": 1,
        "exact": "a",
        "prefix": "",
        "suffix": "",
        "start": 0,
        "end": 1,
        "origin": "",
    }
    return {
        "event": {"title": "T", "summary": "S", "entities": [1, 2], **fields},
        "citations": [dict(row, number=1, public_id="x")],
        "supports": [{"pk": 1, "citation": 1, "aspect": "date", "stated": ""}],
        "annotations": [],
        "entries": [],
    }


def test_changes_of_different_fields_come_together():
    merged, _units, open_ones = merge(doc(), doc(title="Theirs"), doc(summary="Mine"))
    assert (merged["event"]["title"], merged["event"]["summary"], open_ones) == ("Theirs", "Mine", [])


def test_names_that_either_added_or_took_out_come_together():
    merged, _units, open_ones = merge(doc(), doc(entities=[2, 3]), doc(entities=[1, 2, 4]))
    assert (merged["event"]["entities"], open_ones) == ([2, 3, 4], [])


@pytest.mark.parametrize("choice", ["theirs", "mine"])
def test_what_both_changed_is_chosen(choice):
    arguments = doc(), doc(title="theirs"), doc(title="mine")
    assert [each.key for each in merge(*arguments)[2]] == ["event:0:title"]
    assert merge(*arguments, {"event:0:title": choice})[0]["event"]["title"] == choice


def test_without_a_history_every_difference_is_a_choice():
    _merged, _units, open_ones = merge(None, doc(title="theirs"), doc(summary="mine"))
    assert {each.name for each in open_ones} == {"title", "summary"}


@pytest.mark.parametrize(("choice", "supports"), [("theirs", 0), ("mine", 1)])
def test_a_citation_that_one_removed_and_the_other_changed_is_chosen_with_what_it_supports(choice, supports):
    theirs, mine = doc(), doc()
    theirs["citations"], theirs["supports"] = [], []
    mine["citations"][0]["origin"] = "a post"
    assert [each.key for each in merge(doc(), theirs, mine)[2]] == ["citations:1:*"]
    merged, _units, open_ones = merge(doc(), theirs, mine, {"citations:1:*": choice})
    assert (len(merged["citations"]), len(merged["supports"]), open_ones) == (supports, supports, [])


def test_the_same_words_cited_by_both_are_one_citation():
    theirs, mine = doc(), doc()
    new = {**doc()["citations"][0], "start": 5, "end": 6, "exact": "b"}
    theirs["citations"].append({**new, "pk": 7, "number": 2, "public_id": "y"})
    mine["citations"].append({**new, "pk": -1, "number": 0, "public_id": "z"})
    mine["supports"].append({"pk": -2, "citation": -1, "aspect": "place", "stated": ""})
    merged, _units, open_ones = merge(doc(), theirs, mine)
    assert [each["pk"] for each in merged["citations"]] == [1, 7]
    assert [each["citation"] for each in merged["supports"]] == [1, 7]
    assert open_ones == []
