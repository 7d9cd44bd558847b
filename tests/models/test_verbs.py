"""Promise 5: every step leaves its history, no update is lost, and an address leads somewhere for good."""

import pytest
from django.core.exceptions import ValidationError
from reversion.models import Revision, Version

from tests.factories import (
    cite,
    make_cited,
    make_entity,
    make_event,
    make_published,
    make_text,
    make_timeline,
)
from timeline.dates import DateError
from timeline.models import (
    Citation,
    Entity,
    Event,
    FormerAddress,
    NotPublishable,
    Source,
    StaleVersion,
    Support,
    Timeline,
    TimelineEntry,
)

pytestmark = pytest.mark.django_db


def one_revision(act) -> Revision:
    before = set(Revision.objects.values_list("pk", flat=True))
    act()
    return Revision.objects.exclude(pk__in=before).get()


def kept(revision) -> dict[str, int]:
    models = [version.content_type.model for version in revision.version_set.select_related("content_type")]
    return {model: models.count(model) for model in models}


# History


def test_publishing_leaves_one_revision_with_the_evidence_in_it(editor):
    event = make_cited()
    event.annotations.create(text="Which bridge?")
    revision = one_revision(lambda: event.publish(by=editor, why="the evidence holds"))
    assert kept(revision) == {"event": 1, "citation": 1, "support": 2, "annotation": 1}
    assert (revision.user, revision.get_comment()) == (editor, "the evidence holds")


def test_retracting_leaves_one_revision_with_who_and_why(editor):
    event = make_published()
    revision = one_revision(lambda: event.retract(by=editor, why="It was another bridge."))
    assert kept(revision) == {"event": 1, "citation": 1, "support": 2}
    assert (revision.user, revision.get_comment()) == (editor, "It was another bridge.")


def test_merging_leaves_one_revision_that_holds_both_events(editor):
    event, other = make_published(), make_published()
    revision = one_revision(lambda: event.merge_into(other, by=editor, why="the same bridge"))
    assert kept(revision) == {"event": 2, "citation": 2, "support": 4}
    assert (revision.user, revision.get_comment()) == (editor, "the same bridge")


def test_a_refused_verb_leaves_no_revision():
    count = Revision.objects.count()
    with pytest.raises(NotPublishable):
        make_event().publish(by=None)
    assert Revision.objects.count() == count


def test_an_event_can_be_restored_with_its_citations_and_what_they_support():
    event = make_published(title="The bridge opens")
    version = Version.objects.get_for_object(event)[0]
    citation = event.citations.get()
    citation.supports.filter(aspect="date").delete()
    event.citations.all().delete()
    event.title = "Nothing happens"
    event.save()
    version.revision.revert(delete=True)
    event.refresh_from_db()
    assert event.title == "The bridge opens"
    assert event.citations.get().public_id == citation.public_id
    assert sorted(event.citations.get().supports.values_list("aspect", flat=True)) == [
        "date",
        "what happened",
    ]


# Lost updates


@pytest.mark.parametrize(
    "act",
    [
        lambda event: event.publish(by=None),
        lambda event: event.retract(by=None, why="Wrong."),
        lambda event: event.merge_into(make_published(title="Other"), by=None),
        lambda event: event.save(),
    ],
    ids=["publish", "retract", "merge", "save"],
)
def test_a_stale_version_is_refused_and_nothing_is_changed(act):
    event = make_published()
    mine = Event.objects.get(pk=event.pk)
    event.title = "Theirs"
    event.save()
    count = Version.objects.get_for_object(event).count()
    mine.title = "Mine"
    with pytest.raises(StaleVersion, match="changed by someone else"):
        act(mine)
    now = Event.objects.get(pk=event.pk)
    assert (now.title, now.status, now.version) == ("Theirs", "published", event.version)
    assert now.citations.count() == 1
    assert mine.status == "published"
    assert Version.objects.get_for_object(event).count() == count


def test_merging_into_a_stale_event_changes_neither():
    event, other = make_published(), make_published()
    Event.objects.get(pk=other.pk).save()
    with pytest.raises(StaleVersion):
        event.merge_into(other, by=None)
    assert list(Event.objects.values_list("status", flat=True)) == ["published", "published"]
    assert event.status == "published"
    assert event.citations.count() == other.citations.count() == 1


