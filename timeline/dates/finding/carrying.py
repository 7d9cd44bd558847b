"""Dates for the sentences that name none: what is told without a date happened on the day of the story.

The day of the story is a day of the last week before the publication that the article names near its top
("on Tuesday"); where it names none, it is the day of publication.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from timeline.sentences import sentences

from .finder import find_dates
from .mentions import Anchor, Mention, MentionKind, anchor_of

_LEAD_SENTENCES: Final = 6
_DAYS_OF_NEWS: Final = 7
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d\Z")
_SUPERSEDED: Final = re.compile(
    r"\b(?:[Oo]riginally|[Ii]nitially|(?:was|were) (?:first )?(?:to|due)|planned for)\b"
)
_DEADLINE: Final = re.compile(r"\b(?:before|until|till) \Z", re.IGNORECASE)
_TODAY: Final = re.compile(r"(?:today|tonight|tomorrow|this )", re.IGNORECASE)
_REACH: Final = 60  # characters before a date in which its being superseded is told


@dataclass(frozen=True, slots=True)
class DatedSentence:
    """A sentence, by its offsets, and the date of what it tells; `anchor` says where that date was taken from,
    `None` that the sentence names it itself."""

    start: int
    end: int
    edtf: str
    anchor: Anchor | None


def date_sentences(text: str, published: datetime.date | None = None) -> list[DatedSentence]:
    """Return every sentence of `text` that has a date: its own, or the day of the story, or of the publication.

    A date that the sentence itself calls superseded ("originally due in May, will now open in June") gives way
    to the next. Without a publication date only the dates that are named count. Raises nothing.
    """
    places = list(sentences(text))
    dates = [each for each in find_dates(text, published) if each.edtf and each.kind is MentionKind.DATE]
    groups = list(_by_sentence(places, dates))
    carried = _day_of_story(groups, published)
    found = []
    for (start, end), own in zip(places, groups, strict=True):
        own = [
            each for each in own if not (_is_deadline(text, each) or _is_quoted_today(text, each, start, end))
        ]
        if own:
            edtf = _told(text, start, own).edtf
            found.append(DatedSentence(start, end, edtf, None))
        elif carried:
            found.append(DatedSentence(start, end, carried.edtf, carried))
    return found


def _by_sentence(places: list[tuple[int, int]], dates: Iterable[Mention]) -> Iterator[list[Mention]]:
    rest = list(reversed(list(dates)))
    for _, end in places:
        group = []
        while rest and rest[-1].start < end:
            group.append(rest.pop())
        yield group


def _day_of_story(groups: list[list[Mention]], published: datetime.date | None) -> Anchor | None:
    if published is None:
        return None
    for mention in (each for group in islice(groups, _LEAD_SENTENCES) for each in group):
        if _DAY.match(mention.edtf):
            days_before = (published - datetime.date.fromisoformat(mention.edtf)).days
            if 0 < days_before <= _DAYS_OF_NEWS:
                return anchor_of(mention)
    return Anchor("published", published.isoformat())


def _told(text: str, start: int, dates: list[Mention]) -> Mention:
    """The date of what a sentence tells: the first that it does not call superseded."""
    for each in dates:
        if not _SUPERSEDED.search(text, max(start, each.start - _REACH), each.start):
            return each
    return dates[-1]


def _is_quoted_today(text: str, mention: Mention, start: int, end: int) -> bool:
    """Whether it is the "today" of a speaker, which is the day of the story, not that of the publication."""
    if not _TODAY.match(mention.text):
        return False
    opened = max(text.rfind(mark, start, mention.start) for mark in '“"')
    closes = max(text.find(mark, mention.end, end) for mark in '”"')
    return opened >= 0 or closes >= 0


def _is_deadline(text: str, mention: Mention) -> bool:
    """Whether something is only to happen before it: "asked for a decision before the end of the month"."""
    return _DEADLINE.search(text, max(0, mention.start - 8), mention.start) is not None
