"""How an event's evidence is laid out on a page: by article, by aspect, by number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import count, groupby
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline.dates import Precision
from timeline.filters import Filters
from timeline.languages import day_in_words
from timeline.marks import Mark
from timeline.models import Aspect, Citation, Entity, Event, Source, Support
from timeline.models.differences import Differing, differences
from timeline.models.sought import Found
from timeline.stylesheet import icon as icon_address
from timeline.stylesheet import stylesheet
from timeline.templatetags.languages import ours

register = template.Library()

MOST_NAMES = 3  # beside an event of a long page
MOST_NUMBERS = 4  # beside a summary; the rest is a link away


@dataclass
class ArticleEvidence:
    """What one article contributes to an event: its first passage, and the others."""

    source: Source
    published_on: date | None
    first: Citation
    more: list[Citation] = field(default_factory=list)


@dataclass(frozen=True)
class Statement:
    support: Support
    citation: Citation


@dataclass(frozen=True)
class AspectEvidence:
    """What the articles state of one aspect of an event; `missing` is what to say where none states it."""

    label: str
    missing: str
    statements: list[Statement]


@dataclass(frozen=True)
class InBrief:
    """What a long page shows of an event's evidence and names: one passage, and how many there are of each."""

    citation: Citation
    passages: int
    articles: int
    names: list[Entity]
    more_names: int


@dataclass(frozen=True)
class Numbers:
    first: list[Citation]
    rest: int
    notes: str  # on paper, the numbers of all of them, where there is a rest


_LABELS = {
    Aspect.DATE: (gettext_lazy("Date"), gettext_lazy("date not stated")),
    Aspect.PLACE: (gettext_lazy("Place"), gettext_lazy("place not stated")),
    Aspect.PEOPLE: (gettext_lazy("People"), gettext_lazy("people not stated")),
    Aspect.WHAT: (gettext_lazy("What happened"), gettext_lazy("not stated")),
}
_OPTIONAL_LABELS = {
    Aspect.FIGURE: (gettext_lazy("Figures"), ""),
    Aspect.BACKGROUND: (gettext_lazy("Background"), ""),
}


@register.simple_tag
def style(name: str, media: str = "") -> SafeString:
    """Return a stylesheet, an element of the page; the content security policy knows its hash."""
    of = f' media="{media}"' if media else ""
    return mark_safe(f"<style{of}>{stylesheet(name)}</style>")  # noqa: S308 (files of ours)


@register.simple_tag
def icon() -> SafeString:
    """Return the link to the site's icon."""
    return format_html('<link rel="icon" href="{}" type="image/svg+xml">', icon_address())


@register.filter(expects_localtime=True)
def day(value: date) -> str:
    """Word a day, or the day of a moment, as the dates of events are worded."""
    return day_in_words(value) if value else ""


@register.filter
def hits(text: str, found: Found | None, most: int | None = None) -> str:
    """Return a text with the words for which a search found it marked: all of them, or the first `most`."""
    pieces = list(found.sought.pieces(text)) if found else []
    marked = [number for number, (_piece, is_hit) in enumerate(pieces) if is_hit][:most]
    if not marked:
        return text
    html = (
        format_html("<u>{}</u>", piece) if number in marked else piece
        for number, (piece, _is_hit) in enumerate(pieces)
    )
    return format_html_join("", "{}", ((each,) for each in html))


@register.filter
def first_hit(text: str, found: Found | None) -> str:
    """Return a text with the first word for which a search found it marked: long pages count their elements."""
    return hits(text, found, 1)


@register.simple_tag
def quoted(citation: Citation, found: Found | None = None, most: int | None = None) -> SafeString:
    """Return a passage within its sentence, with the quoted words marked, and those that a search found, as `hits`."""
    parts = []
    for part in (citation.shown_prefix, citation.exact, citation.shown_suffix):
        parts.append(hits(part, found, most))
        if most and parts[-1] != part:
            most = 0
    return format_html("{}<mark>{}</mark>{}", *parts)


@register.filter
def by_article(event: Event) -> list[ArticleEvidence]:
    """Group the event's citations by article, in the order of their numbers; what a search found comes first."""
    articles: dict[int, ArticleEvidence] = {}
    found = event.found.passage if event.found else None
    for citation in sorted(event.citations.all(), key=lambda each: each != found):
        revision = citation.revision
        if revision.source_id in articles:
            articles[revision.source_id].more.append(citation)
        else:
            articles[revision.source_id] = ArticleEvidence(revision.source, revision.published_on, citation)
    return list(articles.values())


@register.filter
def unbroken(words: str) -> str:
    """Keep what belongs to a year on its line: 2026 р., 44 BC."""
    return re.sub(r" (?=рр?\.|BC\b)", "\N{NO-BREAK SPACE}", words)


@register.filter
def in_brief(event: Event) -> InBrief | None:
    """Return an event's evidence in brief: the passage that a search found, or the first that says what happened.

    None without passages.
    """
    citations = list(event.citations.all())
    if not citations:
        return None
    found = event.found.passage if event.found else None
    shown = found or next((each for each in citations if Aspect.WHAT in each.aspects()), citations[0])
    articles = {each.revision.source_id for each in citations}
    names = event.shown_entities  # type: ignore[attr-defined]
    if event.found:
        sought = event.found.sought
        names = sorted(names, key=lambda each: not sought.held_by(each.name))
    return InBrief(shown, len(citations), len(articles), names[:MOST_NAMES], len(names[MOST_NAMES:]))


