"""The review queue: an article beside what is proposed of it, and the decisions, by keys, buttons or plain forms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from timeline.admin.deciding import REFUSED
from timeline.admin.marking import marked
from timeline.admin.proposal_forms import AcceptForm, RejectForm
from timeline.ingestion.saving.resembling import suggest_event
from timeline.keys import key_in
from timeline.languages import told
from timeline.models import AlreadyDecided, DecisionRefused, Event, Proposal, SourceRevision

MOST_FOUND = 12  # events that a search offers to be cited
PER_PAGE = 100  # cards; a longer article is gone through in pages, its text and its ledger stay whole


def may_decide(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("timeline.change_proposal"))


def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one text: what waits, with at most one form open, and the ledger of what does not."""
    if not may_decide(request):
        raise PermissionDenied
    revision = get_object_or_404(SourceRevision.objects.select_related("source").defer("original"), pk=pk)
    return _page(request, revision, _opened(request))


def _opened(request: HttpRequest) -> dict[str, Any]:
    """Return which card has a form open, as its address says: `edit`, `cite` or `reject`, and the card's number."""
    for panel in ("edit", "cite", "reject"):
        number = key_in(request.GET.get(panel, ""))
        if number is not None:
            return {"panel": panel, "at": number}
    return {"panel": "", "at": request.GET.get("at", "")}


def _page(
    request: HttpRequest, revision: SourceRevision, opened: dict[str, Any], form: Any = None
) -> HttpResponse:
    rows = Proposal.objects.of_revision(revision).to_review()
    for row in rows:
        row.revision = revision
    waiting = [each for each in rows if each.is_waiting]
    decided = [each for each in rows if each.decided_at]
    at = next((each for each in waiting if str(each.pk) == str(opened["at"])), None)
    first = waiting.index(at) // PER_PAGE * PER_PAGE if at else 0
    form = form or (_empty_form(opened["panel"], at) if at else None)
    words = request.GET.get("q", "").replace("\0", " ").strip()[:200]
    context = {
        **admin.site.each_context(request),
        "title": str(revision.source),
        "is_nav_sidebar_enabled": False,
        "revision": revision,
        "source": revision.source,
        "text": marked(revision.body, rows, in_pages=len(waiting) > PER_PAGE),
        "waiting": waiting,
        "cards": waiting[first : first + PER_PAGE],
        "before": waiting[first - 1] if first else None,
        "after": next(iter(waiting[first + PER_PAGE :]), None),
        "ledger": [each for each in rows if not each.is_waiting],
        "n_decided": len(decided),
        "n_proposed": sum(1 for each in rows if each.outcome != Proposal.Outcome.LEFT_OUT),
        "last": max(decided, key=lambda each: str(each.decided_at), default=None),
        "at": at,
        "panel": opened["panel"] if at else "",
        "form": form,
        "q": words,
        "found": Event.objects.to_cite(words)[:MOST_FOUND] if words and at else [],
        "panels": [("edit", "e", _("Edit")), ("cite", "m", _("Cite for…")), ("reject", "r", _("Reject"))],
    }
    return TemplateResponse(request, "admin/timeline/queue.html", context)


def _empty_form(panel: str, at: Proposal) -> AcceptForm | RejectForm | None:
    if panel == "edit":
        return AcceptForm(at)
    return RejectForm(label_suffix="") if panel == "reject" else None


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one decision, and go on to the next proposal of the text; a refusal is said in words."""
    if not may_decide(request):
        raise PermissionDenied
    proposal = get_object_or_404(Proposal.objects.select_related("revision__source"), pk=pk)
    panel, form = "", None
    try:
        panel, form = _decided(request, proposal)
    except REFUSED as refused:
        messages.error(request, told(refused))
        if proposal.is_waiting:
            return _go_on(proposal, at=proposal)
    if form is not None:
        return _page(request, proposal.revision, {"panel": panel, "at": proposal.pk}, form)
    return _go_on(proposal, at=proposal if proposal.is_waiting else None)


def _decided(request: HttpRequest, proposal: Proposal) -> tuple[str, Any]:
    """Do what was asked for; return the form that was filled in wrongly, with the name of its panel."""
    action, number = request.POST.get("action", ""), request.POST.get("event", "")
    if action == "edit":
        return _edited(request, proposal)
    if action == "reject":
        return _rejected(request, proposal)
    if action == "accept":
        _follow(proposal, proposal.accept(by=request.user))
    elif action == "reopen":
        proposal.reopen(by=request.user)
    elif number:
        _cited(request, proposal, get_object_or_404(Event, pk=key_in(number) or 0))
    return "", None


def _cited(request: HttpRequest, proposal: Proposal, chosen: Event) -> None:
    proposal.cite(chosen, by=request.user)
    event = proposal.event or chosen
    if event != chosen:
        said = _("“%(event)s” is part of “%(into)s” now.")
        messages.info(request, said % {"event": chosen, "into": event})
    if proposal.change_id:
        said = _("“%s” is public: this is part of its pending change, which is to be published.")
        messages.warning(request, said % event)
    _follow(proposal, event)


def _edited(request: HttpRequest, proposal: Proposal) -> tuple[str, Any]:
    form = AcceptForm(proposal, request.POST)
    if not form.is_valid():
        return "edit", form
    try:
        _follow(proposal, proposal.accept(by=request.user, **form.decided()))
    except AlreadyDecided:
        raise
    except DecisionRefused as refused:
        form.add_error(None, str(refused))
        return "edit", form
    return "", None


def _rejected(request: HttpRequest, proposal: Proposal) -> tuple[str, Any]:
    form = RejectForm(request.POST, label_suffix="")
    if not form.is_valid():
        return "reject", form
    try:
        proposal.reject(by=request.user, **form.cleaned_data)
    except AlreadyDecided:
        raise
    except DecisionRefused as refused:
        form.add_error("note", str(refused))
        return "reject", form
    return "", None


def _follow(proposal: Proposal, event: Event) -> None:
    """Suggest the event for what still waits: the next paragraph often tells of it as well."""
    waiting = Proposal.objects.of_revision(proposal.revision).waiting().to_review()
    for each in waiting:
        each.revision = proposal.revision  # with its text: loaded once
    suggest_event(Event.objects.get(pk=event.pk), waiting)


def _go_on(proposal: Proposal, at: Proposal | None) -> HttpResponseRedirect:
    at = at or Proposal.objects.waiting_after(proposal)
    address = reverse("admin:timeline_proposal_queue", args=[proposal.revision_id])
    return HttpResponseRedirect(f"{address}?at={at.pk}#{at.element}" if at else f"{address}#ledger")
