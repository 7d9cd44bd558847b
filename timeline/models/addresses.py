"""Addresses: a slug for everything with a page, and the redirect that an old slug leaves behind."""

from __future__ import annotations

import secrets
from typing import Any, Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from timeline.folding import slug_of
from timeline.models.redactions import Redaction


class FormerAddress(models.Model):
    """A slug that something had once: whoever asks for it is sent to where that thing is now."""

    model = models.CharField(max_length=20)
    slug = models.SlugField(max_length=100)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "slug"], name="former_address_unique")]

    def __str__(self) -> str:
        return f"{self.model}: {self.slug}"


class Addressed(models.Model):
    """Something with a page of its own: its slug is unique, and following an old one leads here."""

    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_("The last part of its web address. Left empty, it is made from the title."),
    )

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **kwargs: Any) -> Self:
        """Remember the slug as loaded: a changed one leaves a redirect."""
        instance = super().from_db(db, field_names, values, **kwargs)
        instance._loaded_slug = instance.__dict__.get("slug", "")
        return instance

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new object without a slug gets one, and a changed slug goes on leading here."""
        with transaction.atomic():
            name_later = not self.slug and not self._make_slug()
            if name_later:
                self.slug = f"new-{secrets.token_hex(8)}"
            super().save(*args, **kwargs)
            if name_later:  # nothing of the title can be written in an address: its number can
                own = f"{self._meta.model_name}-{self.pk}"
                taken = type(self)._base_manager.filter(slug=own).exists()  # by a title such as “Event 12”
                self.slug = f"{own}-{secrets.token_hex(2)}" if taken else own
                type(self)._base_manager.filter(pk=self.pk).update(slug=self.slug)
            self._keep_old_address()

    def titled(self) -> str:
        """Return the words that its address is made of."""
        raise NotImplementedError

    def _make_slug(self) -> bool:
        base = slug_of(Redaction.objects.out_of(self.titled()))
        candidates = [
            base,
            *(f"{base}-{number}" for number in range(2, 10)),
            f"{base}-{secrets.token_hex(4)}",
        ]
        taken = set(type(self)._base_manager.filter(slug__in=candidates).values_list("slug", flat=True))
        taken |= set(self._former(slug__in=candidates).values_list("slug", flat=True))
        self.slug = next(each for each in candidates if each not in taken) if base else ""
        return bool(self.slug)

    def _keep_old_address(self) -> None:
        before = getattr(self, "_loaded_slug", "")
        if before and before != self.slug and self._may_be_known():
            self._former(slug=self.slug).delete()  # taken back: it leads here by itself
            FormerAddress.objects.update_or_create(
                model=self._meta.model_name, slug=before, defaults={"object_id": self.pk}
            )
        self._loaded_slug = self.slug

    def _may_be_known(self) -> bool:
        """Whether readers may have kept its address: of what was never public no trace is left."""
        return bool(type(self).objects.public().filter(pk=self.pk).exists())  # type: ignore[attr-defined]

    @classmethod
    def _former(cls, **lookup: Any) -> models.QuerySet[FormerAddress]:
        return FormerAddress.objects.filter(model=cls._meta.model_name, **lookup)

    @classmethod
    def moved_from(cls, slug: str) -> int | None:
        """Return the primary key of what had this slug once, or None."""
        return cls._former(slug=slug).values_list("object_id", flat=True).first()
