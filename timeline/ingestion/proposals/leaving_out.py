"""Leaving out: dated words that tell of no event, each with its reason."""

from __future__ import annotations

import re

from timeline.dates import Mention, MentionKind
from timeline.ingestion.proposals.clauses import Span
from timeline.ingestion.proposals.datatypes import LeftOut, Reason
from timeline.ingestion.proposals.words import BOILERPLATE, FINITE

_REASONS = {
    MentionKind.DURATION: Reason.DURATION,
    MentionKind.RECURRING: Reason.RECURRING,
    MentionKind.PRESENT: Reason.PRESENT,
    MentionKind.AGE: Reason.AGE,
    MentionKind.OTHER: Reason.UNPINNED,
}
_DATELINE = re.compile(r"[A-Z][\w .,’'()/-]{1,60}(?:—|–|--|-)\s")
_SHORT = 12  # words: what is longer and has no full stop may still be a sentence


def reason_to_leave_out(body: str, sentence: Span, mention: Mention, title_end: int) -> str:
    """Return why a mention dates no event; empty where it may."""
    if mention.kind in _REASONS:
        return _REASONS[mention.kind]
    if not mention.edtf:
        return Reason.UNPINNED
    if mention.end <= title_end:
        return Reason.HEADLINE
    line = body[sentence[0] : sentence[1]]
    if BOILERPLATE.search(line):
        return Reason.BOILERPLATE
    dateline = _DATELINE.match(body, sentence[0], min(sentence[1], sentence[0] + 120))
    if dateline and mention.end <= dateline.end() and mention.start > sentence[0]:
        return Reason.DATELINE
    if not FINITE.search(line):
        return Reason.HEADLINE if len(line.split()) <= _SHORT and line[-1:] not in ".!?" else Reason.NO_EVENT
    return ""


def left_out(body: str, mention: Mention, reason: str) -> LeftOut:
    """Return a mention as an entry of the ledger."""
    return LeftOut(mention.start, mention.end, body[mention.start : mention.end], reason, mention.rule)
