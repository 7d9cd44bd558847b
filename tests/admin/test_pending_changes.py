"""At the desk: what readers see is changed by a pending change, and the second to save loses nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.admin.forms import errors, filled, with_citation
from tests.factories import (
    changed_throughout,
    cite,
    confirm_all,
    make_cited,
    make_entity,
    make_published,
    make_text,
    make_timeline,
    publish_change,
)
from timeline.admin import versions
from timeline.models import (
    Annotation,
    CannotApply,
    Citation,
    Correction,
    Event,
    PendingChange,
    StaleVersion,
    Support,
)
from timeline.models.documents import document_of

pytestmark = pytest.mark.django_db

BODY = "In May 2023 the bridge opened. It held. The mayor spoke."


@pytest.fixture
def text():
    return make_text(body=BODY)


@pytest.fixture
def public(text):
    return make_published(title="The bridge opens", text=text, exact="In May 2023 the bridge opened.")


@pytest.fixture
def draft(text, editor):
    event = make_cited(title="The bridge opens", text=text, exact="In May 2023 the bridge opened.")
    with event.step(editor):  # as the desk makes one: with a history
        pass
    return event


def page(event, name="change") -> str:
    return f"/admin/timeline/event/{event.pk}/{name}/"


def edit(desk, event, **changes):
    return desk.post(page(event), filled(desk.get(page(event)), **changes), follow=True)


# Waiting


def test_saving_a_public_event_keeps_a_change_and_says_so(desk, client, public, editor):
    response = edit(desk, public, title="The tunnel opens")
    assert "is kept, and waits" in response.content.decode()
    assert Event.objects.get().title == "The bridge opens"
    change = PendingChange.objects.get()
    assert (change.owner, change.document["event"]["title"]) == (editor, "The tunnel opens")
    assert list(change.authors.all()) == [editor]


def test_the_form_goes_on_where_the_change_stands(desk, public, text):
    edit(desk, public, title="The tunnel opens")
    data = filled(desk.get(page(public)))
    assert data["title"] == "The tunnel opens"
    data = with_citation(data, revision=text.pk, exact="It held.", aspects=["place"])
    desk.post(page(public), data)
    again = filled(desk.get(page(public)))
    assert again["citations-1-exact"] == "It held."
    assert int(again["citations-1-id"]) < 0
    again["citations-1-attributed_to"] = "the mayor"
    desk.post(page(public), again)
    change = PendingChange.objects.get()
    assert [each["attributed_to"] for each in change.document["citations"]] == ["", "the mayor"]
    assert Citation.objects.count() == 1


def test_a_citation_that_only_waits_has_its_own_page(desk, public, text):
    data = with_citation(
        filled(desk.get(page(public))), revision=text.pk, exact="It held.", aspects=["place"]
    )
    desk.post(page(public), data)
    key = PendingChange.objects.get().document["citations"][1]["pk"]
    address = f"/admin/timeline/citation/{key}/change/"
    desk.post(address, filled(desk.get(address), **{"supports-0-stated": "It held"}))
    change = PendingChange.objects.get()
    assert [each["stated"] for each in change.document["supports"]] == ["", "", "It held"]
    public.publish_change(change, by=None, kind="evidence")
    assert Support.objects.get(aspect="place").stated == "It held"


def test_a_citations_page_of_a_public_event_waits_as_well(desk, public):
    citation = public.citations.get()
    address = f"/admin/timeline/citation/{citation.pk}/change/"
    desk.post(address, filled(desk.get(address), attributed_to="the mayor"))
    assert Citation.objects.get().attributed_to == ""
    assert PendingChange.objects.get().document["citations"][0]["attributed_to"] == "the mayor"


def test_an_internal_note_need_not_wait_and_a_public_one_does(desk, public):
    row = {
        "annotations-0-kind": "context",
        "annotations-0-text": "Look again.",
        "annotations-TOTAL_FORMS": "1",
    }
    edit(desk, public, **row, **{"annotations-0-visibility": "internal"})
    assert public.annotations.get().text == "Look again."
    assert not PendingChange.objects.exists()
    edit(desk, public, **{"annotations-0-visibility": "public"})
    assert public.annotations.get().visibility == "internal"
    assert PendingChange.objects.exists()


def test_a_wrong_field_is_answered_at_its_place_and_nothing_is_kept(desk, public):
    data = filled(desk.get(page(public)), edtf="no date", summary="All that I wrote.")
    response = desk.post(page(public), data)
    assert "edtf" in errors(response)
    assert "All that I wrote." in response.content.decode()
    assert not PendingChange.objects.exists()


def test_the_preview_is_the_public_page_with_a_banner_and_no_cache_keeps_it(desk, client, public):
    edit(desk, public, title="The tunnel opens")
    shown = desk.get(page(public, "preview"))
    assert "The tunnel opens" in shown.content.decode()
    assert "Readers do not see this" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    client.logout()
    assert client.get(page(public, "preview")).status_code == 302


def sheet(response):
    """What of an event's page is the event: without what was corrected, and how to cite it."""
    page = response.content.decode().partition('<article class="sheet-page">')[2]
    return page.partition('<section class="corrections"')[0].partition('<section class="cite"')[0].strip()


