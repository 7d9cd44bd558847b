"""`/corrections/` and its feed: what was corrected, when and why; nothing that is not public, and XML whatever it says."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_cited, make_entity, make_published, make_retracted, make_text, make_timeline
from tests.models.test_corrections import correct
from timeline.models import Correction, Event

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(client, address="/corrections.atom"):
    response = client.get(address)
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall("a:entry", ATOM)


def test_without_a_correction_the_ledger_says_so(client):
    assert "Nothing has been corrected yet" in client.get("/corrections/").content.decode()
    assert entries(client) == []


def test_a_correction_is_in_the_ledger_and_on_its_events_page(client):
    event = make_published(title="The bridge opens")
    correct(event, title="The bridge closes", note="It closed.")
    for address in ("/corrections/", event.get_absolute_url()):
        page = client.get(address).content.decode()
        assert all(each in page for each in ("It closed.", "The bridge opens", "The bridge closes"))


def test_a_retraction_is_in_the_ledger_and_leads_to_the_page_that_stays(client):
    event = make_retracted(why="It was another bridge.")
    assert "It was another bridge." in client.get("/corrections/").content.decode()
    assert client.get(event.get_absolute_url()).status_code == 200


def test_typos_drafts_and_pending_changes_are_not_there(client):
    make_cited(title="Hidden draft")
    event = make_published(title="Public")
    correct(event, kind="typo", note="", summary="The bridge  opened.")
    from timeline.models.documents import document_of

    document = document_of(event)
    document["event"]["title"] = "Hidden change"
    event.keep_change(document, by=None)
    for address in ("/corrections/", "/corrections.atom", event.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "Hidden" not in page
        assert "It said" not in page


def test_a_protected_person_is_in_neither_page_nor_feed(client):
    kos = make_entity(name="Anna Kosova")
    event = make_published(title="Anna Kosova opens it", entities=[kos])
    correct(event, title="It opens", entities=[], note="Kosova was elsewhere.")
    assert "Kosova" in client.get("/corrections/").content.decode()
    kos.visibility = "protected"
    kos.save()
    for address in ("/corrections/", "/corrections.atom"):
        assert "Kosova" not in client.get(address).content.decode()


def test_pages_follow_one_another_without_a_gap(client):
    for number in range(23):
        make_retracted(why=f"Reason {number}.")
    first = client.get("/corrections/").context
    second = client.get(f"/corrections/?before={first['older']}").context
    notes = [each.note for page in (first, second) for each in page["corrections"]]
    assert notes == [f"Reason {number}." for number in reversed(range(23))]
    assert second["older"] is None


@pytest.mark.parametrize(
    "query", ["?before=x", "?before=-1", "?before=99999999999999999999", "?before=²", "?before="]
)
def test_no_cursor_is_an_error_of_ours(client, query):
    assert client.get(f"/corrections/{query}").status_code == 200


def test_a_timeline_has_its_own_ledger_and_feed(client):
    story, other = make_timeline(title="Story"), make_timeline(title="Other")
    for timeline, note in ((story, "On the story."), (other, "On another.")):
        correct(make_published(timelines=[timeline]), title=f"New {note}", note=note)
    page = client.get("/corrections/?timeline=story").content.decode()
    assert "On the story." in page
    assert "On another." not in page
    assert len(entries(client, "/corrections.atom?timeline=story")) == 1
    assert client.get("/corrections/?timeline=none").status_code == 404


def test_a_story_keeps_its_corrections_when_their_event_is_merged_into_another(client):
    events = [make_published(timelines=each) for each in ([make_timeline(title="Story")], [], [])]
    correct(events[0], note="It closed.")
    for event, into in pairwise(events):
        Event.objects.get(pk=event.pk).merge_into(Event.objects.get(pk=into.pk), by=None)
        assert "It closed." in client.get("/corrections/?timeline=story").content.decode()
        assert len(entries(client, "/corrections.atom?timeline=story")) == 1


def test_an_entry_keeps_its_id_and_says_when_it_was_mended(client):
    make_retracted(why="A mistke.")
    [before] = entries(client)
    made = Correction.objects.get()
    made.note = "A mistake."
    made.save()
    [after] = entries(client)

    def said(entry, name):
        return entry.findtext(f"a:{name}", namespaces=ATOM)

    assert said(before, "id") == said(after, "id") == made.public_id.urn
    assert said(before, "published") == said(after, "published")
    assert said(after, "updated") == made.changed_at.isoformat()
    assert said(after, "updated") > said(after, "published")


@pytest.mark.parametrize(
    "hostile", ["\x01\x08\x1f", "]]>", "<script>&amp;", "\ufffe\uffff", "“ї” 🜁", "\u2028"]
)
def test_the_feed_is_xml_whatever_is_written(client, hostile):
    correct(make_published(title=f"T {hostile}"), title=f"N {hostile}", note=f"Why {hostile}.")
    [entry] = entries(client)
    assert entry.findtext("a:title", namespaces=ATOM).startswith("N ")
    assert client.get("/corrections/").status_code == 200


def test_the_ledger_costs_the_same_however_long_it_is(client):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/corrections/")
        return len(captured)

    make_retracted()
    once = cost()
    for _each in range(10):
        make_retracted()
    assert cost() == once <= 5


def test_passages_and_corrections_lead_on_over_several_merges(client):
    text = make_text()
    chain = [make_published(title=f"Event {each}", text=text) for each in "ABCD"]
    passage = chain[0].citations.get()
    correct(chain[0], title="Event A, corrected", note="It was May.")
    for event, into in pairwise(chain):
        Event.objects.get(pk=event.pk).merge_into(Event.objects.get(pk=into.pk), by=None, why="One event.")
    assert client.get(passage.get_passage_url(), follow=True).status_code == 200
    for address in ("/corrections/", chain[-1].get_absolute_url()):
        assert "It was May." in client.get(address).content.decode()
