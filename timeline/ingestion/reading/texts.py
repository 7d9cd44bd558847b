"""Plain text: its encoding, and its headline where it has one."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, lookup
from contextlib import suppress

from timeline.ingestion.reading.articles import CannotRead, ReadArticle, cleaned, line

_LONGEST_HEADLINE = 200  # characters
_SAMPLE = 100_000  # bytes in which a file that is no text shows it
_USUAL = ("cp1252", "cp1250", "cp1251")  # of the west, the middle and the east of Europe
# What a page may say it is written in (those of the WHATWG Encoding Standard, as Python names them). Python knows
# others, which are no encodings of a text, fail in their own ways or take quadratic time: idna, punycode, undefined.
_DECLARED = frozenset(
    "utf-8 utf-16 utf-16-le utf-16-be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 "
    "iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 "
    "iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic gb2312 gbk gb18030 big5 euc_jp shift_jis iso2022_jp "
    "euc_kr".split()
)
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}  # what the web means by them
_ENDS_A_SENTENCE = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")


def read_text(content: bytes, charset: str = "") -> ReadArticle:
    """Return the article in a text, whose sender may have said its encoding. Raises CannotRead."""
    body = cleaned(decoded(content, charset))
    return ReadArticle(body=body, title=headline_of(body), original=content, media_type="text/plain")


def decoded(content: bytes, charset: str = "") -> str:
    """Return bytes as text: by their mark of order, else as UTF-8, else as declared, else where all usual ones agree.

    UTF-8 goes before what is declared: nothing else looks like it, and servers say Latin-1 of everything.

    A quotation is held to its text letter for letter: where é could be й, the text is refused.
    """
    for mark, encoding in ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    if declared := _known(charset):
        return _as_declared(content, declared)
    if b"\x00" in content[:_SAMPLE]:
        raise CannotRead("It is no text: it holds bytes that no text has.")
    try:
        return content.decode()
    except UnicodeDecodeError:
        readings = {content.decode(each, errors="replace") for each in _USUAL}
    if len(readings) > 1:
        raise CannotRead("Its encoding cannot be told: save it as UTF-8.")
    return readings.pop()


def _known(charset: str) -> str:
    try:
        name = lookup(charset.strip()).name
    except (LookupError, ValueError):
        return ""
    name = _MEANT.get(name, name)
    return name if name in _DECLARED else ""


def _as_declared(content: bytes, encoding: str) -> str:
    if encoding != "iso2022_jp":  # which alone is ASCII to look at
        with suppress(UnicodeDecodeError):
            return content.decode()
    return content.decode(encoding, errors="replace")


def headline_of(body: str) -> str:
    """Return the first line where it stands apart, and is no sentence; else nothing."""
    first, _, rest = body.lstrip().partition("\n")
    apart = rest.startswith("\n") and rest.strip()
    is_headline = apart and len(first) <= _LONGEST_HEADLINE and not _ENDS_A_SENTENCE.search(first.strip())
    return line(first) if is_headline else ""
