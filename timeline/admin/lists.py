"""Large lists and large forms: what keeps their cost the same in a large archive as in a small one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

from timeline.models import SavedFilter

MOST_COUNTED = 2_000  # rows that a list turns its pages over


MOST_KEPT = 50  # saved filters that a list shows


class BoundedPaginator(Paginator):
    """Pages of the first rows alone: counting all of them would read the whole table."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST_COUNTED].count())


class LargeList(admin.ModelAdmin):
    """A list of the admin whose table grows with the archive: searched and filtered rather than leafed through."""

    paginator = BoundedPaginator
    show_full_result_count = False
    change_list_template = "admin/timeline/list.html"

    def log_deletions(self, request: HttpRequest, queryset: Any) -> list[Any]:
        """Log each by itself: of entries that are written together the audit log would hear nothing."""
        one: Any = super().log_deletions
        return [entry for each in queryset for entry in one(request, [each])]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        kept = SavedFilter.objects.seen_by(request.user).of_list(self.model)[:MOST_KEPT]
        return super().changelist_view(request, {"saved_filters": kept, **(extra_context or {})})


class LoadedRows(forms.BaseInlineFormSet):
    """The rows of something in its form: those that were loaded along with it are not asked for again."""

    def get_queryset(self) -> Any:
        rows = self.fk.remote_field.get_accessor_name()
        if rows in getattr(self.instance, "_prefetched_objects_cache", ()):
            return getattr(self.instance, rows).all()
        return super().get_queryset()


class NamedSelect(AutocompleteSelect):
    """An autocomplete field that is told what is chosen (`chosen`, a row), and asks only for anything else."""

    chosen: Any = None

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        if self.chosen is None or value != [str(self.chosen.pk)]:
            return super().optgroups(name, value, attrs)
        words = self.choices.field.label_from_instance(self.chosen)
        options = [self.create_option(name, "", "", False, 0)] if not self.is_required else []
        return [(None, [*options, self.create_option(name, value[0], words, True, len(options))], 0)]


class RowForm(forms.ModelForm):
    """A row in the form of something else: its autocomplete fields are named from what was loaded along with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items() if self.instance.pk else ():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, NamedSelect):
                widget.chosen = getattr(self.instance, name)


class NamedRows(admin.StackedInline):
    """The inline of such rows: `get_queryset` loads along what their autocomplete fields point to."""

    form = RowForm
    formset = LoadedRows

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = NamedSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
