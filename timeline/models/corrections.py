"""Corrections: what readers are told of a change to what they could read, and the log of the changes they are not."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from timeline.languages import newsrooms
from timeline.models.comparing import WHOLE, Unit, differences
from timeline.models.constraints import one_of
from timeline.models.documents import Document
from timeline.models.entities import Entity, EntityName
from timeline.models.event_terms import MERGES_ON, merged_on, seen
from timeline.models.protecting import without_names
from timeline.models.searching import in_any
from timeline.models.telling import tell

if TYPE_CHECKING:
    from timeline.models.events import Event
    from timeline.models.timelines import Timeline


class Kind(models.TextChoices):
    CORRECTION = "correction", _("correction")
    TYPO = "typo", _("typo or wording only")
    EVIDENCE = "evidence", _("evidence, notes or filing only")
    RETRACTION = "retraction", _("retraction")

    @classmethod
    def that_readers_see(cls) -> tuple[Kind, ...]:
        return cls.CORRECTION, cls.RETRACTION

    @classmethod
    def of_a_change(cls) -> tuple[Kind, ...]:
        """What an editor declares a change of a published event to be."""
        return cls.CORRECTION, cls.TYPO, cls.EVIDENCE


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def public(self) -> Self:
        """Return what readers may see: corrections and retractions of what is itself public, or led to what is."""
        # Of each row its event is looked at: asked for all that is public, PostgreSQL reads the whole archive.
        is_seen = reduce(or_, map(seen, ["event__", *merged_on("event__")]))
        return self.filter(is_seen, kind__in=Kind.that_readers_see()).select_related("event")

    def of(self, event: Event) -> Self:
        """Return those of an event and of what was merged into it, the latest first."""
        told: list[Any] = [Correction.objects.filter(event=event)]
        merged: Any = [event.pk]
        for _times in range(MERGES_ON):
            merged = type(event)._base_manager.filter(merged_into__in=merged).values("pk")
            told.append(Correction.objects.filter(event__in=merged))
        return self.filter(in_any(*told)).latest_first()

    def on_timeline(self, timeline: Timeline) -> Self:
        """Return those of the events that stand on it, and of what was merged into these."""
        ways = ("event", *(each.removesuffix("__") for each in merged_on("event__")))
        entries = (timeline.entries.filter(event=OuterRef(each)).values("pk")[:1] for each in ways)
        # Of each row its event is looked up: of what is IN it, both databases read the whole timeline.
        return self.alias(entry=Coalesce(*(Subquery(each) for each in entries))).filter(entry__isnull=False)

    def latest_first(self) -> Self:
        return self.order_by("-pk")

    def before(self, pk: int) -> Self:
        """Return what came before this one: the next page."""
        return self.filter(pk__lt=pk)

    def for_readers(self) -> list[Correction]:
        """Load these with what may be said of them today; a person protected since is named in none."""
        found: list[Correction] = [*self]
        _show(found)
        return found


class Correction(models.Model):
    """One change of a public event: what it said, what it says, why; or that it was retracted."""

    Kind = Kind

    event = models.ForeignKey(
        "timeline.Event", models.CASCADE, related_name="corrections", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    note = models.TextField(
        _("note for readers"), help_text=_("What was wrong, and how we know. Readers see it."), blank=True
    )
    said = models.JSONField(default=list, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(_("published"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True, editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-pk"]
        constraints = [
            one_of("kind", Kind),
            models.CheckConstraint(
                condition=Q(kind__in=["typo", "evidence"]) | ~Q(note=""), name="readers_are_told_why"
            ),
        ]
        indexes = [models.Index(fields=["kind", "-id"], name="correction_by_kind")]

    # For readers: set by `CorrectionQuerySet.for_readers`.
    shown_title: str
    shown_note: str
    shown_said: list[dict[str, str]]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.note[:60]}"

    def get_absolute_url(self) -> str:
        return f"{reverse('event', args=[self.event.slug])}#{self.anchor}"

    def clean(self) -> None:
        if self.kind in Kind.that_readers_see() and not self.note.strip():
            raise ValidationError({"note": _t("Write a note for readers: what was wrong, and how we know.")})

    @property
    def anchor(self) -> str:
        return f"correction-{self.public_id}"

    @property
    def is_retraction(self) -> bool:
        return self.kind == Kind.RETRACTION


# What of an event is said to readers, so that a change of it is a correction: no typo can be declared of a date.
_SAID = frozenset(("title", "summary", "edtf", "date_basis", "date_note", "kind", "entities"))
_WORDING = frozenset(("title", "summary", "date_note"))


def said_to_readers(before: Document, after: Document) -> list[Unit]:
    """Return what of the difference readers are told by the event itself, and not by its evidence or notes."""
    return [each for each in differences(before, after) if each.table == "event" and each.name in _SAID]


def refusal(kind: str, note: str, before: Document, after: Document) -> str:
    """Return why the change cannot be published as what it was declared to be; empty where it can."""
    said = {each.name for each in said_to_readers(before, after)}
    if kind not in Kind.of_a_change():
        return _t("Say what this change is: a correction, a typo, or evidence only.")
    if kind == Kind.CORRECTION and not note.strip():
        return _t("Write a note for readers: what was wrong, and how we know.")
    if kind == Kind.TYPO and said - _WORDING:
        return _t(
            "The date, the kind or the names are changed: that is more than a typo. Write a note for readers."
        )
    if kind == Kind.EVIDENCE and said:
        return _t(
            "What the event says is changed, and not its evidence alone. Write a note, or declare a typo."
        )
    return ""


def tell_readers(event: Event, before: Document, after: Document, by: Any, kind: str, note: str) -> None:
    """Record what readers are told where a verb changed what an event that they see says.

    Raises NotPublishable where an editor (`by`) did not say what the change is; an import need not.
    """
    from timeline.models.events import NotPublishable

    if not event.is_seen or not (kind or said_to_readers(before, after)) or (by is None and not kind):
        return
    refused = refusal(kind, note, before, after)
    if refused:
        raise NotPublishable(event, [refused])
    record(event, kind, note, by, before, after)


def record(event: Event, kind: str, note: str, by: Any, before: Document, after: Document) -> Correction:
    """Keep what changed of a public event, in the newsroom's own language."""
    with newsrooms():
        units = [each for each in differences(before, after) if _is_public(each)]
        told = tell(units, type(event), before, after)
        said = [
            {"what": each.label, "was": each.was, "now": each.theirs, "field": each.unit.name}
            | ({"was_named": each.unit.was, "names": each.unit.theirs} if each.unit.is_set else {})
            for each in told
        ]
    return Correction.objects.create(event=event, kind=kind, note=note, by=by, said=said)


