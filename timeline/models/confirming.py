"""Confirming: what puts a citation into the queue to be confirmed again, and what takes it off.

Three things make evidence doubtful: the event says something else than when its passages were read, the article has a
newer text, its publisher corrected or withdrew it. `follow` is called at every step of an event and `follow_change` at
every writing of its pending change; a new text and a new standing call `doubt_text` and `doubt_standing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction

from timeline.ingestion.passages import Found, find_again
from timeline.models import documents
from timeline.models.citations import Aspect, Citation, Support
from timeline.models.claims import Claims, claims_in, claims_of
from timeline.models.confirmations import Confirmation, Place, Verdict, Why, place_of, told
from timeline.models.documents import Document
from timeline.models.sources import Source, SourceRevision

if TYPE_CHECKING:
    from timeline.models.events import Event
    from timeline.models.pending import PendingChange

Key = tuple[int, str]  # a citation and an aspect that it supports
BATCH = 500  # supports at a time: an article may be cited often


# An event says something else


def follow(event: Event, before: Document | None, *, by: Any, reworded: bool = False) -> None:
    """After an event was changed: queue what its new claims leave doubtful, and settle what the change settles.

    `before` is the event as it was, or None where that is not known: then nothing can be said. With `reworded` the
    editor declared that only the wording of what happened was changed. `by` is the editor, None where an import acts.
    """
    if before is None:
        return
    after = documents.document_of(event)
    if before == after and not event.confirmations.exists():
        return
    was, now = claims_of(before, after)
    answered = event.confirmations.verdicts_that_support()
    answered_now = _settle_what_is_over(event, before, after, now, answered, by)
    if event.is_open_to_doubt:
        doubtful = _doubtful(before, after, was, now, answered, reworded=reworded) - answered_now
        _ask(event, None, doubtful, was, now)
    change = event.pending_changes.open().first()
    if change:
        change.event = event
        follow_change(change)


def follow_change(change: PendingChange) -> None:
    """After a pending change was written, or what it changes: queue what its claims leave doubtful, and no more.

    Where somebody has to choose first what it changes, that waits as well.
    """
    document, undecided = change.brought_together()
    if undecided or not change.event.is_open_to_doubt:
        return
    event, live = change.event, documents.document_of(change.event)
    was, now = claims_of(live, document)
    doubtful = _doubtful(live, document, was, now, event.confirmations.verdicts_that_support())
    with transaction.atomic():
        open_ones = Confirmation.objects.of_change(change).filter(settled_at__isnull=True)
        for item in open_ones:
            if (item.citation_id, item.aspect) not in doubtful:
                item.delete()  # changed back, or not cited for it any more, before anybody looked
        _ask(event, change, doubtful, was, now)
        _take_up_again(change, _supported(document))


def _take_up_again(change: PendingChange, held: dict[Key, Place]) -> None:
    """What was to be taken out by the change and is in it after all waits again."""
    for item in Confirmation.objects.filter(leaving=change, verdict=Verdict.NO_LONGER):
        if (item.citation_id, item.aspect) in held:
            _reopen(item)


def give_up(change: PendingChange) -> None:
    """After a pending change was discarded: what it was to take out or move is as doubtful as before."""
    Confirmation.objects.of_change(change).filter(settled_at__isnull=True).delete()
    for item in Confirmation.objects.filter(leaving=change):
        _reopen(item)


def _reopen(item: Confirmation) -> None:
    same = Confirmation.objects.of_what_is_public().filter(
        citation=item.citation_id, aspect=item.aspect, reason=item.reason, settled_at__isnull=True
    )
    item.leaving = item.removed = None
    if not same.exists():
        item.verdict, item.settled_at, item.settled_by, item.passage = "", None, None, None
    item.save()


def reword(change: PendingChange, *, by: Any) -> None:
    """Log that what a pending change says of what happened is only worded otherwise."""
    for item in Confirmation.objects.of_change(change).filter(settled_at__isnull=True, aspect=Aspect.WHAT):
        item.close(Verdict.WORDING, by=by)
        item.save()


def to_confirm(change: PendingChange, document: Document, *, reworded: bool = False) -> list[Confirmation]:
    """Return what has to be confirmed before the change is published as this document, in the order of the queue.

    What it does not cite any more, or cites in other words, is not asked for; nor, where only the wording was changed,
    what happened.
    """
    event, live = change.event, documents.document_of(change.event)
    (said, says), held, here = claims_of(live, document), _supported(document), _supported(live)
    found = []
    for item in event.confirmations.stale().order_by("pk"):
        key = (item.citation_id or 0, item.aspect)
        if item.change_id not in (None, change.pk) or held.get(key) != here.get(key) or key not in held:
            continue
        if item.change_id and reworded and item.aspect == Aspect.WHAT:
            continue
        if not item.change_id and item.reason == Why.CLAIM and said.get(item.aspect) != says.get(item.aspect):
            continue  # asked with the claim of the change instead
        found.append(item)
    return found


def _settle_what_is_over(
    event: Event, before: Document, after: Document, now: Claims, answered: set[tuple[int, str, str]], by: Any
) -> set[Key]:
    """Settle or take off what the change answers; return what is as it was when it was read, or was confirmed."""
    held, places_before, places = _supported(after), _places(before), _places(after)
    answered_now: set[Key] = set()
    for item in event.confirmations.of_what_is_public().filter(settled_at__isnull=True):
        key, claim = (item.citation_id or 0, item.aspect), now.get(item.aspect)
        place = held.get(key)
        if place is None:
            item.close(Verdict.NO_LONGER, by=by)
        elif by is not None and place != places_before.get(key[0], place):
            item.close(Verdict.CITED_ANEW, by=by)
            item.passage = place
        elif item.is_of_a_text and item.revision_id == place[0]:
            item.delete()  # an import moved it there
            continue
        elif item.reason == Why.CLAIM and (item.was == claim or (*key, told(claim, place)) in answered):
            item.delete()
            answered_now.add(key)
            continue
        elif item.claim == claim:
            continue
        else:
            item.claim = claim
        item.save()
    for item in event.confirmations.filter(leaving__isnull=False):
        pk = item.citation_id or 0
        if (pk, item.aspect) not in held or places.get(pk) != places_before.get(pk):
            item.leaving = None  # published: it is out, or moved
            item.save()
    return answered_now


def _doubtful(
    before: Document,
    after: Document,
    was: Claims,
    now: Claims,
    answered: set[tuple[int, str, str]],
    *,
    reworded: bool = False,
) -> set[Key]:
    """Return what `after` rests on as `before` did, in the same words, though it claims something else.

    What was cited anew was read beside the new claim; what an editor confirmed of this very claim stays confirmed.
    """
    changed = {aspect for aspect in now if now[aspect] != was[aspect]}
    if reworded:
        changed.discard(Aspect.WHAT)
    if not changed:
        return set()
    old = _supported(before)
    return {
        (pk, aspect)
        for (pk, aspect), place in _supported(after).items()
        if aspect in changed
        and old.get((pk, aspect)) == place
        and (pk, aspect, told(now[aspect], place)) not in answered
    }


def _ask(event: Event, change: PendingChange | None, doubtful: set[Key], was: Claims, now: Claims) -> None:
    asked = event.confirmations.filter(settled_at__isnull=True, reason=Why.CLAIM, change=change)
    open_ones = {(item.citation_id, item.aspect): item for item in asked}
    numbers = dict(event.citations.values_list("pk", "number"))
    new = []
    for pk, aspect in sorted(doubtful):
        item = open_ones.get((pk, aspect))
        if item is None:
            new.append(
                Confirmation(
                    event=event,
                    citation_id=pk,
                    number=numbers.get(pk, 0),
                    aspect=aspect,
                    reason=Why.CLAIM,
                    change=change,
                    was=was[aspect],
                    claim=now[aspect],
                )
            )
        elif item.claim != now[aspect] or (change and item.was != was[aspect]):
            item.claim = now[aspect]
            item.was = was[aspect] if change else item.was
            item.save()
    Confirmation.objects.bulk_create(new)


def _places(document: Document) -> dict[int, Place]:
    return {each["pk"]: [each["revision"], each["start"], each["end"]] for each in document["citations"]}


def _supported(document: Document) -> dict[Key, Place]:
    """Return where the words stand that each citation supports each aspect by; those still to be made are left out."""
    places = _places(document)
    return {
        (each["citation"], each["aspect"]): places[each["citation"]]
        for each in document["supports"]
        if each["citation"] > 0 and each["citation"] in places
    }


# An article says something else


def doubt_text(revision: SourceRevision) -> None:
    """Queue the citations of the article's older texts whose words this one moves, changes or does not have."""
    fresh: list[Confirmation] = []
    for citation in Citation.objects.of_other_texts(revision).open_to_doubt().iterator(chunk_size=BATCH):
        why, found = reading(citation, revision.body)
        open_ones = citation.confirmations.filter(settled_at__isnull=True, reason__in=Why.of_a_text())
        if not why:
            open_ones.delete()  # a newer text has the words again
            continue
        there = found.passage if found else None
        values = {
            "reason": why,
            "revision": revision,
            "start": there.start if there else None,
            "end": there.end if there else None,
            "likeness": found.likeness if found else 0,
        }
        open_ones.update(**values)
        asked = set(open_ones.values_list("aspect", flat=True))
        whose = {"event_id": citation.event_id, "citation": citation, "number": citation.number}
        fresh += [
            Confirmation(**whose, **values, aspect=each.aspect)
            for each in citation.supports.all()
            if each.aspect not in asked and not _known(citation, each.aspect, why, found)
        ]
    _keep(fresh)


