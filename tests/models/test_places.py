"""The place of an event in time: one number whose order is that of the bounds, the editors' order and the key."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from tests.factories import cite, make_entity, make_event, make_published, make_text, make_timeline
from timeline.dates import UNBOUNDED
from timeline.filters import Filters
from timeline.models import Event
from timeline.models.places import FIRST_IN_DAY, LAST_IN_DAY, first_place, place_of
from timeline.models.text_index import IndexRow, tokens_of


def test_the_order_of_places_is_that_of_days_widths_positions_and_keys():
    chance = random.Random(7)
    days = [-UNBOUNDED, -(10**9), -5_000_000, -1, 0, 1, 738_000, 738_001, 5_000_000, 10**9]
    keys = [
        (
            day,
            -(chance.choice([0, 1, 30, 364, 3_652, 36_524])),
            chance.randint(-3, 3),
            chance.randint(1, 10**6),
        )
        for day in days
        for _each in range(30)
    ]
    placed = sorted(keys, key=lambda key: place_of(key[0], key[0] - key[1], key[2], key[3]))
    assert placed == sorted(keys)


@pytest.mark.django_db
@pytest.mark.parametrize("position", [-9, 8])
def test_an_order_within_a_day_that_a_place_cannot_hold_is_refused(position):
    event = make_event(position=position)
    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    assert list(refused.value.error_dict) == ["position"]


def test_every_order_within_a_day_that_is_not_refused_is_kept():
    places = [place_of(0, 0, position, 1) for position in range(FIRST_IN_DAY, LAST_IN_DAY + 1)]
    assert places == sorted(set(places))


@pytest.mark.parametrize(
    "bounds", [(-UNBOUNDED, UNBOUNDED), (UNBOUNDED, UNBOUNDED), (-UNBOUNDED, -UNBOUNDED)]
)
def test_a_place_fits_an_integer_of_the_database(bounds):
    assert abs(place_of(*bounds, 32_767, (1 << 26) - 1)) < 1 << 63


def test_a_key_beyond_its_bits_is_refused():
    with pytest.raises(ValueError, match="No place"):
        place_of(0, 0, 0, 1 << 26)


def test_the_first_place_of_a_day_parts_it_from_the_day_before():
    for day in (-738_000, -1, 0, 1, 738_000):
        assert (
            place_of(day - 1, day - 1, 7, (1 << 26) - 1)
            < first_place(day)
            <= place_of(day, day + 10**6, -8, 1)
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question", ["", "q=alpha", "q=alpha&from=-0300", "q=alpha&known=2026", "kind=other"]
)
def test_the_first_of_what_is_found_are_the_same_by_the_index_alone_and_by_the_events(question):
    for edtf in ("1863", "-0043-03-15", "2023-05", "-0753"):
        make_published(title="Alpha", edtf=edtf, kind="other")
    make_published(title="Alpha", edtf="2022", kind="other", hold_until=timezone.now() + timedelta(days=1))
    events = Filters.from_query(QueryDict(question)).events()
    in_order = [each.pk for each in events.in_order()]
    assert len(in_order) >= 3
    assert list(events.few(9)) == in_order


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_the_index_holds_what_is_published_and_nothing_else_after_any_verbs(seed):
    chance = random.Random(seed)
    story, kos = make_timeline(), make_entity(name="Kos")
    texts = [make_text(publisher=f"Publisher {number}") for number in range(3)]
    events = []
    for number in range(8):
        event = make_event(title=f"Event {number}", edtf=chance.choice(["2020", "2021-05", "1863/1864"]))
        event.entities.set([kos])
        cite(event=event, text=chance.choice(texts))
        events.append(event)
    for _each in range(20):
        act(chance, events, story, kos)
        assert_in_step()


def act(chance, events, story, kos):
    event = Event.objects.get(pk=chance.choice(events).pk)
    if event.status == "draft":
        event.publish(by=None)
    elif event.is_published:
        verb = chance.choice(["retract", "merge", "place", "leave", "hide", "name"])
        other = Event.objects.published().exclude(pk=event.pk).first()
        if verb == "retract":
            event.retract(by=None, why="Wrong.")
        elif verb == "merge" and other:
            event.merge_into(other, by=None)
        elif verb == "place":
            story.entries.get_or_create(event=event)
        elif verb == "leave":
            story.entries.filter(event=event).delete()
        else:
            kos.refresh_from_db()
            kos.visibility = "protected" if verb == "hide" else "public"
            kos.save()


def assert_in_step():
    published = Event.objects.filter(status="published")
    assert set(Event.objects.published()) == set(published)
    assert set(IndexRow.objects.values_list("event_id", flat=True)) == {
        place_of(*e.order_key) for e in published
    }
    shown = published.filter(entities__visibility="public")
    assert set(asked("person=kos")) == set(shown)
    for timeline_of in {entry.timeline for event in published for entry in event.entries.all()}:
        assert set(asked("", timeline_of)) == set(published.filter(entries__timeline=timeline_of))
    for event in published:
        assert len(tokens_of(event).split()) == len(set(tokens_of(event).split()))
        for publisher in {each.revision.source.publisher for each in event.citations.with_articles()}:
            assert event in asked("publisher=" + publisher.replace(" ", "+"))


def asked(query, of=None):
    return list(Filters.from_query(QueryDict(query), of=of).events())


@pytest.mark.django_db
def test_an_event_that_is_deleted_leaves_the_index():
    event = make_published()
    event.citations.all().delete()
    event.delete()
    assert not IndexRow.objects.exists()
