"""Proposals: what accepting, citing, rejecting and reopening make, and what they refuse."""

import pytest
from django.db import IntegrityError
from reversion.models import Version

from tests.factories import (
    cite,
    make_cited,
    make_entity,
    make_event,
    make_proposal,
    make_retracted,
    make_text,
)
from timeline.models import AlreadyDecided, Citation, DecisionRefused, Entity, Event, Proposal

pytestmark = pytest.mark.django_db


def test_accepting_makes_a_draft_with_the_passage_as_its_evidence(editor):
    proposal = make_proposal(attributed_to="the mayor", origin="a post")
    event = proposal.accept(by=editor)
    citation = event.citations.get()
    assert (event.title, event.edtf, event.status) == ("The bridge opens", "2023-05", Event.Status.DRAFT)
    assert citation.exact == proposal.exact == proposal.revision.body[citation.start : citation.end]
    assert (citation.attributed_to, citation.origin) == ("the mayor", "a post")
    assert citation.aspects() == {"date", "what happened"}
    date = citation.supports.get(aspect="date")
    assert (date.edtf, date.stated) == ("2023-05", "May 2023")
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.event, proposal.decided_by) == ("accepted", event, editor)
    assert proposal.decided_at


def test_nothing_is_published_by_accepting_and_the_draft_is_ready_to_be(editor):
    event = make_proposal().accept(by=editor)
    assert not Event.objects.public().exists()
    event.refresh_from_db()
    event.publish(by=editor)
    assert Event.objects.published().get() == event


def test_accepting_leaves_a_history_with_its_citation(editor):
    event = make_proposal().accept(by=editor)
    version = Version.objects.get_for_object(event).get()
    assert version.revision.user == editor
    kept = {each.content_type.model for each in version.revision.version_set.all()}
    assert kept == {"event", "citation", "support"}


def test_edits_replace_what_the_machine_read(editor):
    event = make_proposal().accept(
        by=editor, title="A bridge", edtf="2023", kind="visit", summary="It opened."
    )
    assert (event.title, event.edtf, event.kind, event.summary) == ("A bridge", "2023", "visit", "It opened.")


def test_an_inferred_date_says_so_and_how(editor):
    proposal = make_proposal(
        edtf="2026-01-25", inferred=True, anchor="the publication date", dated="May 2023"
    )
    event = proposal.accept(by=editor)
    assert event.date_basis == "inferred"
    assert "May 2023" in event.date_note
    assert "the publication date" in event.date_note


def test_a_date_that_an_editor_gave_is_not_called_inferred(editor):
    proposal = make_proposal(edtf="2026-01-25?", inferred=True)
    assert proposal.accept(by=editor, edtf="2026-01-25").date_basis == "stated"


@pytest.mark.parametrize("edtf", ["XXXX-01-25", ""])
def test_without_a_year_it_is_not_accepted(edtf, editor):
    proposal = make_proposal(edtf=edtf)
    with pytest.raises(DecisionRefused, match="year"):
        proposal.accept(by=editor)
    proposal.refresh_from_db()
    assert proposal.is_waiting
    assert not Event.objects.exists()
    assert proposal.accept(by=editor, edtf="2026-01-25").edtf == "2026-01-25"


def test_known_names_are_linked_and_unknown_people_are_named_in_passing(editor):
    known = make_entity(name="Vera Mayor")
    proposal = make_proposal(
        names=[("Vera Mayor", "person"), ("Jan Novak", "person"), ("Bridgetown", "place")]
    )
    proposal.names.filter(text="Vera Mayor").update(entity=known)
    event = proposal.accept(by=editor)
    new = Entity.objects.get(name="Jan Novak")
    assert set(event.entities.all()) == {known, new}
    assert new.visibility == Entity.Visibility.IN_PASSING
    assert not Entity.objects.filter(name="Bridgetown").exists()


def test_a_name_that_was_made_once_is_known_in_the_other_passages(editor):
    text = make_text(body="In May 2023 Jan Novak came. In June 2023 Jan Novak left.")
    first = make_proposal(text=text, exact="In May 2023 Jan Novak came.", names=[("Jan Novak", "person")])
    second = make_proposal(text=text, exact="In June 2023 Jan Novak left.", names=[("Jan Novak", "person")])
    first.accept(by=editor)
    second.accept(by=editor)
    assert Entity.objects.filter(name="Jan Novak").count() == 1
    assert Entity.objects.get(name="Jan Novak").events.count() == 2