def test_the_page_is_published_as_it_was_previewed(desk, client, public, text, editor):
    cite(event=public, text=text, exact="It held.", supports=["people"])
    public.entries.create(timeline=make_timeline())
    public.entities.add(
        make_entity(name="Ann Lee"), make_entity(name="Mill", kind="place", aliases=["The Mill"])
    )
    Annotation.objects.create(event=public, text="So.", visibility="public")
    change = public.keep_change(changed_throughout(public), by=editor)
    previewed = sheet(desk.get(page(public, "preview")))
    publish_change(public, change, by=editor, kind="correction", note="It was a tunnel.")
    for told in ("A tunnel opened.", "Zoe Last", "Another story", "It was a tunnel.", "the mayor", "Else."):
        assert told in previewed
    assert sheet(client.get("/events/the-bridge-opens/")) == previewed


@pytest.mark.parametrize("name", ["change", "preview"])
def test_nobody_waits_for_a_page_that_shows_a_change(desk, public, editor, name):
    change = public.keep_change(changed_throughout(public), by=editor)
    citation = next(each["pk"] for each in change.document["citations"] if each["pk"] < 0)
    with CaptureQueriesContext(connection) as captured:
        desk.get(page(public, name))
        desk.get(f"/admin/timeline/citation/{citation}/change/")
    assert {each["sql"].split()[0].lstrip("(") for each in captured} == {"SELECT"}


def test_a_change_that_names_what_is_gone_is_shown_and_says_so_when_it_is_saved(desk, public, editor):
    gone = make_entity(name="Ann Lee")
    document = document_of(public)
    document["event"] |= {"title": "The tunnel opens", "entities": [gone.pk]}
    public.keep_change(document, by=editor)
    gone.delete()
    assert "The tunnel opens" in desk.get(page(public, "preview")).content.decode()
    saved = edit(desk, public, summary="All that I wrote.")
    assert "is not there any more" in saved.content.decode()


def test_publishing_asks_for_a_note_and_readers_get_it(desk, client, public):
    edit(desk, public, title="The tunnel opens")
    seen = desk.get(page(public, "pending")).context["form"].initial["seen"]
    asked = {"publish": "1", "kind": "correction", "note": "", "seen": seen}
    assert "Write a note for readers" in desk.post(page(public, "pending"), asked).content.decode()
    assert Event.objects.get().title == "The bridge opens"
    confirm_all(public)
    desk.post(page(public, "pending"), asked | {"note": "It was a tunnel."})
    assert Event.objects.get().title == "The tunnel opens"
    assert "It was a tunnel." in client.get("/corrections/").content.decode()


def test_what_was_not_looked_at_is_not_published(desk, public):
    edit(desk, public, title="The tunnel opens")
    seen = desk.get(page(public, "pending")).context["form"].initial["seen"]
    edit(desk, public, title="The cave opens")
    answer = desk.post(page(public, "pending"), {"publish": "1", "kind": "typo", "note": "", "seen": seen})
    assert "saved by someone else" in answer.content.decode()
    assert Event.objects.get().title == "The bridge opens"


def test_a_change_is_sent_to_review_sent_back_and_discarded(desk, public):
    edit(desk, public, title="The tunnel opens")
    for button, state in (("submit", "in review"), ("send_back", "sent back"), ("discard", "discarded")):
        desk.post(page(public, "pending"), {button: "1", "why": "So."})
        assert PendingChange.objects.get().state == state
    assert desk.get(page(public, "pending")).status_code == 404
    assert filled(desk.get(page(public)))["title"] == "The bridge opens"


