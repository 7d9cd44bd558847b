"""Citing from the queue for what readers see: it waits in the event's pending change, and nothing dated gets lost."""

import pytest

from tests.factories import cite, make_cited, make_proposal, make_published, make_retracted, make_text
from timeline.models import AuditEntry, CannotApply, Citation, DecisionRefused, Event, PendingChange, Proposal
from timeline.models.documents import document_of, without_citation

pytestmark = pytest.mark.django_db

BODY = "In May 2023 the bridge opened. In June 2023 it closed."


@pytest.fixture
def event():
    return make_published(title="The bridge opens")


@pytest.fixture
def text():
    return make_text(body=BODY)


@pytest.fixture
def proposal(text):
    return make_proposal(text=text, attributed_to="the mayor", origin="a post")


def pending(event):
    return PendingChange.objects.of(event)


def again(row):
    return type(row).objects.get(pk=row.pk)


def prepared(proposal, event, editor):
    """The proposal, cited for the event, as the database has it, and the pending change that it waits in."""
    assert proposal.cite(event, by=editor) is None
    return again(proposal), pending(event)


def key_in(change):
    """The key of the one citation that is to be made."""
    (key,) = (row["pk"] for row in change.document["citations"] if row["pk"] < 0)
    return key


def test_it_waits_in_the_pending_change_with_all_that_the_passage_says(event, proposal, editor):
    was = document_of(event)
    proposal, change = prepared(proposal, event, editor)
    assert (proposal.outcome, proposal.event, proposal.change) == ("merged", event, change)
    assert proposal.citation is None
    assert document_of(event) == was
    assert again(event).version == event.version
    row = change.document["citations"][1]
    assert (row["exact"], row["attributed_to"], row["origin"]) == (proposal.exact, "the mayor", "a post")
    supports = {each["aspect"]: each for each in change.document["supports"] if each["citation"] == row["pk"]}
    assert set(supports) == {"date", "what happened"}
    assert (supports["date"]["edtf"], supports["date"]["stated"]) == ("2023-05", "May 2023")
    assert list(change.authors.all()) == [editor]


def test_it_joins_what_an_editor_prepares_already(event, text, proposal, editor):
    document = document_of(event)
    document["event"]["title"] = "The tunnel opens"
    event.keep_change(document, by=None)
    later = make_proposal(text=text, exact="In June 2023 it closed.", dated="June 2023")
    for each in (proposal, later):
        each.cite(event, by=editor)
    change = pending(event)
    assert change.document["event"]["title"] == "The tunnel opens"
    exact = {row["exact"] for row in change.document["citations"]}
    assert exact > {proposal.exact, later.exact}
    assert set(change.proposals.all()) == {proposal, later}


def test_published_it_is_the_citation_that_the_decision_made(event, proposal, editor):
    proposal, change = prepared(proposal, event, editor)
    public_id = change.document["citations"][1]["public_id"]
    event.publish_change(change, by=editor, kind="evidence")
    proposal = again(proposal)
    assert proposal.citation == event.citations.get(number=2)
    assert (proposal.citation.public_id, proposal.citation.exact) == (public_id, proposal.exact)
    assert (proposal.outcome, proposal.change, proposal.prepared) == ("merged", None, None)
    with pytest.raises(DecisionRefused, match="Readers"):
        proposal.reopen(by=editor)


def test_discarded_it_is_open_again_and_the_log_says_so(event, proposal, editor):
    proposal, change = prepared(proposal, event, editor)
    change.discard(by=editor)
    proposal = again(proposal)
    assert proposal.is_waiting
    assert (proposal.event, proposal.change, proposal.decided_at) == (None, None, None)
    assert AuditEntry.objects.filter(kind="proposal", action=AuditEntry.Action.TAKEN_BACK).exists()
    prepared(proposal, event, editor)


def test_taken_out_of_the_change_it_is_open_again_and_the_others_wait_on(event, text, proposal, editor):
    prepared(proposal, event, editor)
    later = make_proposal(text=text, exact="In June 2023 it closed.", dated="June 2023")
    later, change = prepared(later, event, editor)
    change.rewrite(without_citation(change.document, later.made_as), by=editor)
    assert again(later).is_waiting
    assert again(proposal).change == change


def test_a_citation_that_is_chosen_anew_in_the_change_is_still_the_proposals(event, proposal, editor):
    proposal, change = prepared(proposal, event, editor)
    document = change.document
    row = document["citations"][1]
    row |= {"exact": BODY, "start": 0, "end": len(BODY), "suffix": ""}
    change.rewrite(document, by=editor)
    assert again(proposal).change == change
    event.publish_change(change, by=editor, kind="evidence")
    assert again(proposal).citation.exact == BODY


@pytest.mark.parametrize("written", [False, True])
def test_undo_takes_it_out_of_the_change_and_leaves_what_else_was_written(written, event, proposal, editor):
    if written:
        document = document_of(event)
        document["event"]["title"] = "The tunnel opens"
        event.keep_change(document, by=editor)
    proposal, _change = prepared(proposal, event, editor)
    proposal.reopen(by=editor)
    assert again(proposal).is_waiting
    assert AuditEntry.objects.filter(kind="proposal", action=AuditEntry.Action.TAKEN_BACK).count() == 1
    change = pending(event)
    assert bool(change) == written  # an empty change is none
    if change:
        assert (change.document["event"]["title"], len(change.document["citations"])) == (
            "The tunnel opens",
            1,
        )


