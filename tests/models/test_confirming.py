"""Evidence that stays true: what makes a passage doubtful, what settles that, and what is not published meanwhile."""

import pytest

from tests.factories import (
    cite,
    confirm_all,
    import_fixtures,
    make_cited,
    make_entity,
    make_event,
    make_proposal,
    make_published,
    make_retracted,
    make_text,
    publish_change,
)
from tests.ingestion.articles import FIXTURE, changed, write
from timeline.models import (
    Citation,
    Confirmation,
    Event,
    NotConfirmed,
    NotPublishable,
    PendingChange,
    SourceRevision,
)
from timeline.models.documents import document_of

pytestmark = pytest.mark.django_db

BODY = "In May 2023 the bridge opened. It held 300 people. The mayor spoke in Town."
FIRST = "In May 2023 the bridge opened."
ALL = ("date", "place", "people", "what happened", "figure", "background")


@pytest.fixture
def text():
    return make_text(body=BODY)


@pytest.fixture
def draft(text):
    event = make_event(title="The bridge opens", entities=[make_entity(name="Kos")])
    cite(event=event, text=text, exact=FIRST, supports=ALL)
    return event


@pytest.fixture
def public(text):
    return make_published(title="The bridge opens", text=text, exact=FIRST)


def change(event, *, by=None, reworded=False, **fields):
    with event.step(by, reworded=reworded):
        for name, value in fields.items():
            setattr(event, name, value)


def edited(event, **fields):
    document = document_of(event)
    document["event"] |= fields
    return document


def waiting(event=None):
    found = Confirmation.objects.waiting()
    return [each.aspect for each in (found.of(event) if event else found)]


# What the event says


@pytest.mark.parametrize(
    ("fields", "aspects"),
    [
        ({"edtf": "2024"}, ["date"]),
        ({"title": "The tunnel opens"}, ["what happened"]),
        ({"summary": "The bridge opened, and 300 came."}, ["figure", "what happened"]),
        ({"kind": "decision"}, ["what happened"]),
        ({"date_note": "As the mayor said.", "position": 2}, []),
    ],
)
def test_a_changed_claim_queues_the_citations_of_that_aspect_alone(draft, editor, fields, aspects):
    change(draft, by=editor, **fields)
    assert sorted(waiting(draft)) == aspects


@pytest.mark.parametrize(
    ("kind", "aspects"),
    [("person", ["people"]), ("organisation", ["people"]), ("place", ["place"]), ("topic", [])],
)
def test_places_and_people_are_told_apart_by_kind(draft, editor, kind, aspects):
    with draft.step(editor):
        draft.entities.add(make_entity(name="Town", kind=kind))
    assert waiting(draft) == aspects


def test_what_no_citation_supports_is_queued_nowhere_and_listed_as_uncovered(editor, text):
    event = make_cited(text=text, exact=FIRST)
    with event.step(editor):
        event.entities.add(make_entity(name="Olha Novak"))
    assert waiting() == []
    assert any("Olha Novak" in each for each in event.unsupported())


def test_an_item_says_what_the_claim_was_and_is(draft, editor):
    change(draft, by=editor, edtf="2024")
    change(draft, by=editor, edtf="2025")
    item = Confirmation.objects.waiting().get()
    assert (item.was["edtf"], item.claim["edtf"]) == ("2023-05", "2025")


def test_changing_it_back_takes_it_off_the_queue(draft, editor):
    change(draft, by=editor, edtf="2024", title="The tunnel opens")
    change(draft, by=editor, edtf="2023-05")
    assert waiting() == ["what happened"]
    change(draft, by=editor, title="The bridge opens")
    assert not Confirmation.objects.exists()


def test_wording_only_is_logged_and_not_queued(draft, editor):
    change(draft, by=editor, reworded=True, title="The bridge is opened")
    assert waiting() == []
    change(draft, by=editor, reworded=True, title="A bridge opens", edtf="2024")
    assert waiting() == ["date"], "what is declared of the wording says nothing of the date"


def test_what_was_confirmed_of_a_claim_stays_confirmed(draft, editor):
    change(draft, by=editor, edtf="2024")
    confirm_all(draft, by=editor)
    change(draft, by=editor, edtf="2025")
    assert waiting() == ["date"]
    change(draft, by=editor, edtf="2024")
    assert waiting() == []
    kept = Confirmation.objects.get()
    assert (kept.verdict, kept.settled_by, kept.claim["edtf"]) == ("supports", editor, "2024")


