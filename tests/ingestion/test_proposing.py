"""Saving what was read of an article: once, all or nothing, remembered, and what a changed text touches."""

from datetime import date

import pytest

from tests.factories import import_seeds, make_cited, make_entity, make_published, make_text
from timeline.ingestion.passages import passage_at
from timeline.ingestion.proposals import Ledger, LeftOut, Named
from timeline.ingestion.proposals import Proposal as Read
from timeline.ingestion.reading import ReadArticle
from timeline.ingestion.saving.proposing import save_ledger
from timeline.models import Citation, Confirmation, Event, Proposal, Source, SourceRevision

pytestmark = pytest.mark.django_db

BODY = "In May 2023 the bridge opened.\nIt was closed for five years.\n"


def article(**values):
    return ReadArticle(
        **{"body": BODY, "title": "A bridge", "url": "https://courier.example/bridge", **values}
    )


def read(*, body=BODY, exact="In May 2023 the bridge opened.", dated="May 2023", names=(), **values):
    start = body.index(exact)
    mention = body.index(dated, start)
    defaults = {
        "passage": passage_at(body, start, start + len(exact)),
        "start": mention,
        "end": mention + len(dated),
        "text": dated,
        "edtf": "2023-05",
        "rule": "month and year",
        "anchor": "",
        "inferred": False,
        "title": "The bridge opens",
        "kind": "other",
        "entities": tuple(names),
        "attributed_to": "",
        "origin": "",
        "hedges": (),
        "supports": ("date", "what happened"),
        "fingerprint": f"{exact} {dated}",
    }
    return Read(**{**defaults, **values})


def left_out(body=BODY, exact="five years"):
    start = body.index(exact)
    return LeftOut(start, start + len(exact), exact, "duration", "")


def ledger(*proposals, without=()):
    return Ledger(tuple(proposals), tuple(without))


def everything():
    models = (Source, SourceRevision, Proposal, Confirmation, Event, Citation)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_an_article_is_kept_with_what_is_proposed_and_what_is_left_out():
    taken = save_ledger(article(), ledger(read(), without=[left_out()]), published_on=date(2026, 1, 25))
    assert (taken.proposed, taken.left_out, taken.is_new_article) == (1, 1, True)
    assert taken.revision.published_on == date(2026, 1, 25)
    proposal = Proposal.objects.waiting().get()
    assert proposal.exact == taken.revision.body[proposal.start : proposal.end]
    assert proposal.parts == ("In ", "May 2023", " the bridge opened.")
    assert Proposal.objects.ledger().get().reason == "duration"


def test_again_it_changes_nothing():
    save_ledger(article(), ledger(read(), without=[left_out(), left_out()]))
    before = everything()
    again = save_ledger(article(), ledger(read(), without=[left_out(), left_out()]))
    assert again.is_nothing_new
    assert everything() == before


def test_one_bad_passage_and_nothing_of_the_article_is_kept():
    beyond = passage_at(BODY, 3, 11)
    object.__setattr__(beyond, "start", 5_000)
    with pytest.raises(Exception, match="proposal_start_before_end"):
        save_ledger(article(), ledger(read(), read(passage=beyond, fingerprint="bad")))
    assert not Source.objects.exists()


@pytest.mark.parametrize("verb", ["reject", "accept"])
def test_what_was_decided_is_not_proposed_again(verb, editor):
    save_ledger(article(), ledger(read()))
    proposal = Proposal.objects.get()
    proposal.reject(by=editor, reason="no event") if verb == "reject" else proposal.accept(by=editor)
    changed = BODY + "A paragraph was added.\n"
    taken = save_ledger(article(body=changed), ledger(read(body=changed)))
    assert (taken.is_new_text, taken.proposed) == (True, 0)
    assert not Proposal.objects.waiting().exists()


def test_the_same_text_without_an_address_is_the_same_article():
    save_ledger(article(), ledger(read()))
    assert save_ledger(article(url=""), ledger(read())).is_nothing_new
    assert save_ledger(article(url="", body=BODY.replace("\n", "\r\n")), ledger(read())).is_nothing_new
    assert Source.objects.count() == 1


def test_what_was_not_known_of_an_article_is_filled_and_nothing_is_replaced():
    save_ledger(article(title="", publisher=""), ledger())
    save_ledger(article(title="A bridge", publisher="The Courier"), ledger(), published_on=date(2026, 1, 25))
    source = Source.objects.get()
    assert (source.title, source.publisher) == ("A bridge", "The Courier")
    assert source.revisions.get().published_on == date(2026, 1, 25)
    save_ledger(article(title="Another"), ledger(), published_on=date(2020, 1, 1))
    source.refresh_from_db()
    assert source.title == "A bridge"
    assert source.revisions.get().published_on == date(2026, 1, 25)


