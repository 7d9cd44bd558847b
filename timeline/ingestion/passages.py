"""Passages: where a quotation stands in a text, and the sentence around it.

Offsets count Unicode code points of the text, `end` exclusive, as in the TextPositionSelector of the W3C Web
Annotation Data Model; `prefix` and `suffix` are those of its TextQuoteSelector.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

# As much of a sentence as is shown on either side of the quoted words. Whoever writes longer sentences is cut.
CONTEXT_LIMIT = 400

_FRAGMENT_WORDS = 5  # at either end of a long quotation
_ALONE = 4  # words that are taken to stand in an article once

_QUOTE_MARKS = dict.fromkeys('"“”„‟«»', '["“”„‟«»]') | dict.fromkeys("'‘’‚‛ʼ′", "['‘’‚‛ʼ′]")
_ABBREVIATIONS = frozenset(
    (
        "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun mr mrs ms dr prof st "
        "gen col lt sgt capt gov sen rep rev hon vs etc no vol pp ed est approx ca cf inc ltd co corp jr sr "
        "u.s u.k e.g i.e a.m p.m"
    ).split()
)
# Possessive, and only from the first mark of a run: a megabyte of full stops is read once.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a text and where they stand: `body[start:end] == exact`; `prefix` and `suffix` stand around them."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str

    @property
    def sentence(self) -> str:
        """The passage within its sentence."""
        return f"{self.prefix}{self.exact}{self.suffix}"


class QuotationError(ValueError):
    """The quotation does not stand in the text at exactly one place."""


class QuotationMissing(QuotationError):
    """The quotation does not stand in the text."""


class QuotationRepeated(QuotationError):
    """The quotation stands in the text more than once; `starts` are the offsets."""

    def __init__(self, message: str, starts: tuple[int, ...]) -> None:
        super().__init__(message)
        self.starts = starts


def normalise_newlines(text: str) -> str:
    """Return `text` with LF for every CR LF and CR: done once, at intake, before any offset is counted."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def find_passage(body: str, quotation: str, prefix: str = "") -> Passage:
    """Return the one passage of `body` that `quotation` quotes, with its sentence around it.

    Letter for letter first; then with white space and quotation marks folded. Never a near match. `prefix`, the
    words just before, chooses among several places.

    Raises QuotationMissing or QuotationRepeated, with a message for the editor.
    """
    quotation = quotation.strip()
    if not quotation:
        raise QuotationMissing("The quotation is empty: copy the words from the article.")
    places = list(_exact_places(body, quotation, prefix.strip())) or list(
        _folded_places(body, quotation, prefix.strip())
    )
    if not places:
        raise QuotationMissing(_missing_message(body, quotation, prefix))
    if len(places) > 1:
        raise QuotationRepeated(
            f"The quotation “{_short(quotation)}” stands in the text {len(places)} times: "
            "give the words just before it as its prefix, or quote more words.",
            tuple(start for start, _ in places),
        )
    return passage_at(body, *places[0])


def passage_at(body: str, start: int, end: int) -> Passage:
    """Return the passage `body[start:end]` with the rest of its sentence as prefix and suffix.

    Raises ValueError where the offsets are not inside the text.
    """
    if not 0 <= start < end <= len(body):
        raise ValueError(f"offsets {start} to {end} are not inside a text of {len(body)} characters")
    first, last = sentence_around(body, start, end)
    return Passage(
        start=start,
        end=end,
        exact=body[start:end],
        prefix=body[max(first, start - CONTEXT_LIMIT) : start],
        suffix=body[end : min(last, end + CONTEXT_LIMIT)],
    )


def sentence_around(body: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of the sentence, or sentences, that hold `body[start:end]`; never beyond its line."""
    line_start = body.rfind("\n", 0, start) + 1
    line_end = body.find("\n", end)
    line_end = len(body) if line_end < 0 else line_end
    first, last = line_start, line_end
    for boundary in _sentence_ends(body, line_start, line_end):
        if boundary <= start:
            first = boundary
        elif boundary >= end:
            last = boundary
            break
    while first < start and body[first].isspace():
        first += 1
    while last > end and body[last - 1].isspace():
        last -= 1
    return first, last


def text_fragment(url: str, exact: str, prefix: str = "", suffix: str = "") -> str:
    """Return what leads from `url` to the words `exact` in a browser: `#:~:text=…` (WICG, Text Fragments).

    Long quotations are named by their first and last words. Empty where the quotation cuts a word in two: a browser
    would not find it.
    """
    if ((prefix[-1:] + exact[:1]).isalnum() and prefix) or ((exact[-1:] + suffix[:1]).isalnum() and suffix):
        return ""
    words = [_escaped(each) for each in exact.split()]
    text = (
        "%20".join(words)
        if len(words) <= 2 * _FRAGMENT_WORDS
        else ("%20".join(words[:_FRAGMENT_WORDS]) + "," + "%20".join(words[-_FRAGMENT_WORDS:]))
    )
    before = prefix.split()[-3:]
    if (
        before and len(words) < _ALONE
    ):  # a few words may stand in the article again: those before tell which are meant
        text = "%20".join(_escaped(each) for each in before) + "-," + text
    return f"{'' if '#' in url else '#'}:~:text={text}"


def _escaped(word: str) -> str:
    return quote(word, safe="").replace("-", "%2D")


def _sentence_ends(body: str, start: int, end: int) -> Iterator[int]:
    for mark in _SENTENCE_END.finditer(body, start, end):
        following = body[mark.end() : mark.end() + 8].lstrip()
        if following and (following[0].islower() or not _ends_sentence(body, start, mark, following)):
            continue
        yield mark.end()


def _ends_sentence(body: str, start: int, mark: re.Match[str], following: str) -> bool:
    if mark[0] != ".":
        return True
    word = body[max(start, mark.start() - 12) : mark.start()].split()[-1:] or [""]
    bare = word[0].lstrip("(\"'“‘[").lower()
    is_initial = len(bare) == 1 and bare.isalpha()
    if following[0].isdigit() and bare in _ABBREVIATIONS:
        return False
    return not (is_initial or bare in _ABBREVIATIONS)


def _exact_places(body: str, quotation: str, prefix: str) -> Iterator[tuple[int, int]]:
    start = body.find(quotation)
    while start >= 0:
        if body[max(0, start - len(prefix) - 8) : start].rstrip().endswith(prefix):
            yield start, start + len(quotation)
        start = body.find(quotation, start + 1)


def _folded_places(body: str, quotation: str, prefix: str) -> Iterator[tuple[int, int]]:
    before = rf"{_loose(prefix)}\s*" if prefix else ""
    for match in re.finditer(rf"(?={before}({_loose(quotation)}))", body):
        yield match.span(1)


def _loose(text: str) -> str:
    words = ("".join(_QUOTE_MARKS.get(each) or re.escape(each) for each in word) for word in text.split())
    return r"\s+".join(words)


def _missing_message(body: str, quotation: str, prefix: str) -> str:
    if prefix and quotation in body:
        return f"The quotation “{_short(quotation)}” is in the text, but not just after “{_short(prefix)}”."
    return (
        f"The quotation “{_short(quotation)}” is not in the text of this article: "
        "copy it from there, letter for letter."
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"
