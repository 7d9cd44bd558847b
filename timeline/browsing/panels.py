"""The panels of the filters: what is ticked stands in the page, what could be is fetched when a panel is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from timeline.facets import LABELS, Facet, facet
from timeline.filters import FACETS, ActiveFilter, Filters
from timeline.models import Timeline


@dataclass(frozen=True, slots=True)
class Panel:
    """One filter: its choices at `url`, or at hand in `facet`; `chosen` is what is ticked."""

    name: str
    label: str
    url: str
    chosen: list[ActiveFilter]
    facet: Facet | None
    called: str


def panels(
    filters: Filters, active: Sequence[ActiveFilter], opened: str = "", called: str = ""
) -> list[Panel]:
    """Return a panel for each facet; the one that the reader has `opened` with its choices, narrowed to `called`."""
    return [
        Panel(
            name=name,
            label=str(LABELS[name]),
            url=choices_url(filters, name),
            chosen=[each for each in active if each.name == name],
            facet=facet(filters.readable, name, called=called) if name == opened else None,
            called=called if name == opened else "",
        )
        for name in FACETS
    ]


def choices_url(filters: Filters, name: str) -> str:
    """Return where all choices of a facet are listed, for what else is asked for."""
    on = {"timeline": filters.of.slug} if isinstance(filters.of, Timeline) and filters.path != "/" else {}
    query = filters.query()
    own = urlencode({"facet": name, **on})
    return f"{reverse('choices')}?{own}{'&' if query else ''}{query}"
