"""No lost update, and nothing half-edited in public: how the form of an event, or of what belongs to one, is saved.

A form knows the state that it shows: the version of the event, and of its pending change where it shows that. What is
sent back is tried out on that very state, in a transaction that is rolled back, and read off as a document
(`models/documents.py`). If nobody was faster, the document is saved: a draft's as its rows, a public event's as its
pending change. Else both are shown side by side, and what the editor chooses is saved on the newer state.
"""

from __future__ import annotations

import re
from typing import Any

import reversion
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from reversion.models import Version

from timeline.languages import told
from timeline.models import (
    CannotApply,
    Event,
    NotPublishable,
    PendingChange,
    StaleChange,
    StaleVersion,
    Step,
    documents,
    overlays,
)
from timeline.models.changing import make_it
from timeline.models.comparing import BOTH, MINE, THEIRS, Unit, merge
from timeline.models.documents import Document
from timeline.models.telling import tell

_STAMP = re.compile(r"(\d{1,9})(?:/(\d{1,18})\.(\d{1,9}))?")
_FASTER = (StaleVersion, StaleChange)
_WRONG = (NotPublishable, CannotApply, ValueError)
_OURS = ("csrfmiddlewaretoken", "seen")  # fields that are no part of what was typed


class Rehearsed(Exception):
    """The form was saved as a trial, and this is what the event would be; everything is rolled back."""

    def __init__(self, document: Document) -> None:
        self.document = document


class VersionedForm(forms.ModelForm):
    """A form of an event, or of what belongs to one; `based_on` says which state of the event it shows."""

    based_on = forms.CharField(widget=forms.HiddenInput, required=False)
    stamp = ""
    refused = ""  # why what was sent was not saved, where its fields are in order

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["based_on"] = self.stamp

    def full_clean(self) -> None:
        super().full_clean()
        if self.refused and self.is_bound:
            self.add_error(None, self.refused)


def stamp_of(event: Event, change: PendingChange | None) -> str:
    """Return what names the state that an editor sees: `12`, or `12/5.3` with the third version of change 5."""
    return f"{event.version}/{change.pk}.{change.version}" if change else str(event.version)


def as_stamped(event: Event, stamp: str) -> Document | None:
    """Return the state that a stamp names, or None where no history tells it any more."""
    read = _STAMP.fullmatch(stamp)
    if read is None:
        return None
    version, pk, written = (int(each) if each else None for each in read.groups())
    if version == event.version:
        then: Document | None = documents.document_of(event)
    else:
        then = documents.document_at(event, version or 0)
    if pk is None:
        return then
    change = event.pending_changes.filter(pk=pk).first()
    kept = change.at(written or 0) if change else None
    return merge(kept[0], then or kept[0], kept[1])[0] if kept else None


