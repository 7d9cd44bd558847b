"""Annotations: the editors' own voice, beside an event or one of its citations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from timeline.models.constraints import one_of

if TYPE_CHECKING:
    from timeline.models.events import Event


class Kind(models.TextChoices):
    CONTEXT = "context", _("context")
    CORRECTION = "correction", _("correction")
    DISPUTE = "dispute", _("dispute")
    OPEN_QUESTION = "open question", _("open question")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("internal")


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def public(self) -> Self:
        """Return what readers may see: a public note on what is itself public."""
        from timeline.models.events import Event

        seen = Event.Status.public()
        return self.shown().filter(Q(event__status__in=seen) | Q(citation__event__status__in=seen))

    def about(self, event: Event) -> Self:
        """Return the notes on an event and on its citations."""
        return self.filter(Q(event=event) | Q(citation__event=event))

    def shown(self) -> Self:
        """Return the notes that are meant for readers, in the order in which they were made."""
        return self.filter(visibility=Annotation.Visibility.PUBLIC).order_by("id")


class Annotation(models.Model):
    """An editor's note on an event or on one citation."""

    Kind = Kind
    Visibility = Visibility

    event = models.ForeignKey(
        "timeline.Event",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="annotations",
        verbose_name=_("event"),
    )
    citation = models.ForeignKey(
        "timeline.Citation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="annotations",
        verbose_name=_("citation"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.CONTEXT)
    visibility = models.CharField(
        _("visibility"),
        max_length=20,
        choices=Visibility,
        default=Visibility.INTERNAL,
        help_text=_("Internal notes are for editors only."),
    )
    text = models.TextField(_("note"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["id"]
        constraints = [
            one_of("kind", Kind),
            one_of("visibility", Visibility),
            models.CheckConstraint(
                condition=Q(event__isnull=False, citation__isnull=True)
                | Q(event__isnull=True, citation__isnull=False),
                name="annotation_is_on_an_event_or_a_citation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"
