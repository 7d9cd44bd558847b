"""Pending changes and corrections: lists to look things up in; decisions are taken on an event's own pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from timeline.admin.lists import LargeList
from timeline.models import Correction, PendingChange


class LookedUp(LargeList):
    """A list that is read; nothing is added or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(PendingChange)
class PendingChangeAdmin(LookedUp):
    list_display = ["where", "state", "owner", "why", "changed_at"]
    list_display_links = None
    list_filter = ["state"]
    list_select_related = ["event", "owner"]
    search_fields = ["event__title"]
    fields = ["event", "state", "owner", "why", "made_at", "changed_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PendingChange]:
        return super().get_queryset(request).defer("document", "base")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("event"), ordering="event__title")
    def where(self, change: PendingChange) -> str:
        page = "pending" if change.is_open else "history"
        address = reverse(f"admin:timeline_event_{page}", args=[change.event_id])
        return format_html('<a href="{}">{}</a>', address, change.event)


@admin.register(Correction)
class CorrectionAdmin(LookedUp):
    """The ledger, typos included; a note for readers can be mended, and the feed says that it was."""

    list_display = ["made_at", "event", "kind", "note", "by"]
    list_filter = ["kind"]
    list_select_related = ["event", "by"]
    search_fields = ["event__title", "note"]
    fields = ["event", "kind", "made_at", "by", "note"]
    readonly_fields = ["event", "kind", "made_at", "by"]
