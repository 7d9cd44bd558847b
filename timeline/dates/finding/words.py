"""The words of time in English newspapers, as data, and the pieces of patterns made of them.

Every piece is bounded: none repeats without a limit, so that trying a rule costs the same anywhere. Names of
months and weekdays are told by their capital ("May", not "may").
"""

from __future__ import annotations

import re
from typing import Final

from ..names import MONTHS as MONTH_NAMES
from ..single import SEASONS as SEASON_CODES

_SHORT_MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
MONTHS: Final = {name: number for number, name in enumerate(MONTH_NAMES, 1)} | _SHORT_MONTHS
_WEEKDAY_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_WEEKDAYS: Final = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
WEEKDAYS: Final = {name: number for number, name in enumerate(_WEEKDAY_NAMES)} | _SHORT_WEEKDAYS
SEASONS: Final = SEASON_CODES

# A length of time that is counted roughly leads to no date: “almost two years ago” may be either of two years.
ROUGHLY: Final = re.compile(
    r"\b(?:nearly|almost|about|around|some|over|roughly|more than|or so)\b", re.IGNORECASE
)

_ONES: Final = "one two three four five six seven eight nine".split()
_TEENS: Final = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS: Final = {
    word: 10 * ten
    for ten, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
SMALL: Final = {word: number for number, word in enumerate(_ONES + _TEENS, 1)}
NUMBERS: Final = SMALL | TENS | {"a": 1, "an": 1, "hundred": 100, "dozen": 12}
DECADES: Final = {word[:-1] + "ies": ten for word, ten in TENS.items()}
ORDINALS: Final = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
} | {"twenty-first": 21}
UNITS: Final = ("day", "week", "fortnight", "weekend", "month", "quarter", "year", "decade", "century")
VAGUE: Final = ("few", "several", "couple of", "many", "some", "dozens of", "hundreds of", "number of")
PREPOSITIONS: Final = frozenset(
    "in of by since until till til from to through for during before after around about between and or late early "
    "mid on last next this throughout circa than into as starting beginning ending within per that".split()
)


DETERMINERS: Final = frozenset("a an the this that its his her their".split())


def _any(words: object) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(sorted(map(str, words), key=len, reverse=True))  # type: ignore[call-overload]


def _capitalised(names: list[str]) -> str:
    return f"(?-i:{_any([each.title() for each in names] + [each.upper() for each in names])})"


_MONTH = rf"(?:{_capitalised(list(MONTH_NAMES))}|{_capitalised(list(_SHORT_MONTHS))}\b\.?)"
_WEEKDAY = rf"(?:{_capitalised(list(_WEEKDAY_NAMES))}|{_capitalised(list(_SHORT_WEEKDAYS))}\b\.?)"
_NUMBER = rf"(?:{_any(TENS)})[ -](?:{_any(_ONES)})|{_any(NUMBERS)}|\d{{1,3}}"
PIECES: Final = {
    "_": r"[ \t\u00a0\u202f]{1,2}",
    "join": r"[ \u00a0-]",
    "comma": r"(?:,?[ \t\u00a0]{1,2}|,)",
    "dash": r"[ \u00a0]?(?:[-‐‑‒–—]|--)[ \u00a0]?",
    "month": _MONTH,
    "weekday": _WEEKDAY,
    "fullweekday": _capitalised(list(_WEEKDAY_NAMES)),
    "day": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w]|[.,:]\d|%)",
    "dayword": _any(each for each in ORDINALS),
    "year": r"(?:1\d|2[01])\d\d(?![\w]|[.,:]\d|%)",
    "shortyear": r"\d\d(?![\w]|[.,:]\d|%)",
    "spelled": rf"(?:(?:nineteen|eighteen)[ -](?:(?:{_any(TENS)})(?:[ -](?:{_any(_ONES)}))?|{_any(_TEENS)})|two thousand)",
    "season": _any(SEASONS),
    "number": _NUMBER,
    "vague": _any(VAGUE),
    "unit": _any(UNITS),
    "units": rf"(?:{_any(UNITS)})s?|centuries",
    "ordinal": rf"{_any(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th)",
    "part": r"morning|afternoon|evening|night",
    # "The end of 2020", "end-2020"; "they close in the week" is a verb.
    "edge": r"(?:very )?(?:early|late|mid|earlier|later|(?:beginning|start|end|middle|close|turn)(?=[ \u00a0]of\b|[-‐‑‒–]))",
}


def pattern(template: str) -> re.Pattern[str]:
    """The regular expression of a template: `<month>` is a piece, a space any white space, `...` as usual."""
    spaced = template.replace("[ -]", "<join>").replace(" ", "<_>")
    expanded = re.sub(r"(?<!\?P)<(\w+)>", lambda piece: f"(?:{PIECES[piece[1]]})", spaced)
    return re.compile(rf"(?:{expanded})(?!\w)", re.IGNORECASE)


def number(text: str) -> int:
    """The number that digits or words such as "twenty-one" stand for."""
    if text.isdigit():
        return int(text)
    parts = re.split(r"[ -]", text.lower())
    return sum(NUMBERS[part] for part in parts)


def ordinal(text: str) -> int:
    """The number of "third" or "21st"."""
    return ORDINALS.get(text.lower()) or int(re.sub(r"\D", "", text))


def month(text: str) -> int:
    """The number of a month by its name, 1 to 12."""
    return MONTHS[text.rstrip(".").lower()]


def weekday(text: str) -> int:
    """The number of a weekday by its name; 0 is Monday."""
    return WEEKDAYS[text.rstrip(".").lower()]


def unit(text: str) -> str:
    """The unit of "years" or "centuries"."""
    bare = text.lower()
    return "century" if bare == "centuries" else bare.removesuffix("s")


def year(text: str) -> int:
    """The year of "1996" or "nineteen ninety-six"."""
    if text.isdigit():
        return int(text)
    if text.lower() == "two thousand":
        return 2000
    century, *rest = re.split(r"[ -]", text.lower())
    return SMALL[century] * 100 + sum(NUMBERS[part] for part in rest)
