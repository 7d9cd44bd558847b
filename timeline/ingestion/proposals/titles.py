"""Titles: a proposal's own clause as a line that stands for itself, without its date, with its hedges.

No word is made up: each stands in the clause, or in the one before it that a pronoun points to.
"""

from __future__ import annotations

import re

from timeline.ingestion.proposals.clauses import Span, without_tail
from timeline.ingestion.proposals.names import Names
from timeline.ingestion.proposals.words import FINITE, HEDGES

LONGEST = 200  # characters

_BEFORE_DATE = re.compile(
    r"(?:\b(?:as of|in|on|at|during|since|from|by|until|of|for|early|late|mid)\s+|\()$", re.IGNORECASE
)
_INCLUDING = re.compile(r".*\bincluding (?=an? |the )", re.IGNORECASE | re.DOTALL)
_PREPOSITION = re.compile(r"(?:and |or )?(at|in|on|during|to|with) ", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:while|although|though|when|as|and|but|also|in addition|meanwhile|however),? ", re.IGNORECASE
)
_LEFT_BEHIND = re.compile(r"(?:^|(?<=\s))[’']s ")  # of “this year's”
_DATELINE = re.compile(
    r"^[A-Z][A-Z .'’-]{2,40}(?:, [A-Z][\w. ]{2,30})?(?: \([A-Z][A-Za-z ]{1,20}\))? ?[_—–-]+ "
)
# Said of what stood before, which a title does not have.
_LOOKING_BACK = re.compile(r",? (?:also|meantime|meanwhile|however|therefore),?(?= )|,? (?:too|as well)$")
_NEEDS_ITS_DATE = re.compile(
    r"\b(?:ended|ending|ends?|expires?|payable|due|dated|effective|around|about|after|before|through|than)$"
)
_ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
_PRONOUN = re.compile(r"^(she|he|they|the two leaders|the two|both leaders|both)\b", re.IGNORECASE)
_ATTRIBUTED = re.compile(r"(?:, according to [^,]+|, [^,\"“”]{2,80} (?:said|announced|told|wrote)\b[^,]*)$")
_AN_BEFORE_CONSONANT = re.compile(r"\b([Aa])n (?=[bcdfgjklmnpqrstvwxz][a-z])")
_A_BEFORE_VOWEL = re.compile(r"\b([Aa]) (?=[aeiou])")


def title_of(body: str, sentence: Span, clause: Span, mention: Span, names: Names) -> str:
    """Return the title of what happens in `clause`, which `mention` dates."""
    told = _without_date(body, clause, mention)
    if clause != sentence and not FINITE.search(told):  # a fragment: the whole sentence stands for itself
        clause, told = sentence, _without_date(body, sentence, mention)
    told = _of_an_example(told, body, clause, mention) or told
    attributed = _ATTRIBUTED.search(told)
    core = without_tail(told[: attributed.start()] if attributed else told)
    if attributed and len(core) + len(attributed[0]) <= LONGEST:
        core += attributed[0]
    return finished(_standing(core, sentence, names))


def finished(text: str) -> str:
    """Return words as a title: one line, begun with a capital, without marks at its end, cut between words."""
    line = " ".join(text.replace(" ,", ",").replace(",,", ",").split()).strip(" ,;:–—-.")
    line = _LOOKING_BACK.sub("", line)
    line = _AN_BEFORE_CONSONANT.sub(r"\1 ", _A_BEFORE_VOWEL.sub(r"\1n ", line))
    if line.count('"') % 2:
        line = line.replace('"', "")
    if len(line) > LONGEST:
        line = f"{line[:LONGEST].rsplit(' ', 1)[0].rstrip(' ,;:')}…"
    return line[:1].upper() + line[1:]


def hedges_of(text: str) -> tuple[str, ...]:
    """Return the words by which a passage says that it is not sure, or whose claim it is."""
    return tuple(dict.fromkeys(each.lower() for each in HEDGES.findall(text)))


def _without_date(body: str, clause: Span, mention: Span) -> str:
    before, after = body[clause[0] : mention[0]], body[mention[1] : clause[1]]
    if re.match(r"\s+[a-z]", after) and re.search(r"\b(?:an?|the|its|their|his|her|[A-Z]\w+)\s+$", before):
        if body[slice(*mention)].isdecimal():
            return body[slice(*clause)]  # “the Belarusian 2020 election”: the year tells which one
        return f"{before.rstrip()}{after}"  # “a January 2024 interview”
    preposition = _BEFORE_DATE.search(before)
    before = before[: preposition.start()] if preposition else before
    if _NEEDS_ITS_DATE.search(before.rstrip()):
        return body[slice(*clause)]
    return f"{before.rstrip()} {after.lstrip(' ,)') if not before.strip() else after.lstrip(')')}"


def _of_an_example(told: str, body: str, clause: Span, mention: Span) -> str:
    """Return the one example that the date belongs to: “…, including a brief encounter at A in May and at B in June”."""
    including = _INCLUDING.match(body, clause[0], mention[0])
    if including is None:
        return ""
    example = body[including.end() : mention[0]]
    parts = re.split(r"(?<=\d) and (?=(?:at|in|on|during) )", example)
    own = _ARTICLE.sub("", _BEFORE_DATE.sub("", parts[-1]).strip())
    if len(parts) == 1:
        return own
    main = body[clause[0] : including.end()]
    subject = re.match(rf"(.*?{FINITE.pattern}(?: \w+ed)?(?: paths)?)\b", main, re.IGNORECASE)
    return f"{subject[1]} {own}" if subject and _PREPOSITION.match(own) else ""


def _standing(text: str, sentence: Span, names: Names) -> str:
    """Return the text with its first words made to stand alone: no conjunction, no pronoun that can be resolved."""
    text = _OPENING.sub("", _LEFT_BEHIND.sub("", _DATELINE.sub("", text.strip(" ,"))))
    pronoun = _PRONOUN.match(text)
    if pronoun is None:
        return text
    one = pronoun[1].lower() in ("he", "she")
    meant = names.last_person(sentence[0]) if one else names.first_pair(sentence[0])
    return f"{' and '.join(meant)}{text[pronoun.end() :]}" if meant else text
