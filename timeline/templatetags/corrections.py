"""An event's corrections, on its own page."""

from __future__ import annotations

from django import template

from timeline.models import Correction, Event

register = template.Library()

MOST = 50


@register.simple_tag
def corrections_of(event: Event) -> list[Correction]:
    """Return what readers may see of how the event was corrected, the latest first."""
    return Correction.objects.public().of(event)[:MOST].for_readers()
