"""The pages on which an editor merges two events, takes a merge back, or splits an event."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.admin.deciding import REFUSED, PublishForm, ReasonForm
from timeline.ingestion.saving.resembling import alike
from timeline.models import Event, merging
from timeline.models.events import MERGEABLE

MOST_OFFERED = 20


class MergeForm(ReasonForm):
    """Why two events are merged or parted, and what readers are told where they see a change of what is said."""

    kind = forms.ChoiceField(
        label=gettext_lazy("For readers, this change is"),
        choices=PublishForm.base_fields["kind"].choices,  # type: ignore[attr-defined]
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Asked for where readers see the event, and what it says or whom it names changes."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        help_text=PublishForm.base_fields["note"].help_text,
    )


class SplitForm(ReasonForm):
    """What goes to a new event, and what that is called."""

    title = forms.CharField(label=gettext_lazy("Title of the new event"), max_length=200)
    citations: Any = forms.ModelMultipleChoiceField(
        None, label=gettext_lazy("Citations that go"), widget=forms.CheckboxSelectMultiple
    )
    annotations: Any = forms.ModelMultipleChoiceField(
        None, label=gettext_lazy("Notes that go"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("title", "citations", "annotations", "why")

    def __init__(self, event: Event, *args: Any) -> None:
        super().__init__(*args)
        self.fields["citations"].queryset = event.citations.all()  # type: ignore[attr-defined]
        self.fields["annotations"].queryset = event.annotations.all()  # type: ignore[attr-defined]


class MergingAdmin:
    """The pages `…/merge/`, `…/unmerge/` and `…/split/` of an event; all need the permission to merge."""

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("timeline.merge_event")

    def _event_to_merge(self, request: HttpRequest, key: str) -> Event:
        if not self.has_merge_permission(request):
            raise PermissionDenied
        event = Event.objects.at_key(key)
        if event is None:
            raise Http404
        return event

    def merge_chosen(self, request: HttpRequest, events: QuerySet[Event]) -> HttpResponse | None:
        """Lead from the list to the page that merges the two that are chosen there."""
        keys = list(events.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            messages.error(request, _("Choose exactly two events to merge."))
            return None
        address = reverse("admin:timeline_event_merge", args=[keys[1]])
        return redirect(f"{address}?into={keys[0]}")

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`…/merge/`: look for the event that stays; with `?into=`, both side by side, and what is kept of which."""
        event = self._event_to_merge(request, object_id)
        into = Event.objects.at_key(request.GET.get("into", ""))
        if into is None or into.pk == event.pk:
            words = request.GET.get("q", "").strip()
            titled = Event.objects.to_cite(words).exclude(pk=event.pk)[:MOST_OFFERED]
            found = titled if words else alike(event)
            return self._merging_page(
                request, "merge_find", event, _("Merge into…"), found=found, words=words
            )
        form = MergeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            keep = [name for name in MERGEABLE if request.POST.get(f"keep-{name}") == "merged"]
            try:
                if request.POST.get("seen") != f"{event.version}.{into.version}":
                    raise ValueError(_("One of the two was changed in the meantime: look at both again."))
                event.merge_into(
                    into, by=request.user, why=given["why"], keep=keep, kind=given["kind"], note=given["note"]
                )
            except REFUSED as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(
                    request, _("“%(event)s” is part of “%(into)s” now.") % {"event": event, "into": into}
                )
                return redirect("admin:timeline_event_change", into.pk)
        rows = [
            {
                "name": name,
                "label": Event._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
                "theirs": _said(into, name),
                "mine": _said(event, name),
                "differs": getattr(into, name) != getattr(event, name),
                "takes": request.POST.get(f"keep-{name}") == "merged",
            }
            for name in MERGEABLE
        ]
        sides = [{"event": each, **_beside(each)} for each in (into, event)]
        seen = f"{event.version}.{into.version}"
        return self._merging_page(
            request, "merge", event, _("Merge"), into=into, rows=rows, sides=sides, form=form, seen=seen
        )

    def unmerge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`…/unmerge/`: take this event, which is merged, out of the one it was merged into."""
        event = self._event_to_merge(request, object_id)
        if event.merged_into is None:
            raise Http404
        form = MergeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                merging.undo(event, by=request.user, **form.cleaned_data)
            except REFUSED as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("“%s” is an event of its own again.") % event)
                return redirect("admin:timeline_event_change", event.pk)
        return self._merging_page(
            request, "unmerge", event, _("Take the merge back"), into=event.merged_into, form=form
        )

    def split_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`…/split/`: choose the citations and notes that go to a new draft."""
        event = self._event_to_merge(request, object_id)
        form = SplitForm(event, request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                new = merging.split(
                    event,
                    citations=[each.pk for each in given["citations"]],
                    annotations=[each.pk for each in given["annotations"]],
                    title=given["title"],
                    by=request.user,
                    why=given["why"],
                )
            except REFUSED as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("“%s” is a draft of its own now.") % new)
                return redirect("admin:timeline_event_change", new.pk)
        return self._merging_page(request, "split", event, _("Split"), form=form)

    def _merging_page(
        self, request: HttpRequest, name: str, event: Event, title: str, **context: Any
    ) -> HttpResponse:
        site = self.admin_site.each_context(request)  # type: ignore[attr-defined]
        context |= {**site, "title": title, "event": event, "opts": self.opts}  # type: ignore[attr-defined]
        return TemplateResponse(request, f"admin/timeline/{name}.html", context)


def _said(event: Event, name: str) -> str:
    shown = getattr(event, f"get_{name}_display", None)
    return event.date_in_words if name == "edtf" else str(shown() if shown else getattr(event, name))


def _beside(event: Event) -> dict[str, Any]:
    """Return what comes along with an event, or stays with it."""
    return {
        "entities": event.entities.all(),
        "citations": event.citations.with_articles(),
        "annotations": event.annotations.all(),
        "entries": event.entries.select_related("timeline", "event"),
    }
