"""Claims: what an event says of each aspect, so that it is known what a change leaves without a passage that was read.

A claim is JSON, compared as a whole: two events that say the same of an aspect have equal claims of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from timeline.models.citations import Aspect
from timeline.models.documents import Document, Row
from timeline.models.entities import Entity
from timeline.models.event_terms import DateBasis, Kind
from timeline.models.evidence import figures
from timeline.models.telling import date_in_words

Claim = dict[str, Any]
Claims = dict[str, Claim]  # by aspect; what is only background claims nothing

WHO = (Entity.Kind.PERSON, Entity.Kind.ORGANISATION)


def claims_of(*documents: Document) -> list[Claims]:
    """Return the claims of each of these documents, by aspect: one query for all."""
    return claims_in(*(each["event"] for each in documents))


def claims_in(*rows: Row) -> list[Claims]:
    """Return the claims of each event: a row holds its fields and, as `entities`, the keys of whom it names."""
    named = {pk for each in rows for pk in each["entities"]}
    known = Entity.objects.filter(pk__in=named).values_list("pk", "kind", "merged_into") if named else ()
    kinds = {pk: kind for pk, kind, _into in known}
    # Who was merged is the same one under another name.
    now = Entity.objects.now(pk for pk, _kind, into in known if into)
    return [_claims(each, kinds, now) for each in rows]


def _claims(row: Row, kinds: Mapping[int, str], now: Mapping[int, int]) -> Claims:
    def of(*wanted: str) -> Claim:
        return {"entities": sorted({now.get(pk, pk) for pk in row["entities"] if kinds.get(pk) in wanted})}

    return {
        Aspect.DATE: {"edtf": row["edtf"], "date_basis": row["date_basis"]},
        Aspect.PLACE: of(Entity.Kind.PLACE),
        Aspect.PEOPLE: of(*WHO),
        Aspect.WHAT: {"title": row["title"], "summary": row["summary"], "kind": row["kind"]},
        Aspect.FIGURE: {"figures": sorted(figures(f"{row['title']}. {row['summary']}"))},
    }


def names_in(claims: Iterable[Claim | None]) -> dict[int, str]:
    """Return the names of whom these claims name, by their keys: one query."""
    named = {pk for each in claims for pk in (each or {}).get("entities", ())}
    return dict(Entity.objects.filter(pk__in=named).values_list("pk", "name")) if named else {}


def in_words(claim: Claim | None, names: Mapping[int, str]) -> str:
    """Return a claim as an editor reads it; empty where nothing is claimed."""
    if not claim:
        return ""
    if "edtf" in claim:
        return f"{date_in_words(claim['edtf'])} ({DateBasis(claim['date_basis']).label})"
    if "entities" in claim:
        return ", ".join(
            sorted(names.get(pk, _("someone who is not there any more")) for pk in claim["entities"])
        )
    if "figures" in claim:
        return ", ".join(claim["figures"])
    said = [
        claim["title"],
        claim["summary"],
        "" if claim["kind"] == Kind.OTHER else str(Kind(claim["kind"]).label),
    ]
    return "\n".join(each for each in said if each)
