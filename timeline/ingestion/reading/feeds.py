"""Feeds, RSS and Atom, by feedparser: each item an article, or the address at which it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from email.utils import parsedate
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html as markup
from lxml.etree import LxmlError

from timeline.ingestion.reading.apart import read_apart
from timeline.ingestion.reading.articles import CannotRead, ReadArticle, cleaned, line, stated_day

PATIENCE = 30.0  # seconds by the clock; the process itself has less of the processor's

_INSTEAD = "take in its articles one by one."
_WHOLE = 600  # characters of an item's text that make it the article rather than a teaser


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a feed: its address, and the article where the feed holds it whole."""

    url: str
    article: ReadArticle | None


def items_in(content: bytes, url: str = "") -> list[Item]:
    """Return the items of a feed found at `url`, the first of it first, each once. Raises CannotRead."""
    feed = _parsed(content)
    if not feed["items"]:
        raise CannotRead("The feed has no items, or is none.")
    publisher, language = line(feed["publisher"]), line(feed["language"])[:20]
    items = (_item(each, url, publisher, language) for each in feed["items"])
    return [each for each in items if each.url or each.article]


def _parsed(content: bytes) -> Any:
    """Return what `feed_process` reads of it."""
    return read_apart("feed_process.py", content, "feed", patience=PATIENCE, instead=_INSTEAD)


def _item(entry: dict[str, Any], base: str, publisher: str, language: str) -> Item:
    url = _address(base, entry["link"])
    text = max(map(_text, entry["contents"]), key=len, default="")
    if url and (len(text) < _WHOLE or not _is_at_home(url, base)):
        return Item(url, None)
    try:
        body = cleaned(text or _text(entry["summary"]))
    except CannotRead:
        return Item(url, None)
    article = ReadArticle(
        body=body,
        title=line(entry["title"]),
        byline=line(entry["author"]),
        publisher=publisher,
        language=language,
        published_on=_day(entry["published"]),
        url=url,
        original=body.encode(),
        media_type="application/feed",
    )
    return Item(url, article)


def _is_at_home(url: str, feed: str) -> bool:
    """Return whether a feed speaks of its own site: what another one printed is read there."""
    return not feed or _host(url) == _host(feed)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


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
    """Return the web address of an item; empty where it has none, or one that is no place on the web."""
    try:
        url = urljoin(base, link) if link else ""
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _day(text: str) -> date | None:
    """Return the day that an item states, where it was that day: none for a month, nor another for the time zone."""
    parts = (parsedate(text) or parsedate(f"{text} 00:00") or ())[:3]
    try:
        return stated_day(text) or date(*parts)
    except (TypeError, ValueError):
        return None
