"""Comparing documents: what differs between two, and how two that grew from one are brought together."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from timeline.models.documents import PLACE, TABLES, Document, Row, in_order

UNKNOWN: Any = "\0unknown"  # what stood there before, where no history tells
WHOLE = "*"  # a row as a whole: added or removed
PLACED = "place"  # where a citation stands, and its words: one thing
THEIRS, MINE, BOTH = "theirs", "mine", "both"


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that can differ: a field of the event, a field of a row, or a whole row.

    `was`, `theirs` and `mine` are values as documents hold them; for whole rows the row, or None where it is not there.
    `row` is the row that the unit is of, in whichever document has it.
    """

    table: str
    pk: int
    name: str
    was: Any
    theirs: Any
    mine: Any
    row: Row

    @property
    def key(self) -> str:
        return f"{self.table}:{self.pk}:{self.name}"

    @property
    def is_set(self) -> bool:
        return self.name == "entities"

    @property
    def is_internal(self) -> bool:
        """Whether it is of an internal note, which no reader ever sees."""
        rows = [each for each in (self.was, self.theirs, self.row) if isinstance(each, dict)]
        internal = all(row.get("visibility") == "internal" for row in rows)
        return self.table == "annotations" and internal and self.name != "visibility"

    @property
    def theirs_changed(self) -> bool:
        return bool(self.theirs != self.was)

    @property
    def mine_changed(self) -> bool:
        return bool(self.mine != self.was)

    @property
    def is_conflict(self) -> bool:
        """Whether both changed it, and not to the same: somebody has to choose."""
        return self.theirs_changed and self.mine_changed and self.theirs != self.mine and not self.is_set

    @property
    def default(self) -> str:
        """Return whose value stands where nobody chooses; empty for a conflict."""
        if self.is_conflict:
            return ""
        if self.is_set and self.theirs_changed and self.mine_changed:
            return BOTH
        return MINE if self.mine_changed else THEIRS


def differences(before: Document, after: Document) -> list[Unit]:
    """Return what differs between two documents; `was` is before, `theirs` and `mine` are after."""
    return _without_parts(list(_units(before, after, after)))


def merge(
    base: Document | None, theirs: Document, mine: Document, choices: Mapping[str, str] | None = None
) -> tuple[Document, list[Unit], list[Unit]]:
    """Bring together what two made of `base` (None where it is not known any more).

    `choices` says whose value stands, by the key of a unit: theirs, mine, or both of a set.
    Returns the result, all that
    differs, and what of it still needs a choice (there the result has theirs).
    """
    mine = _under_their_keys(base, theirs, mine)
    merged = copy.deepcopy(theirs)
    units = list(_units(base, theirs, mine))
    chosen = _chosen(units, choices or {})
    for unit in units:
        choice = chosen[unit.key]
        if choice and choice != THEIRS:
            _put(merged, unit, _union(unit) if choice == BOTH and unit.is_set else unit.mine)
    for name in TABLES:
        merged[name].sort(key=in_order)
    units = _without_parts(units)
    return _without_orphans(merged), units, [unit for unit in units if not chosen[unit.key]]


def _chosen(units: list[Unit], choices: Mapping[str, str]) -> dict[str, str]:
    """Return whose value stands, by the key of a unit; with a citation goes all that hangs on it."""
    chosen: dict[str, str] = {}
    for unit in units:
        citation = f"citations:{unit.row.get('citation')}:{WHOLE}"
        chosen[unit.key] = chosen.get(citation, choices.get(unit.key) or unit.default)
    return chosen


def _without_parts(units: list[Unit]) -> list[Unit]:
    """Leave out what only follows from a citation that comes or goes as a whole."""
    whole = {unit.pk for unit in units if unit.table == "citations" and unit.name == WHOLE}
    return [unit for unit in units if unit.row.get("citation") not in whole]