def test_the_editor_chooses_the_names(editor):
    proposal = make_proposal(names=[("Jan Novak", "person"), ("Bridgetown", "place")])
    event = proposal.accept(by=editor, names=proposal.names.filter(text="Bridgetown"))
    assert [each.name for each in event.entities.all()] == ["Bridgetown"]
    assert not Entity.objects.filter(name="Jan Novak").exists()


def test_citing_makes_the_passage_evidence_of_any_event_that_is_there(editor):
    event = make_cited()
    proposal = make_proposal()
    citation = proposal.cite(event, by=editor)
    event.refresh_from_db()
    assert event.citations.count() == 2
    assert citation.number == 2
    assert event.n_articles == 2
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.event, proposal.citation) == ("merged", event, citation)
    assert Version.objects.get_for_object(event).first().revision.user == editor


def test_words_that_the_event_cites_already_are_not_cited_twice(editor):
    text = make_text()
    event = make_event()
    there = cite(event=event, text=text, exact="In May 2023 the bridge opened.", supports=["date"])
    assert make_proposal(text=text).cite(event, by=editor) == there
    assert there.aspects() == {"date", "what happened"}


def test_a_retracted_event_takes_no_more_evidence(editor):
    proposal = make_proposal()
    with pytest.raises(DecisionRefused, match="retracted"):
        proposal.cite(make_retracted(), by=editor)
    proposal.refresh_from_db()
    assert proposal.is_waiting


def test_a_rejection_says_why(editor):
    proposal = make_proposal()
    with pytest.raises(DecisionRefused):
        proposal.reject(by=editor, reason="")
    with pytest.raises(DecisionRefused):
        proposal.reject(by=editor, reason="other", note=" ")
    proposal.reject(by=editor, reason="no event", note="A date of birth.")
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.reason, proposal.note) == ("rejected", "no event", "A date of birth.")


@pytest.mark.parametrize("verb", ["accept", "cite", "reject"])
def test_the_second_of_two_editors_is_told_and_nothing_is_doubled(verb, editor, django_user_model):
    other = django_user_model.objects.create_user("olha")
    event = make_cited()
    mine = make_proposal()
    theirs = Proposal.objects.get(pk=mine.pk)
    theirs.accept(by=other)
    acts = {
        "accept": lambda: mine.accept(by=editor),
        "cite": lambda: mine.cite(event, by=editor),
        "reject": lambda: mine.reject(by=editor, reason="no event"),
    }
    with pytest.raises(AlreadyDecided, match="olha"):
        acts[verb]()
    assert Event.objects.count() == 2
    assert Citation.objects.count() == 2
    assert mine.outcome == "accepted"


def test_reopening_takes_the_untouched_draft_back(editor):
    proposal = make_proposal()
    proposal.accept(by=editor)
    proposal.reopen(by=editor)
    proposal.refresh_from_db()
    assert proposal.is_waiting
    assert proposal.event is None
    assert not Event.objects.exists()
    assert proposal.accept(by=editor).citations.count() == 1


def test_reopening_takes_nothing_of_what_others_did_since(editor):
    proposal = make_proposal()
    event = proposal.accept(by=editor)
    edited = Event.objects.get(pk=event.pk)
    edited.summary = "Written by somebody else."
    edited.save()
    with pytest.raises(DecisionRefused, match="changed since"):
        proposal.reopen(by=editor)
    assert Event.objects.get().summary == "Written by somebody else."
    assert not Proposal.objects.get().is_waiting


def test_reopening_takes_only_its_own_citation_back(editor):
    event = make_cited()
    proposal = make_proposal()
    proposal.cite(event, by=editor)
    proposal.reopen(by=editor)
    event.refresh_from_db()
    assert event.citations.count() == 1
    assert event.n_articles == 1


def test_a_passage_is_proposed_once_for_an_article():
    text = make_text()
    make_proposal(text=text, fingerprint="same")
    make_proposal(fingerprint="same")
    with pytest.raises(IntegrityError):
        make_proposal(text=text, fingerprint="same")


def test_the_ledger_holds_what_waits_no_more(editor):
    text = make_text(body="In May 2023 one. In June 2023 two. In July 2023 three.")
    waits, rejected, left = (
        make_proposal(text=text, exact=each) for each in ("May 2023", "June 2023", "July 2023")
    )
    rejected.reject(by=editor, reason="too vague")
    Proposal.objects.filter(pk=left.pk).update(outcome="left out", reason="a duration")
    assert list(Proposal.objects.of_revision(text).ledger()) == [rejected, left]
    assert list(Proposal.objects.of_revision(text).waiting()) == [waits]
    left.refresh_from_db()
    left.reopen(by=editor)
    assert left.is_waiting