def _is_public(unit: Unit) -> bool:
    """Whether readers could see a difference: of no internal note, no order in a day, no place on a timeline."""
    if unit.table == "event":
        return unit.name in _SAID
    if unit.table == "annotations":
        rows = [each for each in (unit.was, unit.theirs) if isinstance(each, dict)] or [unit.row]
        return all(row["visibility"] == "public" for row in rows) and unit.name in (WHOLE, "text", "kind")
    return unit.table in ("citations", "supports")


def _show(corrections: Iterable[Correction]) -> None:
    corrections = list(corrections)
    keys = {pk for each in corrections for row in each.said for pk in _named(row)}
    now = Entity.objects.now(keys)
    shown = Entity.objects.shown().filter(pk__in={now.get(pk, pk) for pk in keys}).in_bulk()
    names = {pk: shown[now.get(pk, pk)].name for pk in keys if now.get(pk, pk) in shown}
    hidden = list(EntityName.objects.of_protected().values_list("folded", "folded_surname"))
    for each in corrections:
        each.shown_title = without_names(each.event.title, hidden)
        each.shown_note = without_names(each.note, hidden)
        each.shown_said = [_row(row, names, hidden) for row in each.said]
        each.shown_said = [row for row in each.shown_said if row["was"] != row["now"]]


def _named(row: dict[str, Any]) -> list[int]:
    return [*row.get("was_named", ()), *row.get("names", ())]


def _row(row: dict[str, Any], names: dict[int, str], hidden: list[tuple[str, str]]) -> dict[str, str]:
    if "names" in row:  # who is public today, under the name that is printed today
        was, now = (
            ", ".join(sorted({names[pk] for pk in row[each] if pk in names}))
            for each in ("was_named", "names")
        )
        return {"what": row["what"], "was": was, "now": now}
    return {"what": row["what"], **{each: without_names(row[each], hidden) for each in ("was", "now")}}
