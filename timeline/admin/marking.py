"""Marking: an article's text with the passages that were read in it, each leading to its card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import TypeVar

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from timeline.models import Proposal

T = TypeVar("T")


def marked(body: str, proposals: Iterable[Proposal], *, in_pages: bool = False) -> SafeString:
    """Return the text as HTML: what dates a passage is a link to its card, the passage around it is marked.

    With `in_pages` the cards stand on several pages, and a link asks for the one with its card.
    """
    pieces = _pieces(len(body), list(proposals))
    page = "?at={}#{}" if in_pages else "#{1}"
    return format_html_join("", "{}", ((_piece(body, page, *each),) for each in pieces))


def _pieces(length: int, rows: Sequence[Proposal]) -> Iterator[tuple[int, int, Proposal | None, bool]]:
    """Yield the text piece by piece: where, whose passage it is (the later begun), and whether it dates it."""
    spans = ((row.start, row.end, row) for row in rows)
    mentions = chain.from_iterable((row.mention_start, row.mention_end) for row in rows)
    for start, end, open_now in _stretches(length, spans, mentions):
        dating = next((each for each in open_now if each.mention_start <= start < each.mention_end), None)
        yield start, end, dating or (open_now[-1] if open_now else None), dating is not None


def _stretches(
    length: int, spans: Iterable[tuple[int, int, T]], edges: Iterable[int] = ()
) -> Iterator[tuple[int, int, list[T]]]:
    """Yield a text of this length in stretches, cut at every edge of a span and at `edges`, and what each lies in.

    A span is (start, end, what); spans may overlap, and stand in the order in which they begin.
    """
    begins: dict[int, list[tuple[int, T]]] = {}
    cuts = {0, length, *edges}
    for start, end, what in spans:
        begins.setdefault(start, []).append((end, what))
        cuts |= {start, end}
    open_now: list[tuple[int, T]] = []
    for start, end in pairwise(sorted(each for each in cuts if 0 <= each <= length)):
        open_now = [each for each in open_now if each[0] > start] + begins.get(start, [])
        yield start, end, [what for _end, what in open_now]


def _piece(
    body: str, page: str, start: int, end: int, row: Proposal | None, dating: bool
) -> SafeString | str:
    words = body[start:end]
    if row is None:
        return words
    state = row.outcome.replace(" ", "-")
    if dating:
        link = '<a class="dating {}" data-of="{}" href="{}"><mark>{}</mark></a>'
        return format_html(link, state, row.element, page.format(row.pk, row.element), words)
    return format_html('<span class="read {}" data-of="{}">{}</span>', state, row.element, words)


def highlighted(body: str, spans: Iterable[tuple[int, int, str]]) -> SafeString:
    """Return the text as HTML, and not a character more; spans (start, end, class) are marked, and may overlap."""
    sound = [each for each in spans if 0 <= each[0] < each[1] <= len(body)]
    pieces: list[SafeString] = []
    for start, end, open_now in _stretches(len(body), sound):
        kinds = " ".join(sorted(set(open_now)))
        words = body[start:end]
        pieces.append(
            format_html('<span class="{}">{}</span>', kinds, words) if kinds else format_html("{}", words)
        )
    return format_html_join("", "{}", ((each,) for each in pieces))