@register.simple_tag
def number_notes(groups: Iterable[Any], brief: bool) -> str:
    """Number the passages of a page from 1, in the order in which they stand: `note`, for paper."""
    numbers = count(1)
    for event in (standing.event for group in groups for standing in group.events):
        if brief:
            shown = in_brief(event)
            passages = [shown.citation] if shown else []
        else:
            passages = [each for article in by_article(event) for each in (article.first, *article.more)]
        for citation in passages:
            citation.note = next(numbers)  # type: ignore[attr-defined]
    return ""


@register.filter
def drawn(marks: Iterable[Mark]) -> list[tuple[str, str]]:
    """Return (shape, path of an SVG drawing) for each shape among marks: an element for all of a kind."""
    paths: dict[str, str] = {}
    for each in marks:
        box = f"M{each.x} {each.y}h{each.width}v{each.height}h-{each.width}z"
        paths[each.shape] = paths.get(each.shape, "") + box
    return list(paths.items())


@register.filter
def by_passage(citations: Iterable[Citation]) -> list[list[Citation]]:
    """Group citations of one article that quote the same words, for several events or aspects."""
    return [
        list(same)
        for _place, same in groupby(citations, key=lambda each: (each.revision_id, each.start, each.end))
    ]


@register.filter
def by_aspect(event: Event) -> list[AspectEvidence]:
    """Group what the citations state by aspect; an event's four aspects are there even where none states them."""
    found: dict[str, list[Statement]] = {}
    for citation in event.citations.all():
        for support in citation.supports.all():
            found.setdefault(support.aspect, []).append(Statement(support, citation))
    rows = [
        AspectEvidence(str(label), str(none), found.get(aspect, []))
        for aspect, (label, none) in _LABELS.items()
    ]
    extra = [(aspect, label) for aspect, (label, _none) in _OPTIONAL_LABELS.items() if aspect in found]
    return rows + [AspectEvidence(str(label), "", found[aspect]) for aspect, label in extra]


@register.filter
def not_stated(event: Event) -> str:
    """Name the aspects that no article states: “place not stated”."""
    stated: set[str] = set()
    for citation in event.citations.all():
        stated |= citation.aspects()
    return ", ".join(str(missing) for aspect, (_label, missing) in _LABELS.items() if aspect not in stated)


@register.filter
def differing(event: Event) -> list[Differing]:
    """Return where the articles on an event differ, conflicts first."""
    return differences(event)


@register.filter
def difference_kinds(found: list[Differing]) -> str:
    """Name the ways in which articles differ, each once: “precision, scope”."""
    return ", ".join(dict.fromkeys(str(kind.label) for each in found for kind in each.kinds))


@register.filter
def shared_origins(event: Event) -> list[str]:
    """Say which passages of different publishers go back to one post or statement; nothing else is said of origins.

    Of the event itself it is said only where the passages on its date all rest on that origin: a quotation that two
    articles share does not make the rest of what they report one report.
    """
    citations = list(event.citations.all())
    dating = [each for each in citations if Aspect.DATE in each.aspects()]
    said: list[str] = []
    for origin in dict.fromkeys(each.origin for each in citations if each.origin):
        resting = [each for each in citations if each.origin == origin]
        publishers = {each.revision.source.publisher for each in resting}
        if len(publishers) < 2:
            continue
        if all(each.origin == origin for each in dating):
            words = (
                _("reported by 2 publishers, both from {origin}")
                if len(publishers) == 2
                else ngettext(
                    "reported by {n} publisher, from {origin}",
                    "reported by {n} publishers, all from {origin}",
                    len(publishers),
                )
            )
            said.append(format_html(words, n=len(publishers), origin=ours(origin)))
        else:
            numbers = ", ".join(str(each.number) for each in resting)
            words = _("passages {numbers} are from one origin: {origin}")
            said.append(format_html(words, numbers=numbers, origin=ours(origin)))
    return said


@register.filter
def cited_numbers(event: Event) -> Numbers:
    """Return the citations that are numbered beside the summary: of each article the first that says what happened."""
    citations = list(event.citations.all())
    telling = [each for each in citations if Aspect.WHAT in each.aspects()]
    by_source = {each.revision.source_id: each for each in reversed(telling)}
    first = sorted(by_source.values(), key=lambda each: each.number)[:MOST_NUMBERS]
    rest = len(citations) - len(first)
    notes = sorted(each.note for each in citations if hasattr(each, "note"))
    return Numbers(first, rest, f"{notes[0]}–{notes[-1]}" if rest and notes else "")


@register.filter
def aspects(citation: Citation) -> str:
    """Name what a citation supports: “date, people”."""
    supported = citation.aspects()
    return ", ".join(str(each.label) for each in Aspect if each in supported)


@register.filter
def date_caption(event: Event) -> str:
    """Say below the date what it leaves open, where its wording does not."""
    value = event.shown_date
    if event.date_basis == Event.DateBasis.INFERRED and value == event.date:
        return _inferred(event)
    if value.is_interval or value.is_approximate or value.is_uncertain:
        return ""
    if value.precision == Precision.MONTH:
        return _("day not stated")
    return _("month and day not stated") if value.precision == Precision.YEAR else ""


def _inferred(event: Event) -> str:
    """Say what was inferred: the year of a day that articles print without one, or more."""
    stated = [
        each.edtf for citation in event.citations.all() for each in citation.supports.all() if each.edtf
    ]
    if event.date.is_exact_day and any(each.startswith("XXXX-") and each[-1].isdigit() for each in stated):
        return _("year inferred")
    return _("date inferred") if event.date.is_exact_day else _("date inferred, day not stated")


@register.filter
def certainly_has(filters: Filters, event: Event) -> bool:
    """Return whether the event falls in the period asked for whatever its inexact date turns out to be."""
    return filters.period is None or event.certainly_in(filters.period)
