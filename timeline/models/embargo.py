"""Embargo: a moment before which readers do not see an event, or an article and all that rests on it.

Nothing has to run at that moment. `Event.opens_at` is the latest hold among the event and the articles that it cites,
and what readers ask is compared with the clock (`events.seen`).
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ALREADY_SEEN = _("Readers see it already: it cannot be held any more.")


def moment(at: datetime | None) -> str:
    """Return a moment in words, in the site's time zone, which is named."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} ({local.tzname()})"


def checked_hold(until: datetime | None, why: str, *, needs_reason: bool) -> None:
    """Raise ValueError where the moment is past, or where a reason is needed and none is given."""
    if until is not None and until <= timezone.now():
        raise ValueError(gettext("That moment is past: choose one that is still to come, or lift the hold."))
    if needs_reason and not why.strip():
        raise ValueError(gettext("Say why readers may see it sooner."))


def told_hold(until: datetime | None, why: str) -> str:
    """Return what the history says of a hold: until when, or that it was lifted, and why."""
    said = gettext("held until %s") % moment(until) if until else gettext("hold lifted")
    return f"{said}: {why.strip()}" if why.strip() else said
