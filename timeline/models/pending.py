"""Pending changes: what editors want to change of what readers see, kept apart until it is published.

The rows of a public event are what is public; nothing else has to know of pending changes. A pending change is a
document (`documents.py`) beside them, with the document that it grew from. Published, it is brought together with what
changed in the meantime, checked as any publication is, and written in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Self

import reversion
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from reversion.models import Version

from timeline.models import confirming, documents
from timeline.models.comparing import Unit, merge
from timeline.models.constraints import one_of
from timeline.models.documents import Document
from timeline.models.overlays import laid_over

if TYPE_CHECKING:
    from timeline.models.events import Event


class State(models.TextChoices):
    WRITING = "being written", _("being written")
    IN_REVIEW = "in review", _("in review")
    SENT_BACK = "sent back", _("sent back")
    PUBLISHED = "published", _("published")
    DISCARDED = "discarded", _("discarded")

    @classmethod
    def open(cls) -> tuple[State, ...]:
        return cls.WRITING, cls.IN_REVIEW, cls.SENT_BACK


class StaleChange(Exception):
    """Someone else saved the pending change since it was loaded; nothing was saved."""

    def __init__(self, change: PendingChange) -> None:
        said = _t("The pending change of “%s” was saved by someone else in the meantime. Load it again.")
        super().__init__(said % change.event)


class Unresolved(Exception):
    """The published event was changed where the pending change changes it too; `units` says where."""

    def __init__(self, change: PendingChange, units: list[Unit]) -> None:
        said = _t(
            "“%s” was changed in the meantime where this change changes it too: open the change and choose."
        )
        super().__init__(said % change.event)
        self.units = units


class PendingChangeQuerySet(models.QuerySet["PendingChange"]):
    def open(self) -> Self:
        """Return those that are still to be published or discarded: one for an event at most."""
        return self.filter(state__in=State.open())

    def of(self, event: Event) -> PendingChange | None:
        """Return the open change of the event, or None."""
        found = self.open().filter(event=event).select_related("owner").first()
        if found:
            found.event = event
        return found

    def in_review(self) -> Self:
        return self.filter(state=State.IN_REVIEW)

    def owned_by(self, user: Any) -> Self:
        return self.filter(owner=user)

    def not_owned_by(self, user: Any) -> Self:
        return self.exclude(owner=user)

    def oldest_first(self) -> Self:
        return self.select_related("event", "owner").defer("document", "base").order_by("changed_at", "pk")


class PendingChange(models.Model):
    """A change of a public event that readers do not see yet."""

    State = State

    event = models.ForeignKey(
        "timeline.Event", models.CASCADE, related_name="pending_changes", verbose_name=_("event")
    )
    document = models.JSONField(editable=False)
    base = models.JSONField(editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WRITING, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("begun by")
    )
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    why = models.TextField(_("why"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    made_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = PendingChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pending change")
        verbose_name_plural = _("pending changes")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            one_of("state", State),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(state__in=["being written", "in review", "sent back"]),
                name="one_pending_change_per_event",
            ),
        ]
        indexes = [models.Index(fields=["state", "changed_at"], name="pending_by_state")]

    def __str__(self) -> str:
        return str(self.event)

    @property
    def is_open(self) -> bool:
        return self.state in State.open()

    @property
    def is_sent_back(self) -> bool:
        return self.state == State.SENT_BACK

    @property
    def is_in_review(self) -> bool:
        return self.state == State.IN_REVIEW

    def brought_together(
        self, choices: Mapping[str, str] | None = None, *, live: Document | None = None
    ) -> tuple[Document, list[Unit]]:
        """Return the event as it would be published now, and what nobody has decided yet of it.

        What was published since the change was begun stays, where the change does not touch it; `live` is that, where
        the caller has read it.
        """
        live = live or documents.document_of(self.event)
        base, document = self.brought_forward()
        merged, _units, undecided = merge(base, live, document, choices)
        return merged, undecided

    def decided(self) -> Document:
        """Return the event as it would be published now. Raises Unresolved where somebody has to choose first."""
        document, undecided = self.brought_together()
        if undecided:
            raise Unresolved(self, undecided)
        return document

    def laid_over(self) -> Event:
        """Return the event as it would be published, to be looked at; see `overlays.laid_over`."""
        return laid_over(self.brought_together()[0], self.event)

    def shown(self) -> AbstractContextManager[Event]:
        """Let everything inside see the event's rows as they would be published; see `documents.shown`."""
        return documents.shown(self.brought_together()[0], self.event)

    def at(self, version: int) -> tuple[Document, Document] | None:
        """Return what the change grew from and what it was at an earlier version, or None where that is not known."""
        if version == self.version:
            return self.brought_forward()
        kept = (each.field_dict for each in Version.objects.get_for_object(self)[:200])
        return next(((each["base"], each["document"]) for each in kept if each["version"] == version), None)

    def brought_forward(self) -> tuple[Document, Document]:
        """Return what the change grew from and what it is, as what was merged since is called now."""
        base, document = documents.brought_forward(self.base, self.document)
        return base, document

    # Verbs

    def rewrite(self, document: Document, *, by: Any) -> None:
        """Put another document in its place, on the versions that were loaded: its own, and that of the event.

        Raises StaleChange or StaleVersion.
        """
        with self.event.unchanged(), self._acted(by):
            self.document = document
            self.base = documents.document_of(self.event)
            self.state = State.WRITING
            self.authors.add(*([by] if by else []))
            confirming.follow_change(self)
            self.proposals.follow_change(document, by=by)

    def submit(self, *, by: Any, why: str = "") -> None:
        """Ask for a review. Raises ValueError where it is not being written, or StaleChange."""
        if self.state not in (State.WRITING, State.SENT_BACK):
            raise ValueError(_t("Only a change that is being written is sent to review."))
        with self._acted(by, why):
            self.state = State.IN_REVIEW

    def send_back(self, *, by: Any, why: str) -> None:
        """Give it back to who began it, saying why.

        Raises ValueError where it is not in review or no reason is given, or StaleChange.
        """
        if not self.is_in_review:
            raise ValueError(_t("Only what is in review is sent back."))
        if not why.strip():
            raise ValueError(_t("Say why it is sent back: its author will read it."))
        with self._acted(by, why):
            self.state = State.SENT_BACK

    def discard(self, *, by: Any, why: str = "") -> None:
        """Give it up. It stays on record, and what is public stays as it is. Raises StaleChange."""
        with self._acted(by, why):
            self.state = State.DISCARDED
            confirming.give_up(self)
            self.proposals.follow_change(None, by=by)

    def close(self, *, by: Any, why: str) -> None:
        """Note that it was published; `Event.publish_change` does that."""
        with self._acted(by, why):
            self.state = State.PUBLISHED

    @contextmanager
    def _acted(self, by: Any, why: str = "") -> Iterator[None]:
        """Do something to the change as one step of its history, on the version that was loaded, or not at all."""
        if not self.is_open:
            raise ValueError(_t("This change was published or discarded already."))
        before = self.__dict__.copy()
        try:
            with transaction.atomic(), reversion.create_revision():
                loaded = PendingChange.objects.select_for_update().filter(pk=self.pk, version=self.version)
                if not loaded.open().exists():
                    raise StaleChange(self)
                yield
                self.version += 1
                self.why, self.changed_at = why, timezone.now()
                self.save()
                reversion.set_comment(why or str(self.get_state_display()))
                if by is not None:
                    reversion.set_user(by)
        except BaseException:
            self.__dict__.update(before)
            raise


reversion.register(PendingChange, exclude=["authors"])
