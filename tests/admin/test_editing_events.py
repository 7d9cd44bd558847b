"""An editor's ten minutes: an event with its citation, a date as people write it, and published."""

import pytest
from reversion.models import Version

from tests.admin.forms import errors, filled, with_citation
from tests.factories import (
    cite,
    make_cited,
    make_entity,
    make_event,
    make_published,
    make_text,
    make_timeline,
)
from timeline.models import Citation, Confirmation, Event, Support

pytestmark = pytest.mark.django_db

ADD = "/admin/timeline/event/add/"
LIST = "/admin/timeline/event/"
BODY = "On 25 January the bridge opened, the mayor said. The bridge held. “It holds,” she said."


def change(event) -> str:
    return f"/admin/timeline/event/{event.pk}/change/"


def citation_page(citation) -> str:
    return f"/admin/timeline/citation/{citation.pk}/change/"


def new(desk, **changes):
    return filled(desk.get(ADD), **{"title": "The bridge opens", "edtf": "25 January 2026", **changes})


@pytest.fixture
def text():
    return make_text(body=BODY)


# Adding


def test_an_event_is_added_with_its_citation_in_one_go(desk, text, editor):
    kos = make_entity(name="Kos")
    data = with_citation(
        new(desk, entities=[kos.pk]), revision=text.pk, exact="the bridge opened", attributed_to="the mayor"
    )
    assert desk.post(ADD, data).status_code == 302
    event = Event.objects.get()
    assert (event.title, event.edtf, event.status, event.slug) == (
        "The bridge opens",
        "2026-01-25",
        "draft",
        "the-bridge-opens",
    )
    citation = event.citations.get()
    assert (citation.exact, citation.prefix, citation.number) == ("the bridge opened", "On 25 January ", 1)
    assert sorted(citation.supports.values_list("aspect", flat=True)) == ["date", "what happened"]
    assert list(event.entities.all()) == [kos]
    version = Version.objects.get_for_object(event)[0]
    assert version.revision.user == editor
    assert Version.objects.get_for_object(citation).exists()
    assert version.revision.version_set.filter(content_type__model="support").count() == 2


@pytest.mark.parametrize(
    ("fields", "field", "word"),
    [
        ({"exact": "the bridge fell"}, "exact", "not in the text"),
        ({"exact": "bridge"}, "exact", "2 times"),
        ({"exact": "bridge", "before": "that"}, "exact", "not just after"),
        ({"exact": ""}, "exact", "required"),
        ({"exact": "the bridge opened", "aspects": []}, "aspects", "required"),
        ({"exact": "the bridge opened", "aspects": ["weather"]}, "aspects", "weather"),
        ({"exact": "the bridge opened", "revision": ""}, "revision", "required"),
        ({"exact": "the bridge opened", "revision": "999999"}, "revision", ""),
        ({"exact": "the\0 bridge"}, "exact", "Null characters"),
    ],
)
def test_a_wrong_quotation_is_answered_at_its_field_and_nothing_is_saved(desk, text, fields, field, word):
    data = with_citation(new(desk), **{"revision": text.pk, **fields})
    response = desk.post(ADD, data)
    assert word in " ".join(errors(response)[f"citations-0-{field}"])
    assert not Event.objects.exists()
    assert "The bridge opens" in response.content.decode()


def test_the_words_before_choose_among_two_places(desk, text):
    desk.post(ADD, with_citation(new(desk), revision=text.pk, exact="bridge", before="The"))
    assert Citation.objects.get().start == BODY.index("bridge held")


def test_a_quotation_with_other_marks_is_kept_as_printed(desk, text):
    desk.post(ADD, with_citation(new(desk), revision=text.pk, exact='"It  holds,"'))
    assert Citation.objects.get().exact == "“It holds,”"


def test_the_same_words_twice_are_refused(desk, text):
    data = with_citation(
        with_citation(new(desk), revision=text.pk, exact="held"), revision=text.pk, exact="held"
    )
    assert "already" in " ".join(errors(desk.post(ADD, data))["citations-1-exact"])


