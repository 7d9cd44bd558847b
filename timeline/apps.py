"""The one Django app: see docs/architecture.md for why it is one."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TimelineConfig(AppConfig):
    name = "timeline"
    verbose_name = _("Timeline")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_take_statistics, sender=self)


def _take_statistics(**_kwargs: Any) -> None:
    from timeline.statistics import take_statistics

    take_statistics()
