"""Redactions: words that were removed for good, known from then on by a keyed digest alone.

A digest lets a restored backup, a repeated import and a typing editor be cleared of the words again, and tells
nobody what they were: it cannot be tried out without the installation's SECRET_KEY.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from timeline.folding import fold

BLOCK = "█"  # one for each code point: offsets into a text, and the numbers of a citation, stay what they are
MOST_WORDS = 12  # of one phrase; who wants to remove more quotes less

_WORD = re.compile(r"[^\W_]+")

Digests = dict[int, frozenset[str]]  # by the number of words of the phrase


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def digests(self) -> Digests:
        """Return the digests of all phrases that were removed, by their number of words: one query."""
        found: dict[int, set[str]] = {}
        for length, digest in self.order_by().values_list("n_words", "digest").distinct():
            found.setdefault(length, set()).add(digest)
        return {length: frozenset(each) for length, each in found.items()}

    def out_of(self, text: str) -> str:
        """Return `text` without the words that were ever removed."""
        return without(text, self.digests())


class Redaction(models.Model):
    """A wordless tombstone: that words were removed, when, by whom, why, and from how many places."""

    digest = models.CharField(max_length=64, editable=False)
    n_words = models.PositiveSmallIntegerField(_("words"), editable=False)
    reason = models.TextField(
        _("reason"), help_text=_("Without the words themselves: it is kept, on record.")
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("by"),
    )
    places = models.JSONField(_("removed from"), default=dict, editable=False)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        ordering = ["-made_at", "-id"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}: {self.reason[:60]}"


def words_of(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase as they are compared: without case, marks or punctuation."""
    return tuple(_plain(each) for each in _WORD.findall(phrase))


def digest_of(words: Iterable[str]) -> str:
    """Return the digest of words as `words_of` gives them (HMAC-SHA-256, keyed by the installation)."""
    key = f"redaction:{settings.SECRET_KEY}".encode()
    return hmac.new(key, " ".join(words).encode(), "sha256").hexdigest()


def digests_of(phrases: Iterable[str]) -> Digests:
    """Return the digests of phrases, by their number of words; a phrase without a word is left out."""
    found: dict[int, set[str]] = {}
    for words in filter(None, map(words_of, phrases)):
        found.setdefault(len(words), set()).add(digest_of(words))
    return {length: frozenset(each) for length, each in found.items()}


def without(text: str, digests: Digests) -> str:
    """Return `text` with a block for each character of the phrases whose digests these are; white space stays."""
    pieces, position = [], 0
    for start, end in _places(text, digests):
        start = max(start, position)
        pieces += [text[position:start], _blocks(text[start:end])]
        position = max(position, end)
    return "".join([*pieces, text[position:]]) if pieces else text


def holds(text: str, digests: Digests) -> bool:
    """Return whether any of those phrases stands in `text`, as it is or as a web address spells it (RFC 3986)."""
    spelled = {text, unquote_plus(text)} if "%" in text else {text}
    return any(next(_places(each, digests), None) for each in spelled)


def in_bytes(content: bytes | memoryview, digests: Digests) -> bool:
    """Return whether any of those phrases stands in a text or a page, in the encodings that articles come in.

    What is compressed, such as a PDF, cannot be looked through so.
    """
    return bool(digests) and any(holds(unescape(each), digests) for each in _decoded(bytes(content)))


def _decoded(content: bytes) -> Iterator[str]:
    try:
        yield content.decode("utf-8")
    except UnicodeDecodeError:
        for encoding in ("utf-8", "utf-16", "cp1250", "cp1251", "cp1252"):
            yield content.decode(encoding, errors="ignore")


def cleared(value: Any, digests: Digests) -> Any:
    """Return a value of JSON without those phrases, in every text of it, names of keys included."""
    if isinstance(value, str):
        return without(value, digests)
    if isinstance(value, list):
        return [cleared(each, digests) for each in value]
    if isinstance(value, dict):
        return {without(key, digests): cleared(each, digests) for key, each in value.items()}
    return value


def _places(text: str, digests: Digests) -> Iterator[tuple[int, int]]:
    found = (
        [(match.start(), match.end(), _plain(match[0])) for match in _WORD.finditer(text)] if digests else []
    )
    for first in range(len(found)):
        for length, known in digests.items():
            run = found[first : first + length]
            if len(run) == length and digest_of(each for _start, _end, each in run) in known:
                yield run[0][0], run[-1][1]


def _blocks(text: str) -> str:
    return "".join(each if each.isspace() else BLOCK for each in text)


@lru_cache(maxsize=100_000)
def _plain(word: str) -> str:
    return "".join(fold(word)) or word.casefold()