def test_every_save_takes_the_next_version():
    event = make_event()
    event.save()
    event.save()
    assert Event.objects.get(pk=event.pk).version == 3


# Retracting and merging


@pytest.mark.parametrize("why", ["", "  "])
def test_retracting_without_a_reason_is_refused(why):
    event = make_published()
    with pytest.raises(ValueError, match="Say why"):
        event.retract(by=None, why=why)
    assert Event.objects.get(pk=event.pk).is_published


def test_only_a_published_event_is_retracted():
    with pytest.raises(ValueError, match="Only a published"):
        make_cited().retract(by=None, why="Wrong.")


def test_merging_moves_evidence_notes_names_and_places():
    kos, bridge, story = (
        make_entity(name="Kos"),
        make_entity(name="Mill Bridge", kind="place"),
        make_timeline(),
    )
    event = make_published(entities=[kos], timelines=[story])
    other = make_published(entities=[bridge])
    event.annotations.create(text="Which bridge?")
    event.merge_into(other, by=None)
    assert set(other.entities.all()) == {kos, bridge}
    assert [each.number for each in other.citations.all()] == [1, 2]
    assert other.annotations.get().text == "Which bridge?"
    assert list(other.timelines.all()) == [story]
    assert Support.objects.filter(event=other).count() == 4


def test_merging_keeps_one_preferred_value_where_it_was_going():
    text = make_text()
    event, other = make_event(), make_event()
    for each, words in ((event, "In May 2023"), (other, "the bridge opened")):
        cite(event=each, text=text, exact=words, supports={"date": {"preferred": True}})
    event.merge_into(other, by=None)
    assert Support.objects.get(event=other, preferred=True).citation.exact == "the bridge opened"


def test_a_passage_that_both_cite_stays_once():
    text = make_text()
    event, other = make_published(text=text), make_published(text=text)
    event.merge_into(other, by=None)
    assert other.citations.count() == 1
    assert Citation.objects.count() == 2


@pytest.mark.parametrize("into", ["itself", "merged"])
def test_merging_into_itself_or_into_what_is_merged_is_refused(into):
    event, other = make_published(), make_published()
    target = event
    if into == "merged":
        other.merge_into(event, by=None)
        event, target = make_published(), other
    with pytest.raises(ValueError, match="not merged itself"):
        event.merge_into(target, by=None)


def test_a_circle_of_merges_is_refused():
    event, other = make_published(), make_published()
    event.merge_into(other, by=None)
    with pytest.raises(ValueError, match="not merged itself"):
        other.merge_into(event, by=None)


# Addresses


def test_a_merged_address_redirects_and_chains_too(client):
    first, second, third = (make_published(title=title) for title in ("First", "Second", "Third"))
    first.merge_into(second, by=None)
    second.merge_into(third, by=None)
    for slug in ("first", "second"):
        response = client.get(f"/events/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/events/third/")


def test_what_readers_have_seen_is_not_hidden_in_a_draft(client):
    event, draft = make_published(title="First"), make_cited(title="Draft")
    with pytest.raises(ValueError, match="only into a published event"):
        event.merge_into(draft, by=None)
    assert client.get("/events/first/").status_code == 200


def test_what_was_never_public_leads_nowhere_once_it_is_merged(client):
    draft = make_cited(title="Draft")
    draft.merge_into(make_published(title="First"), by=None)
    assert client.get("/events/draft/").status_code == 404


@pytest.mark.parametrize("kind", ["events", "sources", "entities", "timelines"])
def test_a_former_address_redirects(client, kind):
    story, kos = make_timeline(title="Old"), make_entity(name="Old")
    text = make_text(title="Old")
    event = make_published(title="Old", text=text, entities=[kos], timelines=[story])
    thing = {"events": event, "sources": text.source, "entities": kos, "timelines": story}[kind]
    thing = type(thing).objects.get(pk=thing.pk)
    for slug in ("newer", "newest"):
        thing.slug = slug
        thing.save()
    for slug in ("old", "newer"):
        response = client.get(f"/{kind}/{slug}/")
        assert (response.status_code, response["Location"]) == (301, f"/{kind}/newest/")