def test_either_of_two_is_taken_out_at_any_time(event, text, proposal, editor):
    later = make_proposal(text=text, exact="In June 2023 it closed.", dated="June 2023")
    for each in (proposal, later):
        each.cite(event, by=editor)
    again(proposal).reopen(by=editor)
    assert [row["exact"] for row in pending(event).document["citations"][1:]] == [later.exact]
    assert again(later).change == pending(event)
    again(proposal).cite(event, by=editor)
    again(later).reopen(by=editor)
    assert [row["exact"] for row in pending(event).document["citations"][1:]] == [proposal.exact]


def test_undo_takes_nothing_that_was_written_on_it_since(event, proposal, editor):
    proposal, change = prepared(proposal, event, editor)
    document = change.document
    document["citations"][1]["attributed_to"] = "the mayor's deputy"
    change.rewrite(document, by=editor)
    with pytest.raises(DecisionRefused, match="written on since"):
        proposal.reopen(by=editor)
    assert again(proposal).change == change
    assert pending(event).document["citations"][1]["attributed_to"] == "the mayor's deputy"


def test_words_that_the_change_cites_already_stay_when_the_decision_is_undone(event, text, editor):
    first, second = make_proposal(text=text), make_proposal(text=text, edtf="2023")
    first.cite(event, by=editor)
    second.cite(event, by=editor)
    assert again(second).change == pending(event)
    again(second).reopen(by=editor)
    assert key_in(pending(event)) == again(first).made_as
    second.cite(event, by=editor)
    pending(event).discard(by=editor)
    assert Proposal.objects.waiting().count() == 2


def test_words_that_readers_see_cited_already_change_nothing(event, text, proposal, editor):
    there = make_published(text=text, exact=proposal.exact)
    there.citations.get().supports.filter(aspect="date").update(edtf="2023-05", stated="May 2023")
    proposal.cite(there, by=editor)
    assert pending(there) is None
    assert (again(proposal).event, again(proposal).change) == (there, None)
    further = make_proposal(text=text, aspects=["place"])  # for this as well, once it is published
    further, change = prepared(further, there, editor)
    assert [row["pk"] for row in change.document["citations"]] == [there.citations.get().pk]
    there.publish_change(change, by=editor, kind="evidence")
    assert again(further).citation == there.citations.get()
    assert there.citations.get().aspects() == {"date", "what happened", "place"}


def test_words_that_an_import_cites_in_the_meantime_are_cited_once(event, text, proposal, editor):
    prepared(proposal, event, editor)
    said = {"date": {"edtf": "2023-05", "stated": "May 2023"}, "what happened": {}}
    imported = cite(
        event=event,
        text=text,
        exact=proposal.exact,
        supports=said,
        attributed_to="the mayor",
        origin="a post",
    )
    again(event).publish_change(pending(event), by=editor, kind="evidence")
    assert again(proposal).citation == imported
    assert event.citations.count() == 2


@pytest.mark.parametrize("status", ["draft", "in review"])
def test_what_readers_do_not_see_is_cited_for_at_once(status, proposal, editor):
    event = make_cited()
    if status == "in review":
        event.submit(by=editor)
    citation = proposal.cite(event, by=editor)
    assert list(event.citations.all())[1] == citation == again(proposal).citation
    assert not PendingChange.objects.exists()
    assert again(event).status == status


def test_what_was_published_since_the_page_was_shown_is_not_changed_at_once(proposal, editor):
    stale = make_cited()
    again(stale).publish(by=None)
    proposal.cite(stale, by=editor)
    assert again(proposal).change == pending(stale)
    assert stale.citations.count() == 1


def test_a_change_that_cannot_be_leaves_the_proposal_waiting(event, proposal, editor):
    Citation.objects.filter(event=event).update(exact="x" * len(event.citations.get().exact))
    with pytest.raises(CannotApply):
        proposal.cite(event, by=editor)
    assert again(proposal).is_waiting
    assert pending(event) is None


# Suggestions


def suggested(proposal):
    (row,) = Proposal.objects.of_revision(proposal.revision).to_review()
    return [each.event for each in row.resembling]


def test_a_merged_event_suggests_and_is_cited_as_what_it_was_merged_into(proposal, editor):
    first, second, third = (make_cited(title=f"The bridge opens {each}") for each in "123")
    proposal.suggestions.create(event=first, score=0.9)
    proposal.suggestions.create(event=third, score=0.6)
    first.merge_into(second, by=editor)
    again(second).merge_into(again(third), by=editor)
    assert suggested(proposal) == [third]
    assert proposal.cite(first, by=editor).event == third


def test_a_merge_that_is_taken_back_suggests_the_event_again(proposal, editor):
    from timeline.models import merging

    first, second = make_cited(), make_cited()
    proposal.suggestions.create(event=first, score=0.9)
    first.merge_into(second, by=editor)
    assert suggested(proposal) == [second]
    merging.undo(again(first), by=editor, why="Two bridges.")
    assert suggested(proposal) == [first]
    assert proposal.cite(first, by=editor).event == first


def test_a_retracted_event_comes_after_those_that_can_be_cited(proposal):
    retracted, there = make_retracted(), make_cited()
    proposal.suggestions.create(event=retracted, score=0.9)
    proposal.suggestions.create(event=there, score=0.6)
    assert suggested(proposal) == [there, retracted]


def test_a_merge_into_what_was_retracted_since_is_not_cited(proposal, editor):
    first, second = make_published(), make_published()
    first.merge_into(second, by=None)
    again(second).retract(by=editor, why="It did not happen.")
    with pytest.raises(DecisionRefused, match="retracted"):
        proposal.cite(first, by=editor)
    assert Event.objects.get(pk=second.pk).citations.count() == 2