def test_a_change_changed_back_is_no_change(desk, public):
    edit(desk, public, title="The tunnel opens")
    edit(desk, public, title="The bridge opens")
    assert not PendingChange.objects.open().exists()


def test_an_internal_note_beside_what_is_changed_back_is_kept(desk, public):
    edit(desk, public, title="The tunnel opens")
    note = {"kind": "context", "visibility": "internal", "text": "Look again."}
    row = {f"annotations-0-{name}": value for name, value in note.items()}
    edit(desk, public, title="The bridge opens", **row, **{"annotations-TOTAL_FORMS": "1"})
    assert public.annotations.get().text == "Look again."
    assert not PendingChange.objects.open().exists()


def test_a_draft_that_a_change_was_left_on_is_saved_as_its_form_shows_it(desk, public):
    edit(desk, public, title="The tunnel opens")
    Event.objects.update(status="draft", published_at=None)
    edit(desk, public, summary="All that I wrote.")
    event = Event.objects.get()
    assert (event.title, event.summary) == ("The tunnel opens", "All that I wrote.")
    assert not PendingChange.objects.open().exists()


def test_looking_at_the_form_of_a_draft_opens_no_transaction(desk, draft):
    with CaptureQueriesContext(connection) as captured:
        desk.get(page(draft))
    assert {each["sql"].split()[0].lstrip("(") for each in captured} == {"SELECT"}


def test_a_change_is_sent_back_only_from_review(desk, public):
    edit(desk, public, title="The tunnel opens")
    assert 'name="send_back"' not in desk.get(page(public, "pending")).content.decode()
    desk.post(page(public, "pending"), {"submit": "1"})
    assert 'name="send_back"' in desk.get(page(public, "pending")).content.decode()


# Collisions


def retitle(event):
    theirs = Event.objects.get(pk=event.pk)
    with theirs.step(None):
        theirs.title = "Theirs"


def begin_a_change(event):
    theirs = Event.objects.get(pk=event.pk)
    document = document_of(theirs)
    document["event"]["title"] = "Theirs"
    theirs.keep_change(document, by=None)


@pytest.mark.parametrize(
    ("event", "act"), [("draft", retitle), ("public", retitle), ("public", begin_a_change)]
)
def test_who_is_overtaken_while_saving_sees_what_both_wrote(desk, request, monkeypatch, event, act):
    event = request.getfixturevalue(event)
    opened = filled(desk.get(page(event)), title="Mine", summary="All that I wrote.")
    stamp_of, left = versions.stamp_of, [act]

    def overtaken(*state):  # the form shows the latest state, and then it does not any more
        stamp = stamp_of(*state)
        if left:
            left.pop()(event)
        return stamp

    monkeypatch.setattr(versions, "stamp_of", overtaken)
    shown = desk.post(page(event), opened, follow=True).content.decode()
    assert all(each in shown for each in ("Theirs", "Mine", "All that I wrote."))
    assert filled(desk.get(page(event)))["title"] == "Theirs"


@pytest.mark.parametrize("refused", [CannotApply(["Not so."]), StaleVersion("Not so.")])
def test_what_is_refused_is_shown_as_it_was_typed_with_why(desk, public, monkeypatch, refused):
    def refuse(*_args, **_kwargs):
        raise refused

    opened = filled(desk.get(page(public)), summary="All that I wrote.")
    monkeypatch.setattr(Event, "keep_change", refuse)
    response = desk.post(page(public), opened)
    assert "Not so." in " ".join(errors(response)["__all__"])
    assert "All that I wrote." in response.content.decode()


def choose(desk, address, response, **choices):
    """Answer the page on which both are shown."""
    context = response.context
    data: dict = {}
    for name, value in context["typed"]:
        data.setdefault(name, []).append(value)
    for row in context["rows"]:
        picked = choices.get(row["told"].unit.name) or next(
            (each for each, _l, on in row["options"] if on), ""
        )
        data[f"choice-{row['told'].unit.key}"] = picked
    return desk.post(address, data | {"seen": context["seen"]})


def collide(desk, event, mine, theirs):
    opened = filled(desk.get(page(event)))
    edit(desk, event, **theirs)
    return desk.post(page(event), opened | mine)


