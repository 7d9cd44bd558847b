"""What the front page of the desk shows first."""

from __future__ import annotations

from typing import Any

from django import template

from timeline.models import Event
from timeline.waiting import Doubts, List, doubts_of, waiting_for

register = template.Library()


@register.simple_tag
def what_waits_for(user: Any) -> list[List]:
    """Return what waits for this editor."""
    return waiting_for(user)


@register.simple_tag
def doubts_about(event: Event) -> Doubts:
    """Return what is to be confirmed of an event, and which of its articles their publishers do not stand by."""
    return doubts_of(event)
