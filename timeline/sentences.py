"""Sentences of a text, by their offsets (Unicode code points, `end` exclusive). Pure Python; linear time.

A sentence never goes beyond its line: a headline without a full stop, the items of a list and a dateline on a
line of its own are sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_ABBREVIATIONS: Final = frozenset(
    (
        "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun mr mrs ms "
        "dr prof st gen col lt sgt capt cmdr adm maj gov sen rep rev hon vs etc no nos vol pp ed est approx ca cf "
        "inc ltd co corp jr sr bros u.s u.k u.n e.u d.c e.g i.e a.m p.m ph.d"
    ).split()
)
_CLOSING: Final = frozenset("inc ltd co corp jr sr etc u.s u.k u.n e.u d.c a.m p.m ph.d".split())
"""Abbreviations that may be the last word of a sentence; another one begins with one of `_OPENING`."""

_OPENING: Final = frozenset(
    "the a an he she it they we but and in on at for this that these those there his her its their our when "
    "while after before if as yet still however meanwhile".split()
)
# Possessive, and only from the first mark of a run: a megabyte of full stops is read once.
_SENTENCE_END: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]{1,12}")
_OPENING_MARKS: Final = "(\"'“‘[«„"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of `text` starts and ends, in order, without the white space around it."""
    line_start = 0
    for line in text.split("\n"):
        line_end = line_start + len(line)
        first = line_start
        for last in (*sentence_ends(text, line_start, line_end), line_end):
            sentence = text[first:last]
            start = first + len(sentence) - len(sentence.lstrip())
            if start < last:
                yield start, start + len(sentence.strip())
            first = last
        line_start = line_end + 1


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where sentences end between `start` and `end`, which lie on one line; not the end of the line."""
    for mark in _SENTENCE_END.finditer(text, start, end):
        following = text[mark.end() : mark.end() + 16].lstrip()
        if following and (following[0].islower() or not _ends_sentence(text, start, mark, following)):
            continue
        yield mark.end()


def _ends_sentence(text: str, start: int, mark: re.Match[str], following: str) -> bool:
    if mark[0] != ".":
        return True
    word = text[max(start, mark.start() - 12) : mark.start()].split()[-1:] or [""]
    bare = word[0].lstrip(_OPENING_MARKS).lower()
    if bare in _CLOSING:
        opening = _FIRST_WORD.match(following.lstrip(_OPENING_MARKS))
        return opening is not None and opening[0].lower() in _OPENING and following[0].isupper()
    is_initial = len(bare) == 1 and bare.isalpha()
    return not (is_initial or bare in _ABBREVIATIONS) or (bare == "no" and not following[0].isdigit())
