"""What the stages of proposing exchange. Offsets are code points of the article's body, `end` exclusive."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from timeline.ingestion.passages import Passage


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """Somebody or something that the newsroom knows: its key, its kind, and every name it is printed under."""

    key: str
    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text as printed; `known` is the key of whom it names, `kind` a guess where nobody is known."""

    start: int
    end: int
    text: str
    kind: str
    known: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A dated passage, as a machine read it; `start` and `end` are the words that date it, `text`.

    `edtf` is the date, `rule` and `anchor` say in words what read it and what it was counted from; `inferred` that no
    article states it so. `supports` are aspects of `timeline.models.citations`, `kind` is one of an event's.
    `fingerprint` is the same for the same words of another text of the article.
    """

    passage: Passage
    start: int
    end: int
    text: str
    edtf: str
    rule: str
    anchor: str
    inferred: bool
    title: str
    kind: str
    entities: tuple[Named, ...]
    attributed_to: str
    origin: str
    hedges: tuple[str, ...]
    supports: tuple[str, ...]
    fingerprint: str


class Reason(StrEnum):
    """Why a passage is in the ledger and not among the proposals."""

    DURATION = "a length of time"
    RECURRING = "a date that comes again"
    PRESENT = "the time of writing"
    AGE = "an age"
    UNPINNED = "a time that nothing in the text pins down"
    HEADLINE = "a headline: the article itself is cited"
    DATELINE = "the dateline"
    BOILERPLATE = "not part of the story"
    NO_EVENT = "no event is told with it"
    RELATIVE = "dated by another event alone"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that date something and were not proposed, and why."""

    start: int
    end: int
    exact: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that is dated in an article: what is proposed, and what is not."""

    proposals: tuple[Proposal, ...]
    left_out: tuple[LeftOut, ...]
