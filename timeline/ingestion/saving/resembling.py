"""Resembling: which of the events that are there a passage may tell of. Suggested to editors, never decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from rapidfuzz.fuzz import token_set_ratio

from timeline.dates import Edtf
from timeline.folding import fold
from timeline.ingestion.matching import KnownEvent, Match, match
from timeline.ingestion.passages import passage_at
from timeline.ingestion.proposals import Named
from timeline.ingestion.proposals import Proposal as Read
from timeline.models import Event, Proposal, Suggestion
from timeline.models.proposals import RESEMBLING


def resembling(read: Read) -> list[Match]:
    """Return the events that what was read may tell of, the likeliest first."""
    date = Edtf.parse(read.edtf) if read.edtf else None
    entities = [int(each.known) for each in read.entities if each.known]
    return match(read, [known(each) for each in Event.objects.resembling(date, entities)])[:RESEMBLING]


def alike(event: Event, days: int = 31, most: int = 10) -> list[Event]:
    """Return the events that may be the same as `event`: near in date, alike in names and words; likeliest first."""
    names = {each.pk for each in event.entities.all()}
    near = Event.objects.resembling(event.date, names, days=days)
    scores = {each: _likeness(event, names, each) for each in near if each.pk != event.pk}
    return sorted(scores, key=lambda each: (-scores[each], each.pk))[:most]


def _likeness(event: Event, names: set[int], other: Event) -> float:
    shared, of = (
        len(op({each.pk for each in other.entities.all()})) for op in (names.intersection, names.union)
    )
    one, two = (" ".join(fold(f"{each.title} {each.summary}")) for each in (event, other))
    return token_set_ratio(one, two) / 100 + (shared / of if of else 0) + (event.edtf == other.edtf) / 2


def suggest(proposal: Proposal) -> None:
    """Keep the events that resemble a proposal as its suggestions, in place of former ones."""
    found = resembling(as_read(proposal))
    proposal.suggestions.all().delete()
    Suggestion.objects.bulk_create(_suggestions(proposal, found))


def suggest_event(event: Event, proposals: Collection[Proposal]) -> None:
    """Let an event that was just made, or has new evidence, be suggested for those of `proposals` that it resembles."""
    candidate = [known(event)]
    found = [(each, match(as_read(each), candidate)) for each in proposals]
    Suggestion.objects.filter(proposal__in=proposals, event=event).delete()
    Suggestion.objects.bulk_create(row for each, matches in found for row in _suggestions(each, matches))


def _suggestions(proposal: Proposal, found: Iterable[Match]) -> Iterator[Suggestion]:
    for each in found:
        reasons = list(each.reasons)
        yield Suggestion(proposal=proposal, event_id=int(each.key), score=each.score, reasons=reasons)


def known(event: Event) -> KnownEvent:
    """Return an event as the matching knows it."""
    citations = list(event.citations.all())
    return KnownEvent(
        key=str(event.pk),
        title=event.title,
        edtf=event.edtf,
        entity_keys=frozenset(str(each.pk) for each in event.entities.all()),
        quotations=tuple(each.exact for each in citations),
        origins=tuple({each.origin: None for each in citations if each.origin}),
    )


def as_read(proposal: Proposal) -> Any:
    """Return a stored proposal as the pure stages made it."""
    return Read(
        passage=passage_at(proposal.revision.body, proposal.start, proposal.end),
        start=proposal.mention_start,
        end=proposal.mention_end,
        text=proposal.parts[1],
        edtf=proposal.edtf,
        rule=proposal.rule,
        anchor=proposal.anchor,
        inferred=proposal.inferred,
        title=proposal.title,
        kind=proposal.kind,
        entities=tuple(
            Named(each.start, each.end, each.text, each.kind, str(each.entity_id) if each.entity_id else None)
            for each in proposal.names.all()
        ),
        attributed_to=proposal.attributed_to,
        origin=proposal.origin,
        hedges=(),
        supports=tuple(proposal.aspects),
        fingerprint=proposal.fingerprint,
    )
