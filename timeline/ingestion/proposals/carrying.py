"""Events without a date of their own: what happened earlier in the day, or at an event that is only named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from timeline.dates import DatedSentence
from timeline.ingestion.proposals.datatypes import LeftOut, Reason

# That day, by its own words; and things that the story tells of that day without saying so.
_THAT_DAY = re.compile(
    r"\b(?:earlier|later) (?:in the|that|on the same|the same) (?:day|morning|afternoon|evening)\b|\bthe same day\b",
    re.IGNORECASE,
)
_AROUND = re.compile(r"\b(?:(?:speaking )?(?:earlier|later) at|on the sidelines of)\b", re.IGNORECASE)
_WHILE = re.compile(r"While (?:in|there|at)\b")
_BY_ANOTHER = re.compile(
    r"\b(?:at|since|before|after) the (?:start|beginning|outset|height|end) of the (?:[\w-]+ ){0,3}[\w-]+",
    re.I,
)
_LATEST = re.compile(r"\bthe (?:latest|most recent|previous|last) (?:group|round|batch|wave|series)\b", re.I)


def carried(
    body: str, dated: Sequence[DatedSentence]
) -> Iterator[tuple[DatedSentence, tuple[int, int], bool]]:
    """Yield (sentence, words that tie it to its day, whether they name that day) for what happened on a carried day."""
    for each in dated:
        if each.anchor is None or "/" in each.edtf:
            continue  # it names its own date, or no day
        exact = _THAT_DAY.search(body, each.start, each.end)
        around = exact or _WHILE.match(body, each.start) or _AROUND.search(body, each.start, each.end)
        if around and len(each.edtf.rstrip("?~%")) == len("2026-01-25"):
            yield each, around.span(), exact is not None


def tied_to_events(body: str, sentences: Iterable[tuple[int, int]]) -> Iterator[LeftOut]:
    """Yield what is dated by another event, or by its day, alone: an editor knows when that was, a machine does not."""
    for start, end in sentences:
        found = _BY_ANOTHER.search(body, start, end) or _LATEST.search(body, start, end)
        found = (
            found
            or _THAT_DAY.search(body, start, end)
            or _WHILE.match(body, start)
            or _AROUND.search(body, start, end)
        )
        if found:
            words = body[found.start() : found.end()].strip()
            note = f"“{words}”: give it the date of that event, if it is on the timeline."
            yield LeftOut(start, end, body[start:end], Reason.RELATIVE, note)
