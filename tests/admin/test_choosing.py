"""Choosing a passage: the browser says where, the server what stands there; a near match is never taken by itself."""

import time

import pytest

from tests.admin.forms import errors, filled, with_citation
from tests.factories import cite, make_event, make_proposal, make_text
from timeline.admin.choosing import candidates, chosen_passage
from timeline.models import Citation

pytestmark = pytest.mark.django_db

ADD = "/admin/timeline/event/add/"
CHOOSE = "/admin/timeline/event/choose/"
BODY = "😀 A bridge 🌉 opened on 25 January. The bridge held. A crowd came. The bridge held."


def new(desk, **changes):
    return filled(desk.get(ADD), **{"title": "The bridge opens", "edtf": "25 January 2026", **changes})


@pytest.fixture
def text():
    return make_text(body=BODY)


def asked(desk, text, words, *, wider=0):
    start = text.body.index(words) - wider
    return desk.get(
        f"{CHOOSE}passage/", {"revision": text.pk, "start": start, "end": start + len(words) + 2 * wider}
    )


def test_offsets_count_code_points_and_white_space_at_the_ends_is_left_out(desk, text):
    passage = asked(desk, text, "opened on 25 January", wider=1).context["passage"]
    assert (passage.start, passage.exact, passage.prefix) == (13, "opened on 25 January.", "😀 A bridge 🌉 ")


def test_the_dates_in_the_words_are_offered_with_the_year_of_the_publication(desk, text):
    (date,) = asked(desk, text, "opened on 25 January").context["dates"]
    assert (date.value, date.words) == ("2026-01-25", "25 January 2026")
    assert not asked(desk, text, "A crowd came.").context["dates"]


def test_a_passage_chosen_by_its_place_is_that_one_of_the_same_words(desk, text):
    second = BODY.rindex("The bridge held")
    place = f"{second}-{second + 15}"
    data = with_citation(new(desk), revision=text.pk, exact="The bridge held", place=place)
    assert desk.post(ADD, data).status_code == 302
    citation = Citation.objects.get()
    assert (citation.start, citation.suffix) == (second, ".")
    assert citation.verifies()


@pytest.mark.parametrize("place", ["0-8", "99999-100000", "x", "~0-8", "5-2", "٣-٤"])
def test_a_place_that_does_not_hold_the_words_counts_for_nothing(desk, text, place):
    data = with_citation(new(desk), revision=text.pk, exact="A crowd came.", place=place)
    assert desk.post(ADD, data).status_code == 302
    assert Citation.objects.get().exact == "A crowd came."


def test_where_the_words_stand_twice_both_are_offered_in_context_to_choose(desk, text):
    answer = desk.post(ADD, with_citation(new(desk), revision=text.pk, exact="bridge held"))
    assert "2 times" in str(errors(answer))
    places = [BODY.index("bridge held"), BODY.rindex("bridge held")]
    for place in places:
        assert f'value="{place}-{place + 11}"' in answer.text
    assert "The <mark>bridge held</mark>." in answer.text
    assert "checked" not in answer.text.partition('type="radio"')[2][:100]


def test_the_nearest_words_are_proposed_with_the_difference_and_taken_only_when_chosen(desk, text):
    data = with_citation(new(desk), revision=text.pk, exact="A crowd came? The bridge fell.")
    answer = desk.post(ADD, data)
    assert "is not in the text" in str(errors(answer))
    assert "<del>came?</del>" in answer.text
    assert "<ins>came.</ins>" in answer.text
    assert not Citation.objects.exists()
    ((place, _words),) = candidates(BODY, "A crowd came? The bridge fell.")
    assert desk.post(ADD, data | {"citations-0-place": place}).status_code == 302
    assert Citation.objects.get().verifies()
    assert Citation.objects.get().exact == BODY[slice(*map(int, place[1:].split("-")))]


def test_what_is_proposed_for_other_words_is_not_taken():
    ((place, _words),) = candidates(BODY, "A crowd come.")
    assert chosen_passage(BODY, "A crowd come.", place).exact == "A crowd came."
    assert chosen_passage(BODY, "Something else entirely", place) is None
    assert chosen_passage(BODY, "A crowd come.", place[1:]) is None
    assert candidates(BODY, "Nothing of that kind whatever") == []


def test_what_is_cited_or_dated_already_is_marked_and_the_text_is_shown_to_the_letter(desk, text):
    cite(event=make_event(), text=text, exact="A crowd came.")
    make_proposal(text=text, exact="opened on 25 January", dated="25 January")
    answer = desk.get(CHOOSE, {"revision": text.pk})
    assert '<span class="cited">A crowd came.</span>' in answer.text
    assert '<span class="dated">25 January</span>' in answer.text


def test_sentences_are_shown_some_at_a_time_and_found_by_their_words(desk):
    text = make_text(body=" ".join(f"It rained on day {n}." for n in range(100)))
    first = desk.get(f"{CHOOSE}sentences/", {"revision": text.pk}).context
    assert len(first["sentences"]) == 40
    then = desk.get(f"{CHOOSE}sentences/", {"revision": text.pk, "from": first["more_from"]}).context
    assert then["sentences"][0][2] == "It rained on day 40."
    for start, end, words in then["sentences"]:
        assert text.body[start:end] == words
    (found,) = desk.get(f"{CHOOSE}sentences/", {"revision": text.pk, "q": "DAY  77"}).context["sentences"]
    assert found[2] == "It rained on day 77."


@pytest.mark.parametrize("bad", [{}, {"revision": "x"}, {"revision": "9" * 30}, {"revision": "0"}])
def test_a_text_that_is_not_there_is_not_found(desk, bad):
    for address in ("", "sentences/", "passage/"):
        assert desk.get(f"{CHOOSE}{address}", bad).status_code == 404


def test_places_outside_the_text_choose_nothing(desk, text):
    for start, end in ((5000, 6000), (9, 3), (0, 0)):
        values = {"revision": text.pk, "start": start, "end": end}
        assert "passage" not in desk.get(f"{CHOOSE}passage/", values).context


def test_a_megabyte_of_text_stays_usable(desk):
    line = "On 25 January 2026 the mayor of the town said that the bridge holds and will hold. "
    text = make_text(body=line * 6_000 + "\n" + line * 6_000 + "At last a crowd came to the bridge at night.")
    began = time.perf_counter()
    assert desk.get(CHOOSE, {"revision": text.pk}).status_code == 200
    end = len(text.body)
    passage = {"revision": text.pk, "start": end - 44, "end": end}
    assert desk.get(f"{CHOOSE}passage/", passage).context["passage"].end == end
    ((_place, words),) = candidates(text.body, "At last a crowd come to the bridge at nite.")
    assert "<ins>night</ins>" in words
    assert time.perf_counter() - began < 10