def _units(base: Document | None, theirs: Document, mine: Document) -> Iterator[Unit]:
    for name in theirs["event"]:
        was = base["event"].get(name) if base else UNKNOWN
        yield from _differing(
            "event", 0, name, was, theirs["event"][name], mine["event"].get(name), theirs["event"]
        )
    for table in TABLES:
        rows = [{row["pk"]: row for row in each[table]} if each else {} for each in (base, theirs, mine)]
        for pk in dict.fromkeys(pk for each in rows for pk in each):
            yield from _row_units(table, pk, *(each.get(pk) for each in rows), known=base is not None)


def _row_units(
    table: str, pk: int, was: Row | None, theirs: Row | None, mine: Row | None, *, known: bool
) -> Iterator[Unit]:
    row = mine or theirs or was or {}
    if theirs is None or mine is None or (known and was is None):
        before = was if known else UNKNOWN
        yield from _differing(table, pk, WHOLE, before, theirs, mine, row)
        return
    for name in _parts(table, row):
        before = _part(was, name) if was is not None else UNKNOWN
        yield from _differing(table, pk, name, before, _part(theirs, name), _part(mine, name), row)


def _differing(table: str, pk: int, name: str, was: Any, theirs: Any, mine: Any, row: Row) -> Iterator[Unit]:
    if was is UNKNOWN and theirs == mine:
        return
    if theirs != mine or theirs != was:
        yield Unit(table, pk, name, was, theirs, mine, row)


def _parts(table: str, row: Row) -> list[str]:
    fields = [each for each in row if each != "pk" and not (table == "citations" and each in PLACE)]
    return [PLACED, *fields] if table == "citations" else fields


def _part(row: Row, name: str) -> Any:
    return {each: row.get(each) for each in PLACE} if name == PLACED else row.get(name)


def _union(unit: Unit) -> list[Any]:
    """Return what of a set stays: what either added, without what either took out."""
    was = set(unit.was) if unit.was is not UNKNOWN else set()
    theirs, mine = set(unit.theirs), set(unit.mine)
    return sorted((theirs | mine) - (was - theirs) - (was - mine))


def _put(document: Document, unit: Unit, value: Any) -> None:
    if unit.table == "event":
        document["event"][unit.name] = value
        return
    rows = document[unit.table]
    if unit.name == WHOLE:
        rows[:] = [row for row in rows if row["pk"] != unit.pk] + ([copy.deepcopy(value)] if value else [])
        return
    for row in rows:
        if row["pk"] == unit.pk:
            row.update(value if unit.name == PLACED else {unit.name: value})


_NATURAL_KEYS = {
    "citations": ("revision", "start", "end"),
    "supports": ("citation", "aspect"),
    "entries": ("timeline",),
}


def _under_their_keys(base: Document | None, theirs: Document, mine: Document) -> Document:
    """Return mine, with their key for every row that both added: the same words cited, the same timeline chosen."""
    mine = copy.deepcopy(mine)
    for table, natural in _NATURAL_KEYS.items():
        old = {row["pk"] for row in (base or {}).get(table, ())}
        kept = {row["pk"] for row in mine[table]}
        added = {
            tuple(row[each] for each in natural): row["pk"]
            for row in theirs[table]
            if row["pk"] not in old and row["pk"] not in kept
        }
        for row in mine[table]:
            key = added.get(tuple(row[each] for each in natural))
            if row["pk"] in old or key is None:
                continue
            if table == "citations":
                _rename_citation(mine, row["pk"], key)
                twin = next(each for each in theirs[table] if each["pk"] == key)
                row |= {"number": twin["number"], "public_id": twin["public_id"]}
            row["pk"] = key
    return mine


def _rename_citation(document: Document, pk: int, key: int) -> None:
    for table in ("supports", "annotations"):
        for row in document[table]:
            if row["citation"] == pk:
                row["citation"] = key


def _without_orphans(document: Document) -> Document:
    """Drop what hangs on a citation that is gone."""
    cited = {row["pk"] for row in document["citations"]}
    document["supports"] = [row for row in document["supports"] if row["citation"] in cited]
    document["annotations"] = [
        row for row in document["annotations"] if row["citation"] is None or row["citation"] in cited
    ]
    return document
