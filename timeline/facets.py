"""Facets: the choices beside the results, with exact counts, each facet ignoring its own selection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from timeline.filters import ENTITY_FACETS, ActiveFilter, Filters
from timeline.folding import fold
from timeline.models import Citation, Entity, Event, Source, SourceRevision
from timeline.models.event_queries import EventQuerySet

LONGEST_PAGE = 100  # choices on a page of one facet's own, where all of them are listed, page by page
MOST_LOOSENED = 8  # filters whose loosening is counted, a query each
MOST_FOUND = 1_000  # events that are counted one by one; of more it is said that there are more
LONGEST_LIST = 30  # choices of one facet that a page shows; what is chosen is always among them

LABELS = {
    "person": _("People"),
    "org": _("Organisations"),
    "place": _("Places"),
    "topic": _("Topics"),
    "kind": _("Kinds"),
    "publisher": _("Publishers"),
    "source": _("Articles"),
    "evidence": _("Evidence"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many events it would show, and the address that takes it or gives it back.

    `language` is what its words are in, where that is not the interface's: the newsroom's, or an article's.
    """

    value: str
    words: str
    count: int
    language: str
    is_chosen: bool
    url: str


class _Row(NamedTuple):
    value: str
    words: str
    events: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter with its choices, most frequent first; `is_cut` where there are more than are listed."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Found:
    """How many events an address asks for, and from how many articles they are.

    Where there are more than MOST_FOUND events, so many were counted, and their articles: there are more of them.
    """

    events: int
    articles: int
    has_more: bool


def found(filters: Filters) -> Found:
    """Count what a page says above its results, in two queries that cost the same in an archive of any size."""
    events = filters.events()
    n = events.few(MOST_FOUND + 1).count()
    # Through the few texts that are cited, not through every citation of them.
    citations = _citations(filters, events.few(MOST_FOUND))
    cited = SourceRevision.objects.filter(pk__in=citations.values("revision"))
    articles = cited.aggregate(n=Count("source", distinct=True))["n"]
    return Found(min(n, MOST_FOUND), articles, has_more=n > MOST_FOUND)


def facet(
    filters: Filters, name: str, *, called: str = "", beyond: int = 0, most: int = LONGEST_LIST
) -> Facet:
    """Count the choices of one facet: `most` of them from the one numbered `beyond` on, most frequent first.

    `called` narrows them to those in whose words, or among whose other names, each word typed begins a word.
    """
    events = filters.events(ignoring=name)
    chosen = filters.chosen(name)
    counted = _rows(name, filters, events, called=tuple(fold(called)), part=slice(beyond, beyond + most + 1))
    is_cut, counted = len(counted) > most, counted[:most]
    missing = set(chosen) - {row.value for row in counted}
    if missing:
        counted += [row for row in _rows(name, filters, events, only=missing) if row.value in missing]
        missing -= {row.value for row in counted}
    counted += _without_events(name, missing)
    choices = tuple(
        Choice(*row, is_chosen=row.value in chosen, url=filters.toggled(name, row.value).url())
        for row in counted
    )
    return Facet(name, str(LABELS[name]), choices, is_cut)


@dataclass(frozen=True, slots=True)
class Loosened:
    """How many events would be found without one of the filters; more than MOST_FOUND are not counted."""

    words: str
    url: str
    count: int
    has_more: bool


def loosened(active: Sequence[ActiveFilter]) -> list[Loosened]:
    """Return, for an empty result, which single filter to give up, and how many events that would show."""
    counted = [(each, each.remaining.events().few(MOST_FOUND + 1).count()) for each in active[:MOST_LOOSENED]]
    return [
        Loosened(each.words, each.remove_url, min(n, MOST_FOUND), has_more=n > MOST_FOUND)
        for each, n in sorted(counted, key=lambda row: -row[1])
        if n
    ]


