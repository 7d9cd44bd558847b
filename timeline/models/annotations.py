"""Annotations: the editors' own voice, beside an event or one of its citations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import reversion
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.models.constraints import one_of
from timeline.models.event_terms import seen
from timeline.models.searching import in_any
from timeline.models.steps import Step

if TYPE_CHECKING:
    from timeline.models.events import Event


# As people write to one another; an address of mail is no mention.
_MENTION = re.compile(r"(?<![\w@.+-])@([\w@.+-]+)")
_CLOSING = ".,;:!?-"  # what ends a sentence rather than a user name


class Kind(models.TextChoices):
    CONTEXT = "context", _("context")
    CORRECTION = "correction", _("correction")
    DISPUTE = "dispute", _("dispute")
    OPEN_QUESTION = "open question", _("open question")

    @classmethod
    def that_ask(cls) -> tuple[Kind, ...]:
        """Those that somebody has to settle, whoever may read them."""
        return cls.DISPUTE, cls.OPEN_QUESTION


class Visibility(models.TextChoices):
    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("internal")


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def public(self) -> Self:
        """Return what readers may see: a public note on what is itself public."""
        return self.shown().filter(seen("event__") | seen("citation__event__"))

    def about(self, event: Event) -> Self:
        """Return the notes on an event and on its citations."""
        return self.filter(Q(event=event) | Q(citation__event=event))

    def disputes_and_questions(self) -> Self:
        """Return what somebody has to settle, the latest first, with the events that it is about."""
        open_ones = self.filter(kind__in=Kind.that_ask(), settled_at=None)
        return open_ones.select_related("event", "citation__event").order_by("-id")

    def shown(self) -> Self:
        """Return the notes that are meant for readers, in the order in which they were made."""
        return self.filter(visibility=Annotation.Visibility.PUBLIC).order_by("id")

    def to_settle(self) -> Self:
        """Return the notes that ask for something: internal ones, disputes and open questions not marked as done."""
        return self.filter(_ASKS, settled_at=None)

    def settled(self) -> Self:
        return self.filter(settled_at__isnull=False)

    def searched(self, words: str) -> Self:
        """Return the notes that say `words`, and those on the events that editors find by them."""
        from timeline.models.events import Event

        events = list(Event.objects.searched(words).values_list("pk", flat=True))  # once, for two questions
        about = ({"event__in": events}, {"citation__event__in": events}, {"text__icontains": words})
        return self.filter(in_any(*(Annotation.objects.filter(**each) for each in about)))

    def mentioning(self, user: Any) -> Self:
        """Return the notes that call on this user by name."""
        return self.filter(mentions=user)

    def for_list(self) -> Self:
        """Load along what a list of notes shows of each."""
        return self.select_related("event", "citation__event", "author", "settled_by").prefetch_related(
            "mentions"
        )


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
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        editable=False,
        related_name="notes_to_read",
        verbose_name=_("calls on"),
    )
    settled_at = models.DateTimeField(_("done"), null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

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
        indexes = [models.Index(fields=["settled_at", "kind", "visibility"], name="note_by_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; an internal note calls on whom it names with an @."""
        super().save(*args, **kwargs)
        self.mentions.set(self._mentioned())

    def _mentioned(self) -> models.QuerySet[Any]:
        names = {name.rstrip(_CLOSING) for name in _MENTION.findall(self.text)}
        called = names if self.visibility == Visibility.INTERNAL else ()
        return get_user_model()._default_manager.filter(username__in=called, is_active=True)

    @property
    def about(self) -> Event:
        """The event that the note is on, itself or through one of its citations."""
        # A constraint of the table: it is on one of them.
        return self.citation.event if self.citation else self.event  # type: ignore[return-value]

    @property
    def is_shown(self) -> bool:
        """Whether the note is meant for readers."""
        return self.visibility == self.Visibility.PUBLIC

    @property
    def asks(self) -> bool:
        """Whether the note is one that can be done: an internal one, a dispute or an open question."""
        return self.visibility == Visibility.INTERNAL or self.kind in Kind.that_ask()

    @property
    def is_before_readers(self) -> bool:
        """Whether readers see what is done with it: it is meant for them, and its event approved."""
        return self.visibility == Visibility.PUBLIC and self.about.is_public

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None

    @property
    def is_open_question(self) -> bool:
        return self.kind == self.Kind.OPEN_QUESTION and not self.is_settled

    def settle(self, *, by: Any) -> None:
        """Mark what the note asks for as done. Raises ValueError where it asks for nothing."""
        if not self.asks:
            raise ValueError(gettext("Only internal notes, disputes and open questions can be done."))
        if not self.is_settled:
            self._mark(timezone.now(), by, f"done: {self}")

    def reopen(self, *, by: Any) -> None:
        """Mark what the note asks for as not done after all."""
        if self.is_settled:
            self._mark(None, by, f"open again: {self}")

    def _mark(self, at: Any, by: Any, why: str) -> None:
        """Keep the state and who set it in the event's history; the text of the event, and its version, stay."""
        with transaction.atomic(), reversion.create_revision():
            event = type(self.about).objects.filter(pk=self.about.pk).locked().get()
            self.settled_at, self.settled_by = at, by if at else None
            self.save(update_fields=["settled_at", "settled_by"])
            reversion.add_to_revision(event)
            reversion.set_comment(why)
            reversion.set_user(by)
            noted = {"action": Step.Action.NOTED, "by": by, "why": why, "version": event.version}
            reversion.add_meta(Step, event=event, **noted)
            event.evidence_changed()


_ASKS = Q(visibility=Visibility.INTERNAL) | Q(kind__in=Kind.that_ask())
