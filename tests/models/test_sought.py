"""A search result shows why it is one: the words are marked, and the passage that holds them is the one shown."""

import pytest

from tests.browsing.pages import page_of
from tests.factories import cite, make_entity, make_event, make_published, make_text
from timeline.models.sought import Sought

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("aachen", "They met in Aachen.", ["Aachen"]),
        ("lodz", "From Łódź, by train.", ["Łódź"]),
        ("lodz", "From Lo\u0301dz\u0301.", ["Lo\u0301dz\u0301"]),
        ("obrien", "O’Brien’s word", ["O’Brien’s"]),
        ("1131", "of 1,131 people", ["1,131"]),
        ("1864", "in 1863–64", ["1863–64"]),
        ("upris", "The uprising", ["uprising"]),
        ("upris lodz", "The uprising of Łódź", ["Łódź"]),
        ("reelected", "re-elected, again", ["re-elected"]),
        ("Volodymyr Zelensky", "Zelenskyy, Volodymyr", ["Zelenskyy", "Volodymyr"]),
        ("tunnel", "The bridge", []),
        ("*", "The bridge", []),
    ],
)
def test_what_the_index_finds_is_what_is_marked(typed, text, marked):
    make_published(entities=[make_entity(name="Volodymyr Zelenskyy", aliases=["Volodymyr Zelensky"])])
    pieces = list(Sought(typed).pieces(text))
    assert "".join(piece for piece, _is_hit in pieces) == text
    assert [piece for piece, is_hit in pieces if is_hit] == marked


def told_in(*sentences: str, events: int = 1) -> None:
    for number in range(events):
        event = make_event(title=f"The bridge opens <{number}>")
        for sentence in sentences:
            cite(event=event, text=make_text(body=sentence))
        event.publish(by=None)


@pytest.mark.parametrize("events", [1, 22])
def test_a_passage_that_alone_holds_the_words_is_shown_first_and_open(client, events):
    told_in("A bridge was opened.", "It came <after> Aachen.", events=events)
    html = client.get("/?q=aachen").content.decode()
    assert html.count('<details class="evidence" open>') == events
    first = html[html.index('<details class="evidence" open>') :]
    assert first.index("It came &lt;after&gt; <u>Aachen</u>.") < first.index("</blockquote>")


def test_where_the_words_stand_in_the_title_it_is_marked_and_nothing_opens(client):
    told_in("A bridge was opened.")
    html = client.get("/?q=bridge").content.decode()
    assert "The <u>bridge</u> opens &lt;0&gt;</a>" in html
    assert '<details class="evidence" open>' not in html
    assert "<u>" not in client.get("/").content.decode()


@pytest.mark.parametrize("events", [1, 22])
def test_a_note_on_a_passage_is_shown_with_it_where_it_holds_the_words(client, events):
    for _each in range(events):
        event = make_published()
        event.citations.get().annotations.create(text="Not in Aachen.", visibility="public")
        event.evidence_changed()
    assert client.get("/?q=aachen").content.decode().count("Not in <u>Aachen</u>.") == events


def test_a_note_on_the_date_is_shown_where_it_alone_holds_the_words(client):
    make_published(date_note="The year follows from the paper.")
    assert "The year follows from the <u>paper</u>." in client.get("/?q=paper").content.decode()
    assert "The year follows" not in client.get("/?q=bridge").content.decode()


def test_a_long_page_of_passages_that_were_found_has_at_most_1500_elements(client):
    told_in("A bridge was opened.", "Aachen after Aachen: Aachen.", events=52)
    assert len(page_of(client, "/?q=aachen").tags) <= 1500
