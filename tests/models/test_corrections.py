"""Promise 6: what was wrong, what it says now and why is public; and only through what is itself public."""

import pytest

from tests.factories import make_entity, make_published, make_retracted, make_text, publish_change
from timeline.models import Correction, Event
from timeline.models.documents import document_of
from timeline.models.protecting import GONE, without_names

pytestmark = pytest.mark.django_db


def correct(event, *, kind="correction", note="It was so.", by=None, **fields):
    document = document_of(event)
    document["event"] |= fields
    publish_change(event, event.keep_change(document, by=by), by=by, kind=kind, note=note)
    return Correction.objects.latest("pk")


def test_a_correction_says_what_it_said_and_what_it_says(editor):
    event = make_published(title="The bridge opens")
    made = correct(event, by=editor, title="The bridge closes", edtf="2024")
    assert (made.kind, made.note, made.by) == ("correction", "It was so.", editor)
    assert [(each["what"], each["was"], each["now"]) for each in made.said] == [
        ("Title", "The bridge opens", "The bridge closes"),
        ("Date", "May 2023", "2024"),
    ]


def test_a_typo_is_logged_and_not_told():
    correct(make_published(), kind="typo", note="", summary="The bridge opened!")
    assert Correction.objects.get().said
    assert not Correction.objects.public().exists()


def test_a_retraction_is_told():
    make_retracted(why="It was another bridge.")
    assert Correction.objects.public().get().note == "It was another bridge."


def test_internal_notes_are_in_no_correction():
    event = make_published()
    event.annotations.create(text="A secret.", visibility="internal")
    document = document_of(event)
    document["annotations"][0]["text"] = "A greater secret."
    document["event"]["title"] = "New"
    publish_change(event, event.keep_change(document, by=None), by=None, kind="correction", note="So.")
    assert "secret" not in str(Correction.objects.get().said)


def test_a_correction_is_public_through_its_event_alone():
    event = make_published()
    correct(event, title="New")
    Event.objects.filter(pk=event.pk).update(status="draft")
    assert not Correction.objects.public().exists()


def test_what_was_merged_brings_its_corrections_along():
    event, other = make_published(), make_published()
    correct(event, title="New")
    event.merge_into(other, by=None)
    assert Correction.objects.public().of(other).count() == 1


def test_a_person_who_is_protected_since_is_named_in_no_correction():
    kos = make_entity(name="Anna Kosova", aliases=["Анна Косова"])
    event = make_published(
        title="Anna Kosova opens it", summary="Kosova's bridge. Анны Косовой мост.", entities=[kos]
    )
    correct(
        event, title="Anna Kosova opens a bridge", summary="A bridge.", entities=[], note="Anna Kosova did."
    )
    kos.visibility = "protected"
    kos.save()
    [shown] = Correction.objects.public().for_readers()
    said = " ".join(
        [shown.shown_title, shown.shown_note, *(each["was"] + each["now"] for each in shown.shown_said)]
    )
    assert GONE in said
    assert all(each not in said for each in ("Kosova", "Anna", "Косов", "Анн"))


def test_a_person_who_is_no_longer_public_is_left_out_of_the_names():
    kos = make_entity(name="Kos")
    correct(make_published(entities=[kos]), entities=[])
    kos.visibility = "named in passing"
    kos.save()
    assert Correction.objects.public().for_readers()[0].shown_said == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Anna Kosova spoke.", f"{GONE} spoke."),
        ("KOSOVA, Anna, spoke.", f"{GONE}, {GONE}, spoke."),
        ("They met Kosovas.", f"They met {GONE}."),
        ("Anna Petrova spoke.", "Anna Petrova spoke."),
        ("Kosovo is a place.", f"{GONE} is a place."),
        ("", ""),
    ],
)
def test_names_are_blacked_out_rather_once_too_often(text, shown):
    assert without_names(text, [("anna kosova", "kosova")]) == shown


def test_a_name_of_one_word_is_blacked_out_whole():
    assert without_names("Zed and Zeds", [("zed", "zed")]) == f"{GONE} and Zeds"


def test_an_import_that_changes_what_is_public_says_so():
    from timeline.ingestion.saving.writing import _tell_readers

    event = make_published(text=make_text())
    Event.objects.filter(pk=event.pk).update(title="Brought up to date")
    _tell_readers(Event.objects.get())
    made = Correction.objects.public().get()
    assert made.said[0]["now"] == "Brought up to date"
    assert "article files" in made.note
