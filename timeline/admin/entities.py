"""People, organisations, places and topics, with every spelling they are found by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from timeline.folding import fold
from timeline.models import Entity, EntityName


class SpellingFormSet(forms.BaseInlineFormSet):
    """The spellings of an entity; its own name is one already, and is not added twice."""

    def save_new(self, form: Any, commit: bool = True) -> EntityName:
        same = self.instance.names.filter(name=form.instance.name, language=form.instance.language).first()
        return same or super().save_new(form, commit)


class EntityNameInline(admin.TabularInline):
    model = EntityName
    formset = SpellingFormSet
    extra = 1
    fields = ["name", "language"]


@admin.register(Entity)
class EntityAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "visibility", "description"]
    list_filter = ["kind", "visibility"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Any spelling, in any language.")
    show_full_result_count = False
    inlines = [EntityNameInline]
    fields = ["kind", "name", "visibility", "description", "qid", "slug"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Find an entity by the beginning of any word of any of its names, folded."""
        return queryset.called(fold(search_term)[:6]), False

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for entity in queryset:
            entity.delete()  # each by itself: what a search finds follows
