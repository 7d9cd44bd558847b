"""What people type in another language, turned word by word into the English that the reader of dates knows.

A language is a table in a module of its own, in `_TABLES`: what English stands for which of its words. Its names of
months, weekdays and eras come from CLDR, those of seasons from `phrases`. The words of every language are known
whatever the writer's own, which comes first, so that an address with a date in it can be shared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from babel import Locale

from ..names import MONTHS, names_in
from ..phrases import PHRASES
from ..wording import roman
from . import ukrainian

_TABLES: Final[Mapping[str, Mapping[str, str]]] = {"uk": ukrainian.WORDS}
_DAY_FIRST: Final = frozenset({"uk"})

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS: Final = ("spring", "summer", "autumn", "winter")
_CENTURIES: Final = {roman(number).lower(): str(number) for number in range(1, 100)}

# Letters that are typed for Roman figures, and the apostrophes, which are one to a reader.
_LOOK_ALIKE: Final = str.maketrans("іхсм", "ixcm")
_APOSTROPHES: Final = str.maketrans("'’", "ʼʼ")

# A space, then a word with the full stop of an abbreviation, digits, or any other character.
_TOKEN = re.compile(r"( ?)([^\W\d_]+(?:['’ʼ][^\W\d_]+)*\.?|\d+|\S)")
_NUMERIC_DAY = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?![\d./-])", re.ASCII)
_BETWEEN_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))", re.ASCII)

Phrase = tuple[str, ...]
_CENTURY: Final = "+th century"
_LONGEST: Final = 4  # tokens of a phrase


def in_english(text: str, language: str) -> str:
    """The text with every word that is known turned into English, all else as it is.

    One pass: for each token, as many look-ups as the longest phrase has tokens. Raises nothing.
    """
    code = language.replace("_", "-").partition("-")[0].lower()
    if code in _DAY_FIRST:
        text = _NUMERIC_DAY.sub(_named_day, text)
    if text.isascii():
        return text
    english = "".join(_translated(_BETWEEN_THOUSANDS.sub(",", text), _vocabulary(code))).strip()
    is_bounded = english.startswith("since ") and (" until " in english or english.endswith(", end unknown"))
    return "from" + english.removeprefix("since") if is_bounded else english


def _named_day(match: re.Match[str]) -> str:
    day, _separator, month, year = match.groups()
    return f"{day} {MONTHS[int(month) - 1]} {year}" if 1 <= int(month) <= 12 else match[0]


def _translated(text: str, vocabulary: Mapping[Phrase, str]) -> list[str]:
    tokens = _TOKEN.findall(text)
    keys = [_key(word) for _space, word in tokens]
    found: list[str] = []
    at = 0
    while at < len(tokens):
        space, word = tokens[at]
        sizes = range(min(_LONGEST, len(tokens) - at), 0, -1)
        size = next((size for size in sizes if tuple(keys[at : at + size]) in vocabulary), 0)
        english = vocabulary[tuple(keys[at : at + size])] if size else word
        if english == _CENTURY and found:
            figure = tokens[at - 1][1].lower().translate(_LOOK_ALIKE)
            found[-1] = f" {_CENTURIES[figure]}" if figure in _CENTURIES else found[-1]
        if english:
            found.append(english[1:] if english.startswith("+") and size else space + english)
        at += size or 1
    return found


@lru_cache
def _vocabulary(code: str) -> dict[Phrase, str]:
    """The words of all languages; where two use one, that of `code` counts."""
    found: dict[Phrase, str] = {}
    for each in sorted(_TABLES, key=lambda each: each == code):
        for english, phrases in _words(each):
            found |= {_phrase(phrase): english for phrase in phrases}
    return found


def _words(code: str) -> Iterator[tuple[str, Iterable[str]]]:
    """The English words, each with what stands for it in a language."""
    for kind, english in (("months", MONTHS), ("days", _WEEKDAYS)):
        first = min(names_in(code, kind).values())
        yield from ((english[number - first], [name]) for name, number in names_in(code, kind).items())
    for eras in Locale.parse(code).eras.values():
        yield from (("bc", [eras[0]]), ("ad", [eras[1]]))
    for season, cases in zip(_SEASONS, PHRASES[code].seasons, strict=True):
        yield season, [each.partition(" ")[0] for each in cases]
    yield from ((english, phrases.split(", ")) for english, phrases in _TABLES[code].items())


def _phrase(text: str) -> Phrase:
    return tuple(_key(word) for _space, word in _TOKEN.findall(text))


def _key(word: str) -> str:
    return (word[:-1] if len(word) > 1 and word.endswith(".") else word).lower().translate(_APOSTROPHES)
