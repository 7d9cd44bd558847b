"""What waits for an editor: one list for each thing that somebody has to do next.

A list is a title, a QuerySet already in its order, and the address of all of it; add one here and the desk shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.models import Annotation, Confirmation, Event, PendingChange, Proposal, Source, SourceRevision
from timeline.models.embargo import moment
from timeline.roles import may_publish

SHOWN = 10
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what to do, on which page, and a word about it."""

    words: str
    url: str
    about: str


@dataclass(frozen=True)
class List:
    title: str
    items: list[Waiting]
    more: str  # the address of the rest; empty where all are shown


def waiting_for(user: Any) -> list[List]:
    """Return what waits for this editor, ten of each kind at most; kinds of which nothing waits are left out."""
    listed = (_listed(*each) for each in _kinds(user))
    return [each for each in listed if each.items]


def _kinds(user: Any) -> Iterator[tuple[str, Sequence[Any] | QuerySet[Any], Any, str]]:
    """Yield (title, what waits, how one of them is shown, the address of all) in the order of the desk."""
    events, changes = (
        reverse("admin:timeline_event_changelist"),
        reverse("admin:timeline_pendingchange_changelist"),
    )
    if user.has_perm("timeline.review_event") or may_publish(user):
        review = Event.objects.in_review_by_others(user)
        yield _("To review"), review, _event, f"{events}?status__exact=in+review"
        pending = PendingChange.objects.in_review().not_owned_by(user).oldest_first()
        yield _("Changes to review"), pending, _change, f"{changes}?state__exact=in+review"
    yield _("Sent back to me"), Event.objects.sent_back_to(user), _event, f"{events}?status__exact=draft"
    yield _("My drafts"), Event.objects.drafts_of(user), _event, f"{events}?status__exact=draft"
    held = Event.objects.approved_and_held()
    yield _("Published, and held"), held, _held, f"{events}?status__exact=published&held=1"
    mine = PendingChange.objects.open().owned_by(user).oldest_first()
    yield _("My pending changes"), mine, _change, changes
    disputes = Annotation.objects.disputes_and_questions()
    if user.has_perm("timeline.change_event"):
        texts, confirm = Proposal.objects.texts_that_wait(), Confirmation.objects.waiting().to_show()
        yield _("Articles to review"), texts, _text, reverse("admin:timeline_proposal_texts")
        yield (
            how_many(confirm),
            confirm,
            _confirmation,
            reverse("admin:timeline_confirmation_queue"),
        )
    notes = reverse("admin:timeline_annotation_changelist")
    called = Annotation.objects.to_settle().mentioning(user).for_list().order_by("-made_at", "-pk")
    yield _("Notes that call on me"), called, _note, f"{notes}?state=mine"
    yield _("Disputes and open questions"), disputes, _note, f"{notes}?state=questions"


def _listed(title: str, queryset: Sequence[Any] | QuerySet[Any], show: Any, address: str) -> List:
    found = list(queryset[: SHOWN + 1])
    return List(title, [show(each) for each in found[:SHOWN]], address if len(found) > SHOWN else "")


def _event(event: Event) -> Waiting:
    about = event.sent_back_why or str(event.assigned or "")
    return Waiting(event.title, reverse("admin:timeline_event_change", args=[event.pk]), about)


def _held(event: Event) -> Waiting:
    return Waiting(
        event.title, reverse("admin:timeline_event_change", args=[event.pk]), moment(event.opens_at)
    )


def _change(change: PendingChange) -> Waiting:
    about = ": ".join(each for each in (str(change.get_state_display()), change.why) if each)
    return Waiting(change.event.title, reverse("admin:timeline_event_pending", args=[change.event_id]), about)


def _text(waiting: tuple[SourceRevision, int]) -> Waiting:
    text, number = waiting
    said = ngettext("%d proposal waits", "%d proposals wait", number) % number
    return Waiting(str(text.source), reverse("admin:timeline_proposal_queue", args=[text.pk]), said)


def _confirmation(confirmation: Confirmation) -> Waiting:
    address = f"{reverse('admin:timeline_confirmation_queue')}?event={confirmation.event_id}"
    return Waiting(confirmation.event.title, address, str(confirmation))


def how_many(waiting: Any) -> str:
    """Return how many citations are to be confirmed, in words; many are not counted to the end."""
    number = waiting.counted(MOST_COUNTED + 1)
    if number > MOST_COUNTED:
        return _("More than %d citations to confirm") % MOST_COUNTED
    return _said(number)


def _said(number: int) -> str:
    return ngettext("%d citation to confirm", "%d citations to confirm", number) % number


def _note(note: Annotation) -> Waiting:
    event = note.about
    words = f"{note.get_kind_display()}: {Truncator(note.text).words(20)}"
    return Waiting(words, reverse("admin:timeline_event_change", args=[event.pk]), event.title)


@dataclass(frozen=True)
class Doubts:
    """What makes the evidence of an event doubtful: what is to be confirmed, and articles with another standing."""

    said: str
    to_confirm: list[Confirmation]
    articles: list[Source]


def doubts_of(event: Event) -> Doubts:
    """Return the doubts about an event, ten of each kind at most."""
    waiting = Confirmation.objects.of(event).waiting()
    first = list(waiting[: SHOWN + 1])
    said = how_many(waiting) if len(first) > SHOWN else _said(len(first))
    articles = {each.revision.source for each in event.cited() if not each.revision.source.is_live}
    return Doubts(said, first[:SHOWN], sorted(articles, key=str)[:SHOWN])