def reading(citation: Citation, body: str) -> tuple[str, Found | None]:
    """Return why a newer text makes a quotation doubtful ("" where it doesn't), and where its words stand in it."""
    passage = citation.passage()
    found = find_again(body, passage)
    if found is None or not found.same_words:
        return Why.WORDS_GONE, found
    if not found.same_sentence:
        return Why.CONTEXT_CHANGED, found
    return ("" if found.is_where(passage) else Why.MOVED), found


def _known(citation: Citation, aspect: str, why: str, found: Found | None) -> bool:
    """Whether an editor looked at this very thing before, in a text between: it is not asked twice."""
    seen = citation.confirmations.filter(aspect=aspect, reason=why)
    last = (
        seen.filter(verdict=Verdict.SUPPORTS, revision__isnull=False)
        .select_related("revision")
        .order_by("-settled_at")
        .first()
    )
    if last is None or last.revision is None or last.passage != place_of(citation):
        return False
    _why, then = reading(citation, last.revision.body)
    return (then.passage.sentence if then else "") == (found.passage.sentence if found else "")


def doubt_standing(source: Source) -> None:
    """After an article's standing changed: queue all that rests on it; where it is live again, take that off."""
    resting = Confirmation.objects.filter(citation__revision__source=source, reason=Why.STANDING)
    unseen = resting.filter(settled_at__isnull=True)
    if source.standing == source.Standing.LIVE:
        unseen.delete()
        return
    asked = set(unseen.values_list("citation", "aspect"))
    supports = Support.objects.filter(citation__revision__source=source).open_to_doubt()
    rows = supports.values_list("citation", "citation__number", "citation__event", "aspect").order_by("pk")
    for batch in _batches(rows.iterator(chunk_size=BATCH)):
        _keep(
            Confirmation(event_id=event, citation_id=pk, number=number, aspect=aspect, reason=Why.STANDING)
            for pk, number, event, aspect in batch
            if (pk, aspect) not in asked
        )


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _keep(items: Iterable[Confirmation]) -> None:
    """Save new ones, each with what its event claims now."""
    from timeline.models.events import Event

    for batch in _batches(items):
        keys = sorted({each.event_id for each in batch})
        rows: dict[int, dict[str, Any]] = {
            row["pk"]: {**row, "entities": []}
            for row in Event.objects.filter(pk__in=keys).values(
                "pk", "title", "summary", "kind", "edtf", "date_basis"
            )
        }
        for event, entity in Event.entities.through.objects.filter(event__in=keys).values_list(
            "event", "entity"
        ):
            rows[event]["entities"].append(entity)
        claims = dict(zip(rows, claims_in(*rows.values()), strict=True))
        for each in batch:
            each.claim = claims[each.event_id].get(each.aspect)
        Confirmation.objects.bulk_create(batch)
