"""Citations to confirm again: the queue with what the event says beside the passage, and the record of all verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from timeline.admin.deciding import REFUSED
from timeline.admin.pending import LookedUp
from timeline.keys import key_in
from timeline.models import Confirmation, Event, NotConfirmed, SourceRevision
from timeline.models.claims import in_words, names_in
from timeline.models.telling import marked
from timeline.roles import may_publish
from timeline.waiting import how_many

PER_PAGE = 10
AROUND = 500  # code points of the paragraph on either side of a passage

Runs = list[tuple[str, str]]  # words, each run with “ins”, “del” or “”


@dataclass(frozen=True)
class Card:
    """One citation and aspect: the claim as it was and is, and the passage in its context, before, exact, after."""

    item: Confirmation
    claim: Runs
    passage: tuple[str, str, str]
    newer: tuple[Runs, Runs, Runs] | None  # the same place in the newer text, with what differs
    may: bool


def may_confirm(request: HttpRequest, item: Confirmation | None = None) -> bool:
    """Who writes may confirm; what readers see is confirmed by who may publish."""
    user: Any = request.user
    if not user.has_perm("timeline.change_confirmation"):
        return False
    public = item is not None and item.change_id is None and item.event.is_public
    return not public or may_publish(user)


def queue(request: HttpRequest) -> HttpResponse:
    """`…/queue/?event=…&after=…`: a page of what waits, and the last verdict of this editor to be taken back."""
    if not may_confirm(request):
        raise PermissionDenied
    event = Event.objects.at_key(request.GET.get("event", ""))
    after = key_in(request.GET.get("after", "")) or 0
    waiting = Confirmation.objects.waiting()
    waiting = waiting.of(event) if event else waiting
    rows = list(waiting.after(after).to_show()[: PER_PAGE + 1])
    cards = _cards(request, rows[:PER_PAGE])
    at = request.GET.get("at", "")
    context = {
        **admin.site.each_context(request),
        "title": _("Citations to confirm"),
        "is_nav_sidebar_enabled": False,
        "event": event,
        "after": after,
        "cards": cards,
        "at": next(
            (each.item for each in cards if str(each.item.pk) == at), cards[0].item if cards else None
        ),
        "said": how_many(waiting),
        "more": _address(event, rows[PER_PAGE - 1].pk) if len(rows) > PER_PAGE else "",
        "start": _address(event, 0),
        "last": Confirmation.objects.last_by(request.user),
        "here": _address(event, after),
    }
    return TemplateResponse(request, "admin/timeline/confirmations.html", context)


def _address(event: Event | None, after: int, **more: Any) -> str:
    asked = {"event": event.pk if event else "", "after": after or "", **more}
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("admin:timeline_confirmation_queue") + (f"?{query}" if query else "")


def _cards(request: HttpRequest, rows: list[Confirmation]) -> list[Card]:
    names = names_in(claim for each in rows for claim in (each.was, each.claim))
    wanted = {each.citation.revision_id for each in rows if each.citation}
    wanted |= {each.revision_id for each in rows if each.revision_id}
    bodies = dict(SourceRevision.objects.filter(pk__in=wanted).values_list("pk", "body"))
    return [_card(request, each, names, bodies) for each in rows]


def _card(request: HttpRequest, item: Confirmation, names: dict[int, str], bodies: dict[int, str]) -> Card:
    claim = in_words(item.claim, names)
    was = in_words(item.was, names) if item.was is not None else claim
    citation = item.citation
    if citation is None:  # waiting() has none of these
        return Card(item, marked(was, claim), ("", "", ""), None, False)
    passage = paragraph(bodies[citation.revision_id], citation.start, citation.end)
    newer = None
    if item.is_placed:
        there = paragraph(bodies[item.revision_id or 0], item.start or 0, item.end or 0)
        before, words, after = (marked(old, new) for old, new in zip(passage, there, strict=True))
        newer = (before, words, after)
    return Card(item, marked(was, claim), passage, newer, may_confirm(request, item))


def paragraph(body: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the words at a place of a text, with the rest of their paragraph before and after them."""
    first, last = body.rfind("\n", 0, start) + 1, body.find("\n", end)
    last = len(body) if last < 0 else last
    before, after = body[max(first, start - AROUND) : start], body[end : min(last, end + AROUND)]
    return (
        f"… {before}" if start - first > AROUND else before,
        body[start:end],
        f"{after} …" if last - end > AROUND else after,
    )


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one verdict, or take it back, and go on to the next; a refusal is said in words."""
    item = get_object_or_404(Confirmation.objects.select_related("event", "citation"), pk=pk)
    if not may_confirm(request, item):
        raise PermissionDenied
    event, after = (
        Event.objects.at_key(request.POST.get("event", "")),
        (key_in(request.POST.get("after", "")) or 0),
    )
    at = pk
    try:
        _decided(request, item)
    except (*REFUSED, NotConfirmed) as refused:
        messages.error(request, str(refused))
    else:
        waiting = Confirmation.objects.waiting()
        waiting = waiting.of(event) if event else waiting
        following = waiting.after(pk if item.settled_at else pk - 1).first()
        at = following.pk if following else 0
        after = min(after, pk - 1) if item.is_waiting else after
    return HttpResponseRedirect(f"{_address(event, after, at=at)}#{f'c-{at}' if at else 'confirmations'}")


def _decided(request: HttpRequest, item: Confirmation) -> None:
    action, lacking = request.POST.get("action", ""), []
    if action == "undo":
        if item.settled_by != request.user:
            raise NotConfirmed(_("Each editor takes back their own verdicts."))
        item.undo(by=request.user)
        return
    if request.POST.get("seen") != item.stamp:
        raise NotConfirmed(_("What this is about was changed in the meantime: look again."))
    if action == "supports":
        item.confirm(by=request.user)
    elif action == "no-longer":
        lacking = item.deny(by=request.user)
    elif action == "follow":
        lacking = item.follow(by=request.user)
    else:
        raise NotConfirmed(_("Say what you found: it still supports it, or it does not any more."))
    if item.leaving_id:
        said = _("“%s” is public: this is part of its pending change, which is to be published.")
        messages.warning(request, said % item.event)
    for each in lacking:
        messages.warning(request, f"{item.event}: {each}")


@admin.register(Confirmation)
class ConfirmationAdmin(LookedUp):
    """The record of what was to be confirmed: why, and who found what and when. Verdicts are given in the queue."""

    list_display = ["words", "event_link", "reason", "verdict", "settled_by", "settled_at"]
    list_display_links = None
    list_filter = ["verdict", "reason"]
    search_fields = ["event__title"]
    ordering = ["-pk"]
    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Confirmation | None = None) -> bool:
        """Asked of those of a draft that is deleted; what was public stays."""
        unseen = bool(obj and not obj.event.published_at)
        return unseen and request.user.has_perm("timeline.delete_event")

    def get_queryset(self, request: HttpRequest) -> Any:
        return Confirmation.objects.to_show()

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("queue/", view(queue), name="timeline_confirmation_queue"),
            path("<int:pk>/decide/", view(decide), name="timeline_confirmation_decide"),
        ]
        return [*own, *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("citation"))
    def words(self, item: Confirmation) -> str:
        quoted = f"“{item.citation.exact[:80]}”" if item.citation else _("(not cited any more)")
        return f"{item.number}, {item.get_aspect_display()}: {quoted}"

    @admin.display(description=gettext_lazy("event"))
    def event_link(self, item: Confirmation) -> str:
        url = reverse("admin:timeline_event_change", args=[item.event_id])
        return format_html('<a href="{}">{}</a>', url, item.event)