# Dates


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("25 January 2026", "2026-01-25"),
        ("May 2023", "2023-05"),
        ("1863–64", "1863/1864"),
        ("since February 2022", "2022-02/.."),
        ("c. 1863", "1863~"),
        ("2023-05", "2023-05"),
    ],
)
def test_a_date_is_typed_as_people_write_it(desk, text, typed, edtf):
    desk.post(ADD, with_citation(new(desk, edtf=typed), revision=text.pk, exact="held"))
    assert Event.objects.get().edtf == edtf


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("01/02/2023", ["2023-02-01", "2023-01-02"]),
        ("2021-22", ["2021/2022", "2021-22"]),
        ("25 January", ["XXXX-01-25"]),
        ("yesterday", []),
        ("2023-02-30", []),
    ],
)
def test_a_date_that_is_ambiguous_or_none_is_refused_with_its_readings(desk, typed, offered):
    said = " ".join(errors(desk.post(ADD, new(desk, edtf=typed)))["edtf"])
    assert all(each in said for each in offered)
    assert bool(offered) is ("Write one of these" in said)


def test_a_day_without_a_year_takes_that_of_the_article_and_says_so(desk, text):
    desk.post(ADD, with_citation(new(desk, edtf="25 January"), revision=text.pk, exact="held"))
    event = Event.objects.get()
    assert (event.edtf, event.date_basis) == ("2026-01-25", "inferred")
    assert "25 January 2026" in event.date_note


def test_what_is_typed_is_read_aloud_before_saving(desk, text):
    def reading(**query):
        return desk.get("/admin/timeline/event/reading/", query).content.decode().strip()

    assert "May 2023" in reading(edtf="2023-05")
    assert "2023-02-01" in reading(edtf="01/02/2023")
    assert "2026-01-25" in reading(**{"edtf": "25 January", "citations-0-revision": text.pk})
    assert reading(edtf="") == ""
    assert "cannot be read" in reading(edtf="<b>nonsense")
    assert "<b>nonsense" not in reading(edtf="<b>nonsense")


def test_a_stored_date_that_would_be_ambiguous_is_saved_again_as_it_is(desk):
    event = make_event(edtf="2021-22")
    assert desk.post(change(event), filled(desk.get(change(event)), summary="New.")).status_code == 302
    assert Event.objects.get().edtf == "2021-22"


# Changing


def test_a_change_keeps_what_was_not_touched(desk, text):
    event = make_cited(text=text, exact="the bridge opened")
    Support.objects.filter(aspect="date").update(stated="25 January", preferred=True, reason="Because.")
    before = Citation.objects.values().get()
    assert (
        desk.post(change(event), filled(desk.get(change(event)), title="The bridge is open")).status_code
        == 302
    )
    assert Citation.objects.values().get() == before
    assert Support.objects.get(aspect="date").reason == "Because."
    assert Event.objects.get().title == "The bridge is open"


def test_a_stale_form_is_not_saved_and_shows_what_both_wrote(desk, text):
    event = make_cited(text=text, exact="held")
    mine = filled(desk.get(change(event)), title="Mine", summary="All that I wrote.")
    theirs = Event.objects.get()
    theirs.title = "Theirs"
    theirs.save()
    shown = desk.post(change(event), mine).content.decode()
    assert "Someone else changed this event" in shown
    assert all(each in shown for each in ("Mine", "Theirs", "All that I wrote."))
    assert Event.objects.get().title == "Theirs"


def test_a_stale_form_sent_again_is_still_not_saved(desk, text):
    event = make_cited(text=text, exact="held")
    mine = filled(desk.get(change(event)), title="Mine")
    Event.objects.get().save()
    for _attempt in range(2):
        assert "Someone else changed this event" in desk.post(change(event), mine).content.decode()
    assert Event.objects.get().title != "Mine"


def test_a_form_without_its_version_is_not_saved(desk):
    event = make_event()
    answer = desk.post(change(event), filled(desk.get(change(event)), based_on=None, title="Mine"))
    assert "Someone else changed this event" in answer.content.decode()
    assert Event.objects.get().title != "Mine"


