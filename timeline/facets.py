"""Facets: the choices beside the results, with exact counts, each facet ignoring its own selection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from timeline.filters import ENTITY_FACETS, FACETS, ActiveFilter, Filters
from timeline.models import Citation, Entity, Event

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
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many events it would show, and the address that takes it or gives it back."""

    value: str
    words: str
    count: int
    is_chosen: bool
    url: str


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
    citations = Citation.objects.filter(event__in=events)
    return Facets(
        events=events.count(),
        articles=citations.aggregate(n=Count("revision__source", distinct=True))["n"],
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
    rows = _rows(name, events)
    chosen = filters.chosen(name)
    counted = [tuple(row) for row in rows[: LONGEST_LIST + 1]]
    is_cut, counted = len(counted) > LONGEST_LIST, counted[:LONGEST_LIST]
    missing = set(chosen) - {row[0] for row in counted}
    if missing:
        counted += _rows(name, events, only=missing)
        missing -= {row[0] for row in counted}
    counted += [(value, words, 0) for value, words in _words(name, missing)]
    choices = tuple(
        Choice(value, str(words), count, value in chosen, filters.toggled(name, value).url())
        for value, words, count in counted
    )
    return Facet(name, str(_LABELS[name]), choices, is_cut)


def _rows(name: str, events: QuerySet[Event], only: set[str] | None = None) -> Any:
    """Return (value, words, count) for each value of a facet among `events`, most frequent first."""
    if name in ENTITY_FACETS:
        rows: Any = Entity.objects.shown().filter(kind=ENTITY_FACETS[name], events__in=events)
        value, words = "slug", "name"
    elif name == "kind":
        rows = Event.objects.filter(pk__in=events)
        value = words = "kind"
    else:
        rows = Citation.objects.filter(event__in=events)
        value = "revision__source__publisher" if name == "publisher" else "revision__source__slug"
        words = "revision__source__publisher" if name == "publisher" else "revision__source__title"
    if only is not None:
        rows = rows.filter(**{f"{value}__in": only})
    counted = "events" if name in ENTITY_FACETS else "pk" if name == "kind" else "event"
    rows = (
        rows.order_by()
        .values(value, words)
        .annotate(count=Count(counted, distinct=True))
        .order_by("-count", words)
    )
    if name != "kind":
        return rows.values_list(value, words, "count")
    labels = dict(Event.Kind.choices)
    return [(row["kind"], labels[row["kind"]], row["count"]) for row in rows]


def _words(name: str, values: set[str]) -> list[tuple[str, str]]:
    """Name choices that no event has any more, as far as readers may know of them."""
    if name in ENTITY_FACETS:
        known = Entity.objects.public().filter(kind=ENTITY_FACETS[name], slug__in=values)
        return list(known.values_list("slug", "name"))
    return [(each, each) for each in sorted(values)]