def test_a_citation_made_with_the_change_was_read_beside_it(draft, editor, text):
    with draft.step(editor):
        draft.edtf = "2024"
        cite(event=draft, text=text, exact="It held 300 people.", supports=["date"])
    assert [each.number for each in Confirmation.objects.waiting()] == [1]


def test_words_chosen_anew_settle_what_was_asked_of_the_old_ones(draft, editor):
    change(draft, by=editor, edtf="2024")
    document = document_of(draft)
    start = BODY.index("It held")
    place = {"exact": "It held 300 people.", "start": start, "end": start + 19, "prefix": "", "suffix": ""}
    document["citations"][0] |= place
    draft.take(document, by=editor)
    assert waiting() == []
    assert Confirmation.objects.get().verdict == "cited anew"


def test_a_draft_is_not_published_on_stale_evidence(draft, editor):
    change(draft, by=editor, edtf="2024")
    with pytest.raises(NotPublishable, match="Confirm first: citation 1, date") as refused:
        draft.publish(by=editor)
    assert [each.aspect for each in refused.value.to_confirm] == ["date"]
    confirm_all(draft, by=editor)
    draft.publish(by=editor)
    assert draft.is_published


def test_an_import_that_changes_a_date_queues_too(tmp_path):
    import_fixtures(write(tmp_path))
    import_fixtures(write(tmp_path, fixture=changed("    edtf: 2023-05\n", "    edtf: 2023\n")))
    event = Event.objects.get(slug="opening")
    assert (event.edtf, event.is_published) == ("2023", True)
    assert waiting(event) == ["date"]
    import_fixtures(write(tmp_path, fixture=FIXTURE))
    assert waiting(event) == []


def test_an_accepted_proposal_is_confirmed_by_accepting_it(editor):
    event = make_proposal().accept(by=editor)
    assert waiting() == []
    event.refresh_from_db()
    change(event, by=editor, edtf="2024")
    assert waiting(event) == ["date"]


# Pending changes


def test_a_pending_change_queues_when_it_is_made_and_the_public_event_is_not_doubted(public, editor):
    public.keep_change(edited(public, edtf="2024"), by=editor)
    item = Confirmation.objects.waiting().get()
    assert (item.aspect, item.claim["edtf"], item.change) == ("date", "2024", PendingChange.objects.get())
    assert not Citation.objects.saying_if_checked().get().is_checked


def test_nobody_publishes_a_change_on_stale_evidence(public, editor):
    pending = public.keep_change(edited(public, edtf="2024"), by=editor)
    assert editor.is_superuser
    with pytest.raises(NotPublishable) as refused:
        public.publish_change(pending, by=editor, kind="correction", note="It was 2024.")
    assert [each.aspect for each in refused.value.to_confirm] == ["date"]
    assert Event.objects.get().edtf == "2023-05"
    publish_change(public, pending, by=editor, kind="correction", note="It was 2024.")
    assert Event.objects.get().edtf == "2024"
    assert waiting() == []
    assert Confirmation.objects.get().settled_by == editor


def test_a_change_rewritten_asks_again_and_changed_back_asks_nothing(public, editor):
    pending = public.keep_change(edited(public, edtf="2024", title="The tunnel opens"), by=editor)
    confirm_all(public, by=editor)
    pending.rewrite(edited(public, edtf="2025", title="The tunnel opens"), by=editor)
    assert waiting() == ["date"]
    pending.rewrite(edited(public, title="The tunnel opens"), by=editor)
    assert waiting() == []


def test_a_typo_asks_for_nothing_and_is_logged(public, editor):
    pending = public.keep_change(edited(public, title="The bridge is opened"), by=editor)
    public.publish_change(pending, by=editor, kind="typo")
    item = Confirmation.objects.get()
    assert (item.verdict, item.settled_by) == ("wording", editor)
    assert waiting() == []


def test_a_changed_figure_is_no_wording(text, editor):
    event = make_published(title="The bridge opens", text=text, exact=FIRST)
    cite(event=event, text=text, exact="It held 300 people.", supports=["figure"])
    pending = event.keep_change(edited(event, summary="It held 400."), by=editor)
    with pytest.raises(NotPublishable, match="figure"):
        event.publish_change(pending, by=editor, kind="typo")


