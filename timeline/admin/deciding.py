"""Pages on which an editor decides on an event: hold it; preview, publish or discard a pending change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from timeline.models import (
    CannotApply,
    Correction,
    Event,
    NotPublishable,
    PendingChange,
    StaleChange,
    StaleVersion,
    Timeline,
    Unresolved,
    confirming,
    documents,
)
from timeline.models.comparing import differences
from timeline.models.embargo import moment
from timeline.models.telling import tell

REFUSED = (NotPublishable, StaleVersion, StaleChange, Unresolved, CannotApply, ValueError)


def said_with_queue(refused: Exception) -> str:
    """Return a refusal in words, with the way to the citations that are to be confirmed first."""
    if not getattr(refused, "to_confirm", ()):
        return str(refused)
    address = queue_of(refused.event)  # type: ignore[attr-defined]
    return format_html('{} <a href="{}">{}</a>', refused, address, _("Confirm them"))


def queue_of(event: Event) -> str:
    """Return the address of the queue of what is to be confirmed of one event."""
    return f"{reverse('admin:timeline_confirmation_queue')}?event={event.pk}"


class ReasonForm(forms.Form):
    """Why something is done; for whom, the label says."""

    why = forms.CharField(label=gettext_lazy("Why?"), widget=forms.Textarea(attrs={"rows": 3, "cols": 80}))


class HoldForm(forms.Form):
    """Until when readers do not see an event; no moment lifts the hold."""

    until = forms.DateTimeField(
        label=gettext_lazy("Hold until"),
        required=False,
        help_text=gettext_lazy("As in 2026-01-25 06:00. Leave it empty to lift the hold."),
        widget=forms.DateTimeInput(attrs={"size": 20}, format="%Y-%m-%d %H:%M"),
    )
    why = forms.CharField(
        label=gettext_lazy("Why?"),
        required=False,
        help_text=gettext_lazy("Asked for where readers may see sooner what is published already."),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
    )


class PublishForm(forms.Form):
    """What a change of a public event is, and what readers are told of it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("This change is"),
        choices=[(each.value, each.label) for each in Correction.Kind.of_a_change()],
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A correction is told to readers. A typo or wording changes nothing that is said; evidence only changes "
            "nothing that the event says. These two are logged, and not told."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        help_text=gettext_lazy(
            "For a correction: what was wrong, and how we know. Leave protected persons unnamed."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class DecidingAdmin:
    """The pages of an event's pending change, and its preview."""

    def event_and_change(self, request: HttpRequest, object_id: str) -> tuple[Event, PendingChange]:
        event = self.get_object(request, object_id)  # type: ignore[attr-defined]
        change = PendingChange.objects.of(event) if event else None
        if event is None or change is None:
            raise Http404
        if not self.has_change_permission(request, event):  # type: ignore[attr-defined]
            raise PermissionDenied
        return event, change

    def pending_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`…/pending/`: what a pending change would change, and the buttons that decide on it."""
        event, change = self.event_and_change(request, object_id)
        seen = f"{event.version}.{change.version}"
        form = PublishForm(request.POST if "publish" in request.POST else None, initial={"seen": seen})
        if request.method == "POST":
            done = self._decide(request, event, change, form, seen)
            if done:
                return done
        live = documents.document_of(event)
        document, undecided = change.brought_together(live=live)
        told = tell(differences(live, document), Event, live, document)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Pending change"),
            "opts": self.opts,  # type: ignore[attr-defined]
            "event": event,
            "change": change,
            "told": told,
            "undecided": undecided,
            "to_confirm": confirming.to_confirm(change, document) if event.is_published else [],
            "queue": queue_of(event),
            "form": form,
            "may_publish": self.has_publish_permission(request),  # type: ignore[attr-defined]
            "may_review": self.has_review_permission(request),  # type: ignore[attr-defined]
            "mine": change.owner == request.user,
        }
        return TemplateResponse(request, "admin/timeline/pending.html", context)

    def _decide(
        self, request: Any, event: Event, change: PendingChange, form: PublishForm, seen: str
    ) -> HttpResponse | None:
        try:
            said = self._act(request, event, change, form, seen)
        except REFUSED as refused:
            messages.error(request, said_with_queue(refused))
            return None
        if said:
            messages.success(request, said % event)
            return redirect("admin:timeline_event_change", event.pk)
        return None

    def _act(self, request: Any, event: Event, change: PendingChange, form: PublishForm, seen: str) -> str:
        by, why = request.user, request.POST.get("why", "")
        if "submit" in request.POST:
            change.submit(by=by)
            return _("The change of “%s” is sent to review.")
        if "send_back" in request.POST and self.has_review_permission(request):  # type: ignore[attr-defined]
            change.send_back(by=by, why=why)
            return _("The change of “%s” is sent back.")
        if "discard" in request.POST and (
            change.owner == by or self.has_review_permission(request)  # type: ignore[attr-defined]
        ):
            change.discard(by=by, why=why)
            return _("The change of “%s” is discarded: it stays in the records.")
        if "publish" not in request.POST or not self.has_publish_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        if not form.is_valid():
            return ""
        if form.cleaned_data["seen"] != seen:
            raise StaleChange(change)
        event.publish_change(change, by=by, kind=form.cleaned_data["kind"], note=form.cleaned_data["note"])
        return _("The change of “%s” is published.")

    def may_hold(self, request: HttpRequest, event: Event) -> bool:
        """Whether this editor may set or lift its hold: of what is approved, who may publish."""
        if event.is_public:
            return self.has_publish_permission(request)  # type: ignore[attr-defined]
        return self.has_change_permission(request, event)  # type: ignore[attr-defined]

    def hold_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`…/hold/`: until when readers do not see the event, and why that is changed."""
        event = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if event is None:
            raise Http404
        if not self.may_hold(request, event):
            raise PermissionDenied
        form = HoldForm(request.POST or None, initial={"until": event.hold_until})
        if request.method == "POST" and form.is_valid():
            try:
                event.hold(form.cleaned_data["until"], by=request.user, why=form.cleaned_data["why"])
            except REFUSED as refused:
                form.add_error(None, str(refused))
            else:
                said = (
                    _("“%(event)s” is held until %(moment)s.")
                    if event.hold_until
                    else _("“%(event)s” is not held.")
                )
                messages.success(request, said % {"event": event, "moment": moment(event.hold_until)})
                return redirect("admin:timeline_event_change", event.pk)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Hold until"),
            "opts": self.opts,  # type: ignore[attr-defined]
            "event": event,
            "opens": moment(event.opens_at) if event.is_held else "",
            "time_zone": settings.TIME_ZONE,
            "form": form,
        }
        return TemplateResponse(request, "admin/timeline/hold.html", context)

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`…/preview/`: the event as its public page would be; kept by no cache, found by no search engine."""
        event = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if event is None or not self.has_view_permission(request, event):  # type: ignore[attr-defined]
            raise Http404
        change = PendingChange.objects.of(event)
        response = _page(request, event, change)
        response["X-Robots-Tag"] = "noindex"
        return response


@never_cache
def _page(request: HttpRequest, event: Event, change: PendingChange | None) -> HttpResponse:
    shown = change.laid_over() if change else Event.objects.with_evidence().get(pk=event.pk)
    context = {"event": shown, "change": change, "timelines": Timeline.objects.that_will_show(shown)}
    return render(request, "timeline/preview.html", context)
