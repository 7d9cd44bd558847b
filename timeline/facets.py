"""Facets: the choices beside the results, with exact counts, each facet ignoring its own selection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from timeline.filters import ENTITY_FACETS, FACETS, ActiveFilter, Filters
from timeline.models import Citation, Entity, Event, SourceRevision
from timeline.models.events import EventQuerySet

MOST_LOOSENED = 8  # filters whose loosening is counted, a query each
LONGEST_LIST = 30  # choices of one facet that a page shows; what is chosen is always among them

_LABELS = {
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

    @property
    def chosen(self) -> tuple[Choice, ...]:
        return tuple(each for each in self.choices if each.is_chosen)


@dataclass(frozen=True, slots=True)
class Facets:
    """Everything that is counted for a page: the events and articles found, and the facets."""

    events: int
    articles: int
    facets: tuple[Facet, ...]


def facets(filters: Filters) -> Facets:
    """Count what a page shows beside its results: exact, and in a fixed number of queries.

    This function is the seam: what it returns stays, how it counts may be replaced.
    """
    events = filters.events()
    # Through the few texts that are cited, not through every citation of them.
    cited = SourceRevision.objects.filter(pk__in=_citations(filters, events).values("revision"))
    return Facets(
        events=events.count(),
        articles=cited.aggregate(n=Count("source", distinct=True))["n"],
        facets=tuple(_facet(filters, name) for name in FACETS),
    )


@dataclass(frozen=True, slots=True)
class Loosened:
    """What would be found without one of the filters."""

    words: str
    url: str
    count: int


def loosened(active: Sequence[ActiveFilter]) -> list[Loosened]:
    """Return, for an empty result, which single filter to give up, and how many events that would show."""
    counted = [
        Loosened(each.words, each.remove_url, each.remaining.events().count())
        for each in active[:MOST_LOOSENED]
    ]
    return sorted((each for each in counted if each.count), key=lambda each: -each.count)


def _facet(filters: Filters, name: str) -> Facet:
    events = filters.events(ignoring=name)
    chosen = filters.chosen(name)
    counted = _rows(name, filters, events)
    is_cut, counted = len(counted) > LONGEST_LIST, counted[:LONGEST_LIST]
    missing = set(chosen) - {row.value for row in counted}
    if missing:
        counted += [row for row in _rows(name, filters, events, only=missing) if row.value in missing]
        missing -= {row.value for row in counted}
    counted += [_Row(value, words, 0) for value, words in _words(name, missing)]
    choices = tuple(
        Choice(*row, is_chosen=row.value in chosen, url=filters.toggled(name, row.value).url())
        for row in counted
    )
    return Facet(name, str(_LABELS[name]), choices, is_cut)


def _rows(name: str, filters: Filters, events: EventQuerySet, only: set[str] | None = None) -> list[_Row]:
    """Return a row for each value of a facet among `events`, most frequent first.

    One row more than a page lists, to tell that there are more; `only` asks for these values alone.
    """
    if name == "evidence":
        return _evidence_rows(events)
    rows, value, words = _grouped(name, filters, events)
    if only is not None:
        rows = rows.filter(**{f"{value}__in": only})
    event = "events" if name in ENTITY_FACETS else "pk" if name == "kind" else "event"
    columns = (value, words, "revision__source__language") if name == "source" else (value, words)
    counted = rows.order_by().values(*columns).annotate(count=Count(event, distinct=True))
    listed = counted.order_by("-count", words).values_list(value, words, "count", *columns[2:])
    listed = listed[: LONGEST_LIST + 1]
    if name == "kind":
        return [_Row(kind, str(Event.Kind(kind).label), count) for kind, _kind, count in listed]
    if name in ENTITY_FACETS:
        return [_Row(slug, named, count, settings.CONTENT_LANGUAGE) for slug, named, count in listed]
    return [_Row(*row) for row in listed]


def _grouped(name: str, filters: Filters, events: EventQuerySet) -> tuple[QuerySet[Any], str, str]:
    """Return what a facet counts, with the columns that hold its values and their words."""
    if name in ENTITY_FACETS:
        return Entity.objects.shown().filter(kind=ENTITY_FACETS[name], events__in=events), "slug", "name"
    if name == "kind":
        return Event.objects.filter(pk__in=events), "kind", "kind"
    source = "revision__source__"
    value, words = ("publisher", "publisher") if name == "publisher" else ("slug", "title")
    return _citations(filters, events), source + value, source + words


def _citations(filters: Filters, events: EventQuerySet) -> QuerySet[Any]:
    citations = Citation.objects.filter(event__in=events)
    return citations.printed_by(filters.known_by) if filters.known_by else citations


def _evidence_rows(events: EventQuerySet) -> list[_Row]:
    counts = events.aggregate(**{each.name: Count("pk", filter=each.condition) for each in Event.Evidence})
    return [
        _Row(each.value, str(each.label), counts[each.name]) for each in Event.Evidence if counts[each.name]
    ]


def _words(name: str, values: set[str]) -> list[tuple[str, str]]:
    """Name choices that no event has any more, as far as readers may know of them."""
    if name in ENTITY_FACETS:
        known = Entity.objects.public().filter(kind=ENTITY_FACETS[name], slug__in=values)
        return list(known.values_list("slug", "name"))
    return [(each, each) for each in sorted(values)]
