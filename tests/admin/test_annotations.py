"""The list of notes: what is still to be done, and by whom."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_cited, make_published
from timeline.models import Annotation

pytestmark = pytest.mark.django_db

LIST = "/admin/timeline/annotation/"


def note(**fields):
    on = {} if {"citation", "event"} & fields.keys() else {"event": make_cited()}
    return Annotation.objects.create(**{"text": "Ask the embassy.", **on, **fields})


def listed(desk, state):
    return [each.text for each in desk.get(LIST, {"state": state}).context["cl"].result_list]


def test_each_state_lists_its_own(desk, editor):
    note(text="@editor, look")
    note(text="Whose words?", kind="open question", visibility="public")
    note(text="For readers.", visibility="public")
    note(text="Long done.").settle(by=editor)
    assert listed(desk, "open") == ["Whose words?", "@editor, look"]
    assert listed(desk, "mine") == ["@editor, look"]
    assert listed(desk, "questions") == ["Whose words?"]
    assert listed(desk, "done") == ["Long done."]
    assert len(listed(desk, "no such state")) == 4


def test_notes_are_found_by_their_words_and_by_those_of_the_event(desk):
    event = make_published(title="The tunnel opens")
    for on in ({"event": event}, {"citation": event.citations.get()}):
        note(text="Who paid?", **on)
    note(text="Ask the ferryman.", event=make_cited(title="The bridge closes"))
    found = {
        words: sorted(each.text for each in desk.get(LIST, {"q": words}).context["cl"].result_list)
        for words in ("tunnel", "FERRYMAN", "closes", "nowhere")
    }
    both, ferryman = ["Who paid?", "Who paid?"], ["Ask the ferryman."]
    assert found == {"tunnel": both, "FERRYMAN": ferryman, "closes": ferryman, "nowhere": []}


def test_notes_are_done_from_the_list_and_opened_again(desk, editor):
    one = note()
    for action, settled in (("settle", editor), ("reopen", None)):
        desk.post(LIST, {"action": action, "_selected_action": [one.pk]})
        one.refresh_from_db()
        assert one.settled_by == settled


def test_a_note_for_readers_that_asks_nothing_is_refused_in_words(desk):
    one = note(visibility="public")
    answer = desk.post(LIST, {"action": "settle", "_selected_action": [one.pk]}, follow=True)
    assert "Only internal notes, disputes and open questions can be done" in answer.content.decode()


def test_a_note_leads_to_the_form_in_which_it_is_written(desk):
    event = make_cited()
    citation = event.citations.get()
    note(citation=citation)
    assert (
        desk.get(f"{LIST}{note(event=event).pk}/change/").url == f"/admin/timeline/event/{event.pk}/change/"
    )
    assert f"/admin/timeline/citation/{citation.pk}/change/" in desk.get(LIST).content.decode()


def test_the_list_costs_the_same_for_many_notes(desk):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            desk.get(LIST)
        return len(captured)

    note()
    few = queries()
    for _each in range(10):
        note()
    assert queries() == few


def test_what_readers_see_is_marked_by_who_may_publish(desk, django_user_model):
    client = Client()
    contributor = django_user_model.objects.create_user("con", is_staff=True)
    contributor.groups.add(Group.objects.get(name="Contributor"))
    client.force_login(contributor, backend="django.contrib.auth.backends.ModelBackend")
    asked = note(text="Who paid?", kind="open question", visibility="public", event=make_published())
    disputed = note(text="Hardly.", kind="dispute", event=make_cited())
    chosen = {"action": "settle", "_selected_action": [asked.pk, disputed.pk]}
    for who, left in ((client, ["Who paid?"]), (desk, [])):
        who.post(LIST, chosen)
        assert listed(desk, "questions") == left
