"""The one Django app: see docs/architecture.md for why it is one."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class TimelineConfig(AppConfig):
    name = "timeline"
    verbose_name = _("Timeline")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from timeline.auditing import guard_the_log, listen
        from timeline.redacting import keep_out
        from timeline.roles import make_roles

        post_migrate.connect(_fill_the_index, sender=self)
        post_migrate.connect(make_roles, sender=self)
        post_migrate.connect(guard_the_log, sender=self)
        post_migrate.connect(_take_statistics, sender=self)
        pre_save.connect(keep_out)
        listen()


def _fill_the_index(**_kwargs: Any) -> None:
    from timeline.models import Event

    Event.objects.missing_in_the_index().fill_the_index()


def _take_statistics(**_kwargs: Any) -> None:
    from timeline.statistics import take_statistics

    take_statistics()
