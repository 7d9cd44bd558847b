"""Proposals: all that were ever made, and the addresses of the review queue and of taking in."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.admin import intake, queue
from timeline.admin.lists import LargeList
from timeline.models import Proposal


@admin.register(Proposal)
class ProposalAdmin(LargeList):
    """All that was ever proposed; deciding is done in the queue of its article."""

    list_display = ["words", "date_words", "article", "outcome", "decided_by", "decided_at"]
    list_filter = ["outcome"]
    list_select_related = ["source", "decided_by"]
    search_fields = ["title", "exact", "source__title"]
    ordering = ["-revision", "start"]
    list_per_page = 50

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("article/<int:pk>/", view(queue.queue), name="timeline_proposal_queue"),
            path("<int:pk>/decide/", view(queue.decide), name="timeline_proposal_decide"),
        ]
        return [*own, *intake.addresses(), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        proposal = self.get_object(request, object_id)
        if proposal is None or not queue.may_decide(request):
            return super().change_view(request, object_id, *args, **kwargs)
        return redirect(proposal.get_absolute_url())

    def has_view_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return queue.may_decide(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return queue.may_decide(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # proposals are read in articles

    def has_change_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False  # what was decided is remembered

    @admin.display(description=gettext_lazy("proposal"))
    def words(self, proposal: Proposal) -> str:
        return str(proposal)

    @admin.display(description=gettext_lazy("date"))
    def date_words(self, proposal: Proposal) -> str:
        return proposal.date_in_words or _("none")

    @admin.display(description=gettext_lazy("article"))
    def article(self, proposal: Proposal) -> str:
        url = reverse("admin:timeline_proposal_queue", args=[proposal.revision_id])
        return format_html('<a href="{}">{}</a>', url, proposal.source)
