"""The history of an event: who did what, when and why; what differs between two versions; going back to one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from reversion.models import Version

from timeline.admin.deciding import REFUSED, ReasonForm
from timeline.keys import key_in
from timeline.models import Event, Step, documents
from timeline.models.comparing import differences
from timeline.models.telling import tell

PER_PAGE = 50


class HistoryAdmin:
    """The pages of an event's history."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """`…/history/`: every version, the latest first, two of them to be compared."""
        event = self._looked_at(request, object_id)
        versions = Version.objects.get_for_object_reference(Event, event.pk).select_related("revision__user")
        page = Paginator(versions, PER_PAGE).get_page(request.GET.get("page"))
        steps = Step.objects.by_revision([each.revision_id for each in page])
        rows = [{"version": each, "steps": steps.get(each.revision_id, [])} for each in page]
        merged = event.merged_from.order_by("pk")[:PER_PAGE]
        return self._answer(request, "history", event, _("History"), rows=rows, versions=page, merged=merged)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`…/history/compare/?from=…&to=…`: what differs between two versions, field by field."""
        event = self._looked_at(request, object_id)
        older, newer = sorted(
            (self._version(event, request.GET.get(each, "")) for each in ("from", "to")),
            key=lambda each: each.pk,
        )
        before, after = (documents.document_in(each.revision, event) for each in (older, newer))
        if before is None or after is None:
            raise Http404
        told = tell(differences(before, after), Event, before, after)
        return self._answer(request, "compare", event, _("What differs"), told=told, older=older, newer=newer)

    def restore_view(self, request: HttpRequest, object_id: str, version_id: int) -> HttpResponse:
        """`…/history/<version>/restore/`: what going back would change, and the reason for it."""
        event = self._looked_at(request, object_id)
        if not self.has_change_permission(request, event):  # type: ignore[attr-defined]
            raise PermissionDenied
        version = self._version(event, str(version_id))
        document = documents.document_in(version.revision, event)
        if document is None:
            raise Http404
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                change = event.restore(version, by=request.user, why=form.cleaned_data["why"])
            except REFUSED as refused:
                messages.error(request, str(refused))
            else:
                waits = _("The older version of “%s” is a pending change now: look at it, and publish it.")
                messages.success(request, (waits if change else _("“%s” is restored.")) % event)
                return redirect("admin:timeline_event_change", event.pk)
        now = documents.document_of(event)
        document = documents.brought_forward(document)[0]
        told = tell(differences(now, document), Event, now, document)
        problems = documents.problems(document, event)
        return self._answer(
            request, "restore", event, _("Restore"), told=told, version=version, form=form, problems=problems
        )

    def _looked_at(self, request: HttpRequest, object_id: str) -> Event:
        event: Event | None = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if event is None:
            raise Http404
        if not self.has_view_or_change_permission(request, event):  # type: ignore[attr-defined]
            raise PermissionDenied
        return event

    @staticmethod
    def _version(event: Event, pk: str) -> Version:
        kept = Version.objects.get_for_object_reference(Event, event.pk).select_related("revision__user")
        version = kept.filter(pk=key_in(pk) or 0).first()
        if version is None:
            raise Http404
        return version

    def _answer(
        self, request: HttpRequest, name: str, event: Event, title: str, **context: Any
    ) -> HttpResponse:
        site = self.admin_site.each_context(request)  # type: ignore[attr-defined]
        context |= {**site, "title": title, "event": event, "opts": self.opts}  # type: ignore[attr-defined]
        return TemplateResponse(request, f"admin/timeline/{name}.html", context)
