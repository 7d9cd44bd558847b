"""Facets: exact, against a count by hand over small archives made at random."""

import random

import pytest
from django.http import QueryDict
from django.utils.translation import override

from tests.factories import cite, make_entity, make_event, make_published, make_text
from timeline.facets import LONGEST_LIST, facet, found
from timeline.filters import FACETS, Filters
from timeline.models import Event

pytestmark = pytest.mark.django_db

KINDS = {"person": "person", "org": "organisation", "place": "place", "topic": "topic"}


def counted(query: str) -> dict[str, dict[str, int]]:
    filters = Filters.from_query(QueryDict(query))
    return {name: {each.value: each.count for each in facet(filters, name).choices} for name in FACETS}


def make_archive(chance: random.Random) -> list[dict[str, set[str]]]:
    """Make events at random; returns, for each published one, its values by facet."""
    entities = [make_entity(name=f"{kind} {each}", kind=kind) for kind in KINDS.values() for each in range(3)]
    entities += [
        make_entity(name="A secret", visibility="protected"),
        make_entity(name="Passing", visibility="named in passing"),
    ]
    texts = [
        make_text(publisher=f"Publisher {number // 2}", title=f"Article {number}") for number in range(5)
    ]
    archive = []
    for number in range(14):
        edtf, kind = chance.choice(["2023-05", "2023-05-04"]), chance.choice(["meeting", "visit"])
        event = make_event(title=f"Event {number}", edtf=edtf, kind=kind)
        named, cited = (
            chance.sample(entities, chance.randint(0, 5)),
            chance.sample(texts, chance.randint(1, 3)),
        )
        event.entities.set(named)
        for text in cited:
            cite(event=event, text=text)
        if chance.random() < 0.8:
            event.publish(by=None)
            values = {
                name: {each.slug for each in named if each.kind == kind and each.visibility == "public"}
                for name, kind in KINDS.items()
            }
            values |= {"kind": {event.kind}, "publisher": {each.source.publisher for each in cited}}
            values |= {"source": {each.source.slug for each in cited}}
            evidence = {
                "one-article": len(values["source"]) == 1,
                "several-publishers": len(values["publisher"]) > 1,
                "inexact-date": edtf == "2023-05",
            }
            archive.append(values | {"evidence": {each for each, has in evidence.items() if has}})
        if chance.random() < 0.1 and event.is_published:
            event.retract(by=None, why="Wrong.")
            archive.pop()
    return archive


def by_hand(archive, chosen: dict[str, list[str]], facet: str) -> dict[str, int]:
    """Count the values of a facet among the events that fit every other facet."""
    others = {name: set(values) for name, values in chosen.items() if values and name != facet}
    fitting = [each for each in archive if all(each[name] & values for name, values in others.items())]
    counts = dict.fromkeys(chosen.get(facet, ()), 0)
    for each in fitting:
        for value in each[facet]:
            counts[value] = counts.get(value, 0) + 1
    return counts


@pytest.mark.parametrize("seed", range(5))
def test_the_counts_are_those_of_a_count_by_hand(seed):
    chance = random.Random(seed)
    archive = make_archive(chance)
    values = {name: sorted(set().union(*(each[name] for each in archive))) for name in FACETS}
    for _each in range(12):
        chosen = {
            name: chance.sample(values[name], min(len(values[name]), chance.randint(1, 2)))
            for name in chance.sample(FACETS, chance.randint(0, 3))
        }
        query = QueryDict(mutable=True)
        for name, each in chosen.items():
            query.setlist(name, each)
        assert counted(query.urlencode()) == {name: by_hand(archive, chosen, name) for name in FACETS}
        fitting = [each for each in archive if all(each[name] & set(vs) for name, vs in chosen.items() if vs)]
        total = found(Filters.from_query(query))
        assert total.events == len(fitting)
        assert total.articles == len(set().union(*(each["source"] for each in fitting)))


def test_values_of_one_facet_add_up_and_facets_narrow():
    kos, nowak, bridge = (
        make_entity(name="Kos"),
        make_entity(name="Nowak"),
        make_entity(name="Bridge", kind="place"),
    )
    make_published(title="One", entities=[kos, bridge])
    make_published(title="Two", entities=[nowak])
    assert counted("person=kos&person=nowak")["person"] == {"kos": 1, "nowak": 1}
    assert Filters.from_query(QueryDict("person=kos&person=nowak")).events().count() == 2
    assert Filters.from_query(QueryDict("person=kos&person=nowak&place=bridge")).events().get().slug == "one"
    assert counted("place=bridge")["person"] == {"kos": 1}
    assert counted("person=nowak")["place"] == {}