def _rows(
    name: str,
    filters: Filters,
    events: EventQuerySet,
    only: set[str] | None = None,
    called: tuple[str, ...] = (),
    part: slice = slice(0, LONGEST_LIST + 1),
) -> list[_Row]:
    """Return rows for the values of a facet among `events`, most frequent first: the `part` of them asked for.

    `only` asks for these values alone, `called` for those in whose words a word begins with each of these tokens.
    """
    if name == "evidence":
        counted = [] if filters.known_by else _evidence_rows(events)  # kept of events as they are today
        return [row for row in counted if _is_called(row.words, called)][part]
    rows, value, words = _grouped(name, filters, events)
    if only is not None:
        rows = rows.filter(**{f"{value}__in": only})
    if name in ENTITY_FACETS:
        rows, called = rows.filter(pk__in=Entity.objects.called(called).values("pk")) if called else rows, ()
    event = "events" if name in ENTITY_FACETS else "pk" if name == "kind" else "event"
    columns = (value, words, "revision__source__language") if name == "source" else (value, words)
    grouped = rows.order_by().values(*columns).annotate(count=Count(event, distinct=True))
    listed = grouped.order_by("-count", words, value).values_list(value, words, "count", *columns[2:])
    if called:  # publishers and articles have no folded words to ask the database for
        return [row for row in _worded(name, listed) if _is_called(row.words, called)][part]
    return _worded(name, listed[part])


def _worded(name: str, listed: Iterable[Any]) -> list[_Row]:
    if name == "kind":
        return [_Row(kind, str(Event.Kind(kind).label), count) for kind, _kind, count in listed]
    if name in ENTITY_FACETS:
        return [_Row(slug, named, count, settings.CONTENT_LANGUAGE) for slug, named, count in listed]
    return [_Row(*row) for row in listed]


def _is_called(words: str, tokens: Sequence[str]) -> bool:
    read = fold(words) if tokens else []
    return all(any(each.startswith(token) for each in read) for token in tokens)


def _grouped(name: str, filters: Filters, events: EventQuerySet) -> tuple[QuerySet[Any], str, str]:
    """Return what a facet counts, with the columns that hold its values and their words."""
    if name in ENTITY_FACETS:
        return Entity.objects.shown().filter(kind=ENTITY_FACETS[name], events__in=events), "slug", "name"
    if name == "kind":
        return Event.objects.filter(pk__in=events), "kind", "kind"
    source = "revision__source__"
    value, words = ("publisher", "publisher") if name == "publisher" else ("slug", "title")
    return _citations(filters, events), source + value, source + words


def _citations(filters: Filters, events: QuerySet[Any, Any]) -> QuerySet[Any]:
    citations = Citation.objects.filter(event__in=events)
    return citations.printed_by(filters.known_by) if filters.known_by else citations


def _evidence_rows(events: EventQuerySet) -> list[_Row]:
    counts = events.aggregate(**{each.name: Count("pk", filter=each.condition) for each in Event.Evidence})
    return [
        _Row(each.value, str(each.label), counts[each.name]) for each in Event.Evidence if counts[each.name]
    ]


def _without_events(name: str, values: set[str]) -> list[_Row]:
    """Return rows for choices that no event has any more, named as far as readers may know of them."""
    if name in ENTITY_FACETS:
        entities = Entity.objects.public().filter(kind=ENTITY_FACETS[name], slug__in=values)
        named = entities.values_list("slug", "name")
        return [_Row(slug, words, 0, settings.CONTENT_LANGUAGE) for slug, words in named]
    known = {}
    if name == "source" and values:
        titles = Source.objects.public().filter(slug__in=values).values_list("slug", "title", "language")
        known = {slug: _Row(slug, title, 0, language) for slug, title, language in titles}
    elif name in _LISTED:
        known = {value: _Row(value, str(label), 0) for value, label in _LISTED[name].choices}
    return [known.get(value, _Row(value, value, 0)) for value in sorted(values)]


_LISTED: dict[str, Any] = {"kind": Event.Kind, "evidence": Event.Evidence}
