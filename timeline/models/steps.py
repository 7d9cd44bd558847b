"""Steps: who did what to an event, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from reversion.models import Revision, Version

from timeline.models.constraints import one_of

if TYPE_CHECKING:
    from timeline.models.events import Event


class Action(models.TextChoices):
    CHANGED = "changed", _("changed")
    REWORDED = "reworded", _("only the wording changed")
    IMPORTED = "imported", _("imported")
    SUBMITTED = "submitted", _("sent to review")
    SENT_BACK = "sent back", _("sent back")
    PUBLISHED = "published", _("published")
    CHANGE_PUBLISHED = "change published", _("change published")
    RETRACTED = "retracted", _("retracted")
    MERGED = "merged", _("merged")
    UNMERGED = "unmerged", _("merge taken back")
    SPLIT = "split", _("split")
    RESTORED = "restored", _("restored")
    HELD = "held", _("held, or the hold lifted")
    REFILED = "refiled", _("names or articles merged")
    NOTED = "noted", _("a note done, or opened again")

    @classmethod
    def that_publish(cls) -> tuple[Action, ...]:
        return cls.PUBLISHED, cls.CHANGE_PUBLISHED

    @classmethod
    def that_write_nothing(cls) -> tuple[Action, ...]:
        """Those that move an event along without a word of it being written."""
        return cls.SUBMITTED, cls.SENT_BACK, cls.RETRACTED, cls.HELD, cls.REFILED, cls.NOTED


class StepQuerySet(models.QuerySet["Step"]):
    def of(self, event: Event) -> Self:
        return self.filter(event=event)

    def to_version(self, version: int) -> Step | None:
        """Return the step that made this version of an event, or None where it left no history."""
        return self.filter(version=version).select_related("revision").order_by("pk").last()

    def publications(self) -> Self:
        return self.filter(action__in=Action.that_publish())

    def by_revision(self, revisions: list[int]) -> dict[int, list[Step]]:
        """Return the steps of each of these revisions, in the order in which they were taken."""
        found: dict[int, list[Step]] = {}
        for step in self.filter(revision__in=revisions).select_related("by").order_by("pk"):
            found.setdefault(step.revision_id, []).append(step)
        return found


class Step(models.Model):
    """One step of an event's history: what was done, by whom, when and why, and the revision that it left."""

    Action = Action

    event = models.ForeignKey("timeline.Event", models.CASCADE, related_name="steps")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="steps")
    action = models.CharField(_("what was done"), max_length=20, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    why = models.TextField(_("why"), blank=True)
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [one_of("action", Action)]
        indexes = [models.Index(fields=["event", "version"], name="step_by_version")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} ({self.version})"


def authors_since_publication(event: Event) -> set[Any]:
    """Return the keys of the users who wrote what the event says since it was last published."""
    last = Step.objects.of(event).publications().order_by("-pk").values_list("revision", flat=True).first()
    versions = Version.objects.get_for_object_reference(type(event), event.pk)
    written = versions.filter(revision__user__isnull=False)
    if last:
        written = written.filter(revision__gt=last)
    idle = Step.objects.of(event).filter(action__in=Action.that_write_nothing()).values("revision")
    return set(written.exclude(revision__in=idle).order_by().values_list("revision__user", flat=True))
