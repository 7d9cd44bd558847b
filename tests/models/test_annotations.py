"""Notes: who is called on by them, and what of them is done."""

import pytest
from reversion.models import Version

from tests.factories import make_cited, make_published
from timeline.models import Annotation, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(django_user_model):
    return django_user_model.objects.create_user("ann.lee")


def note(*, event=None, text="Ask the embassy.", kind="context", visibility="internal"):
    return Annotation.objects.create(event=event or make_cited(), text=text, kind=kind, visibility=visibility)


@pytest.mark.parametrize(
    "text",
    ["@ann.lee, please", "Ask @ann.lee.", "(@ann.lee)", "“@ann.lee!”", "@someone and @ann.lee"],
)
def test_an_internal_note_calls_on_whom_it_names(ann, text):
    assert list(note(text=text).mentions.all()) == [ann]


@pytest.mark.parametrize("text", ["write to desk@ann.lee", "ann.lee", "@ann", "@@ann.lee"])
def test_an_address_or_half_a_name_calls_on_nobody(ann, text):
    assert not note(text=text).mentions.exists()


def test_a_public_note_calls_on_nobody(ann):
    assert not note(text="@ann.lee said so", visibility="public").mentions.exists()


def test_whoever_is_named_no_longer_is_no_longer_called_on(ann):
    changed = note(text="@ann.lee")
    changed.text = "Never mind."
    changed.save()
    assert not Annotation.objects.mentioning(ann).exists()


def test_what_is_done_says_who_did_it_and_can_be_opened_again(ann):
    one = note()
    one.settle(by=ann)
    assert (one.settled_by, Annotation.objects.to_settle().count()) == (ann, 0)
    one.reopen(by=ann)
    assert (one.settled_by, Annotation.objects.to_settle().get()) == (None, one)


def test_done_is_in_the_history_of_the_event_and_nobody_elses_form_becomes_stale(ann):
    event = make_cited()
    one = note(event=event)
    before = Event.objects.get(pk=event.pk).version
    one.settle(by=ann)
    versions = Version.objects.get_for_object(one)
    assert (versions[0].revision.user, "done" in versions[0].revision.comment) == (ann, True)
    assert Event.objects.get(pk=event.pk).version == before


def test_an_answered_question_is_no_open_question_any_more(ann):
    event = make_published()
    question = note(event=event, kind="open question", visibility="public")
    event.evidence_changed()
    asked = Event.objects.with_evidence_like(["open-question"])
    assert list(asked) == [event]
    question.settle(by=ann)
    assert (list(asked.all()), Annotation.objects.disputes_and_questions().count()) == ([], 0)


def test_a_public_note_that_asks_nothing_cannot_be_done(ann):
    with pytest.raises(ValueError, match="Only internal notes, disputes and open questions"):
        note(visibility="public").settle(by=ann)