def test_an_address_taken_back_leads_to_its_page_again(client):
    make_published(title="Old")
    for slug in ("new", "old"):
        event = Event.objects.get()
        event.slug = slug
        event.save()
    assert client.get("/events/old/").status_code == 200
    assert client.get("/events/new/")["Location"] == "/events/old/"


def test_a_former_address_is_not_given_to_another(client):
    event = make_published(title="Old")
    event = Event.objects.get()
    event.slug = "new"
    event.save()
    assert make_event(title="Old").slug == "old-2"
    assert FormerAddress.objects.get().slug == "old"


@pytest.mark.parametrize("title", ["Зустріч у Вільнюсі", "平和", "!!!"])
def test_a_title_without_latin_letters_gets_its_number(title):
    event = make_event(title=title)
    assert event.slug == f"event-{event.pk}"
    assert Event.objects.get().slug == event.slug


@pytest.mark.parametrize("count", [2, 12])
def test_one_title_many_times_gets_as_many_addresses(count):
    slugs = {make_event(title="The bridge opens").slug for _each in range(count)}
    assert len(slugs) == count
    assert {"the-bridge-opens", "the-bridge-opens-2"} <= slugs


def test_a_new_title_leaves_the_address_alone():
    event = make_published(title="Old")
    event.title = "New"
    event.save()
    assert Event.objects.get().slug == "old"


# What is never reused or changed


def test_a_citation_number_is_never_given_again():
    event, text = make_event(), make_text(body="One. Two. Three. Four.")
    numbers = []
    for words in ("One", "Two", "Three", "Four"):
        citation = cite(event=Event.objects.get(pk=event.pk), text=text, exact=words)
        numbers.append(citation.number)
        citation.delete()
    assert numbers == [1, 2, 3, 4]


def test_a_public_id_is_kept_when_its_citation_moves():
    event, other = make_published(), make_published()
    public_id = event.citations.get().public_id
    event.merge_into(other, by=None)
    assert other.citations.get(public_id=public_id).number == 2


def test_a_text_is_frozen_by_save_and_by_update():
    text = make_text()
    text.body = "Another text."
    with pytest.raises(ValidationError, match="frozen"):
        text.save()
    with pytest.raises(ValidationError, match="frozen"):
        type(text).objects.update(body="Another text.")
    text.refresh_from_db()
    assert text.body.startswith("In May 2023")


def test_the_publication_day_of_a_text_can_be_mended():
    text = make_text(published_on=None)
    text.published_on = "2026-01-25"
    text.save()
    type(text).objects.update(published_on=None)


def test_newlines_become_lf_once_at_intake():
    assert make_text(body="One\r\nTwo\rThree").body == "One\nTwo\nThree"


@pytest.mark.parametrize("edtf", ["May 2023", "2023-13", "", "2023-02-30", "Y99999999999"])
def test_an_event_is_not_saved_with_what_is_no_date(edtf):
    with pytest.raises(DateError):
        make_event(edtf=edtf)
    assert not Event.objects.exists()


def test_deleting_an_article_that_is_cited_is_refused():
    from django.db.models import ProtectedError

    event = make_cited()
    with pytest.raises(ProtectedError):
        Source.objects.all().delete()
    assert event.citations.exists()


def test_where_an_event_stands_is_part_of_its_history():
    story = make_timeline()
    event = make_cited()
    TimelineEntry.objects.create(timeline=story, event=event, is_key=True)
    revision = one_revision(lambda: event.publish(by=None))
    assert kept(revision)["timelineentry"] == 1


def test_public_starts_from_published_events():
    draft = make_cited(entities=[make_entity(name="Kos")], title="Draft")
    TimelineEntry.objects.create(timeline=make_timeline(), event=draft)
    assert not Entity.objects.public().exists()
    assert not Source.objects.public().exists()
    assert not Timeline.objects.public().exists()
    assert not Citation.objects.public().exists()
    draft.publish(by=None)
    assert Entity.objects.public().count() == Source.objects.public().count() == 1
    assert Timeline.objects.public().count() == Citation.objects.public().count() == 1
