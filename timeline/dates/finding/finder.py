"""The reading of a text: a scan over its words, a rule where a word may begin one, a mention where a rule reads."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from timeline.sentences import sentences

from . import anaphoric, lengths, relative, stated
from .context import Context
from .mentions import Anchor, Mention, MentionKind, Reading
from .rule import DIGITS, Rule
from .spans import OutOfCalendar

_WORD: Final = re.compile(r"[^\W_]+")
_SINCE: Final = re.compile(r"(?:ever )?since (?:the )?\Z", re.IGNORECASE)
_RULES: Final = (*stated.RULES, *relative.RULES, *anaphoric.RULES, *lengths.RULES)
_DATELINE_LINES: Final = 5


def _by_first_word() -> dict[str, tuple[Rule, ...]]:
    table: defaultdict[str, list[Rule]] = defaultdict(list)
    for each in _RULES:
        for word in {re.split("[-'’]", first)[0] for first in each.first_words}:
            table[word].append(each)
    return {word: tuple(rules) for word, rules in table.items()}


_BY_FIRST_WORD: Final = _by_first_word()
_LEADS: Final = frozenset("the a an in of for".split())
"""Words too common to try rules at, unless the next word may be one of an expression of time."""

_TIME_WORDS: Final = frozenset(
    word.lower() for each in _RULES for word in re.findall(r"[A-Za-z]{2,}", each.pattern.pattern)
)
_NEXT_WORD: Final = re.compile(r"[\s'’‘-]{0,3}(?:\d|([^\W_]{1,20}))")


def find_dates(text: str, published: datetime.date | None = None, *, title_end: int = 0) -> list[Mention]:
    """Return the expressions of time in `text`, in order; they never overlap.

    Offsets are Unicode code points into `text`. `published` is what "yesterday" and dates without a year are
    counted from; without it they rest on the article's own dates, and are marked as inferred, or stay without
    a year. A title that the text begins with ends at `title_end`. Raises nothing; takes time linear in the text.
    """
    context = Context(text, published)
    if published is None:
        _take_article_date(context, list(_mentions(Context(text, None), title_end)))
    return list(_mentions(context, title_end))


def _mentions(at: Context, title_end: int) -> Iterator[Mention]:
    for start, end in sentences(at.text):
        cuts = (start, title_end, end) if start < title_end < end else (start, end)
        for at.sentence in pairwise(cuts):
            yield from _in_sentence(at)


def _in_sentence(at: Context) -> Iterator[Mention]:
    position, end = at.sentence
    while word := _WORD.search(at.text, position, end):
        position = word.end()
        found = _read(word, at)
        if found is None:
            continue
        mention, reading = found
        at.remember(mention, reading)
        position = max(position, mention.end)
        yield mention


def _read(word: re.Match[str], at: Context) -> tuple[Mention, Reading] | None:
    """The longest reading that begins with a word."""
    first = word[0][:12].lower()
    rules = _BY_FIRST_WORD.get(DIGITS if first[0].isdigit() else first, ())
    if first in _LEADS:
        following = _NEXT_WORD.match(at.text, word.end(), at.sentence[1])
        if following is None or (following[1] and not _may_tell_time(following[1].lower())):
            return None
    matches = [
        (match, each)
        for each in rules
        if (match := each.pattern.match(at.text, word.start(), at.sentence[1]))
    ]
    for match, each in sorted(matches, key=lambda found: -found[0].end()):
        try:
            reading = each.reads(match, at)
        except OutOfCalendar:
            continue
        if reading is not None:
            return _mention(match, each, reading, at), reading
    return None


def _may_tell_time(word: str) -> bool:
    return word in _TIME_WORDS or word.rstrip("s") in _TIME_WORDS


def _mention(match: re.Match[str], by: Rule, reading: Reading, at: Context) -> Mention:
    start, edtf, implied = match.start(), reading.edtf, reading.implied
    since = _SINCE.search(at.text, max(at.sentence[0], start - 16), start)
    if since and edtf and "/" not in edtf:
        start, edtf, implied = since.start(), f"{edtf}/..", (edtf,)
    return Mention(
        start, match.end(), at.text[start : match.end()], edtf, by.name, reading.anchor, reading.inferred,
        reading.kind, implied,
    )  # fmt: skip


def _take_article_date(at: Context, mentions: list[Mention]) -> None:
    """Let the article's own dates stand for its publication: a day on a line of its own near the top, else the
    latest day it states, which then only says which year dates without one are near to."""
    days = [each for each in mentions if each.anchor is None and re.fullmatch(r"\d{4}-\d\d-\d\d", each.edtf)]
    if not days:
        return
    for each in days:
        line = at.text[at.text.rfind("\n", 0, each.start) + 1 :].partition("\n")[0]
        if line.strip() == each.text and at.text.count("\n", 0, each.start) < _DATELINE_LINES:
            at.stands_for_publication = True
            break
    else:
        each = max(days, key=lambda day: day.edtf)
    anchor = Anchor("article", each.edtf, each.start, each.end, each.text)
    at.article = datetime.date.fromisoformat(each.edtf), anchor


__all__ = ["MentionKind", "find_dates"]