def test_an_article_of_which_nothing_is_known_can_be_told_from_others():
    taken = save_ledger(article(title="", url=""), ledger())
    assert str(taken.revision.source) == "untitled article"


def test_a_changed_text_is_a_new_revision_and_proposes_what_is_new():
    save_ledger(article(), ledger(read()))
    changed = "Corrected.\n" + BODY + "In June 2023 it closed.\n"
    new = read(body=changed, exact="In June 2023 it closed.", dated="June 2023", edtf="2023-06")
    taken = save_ledger(article(body=changed), ledger(read(body=changed), new))
    assert (taken.proposed, taken.known) == (1, 1)
    assert SourceRevision.objects.count() == 2
    for proposal in Proposal.objects.waiting():  # what waits has followed its words into the newer text
        assert proposal.revision == taken.revision
        assert proposal.exact == changed[proposal.start : proposal.end]
        assert proposal.parts[1] == changed[proposal.mention_start : proposal.mention_end]


def test_what_is_no_longer_in_the_article_waits_no_more_and_comes_back_with_its_words():
    save_ledger(article(), ledger(read()))
    save_ledger(article(body="Nothing is left of it."), ledger())
    assert not Proposal.objects.waiting().exists()
    assert Proposal.objects.ledger().get().reason == "no longer in the article"
    again = "Back. " + BODY
    save_ledger(article(body=again), ledger(read(body=again)))
    assert Proposal.objects.waiting().count() == 1


def cited(exact="In May 2023 the bridge opened."):
    text = make_text(body=BODY, url="https://courier.example/bridge")
    event = make_cited(text=text, exact=exact)
    return event.citations.get()


def test_a_citation_whose_words_are_gone_is_put_before_an_editor_and_stays():
    citation = cited()
    taken = save_ledger(article(body="In May 2022 the bridge opened.\n"), ledger())
    assert taken.to_confirm == 1
    waiting = Confirmation.objects.waiting()
    assert {(each.citation, each.reason) for each in waiting} == {(citation, "words gone")}
    assert {each.aspect for each in waiting} == {"date", "what happened"}
    citation.refresh_from_db()
    assert citation.verifies()


def test_a_changed_sentence_around_the_words_is_told_with_their_new_place_as_a_proposal():
    citation = cited(exact="the bridge opened")
    body = "Nobody knows whether in May 2023 the bridge opened.\n"
    save_ledger(article(body=body), ledger())
    waiting = Confirmation.objects.waiting().first()
    assert waiting.reason == "context changed"
    assert body[waiting.start : waiting.end] == "the bridge opened"
    before = citation.start
    citation.refresh_from_db()
    assert citation.start == before


def test_events_that_are_there_are_suggested_with_reasons_never_taken():
    vera = make_entity(name="Vera Mayor")
    event = make_cited(edtf="2023-05", entities=[vera])
    make_cited(edtf="1999")
    body = "In May 2023 Vera Mayor opened the bridge."
    names = [Named(12, 22, "Vera Mayor", "person", str(vera.pk))]
    save_ledger(article(body=body), ledger(read(body=body, exact=body, names=names)))
    suggestion = Proposal.objects.get().suggestions.get()
    assert suggestion.event == event
    assert suggestion.reasons
    assert event.citations.count() == 1


def test_what_an_event_cites_for_its_date_already_is_not_asked_again():
    text = make_text(body=BODY, url="https://courier.example/bridge")
    event = make_cited(text=text, exact="In May 2023 the bridge opened.", edtf="2023-05")
    taken = save_ledger(article(), ledger(read(), read(edtf="2023", fingerprint="another date")))
    assert taken.proposed == 1
    before = Proposal.objects.ledger().get()
    assert (before.outcome, before.event) == ("merged", event)
    assert event.citations.count() == 1
    assert Proposal.objects.waiting().get().edtf == "2023"


def test_what_a_fixture_leaves_out_is_in_the_ledger_once():
    import_seeds()
    before = list(Proposal.objects.values())
    assert {each["outcome"] for each in before} == {"left out"}
    assert any("three decades" in each["exact"] and each["reason"] == "duration" for each in before)
    import_seeds()
    assert list(Proposal.objects.values()) == before


def test_what_waits_in_a_pending_change_is_not_proposed_again(editor):
    save_ledger(article(), ledger(read(), without=[left_out()]))
    event = make_published()
    Proposal.objects.waiting().get().cite(event, by=editor)
    assert save_ledger(article(), ledger(read(), without=[left_out()])).is_nothing_new
    newer = f"{BODY}It held.\n"
    assert save_ledger(article(body=newer), ledger(read(body=newer), without=[left_out(newer)])).proposed == 0
    assert not Proposal.objects.waiting().exists()
    event.pending_changes.get().discard(by=editor)
    assert save_ledger(article(), ledger(read(), without=[left_out()])).is_nothing_new
    assert Proposal.objects.waiting().get().title == "The bridge opens"
