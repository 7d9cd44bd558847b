"""Keeping the filter of a list under a name, and forgetting it: POST only, and only of lists that one may see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from timeline.admin.lists import LargeList
from timeline.models import SavedFilter

_NOT_KEPT = ("p", "e", "all", "_popup", "_to_field")  # the page that was looked at is no part of a filter


class SavedFilterForm(forms.ModelForm):
    class Meta:
        model = SavedFilter
        fields = ["name", "query", "is_shared"]


@require_POST
def save_filter(request: Any) -> HttpResponse:
    """Keep `query`, the parameters of the list of `model`, under a name; one's own filter of that name is replaced."""
    listed = _list_of(request.POST.get("model", ""))
    if not listed.has_view_permission(request):
        raise PermissionDenied
    form = SavedFilterForm(request.POST)
    query = _read(request, listed, request.POST.get("query", "")) if form.is_valid() else ""
    if not query:
        messages.error(
            request, _("A filter needs a name of 80 letters at most, and something that it filters by.")
        )
        return redirect(f"admin:{listed.opts.app_label}_{listed.opts.model_name}_changelist")
    kept, _made = SavedFilter.objects.update_or_create(
        owner=request.user,
        model=listed.opts.label_lower,
        name=form.cleaned_data["name"],
        defaults={"query": query, "is_shared": form.cleaned_data["is_shared"]},
    )
    messages.success(request, _("The filter “%s” is kept: here, and on the front page of the desk.") % kept)
    return redirect(kept)


@require_POST
def forget_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a filter of one's own."""
    kept = get_object_or_404(SavedFilter, pk=pk, owner=request.user)
    kept.delete()
    messages.success(request, _("The filter “%s” is forgotten.") % kept)
    return redirect(kept.get_absolute_url().partition("?")[0])


def visible_filters(request: HttpRequest) -> list[SavedFilter]:
    """Return the filters that this editor finds on the front page: of lists that they may see."""
    kept = SavedFilter.objects.seen_by(request.user)[:100]
    registry = admin.site._registry
    lists = {model._meta.label_lower: listed for model, listed in registry.items()}
    may: dict[str, bool] = {}
    for each in kept:
        if each.model not in may:
            listed = lists.get(each.model)
            may[each.model] = bool(listed and listed.has_view_permission(request))
    return [each for each in kept if may[each.model]]


def _list_of(label: str) -> Any:
    try:
        listed = admin.site._registry.get(apps.get_model(label))
    except (LookupError, ValueError):
        listed = None
    if not isinstance(listed, LargeList):
        raise Http404
    return listed


def _read(request: Any, listed: Any, query: str) -> str:
    """Return the parameters as the list itself reads them, or nothing where it does not take them."""
    asked = QueryDict(query, mutable=True)
    for name in _NOT_KEPT:
        asked.pop(name, None)
    request.GET = asked
    try:
        return str(listed.get_changelist_instance(request).get_query_string()[1:])
    except (IncorrectLookupParameters, SuspiciousOperation):
        return ""
