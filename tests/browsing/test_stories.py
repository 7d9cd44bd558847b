"""With several timelines the front page lists them first, then the archive of all events."""

import lxml.html
import pytest

from tests.factories import make_cited, make_published, make_timeline
from timeline.browsing.stories import stories
from timeline.models import Timeline, TimelineEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def bridges():
    story, other = make_timeline(title="Bridges"), make_timeline(title="Tunnels")
    make_published(edtf="1863/1864", timelines=[story])
    make_published(edtf="2026-01-25", timelines=[story, other])
    TimelineEntry.objects.create(timeline=story, event=make_cited(edtf="2030"))
    return story


def headings(client, address: str) -> list[str]:
    page = lxml.html.fromstring(client.get(address).content.decode())
    return [each.text_content() for each in page.xpath("//h1 | //h2[not(@class='period')]")]


def test_the_timelines_come_first_then_the_archive_under_its_heading(bridges, client):
    assert headings(client, "/")[:4] == ["Timelines", "Bridges", "Tunnels", "All events"]


def test_each_says_how_many_events_readers_find_there_and_of_which_years(bridges, client):
    page = lxml.html.fromstring(client.get("/").content.decode())
    said = [each.text_content() for each in page.xpath("//*[@class='stories']//p[@class='ui']")]
    assert said == ["2 events, 1863–2026", "1 event, 2026"]


def test_what_is_asked_of_the_archive_stands_at_the_top(bridges, client):
    assert headings(client, "/?q=bridge")[0] == "All events"


def test_the_list_takes_one_query_however_long_it_is(bridges, client, django_assert_max_num_queries):
    for number in range(5):
        make_published(timelines=[make_timeline(title=f"Story {number}")])
    timelines = list(Timeline.objects.public())
    with django_assert_max_num_queries(1):
        assert len(stories(timelines)) == 7