def test_an_address_is_frozen_once_published_and_open_before(desk, text):
    draft, public = make_event(title="Draft"), make_published(title="Public", text=text, exact="held")
    desk.post(change(draft), filled(desk.get(change(draft)), slug="another"))
    desk.post(change(public), filled(desk.get(change(public)), slug="another-still"))
    assert set(Event.objects.values_list("slug", flat=True)) == {"another", "public"}


def test_an_address_that_is_taken_is_refused(desk):
    make_event(title="First")
    event = make_event(title="Second")
    assert "slug" in errors(desk.post(change(event), filled(desk.get(change(event)), slug="first")))


def test_an_address_of_merely_other_letters_is_refused(desk):
    event = make_event(title="Second")
    assert "slug" in errors(desk.post(change(event), filled(desk.get(change(event)), slug="a b/c")))


def test_a_note_remembers_its_author(desk, editor):
    event = make_event()
    row = {"kind": "context", "visibility": "internal", "text": "Look again."}
    data = filled(desk.get(change(event)), **{"annotations-TOTAL_FORMS": "1"})
    desk.post(change(event), data | {f"annotations-0-{name}": value for name, value in row.items()})
    assert event.annotations.get().author == editor


def test_an_event_is_put_on_a_timeline(desk):
    event, story = make_event(), make_timeline()
    data = filled(
        desk.get(change(event)),
        **{"entries-TOTAL_FORMS": "1", "entries-0-timeline": story.pk, "entries-0-is_key": "on"},
    )
    desk.post(change(event), data)
    assert event.entries.get().is_key


# Publishing and retracting


def act(desk, action, *events, **data):
    return desk.post(
        LIST, {"action": action, "_selected_action": [each.pk for each in events], **data}, follow=True
    )


def said(response) -> str:
    return " ".join(str(each) for each in response.context["messages"])


def test_publishing_selected_events_publishes_what_can_be_and_says_why_not(desk, text, editor, client):
    ready, bare = make_cited(title="Ready", text=text, exact="held"), make_event(title="Bare")
    response = act(desk, "publish", ready, bare)
    assert "1 event is published." in said(response)
    assert "“Bare” is not published: No citation supports its date." in said(response)
    assert dict(Event.objects.values_list("slug", "status")) == {"ready": "published", "bare": "draft"}
    assert Version.objects.get_for_object(ready)[0].revision.user == editor
    assert client.get("/events/ready/").status_code == 200


def test_publishing_tells_what_no_passage_covers(desk, text):
    event = make_cited(title="Jan Nowak opens 99 bridges", text=text, exact="held")
    assert "99" in said(act(desk, "publish", event))
    assert Event.objects.get().is_published


def test_retracting_asks_why_and_says_it_to_readers(desk, text, client):
    event = make_published(title="Wrong", text=text, exact="held")
    asked = act(desk, "retract", event)
    assert "why" in asked.context["form"].fields
    assert Event.objects.get().is_published
    assert "is retracted" in said(act(desk, "retract", event, why="It was another bridge."))
    assert "It was another bridge." in client.get("/events/wrong/").content.decode()


def test_retracting_a_draft_is_refused_in_words(desk):
    assert "Only a published event" in said(act(desk, "retract", make_event(), why="Wrong."))


@pytest.mark.parametrize(
    "lost",
    [
        {"citations-0-DELETE": "on"},
        {"citations-0-aspects": ["date"]},
        {"citations-0-aspects": ["what happened", "place"]},
        {"citations-0-exact": "Bridge opens"},
    ],
    ids=["deleted", "no-longer-what-happened", "no-longer-the-date", "only-a-headline"],
)
def test_a_published_event_cannot_lose_its_last_evidence(desk, lost):
    text = make_text(title="Bridge opens", body="Bridge opens\n\nIn May the bridge opened.")
    event = make_published(text=text, exact="the bridge opened")
    response = desk.post(change(event), filled(desk.get(change(event)), **lost))
    assert "This event is published" in " ".join(errors(response)["citations"])
    assert sorted(Support.objects.values_list("aspect", flat=True)) == ["date", "what happened"]


