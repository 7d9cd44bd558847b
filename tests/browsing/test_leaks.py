"""Address by address: nothing that rests on unpublished work reaches a reader. An address without a row here fails."""

from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone

from tests.factories import (
    cite,
    make_cited,
    make_entity,
    make_proposal,
    make_published,
    make_text,
    make_timeline,
)
from timeline.browsing import urls
from timeline.filters import FACETS
from timeline.models import Citation, Event, TimelineEntry
from timeline.models.documents import document_of

MARK = "Zqx"  # every word that no reader may see begins with it
BODY = "In May 2023 the Zqx{0}passage opened."

KINDS = ("draft", "review", "heldevent", "heldsource", "merged")


def hidden(kind: str) -> dict[str, str]:
    """The addresses' parts of one kind of unpublished thing."""
    return {
        each: f"zqx-{kind}-{each}" for each in ("event", "source", "person", "org", "place", "topic", "story")
    }


def make_hidden(kind: str) -> Event:
    """An event with all that can hang on it, every word of it marked."""
    names = {"person": "person", "org": "organisation", "place": "place", "topic": "topic"}
    entities = [
        make_entity(name=f"Zqx {kind} {name}", kind=each, aliases=[f"Zqxalias {kind} {name}"])
        for name, each in names.items()
    ]
    text = make_text(
        body=BODY.format(kind),
        title=f"Zqx {kind} source",
        publisher=f"Zqxpublisher {kind}",
        full_text_public=True,
    )
    event = make_cited(
        title=f"Zqx {kind} event", summary="Zqxsummary.", text=text, entities=entities, date_note="Zqxnote"
    )
    event.annotations.create(text="Zqxannotation", visibility="public")
    event.citations.get().annotations.create(text="Zqxannotation", visibility="public")
    TimelineEntry.objects.create(timeline=make_timeline(title=f"Zqx {kind} story"), event=event)
    return event


@pytest.fixture
def archive(db):
    """An open event, and around it every kind of what readers may not see."""
    events = {kind: make_hidden(kind) for kind in KINDS}
    events["review"].submit(by=None)
    tomorrow = timezone.now() + timedelta(days=1)
    events["heldevent"].hold(tomorrow, by=None)
    source = events["heldsource"].citations.get().revision.source
    source.hold(tomorrow, by=None)
    for kind in ("heldevent", "heldsource"):
        event = Event.objects.get(pk=events[kind].pk)
        event.publish(by=None)
        events[kind] = event
    into = make_cited(title="Zqx merged into a draft")
    events["merged"].merge_into(into, by=None)
    people = [make_entity(name=f"Zqx {each}", visibility=each) for each in ("protected", "named in passing")]
    text = make_text(
        title="Open source", body="In May 2023 the bridge opened. The Zqxunquoted rest.", published_on=None
    )
    story = make_timeline(title="Open story")
    opened = make_published(
        title="Open event",
        text=text,
        exact="In May 2023 the bridge opened.",
        timelines=[story],
        entities=[make_entity(name="Open person"), *people],
    )
    opened.annotations.create(text="Zqxinternal", visibility="internal")
    make_proposal(text=text, exact="The Zqxunquoted rest.", title="Zqxproposal", dated="rest")
    opened = Event.objects.get(pk=opened.pk)
    rejected = make_proposal(text=text, exact="In May 2023 the bridge opened.", title="Zqxrejected")
    rejected.reject(by=None, reason="other", note="Zqxreason")
    document = document_of(opened)
    document["event"]["title"] = "Zqxpending title"
    opened.keep_change(document, by=None, why="Zqxwhy")
    draft = Event.objects.get(pk=events["draft"].pk)
    cite(event=draft, text=text, exact="The Zqxunquoted rest.", supports=["place"])
    draft.evidence_changed()
    return opened


