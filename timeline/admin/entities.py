"""People, organisations, places and topics, with every spelling they are found by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.admin import names_left
from timeline.admin.lists import LargeList
from timeline.admin.merging_names import MergedFilter, MergingNames
from timeline.folding import fold
from timeline.models import Entity, EntityName

MOST_PRINTED = 100  # spellings in articles that an entity's page shows


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
class EntityAdmin(MergingNames, LargeList):
    list_display = ["name", "kind", "visibility", "description"]
    list_filter = ["kind", "visibility", MergedFilter]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Any spelling, in any language.")
    inlines = [EntityNameInline]
    fields = ["kind", "name", "visibility", "description", "qid", "slug", "printed"]
    readonly_fields = ["printed"]

    def get_urls(self) -> list[Any]:
        left = self.admin_site.admin_view(names_left.names_left)
        return [path("left/", left, name="timeline_entity_left"), *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Entity | None = None) -> bool:
        """Not while an event before readers names it: what that says, and every version of it, would change."""
        return super().has_delete_permission(request, obj) and not (
            obj and obj.events.before_readers().exists()
        )

    @admin.display(description=gettext_lazy("how each source prints it"))
    def printed(self, entity: Entity) -> str:
        """The spellings by article, as far as the passages of its events print them."""
        rows = entity.spellings_by_source()[:MOST_PRINTED] if entity.pk else []
        lines = (
            (name, reverse("admin:timeline_source_change", args=[source.pk]), source, n)
            for name, source, n in rows
        )
        line = '<tr><td>{}</td><td><a href="{}">{}</a></td><td>{}</td></tr>'
        listed = format_html_join("", line, lines)
        heads = format_html_join(
            "", '<th scope="col">{}</th>', ((each,) for each in (_("Spelling"), _("Article"), _("Passages")))
        )
        table = "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
        return format_html(table, heads, listed) if listed else _("No passage prints it.")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Find an entity by the beginning of any word of any of its names, folded."""
        return super().get_search_results(request, queryset.called(fold(search_term)[:6]), "")

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for entity in queryset:
            entity.delete()  # each by itself: what a search finds follows
