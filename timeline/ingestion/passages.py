"""Passages: where a quotation stands in a text, and the sentence around it.

Offsets count Unicode code points of the text, `end` exclusive, as in the TextPositionSelector of the W3C Web
Annotation Data Model; `prefix` and `suffix` are those of its TextQuoteSelector.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category
from urllib.parse import quote

from rapidfuzz.fuzz import partial_ratio_alignment, ratio

from timeline.sentences import sentence_ends

# As much of a sentence as is shown on either side of the quoted words. Whoever writes longer sentences is cut.
CONTEXT_LIMIT = 400

NEAR = 75  # per cent alike at least: what is less is another sentence

_FRAGMENT_WORDS = 5  # at either end of a long quotation
_LONGEST_SOUGHT = 2_000  # characters of a quotation that a near passage is looked for

_ALONE = 4  # words that are taken to stand in an article once

_QUOTE_MARKS = dict.fromkeys('"“”„‟«»', '["“”„‟«»]') | dict.fromkeys("'‘’‚‛ʼ′", "['‘’‚‛ʼ′]")


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
    places = places_of(body, quotation, prefix)
    if not places:
        raise QuotationMissing(_missing_message(body, quotation, prefix))
    if len(places) > 1:
        raise QuotationRepeated(
            f"The quotation “{_short(quotation)}” stands in the text {len(places)} times: "
            "give the words just before it as its prefix, or quote more words.",
            tuple(start for start, _ in places),
        )
    return passage_at(body, *places[0])


@dataclass(frozen=True, slots=True)
class Found:
    """Where a newer text says what a passage says: how alike the words are (per cent), and whether all is as it was."""

    passage: Passage
    likeness: int
    same_words: bool
    same_sentence: bool

    def is_where(self, passage: Passage) -> bool:
        """Return whether it stands in both texts at the same offset."""
        return self.passage.start == passage.start


def find_again(body: str, passage: Passage) -> Found | None:
    """Return where `body`, a newer text of the same article, has the words of a passage, or words near to them.

    The very words come first; of several places, the one in the sentence most like the old one. None where nothing is
    near. What is found is a proposal: an editor decides whether it says the same.
    """
    try:
        there = find_passage(body, passage.exact)
    except QuotationRepeated as repeated:
        starts = [each for each in repeated.starts if body.startswith(passage.exact, each)]
        if not starts:
            return _near(body, passage)
        places = [passage_at(body, start, start + len(passage.exact)) for start in starts]
        there = max(places, key=lambda each: ratio(each.sentence, passage.sentence))
    except QuotationMissing:
        return _near(body, passage)
    same = _plain(there.sentence) == _plain(passage.sentence)
    return Found(there, 100, same_words=True, same_sentence=same)


def _near(body: str, passage: Passage) -> Found | None:
    """Find words near to those of a passage: the window most like them, or its whole sentence where that is more so."""
    window = _most_like(body, passage.exact)
    if window is None:
        return None
    places = [window, sentence_around(body, *window)]
    there = max(
        (passage_at(body, *each) for each in places), key=lambda each: ratio(each.exact, passage.exact)
    )
    likeness = min(99, round(ratio(there.exact, passage.exact)))
    return Found(there, likeness, same_words=False, same_sentence=False)


def _most_like(body: str, words: str) -> tuple[int, int] | None:
    found = partial_ratio_alignment(words, body, score_cutoff=NEAR)
    return _whole_words(body, found.dest_start, found.dest_end) if found else None


def _whole_words(body: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and body[start - 1 : start + 1].isalnum():
        start -= 1
    while end < len(body) and body[end - 1 : end + 1].isalnum():
        end += 1
    words = body[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _plain(text: str) -> str:
    return " ".join(text.split())


def places_of(body: str, quotation: str, prefix: str = "") -> list[tuple[int, int]]:
    """Return where the quotation stands (start, end), as `find_passage` looks for it; in order of the text."""
    quotation, prefix = quotation.strip(), prefix.strip()
    if not quotation:
        return []
    return list(_exact_places(body, quotation, prefix)) or list(_folded_places(body, quotation, prefix))


def nearest_place(body: str, quotation: str) -> tuple[int, int] | None:
    """Return the whole words of `body` that are most like the quotation, or None where nothing is much like it.

    Only ever a proposal: an editor decides.
    """
    quotation = quotation.strip()
    if not quotation or len(quotation) > _LONGEST_SOUGHT:
        return None
    window = _most_like(body, quotation)
    return window if window and window[0] < window[1] else None


def passage_at(body: str, start: int, end: int) -> Passage:
    """Return the passage `body[start:end]` with the rest of its sentence as prefix and suffix.

    Raises ValueError where the offsets are not inside the text.
    """
    if not 0 <= start < end <= len(body):
        raise ValueError(f"offsets {start} to {end} are not inside a text of {len(body)} characters")
    return passage_within(body, start, end, *sentence_around(body, start, end))


def passage_within(body: str, start: int, end: int, first: int, last: int) -> Passage:
    """Return the passage `body[start:end]` of the sentence `body[first:last]`."""
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
    for boundary in sentence_ends(body, line_start, line_end):
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

    Long quotations are named by their first and last words. No end is a mark of punctuation: the live article may
    shape its quotation marks otherwise, and words are found without them. Empty where the quotation cuts a word in two:
    a browser would not find it.
    """
    if ((prefix[-1:] + exact[:1]).isalnum() and prefix) or ((exact[-1:] + suffix[:1]).isalnum() and suffix):
        return ""
    bare = _without_marks(exact)
    words = bare.split()
    if not words:
        return ""
    ends = (
        [words] if len(words) <= 2 * _FRAGMENT_WORDS else [words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]]
    )
    text = ",".join(_escaped(_without_marks(" ".join(each))) for each in ends)
    if len(words) < _ALONE:  # they may stand in the article again: the words before tell which are meant
        # Nothing but white space may stand between the two.
        before = _without_marks(" ".join(f"{prefix}{exact.partition(bare)[0]}".split()[-3:]), at_end=False)
        if before and not _QUOTE_MARKS.keys() & before:
            text = f"{_escaped(before)}-,{text}"
    return f"{'' if '#' in url else '#'}:~:text={text}"


def _without_marks(text: str, *, at_end: bool = True) -> str:
    """Return the text without the punctuation and the white space around it."""
    start, end = 0, len(text)
    while start < end and _is_mark(text[start]):
        start += 1
    while at_end and start < end and _is_mark(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_mark(character: str) -> bool:
    return character.isspace() or category(character).startswith("P")


def _escaped(words: str) -> str:
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")


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
