"""The public ledger of corrections, as a page and as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.browsing.citing import address_of
from timeline.keys import key_in
from timeline.languages import newsrooms, site_name
from timeline.models import Correction, Timeline
from timeline.models.corrections import CorrectionQuerySet

PER_PAGE = 20
FEED_ENTRIES = 50

# XML 1.0 has no way to write these, not even escaped.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """`/corrections/`: what was corrected, when and why, the latest first; `timeline` and `before` narrow it."""
    timeline = _timeline(request)
    asked = _asked_for(timeline)
    before = request.GET.get("before", "")
    key = key_in(before)
    if key is not None:
        asked = asked.before(key)
    found = asked[: PER_PAGE + 1].for_readers()
    context = {
        "corrections": found[:PER_PAGE],
        "older": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
        "is_first": not before,
        "chosen": timeline,
        "timelines": Timeline.objects.public()[:100],
    }
    return render(request, "timeline/corrections.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """`/corrections.atom`: the latest corrections, in the newsroom's language."""
    with newsrooms():
        atom = _feed(_timeline(request))
        return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


def _timeline(request: HttpRequest) -> Timeline | None:
    slug = request.GET.get("timeline", "")
    timeline = Timeline.objects.public().at(slug) if slug else None
    if slug and timeline is None:
        raise Http404
    return timeline


def _asked_for(timeline: Timeline | None) -> CorrectionQuerySet:
    public = Correction.objects.public().latest_first()
    return public.on_timeline(timeline) if timeline else public


def _feed(timeline: Timeline | None) -> Atom1Feed:
    asked = f"?timeline={timeline.slug}" if timeline else ""
    atom = Atom1Feed(
        title=_plain(_("Corrections: %s") % timeline if timeline else _("Corrections")),
        link=address_of(reverse("corrections") + asked),
        description="",
        feed_url=address_of(reverse("corrections-feed") + asked),
        language=settings.CONTENT_LANGUAGE,
        author_name=site_name(),
    )
    for each in _asked_for(timeline)[:FEED_ENTRIES].for_readers():
        atom.add_item(
            title=_plain(each.shown_title),
            link=address_of(each.get_absolute_url()),
            description=_plain(_in_words(each)),
            unique_id=each.public_id.urn,
            pubdate=each.made_at,
            updateddate=each.changed_at,
        )
    return atom


def _in_words(correction: Correction) -> str:
    lines = [
        _("Retracted: %s") % correction.shown_note if correction.is_retraction else correction.shown_note
    ]
    said = _("%(what)s. It said: %(was)s. It says: %(now)s.")
    nothing = _("nothing")
    lines += [
        said % {**row, "was": row["was"] or nothing, "now": row["now"] or nothing}
        for row in correction.shown_said
    ]
    return "\n".join(lines)


def _plain(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
