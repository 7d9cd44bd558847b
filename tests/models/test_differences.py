"""Promise 4: articles may differ, the page says how, and only a conflict is called one."""

import pytest

from tests.factories import cite, make_entity, make_event, make_text
from timeline.models import Event
from timeline.models.differences import differences

pytestmark = pytest.mark.django_db


def told_by(*statements: dict, entities=()) -> list[tuple[str, str, list[str]]]:
    """Return how articles differ, each of which makes one statement: `{aspect: {field: value}}`."""
    event = make_event(entities=entities)
    for number, supports in enumerate(statements):
        words = supports.pop("says", f"Article {number} says so.")
        cite(event=event, text=make_text(body=words), supports=supports)
    loaded = Event.objects.with_evidence().get(pk=event.pk)
    return [
        (each.in_words, each.about, [one.words for one in each.statements]) for each in differences(loaded)
    ]


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("1863", "1863/1864", "precision"),
        ("2023-05", "2023-05-14", "precision"),
        ("2023-05", "2023-06", "conflict"),
        ("2026-01-25", "2026-01-26", "conflict"),
        ("XXXX-01-25", "2026-01-25", "precision"),
        ("XXXX-01-25", "2026-01-26", "conflict"),
        ("2022-02/..", "2022-02", "precision"),
    ],
)
def test_dates_differ_by_what_they_may_mean(first, second, kind):
    found = told_by({"date": {"edtf": first, "stated": first}}, {"date": {"edtf": second, "stated": second}})
    assert found == [(kind, "date", [first, second])]


def test_the_same_date_is_no_difference():
    assert told_by({"date": {"edtf": "2020"}}, {"date": {"edtf": "2020"}}) == []


def test_one_article_alone_differs_from_nothing():
    event = make_event()
    text = make_text(body="In May. In June.")
    cite(event=event, text=text, exact="In May", supports={"date": {"edtf": "2023-05"}})
    cite(event=event, text=text, exact="In June", supports={"date": {"edtf": "2023-06"}})
    assert differences(Event.objects.with_evidence().get(pk=event.pk)) == []


def test_a_conflict_is_seen_behind_a_date_that_agrees():
    event = make_event()
    first = make_text(body="On 25 May. On 26 May.")
    cite(event=event, text=first, exact="On 25 May", supports={"date": {"edtf": "2023-05-25"}})
    cite(event=event, text=first, exact="On 26 May", supports={"date": {"edtf": "2023-05-26"}})
    cite(event=event, text=make_text(body="It was 25 May."), supports={"date": {"edtf": "2023-05-25"}})
    event.evidence_changed()
    assert event.in_conflict


def test_what_an_editor_noted_stands_beside_the_preferred_value():
    found = told_by(
        {"people": {"stated": "Poles", "preferred": True}},
        {"people": {"stated": "peoples", "differs": "scope"}},
    )
    assert found == [("scope", "people", ["Poles", "peoples"])]


def test_statements_of_one_point_stand_side_by_side_whatever_else_is_stated():
    found = told_by(
        {
            "what happened": {"stated": "first meeting", "preferred": True},
            "background": {"stated": "both said", "point": "who said so"},
        },
        {
            "what happened": {"stated": "they spoke of sanctions"},
            "background": {"stated": "she said", "differs": "attribution", "point": "Who said so"},
        },
        {"background": {"stated": "he said nothing"}},
    )
    assert found == [("attribution", "background", ["both said", "she said"])]


def test_two_that_differ_from_each_other_are_one_difference():
    found = told_by(
        {"people": {"stated": "Poles", "differs": "scope"}},
        {"people": {"stated": "peoples", "differs": "attribution"}},
    )
    assert found == [("scope, attribution", "people", ["Poles", "peoples"])]


def test_without_a_point_what_happened_stands_beside_what_the_event_follows():
    found = told_by(
        {"what happened": {"stated": "opened", "preferred": True}},
        {"what happened": {"stated": "was painted"}},
        {"what happened": {"stated": "opened again", "differs": "scope"}},
    )
    assert found == [("scope", "what happened", ["opened", "opened again"])]


def test_names_differ_in_spelling_where_articles_print_them_differently():
    person = make_entity(name="Volodymyr Zelenskyy", aliases=["Zelenskyy", "Zelensky"])
    found = told_by(
        {"people": {}, "says": "Zelensky came."}, {"people": {}, "says": "Zelenskyy came."}, entities=[person]
    )
    assert found == [("spelling", "Volodymyr Zelenskyy", ["Zelensky", "Zelenskyy"])]


def test_a_spelling_that_no_article_prints_is_none_that_articles_print():
    person = make_entity(name="Alexander Lukashenko", aliases=["Lukashenka", "Łukaszenka", "Lukaszenka"])
    found = told_by(
        {"people": {}, "says": "Łukaszenka came."},
        {"people": {}, "says": "Lukashenka came."},
        entities=[person],
    )
    assert found == [("spelling", "Alexander Lukashenko", ["Łukaszenka", "Lukashenka"])]


def test_of_passages_with_one_date_the_preferred_one_speaks_for_it():
    preferred = {"edtf": "1963", "stated": "in 1963", "preferred": True}
    others = [{"edtf": "1963", "stated": "1963"}, {"edtf": "1964", "stated": "1964"}]
    found = told_by({"date": others[0]}, {"date": preferred}, {"date": others[1]})
    assert found == [("conflict", "date", ["in 1963", "1964"])]


def test_conflicts_come_first():
    found = told_by(
        {"people": {"stated": "all", "differs": "scope"}, "date": {"edtf": "2020", "stated": "2020"}},
        {"people": {"stated": "some"}, "date": {"edtf": "2021", "stated": "2021"}},
    )
    assert [kind for kind, _about, _words in found] == ["conflict", "scope"]