def test_a_discarded_change_leaves_nothing_in_the_queue(public, editor):
    pending = public.keep_change(edited(public, edtf="2024"), by=editor)
    pending.discard(by=editor)
    assert not Confirmation.objects.exists()


def test_a_change_that_cites_it_no_more_need_not_confirm_it(public, editor, text):
    other = make_text(body="The bridge opened in 2024.")
    cite(event=public, text=other)
    change(public, edtf="2024")  # as an import does
    document = document_of(public)
    gone = document["citations"][0]["pk"]
    document["citations"] = document["citations"][1:]
    document["supports"] = [each for each in document["supports"] if each["citation"] != gone]
    pending = public.keep_change(document, by=editor)
    second = Confirmation.objects.waiting().get(number=2)
    second.confirm(by=editor)
    public.publish_change(pending, by=editor, kind="evidence")
    assert [each.number for each in public.citations.all()] == [2]
    assert waiting() == []


# Verdicts


def test_no_longer_takes_the_support_out_of_a_draft_and_says_what_is_lacking(draft, editor):
    change(draft, by=editor, edtf="2024")
    lacking = Confirmation.objects.waiting().get().deny(by=editor)
    assert any("No citation supports its date" in each for each in lacking)
    assert "date" not in draft.citations.get().aspects()
    draft.refresh_from_db()
    step = draft.steps.last()
    assert (step.by, "does not support this any more: date" in step.why) == (editor, True)


def test_a_citation_that_supports_nothing_goes_and_its_record_stays(editor, text):
    event = make_event()
    cite(event=event, text=text, exact=FIRST, supports=["date"])
    change(event, by=editor, edtf="2024")
    Confirmation.objects.get().deny(by=editor)
    assert not event.citations.exists()
    kept = Confirmation.objects.get()
    assert (kept.verdict, kept.settled_by, kept.citation, kept.number) == ("no longer", editor, None, 1)


def test_undoing_brings_the_citation_back_under_its_own_address(editor, text):
    event = make_event()
    was = cite(
        event=event, text=text, exact=FIRST, supports={"date": {"edtf": "2023-05", "stated": "May 2023"}}
    )
    change(event, by=editor, edtf="2024")
    Confirmation.objects.get().deny(by=editor)
    Confirmation.objects.last_by(editor).undo(by=editor)
    back = event.citations.get()
    assert (back.pk, back.public_id, back.number) == (was.pk, was.public_id, was.number)
    assert back.supports.get().stated == "May 2023"
    assert waiting() == ["date"]
    assert Confirmation.objects.get().citation == back


def test_of_a_public_event_it_waits_in_a_pending_change_and_stays_doubtful_until_then(public, editor):
    change(public, edtf="2024")
    cite(event=public, text=make_text(body="The bridge opened in 2024."), supports=["date"])
    lacking = Confirmation.objects.waiting().get().deny(by=editor)
    assert lacking == []
    assert public.citations.get(number=1).aspects() == {"date", "what happened"}
    assert waiting() == []
    assert Citation.objects.saying_if_checked().get(number=1).is_checked
    pending = PendingChange.objects.get()
    public.refresh_from_db()
    public.publish_change(pending, by=editor, kind="evidence")
    assert public.citations.get(number=1).aspects() == {"what happened"}
    assert not Citation.objects.saying_if_checked().get(number=1).is_checked


def test_discarding_that_change_asks_again(public, editor):
    change(public, edtf="2024")
    Confirmation.objects.waiting().get().deny(by=editor)
    PendingChange.objects.get().discard(by=editor)
    assert waiting() == ["date"]


def test_undoing_discards_a_change_that_holds_nothing_else(public, editor):
    change(public, edtf="2024")
    Confirmation.objects.waiting().get().deny(by=editor)
    Confirmation.objects.last_by(editor).undo(by=editor)
    assert not PendingChange.objects.open().exists()
    assert waiting() == ["date"]


def test_the_second_of_two_editors_is_told(draft, editor, django_user_model):
    olha = django_user_model.objects.create_user("olha")
    change(draft, by=editor, edtf="2024")
    mine, theirs = Confirmation.objects.get(), Confirmation.objects.get()
    theirs.confirm(by=olha)
    for verdict in (mine.confirm, mine.deny):
        with pytest.raises(NotConfirmed, match="olha"):
            verdict(by=editor)
    assert "date" in draft.citations.get().aspects()


