"""Searching at the desk: what is found in one way or in another."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

MOST_SEARCHED = 1_000  # events, the latest, that a search at the desk finds by their words


def in_any(*found: QuerySet[Any]) -> Q:
    """Return the condition on rows to be in one of these.

    Each finds its keys by an index of its own; of an OR of conditions databases make one walk through the whole table.
    """
    first, *others = (each.order_by().values("pk") for each in found)
    return Q(pk__in=first.union(*others))
