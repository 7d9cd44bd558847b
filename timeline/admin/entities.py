"""People, organisations, places and topics, with every spelling they are found by."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from reversion.admin import VersionAdmin

from timeline.folding import fold
from timeline.models import Entity, EntityName


class EntityNameInline(admin.TabularInline):
    model = EntityName
    extra = 1
    fields = ["name", "language"]


@admin.register(Entity)
class EntityAdmin(VersionAdmin):
    list_display = ["name", "kind", "visibility", "description"]
    list_filter = ["kind", "visibility"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Any spelling, in any language.")
    show_full_result_count = False
    inlines = [EntityNameInline]
    fields = ["kind", "name", "visibility", "description", "qid", "slug"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Find an entity by the beginning of any word of any of its names, folded."""
        found = queryset
        for token in fold(search_term)[:6]:
            begins = EntityName.objects.with_word(token).values("entity")
            found = found.filter(pk__in=begins)
        return found, False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change:
            form.instance.name_changed()
