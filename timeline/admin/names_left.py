"""The names in the texts that no entity covers yet: made one, added to one, or said to be none, with one press."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rapidfuzz.fuzz import token_sort_ratio

from timeline.folding import fold
from timeline.keys import key_in
from timeline.models import Entity, EntityName, NotAName, ProposedName, SourceRevision

SHOWN = 25
SET_ASIDE = 100  # latest ones, to be brought back
SUGGESTED = 3  # entities of one name
MOST_COMPARED = 2_000  # spellings that the names of a page are compared with
LEAST_ALIKE = 60  # per cent
NEEDED = ("timeline.view_entity", "timeline.add_entity", "timeline.add_entityname")


def names_left(request: HttpRequest) -> HttpResponse:
    """A page of the names, in their order; a POST does one thing to one of them and comes back."""
    if not request.user.has_perms(NEEDED):
        raise PermissionDenied
    if request.method == "POST":
        return _done(request)
    beginning, after = request.GET.get("q", "").strip()[:200], request.GET.get("after", "")[:200]
    kind = request.GET.get("kind", "")[:20]
    if "\x00" in beginning + after + kind:
        beginning = after = kind = ""
    found = list(ProposedName.objects.left(beginning=beginning, after=(after, kind))[: SHOWN + 1])
    rows = found[:SHOWN]
    last = rows[-1] if len(found) > SHOWN else None
    context = {
        **admin.site.each_context(request),
        "title": _("Names left"),
        "opts": Entity._meta,
        "rows": _with_texts(_with_suggestions(request, rows)),
        "aside": NotAName.objects.order_by("-said_at", "-pk")[:SET_ASIDE],
        "q": beginning,
        "here": request.get_full_path(),
        "next": urlencode({"q": beginning, "after": last["text"], "kind": last["kind"]}) if last else "",
    }
    return TemplateResponse(request, "admin/timeline/names_left.html", context)


def _with_texts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add the first and the latest text that prints each name."""
    keys = {row[end] for row in rows for end in ("first", "latest")}
    texts = SourceRevision.objects.select_related("source").without_text().in_bulk(keys)
    for row in rows:
        row["texts"] = [texts[key] for key in sorted({row["first"], row["latest"]})]
        row["kind_words"] = Entity.Kind(row["kind"]).label
    return rows


def _with_suggestions(request: HttpRequest, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add whom each name may mean, the likeliest first; protected persons only for who may change entries."""
    known = EntityName.objects.like(row["text"] for row in rows)
    if not request.user.has_perm("timeline.change_entity"):
        known = known.exclude(entity__visibility=Entity.Visibility.PROTECTED)
    spellings = list(known[:MOST_COMPARED])
    for row in rows:
        read = " ".join(fold(row["text"]))
        best: dict[Entity, float] = {}
        for each in spellings:
            if each.entity.kind == row["kind"]:
                best[each.entity] = max(best.get(each.entity, 0), _alike(read, each.folded))
        likely = sorted(best, key=lambda entity: (-best[entity], entity.pk))
        row["suggested"] = [each for each in likely if best[each] >= LEAST_ALIKE][:SUGGESTED]
    return rows


def _alike(read: str, known: str) -> float:
    """Return how alike two folded names are, per cent: a part of a name in whole words is alike enough."""
    shorter, longer = sorted((read.split(), known.split()), key=len)
    part = 90.0 if shorter and set(shorter) <= set(longer) else 0.0
    return max(part, token_sort_ratio(read, known))


def _done(request: HttpRequest) -> HttpResponse:
    text, kind = request.POST.get("text", "")[:200], request.POST.get("kind", "")
    action, number = request.POST.get("action", ""), request.POST.get("entity", "")
    back = request.POST.get("back", "")
    address = reverse("admin:timeline_entity_left")
    answer = HttpResponseRedirect(back if back.startswith(f"{address}?") else address)
    left = ProposedName.objects.taken_for_names().filter(entity=None)
    is_left = "\x00" not in text + kind and left.filter(text=text, kind=kind).exists()
    aside = NotAName.objects.filter(pk=key_in(request.POST.get("aside", "")) or 0).first()
    if aside:
        aside.delete()
        messages.success(request, _("“%s” is among the names again.") % aside)
    elif not is_left:
        messages.error(request, _("This name is not left any more: nothing was changed."))
    elif number:
        entity = get_object_or_404(_offered(request), pk=key_in(number) or 0, kind=kind)
        told = {"name": text, "entity": entity}
        if admin.site._registry[Entity].has_change_permission(request, entity):
            _change(request, entity, text)
            messages.success(request, _("“%(name)s” is a spelling of %(entity)s.") % told)
        else:
            messages.error(
                request, _("Readers see %(entity)s: who may publish adds a spelling to it.") % told
            )
    elif action == "none":
        NotAName.remember(text, by=request.user)
        messages.success(request, _("“%s” is no name, and will not be proposed as one again.") % text)
    elif action == "new":
        _add(request, text, kind)
        messages.success(request, _("“%s” is an entry now.") % text)
    return answer


def _offered(request: HttpRequest) -> Any:
    entities = Entity.objects.unmerged()
    if request.user.has_perm("timeline.change_entity"):
        return entities
    return entities.exclude(visibility=Entity.Visibility.PROTECTED)


@transaction.atomic
def _change(request: HttpRequest, entity: Entity, text: str) -> None:
    if not entity.names.filter(name=text).exists():
        entity.names.create(name=text)
    ProposedName.objects.cover(text, entity.kind, entity)
    desk = admin.site._registry[Entity]
    desk.log_change(
        request, entity, [{"added": {"name": str(EntityName._meta.verbose_name), "object": text}}]
    )


@transaction.atomic
def _add(request: HttpRequest, text: str, kind: str) -> None:
    is_person = kind == Entity.Kind.PERSON
    visibility = Entity.Visibility.IN_PASSING if is_person else Entity.Visibility.PUBLIC
    entity = Entity.objects.create(kind=kind, name=text, visibility=visibility)
    admin.site._registry[Entity].log_addition(request, entity, [{"added": {}}])
