"""Search: one table of cases, the same in SQLite and PostgreSQL."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tests.factories import (
    cite,
    make_cited,
    make_entity,
    make_event,
    make_published,
    make_text,
    make_timeline,
)
from timeline.models import Event
from timeline.models.sought import Sought

pytestmark = pytest.mark.django_db

ALL = {"uprising", "visit", "prisoners", "freed"}

CASES = [
    # Spellings, both ways and in other letters
    ("Zelenskyy", {"visit"}),
    ("Zelensky", {"visit"}),
    ("zelensky's", {"visit"}),
    ("Volodymyr Zelensky", {"visit"}),
    ("Selenskyj", {"visit"}),
    ("Зеленський", {"visit"}),
    ("ЗЕЛЕНСЬКОГО", set()),
    ("Володимир Зеленський", {"visit"}),
    ("Зеленський Vilnius", {"visit"}),
    ("Vilnius Зеленський", {"visit"}),
    ("Wilno", {"visit"}),
    ("Zelensky uprising", set()),
    ("Kowalska", {"prisoners"}),
    ("Kowalski", set()),
    # Marks, case, apostrophes, hyphens
    ("lodz", {"uprising"}),
    ("Łódź", {"uprising"}),
    ("LÓDZ", {"uprising"}),
    ("Lo\u0301dz", {"uprising"}),
    ("O'Brien", {"prisoners"}),
    ("O’Brien", {"prisoners"}),
    ("obrien", {"prisoners"}),
    ("re-elected", {"prisoners"}),
    ("reelected", {"prisoners"}),
    ("re elected", {"prisoners"}),
    ("vice-re-elected", set()),
    # Figures and years
    ("64", {"uprising"}),
    ("1864", {"uprising"}),
    ("1863", {"uprising"}),
    ("1863–64", {"uprising"}),
    ("1863-64", {"uprising"}),
    ("1863/1864", {"uprising"}),
    ("18", set()),
    ("186", set()),
    ("1131", {"prisoners"}),
    ("1,131", {"prisoners"}),
    ("1 131", {"prisoners"}),
    ("1\u202f131", {"prisoners"}),
    ("113", set()),
    ("131", set()),
    # The last word may still be being typed, the others not
    ("upris", {"uprising"}),
    ("lodz upris", {"uprising"}),
    ("upris lodz", set()),
    ("pri", {"prisoners"}),
    ("pr", set()),
    ("prising", set()),
    # What is shown beside an event is found: dates in words, notes, whose words; who printed it is a filter of its own
    ("May 2018", {"freed"}),
    ("Herald", set()),
    ("Gazette", set()),
    ("ombudsman", {"prisoners"}),
    ("footnote", {"freed"}),
    ("internally", set()),
    ("secretly", set()),
    # Protected people are not found by their names, nor drafts at all
    ("Marika", set()),
    ("Nowak", set()),
    ("Maria Nowak", set()),
    ("Drafty", set()),
    # Nothing typed is an operator
    ('"', ALL),
    ("*", ALL),
    ("( ) : - ' \\ % ; -- & | ! <->", ALL),
    ("🌉", ALL),
    ("\u202e", ALL),
    ('"lodz"', {"uprising"}),
    ('"lodz', {"uprising"}),
    ("lodz*", {"uprising"}),
    ("-lodz", {"uprising"}),
    ("!lodz", {"uprising"}),
    ("(lodz", {"uprising"}),
    ("lodz:*", {"uprising"}),
    ("lodz & !uprising", {"uprising"}),
    ("lodz' || 'x", set()),
    ("lodz OR visit", set()),
    ("lodz NOT visit", set()),
    ("NEAR(lodz uprising)", set()),
    ("tokens:lodz", set()),
    ("'; DROP TABLE timeline_event; --", set()),
    ("lodz\\", {"uprising"}),
    ("%lodz%", {"uprising"}),
    ("l_dz", set()),
    ("🌉 lodz 💥", {"uprising"}),
    ("لودز", set()),
    ("שלום", set()),
    ("中文", set()),
    ("x" * 10_000, set()),
    ("lodz " * 2_000, {"uprising"}),
    ("Zelensky " * 100, {"visit"}),
    ("a b c d e f g h i j k l m n o p q r s t u v w x y z", set()),
    ("1863-64 " * 50, {"uprising"}),
]


@pytest.fixture
def events(db):
    president = make_entity(
        name="Volodymyr Zelenskyy",
        aliases=["Volodymyr Zelensky", "Zelensky", "Володимир Зеленський", "Wolodymyr Selenskyj"],
    )
    vilnius = make_entity(name="Vilnius", kind="place", aliases=["Wilno"])
    make_published(
        title="Visit", summary="", edtf="2026-01-25", entities=[president, vilnius],
        text=make_text(body="President Zelenskyy came to Vilnius."),
    )  # fmt: skip
    make_published(
        title="Uprising",
        summary="",
        edtf="1863/1864",
        text=make_text(body="In 1863-64 the people of Łódź rose."),
    )
    prisoners = make_event(
        title="Prisoners",
        summary="There are 1,131.",
        edtf="2025-12-31",
        entities=[make_entity(name="Anna Kowalska")],
    )
    text = make_text(
        body="O’Brien, re-elected, counted. Anna Kowalska agreed.", publisher="The Herald", title="A Gazette"
    )
    cite(event=prisoners, text=text, exact="re-elected, counted", attributed_to="the ombudsman")
    prisoners.publish(by=None)
    protected = make_entity(name="Maria Nowak", aliases=["Marika"], visibility="protected")
    text = make_text(body="A woman was freed. It was secretly done.")
    freed = make_cited(
        title="Freed", summary="", edtf="2018-05", entities=[protected], text=text, exact="woman was freed"
    )
    freed.annotations.create(text="A footnote.", visibility="public")
    freed.annotations.create(text="For us, internally.", visibility="internal")
    freed.publish(by=None)
    make_cited(title="Drafty uprising in Łódź with Zelenskyy, 1863-64, O'Brien, 1131")


def found(words) -> set[str]:
    return set(Event.objects.published().saying(Sought(words)).values_list("slug", flat=True))


def test_the_table(events):
    wrong = {words[:60]: found(words) for words, expected in CASES if found(words) != expected}
    assert wrong == {}


def test_a_protected_person_stays_unfound_once_it_was_public(events):
    person = make_entity(name="Jan Kos")
    make_published(title="Arrest", entities=[person])
    assert found("Kos") == {"arrest"}
    person.visibility = "protected"
    person.save()
    assert found("Kos") == set()


def test_a_retracted_event_is_not_found(events):
    Event.objects.get(slug="uprising").retract(by=None, why="Wrong.")
    assert found("lodz") == set()


def test_a_merged_event_is_found_as_what_it_became_part_of(events):
    Event.objects.get(slug="uprising").merge_into(Event.objects.get(slug="visit"), by=None)
    assert found("lodz") == {"visit"}


def test_a_deleted_spelling_is_no_longer_a_name(events):
    from timeline.models import EntityName

    EntityName.objects.filter(name="Wilno").delete()
    assert found("Wilno") == set()


# Letters of New Tai Lue, and two Vedic signs: SQLite's `unicode61` does not take them for letters.
LETTERS = [*map(chr, range(0x19B0, 0x19C1)), "\u19c8", "\u19c9", "\u1cf2", "\u1cf3"]


def test_a_word_is_found_by_every_letter_that_is_one_to_unicode(db):
    make_published(title="All", summary=" ".join(f"ab{each}cd" for each in LETTERS))
    assert [each for each in LETTERS if found(f"ab{each}cd") != {"all"}] == []
    assert [each for each in LETTERS if found(f"ab{each}") != {"all"}] == []
    assert found("ab cd") == set()


def test_after_a_migration_key_events_are_marked(db):
    story = make_timeline(title="Story")
    event = make_published(title="Key", timelines=[story])
    event.entries.update(is_key=True)  # as it was before they were marked
    make_published(title="Other", timelines=[story])
    migration = import_module("timeline.migrations.0025_key_events_marked")
    migration.leave_out(apps, connection.SchemaEditorClass(connection))
    assert [each.title for each in Event.objects.published()] == ["Other"]
    Event.objects.missing_in_the_index().fill_the_index()
    assert [each.title for each in Event.objects.published().key_on(story)] == ["Key"]


def test_after_a_migration_names_are_folded_as_a_search_folds_them_and_the_index_is_filled(events):
    school = make_entity(name="School №5", kind="organisation", aliases=["Fifth"])
    make_published(title="Lesson", summary="", entities=[school])
    school.names.filter(name="School №5").update(folded="school No5")
    migration = import_module("timeline.migrations.0022_folded_again")
    migration.fold_names(apps, None)
    migration.make_index(apps, connection.SchemaEditorClass(connection))
    assert (found("fifth"), Event.objects.published().exists()) == (set(), False)
    Event.objects.missing_in_the_index().fill_the_index()
    assert found("fifth") == found("school no5") == {"lesson"}
    assert found("") >= ALL