class VersionedAdmin:
    """An admin page of an event or of what belongs to one."""

    def versioned_event(self, object_id: str | None) -> Event | None:
        """Return the event whose state counts on this page; None where there is none yet."""
        raise NotImplementedError

    def row_of(self, event: Event, object_id: str) -> Any:
        """Return the row that this page is of, as the event has it loaded, or None."""
        raise NotImplementedError

    def get_object(self, request: Any, object_id: str, from_field: Any = None) -> Any:
        """Return the row that the page shows: as the pending change says, where the page lays that over."""
        shown = getattr(request, "laid_over", None)
        return self.row_of(shown, object_id) if shown else super().get_object(request, object_id, from_field)  # type: ignore[misc]

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]
        shown = {name: getattr(request, name, "") for name in ("stamp", "refused")}
        return type(form.__name__, (form,), shown)

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        refused = ""
        for _attempt in range(3):
            try:
                return self._changeform(request, object_id, form_url, extra_context)
            except _FASTER as faster:
                refused = told(faster)  # by a moment: now it is a collision like any other
            except _WRONG as wrong:
                refused = told(wrong)
                break
        request.refused = refused
        try:  # the form as it was sent, with why it was not saved
            return self._changeform(request, object_id, form_url, extra_context)
        except (*_FASTER, *_WRONG):  # there is no such form any more
            messages.error(request, request.refused)
            return HttpResponseRedirect(request.get_full_path())

    def _changeform(self, request: Any, object_id: str | None, form_url: str, extra: Any) -> HttpResponse:
        event = self.versioned_event(object_id)
        change = PendingChange.objects.of(event) if event else None
        request.stamp = stamp_of(event, change) if event else ""
        if event is not None and request.method == "POST":
            return self._save(request, event, change, (object_id, form_url, extra))
        if event is None or change is None:
            return self._plainly(request, event, object_id, form_url, extra)
        document, undecided = change.brought_together()
        if undecided:
            base, written = change.brought_forward()
            return self._choosing(request, event, base, documents.document_of(event), written, {})
        request.laid_over = overlays.laid_over(document, event)
        context = {**(extra or {}), "pending": change}
        response: HttpResponse = super().changeform_view(request, object_id, form_url, context)  # type: ignore[misc]
        return response

    def _plainly(self, request: Any, event: Event | None, *page: Any) -> HttpResponse:
        """Show the form, or save it to the rows of this very version of the event. Raises StaleVersion."""
        response: HttpResponse
        if request.method != "POST":  # whoever only looks lets nobody wait
            response = super().changeform_view(request, *page)  # type: ignore[misc]
            return response
        with event.unchanged() if event else transaction.atomic(), reversion.create_revision():
            response = super().changeform_view(request, *page)  # type: ignore[misc]
            return response

    def _save(self, request: Any, event: Event, change: PendingChange | None, page: Any) -> HttpResponse:
        sent = request.POST.get("based_on", "")
        if sent == request.stamp and not event.is_public and not change and "seen" not in request.POST:
            return self._plainly(request, event, *page)
        live = documents.document_of(event)
        theirs = change.brought_together()[0] if change else live
        base = as_stamped(event, sent)
        try:
            mine = self._rehearse(request, event, base or theirs, page)
        except CannotApply:  # what the form was made from cannot be any more
            base, mine = None, self._rehearse(request, event, theirs, page)
        if isinstance(mine, HttpResponse):
            return mine
        mine = documents.with_keys_of_its_own(mine, event, base or theirs, theirs, live)
        mine = documents.brought_forward(mine)[0]
        if sent == request.stamp:
            return self._keep(request, event, change, mine)
        seen = request.POST.get("seen") == request.stamp
        choices = (
            {key[7:]: value for key, value in request.POST.items() if key.startswith("choice-")}
            if seen
            else {}
        )
        merged, units, undecided = merge(base, theirs, mine, choices)
        if units and (not seen or undecided):
            return self._choosing(request, event, base, theirs, mine, choices)
        return self._keep(request, event, change, merged)

    def _rehearse(self, request: Any, event: Event, document: Document, page: Any) -> Document | HttpResponse:
        """Save the form as a trial on this state of the event; return what it would be, or the form with its errors.

        Raises CannotApply where that state cannot be any more.
        """
        request.rehearsing = True
        try:
            with documents.shown(document, event):
                try:
                    response = super().changeform_view(request, *page)  # type: ignore[misc]
                except Rehearsed as done:
                    return done.document
                return _rendered(response)
        finally:
            request.rehearsing = False

    def _keep(
        self, request: Any, event: Event, change: PendingChange | None, document: Document
    ) -> HttpResponse:
        """Save what the event shall be: at once, or as its pending change where readers see it."""
        waits = make_it(event, document, change, by=request.user, reworded=is_reworded(request))
        if waits:
            said = _(
                "Your change of “%s” is kept, and waits: readers see the published version until it is published."
            )
        else:
            said = _("“%s” is saved.")
        messages.success(request, said % event)
        self.log_change(request, event, "changed")  # type: ignore[attr-defined]
        to_list = f"admin:timeline_{self.opts.model_name}_changelist"  # type: ignore[attr-defined]
        return redirect(request.path) if "_continue" in request.POST or waits else redirect(to_list)

    def _choosing(
        self,
        request: Any,
        event: Event,
        base: Document | None,
        theirs: Document,
        mine: Document,
        choices: Any,
    ) -> HttpResponse:
        """Show what both changed, side by side; everything that was typed goes along in the page."""
        _merged, units, undecided = merge(base, theirs, mine, choices)
        told = tell(units, Event, base, theirs, mine)
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in _OURS and not name.startswith("choice-")
        ]
        rows = [
            {"told": each, "open": each.unit in undecided, "options": _options(each.unit, choices)}
            for each in told
        ]
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Changed by two"),
            "opts": self.opts,  # type: ignore[attr-defined]
            "event": event,
            "rows": rows,
            "typed": typed,
            "seen": request.stamp,
            "is_asked_again": bool(choices),
            "latest": _last_saved(event),
        }
        return TemplateResponse(request, "admin/timeline/collision.html", context)


def _last_saved(event: Event) -> Any:
    """Return the revision in which what an editor sees of the event was saved last, or None."""
    change = PendingChange.objects.of(event)
    versions = Version.objects.get_for_object(change or event).select_related("revision__user")
    version = versions.first()
    return version.revision if version else None


def _rendered(response: HttpResponse) -> HttpResponse:
    """Render a page while what it shows is there."""
    return response.render() if isinstance(response, TemplateResponse) else response


def _options(unit: Unit, choices: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Return the values that can stand: (name, label, whether it is chosen)."""
    chosen = choices.get(unit.key) or unit.default
    labels = {THEIRS: _("as it is now"), MINE: _("as I wrote it"), BOTH: _("both")}
    offered = (THEIRS, MINE, BOTH) if unit.is_set else (THEIRS, MINE)
    return [(each, labels[each], each == chosen) for each in offered]


def saved(request: HttpRequest, event: Event, *, why: str = "") -> None:
    """Finish saving an event by its form: note the step, or, in a rehearsal, stop and tell what it would be."""
    if getattr(request, "rehearsing", False):
        raise Rehearsed(documents.document_of(event))
    event.evidence_changed()
    event.must_hold()
    reworded = is_reworded(request)
    event.note_step(request.user, why, _action(reworded), reworded=reworded)


def is_reworded(request: HttpRequest) -> bool:
    """Whether the editor declared that of what happened only the wording is changed."""
    return request.POST.get("wording_only") == "on"


def _action(reworded: bool) -> str:
    return Step.Action.REWORDED if reworded else Step.Action.CHANGED
