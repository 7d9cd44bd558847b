"""Names: who and what is named in a text, known by any spelling, or new.

A new name is a run of capitalised words; what kind it is, is a guess that an editor sees as one. A last name alone
stands for the one person of the text who has it: two who share one, or nearly, stay two.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from babel import Locale

from timeline.folding import fold
from timeline.ingestion.proposals.datatypes import KnownEntity, Named
from timeline.ingestion.proposals.words import (
    EVENT_WORDS,
    MONTHS_AND_DAYS,
    OPENERS,
    ORGANISATION_WORDS,
    ROLES,
    SPEECH_VERBS,
    is_demonym,
)
from timeline.sentences import sentences

LONGEST_NAME = 6  # words
_NEAR = 40  # names that a pronoun may point back over
_ONE_SENTENCE = 150  # characters between two who are named together

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[-’'.](?=[^\W\d_]))*")
_JOINTS = frozenset((" ", " of ", " for ", " de ", " von ", " van ", " al-"))
_IN_A_PLACE = re.compile(r"\b(?:in|from|to|across|near|outside|leave|visit(?:ed)?) $")
_SPEAKS = re.compile(rf" (?:{'|'.join(SPEECH_VERBS.split())})\b")
_SHORT_PLACES = frozenset("US U.S UK U.K USA".split())
_POSSESSIVE = re.compile(r"[’']s$")


class Names:
    """The names of one text, found once: ask for those within a passage."""

    def __init__(self, body: str, known: Iterable[KnownEntity] = ()) -> None:
        found = sorted(_resolved(body, _runs(body), _by_name(known)), key=lambda each: each.start)
        self._all, self._starts = found, [each.start for each in found]
        people = {each.text: each for each in reversed(found) if each.kind == "person"}
        self._pair = sorted(people.values(), key=lambda each: each.start)[:2]

    def within(self, start: int, end: int) -> tuple[Named, ...]:
        """Return the names between two offsets, each once, in the order of the text."""
        inside = self._all[bisect_left(self._starts, start) : bisect_right(self._starts, end)]
        once: dict[str, Named] = {}
        for each in inside:
            if each.end <= end:
                once.setdefault(each.known or f"{each.kind} {' '.join(fold(each.text))}", each)
        return tuple(once.values())

    def first_pair(self, offset: int) -> list[str]:
        """Return the two people of whom the text tells first, where it tells of two before an offset; else nobody."""
        if len(self._pair) < 2 or self._pair[1].end > offset:
            return []
        first, second = self._pair
        return [first.text, second.text] if second.start - first.end < _ONE_SENTENCE else []

    def last_person(self, offset: int) -> list[str]:
        """Return the person who is named last before an offset, if any is."""
        position = bisect_left(self._starts, offset)
        before = reversed(self._all[max(0, position - _NEAR) : position])
        return [each.text for each in before if each.kind == "person"][:1]


_ByName = dict[str, list[KnownEntity]]


def _by_name(known: Iterable[KnownEntity]) -> _ByName:
    found: _ByName = {}
    for entity in known:
        for name in entity.names:
            found.setdefault(" ".join(fold(name)), []).append(entity)
    return found


def _runs(body: str) -> Iterator[tuple[int, list[re.Match[str]]]]:
    """Yield (start of its sentence, words) for each run of capitalised words."""
    for start, end in sentences(body):
        run: list[re.Match[str]] = []
        for word in _WORD.finditer(body, start, end):
            is_capital = word[0][0].isupper()
            between = body[run[-1].end() : word.start()] if run else ""
            if is_capital and (not run or _goes_on(run, between)):
                run.append(word)
            elif run and (is_capital or f"{between}{word[0]}" not in _LINKS):
                yield start, run
                run = [word] if is_capital else []
        if run:
            yield start, run


_LINKS = frozenset(f" {each}" for each in ("of", "for", "de", "von", "van"))


def _goes_on(run: Sequence[re.Match[str]], between: str) -> bool:
    return between in _JOINTS and len(run) < LONGEST_NAME and not _POSSESSIVE.search(run[-1][0])


def _resolved(body: str, runs: Iterable[tuple[int, list[re.Match[str]]]], known: _ByName) -> Iterator[Named]:
    people: dict[str, set[str]] = {}  # full names by last name
    later: list[tuple[int, list[re.Match[str]]]] = []
    found: list[Named] = []
    for sentence, run in runs:
        words = _name_in(sentence, run, known)
        if not words:
            continue
        named = _named(body, words, known)
        if named is None:
            later.append((sentence, words))
            continue
        found.append(named)
        if named.kind == "person" and len(words) > 1:
            people.setdefault(_last(named.text), set()).add(named.text)
    everywhere = {each.text for each in found}
    found += [
        each for sentence, words in later if (each := _alone(body, sentence, words, people, everywhere))
    ]
    yield from found


def _name_in(sentence: int, run: list[re.Match[str]], known: _ByName) -> list[re.Match[str]]:
    """Return the words of a run that are a name: without roles, peoples before a name, and openers of sentences."""
    words = list(run)
    while words and not _is_known(words, known):
        first = words[0][0]
        bare = first.lower().rstrip(".")
        is_opener = words[0].start() == sentence and bare in OPENERS
        if bare in ROLES or is_opener or (is_demonym(first) and len(words) > 1 and not _is_body(words)):
            words.pop(0)
        else:
            break
    if len(words) == 1 and not _is_known(words, known):
        bare = _POSSESSIVE.sub("", words[0][0])
        if bare.lower() in MONTHS_AND_DAYS or bare.lower() in OPENERS or is_demonym(bare):
            return []
    return words if words and words[0][0].lower() not in MONTHS_AND_DAYS else []


def _is_body(words: Sequence[re.Match[str]]) -> bool:
    return words[-1][0].lower() in ORGANISATION_WORDS | EVENT_WORDS | {"empire"}


def _is_known(words: Sequence[re.Match[str]], known: _ByName) -> bool:
    return " ".join(fold(" ".join(each[0] for each in words))) in known


def _named(body: str, words: Sequence[re.Match[str]], known: _ByName) -> Named | None:
    """Return whom a run of words names, where that can be told from them alone."""
    start, end = words[0].start(), words[-1].end() - _length_of_possessive(words[-1][0])
    text = body[start:end]
    entities = known.get(" ".join(fold(text)), [])
    if len({each.key for each in entities}) == 1:
        return Named(start, end, text, entities[0].kind, entities[0].key)
    kind = _kind_of(body, text, start)
    return Named(start, end, text, kind, None) if kind else None


def _kind_of(body: str, text: str, start: int) -> str:
    words = text.lower().split()
    if text in _territories() or text in _SHORT_PLACES:
        return "place"
    if words[-1] in ORGANISATION_WORDS or words[0] in ORGANISATION_WORDS or words[-1] == "empire":
        return "organisation"
    if words[-1] in EVENT_WORDS:
        return "topic"
    if len(words) > 3 or " of " in text or " for " in text:
        return "organisation"
    if len(words) > 1:
        return "place" if _IN_A_PLACE.search(body, max(0, start - 12), start) else "person"
    if text.isupper() and 2 <= len(text) <= 6:
        return "organisation"
    return ""


def _alone(
    body: str, sentence: int, words: Sequence[re.Match[str]], people: dict[str, set[str]], named: set[str]
) -> Named | None:
    """Return what a single word names: a person by the last name, or a place; None where it may be no name at all."""
    word = words[0]
    text = _POSSESSIVE.sub("", word[0])
    start, end = word.start(), word.start() + len(text)
    same = people.get(_last(text), set())
    if len(same) == 1:
        return Named(start, end, next(iter(same)), "person", None)
    if _IN_A_PLACE.search(body, max(0, start - 12), start):
        return Named(start, end, text, "place", None)
    if text in named or (start != sentence and _SPEAKS.match(body, word.end())):
        return Named(start, end, text, "person", None)
    return None


def _last(name: str) -> str:
    return (fold(name) or [""])[-1]


def _length_of_possessive(word: str) -> int:
    match = _POSSESSIVE.search(word)
    return len(match[0]) if match else 0


@lru_cache(maxsize=1)
def _territories() -> frozenset[str]:
    """The names of countries and territories, from CLDR."""
    return frozenset(Locale("en").territories.values())