def addresses(name: str) -> list[str]:
    """Return what is asked at the address called `name`: of what is open, and of everything that is hidden."""
    parts = [hidden(each) for each in KINDS]
    facets = {"person": "person", "org": "org", "place": "place", "topic": "topic", "source": "source"}
    filters = [f"{facet}={each[part]}" for each in parts for facet, part in facets.items()]
    filters += ["kind=other", "evidence=annotated", "evidence=one-article", "known=2030", "from=2020&to=2030"]
    filters += ["order=newest", "certain=1&from=2023&to=2023", "publisher=The+Courier"]
    searches = ["q=bridge", "q=passage", "q=alias", "q=opened"]
    asked = {
        "front": ["/", *(f"/?{each}" for each in filters + searches)],
        "timeline": ["/timelines/open-story/", *(f"/timelines/{each['story']}/" for each in parts)],
        "event": ["/events/open-event/", *(f"/events/{each['event']}/" for each in parts)],
        "source": ["/sources/open-source/", *(f"/sources/{each['source']}/" for each in parts)],
        "entity": [
            "/entities/open-person/", "/entities/zqx-protected/", "/entities/zqx-named-in-passing/",
            *(f"/entities/{each[part]}/" for each in parts for part in ("person", "org", "place", "topic")),
        ],
        "passage": [f"/passages/{each}/" for each in Citation.objects.values_list("public_id", flat=True)],
        "choices": [f"/choices/?facet={each}" for each in FACETS] + [f"/choices/?facet={each}&find=z" for each in FACETS],
        "background": ["/background/", "/background/?timeline=open-story&key=1", *(f"/background/?event={e['event']}" for e in parts),
                       *(f"/background/?timeline={e['story']}" for e in parts)],
        "corrections": ["/corrections/", *(f"/corrections/?timeline={each['story']}" for each in parts)],
        "corrections-feed": ["/corrections.atom", *(f"/corrections.atom?timeline={each['story']}" for each in parts)],
        "about": ["/about/"],
        "language": ["/language/uk/", "/language/zqx/"],
    }  # fmt: skip
    return asked[name]


NAMES = [each.name for each in urls.urlpatterns]


def test_the_table_knows_every_public_address(db):
    assert all(addresses(name) for name in NAMES if name != "passage")
    roots = {str(each.pattern) for each in get_resolver().url_patterns}
    assert roots <= {"", "admin/", "healthz"} | {each for each in roots if each.startswith("admin")}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_no_word_of_what_is_hidden_is_answered(archive, client, name, headers):
    for address in addresses(name):
        response = client.get(address, headers=headers)
        page = response.content.decode()
        for said in (address.partition("=")[2], address):  # what the visitor typed is theirs
            page = page.replace(said, "") if said else page
        page = page.replace(address.rstrip("/").rpartition("/")[2], "")
        for part in (value for kind in KINDS for value in hidden(kind).values()):
            page = page.replace(part, "") if part in address else page
        assert MARK.casefold() not in page.casefold(), (
            address,
            page[max(0, page.casefold().find("zqx") - 200) :][:300],
        )
        # Never 410: that would say that something was there.
        assert response.status_code in ((302, 404) if name == "language" else (200, 400, 404)), address
        sent = str(
            {**response.headers, "HX-Replace-Url": "", "HX-Push-Url": ""}
        )  # the address, as it was asked
        assert MARK.casefold() not in sent.casefold()


@pytest.mark.parametrize("name", ["timeline", "event", "source", "entity"])
def test_what_is_hidden_is_not_found_as_what_never_was(archive, client, name):
    for address in addresses(name)[1:]:
        assert client.get(address).status_code == 404, address


def test_counts_are_of_what_is_open(archive, client):
    found = client.get("/").context["found"]
    assert (found.events, found.articles) == (1, 1)
    for facet in FACETS:
        assert all(
            "zqx" not in str(each).casefold()
            for each in client.get(f"/choices/?facet={facet}").context["facet"].choices
        )


def test_a_former_address_of_what_is_held_leads_nowhere(archive, client):
    held = Event.objects.get(slug="zqx-heldevent-event")
    held.slug = "another"
    held.save()
    response = client.get("/events/zqx-heldevent-event/")
    assert (response.status_code, "Location" in response) == (404, False)


def test_etags_tell_nothing_of_what_is_held(db, client):
    make_published(title="Open event")
    before = {
        address: client.get(address)["ETag"] for address in ("/", "/corrections/", "/events/open-event/")
    }
    held = make_cited(title="Zqx held", edtf="2023-05")
    held.hold(timezone.now() + timedelta(days=1), by=None)
    held.publish(by=None)
    assert {address: client.get(address)["ETag"] for address in before} == before


def test_at_the_moment_everything_is_there(archive, client, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=2))
    for kind in ("heldevent", "heldsource"):
        for where, part in (
            ("events", "event"),
            ("sources", "source"),
            ("entities", "person"),
            ("timelines", "story"),
        ):
            assert client.get(f"/{where}/{hidden(kind)[part]}/").status_code == 200
    assert client.get("/").context["found"].events == 3
