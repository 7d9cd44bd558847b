"""PDFs with a text layer, by pypdf: pages into paragraphs, words that a line broke made whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from timeline.ingestion.reading.apart import read_apart
from timeline.ingestion.reading.articles import CannotRead, ReadArticle, cleaned, line
from timeline.ingestion.reading.pdf_process import LONGEST, MOST_PAGES
from timeline.ingestion.reading.texts import headline_of

PATIENCE = 30.0  # seconds by the clock; the process itself has less of the processor's

_SOFT = "\u2028"  # the end of a line within a paragraph, until it is known what becomes of it
_FULL = 0.85  # of the usual width of a line, in characters: letters differ in width
_BROKEN_WORD = re.compile(rf"\b(\w++)([-\u00ad]){_SOFT}(\w)(\w*)")
_HYPHENATED = re.compile(r"\b\w++-\w++")
_AFTER_DASH = re.compile(rf"(?<=\w[–—]){_SOFT}(?=\w)")
_ENDS_A_SENTENCE = re.compile(r"[.!?…:][\"”’»)\]]*$")
_LIST_ITEM = re.compile(r"[•–—-]")
_NUMBER = re.compile(r"\d+")
_INSTEAD = "copy the article's text from it."
_NO_TEXT = "The PDF has no text in it, only pictures of it: copy the text from the publisher's page."


def read_pdf(content: bytes) -> ReadArticle:
    """Return the article in a PDF. Raises CannotRead."""
    pages, title = _pages_and_title(content)
    body = _mended(_run_on([_paragraphs(each) for each in _without_running_lines(pages)]))
    if not body.strip():
        raise CannotRead(_NO_TEXT)
    body = cleaned(body)
    return ReadArticle(
        body=body, title=line(title) or headline_of(body), original=content, media_type="application/pdf"
    )


def _pages_and_title(content: bytes) -> tuple[list[str], str]:
    """Return what `pdf_process` reads of it."""
    found = read_apart("pdf_process.py", content, "PDF", patience=PATIENCE, instead=_INSTEAD)
    if "locked" in found:
        raise CannotRead("The PDF is locked by a password: save it without one.")
    if "too_much" in found:
        raise CannotRead(f"The PDF takes too long to read: {_INSTEAD}")
    if found["count"] > MOST_PAGES:
        raise CannotRead(f"The PDF has {found['count']} pages: {MOST_PAGES} at most are read.")
    if sum(map(len, found["pages"])) > LONGEST:
        raise CannotRead(f"Its text has more than {LONGEST:,} characters.")
    return found["pages"], found["title"]


def _without_running_lines(pages: list[str]) -> list[str]:
    """Leave out what stands first or last on most pages, but for its number: the title of the paper, the page."""
    if len(pages) < 3:
        return pages
    edges = Counter(edge for page in pages for edge in {_edge(page, 0), _edge(page, -1)})
    running = {edge for edge, times in edges.items() if edge and times > len(pages) / 2}
    return ["\n".join(_inside(page.strip().split("\n"), running)) for page in pages]


def _inside(lines: list[str], running: set[str]) -> list[str]:
    first = 1 if lines and _NUMBER.sub("#", lines[0].strip()) in running else 0
    last = -1 if len(lines) > first and _NUMBER.sub("#", lines[-1].strip()) in running else None
    return lines[first:last]


def _edge(page: str, at: int) -> str:
    lines = page.strip().split("\n")
    return _NUMBER.sub("#", lines[at].strip())


def _paragraphs(page: str) -> str:
    """Return a page with its lines joined: one ends a paragraph where the next word would still have fitted."""
    lines = [each.strip() for each in page.strip().split("\n")]
    width = sorted(map(len, lines))[len(lines) * 9 // 10]
    pieces = lines[:1]
    for above, below in pairwise(lines):
        pieces += ["\n" if _ends_paragraph(above, below, width) else _SOFT, below]
    return "".join(pieces)


def _ends_paragraph(above: str, below: str, width: int) -> bool:
    if not above or not below or _LIST_ITEM.match(below):
        return True
    if above.endswith(("-", "\u00ad")) or below[0].islower():
        return False
    return len(above) + 1 + len(below.partition(" ")[0]) < _FULL * width


def _run_on(pages: list[str]) -> str:
    """Return the pages as one text, a sentence that goes on overleaf in one piece."""
    return "".join(_with_breaks([each for each in pages if each]))


def _with_breaks(pages: list[str]) -> Iterator[str]:
    yield from pages[:1]
    for before, after in pairwise(pages):
        goes_on = after[0].islower() and not _ENDS_A_SENTENCE.search(before[-10:])
        yield _SOFT if goes_on else "\n\n"
        yield after


def _mended(text: str) -> str:
    """Return a text with the words whole that a line broke.

    The hyphen is the word's own before a capital or a figure, and where the text has the word with it elsewhere.
    """
    hyphenated = set(_HYPHENATED.findall(text))

    def whole(match: re.Match[str]) -> str:
        start, hyphen, letter, rest = match.groups()
        by_line = start[-1].isalpha() and letter.islower() and f"{start}-{letter}{rest}" not in hyphenated
        return f"{start}{letter}{rest}" if by_line or hyphen == "\u00ad" else f"{start}-{letter}{rest}"

    return _AFTER_DASH.sub("", _BROKEN_WORD.sub(whole, text)).replace(_SOFT, " ")