def test_a_chosen_value_that_nothing_fits_stays_listed():
    make_published(entities=[make_entity(name="Kos")], kind="visit")
    make_published(entities=[make_entity(name="Nowak")], kind="meeting")
    assert counted("person=kos&kind=meeting")["person"] == {"kos": 0, "nowak": 1}
    assert counted("person=kos&kind=meeting")["kind"] == {"meeting": 0, "visit": 1}


def test_a_chosen_value_that_nothing_fits_keeps_its_words():
    text = make_text(title="The bridge", language="uk")
    make_published(text=text, kind="visit", entities=[make_entity(name="Kos")])
    make_published(kind="conflict")
    filters = Filters.from_query(
        QueryDict(f"person=kos&kind=conflict&evidence=conflict&source={text.source.slug}")
    )
    with override("uk"):
        words = {each.value: each.words for name in FACETS for each in facet(filters, name).choices}
        assert words["conflict"] == str(Event.Evidence.CONFLICT.label)
        assert facet(filters, "kind").choices[-1].words == str(Event.Kind.CONFLICT.label)
    (article,) = [each for each in facet(filters, "source").choices if each.is_chosen]
    assert (article.count, article.words, article.language) == (0, "The bridge", "uk")


def test_unknown_values_find_nothing_and_name_nobody(client):
    make_published(title="The bridge opens", entities=[make_entity(name="Kos")])
    for name in FACETS:
        response = client.get("/", {name: "nobody-knows"})
        assert response.status_code == 200
        assert response.context["found"].events == 0
        assert "/events/the-bridge-opens/" not in response.content.decode()
    assert counted("person=nobody-knows")["person"] == {"kos": 1}


def test_a_value_of_another_facet_is_unknown():
    make_published(entities=[make_entity(name="Kos")])
    assert found(Filters.from_query(QueryDict("place=kos"))).events == 0


def test_a_long_list_is_cut_and_keeps_what_is_chosen():
    people = [make_entity(name=f"Person {number:02}") for number in range(LONGEST_LIST + 5)]
    make_published(entities=people)
    make_published(entities=people[:3])
    listed = facet(Filters.from_query(QueryDict("person=person-34")), "person")
    assert listed.is_cut
    assert len(listed.choices) == LONGEST_LIST + 1
    assert [each.value for each in listed.choices[:3]] == ["person-00", "person-01", "person-02"]
    assert [each.value for each in listed.choices if each.is_chosen] == ["person-34"]


def test_a_publisher_is_found_by_its_choice_whatever_space_is_in_its_name(client):
    for name in ("Le\u00a0Monde", "Ham\u200cshahri", "Le Monde"):
        make_published(text=make_text(publisher=name))
    choices = facet(Filters(), "publisher").choices
    assert [client.get(each.url).context["found"].events for each in choices] == [1, 1, 1]


def test_each_choice_leads_to_the_address_that_takes_it_or_gives_it_back():
    make_published(entities=[make_entity(name="Kos"), make_entity(name="Nowak")])
    people = facet(Filters.from_query(QueryDict("person=kos&q=bridge")), "person").choices
    assert {each.value: each.url for each in people} == {
        "kos": "/?q=bridge",
        "nowak": "/?q=bridge&person=kos&person=nowak",
    }


def test_counts_follow_the_search_and_the_dates():
    make_published(title="Alpha", edtf="2020", kind="visit", entities=[make_entity(name="Kos")])
    make_published(title="Beta", edtf="2023-05", kind="meeting")
    assert counted("q=alpha")["kind"] == {"visit": 1}
    assert counted("from=2023")["kind"] == {"meeting": 1}
    assert counted("from=2+May+2023&certain=1")["kind"] == {}
    assert counted("from=2023")["person"] == {}


def test_of_more_events_than_are_counted_it_says_so(client, monkeypatch):
    monkeypatch.setattr("timeline.facets.MOST_FOUND", 2)
    for title in ("One", "Two"):
        make_published(title=title)
    assert "more than" not in client.get("/").content.decode()
    make_published(title="Three")
    assert "more than <b>2</b> events" in client.get("/").content.decode()


def test_of_more_events_than_are_counted_without_a_filter_it_says_so(client, monkeypatch):
    monkeypatch.setattr("timeline.facets.MOST_FOUND", 2)
    for count, said in ((2, ">2 events"), (1, ">more than 2 events")):
        for _each in range(count):
            make_published()
        assert said in client.get("/?q=zzzz").content.decode()