def test_a_published_event_may_lose_one_of_two(desk, text):
    event = make_published(text=text, exact="the bridge opened")
    cite(event=event, text=text, exact="held")
    assert (
        desk.post(change(event), filled(desk.get(change(event)), **{"citations-0-DELETE": "on"})).status_code
        == 302
    )
    assert Citation.objects.count() == 2, "what is public waits"
    event.publish_change(event.pending_changes.get(), by=None, kind="evidence")
    assert Citation.objects.get().number == 2


def test_what_was_published_cannot_be_deleted_and_a_draft_can(desk, text):
    draft, public = make_event(title="Draft"), make_published(title="Public", text=text, exact="held")
    retracted = make_published(title="Retracted", text=text, exact="held")
    retracted.retract(by=None, why="Wrong.")
    for event, status in ((public, 403), (retracted, 403), (draft, 302)):
        assert desk.post(f"/admin/timeline/event/{event.pk}/delete/", {"post": "yes"}).status_code == status
    act(desk, "delete_selected", public, retracted, post="yes")
    assert set(Event.objects.values_list("slug", flat=True)) == {"public", "retracted"}


def test_a_draft_with_something_to_confirm_can_be_deleted(desk, text):
    draft = make_event()
    citation = cite(event=draft, text=text, exact="held")
    whose = {"event": draft, "citation": citation, "number": citation.number}
    Confirmation.objects.create(**whose, aspect="date", reason=Confirmation.Why.WORDS_GONE)
    assert desk.post(f"/admin/timeline/event/{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Event.objects.exists()


def test_a_search_for_marks_alone_finds_no_event_of_the_archive(desk, text):
    make_published(text=text, exact="held")
    assert not Event.objects.searched("!!!").exists()


# A citation's own page


@pytest.fixture
def two_citations(text):
    event = make_event()
    cite(event=event, text=text, exact="On 25 January", supports={"date": {"preferred": True}})
    return event, cite(event=event, text=text, exact="held", supports=["date"])


def stating(desk, citation, **fields):
    page = desk.get(citation_page(citation))
    return desk.post(
        citation_page(citation),
        filled(page, **{f"supports-0-{name}": value for name, value in fields.items()}),
    )


def test_a_second_preferred_value_is_refused_at_its_field(desk, two_citations):
    event, citation = two_citations
    response = stating(desk, citation, preferred="on")
    assert "Citation 1 is preferred" in " ".join(errors(response)["supports-0-preferred"])
    assert Support.objects.filter(event=event, preferred=True).count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"stated": "25 February"}, "stated"),
        ({"edtf": "2023-13"}, "edtf"),
        ({"edtf": "2023", "aspect": "place"}, "edtf"),
        ({"differs": "much"}, "differs"),
    ],
)
def test_a_wrong_statement_is_refused_at_its_field(desk, two_citations, fields, field):
    assert f"supports-0-{field}" in errors(stating(desk, two_citations[1], **fields))


def test_what_a_citation_states_is_saved_and_takes_the_events_next_version(desk, two_citations):
    citation = two_citations[1]
    version = Event.objects.get().version
    assert stating(desk, citation, stated="The bridge held", differs="precision").status_code == 302
    assert Support.objects.get(citation=citation).stated == "The bridge held"
    assert Event.objects.get().version == version + 1


def test_a_stale_page_of_a_citation_is_refused(desk, two_citations):
    event, citation = two_citations
    data = filled(desk.get(citation_page(citation)), attributed_to="the mayor")
    event.refresh_from_db()
    event.save()
    assert "Someone else changed this event" in desk.post(citation_page(citation), data).content.decode()
    assert Citation.objects.get(pk=citation.pk).attributed_to == ""


def test_a_published_event_cannot_lose_its_last_evidence_on_the_citations_page(desk, text):
    event = make_published(text=text, exact="the bridge opened")
    citation = event.citations.get()
    page = desk.get(citation_page(citation))
    desk.post(citation_page(citation), filled(page, **{"supports-0-DELETE": "on", "supports-1-DELETE": "on"}))
    assert sorted(Support.objects.values_list("aspect", flat=True)) == ["date", "what happened"]
