"""`/passages/<public id>/`: a cited passage has an address for good."""

import pytest

from tests.factories import cite, make_cited, make_event, make_published, make_retracted, make_text
from timeline.models import Source

pytestmark = pytest.mark.django_db


def test_it_shows_the_words_within_their_sentence_and_no_more(client):
    text = make_text(body="Before it. In May 2023 the bridge opened at last. After it.", published_on=None)
    event = make_published(text=text, exact="the bridge opened")
    page = client.get(event.citations.get().get_passage_url()).content.decode()
    assert "In May 2023 <mark>the bridge opened</mark> at last." in page
    assert "Before it" not in page
    assert "After it" not in page


def test_it_leads_to_the_article_at_that_sentence_then_to_the_archive(client):
    event = make_published()
    Source.objects.update(url="https://example.org/a", archived_url="https://archive.example/a")
    page = client.get(event.citations.get().get_passage_url()).content.decode()
    assert page.index("https://example.org/a#:~:text=") < page.index("https://archive.example/a")


def test_a_draft_s_passage_is_not_there(client):
    assert client.get(make_cited().citations.get().get_passage_url()).status_code == 404


def test_a_retracted_event_s_passage_stays_and_says_so(client):
    page = client.get(make_retracted().citations.get().get_passage_url())
    assert "retracted" in page.content.decode()


def test_it_stays_where_it_is_when_its_event_is_merged(client):
    event, other = make_published(), make_published()
    address = event.citations.get().get_passage_url()
    event.merge_into(other, by=None)
    assert other.title in client.get(address).content.decode()


def test_it_stays_when_both_events_cite_the_same_words(client):
    text = make_text()
    event, other = make_published(text=text), make_published(text=text)
    address = event.citations.get().get_passage_url()
    event.merge_into(other, by=None)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("wrong", ["nothing", "0", "bcdfghjkmn"])
def test_what_was_never_cited_is_not_there(client, wrong):
    assert client.get(f"/passages/{wrong}/").status_code == 404


def test_a_passage_of_a_merged_draft_is_not_there(client):
    draft, other = make_event(), make_cited()
    citation = cite(event=draft, text=make_text())
    draft.merge_into(other, by=None)
    assert client.get(citation.get_passage_url()).status_code == 404


def test_a_draft_merged_into_a_public_event_of_the_same_words_does_not_show_its_working_title(client):
    text = make_text()
    draft, other = make_cited(text=text, title="A bribe?"), make_published(text=text)
    draft.merge_into(other, by=None)
    assert client.get(draft.citations.get().get_passage_url()).status_code == 404
