"""Whether a sentence speaks of the past or of the future around a date: tense and cue words decide."""

from __future__ import annotations

import re
from typing import Final

from .words import DETERMINERS

PAST, UNKNOWN, FUTURE = -1, 0, 1

_FUTURE: Final = frozenset(
    "will 'll ’ll won't won’t shall going scheduled schedule expected expects expect due plans planned plan planning effective "
    "upcoming until till slated intends intend aims deadline forthcoming hopes hope ahead begins starts opens ends expires takes meet meets leaves arrives resumes "
    "tomorrow would could can should may might must next projected anticipated anticipates proposed".split()
)
_PAST: Final = frozenset(
    "said was were had did told announced reported came went took made began became got gave met held won lost "
    "rose fell spoke wrote left found killed died signed sent saw ran led grew shot since ago been has have "
    "knew felt drew fought struck sold bought paid brought thought kept stood sat broke chose flew hit cut".split()
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?|['’]ll")
_HAD: Final = frozenset({"had", "was", "were"})
_REACH = 160  # characters on either side; a clause is rarely longer
_CLAUSE_WORDS = 14


def tense(text: str, start: int, end: int, sentence: tuple[int, int]) -> int:
    """What the words around `text[start:end]` tell: PAST, FUTURE or UNKNOWN. The nearest cue before it decides,
    else the nearest one behind."""
    before = _WORD.findall(text, max(sentence[0], start - _REACH), start)[-_CLAUSE_WORDS:]
    last = before[-1].lower() if before else ""
    after = _WORD.findall(text, end, min(sentence[1], end + _REACH))[:_CLAUSE_WORDS]
    if last in ("until", "till"):
        return FUTURE
    if last == "by" and not _HAD.intersection(before[:-1] or after):  # "By Friday the fire was out"
        return FUTURE
    for at in range(len(before) - 1, -1, -1):
        if (
            at
            and before[at - 1].lower() == "to"
            and _IMPLIED.intersection(map(str.lower, before[max(0, at - 6) : at - 1]))
        ):
            continue
        found = _cue(before[at], before[at - 1].lower() if at else "")
        if found:
            return found
    for previous, word in zip(["", *after], after, strict=False):
        found = _cue(word, previous.lower())
        if found:
            return found
    return UNKNOWN


def _cue(name: str, previous: str) -> int:
    word = name.lower()
    if word in _FUTURE and not (word in ("expected", "planned", "due") and previous in ("had", "as")):
        return FUTURE
    if previous == "to" and name.islower() and word not in _NO_VERB and not word.endswith("ing"):
        return FUTURE
    if previous in ("be", "get", "being"):
        return UNKNOWN
    is_participle = word.endswith("ed") and len(word) > 4 and name.islower() and word not in _NO_PARTICIPLE
    return PAST if word in _PAST or (is_participle and previous not in _DETERMINERS) else UNKNOWN


# "Managed to sell", "made it hard for them to meet": when that was, the main verb says.
_IMPLIED: Final = frozenset(
    "manage managed fail failed help helped used try tried trying force forced begin began begun start started seem seemed "
    "appear appeared continue continued continuing difficult easy hard harder easier impossible enough able unable".split()
)
_DETERMINERS: Final = DETERMINERS | frozenset("these those still any no".split())
_NO_VERB: Final = _DETERMINERS | frozenset(
    "in on at of by from more less about almost nearly some all both each one two three four five six which who "
    "percent million billion where what him them me us it".split()
)
_NO_PARTICIPLE: Final = frozenset("succeed proceed exceed indeed hundred naked sacred speed breed".split())
