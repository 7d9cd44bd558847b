"""The queue of citations to confirm, and the quotations that do not stand in their texts, at the desk."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admin.forms import filled
from tests.factories import cite, make_cited, make_published, make_text
from timeline.admin import confirmations, verifying
from timeline.models import Citation, Confirmation, Event, PendingChange, SourceRevision

pytestmark = pytest.mark.django_db

BODY = "In May 2023 the bridge opened. It held. The mayor spoke."
FIRST = "In May 2023 the bridge opened."
QUEUE = "/admin/timeline/confirmation/queue/"


@pytest.fixture
def text():
    return make_text(body=BODY)


@pytest.fixture
def draft(text, editor):
    event = make_cited(title="The bridge opens", text=text, exact=FIRST)
    with event.step(editor):
        pass
    return event


@pytest.fixture
def public(text):
    return make_published(title="The bridge opens", text=text, exact=FIRST)


def page(event, name="change") -> str:
    return f"/admin/timeline/event/{event.pk}/{name}/"


def edit(desk, event, **changes):
    return desk.post(page(event), filled(desk.get(page(event)), **changes), follow=True)


def verdict(desk, item, action, **more):
    data = {"action": action, "seen": Confirmation.objects.get(pk=item.pk).stamp, **more}
    return desk.post(f"/admin/timeline/confirmation/{item.pk}/decide/", data, follow=True)


def test_the_form_of_a_draft_queues_what_it_changes(desk, draft):
    edit(desk, draft, edtf="2024")
    assert [each.aspect for each in Confirmation.objects.waiting()] == ["date"]
    assert "1 citation to confirm" in desk.get(page(draft)).content.decode()
    assert "1 citation to confirm" in desk.get("/admin/").content.decode()


def test_wording_only_is_declared_in_the_form_and_stands_in_the_history(desk, draft):
    edit(desk, draft, title="A bridge opens", wording_only="on")
    assert not Confirmation.objects.exists()
    assert draft.steps.last().action == "reworded"
    assert "only the wording changed" in desk.get(page(draft, "history")).content.decode()


def test_the_queue_shows_the_claim_as_it_was_and_is_beside_the_passage_in_its_context(desk, draft):
    edit(desk, draft, edtf="2024")
    shown = desk.get(QUEUE).content.decode()
    assert "<del>" in shown
    assert "<mark>In May 2023 the bridge opened.</mark> It held. The mayor spoke." in shown
    [card] = desk.get(QUEUE).context["cards"]
    assert {words for kind, words in card.claim if kind == "del"} == {"May 2023"}


def test_a_newer_text_is_shown_side_by_side(desk, draft, text):
    SourceRevision.objects.create(source=text.source, body="In May 2023 the long bridge opened. It held.")
    cards = desk.get(QUEUE).context["cards"]
    assert cards[0].newer[1][1:] == [("ins", "long "), ("", "bridge opened.")]
    assert "% like it" in desk.get(QUEUE).content.decode()


@pytest.mark.parametrize(("action", "kept"), [("supports", "supports"), ("no-longer", "no longer")])
def test_a_verdict_is_kept_with_its_editor_and_can_be_undone(desk, draft, editor, action, kept):
    edit(desk, draft, edtf="2024")
    item = Confirmation.objects.get()
    said = verdict(desk, item, action).content.decode()
    item.refresh_from_db()
    assert (item.verdict, item.settled_by) == (kept, editor)
    assert item.settled_at
    assert ("No citation supports its date" in said) is (action == "no-longer")
    assert "Undo" in said
    desk.post(f"/admin/timeline/confirmation/{item.pk}/decide/", {"action": "undo"})
    assert [each.aspect for each in Confirmation.objects.waiting()] == ["date"]
    assert draft.citations.get().aspects() == {"date", "what happened"}


def test_a_verdict_on_what_was_changed_since_is_refused(desk, draft):
    edit(desk, draft, edtf="2024")
    item = Confirmation.objects.get()
    seen = item.stamp
    edit(desk, draft, edtf="2025")
    address = f"/admin/timeline/confirmation/{item.pk}/decide/"
    said = desk.post(address, {"action": "supports", "seen": seen}, follow=True).content.decode()
    assert "look again" in said
    assert Confirmation.objects.waiting().exists()


@pytest.mark.parametrize(
    "data", [{}, {"action": "x"}, {"action": "undo"}, {"action": "follow"}, {"event": "9" * 30}]
)
def test_a_verdict_that_is_none_is_refused_in_words(desk, draft, data):
    edit(desk, draft, edtf="2024")
    item = Confirmation.objects.get()
    address = f"/admin/timeline/confirmation/{item.pk}/decide/"
    response = desk.post(address, {"seen": item.stamp, **data}, follow=True)
    assert response.status_code == 200
    assert response.context["messages"]
    assert Confirmation.objects.waiting().exists()
    assert desk.get(address).status_code == 405
    assert desk.get(f"{QUEUE}?event=x&after=x&at=x").status_code == 200


def test_a_change_is_not_published_before_its_evidence_is_confirmed_and_the_way_is_shown(desk, public):
    edit(desk, public, edtf="2024")
    shown = desk.get(page(public, "pending"))
    assert [each.aspect for each in shown.context["to_confirm"]] == ["date"]
    seen = shown.context["form"].initial["seen"]
    asked = {"publish": "1", "kind": "correction", "note": "It was 2024.", "seen": seen}
    refused = desk.post(page(public, "pending"), asked).content.decode()
    assert f"{QUEUE}?event={public.pk}" in refused
    assert Event.objects.get().edtf == "2023-05"
    verdict(desk, Confirmation.objects.get(), "supports")
    desk.post(page(public, "pending"), asked)
    assert Event.objects.get().edtf == "2024"


def test_an_article_that_was_retracted_is_said_on_its_events_page_and_on_the_desk(desk, public, text):
    address = f"/admin/timeline/source/{text.source_id}/change/"
    desk.post(address, filled(desk.get(address), standing="retracted", standing_note="It was invented."))
    shown = desk.get(page(public)).content.decode()
    assert "Retracted by its publisher" in shown
    assert "It was invented." in shown
    assert "2 citations to confirm" in desk.get("/admin/").content.decode()
    assert "It was invented." in desk.get(QUEUE).content.decode()


def test_readers_see_the_standing_and_that_it_is_being_checked(client, public, text, editor):
    source, citation = text.source, public.citations.get()
    source.standing, source.standing_note = "corrected", "An earlier version was wrong."
    source.save()
    pages = [public.get_absolute_url(), citation.get_passage_url(), source.get_absolute_url(), "/"]
    for address in pages:
        shown = client.get(address).content.decode()
        assert "Corrected by its publisher" in shown, address
        assert "An earlier version was wrong." in shown, address
        assert "An editor is checking this passage." in shown, address
    for each in Confirmation.objects.waiting():
        each.confirm(by=editor)
    for address in pages:
        shown = client.get(address).content.decode()
        assert "Corrected by its publisher" in shown
        assert "is checking" not in shown


def test_who_may_not_publish_confirms_no_public_evidence(public, draft, text, django_user_model):
    user = django_user_model.objects.create_user("writer", is_staff=True)
    user.groups.add(Group.objects.get(name="Contributor"))
    desk = Client()
    desk.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    text.source.standing = "corrected"
    text.source.save()
    of_public, of_draft = (Confirmation.objects.of(each).first() for each in (public, draft))
    assert verdict(desk, of_public, "supports").status_code == 403
    assert verdict(desk, of_draft, "supports").status_code == 200
    assert [each.verdict for each in (Confirmation.objects.get(pk=of_public.pk), Confirmation.objects.get(pk=of_draft.pk))] == ["", "supports"]  # fmt: skip
    assert desk.post(f"/admin/timeline/confirmation/{of_public.pk}/decide/").status_code == 403


def test_pages_are_cut_by_key_and_cost_the_same(desk, text):
    def grow(count):
        while Event.objects.count() < count:
            make_published(text=text, exact=FIRST)

    grow(3)
    text.source.standing = "corrected"
    text.source.save()
    with CaptureQueriesContext(connection) as few:
        desk.get(QUEUE)
    text.source.standing = "live"
    text.source.save()
    grow(20)
    text.source.standing = "retracted"
    text.source.save()
    with CaptureQueriesContext(connection) as many:
        first = desk.get(QUEUE)
    assert len(many) == len(few) <= 30
    seen, address = [], QUEUE
    while address:
        shown = desk.get(address).context
        seen += [each.item.pk for each in shown["cards"]]
        address = shown["more"]
    assert len(first.context["cards"]) == confirmations.PER_PAGE
    assert seen == sorted(seen) == list(Confirmation.objects.waiting().values_list("pk", flat=True))


# Quotations and their texts

VERIFY = "/admin/timeline/citation/verify/"


def break_it(citation, **values):
    Citation.objects.filter(pk=citation.pk).update(**values)


def test_every_quotation_is_compared_with_its_text_and_the_wrong_ones_are_shown(desk, draft, text):
    wrong = cite(event=draft, text=text, exact="It held.")
    assert "All of them stand there." in desk.get(VERIFY).content.decode()
    break_it(wrong, start=wrong.start + 1, end=wrong.end + 1)
    [row] = desk.get(VERIFY).context["rows"]
    assert (row.citation, row.there) == (wrong, "t held. ")
    assert row.found.passage.exact == "It held."
    desk.post(VERIFY, {"citation": wrong.pk})
    assert Citation.objects.get(pk=wrong.pk).verifies()
    assert desk.get(VERIFY).context["rows"] == []


def test_of_a_public_event_mending_waits_as_any_change(desk, public):
    citation = public.citations.get()
    break_it(citation, start=citation.start + 1, end=citation.end + 1)
    assert "pending change" in desk.post(VERIFY, {"citation": citation.pk}, follow=True).content.decode()
    assert PendingChange.objects.get().document["citations"][0]["start"] == citation.start
    assert not Citation.objects.get().verifies()


def test_words_that_stand_nowhere_are_not_put_anywhere_by_machine(desk, draft):
    citation = draft.citations.get()
    break_it(citation, exact="In May 2023 the tunnel opens.!"[: len(FIRST)])
    assert "these words are not in the text" in desk.get(VERIFY).content.decode()
    desk.post(VERIFY, {"citation": citation.pk})
    assert not Citation.objects.get().verifies()
    assert desk.post(VERIFY, {"citation": "x"}).status_code == 404


def test_a_page_checks_a_bounded_number_and_leads_on(desk, draft, text, monkeypatch):
    second = cite(event=draft, text=text, exact="It held.")
    break_it(second, start=second.start + 1, end=second.end + 1)
    monkeypatch.setattr(verifying, "CHECKED", 1)
    first = desk.get(VERIFY).context
    assert (first["n_checked"], first["rows"]) == (1, [])
    assert [each.citation for each in desk.get(first["more"]).context["rows"]] == [second]
