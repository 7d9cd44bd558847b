"""Promise 5 and 6: a change of what readers see waits, whole, until it is published with what readers are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    cite,
    make_cited,
    make_entity,
    make_published,
    make_text,
    make_timeline,
    publish_change,
)
from timeline.models import (
    CannotApply,
    Citation,
    Event,
    NotPublishable,
    PendingChange,
    StaleChange,
    StaleVersion,
    Unresolved,
)
from timeline.models.changing import as_edited, make_it
from timeline.models.documents import document_of, with_keys_of_its_own

pytestmark = pytest.mark.django_db

BODY = "In May 2023 the bridge opened. It held. The mayor spoke. Nobody fell."


@pytest.fixture
def event():
    return make_published(
        title="The bridge opens", text=make_text(body=BODY), exact="In May 2023 the bridge opened."
    )


def edited(event, **fields):
    document = document_of(event)
    document["event"] |= fields
    return document


def adding_citation(event, exact, key=10**9):
    """The document of an event with one more citation, as a trial of the form makes it."""
    document, base = document_of(event), document_of(event)
    first = document["citations"][0]
    start = BODY.index(exact)
    new = {
        **first,
        "pk": key,
        "exact": exact,
        "start": start,
        "end": start + len(exact),
        "number": 0,
        "public_id": "newone",
    }
    document["citations"].append({**new, "prefix": "", "suffix": ""})
    support = {**document["supports"][0], "pk": key, "citation": key, "aspect": "people"}
    document["supports"].append(support)
    return with_keys_of_its_own(document, event, base)


def test_nothing_public_changes_while_a_change_waits(event, client, editor):
    before = [client.get(each).content for each in ("/", "/events/the-bridge-opens/", "/?q=tunnel")]
    event.keep_change(edited(event, title="The tunnel opens", edtf="2020"), by=editor)
    assert [client.get(each).content for each in ("/", "/events/the-bridge-opens/", "/?q=tunnel")] == before


def test_a_published_change_is_public_everywhere_at_once(event, client, editor):
    change = event.keep_change(edited(event, title="The tunnel opens", edtf="2020"), by=editor)
    publish_change(event, change, by=editor, kind="correction", note="It was a tunnel.")
    assert client.get("/?q=tunnel").context["found"].events == 1
    assert client.get("/?from=2020&to=2020").context["found"].events == 1
    assert "The tunnel opens" in client.get("/events/the-bridge-opens/").content.decode()
    assert change.state == "published"


def test_an_event_has_one_pending_change(event, editor):
    event.keep_change(edited(event, title="A"), by=editor)
    with pytest.raises(StaleChange):
        event.keep_change(edited(event, title="B"), by=editor)


def test_a_draft_has_none(editor):
    draft = make_cited()
    with pytest.raises(ValueError, match="at once"):
        draft.keep_change(document_of(draft), by=editor)


def test_a_change_without_evidence_is_kept_but_not_published(event, editor):
    document = document_of(event)
    document["supports"] = []
    change = event.keep_change(document, by=editor)
    with pytest.raises(NotPublishable, match="No citation supports its date"):
        event.publish_change(change, by=editor, kind="evidence")
    assert event.citations.get().supports.count() == 2
    assert PendingChange.objects.get().is_open


@pytest.mark.parametrize(
    ("kind", "note", "fields", "said"),
    [
        ("correction", " ", {"title": "New"}, "note for readers"),
        ("typo", "", {"edtf": "2020"}, "more than a typo"),
        ("evidence", "", {"summary": "New."}, "not its evidence alone"),
        ("retraction", "No.", {"title": "New"}, "Say what this change is"),
        ("", "", {"title": "New"}, "Say what this change is"),
    ],
)
def test_a_change_is_declared_as_what_it_is(event, editor, kind, note, fields, said):
    change = event.keep_change(edited(event, **fields), by=editor)
    with pytest.raises(NotPublishable, match=said):
        event.publish_change(change, by=editor, kind=kind, note=note)
    assert Event.objects.get().title == "The bridge opens"


def test_a_new_citation_gets_its_number_when_it_is_published(event, editor):
    change = event.keep_change(adding_citation(event, "It held."), by=editor)
    assert Citation.objects.count() == 1
    event.publish_change(change, by=editor, kind="evidence")
    new = event.citations.get(number=2)
    assert new.pk > 0
    assert (new.exact, new.public_id, new.aspects()) == ("It held.", "newone", {"people"})


def test_what_is_shown_inside_is_gone_outside(event, editor):
    change = event.keep_change(adding_citation(event, "It held."), by=editor)
    with change.shown() as shown:
        assert [each.exact for each in shown.citations.all()][1] == "It held."
        assert Citation.objects.filter(pk__lt=0).count() == 1
    assert Citation.objects.count() == 1
    assert Event.objects.get().version == event.version


def test_names_notes_and_places_wait_as_well(event, editor):
    kos, story = make_entity(name="Kos"), make_timeline()
    document = document_of(event)
    base = document_of(event)
    document["event"]["entities"] = [kos.pk]
    document["annotations"] = [
        {
            "pk": 9,
            "citation": None,
            "kind": "context",
            "visibility": "public",
            "text": "Seen.",
            "author": editor.pk,
            "made_at": "2026-01-01T00:00:00Z",
        }
        | dict.fromkeys(())
    ]
    from timeline.models.documents import row_fields

    for field in row_fields("annotations"):
        document["annotations"][0].setdefault(field.name, field.get_default())
    document["entries"] = [{"pk": 9, "timeline": story.pk, "is_key": True}]
    change = event.keep_change(with_keys_of_its_own(document, event, base), by=editor)
    assert not event.entities.exists()
    assert not event.annotations.exists()
    event.publish_change(change, by=editor, kind="correction", note="Kos was there.")
    assert (event.entities.get(), event.annotations.get().text, event.entries.get().is_key) == (
        kos,
        "Seen.",
        True,
    )


def test_what_was_published_in_the_meantime_stays(event, editor):
    change = event.keep_change(edited(event, title="Mine"), by=editor)
    with event.step(None):
        event.summary = "Theirs."
    event.publish_change(PendingChange.objects.get(pk=change.pk), by=editor, kind="typo")
    now = Event.objects.get()
    assert (now.title, now.summary) == ("Mine", "Theirs.")


def test_what_both_changed_has_to_be_decided_first(event, editor):
    change = event.keep_change(edited(event, title="Mine"), by=editor)
    with event.step(None):
        event.title = "Theirs"
    with pytest.raises(Unresolved):
        event.publish_change(PendingChange.objects.get(pk=change.pk), by=editor, kind="typo")
    assert Event.objects.get().title == "Theirs"


def test_the_second_to_save_a_pending_change_is_refused(event, editor):
    change = event.keep_change(edited(event, title="A"), by=editor)
    late = PendingChange.objects.get(pk=change.pk)
    change.rewrite(edited(event, title="B"), by=editor)
    with pytest.raises(StaleChange):
        late.rewrite(edited(event, title="C"), by=editor)
    assert PendingChange.objects.get().document["event"]["title"] == "B"
    assert change.at(1)[1]["event"]["title"] == "A"


def overtake(event):
    """Let an import be faster."""
    theirs = Event.objects.get(pk=event.pk)
    with theirs.step(None):
        theirs.summary = "Theirs."


def test_a_change_is_not_begun_on_an_older_version_of_the_event(event, editor):
    document = edited(event, title="Mine")
    overtake(event)
    with pytest.raises(StaleVersion):
        event.keep_change(document, by=editor)
    assert not PendingChange.objects.exists()


def test_a_change_is_not_rewritten_on_an_older_version_of_the_event(event, editor):
    change = event.keep_change(edited(event, title="A"), by=editor)
    document = edited(event, title="B")
    overtake(event)
    with pytest.raises(StaleVersion):
        change.rewrite(document, by=editor)
    assert PendingChange.objects.get().decided()["event"]["summary"] == "Theirs."


@pytest.mark.parametrize("make", [make_cited, make_published])
def test_what_was_edited_on_an_older_version_is_not_kept(make, editor):
    event = make()
    document, change = as_edited(event)
    document["event"]["title"] = "Mine"
    overtake(event)
    with pytest.raises(StaleVersion):
        make_it(event, document, change, by=editor)
    assert Event.objects.get().summary == "Theirs."
    assert not PendingChange.objects.exists()


def test_what_was_edited_on_a_discarded_change_does_not_bring_it_back(event, editor):
    event.keep_change(edited(event, title="A"), by=editor)
    document, change = as_edited(event)
    PendingChange.objects.get().discard(by=editor)
    with pytest.raises(StaleChange):
        make_it(event, document, change, by=editor)
    assert not PendingChange.objects.open().exists()


def test_a_held_event_with_a_pending_change_is_not_retracted(editor):
    event = make_cited()
    event.hold(timezone.now() + timedelta(days=1), by=editor)
    event.publish(by=None)
    event.keep_change(edited(event, title="A"), by=editor)
    with pytest.raises(ValueError, match="pending"):
        event.retract(by=editor, why="Not so.")
    assert Event.objects.get().is_published
    PendingChange.objects.get().discard(by=editor)
    event.retract(by=editor, why="Not so.")
    assert not Event.objects.get().is_public


def test_a_discarded_change_stays_on_record_and_makes_room(event, editor):
    change = event.keep_change(edited(event, title="A"), by=editor)
    change.discard(by=editor, why="Not so.")
    assert (change.state, change.why) == ("discarded", "Not so.")
    with pytest.raises(ValueError, match="already"):
        change.rewrite(edited(event, title="B"), by=editor)
    event.keep_change(edited(event, title="B"), by=editor)


def test_sending_back_a_change_says_why(event, editor):
    change = event.keep_change(edited(event, title="A"), by=editor)
    change.submit(by=editor)
    with pytest.raises(ValueError, match="Say why"):
        change.send_back(by=editor, why=" ")
    change.send_back(by=editor, why="Which one?")
    assert (change.is_sent_back, change.why) == (True, "Which one?")


def test_a_change_that_nobody_sent_to_review_is_not_sent_back(event, editor):
    change = event.keep_change(edited(event, title="A"), by=editor)
    with pytest.raises(ValueError, match="in review"):
        change.send_back(by=editor, why="Which one?")
    assert PendingChange.objects.get().state == "being written"


def test_two_citations_may_change_places(event, editor):
    second = cite(event=event, text=event.citations.get().revision, exact="It held.", supports=["place"])
    first = event.citations.get(number=1)
    document = document_of(event)
    one, two = document["citations"]
    place = ("exact", "prefix", "suffix", "start", "end")
    for name in place:
        one[name], two[name] = two[name], one[name]
    change = event.keep_change(document, by=editor)
    event.publish_change(change, by=editor, kind="evidence")
    assert Citation.objects.get(pk=first.pk).exact == "It held."
    assert Citation.objects.get(pk=second.pk).exact == "In May 2023 the bridge opened."


@pytest.mark.parametrize("wrong", ["words", "text", "name"])
def test_a_change_of_what_is_not_there_is_refused_in_words(event, editor, wrong):
    document = document_of(event)
    if wrong == "words":
        document["citations"][0] |= {"exact": "The bridge fell down."}
    elif wrong == "text":
        document["citations"][0]["revision"] = 10**6
    else:
        document["event"]["entities"] = [10**6]
    with pytest.raises(CannotApply):
        event.keep_change(document, by=editor)
    assert not PendingChange.objects.exists()


def test_an_event_with_a_pending_change_is_not_merged_away(event, editor):
    event.keep_change(edited(event, title="A"), by=editor)
    with pytest.raises(ValueError, match="pending"):
        event.merge_into(make_published(), by=editor)
