"""Matching: which events that are there a proposal may tell of, with a score and the reasons for it.

A date that cannot be the same rules an event out; names in common and wording say how likely it is. Nothing is merged
here: an editor is shown what it was seen by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.fuzz import token_set_ratio

from timeline.dates import DateError, Edtf
from timeline.folding import fold
from timeline.ingestion.proposals.datatypes import Proposal

LEAST = 0.5  # of a score that is shown
_ALIKE = 90  # per cent of wording that make two quotations the same words, spelling aside
_QUOTED = re.compile(r"[\"“«]([^\"”»]{20,})[\"”»]")


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event that is there, as far as matching needs it."""

    key: str
    title: str
    edtf: str
    entity_keys: frozenset[str]
    quotations: tuple[str, ...]
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An event that a proposal may tell of; `score` from 0 to 1, `reasons` a few words each."""

    key: str
    score: float
    reasons: tuple[str, ...]


def match(proposal: Proposal, known_events: Iterable[KnownEvent]) -> list[Match]:
    """Return the events that the proposal may tell of, the likeliest first."""
    found = [scored for each in known_events if (scored := _scored(proposal, each)) and scored.score >= LEAST]
    return sorted(found, key=lambda each: (-each.score, each.key))


def same_origin(one: str, other: str, quoted: str = "", also_quoted: str = "") -> bool:
    """Return whether two passages go back to one post or statement: they name it, or quote the same words."""
    if one and fold(one)[-1:] == fold(other)[-1:] and token_set_ratio(_words(one), _words(other)) >= _ALIKE:
        return True
    pairs = ((a, b) for a in _QUOTED.findall(quoted) for b in _QUOTED.findall(also_quoted))
    return any(token_set_ratio(_words(a), _words(b)) >= _ALIKE for a, b in pairs)


def _scored(proposal: Proposal, event: KnownEvent) -> Match | None:
    date, reason = _dates(proposal.edtf, event.edtf)
    if not date:
        return None
    shared = {each.known for each in proposal.entities if each.known} & event.entity_keys
    of = {each.known for each in proposal.entities if each.known} | event.entity_keys
    wording = max(
        (token_set_ratio(_words(proposal.title), _words(each)) for each in (event.title, *event.quotations)),
        default=0,
    )
    score = date + 0.25 * (len(shared) / len(of) if of else 0) + 0.35 * (max(0, wording - 40) / 60)
    reasons = [reason]
    if shared:
        reasons.append(f"{len(shared)} {'name' if len(shared) == 1 else 'names'} in common")
    if wording >= 60:
        reasons.append(f"worded alike ({round(wording)}%)")
    if any(same_origin(proposal.origin, "", proposal.passage.sentence, each) for each in event.quotations):
        score, reasons = score + 0.1, [*reasons, "quotes the same words"]
    elif any(same_origin(proposal.origin, each) for each in event.origins):
        score, reasons = score + 0.1, [*reasons, "rests on the same post"]
    return Match(event.key, min(score, 1.0), tuple(reasons))


def _dates(one: str, other: str) -> tuple[float, str]:
    """Return how far two dates speak for one event (0 where they rule it out), and why."""
    if one == other:
        return 0.4, "the same date"
    try:
        first, second = Edtf.parse(one), Edtf.parse(other)
    except DateError:
        return 0.0, ""
    if first.year_unknown or second.year_unknown:
        return (
            (0.3, f"the same day of a year: {max(one, other, key=_has_year)}")
            if one[4:10] == other[4:10]
            else (0.0, "")
        )
    a, b = first.bounds(), second.bounds()
    if a.start_earliest > b.end_latest or b.start_earliest > a.end_latest:
        return 0.0, ""
    if "/.." in one + other:
        starts = one.partition("/")[0] == other.partition("/")[0]
        return (0.35, "the same beginning") if starts else (0.0, "")
    narrow, wide = sorted((a.end_latest - a.start_earliest, b.end_latest - b.start_earliest))
    if wide > 40 * (narrow + 1) and narrow < 40:
        return 0.2, "one date lies within the other"
    return 0.35, "dates that are compatible, one more exact"


def _has_year(edtf: str) -> bool:
    return not edtf.startswith("X")


def _words(text: str) -> str:
    return " ".join(fold(text))
