"""Web pages: the article in one, and what the page says of it, by trafilatura.

A day of publication is taken only where the page states the whole day for machines (Open Graph, schema.org, `time`),
and one day: a year in a footer or an address is no day, and the days of five other articles are not this one's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from lxml import html as markup
from lxml.etree import LxmlError, ParserError
from trafilatura import bare_extraction

from timeline.ingestion.reading.articles import CannotRead, ReadArticle, cleaned, line, stated_day
from timeline.ingestion.reading.texts import decoded

DEEPEST = 200  # elements within elements; what is deeper is made to stop a parser
# Characters of JSON-LD that are left in a page: trafilatura looks through what is no JSON by patterns whose time grows
# with its square.
MOST_JSON = 20_000
# Elements, and links in one of them: trafilatura's time grows faster than either.
MOST_ELEMENTS, MOST_IN_ONE = 12_000, 2000

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_DATED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='date' or @name='pubdate'"
    " or @name='DC.date.issued' or @name='dcterms.created' or @name='parsely-pub-date']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
    "//article//header//time/@datetime",
)
_JSON = "//script[@type='application/ld+json']"
_ANY_JSON = "//script[@type='application/ld+json' or @type='application/settings+json']"
_NEWS = frozenset(
    "Article NewsArticle ReportageNewsArticle BlogPosting LiveBlogPosting OpinionNewsArticle".split()
)


def read_page(content: bytes, *, url: str = "", charset: str = "") -> ReadArticle:
    """Return the article in a web page, which was found at `url`. Raises CannotRead."""
    tree = _tree(_text_of(content, charset))
    news = list(_news_in(tree))
    language = tree.xpath("string(/html/@lang)")
    published_on = _published_on(tree, news)
    _take_out_bad_json(tree)
    found = _extracted(tree)
    return ReadArticle(
        body=cleaned(found.text or ""),
        title=line(found.title),
        byline=line(found.author),
        publisher=line(found.sitename) or line(_publisher(news)),
        language=line(language)[:20],
        published_on=published_on,
        url=url,
        original=content,
        media_type="text/html",
    )


def _text_of(content: bytes, charset: str) -> str:
    named = next(iter(_CHARSET.findall(content[:4096])), b"").decode()
    if named.lower().startswith("utf-16"):  # it could not be read as a tag, if it were
        named = "utf-8"
    return decoded(content, charset or named)


def _tree(text: str) -> Any:
    try:
        tree = markup.fromstring(text.encode(errors="replace"), parser=markup.HTMLParser(encoding="utf-8"))
    except (LxmlError, ParserError, ValueError) as wrong:
        raise CannotRead("It is no web page that can be read.") from wrong
    if _depth(tree) > DEEPEST:
        raise CannotRead("The page is nested too deeply to be read: paste the article's text.")
    sizes = [len(each) for each in tree.iter()]
    if len(sizes) > MOST_ELEMENTS or max(sizes) > MOST_IN_ONE:
        raise CannotRead("The page is built of too many pieces to be read: paste the article's text.")
    return tree


def _depth(tree: Any) -> int:
    deepest, level = 0, [tree]
    while level and deepest <= DEEPEST:
        deepest, level = deepest + 1, [child for each in level for child in each]
    return deepest


def _extracted(tree: Any) -> Any:
    try:
        # Its search for a date guesses: the day is read above, from what is stated.
        found = bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"extensive_search": False},
        )
    except (LxmlError, ValueError, RecursionError, AttributeError, TypeError) as wrong:
        raise CannotRead("The page cannot be read: paste the article's text.") from wrong
    if found is None:
        raise CannotRead("There is no article in the page: paste its text.")
    return found


def _published_on(tree: Any, news: list[dict[str, Any]]) -> date | None:
    of_page, *others = ([str(value) for value in tree.xpath(path)] for path in _DATED)
    of_news = [str(each.get("datePublished", "")) for each in news]
    for stated in (of_page, of_news, *others):
        days = set(filter(None, map(stated_day, stated)))
        if len(days) == 1:
            return days.pop()
    return None


def _news_in(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield what the page says of its articles in JSON-LD (schema.org)."""
    for script in tree.xpath(_JSON):
        data = _json_in(script)
        entries = data.get("@graph", [data]) if isinstance(data, dict) else data
        for each in entries if isinstance(entries, list) else []:
            kinds = each.get("@type", "") if isinstance(each, dict) else ""
            if _NEWS & set(map(str, kinds if isinstance(kinds, list) else [kinds])):
                yield each


def _publisher(news: list[dict[str, Any]]) -> str:
    publishers = [each.get("publisher") for each in news]
    names = [each.get("name") for each in publishers if isinstance(each, dict)]
    return next((each for each in names if isinstance(each, str) and each), "")


def _json_in(script: Any) -> Any:
    try:
        return json.loads(script.text or "", strict=False)  # as trafilatura reads it
    except (ValueError, RecursionError):
        return None


def _take_out_bad_json(tree: Any) -> None:
    """Take out the JSON-LD that is none, or too much."""
    left = MOST_JSON
    for script in tree.xpath(_ANY_JSON):
        left -= len(script.text or "")
        if left < 0 or _json_in(script) is None:
            script.drop_tree()
