"""Saved filters: a list of the desk as somebody filtered it, under a name; one's own, or shared with all."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def seen_by(self, user: Any) -> Self:
        """Return a user's own filters, and those that are shared."""
        return self.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")

    def of_list(self, model: type[models.Model]) -> Self:
        return self.filter(model=model._meta.label_lower)


class SavedFilter(models.Model):
    """The parameters of a list's address; `model` names the list, as `timeline.event`."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    model = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField(_("for everybody"), default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [
            models.UniqueConstraint(fields=["owner", "model", "name"], name="one_saved_filter_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        app, model = self.model.split(".")
        return f"{reverse(f'admin:{app}_{model}_changelist')}?{self.query}"
