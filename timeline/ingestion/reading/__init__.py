"""Reading: articles out of text, web pages, PDFs and feeds, from files or the web. Pure Python; knows no Django.

The web is reached through `fetching` alone. Everything that cannot be read raises CannotRead, with words for an editor.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from timeline.ingestion.reading.articles import LARGEST, CannotRead, ReadArticle
from timeline.ingestion.reading.feeds import items_in
from timeline.ingestion.reading.fetching import Fetched, Web, fetch
from timeline.ingestion.reading.pages import read_page
from timeline.ingestion.reading.pdfs import read_pdf
from timeline.ingestion.reading.texts import read_text

__all__ = ["READ_SUFFIXES", "CannotRead", "ItemsOfFeed", "ReadArticle", "read", "read_url"]

FEED_TAKES = 120.0  # seconds at most, for all its items

READ_SUFFIXES = frozenset((".txt", ".html", ".htm", ".xhtml", ".pdf", ".rss", ".atom", ".xml"))

# What may stand before the first element; atomic, so that no head takes long.
_PROLOGUE = rb"(?:\xef\xbb\xbf)?(?>\s+|<\?.*?\?>|<!--.*?-->|<!doctype(?!\s+html)[^\[>]*(?:\[.*?\]\s*)?>)*+"
_START_OF_FEED = re.compile(_PROLOGUE + rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.DOTALL | re.IGNORECASE)
_START_OF_PAGE = re.compile(
    _PROLOGUE + rb"<(?:!doctype html|html|head|body|article)\b", re.DOTALL | re.IGNORECASE
)
_START_OF_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b")


@dataclass(frozen=True, slots=True)
class ItemsOfFeed:
    """Which items of a feed are wanted, and who hears of those that cannot be read.

    `known` gives, of addresses, those whose articles are here already: they are not fetched again.
    """

    known: Callable[[Iterable[str]], Collection[str]] = lambda addresses: ()
    refused: Callable[[str, CannotRead], None] = lambda address, why: None


def read(
    content: bytes, name: str = "", *, web: Web | None = None, items: ItemsOfFeed | None = None
) -> list[ReadArticle]:
    """Return the articles in a file: one, or those of a feed; `name` tells a page from a text that talks of markup.

    Raises CannotRead.
    """
    if len(content) > LARGEST:
        raise CannotRead(f"It is larger than {LARGEST // 1024 // 1024} MB.")
    is_page = name.lower().endswith((".html", ".htm", ".xhtml"))
    return _read(content, is_page=is_page, is_pdf=name.lower().endswith(".pdf"), web=web, items=items)


def read_url(url: str, *, web: Web | None = None, items: ItemsOfFeed | None = None) -> list[ReadArticle]:
    """Return the article at a web address, or those of the feed there, each with its own address.

    Of a feed, items that cannot be read are left out, unless none can: `items` hears of each. Raises CannotRead.
    """
    return _read_fetched(fetch(url, web), web, items)


def _read_fetched(
    fetched: Fetched, web: Web | None = None, items: ItemsOfFeed | None = None
) -> list[ReadArticle]:
    if fetched.media_type == "text/plain":
        return [replace(read_text(fetched.content, fetched.charset), url=fetched.url)]
    return _read(
        fetched.content,
        is_page="html" in fetched.media_type,
        is_pdf=fetched.media_type == "application/pdf",
        url=fetched.url,
        charset=fetched.charset,
        web=web,
        items=items,
    )


def _read(
    content: bytes,
    *,
    is_page: bool,
    is_pdf: bool,
    url: str = "",
    charset: str = "",
    web: Web | None = None,
    items: ItemsOfFeed | None = None,
) -> list[ReadArticle]:
    head = content[:4096]
    if is_pdf or head.lstrip().startswith(b"%PDF-"):
        return [replace(read_pdf(content), url=url)]
    if _START_OF_FEED.match(head):
        return _read_feed(content, url, web, items or ItemsOfFeed())
    if is_page or _START_OF_PAGE.match(head):
        return [read_page(content, url=url, charset=charset)]
    if _START_OF_XML.match(head):
        raise CannotRead("It is XML, but neither a feed nor a page.")
    return [replace(read_text(content, charset), url=url)]


def _read_feed(content: bytes, url: str, web: Web | None, wanted: ItemsOfFeed) -> list[ReadArticle]:
    found = items_in(content, url)
    known = wanted.known(each.url for each in found if each.url)
    articles: list[ReadArticle] = []
    refusals: list[tuple[str, CannotRead]] = []
    ends_at = time.monotonic() + FEED_TAKES
    for item in (each for each in found if each.url not in known):
        try:
            articles += [item.article] if item.article else list(_fetched_item(item.url, web, ends_at))
        except CannotRead as wrong:
            refusals.append((item.url, wrong))
    if refusals and not articles and not known:
        raise CannotRead(f"No item of the feed can be read: {refusals[0][1]}")
    for refusal in refusals:
        wanted.refused(*refusal)
    return articles


def _fetched_item(url: str, web: Web | None, ends_at: float) -> Iterator[ReadArticle]:
    if time.monotonic() > ends_at:
        raise CannotRead(f"The feed took more than {FEED_TAKES:.0f} seconds. Take it in again for the rest.")
    fetched = fetch(url, web)
    if not _START_OF_FEED.match(fetched.content[:4096]):  # a feed in a feed would have no end
        yield from _read_fetched(fetched)