@pytest.mark.parametrize("event", ["draft", "public"])
@pytest.mark.parametrize(("choice", "title"), [("theirs", "Theirs"), ("mine", "Mine")])
def test_both_are_shown_beside_what_was_and_the_choice_is_saved(desk, request, event, choice, title):
    event = request.getfixturevalue(event)
    shown = collide(
        desk,
        event,
        {"title": "Mine", "summary": "All that I wrote."},
        {"title": "Theirs", "kind": "decision"},
    )
    rows = {row["told"].unit.name: row["told"] for row in shown.context["rows"]}
    assert (rows["title"].was, rows["title"].theirs, rows["title"].mine) == (
        "The bridge opens",
        "Theirs",
        "Mine",
    )
    assert choose(desk, page(event), shown, title=choice).status_code == 302
    now = filled(desk.get(page(event)))
    assert (now["title"], now["summary"], now["kind"]) == (title, "All that I wrote.", "decision")


def test_without_a_choice_nothing_is_saved_and_the_page_asks_again(desk, draft):
    shown = collide(desk, draft, {"title": "Mine"}, {"title": "Theirs"})
    again = choose(desk, page(draft), shown)
    assert "As I wrote it" in again.content.decode()
    assert Event.objects.get().title == "Theirs"


def test_a_third_change_in_the_meantime_is_shown_first(desk, draft):
    shown = collide(desk, draft, {"title": "Mine"}, {"title": "Theirs"})
    edit(desk, draft, title="A third")
    again = choose(desk, page(draft), shown, title="mine")
    assert "A third" in again.content.decode()
    assert Event.objects.get().title == "A third"


def test_a_citation_that_the_first_removed_and_the_second_wrote_on_is_not_lost(desk, draft, text):
    cite(event=draft, text=text, exact="It held.", supports=["place"])
    with Event.objects.get().step(None):
        pass
    opened = filled(desk.get(page(draft)), **{"citations-1-attributed_to": "the mayor"})
    edit(desk, draft, **{"citations-1-DELETE": "on"})
    shown = desk.post(page(draft), opened)
    choose(desk, page(draft), shown, **{"*": "mine"})
    kept = Citation.objects.get(number=2)
    assert (kept.attributed_to, kept.aspects()) == ("the mayor", {"place"})


def test_citations_that_both_added_are_both_there(desk, draft, text):
    opened = with_citation(
        filled(desk.get(page(draft))), revision=text.pk, exact="The mayor spoke.", aspects=["people"]
    )
    theirs = with_citation(
        filled(desk.get(page(draft))), revision=text.pk, exact="It held.", aspects=["place"]
    )
    desk.post(page(draft), theirs)
    choose(desk, page(draft), desk.post(page(draft), opened))
    assert [each.exact for each in draft.citations.all()] == [
        "In May 2023 the bridge opened.",
        "It held.",
        "The mayor spoke.",
    ]


# History


def test_history_tells_who_what_and_why_and_what_differs(desk, draft):
    edit(desk, draft, title="The bridge closes")
    listed = desk.get(page(draft, "history"))
    newer, older = (each["version"].pk for each in listed.context["rows"])
    compared = desk.get(page(draft, "history/compare"), {"from": older, "to": newer}).content.decode()
    assert "<del>" in compared
    assert "opens" in compared
    assert "closes" in compared


@pytest.mark.parametrize("query", ["", "?from=1", "?from=x&to=y", "?from=999999&to=1", "?from=-1&to=²"])
def test_versions_that_are_none_are_not_there(desk, draft, query):
    assert desk.get(page(draft, "history/compare") + query).status_code == 404


def test_a_version_is_restored_with_a_reason(desk, draft):
    edit(desk, draft, title="The bridge closes")
    version = desk.get(page(draft, "history")).context["rows"][1]["version"].pk
    address = page(draft, f"history/{version}/restore")
    assert desk.post(address, {"why": ""}).status_code == 200
    assert Event.objects.get().title == "The bridge closes"
    desk.post(address, {"why": "It did open."})
    assert Event.objects.get().title == "The bridge opens"


def test_the_desk_opens_with_what_waits(desk, public):
    edit(desk, public, title="The tunnel opens")
    assert "My pending changes" in desk.get("/admin/").content.decode()


def test_a_note_for_readers_can_be_mended(desk, public):
    public.retract(by=None, why="A mistke.")
    made = Correction.objects.get()
    address = f"/admin/timeline/correction/{made.pk}/change/"
    desk.post(address, filled(desk.get(address), note="A mistake."))
    assert Correction.objects.get().note == "A mistake."
