"""Merging two entries of one article: what rests on the one rests on the other, and it is undone without a loss."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import cite, make_event, make_proposal, make_published, make_text
from timeline.ingestion.proposals import Ledger
from timeline.ingestion.reading import ReadArticle
from timeline.ingestion.saving.proposing import save_ledger
from timeline.models import (
    Annotation,
    Citation,
    Confirmation,
    Event,
    FormerAddress,
    Proposal,
    Source,
    SourceRevision,
    Support,
    merging_sources,
)
from timeline.models.documents import document_of

pytestmark = pytest.mark.django_db

OTHER_WORDS = "The bridge opened in May 2023, says the newer text."


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def state():
    """All that a merge of articles touches, without versions and times."""
    counted = ("pk", "n_articles", "n_publishers", "opens_at")
    return {
        "sources": list(Source.objects.order_by("pk").values()),
        "texts": list(SourceRevision.objects.order_by("pk").values_list("pk", "source")),
        "events": {each.pk: document_of(each) for each in Event.objects.all()},
        "citations": sorted(Citation.objects.values_list("pk", "public_id", "number")),
        "counted": sorted(Event.objects.values_list(*counted), key=str),
        "addresses": sorted(FormerAddress.objects.values_list("model", "slug", "object_id")),
        "proposals": list(Proposal.objects.order_by("pk").values()),
        "open": sorted(Confirmation.objects.filter(settled_at=None).values_list("pk", "citation", "number")),
    }


def merge(source, into):
    merging_sources.merge(fresh(source), fresh(into), by=None, why="One article.")


def undo(source):
    merging_sources.undo(fresh(source), by=None, why="Two articles.")


@pytest.fixture
def two():
    """The same article under two addresses: one text in both, one in the first alone; an event cites the words of both."""
    one, other = make_text(title="A bridge"), make_text(title="A bridge")
    newer = make_text(source=one.source, body=OTHER_WORDS)
    make_published(title="Of the one", text=one)
    make_published(title="Of the newer text", text=newer)
    both = make_published(title="Of both", text=other)
    twin = cite(event=both, text=one, supports={"place": {"stated": "the bridge", "preferred": True}})
    twin.annotations.create(text="Read twice.", visibility="internal")
    twin.confirmations.create(event=both, number=twin.number, aspect="place", reason=Confirmation.Why.CLAIM)
    both.evidence_changed()
    return one.source, other.source


def test_texts_citations_and_address_go_to_the_other(client, two):
    one, other = two
    ids = set(Citation.objects.values_list("public_id", flat=True))
    merge(one, other)
    assert set(other.revisions.values_list("body", flat=True)) == set(
        SourceRevision.objects.values_list("body", flat=True)
    )
    assert not Citation.objects.filter(revision__source=one).exists()
    assert all(each.verifies() for each in Citation.objects.all())
    assert client.get(f"/sources/{one.slug}/").url == other.get_absolute_url()
    for each in ids:  # for good
        assert client.get(f"/passages/{each}/", follow=True).status_code == 200
    assert set(Event.objects.citing([other.slug])) == set(Event.objects.all())
    assert not Event.objects.citing([one.slug]).exists()


def test_of_two_citations_of_the_same_words_one_stays_with_all_that_hung_on_them(client, two):
    both = Event.objects.get(title="Of both")
    gone = both.citations.order_by("number").last()
    merge(*two)
    citation = both.citations.get()
    assert citation.aspects() == {"date", "what happened", "place"}
    assert citation.annotations.get().text == "Read twice."
    assert citation.confirmations.get().number == citation.number
    assert fresh(both).n_articles == 1
    answer = client.get(f"/passages/{gone.public_id}/")
    assert (answer.status_code, answer.url) == (301, citation.get_passage_url())


def test_a_merge_is_undone_to_the_last_row(two):
    before = state()
    merge(*two)
    assert state() != before
    undo(two[0])
    assert state() == before
    merge(*two)
    undo(two[0])
    assert state() == before


def test_what_was_done_since_stays_when_a_merge_is_taken_back(two):
    one, other = two
    merge(one, other)
    event = make_event(title="Since")
    cite(event=event, text=other.revisions.get(body=OTHER_WORDS))
    cite(event=event, text=other.revisions.exclude(body=OTHER_WORDS).get())
    of_one = Citation.objects.get(event__title="Of the one")
    of_one.annotations.create(text="Noted since.", visibility="internal")
    undo(one)
    assert {each.revision.source for each in event.citations.all()} == {one, other}
    assert fresh(of_one).revision.source == one
    assert Annotation.objects.filter(text="Noted since.").exists()


def test_nothing_is_asked_again_and_each_event_has_it_in_its_history(two, editor):
    asked = set(Confirmation.objects.values_list("pk", flat=True))
    merging_sources.merge(*two, by=editor, why="One article.")
    assert set(Confirmation.objects.values_list("pk", flat=True)) == asked
    assert [each.steps.last().action for each in Event.objects.all()] == ["refiled"] * 3
    assert Event.objects.filter(corrections__isnull=False).count() == 0


def test_two_publishers_are_two_articles(two):
    third = make_text(publisher="The Herald").source
    with pytest.raises(ValueError, match="two publishers that print the same text"):
        merge(third, two[0])
    assert third.merged_into is None


def test_an_article_without_a_publisher_is_merged_into_one_that_has_it():
    bare, whole = make_text(publisher="").source, make_text().source
    merge(bare, whole)
    assert fresh(bare).now == whole


def test_proposals_come_along_without_doubles_and_decisions_count_for_both(two, editor):
    one, other = two
    texts = [each.revisions.get(body__startswith="In May") for each in two]
    alone = make_proposal(text=texts[0])
    waiting = [make_proposal(text=each, fingerprint="waits") for each in texts]
    decided, undecided = (make_proposal(text=each, fingerprint="decided") for each in texts)
    decided.reject(by=editor, reason="too vague")
    before = state()
    merge(one, other)
    assert (fresh(alone).source, fresh(alone).revision) == (other, texts[1])
    assert [fresh(each).outcome for each in waiting] == ["left out", "waiting"]
    assert (fresh(undecided).outcome, fresh(undecided).decided_by) == ("rejected", editor)
    assert Proposal.objects.texts_that_wait() == [(texts[1], 2)]
    undo(one)
    assert state() == before


@pytest.mark.parametrize("stands_less", [0, 1])
def test_the_stricter_standing_stands_and_all_that_rests_on_it_is_doubtful(two, stands_less):
    source = two[stands_less]
    source.standing, source.standing_note = "corrected", "A date was wrong."
    source.save()
    before = state()
    merge(*two)
    assert (fresh(two[1]).standing, fresh(two[1]).standing_note) == ("corrected", "A date was wrong.")
    doubted = set(Confirmation.objects.filter(settled_at=None).values_list("citation", flat=True))
    assert doubted == set(Citation.objects.values_list("pk", flat=True))
    undo(two[0])
    after = state()
    assert {**after, "open": []} == {**before, "open": []}
    again = Confirmation.objects.filter(settled_at=None, reason="standing").values_list("citation", flat=True)
    assert set(again) == set(Citation.objects.filter(revision__source=source).values_list("pk", flat=True))


def test_what_readers_see_is_not_merged_with_what_is_held(two):
    held = make_text().source
    held.hold(timezone.now() + timedelta(days=1), by=None)
    for pair in ((held, two[0]), (two[0], held)):
        with pytest.raises(ValueError, match="held"):
            merge(*pair)


def test_of_two_holds_the_later_stands(two):
    now = timezone.now()
    one, other = make_text().source, make_text().source
    one.hold(now + timedelta(days=2), by=None)
    other.hold(now + timedelta(days=1), by=None)
    merge(one, other)
    assert fresh(other).hold_until == one.hold_until
    undo(one)
    assert fresh(other).hold_until == now + timedelta(days=1)


def test_a_passage_joined_twice_leads_to_the_last(client):
    event, texts = make_event(), [make_text() for _each in range(3)]
    ids = [cite(event=event, text=each).public_id for each in texts]
    event.publish(by=None)
    before = state()
    one, two, three = (each.source for each in texts)
    merge(one, two)
    merge(two, three)
    assert {client.get(f"/passages/{each}/", follow=True).status_code for each in ids} == {200}
    assert client.get(f"/passages/{ids[0]}/")["Cache-Control"] == "no-cache", "the merge may be taken back"
    undo(two)
    undo(one)
    assert state() == before


@pytest.mark.parametrize("which", [0, 1])
def test_taking_in_either_address_finds_the_other_and_makes_no_new_article(two, which):
    one, other = two
    merge(one, other)
    article = {"body": "A text of tomorrow.", "title": "A bridge"}
    taken = save_ledger(ReadArticle(url=two[which].url, **article), Ledger((), ()))
    assert (taken.revision.source, taken.is_new_article) == (other, False)
    old = one.revisions.get()
    taken = save_ledger(ReadArticle(url="", **{**article, "body": old.body}), Ledger((), ()))
    assert (taken.revision.source, taken.is_new_text) == (other, False)
    assert Source.objects.count() == 2


def test_history_and_pending_changes_that_cite_the_merged_one_cite_the_other(two):
    one, other = two
    event = Event.objects.get(title="Of the one")
    changed = {**document_of(event), "event": {**document_of(event)["event"], "summary": "It opened."}}
    change = event.keep_change(changed, by=None)
    merge(one, other)
    change = fresh(change)
    change.event = fresh(event)
    change.event.publish_change(change, by=None, kind="typo")
    assert event.citations.get().revision.source == other
    assert fresh(event).summary == "It opened."
    assert Support.objects.filter(citation__event=event).count() == 2
