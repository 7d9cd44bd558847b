"""Background work: the jobs, how far they are, and what became of each article."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from timeline.admin.lists import LargeList
from timeline.models import Job

admin.site.unregister(DBTaskResult)  # how a job is handed out; what editors want to know is in the job itself

MOST_ITEMS = 1_000  # shown of one job


@admin.register(Job)
class JobAdmin(LargeList):
    list_display = ["__str__", "progress", "state", "made_by", "made_at", "finished_at"]
    list_filter = ["state"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return Job.objects.with_progress()

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """One job, item by item; the page asks again while there is work left."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        job = get_object_or_404(self.get_queryset(request), pk=object_id) if object_id.isdecimal() else None
        if job is None:
            return super().change_view(request, object_id, *args, **kwargs)
        context = {
            **self.admin_site.each_context(request),
            "title": str(job),
            "opts": self.model._meta,
            "job": job,
            "items": job.items.to_show()[:MOST_ITEMS],
        }
        return TemplateResponse(request, "admin/timeline/job.html", context)

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, job: Any) -> str:
        said = _("%(done)d of %(total)d") % {"done": job.done, "total": job.total}
        return f"{said}, {_('%d failed') % job.failed}" if job.failed else said

    def has_view_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return bool(request.user.has_perm("timeline.view_job"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a job is made by taking in many articles

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False
