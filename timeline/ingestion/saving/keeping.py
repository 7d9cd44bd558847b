"""Keeping: what an editor changed since the last import is left as the editor left it.

Everything that an import writes has a key (a source its address, events and entities their `id`, a citation its
event, text and offsets) and leaves a digest of the values written. Three things are compared: what the fixture wants,
what the last import wrote, and what is there now.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models

from timeline.models import ImportRecord
from timeline.models.merges import Mergeable

OUTCOMES = ("created", "updated", "skipped", "kept")


@dataclass
class Report:
    """What an import did: for each kind of thing, how many were created, updated, skipped, or kept as they were."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def note(self, kind: str, outcome: str) -> None:
        self.counts.setdefault(kind, Counter())[outcome] += 1

    def total(self, outcome: str) -> int:
        return sum(counter[outcome] for counter in self.counts.values())

    def lines(self) -> Iterator[str]:
        """Yield a line per kind: `events: 14 created, 0 updated, 0 skipped, 0 kept`."""
        for kind, counter in self.counts.items():
            yield f"{kind}: " + ", ".join(f"{counter[each]} {each}" for each in OUTCOMES)


class Kept(NamedTuple):
    """A row after `keep`: None where an editor deleted it; `outcome` is one of OUTCOMES."""

    row: Any
    outcome: str

    @property
    def changed(self) -> bool:
        return self.outcome in {"created", "updated"}


class Part(NamedTuple):
    """Something of a row that is no field of it: what is wanted, how to read what is there, how to write it.

    `formerly` reads it as an import may have written it before entities were merged.
    """

    wanted: Any
    read: Callable[[Any], Any]
    write: Callable[[Any], None]
    formerly: Callable[[Any], Any] | None = None


def keep(
    report: Report,
    key: str,
    manager: Any,
    values: dict[str, Any],
    *,
    kind: str,
    identity: dict[str, Any] | None = None,
    on_creation: dict[str, Any] | None = None,
    part: Part | None = None,
) -> Kept:
    """Make the row of `key` hold `values`, unless an editor was there.

    `identity` finds a row that no import wrote (it is kept as it is) and becomes part of a new one, as do the values
    `on_creation`. The outcome is noted in `report` under `kind`.
    """
    kept = _keep(key, manager, values, identity or {}, on_creation or {}, part)
    report.note(kind, kept.outcome)
    return kept


def _keep(
    key: str,
    manager: Any,
    values: dict[str, Any],
    identity: dict[str, Any],
    on_creation: dict[str, Any],
    part: Part | None,
) -> Kept:
    record = ImportRecord.objects.filter(key=key).first()
    found = {"pk": record.object_id} if record else identity
    row = manager.filter(**found).first() if found else None
    if isinstance(row, Mergeable) and row.merged_into_id:
        return Kept(
            row.now, "kept"
        )  # an editor was there, and what the fixture says of it is said of another one
    agrees = row is not None and _present(row, values, part) == _wanted(values, part)
    if not agrees and (_is_changed(row, record.digest, values, part) if record else row is not None):
        return Kept(row, "kept")
    if row is None:
        row = manager.model(**identity, **on_creation, **values)
        outcome = "created"
    elif agrees:
        outcome = "skipped"
    else:
        for name, value in values.items():
            setattr(row, name, value)
        outcome = "updated"
    if outcome != "skipped":
        row.save()
        if part:
            part.write(row)
    digest = _digest(_wanted(values, part))
    if record is None or record.digest != digest:
        _remember(key, row, digest)
    return Kept(row, outcome)


def _is_changed(row: Any, digest: str, values: dict[str, Any], part: Part | None) -> bool:
    """Whether an editor deleted the row, or it is not what an import wrote."""
    if row is None:
        return True
    present = _present(row, values, part)
    former = {**present, "part": part.formerly(row)} if part and part.formerly else present
    return digest not in (_digest(present), _digest(former))


def _remember(key: str, row: models.Model, digest: str) -> None:
    ImportRecord.objects.update_or_create(key=key, defaults={"object_id": row.pk, "digest": digest})


def _wanted(values: dict[str, Any], part: Part | None) -> dict[str, Any]:
    return {**values, **({"part": part.wanted} if part else {})}


def _present(row: Any, values: dict[str, Any], part: Part | None) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in values}, **({"part": part.read(row)} if part else {})}


def _digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()
