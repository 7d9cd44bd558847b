"""The audit log at the desk: read, filtered and taken along as a file; never changed, by nobody."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from timeline.admin.lists import LargeList
from timeline.auditing import record
from timeline.models import AuditEntry

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would calculate
_KINDS: Final = tuple(
    "event pendingchange proposal source sourcerevision entity annotation timeline redaction user auditentry".split()
)
_COLUMNS: Final = ("id", "made_at", "who", "action", "kind", "key", "detail")


class ColumnFilter(admin.SimpleListFilter):
    """A filter by one column, offering what can stand there: asking the log what does would read it whole."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class ActionFilter(ColumnFilter):
    title = gettext_lazy("what was done")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in AuditEntry.done_in_words().items()]


class KindFilter(ColumnFilter):
    title = gettext_lazy("to what")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, _named(kind)) for kind in _KINDS]


class _Echo:
    def write(self, line: str) -> str:
        return line


@admin.register(AuditEntry)
class AuditAdmin(LargeList):
    list_display = ["made_at", "who", "done", "thing", "detail"]
    list_filter = [ActionFilter, KindFilter]
    search_fields = ["who"]
    search_help_text = gettext_lazy("The name of an account, in full.")
    ordering = ["-id"]
    sortable_by = ()
    list_per_page = 100
    fields = ["made_at", "who", "done", "thing", "detail"]
    change_list_template = "admin/timeline/audit.html"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        who = search_term.strip()
        return (queryset.by(who) if who else queryset), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup in ("key", "made_at__gte", "made_at__lt") or super().lookup_allowed(
            lookup, value, request
        )

    @admin.display(description=gettext_lazy("what was done"))
    def done(self, entry: AuditEntry) -> str:
        return entry.action_in_words

    @admin.display(description=gettext_lazy("to what"))
    def thing(self, entry: AuditEntry) -> str:
        if not entry.kind:
            return "—"
        words = f"{_named(entry.kind)} {entry.key}"
        try:
            app = "auth" if entry.kind in ("user", "group") else "timeline"
            address = reverse(f"admin:{app}_{entry.kind}_change", args=[entry.key])
            return format_html('<a href="{}">{}</a>', address, words)
        except NoReverseMatch:
            return words

    def get_urls(self) -> list[Any]:
        guarded = self.admin_site.admin_view
        return [
            path("export.<str:form>", guarded(self.export), name="timeline_auditentry_export"),
            *super().get_urls(),
        ]

    def export(self, request: HttpRequest, form: str) -> StreamingHttpResponse:
        """The list as it is filtered, newest first: CSV, or a JSON object a line. That it was taken is recorded."""
        if not self.has_view_permission(request) or form not in _WRITERS or request.method != "POST":
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request)
        record(AuditEntry.Action.EXPORTED, by=request.user, detail=form)
        lines = _WRITERS[form](rows.order_by("-id").values_list(*_COLUMNS).iterator(chunk_size=2_000))
        kind = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}[form]
        return StreamingHttpResponse(
            lines, content_type=kind, headers={"Content-Disposition": f'attachment; filename="audit.{form}"'}
        )


def _named(kind: str) -> str:
    for app in ("timeline", "auth"):
        try:
            return str(apps.get_model(app, kind)._meta.verbose_name)
        except LookupError:
            continue
    return kind


def _as_csv(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(_COLUMNS)
    for row in rows:
        yield writer.writerow([_harmless(each) for each in _plain(row)])


def _as_jsonl(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(dict(zip(_COLUMNS, _plain(row), strict=True)), ensure_ascii=False) + "\n"


def _plain(row: tuple[Any, ...]) -> list[Any]:
    number, made_at, *rest = row
    return [number, made_at.isoformat(timespec="seconds"), *rest]


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


_WRITERS: Final = {"csv": _as_csv, "jsonl": _as_jsonl}
