"""Telling: what differs between two states of an event, in an editor's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from timeline.dates import DateError, Edtf
from timeline.languages import readers
from timeline.models.citations import Aspect
from timeline.models.comparing import PLACED, UNKNOWN, WHOLE, Unit
from timeline.models.documents import TABLES, Document, Row
from timeline.models.entities import Entity
from timeline.models.sources import SourceRevision
from timeline.models.timelines import Timeline

KEPT, ADDED, REMOVED = "", "ins", "del"
_MOST_WORDS = 3_000  # compared word by word; what is longer is shown whole, before and after
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Told:
    """One difference in words: what of the event it is, and what stood and stands there ("" for nothing)."""

    unit: Unit
    label: str
    was: str
    theirs: str
    mine: str

    @cached_property
    def marked(self) -> list[tuple[str, str]]:
        """What was and what is (theirs) in one text: (“ins”, “del” or “”, words)."""
        return marked(self.was, self.theirs)

    @property
    def was_is_known(self) -> bool:
        return self.unit.was is not UNKNOWN


def marked(was: str, now: str) -> list[tuple[str, str]]:
    """Return the words of both texts in one row, each run with “del” or “ins” where only one of them has it."""
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    if len(old) + len(new) > _MOST_WORDS:
        return [(kind, words) for kind, words in ((REMOVED, was), (ADDED, now)) if words]
    runs: list[tuple[str, str]] = []
    gone, come = "", ""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = "".join(old[a:b])
        if kind != "equal" or (
            same.isspace() and (gone or come)
        ):  # a space between two changes parts nothing
            gone, come = gone + same, come + "".join(new[c:d])
            continue
        runs += [(REMOVED, gone), (ADDED, come), (KEPT, same)]
        gone, come = "", ""
    return [(kind, words) for kind, words in (*runs, (REMOVED, gone), (ADDED, come)) if words]


def date_in_words(edtf: str) -> str:
    """Return a stored date in the reader's language; as it is where it cannot be read any more."""
    try:
        return Edtf.parse(edtf).in_words(readers()) if edtf else ""
    except DateError:
        return edtf  # of an older time, with other rules


def tell(units: Iterable[Unit], event_model: Any, *documents: Document | None) -> list[Told]:
    """Return the differences in words; the documents are where citations are numbered and supports are found."""
    units = list(units)
    words = _Words(units, event_model, [each for each in documents if each])
    return [
        Told(
            unit, words.label(unit), *(words.value(unit, each) for each in (unit.was, unit.theirs, unit.mine))
        )
        for unit in units
    ]


class _Words:
    """The names of what documents only hold the keys of, looked up once for all differences."""

    def __init__(self, units: Sequence[Unit], event_model: Any, documents: Sequence[Document]) -> None:
        self.event_model = event_model
        self.documents = documents
        self.numbers = {row["pk"]: row["number"] for each in documents for row in each["citations"]}
        named = {pk for unit in units if unit.is_set for value in self._values(unit) for pk in value}
        self.entities = dict(Entity.objects.filter(pk__in=named).values_list("pk", "name"))
        placed = {row["timeline"] for each in documents for row in each["entries"]}
        self.timelines = dict(Timeline.objects.filter(pk__in=placed).values_list("pk", "title"))
        quoted = {row["revision"] for each in documents for row in each["citations"]}
        texts = SourceRevision.objects.filter(pk__in=quoted).select_related("source").without_text()
        self.texts = {each.pk: str(each.source) for each in texts}

    @staticmethod
    def _values(unit: Unit) -> list[Any]:
        return [each for each in (unit.was, unit.theirs, unit.mine) if each and each is not UNKNOWN]

    # What it is

    def label(self, unit: Unit) -> str:
        if unit.table == "event":
            return capfirst(str(self._field(unit).verbose_name))
        name = capfirst(self._row_label(unit))
        return name if unit.name == WHOLE else f"{name}: {self._field_label(unit)}"

    def _row_label(self, unit: Unit) -> str:
        row = unit.row
        if unit.table == "citations":
            return self._citation(unit.pk)
        if unit.table == "supports":
            return f"{self._citation(row['citation'])}, {Aspect(row['aspect']).label}"
        if unit.table == "annotations":
            return (
                _("note on citation %s") % self.numbers.get(row["citation"]) if row["citation"] else _("note")
            )
        return _("on the timeline “%s”") % self.timelines.get(row["timeline"], "?")

    def _citation(self, pk: int) -> str:
        return _("citation %s") % self.numbers.get(pk, "?") if pk > 0 else _("new citation")

    def _field_label(self, unit: Unit) -> str:
        return _("quotation") if unit.name == PLACED else str(self._field(unit).verbose_name)

    def _field(self, unit: Unit) -> Any:
        model = self.event_model if unit.table == "event" else TABLES[unit.table]
        return model._meta.get_field(unit.name)

    # What it says

    def value(self, unit: Unit, value: Any) -> str:
        """Return a value in words: nothing where there is none, or where it is not known."""
        if value is None or value is UNKNOWN:
            return ""
        if unit.name == WHOLE:
            return self._row(unit.table, value)
        if unit.name == PLACED:
            return self._quotation(value)
        if unit.is_set:
            return ", ".join(sorted(self.entities.get(pk, "?") for pk in value))
        if unit.name == "edtf":
            return date_in_words(value)
        return self._plain(self._field(unit), value)

    @staticmethod
    def _plain(field: Any, value: Any) -> str:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return str(dict(field.flatchoices).get(value, value)) if value != "" else ""

    def _quotation(self, row: Row) -> str:
        return f"“{row['exact']}” ({self.texts.get(row['revision'], '?')})"

    def _row(self, table: str, row: Row) -> str:
        if table == "citations":
            supports = {
                each["aspect"]: str(Aspect(each["aspect"]).label)
                for document in self.documents
                for each in document["supports"]
                if each["citation"] == row["pk"]
            }
            said = [self._quotation(row), *(row[each] for each in ("attributed_to", "origin") if row[each])]
            return " · ".join(said + ([_("supports %s") % ", ".join(supports.values())] if supports else []))
        if table == "supports":
            said = [
                row["stated"],
                date_in_words(row["edtf"]),
                row.get("point", ""),
                _("preferred") if row["preferred"] else "",
                row["reason"],
            ]
            return " · ".join(each for each in said if each) or _("yes")
        if table == "annotations":
            fields = TABLES[table]._meta
            kinds = [self._plain(fields.get_field(each), row[each]) for each in ("kind", "visibility")]
            return f"{row['text']} ({', '.join(kinds)})"
        return _("key event") if row["is_key"] else _("yes")
