"""The audit log: who did what at the desk, and when. It is only ever added to, and holds no words of any text.

An entry names a thing by its kind and key, so that what a redaction removes was never in it. The database itself
refuses to change or delete an entry (`timeline/auditing.py` makes the triggers).
"""

from __future__ import annotations

from typing import Any, NoReturn, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from timeline.models.steps import Step


class OnlyAddedTo(TypeError):
    """An entry of the audit log was to be changed or deleted."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def of(self, thing: models.Model) -> Self:
        """Return the entries about one thing."""
        return self.filter(kind=thing._meta.model_name, key=str(thing.pk))

    def by(self, who: str) -> Self:
        """Return what an account of this very name did: letter for letter, so the index finds it."""
        return self.filter(who=who)

    def update(self, **kwargs: Any) -> NoReturn:
        raise OnlyAddedTo("The audit log is only added to.")

    def delete(self) -> NoReturn:
        raise OnlyAddedTo("The audit log is only added to.")


class AuditEntry(models.Model):
    """One thing done: `who` is the account's name at that time, empty for a command or the worker.

    `kind` and `key` name the thing by its model and primary key; `detail` holds names of fields or roles, no text.
    """

    class Action(models.TextChoices):
        """What is done beside the steps of an event, which are entries as well: see `done_in_words`."""

        SIGNED_IN = "signed in", _("signed in")
        SIGNED_OUT = "signed out", _("signed out")
        SIGN_IN_FAILED = "sign-in failed", _("sign-in failed")
        LOCKED_OUT = "locked out", _("locked out")
        PASSWORD_CHANGED = "password changed", _("password changed")
        ROLE_GIVEN = "role given", _("role given")
        ROLE_TAKEN = "role taken", _("role taken")
        ADDED = "added", _("added")
        DELETED = "deleted", _("deleted")
        TAKEN_IN = "taken in", _("text taken in")
        CHANGE_PREPARED = "change prepared", _("change prepared")
        CHANGE_DISCARDED = "change discarded", _("change discarded")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        TAKEN_BACK = "taken back", _("decision taken back")
        REDACTED = "redacted", _("redacted")
        EXPORTED = "exported", _("exported")

    made_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    who = models.CharField(_("who"), max_length=150, blank=True, editable=False)
    action = models.CharField(_("what was done"), max_length=20, editable=False)
    kind = models.CharField(_("to what"), max_length=50, blank=True, editable=False)
    key = models.CharField(_("its key"), max_length=40, blank=True, editable=False)
    detail = models.CharField(_("detail"), max_length=500, blank=True, editable=False)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["who", "-id"], name="audit_by_who"),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
            models.Index(fields=["kind", "key", "-id"], name="audit_by_thing"),
            models.Index(fields=["made_at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.who}: {self.action_in_words} {self.kind} {self.key}".rstrip()

    @classmethod
    def done_in_words(cls) -> dict[str, Any]:
        """Return all that can have been done, by its value: the steps of events, and what else there is."""
        return {**dict(Step.Action.choices), **dict(cls.Action.choices)}

    @property
    def action_in_words(self) -> str:
        return str(self.done_in_words().get(self.action, self.action))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise OnlyAddedTo("The audit log is only added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise OnlyAddedTo("The audit log is only added to.")
