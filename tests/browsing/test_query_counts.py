"""What a reader asks is bounded work: the number of queries does not grow with the archive."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.browsing.pages import page_of
from tests.factories import cite, make_cited, make_entity, make_text, make_timeline
from timeline.models import Event, TimelineEntry

pytestmark = pytest.mark.django_db

FILTERED = "?q=bridge&from=2020&to=2030&certain=1&person=kos&place=town&kind=other&publisher=The+Courier&source=an-article&order=newest"  # fmt: skip


@pytest.fixture
def archive():
    """Grow an archive in which every event cites and names as much as the first."""
    kos, town = make_entity(name="Kos", aliases=["Koss"]), make_entity(name="Town", kind="place")
    texts = [make_text(title="An article"), make_text(title="Another article")]
    story, _other = make_timeline(title="Story"), make_timeline(title="Other")
    seen = list(Event.objects.none())

    def grow(count: int) -> None:
        while len(seen) < count:
            event = make_cited(title=f"Bridge {len(seen)}", text=texts[0], entities=[kos, town])
            cite(event=event, text=texts[1], supports=["place"])
            event.annotations.create(text="A note.", visibility="public")
            TimelineEntry.objects.create(timeline=story, event=event)
            event.publish(by=None)
            seen.append(event)

    return grow


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# The address; the most queries that it may take.
BOUNDS = {
    "/": 32,
    "/?from=2020&to=2030": 32,
    f"/{FILTERED}": 36,
    "/timelines/story/": 32,
    "/choices/?facet=person&q=bridge": 8,
    "/events/bridge-0/": 14,
    "/sources/an-article/": 8,
    "/entities/kos/": 14,
    "/background/?timeline=story": 14,
    "/background/?only=bridge-0": 14,
}


def test_a_page_takes_as_many_queries_with_60_events_as_with_5(archive, client):
    archive(5)
    few = {address: queries(client, address) for address in BOUNDS}
    archive(60)
    assert {address: queries(client, address) for address in BOUNDS} == few
    assert {address: count for address, count in few.items() if count > BOUNDS[address]} == {}


@pytest.mark.parametrize("address", ["/", "/?q=bridge", "/entities/kos/"])
def test_a_page_of_50_events_has_at_most_1500_elements(archive, client, address):
    archive(55)
    page = page_of(client, address)
    assert len([tag for tag, _attributes in page.tags if tag == "article"]) == 50
    assert len(page.tags) <= 1500


def test_a_second_page_takes_no_more_than_the_first(archive, client):
    archive(55)
    response = client.get("/")
    assert queries(client, response.context["page"].next_url) <= queries(client, "/")
    assert len(client.get(response.context["page"].next_url).context["page"].events) == 5


def test_an_event_with_many_citations_takes_no_more_queries(archive, client):
    archive(1)
    few = queries(client, "/events/bridge-0/")
    event = Event.objects.get(slug="bridge-0")
    for number in range(12):
        cite(event=event, text=make_text(title=f"Extra {number}"), supports=["place", "people"])
    assert queries(client, "/events/bridge-0/") == few


def test_an_empty_result_counts_a_bounded_number_of_ways_out(archive, client):
    archive(2)
    assert queries(client, f"/{FILTERED}&kind=meeting&q=nothing") <= 48


def test_on_a_long_page_each_passage_is_one_click_from_its_article(archive, client):
    archive(55)
    page = page_of(client, "/")
    assert (
        len(
            [
                tag
                for tag, attributes in page.tags
                if tag == "a" and "external" in (attributes.get("rel") or "")
            ]
        )
        >= 50
    )


def test_the_words_of_a_search_are_looked_up_once_for_a_whole_page(archive, client):
    archive(2)
    for address in ("/?q=kos&open=person", "/choices/?facet=person&q=kos", "/?q=kos&kind=meeting"):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert sum('folded_surname" IN' in each["sql"] for each in captured) == 1, address
