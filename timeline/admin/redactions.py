"""Redaction: words removed for good, by an administrator, with a look at the places first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline.admin.lists import LargeList
from timeline.models import Redaction
from timeline.redacting import NothingToRedact, phrases_in, places_of, redact


class RedactionForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Words to remove"),
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60, "autocomplete": "off"}),
        help_text=gettext_lazy(
            "One phrase a line: a name in each of its spellings. Case, marks and punctuation do not matter; "
            "other forms of a word are other words."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text=gettext_lazy("Kept on record: without the words themselves."),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Remove them for good. This cannot be undone."), required=False
    )

    def clean_words(self) -> list[str]:
        try:
            return phrases_in(self.cleaned_data["words"])
        except NothingToRedact as wrong:
            raise ValidationError(str(wrong)) from wrong


@admin.register(Redaction)
class RedactionAdmin(LargeList):
    """The tombstones: when, by whom, why and from how many places; never the words."""

    list_display = ["made_at", "made_by", "reason", "cleared"]
    list_select_related = ["made_by"]
    fields = ["made_at", "made_by", "reason", "cleared"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("timeline.redact_text")

    def has_change_permission(self, request: HttpRequest, obj: Redaction | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Redaction | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("removed from"))
    def cleared(self, redaction: Redaction) -> str:
        return ", ".join(f"{name}: {number}" for name, number in sorted(redaction.places.items()))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask for the words, show how many places hold them, and remove them once that was seen."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = RedactionForm(request.POST or None)
        found = None
        if form.is_valid():
            if form.cleaned_data["sure"]:
                return self._redact(request, form)
            found = places_of(form.cleaned_data["words"])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Redact words"),
        }
        context |= {"form": form, "found": None if found is None else sorted(found.items())}
        context["total"] = found.total() if found else 0
        return TemplateResponse(request, "admin/timeline/redact.html", context)

    def _redact(self, request: HttpRequest, form: RedactionForm) -> HttpResponse:
        found = redact(form.cleaned_data["words"], by=request.user, reason=form.cleaned_data["reason"])
        said = ngettext("Removed from %d place.", "Removed from %d places.", found.total()) % found.total()
        messages.success(request, said)
        return redirect("admin:timeline_redaction_changelist")
