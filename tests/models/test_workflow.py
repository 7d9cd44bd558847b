"""Draft, in review, published, retracted: who, when and why; and four eyes where the newsroom asks for them."""

import pytest

from tests.factories import make_cited, make_event, make_published
from timeline.models import Annotation, Event, NotPublishable, Step
from timeline.waiting import waiting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(django_user_model):
    return django_user_model.objects.create_superuser("colleague")


def steps(event) -> list[tuple]:
    return list(event.steps.values_list("action", "by__username", "why"))


def write(event, by, **fields):
    """A change of a draft by an editor, as the form makes it."""
    with event.step(by, reworded=True):
        for name, value in fields.items():
            setattr(event, name, value)


def test_each_step_says_who_and_why_and_which_version_it_made(editor, colleague):
    event = make_cited()
    event.submit(by=editor, why="ready")
    event.send_back(by=colleague, why="Which bridge?")
    event.submit(by=editor)
    event.publish(by=colleague)
    event.retract(by=colleague, why="Another bridge.")
    assert steps(event) == [
        ("submitted", "editor", "ready"),
        ("sent back", "colleague", "Which bridge?"),
        ("submitted", "editor", ""),
        ("published", "colleague", ""),
        ("retracted", "colleague", "Another bridge."),
    ]
    assert list(event.steps.values_list("version", flat=True)) == [2, 3, 4, 5, 6]
    assert all(each.revision.user == each.by for each in event.steps.all())


def test_what_is_sent_back_is_a_draft_in_the_hands_of_who_sent_it(editor, colleague):
    event = make_cited()
    event.submit(by=editor)
    event.send_back(by=colleague, why="Which bridge?")
    assert (event.status, event.assigned, event.sent_back_why) == ("draft", editor, "Which bridge?")
    event.submit(by=editor)
    assert event.sent_back_why == ""


@pytest.mark.parametrize("why", ["", "  "])
def test_sending_back_without_a_reason_is_refused(editor, why):
    event = make_cited()
    event.submit(by=editor)
    with pytest.raises(ValueError, match="Say why"):
        event.send_back(by=editor, why=why)
    assert Event.objects.get().status == "in review"


@pytest.mark.parametrize("make", [make_cited, make_published], ids=["draft", "published"])
def test_only_what_is_in_review_is_sent_back(make, editor):
    with pytest.raises(ValueError, match="in review"):
        make().send_back(by=editor, why="No.")


# Four eyes


@pytest.fixture
def four_eyes(settings):
    settings.FOUR_EYES = True


def test_an_author_may_publish_alone_where_four_eyes_are_not_asked_for(editor):
    event = make_cited()
    write(event, editor, title="Mine")
    event.publish(by=editor)
    assert event.is_published


def test_no_author_publishes_their_own_words(four_eyes, editor, colleague):
    event = make_cited()
    write(event, editor, title="Mine")
    with pytest.raises(NotPublishable, match="someone else"):
        event.publish(by=editor)
    event.publish(by=colleague)
    assert Event.objects.get().is_published


def test_whoever_wrote_a_part_is_an_author(four_eyes, editor, colleague):
    event = make_cited()
    write(event, editor, title="Mine")
    write(event, colleague, summary="Theirs.")
    for each in (editor, colleague):
        with pytest.raises(NotPublishable):
            event.publish(by=each)


def test_sending_to_review_and_back_makes_nobody_an_author(four_eyes, editor, colleague):
    event = make_cited()
    write(event, editor, title="Mine")
    event.submit(by=editor)
    event.send_back(by=colleague, why="Look again.")
    event.submit(by=editor)
    event.publish(by=colleague)
    assert event.is_published


def test_ticking_off_a_note_makes_nobody_an_author(four_eyes, editor, colleague):
    event = make_cited()
    write(event, editor, title="Mine")
    note = Annotation.objects.create(event=event, text="Who opened it?", kind="open question")
    event.submit(by=editor)
    note.settle(by=colleague)
    event.publish(by=colleague)
    assert event.is_published


def test_an_import_publishes_without_a_second_pair(four_eyes):
    event = make_cited()
    event.publish(by=None)
    assert event.is_published


def test_who_wrote_a_pending_change_does_not_publish_it(four_eyes, editor, colleague):
    from timeline.models.documents import document_of

    event = make_published()
    document = document_of(event)
    document["event"]["title"] = "Mended"
    change = event.keep_change(document, by=editor)
    with pytest.raises(NotPublishable, match="someone else"):
        event.publish_change(change, by=editor, kind="typo")
    event.publish_change(change, by=colleague, kind="typo")
    assert Event.objects.get().title == "Mended"


# What waits


def waiting(user) -> dict[str, list[str]]:
    return {each.title: [item.words for item in each.items] for each in waiting_for(user)}


def test_each_editor_sees_what_waits_for_them(editor, colleague):
    for title in ("Draft", "Sent", "Back"):
        make_cited(title=title, assigned=editor)
    Event.objects.get(title="Sent").submit(by=editor)
    back = Event.objects.get(title="Back")
    back.submit(by=editor)
    back.send_back(by=colleague, why="Which bridge?")
    assert waiting(editor) == {"Sent back to me": ["Back"], "My drafts": ["Draft"]}
    assert waiting(colleague) == {"To review": ["Sent"]}


def test_disputes_and_questions_wait_for_everyone(editor):
    event = make_event()
    event.annotations.create(kind="dispute", text="Was it that bridge?")
    assert waiting(editor) == {"Disputes and open questions": ["dispute: Was it that bridge?"]}


def test_a_list_shows_ten_and_leads_to_the_rest(editor):
    for _each in range(11):
        make_event(assigned=editor)
    [drafts] = waiting_for(editor)
    assert len(drafts.items) == 10
    assert drafts.more.startswith("/admin/timeline/event/?")


def test_what_waits_costs_the_same_however_much_it_is(editor, django_assert_num_queries):
    for _each in range(12):
        make_cited(assigned=editor).annotations.create(kind="dispute", text="Was it?")
    with django_assert_num_queries(11):
        waiting_for(editor)


def test_a_step_that_is_refused_leaves_no_trace(editor):
    with pytest.raises(NotPublishable):
        make_event().publish(by=editor)
    assert not Step.objects.exists()
