"""Every quotation against its frozen text, a page of the archive at a time: what is wrong, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from timeline.admin.deciding import REFUSED
from timeline.ingestion.passages import Found, find_again
from timeline.keys import key_in
from timeline.models import Citation
from timeline.models.confirmations import move_words

CHECKED = 10_000  # citations on one page; the database compares them
SHOWN = 50  # of those that are wrong: mended, the page shows the next


@dataclass(frozen=True)
class Wrong:
    """A quotation that is not what its text says at its place, what stands there, and where the words stand."""

    citation: Citation
    there: str
    found: Found | None


def verify(request: HttpRequest) -> HttpResponse:
    """`…/citation/verify/?after=…`: check some thousands of citations; by POST, put one where its words stand."""
    if not request.user.has_perm("timeline.change_citation"):
        raise PermissionDenied
    after = key_in(request.POST.get("after", request.GET.get("after", ""))) or 0
    if request.method == "POST":
        _mend(request)
        return HttpResponseRedirect(address(after))
    checked = Citation.objects.after(after)
    keys = list(checked.values_list("pk", flat=True)[: CHECKED + 1])
    last = keys[:CHECKED][-1] if keys else after
    wrong = Citation.objects.after(after).filter(pk__lte=last).that_do_not_stand().with_texts()
    rows = [_wrong(each) for each in wrong.select_related("event")[:SHOWN]]
    context = {
        **admin.site.each_context(request),
        "title": _("Quotations and their texts"),
        "opts": Citation._meta,
        "rows": rows,
        "n_checked": len(keys[:CHECKED]),
        "after": after,
        "more": address(last) if len(keys) > CHECKED else "",
    }
    return TemplateResponse(request, "admin/timeline/verify.html", context)


def address(after: int) -> str:
    query = f"?{urlencode({'after': after})}" if after else ""
    return reverse("admin:timeline_citation_verify") + query


def _wrong(citation: Citation) -> Wrong:
    body = citation.revision.body
    return Wrong(citation, body[citation.start : citation.end], find_again(body, citation.passage()))


def _mend(request: Any) -> None:
    """Put a quotation where its very words stand; what is only like them, an editor chooses in the event's form."""
    pk = key_in(request.POST.get("citation", "")) or 0
    citation = get_object_or_404(Citation.objects.with_texts().select_related("event"), pk=pk)
    row = _wrong(citation)
    try:
        if citation.verifies() or row.found is None or not row.found.same_words:
            raise ValueError(_("These words stand nowhere in the text: choose others in the event’s form."))
        change = move_words(citation, citation.revision_id, row.found.passage, by=request.user)
    except REFUSED as refused:
        messages.error(request, str(refused))
        return
    said = _("“%s” is public: this is part of its pending change, which is to be published.")
    messages.success(
        request, said % citation.event if change else _("The quotation is where its words stand.")
    )
