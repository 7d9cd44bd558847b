"""Promise 8: what rests on unpublished work reaches no reader, at any address, under any name."""

import re

import pytest

from tests.factories import (
    cite,
    make_cited,
    make_entity,
    make_published,
    make_retracted,
    make_text,
    make_timeline,
)
from timeline.filters import FACETS
from timeline.models import Citation, Event, TimelineEntry

pytestmark = pytest.mark.django_db


def choices_of_all(client) -> list[tuple]:
    """What can be ticked in each of the filters."""
    return [client.get(f"/choices/?facet={name}").context["facet"].choices for name in FACETS]


SECRETS = [
    "Hidden Bridge",
    "Anna Hush",
    "Hush Ministry",
    "Hushville",
    "Hush affair",
    "The Whisper",
    "A hushed story",
    "murmured",
]


@pytest.fixture
def drafts():
    """A database that holds only drafts, each complete enough to be published."""
    text = make_text(
        body="In May 2023 someone murmured.",
        publisher="The Whisper",
        title="Hushed article",
        full_text_public=True,
    )
    entities = [
        make_entity(name="Anna Hush"),
        make_entity(name="Hush Ministry", kind="organisation"),
        make_entity(name="Hushville", kind="place"),
        make_entity(name="Hush affair", kind="topic"),
    ]
    draft = make_cited(title="Hidden Bridge", text=text, entities=entities, kind="meeting")
    draft.annotations.create(text="murmured note", visibility="public")
    review = make_cited(title="Hidden Bridge reviewed", text=text, entities=entities)
    Event.objects.filter(pk=review.pk).update(status="in review")
    merged = make_cited(title="Hidden Bridge merged", entities=entities, text=text)
    merged.merge_into(draft, by=None)
    story = make_timeline(title="A hushed story")
    TimelineEntry.objects.create(timeline=story, event=draft)
    return draft


@pytest.mark.parametrize(
    "address",
    [
        "/events/hidden-bridge/",
        "/events/hidden-bridge-reviewed/",
        "/events/hidden-bridge-merged/",
        "/sources/hushed-article/",
        "/entities/anna-hush/",
        "/entities/hush-ministry/",
        "/entities/hushville/",
        "/entities/hush-affair/",
        "/timelines/a-hushed-story/",
    ],
)
def test_a_draft_is_found_at_no_address(drafts, client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert not any(secret in response.content.decode() for secret in SECRETS)


def test_the_passages_of_a_draft_have_no_address(drafts, client):
    for citation in Citation.objects.all():
        assert client.get(f"/passages/{citation.public_id}/").status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?event=hidden-bridge", "?timeline=a-hushed-story", "?person=anna-hush"]
)
def test_the_background_tells_nothing_of_drafts(drafts, client, query):
    page = client.get(f"/background/{query}").content.decode()
    assert not [secret for secret in SECRETS if secret in page]


def test_a_former_address_of_a_draft_leads_nowhere(drafts, client):
    draft = Event.objects.get(slug="hidden-bridge")
    draft.slug = "another"
    draft.save()
    assert client.get("/events/hidden-bridge/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/", "/?order=newest", "/?q=murmured", "/?q=Hush", "/?from=2020&to=2024", "/about/"]
)
def test_the_front_page_shows_no_trace_of_drafts(drafts, client, address):
    response = client.get(address)
    page = (
        response.content.decode()
        .replace('value="Hush"', "")
        .replace("“Hush”", "")
        .replace("murmured", "", address.count("murmured") * 17)
    )
    assert response.status_code == 200
    assert not [secret for secret in SECRETS if secret in page]
    if response.context.get("found"):
        assert response.context["found"].events == response.context["found"].articles == 0
        assert choices_of_all(client) == [()] * len(FACETS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("person", "anna-hush"),
        ("org", "hush-ministry"),
        ("place", "hushville"),
        ("topic", "hush-affair"),
        ("publisher", "The Whisper"),
        ("source", "hushed-article"),
    ],
)
def test_a_facet_that_names_a_draft_answers_as_for_what_does_not_exist(drafts, client, name, value):
    def answer(value: str) -> str:
        page = client.get("/", {name: value}).content.decode()
        quoted = re.escape(value).replace(r"\ ", r"(?: |\+|%20|%2B)")
        return re.sub(quoted, "VALUE", page)

    assert answer(value) == answer("nothing" if "-" not in value and " " not in value else value[::-1])


def test_etags_tell_nothing_of_drafts(client):
    before = client.get("/")["ETag"]
    make_cited(entities=[make_entity(name="Anna Hush")])
    assert client.get("/")["ETag"] == before


def test_an_article_that_only_a_draft_cites_is_not_there_though_another_event_is_public(client):
    make_cited(text=make_text(title="Hushed article", publisher="The Whisper"))
    make_published(title="Open", text=make_text(title="Open article"))
    assert client.get("/sources/hushed-article/").status_code == 404
    assert client.get("/sources/open-article/").status_code == 200
    assert "The Whisper" not in client.get("/").content.decode()