def test_what_was_changed_back_in_the_meantime_takes_no_verdict(draft, editor):
    change(draft, by=editor, edtf="2024")
    item = Confirmation.objects.get()
    change(draft, by=editor, edtf="2023-05")
    with pytest.raises(NotConfirmed, match="taken off"):
        item.confirm(by=editor)


# A newer text


def newer(text, body):
    return SourceRevision.objects.create(source=text.source, body=body)


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        (f"Corrected. {BODY}", "moved", FIRST),
        ("In May 2023, the bridge was opened. It held.", "words gone", "In May 2023, the bridge was opened."),
        ("Nothing of it.", "words gone", ""),
        (BODY + " More.", "", ""),
    ],
)
def test_a_newer_text_queues_what_it_touches_and_proposes_where_the_words_are(
    text, draft, body, reason, words
):
    revision = newer(text, body)
    items = list(Confirmation.objects.waiting())
    assert {each.reason for each in items} == ({reason} if reason else set())
    assert {each.aspect for each in items} == (set(ALL) if reason else set())
    for each in items:
        assert body[each.start or 0 : each.end or 0] == words
        assert each.revision == revision
    citation = draft.citations.get()
    assert (citation.revision, citation.exact) == (text, FIRST), "nothing is taken over by machine"


def test_words_that_only_moved_are_no_stale_evidence(public, editor, text):
    newer(text, f"Corrected. {BODY}")
    assert not Confirmation.objects.stale().exists()
    assert not Citation.objects.saying_if_checked().get().is_checked
    publish = public.keep_change(edited(public, date_note="As printed."), by=editor)
    public.publish_change(publish, by=editor, kind="typo")


def test_an_editor_lets_a_citation_follow_its_words(draft, editor, text):
    revision = newer(text, f"Corrected. {BODY}")
    item = Confirmation.objects.waiting().first()
    item.follow(by=editor)
    citation = draft.citations.get()
    assert (citation.revision, citation.start) == (revision, 11)
    assert citation.verifies()
    assert waiting() == []
    assert {each.verdict for each in Confirmation.objects.all()} == {"followed", "cited anew"}
    Confirmation.objects.last_by(editor).undo(by=editor)
    citation.refresh_from_db()
    assert (citation.revision, citation.start) == (text, 0)
    assert sorted(waiting()) == sorted(ALL)


def test_of_a_public_event_following_waits_for_publication(public, editor, text):
    revision = newer(text, f"Corrected. {BODY}")
    Confirmation.objects.waiting().first().follow(by=editor)
    assert public.citations.get().revision == text
    public.publish_change(PendingChange.objects.get(), by=editor, kind="evidence")
    assert public.citations.get().revision == revision
    assert waiting() == []


def test_a_text_that_has_the_words_again_takes_them_off_and_none_is_asked_twice(draft, editor, text):
    newer(text, "Nothing of it.")
    newer(text, BODY + " Restored.")
    assert waiting() == []
    newer(text, "Nothing of it is left.")
    confirm_all(draft, by=editor)
    newer(text, "Still nothing of it.")
    assert waiting() == []


def test_a_retracted_event_asks_nothing_of_anybody(text):
    make_retracted(text=text, exact=FIRST)
    newer(text, "Nothing of it.")
    assert not Confirmation.objects.exists()


# An article's standing


@pytest.mark.parametrize("standing", ["corrected", "retracted", "withdrawn"])
def test_what_its_publisher_does_not_stand_by_is_doubted_at_once(public, editor, text, standing):
    text.source.standing = standing
    text.source.save()
    assert sorted(waiting(public)) == ["date", "what happened"]
    assert Citation.objects.saying_if_checked().get().is_checked
    pending = public.keep_change(edited(public, date_note="As printed."), by=editor)
    with pytest.raises(NotPublishable, match="publisher"):
        public.publish_change(pending, by=editor, kind="typo")
    confirm_all(public, by=editor)
    public.publish_change(pending, by=editor, kind="typo")


def test_an_article_that_is_live_again_is_taken_off_and_a_worse_standing_asks_again(public, editor, text):
    source = text.source
    for standing, expected in (("corrected", 2), ("live", 0), ("corrected", 2)):
        source.standing = standing
        source.save()
        assert len(waiting()) == expected
    confirm_all(public, by=editor)
    source.standing = "retracted"
    source.save()
    assert len(waiting()) == 2


def test_saving_an_article_of_the_same_standing_asks_nothing(public, text):
    text.source.title = "Another title"
    text.source.save()
    assert waiting() == []
