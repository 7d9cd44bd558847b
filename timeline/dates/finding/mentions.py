"""What is found: mentions of dates, and what each of them rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from .spans import Span


class MentionKind(Enum):
    """What an expression of time tells. Only a DATE can date an event."""

    DATE = "date"
    DURATION = "duration"  # "five years in prison"
    RECURRING = "recurring"  # "every Tuesday"
    PRESENT = "present"  # "now", "recently"
    AGE = "age"  # "35-year-old"
    OTHER = "other"  # A time that nothing in the text pins down: "a few years ago".


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a date was counted from: where it stands in the text (0, 0 for the publication date), and its words."""

    kind: str  # "published", "mention" or "article"
    edtf: str
    start: int = 0
    end: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """An expression of time: `body[start:end] == text`; `edtf` is "" where it is no calendar date.

    `rule` names in words what read it, `anchor` what it was counted from. `inferred` says that the year rests
    on the article's own dates and not on its publication; `edtf` is then uncertain (`?`). `implied` are dates
    that follow: "since February 2022" is `2022-02/..` and implies its start, `2022-02`.
    """

    start: int
    end: int
    text: str
    edtf: str
    rule: str
    anchor: Anchor | None = None
    inferred: bool = False
    kind: MentionKind = MentionKind.DATE
    implied: tuple[str, ...] = ()


def anchor_of(mention: Mention) -> Anchor:
    """A mention as the anchor of a later one; what rests on an inferred date is inferred as well."""
    kind = "article" if mention.inferred else "mention"
    return Anchor(kind, mention.edtf, mention.start, mention.end, mention.text)


class Reading(NamedTuple):
    """What a rule makes of its words; `span` is the time that later words may count from."""

    edtf: str = ""
    span: Span | None = None
    anchor: Anchor | None = None
    kind: MentionKind = MentionKind.DATE
    inferred: bool = False
    implied: tuple[str, ...] = ()


def dated(span: Span, anchor: Anchor | None = None, edtf: str = "", implied: tuple[str, ...] = ()) -> Reading:
    """A reading as a calendar date; uncertain where its anchor is not the publication date but a guess."""
    inferred = anchor is not None and anchor.kind == "article"
    text = edtf or span.edtf
    if inferred:
        text = "/".join(part if part == ".." else f"{part}?" for part in text.split("/"))
    return Reading(text, span, anchor, inferred=inferred, implied=implied)
