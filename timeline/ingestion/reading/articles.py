"""What reading gives: an article as far as it says so itself, or why it cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from timeline.ingestion.passages import normalise_newlines

LARGEST = 20 * 1024 * 1024  # bytes of one article as it comes: pictures are not read, and no text is as long
LONGEST = 5 * 1024 * 1024  # characters of its text

_DAY = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?!\d)")
_NEW_PAGE = re.compile(r"[\x0b\x0c]")  # between words, as a newline is
# No database, or no reader, can do anything with these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class CannotRead(ValueError):
    """An article cannot be read; the message says to an editor why, and what helps."""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article as read: `body` has LF newlines, `original` is the bytes as they came.

    What the article does not say of itself is empty, for the editor to fill in; nothing is guessed.
    """

    body: str
    title: str = ""
    byline: str = ""
    publisher: str = ""
    language: str = ""
    published_on: date | None = None
    url: str = ""
    original: bytes | None = None
    media_type: str = ""


def cleaned(text: str) -> str:
    """Return text as it is kept: LF newlines, and none of the characters that cannot be.

    Raises CannotRead where nothing is left, or too much.
    """
    body = _CONTROL.sub("", _NEW_PAGE.sub("\n", normalise_newlines(text))).strip("\ufeff")
    if not body.strip():
        raise CannotRead("There is no text in it.")
    if len(body) > LONGEST:
        raise CannotRead(f"Its text has {len(body):,} characters: {LONGEST:,} at most are read.")
    return body


def stated_day(text: str) -> date | None:
    """Return the day with which a text begins, as RFC 3339 and ISO 8601 write it; a month or a year is none."""
    match = _DAY.match(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def line(text: str | None) -> str:
    """Return text as one line, for a title or a name; empty where there is none."""
    return " ".join(_CONTROL.sub(" ", text or "").split())
