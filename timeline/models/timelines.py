"""Timelines: the stories of the newsroom, and which events stand on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.validators import slug_re
from django.db import models
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from timeline.models.addresses import Addressed
from timeline.models.constraints import one_of
from timeline.models.event_terms import seen

if TYPE_CHECKING:
    from timeline.models.event_queries import EventQuerySet
    from timeline.models.events import Event


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class TimelineQuerySet(models.QuerySet["Timeline"]):
    def public(self) -> Self:
        """Return the published timelines on which a published event stands."""
        entries = TimelineEntry.objects.filter(
            seen("event__"), timeline=OuterRef("pk"), event__status="published"
        )
        # The first one found is enough: of EXISTS, PostgreSQL makes a join with all events.
        first = self.alias(shown=Subquery(entries.values("pk")[:1]))
        return first.filter(shown__isnull=False, status=Timeline.Status.PUBLISHED)

    def at(self, slug: str) -> Timeline | None:
        """Return the timeline at this address, or None."""
        return self.filter(slug=slug).first() if slug_re.match(slug) else None

    def that_will_show(self, event: Event) -> Self:
        """Return the timelines on which readers find the event once what it says now is public."""
        keys = () if event.is_retracted else [each.timeline_id for each in event.entries.all()]
        return self.filter(pk__in=keys, status=Status.PUBLISHED)

    def with_event(self, event: Event) -> Self:
        """Return the timelines on which the event stands."""
        return self.filter(entries__event=event)


class Timeline(Addressed):
    """A story: title, standfirst, address, status and its events."""

    Status = Status

    title = models.CharField(_("title"), max_length=200)
    standfirst = models.TextField(
        _("standfirst"), blank=True, help_text=_("One or two sentences below the title: what story this is.")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    events = models.ManyToManyField(
        "timeline.Event", through="TimelineEntry", related_name="timelines", verbose_name=_("events")
    )

    objects = TimelineQuerySet.as_manager()

    class Meta:
        verbose_name = _("timeline")
        verbose_name_plural = _("timelines")
        ordering = ["title", "id"]
        constraints = [one_of("status", Status)]

    def __str__(self) -> str:
        return self.title

    def titled(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("timeline", args=[self.slug])

    def among(self, events: EventQuerySet) -> EventQuerySet:
        """Return those of `events` that stand on this timeline."""
        return events.on_timeline(self)


class TimelineEntry(models.Model):
    """An event's place on a timeline; a key event is one that a summary of the story would name."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="entries", verbose_name=_("timeline"))
    event = models.ForeignKey(
        "timeline.Event", models.CASCADE, related_name="entries", verbose_name=_("event")
    )
    is_key = models.BooleanField(_("key event"), default=False)

    class Meta:
        verbose_name = _("place on a timeline")
        verbose_name_plural = _("on these timelines")
        constraints = [
            models.UniqueConstraint(fields=["timeline", "event"], name="event_once_per_timeline"),
        ]

    def __str__(self) -> str:
        return f"{self.timeline}: {self.event}"
