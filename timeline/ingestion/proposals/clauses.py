"""Clauses: the part of a sentence that tells of one date, and stands for itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.ingestion.proposals.words import FINITE

Span = tuple[int, int]

# Where another statement begins that has a subject and a verb of its own.
_ANOTHER = re.compile(r"; |, but |,? while (?=as of |there |in |on |by )|, whereas | — ")
# What hangs on a statement, and is not needed to say what happened.
_TAIL = re.compile(
    r",? (?:who|whom|whose|which|where|when|in which|of which)\b|, (?:including|following|providing|despite|as well as|"
    r"during|amid|with|after|before|because|adding|saying|noting|citing)\b|: [\"“«]|, [\"“«]"
)
_NOUN = r"(?:uprising|war|rebellion|revolution|revolt|massacre|famine|election|elections|referendum|coup|treaty|pact)"
# “the January Uprising of 1863-64”: an event that is named along with its date.
_NAMED_BEFORE = re.compile(rf"\b((?:[A-Z][\w’'-]+ ){{1,4}}(?i:{_NOUN})) (?:of|in) $")
_APPOSITION_ENDS = re.compile(r",? and (?:for|to|by|with|in|at|of) |; |[.!?]")
_LONGEST_APPOSITION = 200  # characters
# “While they have crossed paths before, this is …”: what is subordinate ends where the main statement begins.
_SUBORDINATE = re.compile(r"(?:While|Although|Though|When|After|Before|As) ")
_MAIN = re.compile(r", (?=(?:this|that|it|he|she|they|there) )")
_HAS_SUBJECT = re.compile(r"[A-Z]|(?:the|an?|he|she|it|they|we|there|this|that|his|her|its|their) ")
_OPENS_LOW = re.compile(r"(?:,? and |,? or |,? )")


def clause_of(body: str, sentence: Span, mention: Span, others: Sequence[Span]) -> Span:
    """Return the clause of `sentence` that `mention` dates; `others` are the other dates of the sentence.

    It is the sentence where that tells of one thing; it ends where the next date's part begins, and goes back to the
    beginning of the sentence where it would have no verb.
    """
    start, end = sentence
    for cut in _ANOTHER.finditer(body, start, end):
        if cut.end() <= mention[0] and FINITE.search(body, cut.end(), end):
            start = cut.end()
        elif cut.start() >= mention[1]:
            end = cut.start()
            break
    subordinate = _SUBORDINATE.match(body, start) and _MAIN.search(body, mention[1], end)
    if subordinate:
        end = subordinate.start()
    before = [each for each in others if start <= each[0] < mention[0]]
    after = [each for each in others if mention[1] <= each[0] < end]
    if after:
        end = _cut_before(body, mention[1], after[0][0])
    if before:
        own = _OPENS_LOW.match(body, before[-1][1])
        first = own.end() if own else before[-1][1]
        if _HAS_SUBJECT.match(body, first) and FINITE.search(body, first, end):
            start = first
    return _trimmed(body, start, end)


def named_event(body: str, sentence: Span, mention: Span) -> tuple[str, Span] | None:
    """Return the name of an event that is named with its date, and the passage that says so; None where none is."""
    named = _NAMED_BEFORE.search(body, sentence[0], mention[0])
    if named is None:
        return None
    end = mention[1]
    if re.compile(r", (?:when|where|an?|the) ").match(body, end):
        ends = _APPOSITION_ENDS.search(body, end, min(sentence[1], end + _LONGEST_APPOSITION))
        end = ends.start() if ends else end
    start = named.start() - 4 if body[: named.start()].endswith("the ") else named.start()
    return named[1].strip(), _trimmed(body, start, end)


def without_tail(text: str) -> str:
    """Return a clause without what hangs on it: relative clauses, examples, circumstances, quotations."""
    for tail in _TAIL.finditer(text):
        if FINITE.search(text, 0, tail.start()) and len(text[: tail.start()].split()) >= 3:
            return text[: tail.start()]
    return text


def _cut_before(body: str, end: int, following: int) -> int:
    """Return where the part of one date ends before that of the next begins."""
    cut = re.compile(r",| and | or ").search(body, end, following)
    return cut.start() if cut else end


def _trimmed(body: str, start: int, end: int) -> Span:
    while start < end and (body[start].isspace() or body[start] in ",;"):
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return start, end