def test_a_public_article_does_not_show_what_a_draft_cites_of_it(client):
    text = make_text(title="An article", body="In May 2023 the bridge opened. Someone murmured.")
    make_published(text=text, exact="In May 2023 the bridge opened")
    make_cited(title="Hidden Bridge", text=text, exact="Someone murmured")
    page = client.get("/sources/an-article/").content.decode()
    assert "the bridge opened" in page
    assert "murmured" not in page
    assert "Hidden Bridge" not in page


# People who are not public


@pytest.mark.parametrize("visibility", ["named in passing", "protected"])
def test_a_person_who_is_not_public_has_no_page_no_facet_and_no_name(client, visibility):
    person = make_entity(name="Anna Hush", visibility=visibility, aliases=["Hanna Hush"])
    make_published(title="Open", entities=[person])
    assert client.get("/entities/anna-hush/").status_code == 404
    for address in ("/", "/events/open/", "/?person=anna-hush", "/?q=Hanna"):
        assert "Anna Hush" not in client.get(address).content.decode()
    found = client.get("/?person=anna-hush").context["found"]
    assert found.events == 0
    assert client.get("/choices/?facet=person").context["facet"].choices == ()


def test_a_person_who_is_protected_later_vanishes_everywhere(client):
    person = make_entity(name="Anna Hush")
    make_published(title="Open", entities=[person])
    assert client.get("/entities/anna-hush/").status_code == 200
    person.visibility = "protected"
    person.save()
    assert client.get("/entities/anna-hush/").status_code == 404
    assert "Anna Hush" not in client.get("/").content.decode() + client.get("/events/open/").content.decode()


# Retracted


def test_a_retracted_event_keeps_its_page_with_the_reason_and_leaves_every_list(client):
    person, story = make_entity(name="Anna Kos"), make_timeline(title="Story")
    text = make_text(title="An article", publisher="The Herald")
    make_retracted(
        title="Wrong bridge", why="It was another bridge.", entities=[person], timelines=[story], text=text
    )
    page = client.get("/events/wrong-bridge/").content.decode()
    assert "It was another bridge." in page
    assert "withdrew" in page
    response = client.get("/")
    assert "Wrong bridge" not in response.content.decode()
    assert response.context["found"].events == 0
    assert choices_of_all(client) == [()] * len(FACETS)
    assert client.get("/timelines/story/").status_code == 404


def test_what_a_retracted_event_names_and_cites_keeps_its_page_without_the_event_in_a_list(client):
    make_retracted(
        title="Wrong bridge", entities=[make_entity(name="Anna Kos")], text=make_text(title="An article")
    )
    assert "Wrong bridge" not in client.get("/entities/anna-kos/").content.decode()
    assert "retracted" in client.get("/sources/an-article/").content.decode()


# Notes


def test_internal_notes_are_never_shown_and_public_ones_are(client):
    event = make_published(
        title="Open", entities=[make_entity(name="Kos")], text=make_text(title="An article")
    )
    for target in ({"event": event}, {"citation": event.citations.get()}):
        event.annotations.model.objects.create(**target, text="For us alone", visibility="internal")
        event.annotations.model.objects.create(**target, text="For everyone", visibility="public")
    for address in ("/", "/events/open/", "/sources/an-article/", "/entities/kos/"):
        assert "For us alone" not in client.get(address).content.decode()
    assert client.get("/events/open/").content.decode().count("For everyone") == 2


# Excerpts


BODY = """A headline

Before that nothing was known. In May 2023 the bridge opened. After that it rained.
Another paragraph, unquoted.
"""


@pytest.mark.parametrize("address", ["/", "/events/open/", "/sources/an-article/", "/entities/kos/"])
def test_an_excerpt_never_shows_more_than_its_sentence(client, address):
    text = make_text(title="An article", body=BODY)
    make_published(title="Open", text=text, exact="May 2023 the bridge", entities=[make_entity(name="Kos")])
    page = re.sub(r"<[^>]+>", "", client.get(address).content.decode())
    assert "In May 2023 the bridge opened." in page
    for words in ("Before that", "After that", "Another paragraph", "A headline"):
        assert words not in page


@pytest.mark.parametrize("is_public", [True, False])
def test_the_full_text_is_shown_only_where_the_newsroom_owns_it(client, is_public):
    text = make_text(title="An article", body=BODY, full_text_public=is_public)
    make_published(text=text, exact="In May 2023 the bridge opened")
    assert (
        "Another paragraph, unquoted." in client.get("/sources/an-article/").content.decode()
    ) is is_public


def test_a_text_that_no_public_citation_uses_is_not_shown(client):
    text = make_text(title="An article", body="In May 2023 the bridge opened. Someone murmured.")
    make_published(text=text, exact="In May 2023 the bridge opened")
    draft = make_cited(title="Draft", text=text, exact="In May 2023")
    cite(event=draft, text=text, exact="Someone murmured", supports=["place"])
    assert (
        "murmured"
        not in client.get("/").content.decode() + client.get("/sources/an-article/").content.decode()
    )
