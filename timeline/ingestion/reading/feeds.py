"""Feeds, RSS and Atom, by feedparser: each item an article, or the address at which it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from email.utils import parsedate
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import html as markup
from lxml.etree import LxmlError

from timeline.ingestion.reading.articles import CannotRead, ReadArticle, cleaned, line, stated_day

MOST_ITEMS = 200

_WHOLE = 600  # characters of an item's text that make it the article rather than a teaser


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a feed: its address, and the article where the feed holds it whole."""

    url: str
    article: ReadArticle | None


def items_in(content: bytes, url: str = "") -> list[Item]:
    """Return the items of a feed found at `url`, the first of it first, each once. Raises CannotRead."""
    feed = _parsed(content)
    if not feed.entries:
        raise CannotRead("The feed has no items, or is none.")
    publisher, language = line(feed.feed.get("title")), line(feed.feed.get("language"))[:20]
    entries: dict[str, Any] = {}
    for number, entry in enumerate(feed.entries[:MOST_ITEMS]):
        entries.setdefault(str(entry.get("id") or entry.get("link") or number), entry)
    items = (_item(entry, url, publisher, language) for entry in entries.values())
    return [each for each in items if each.url or each.article]


def _parsed(content: bytes) -> Any:
    try:
        # Bytes in a file: a text that looks like an address would be fetched.
        return feedparser.parse(BytesIO(content), resolve_relative_uris=False, sanitize_html=True)
    # It mends what is broken, and breaks on some of it; each means the same to an editor.
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as wrong:
        raise CannotRead("The feed is damaged, and cannot be read.") from wrong


def _item(entry: Any, base: str, publisher: str, language: str) -> Item:
    url = _address(base, str(entry.get("link") or ""))
    text = max((_text(each.get("value", "")) for each in entry.get("content", [])), key=len, default="")
    if len(text) < _WHOLE and url:
        return Item(url, None)
    try:
        body = cleaned(text or _text(entry.get("summary", "")))
    except CannotRead:
        return Item(url, None)
    article = ReadArticle(
        body=body,
        title=line(entry.get("title")),
        byline=line(entry.get("author")),
        publisher=publisher,
        language=language,
        published_on=_day(str(entry.get("published") or "")),
        url=url,
        original=body.encode(),
        media_type="application/feed",
    )
    return Item(url, article)


def _text(fragment: str) -> str:
    """Return the text of a piece of HTML, a paragraph a line."""
    try:
        tree = markup.fragment_fromstring(fragment, create_parent="div")
    except (LxmlError, ValueError):
        return ""
    for block in tree.xpath(".//p | .//br | .//li | .//h1 | .//h2 | .//h3 | .//h4 | .//blockquote"):
        block.tail = f"\n{block.tail or ''}"
    return str(tree.text_content()).strip()


def _address(base: str, link: str) -> str:
    try:
        return urljoin(base, link) if link else ""
    except ValueError:
        return ""


def _day(text: str) -> date | None:
    """Return the day that an item states, where it was that day: none for a month, nor another for the time zone."""
    parts = (parsedate(text) or parsedate(f"{text} 00:00") or ())[:3]
    try:
        return stated_day(text) or date(*parts)
    except (TypeError, ValueError):
        return None
