"""The readers' pages. Every query starts from what is public; what is not public is not there (404)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.axis import axis
from timeline.browsing.addresses import at_slug
from timeline.browsing.citing import (
    address_of,
    as_background,
    as_background_html,
    as_bibtex,
    as_csl,
    as_json_ld,
    as_text,
)
from timeline.browsing.fragments import wants_fragment, with_vary
from timeline.browsing.periods import under_headings
from timeline.facets import facets, loosened
from timeline.filters import Filters, active_filters
from timeline.models import Citation, Entity, Event, Source, Timeline


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """`/`: the timeline where there is one; the list of them, and the archive of all events, where there are more."""
    timelines = list(Timeline.objects.public()[:100])
    only = timelines[0] if len(timelines) == 1 else None
    return _timeline_page(request, Filters.from_query(request.GET, of=only), timelines=timelines)


@require_safe
@at_slug(lambda: Timeline.objects.public())
def timeline(request: HttpRequest, timeline: Timeline) -> HttpResponse:
    """`/timelines/<slug>/`: one story."""
    return _timeline_page(request, Filters.from_query(request.GET, timeline.get_absolute_url(), timeline))


@require_safe
@at_slug(lambda: Event.objects.public().with_evidence())
def event(request: HttpRequest, event: Event) -> HttpResponse:
    """`/events/<slug>/`: an event with all its evidence."""
    timelines = Timeline.objects.public().with_event(event) if event.is_published else []
    context = {"event": event, "timelines": timelines, "address": address_of(event.get_absolute_url())}
    return render(
        request, "timeline/event.html", context | {"json_ld": as_json_ld(event), "citing": _citing(event)}
    )


@require_safe
@at_slug(lambda: Source.objects.public())
def source(request: HttpRequest, source: Source) -> HttpResponse:
    """`/sources/<slug>/`: an article, with the passages used from it."""
    passages = list(Citation.objects.public().from_source(source))
    context = {"source": source, "passages": passages, "revision": passages[0].revision if passages else None}
    return render(request, "timeline/source.html", context)


@require_safe
@at_slug(lambda: Entity.objects.public())
def entity(request: HttpRequest, entity: Entity) -> HttpResponse:
    """`/entities/<slug>/`: a person, organisation, place or topic, with its names and its events."""
    page = Filters.pages_of(entity, request.GET).page()
    printed, found_by = entity.as_printed(page.events)
    context = {"entity": entity, "printed": printed, "found_by": found_by, "page": page}
    return render(request, "timeline/entity.html", context | {"groups": under_headings(page.events)})


@require_safe
def passage(request: HttpRequest, public_id: str) -> HttpResponse:
    """`/passages/<public id>/`: one cited passage, for good."""
    citation = get_object_or_404(Citation.objects.with_address().with_articles(), public_id=public_id)
    return render(request, "timeline/passage.html", {"citation": citation, "event": citation.event})


@require_safe
def background(request: HttpRequest) -> HttpResponse:
    """`/background/`: the events of a page as a paragraph to paste into an article; `event` chooses among them."""
    on = Timeline.objects.public().at(request.GET.get("timeline", ""))
    page = Filters.from_query(request.GET, reverse("background"), on).page()
    chosen = [event for event in page.events if event.slug in request.GET.getlist("event")] or page.events
    context = {
        "page": page,
        "chosen": chosen,
        "text": as_background(chosen),
        "html": as_background_html(chosen),
        "kept": [(name, values) for name, values in request.GET.lists() if name != "event"],
    }
    return render(request, "timeline/background.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """`/about/`: how this timeline is made."""
    return render(request, "timeline/about.html")


def _citing(event: Event) -> dict[str, str]:
    return {_("Text"): as_text(event), "BibTeX": as_bibtex(event), "CSL-JSON": as_csl(event)}


def _timeline_page(request: HttpRequest, filters: Filters, **context: Any) -> HttpResponse:
    page, active = filters.page(), active_filters(filters)
    context |= {
        "filters": filters,
        "timeline": filters.of,
        "page": page,
        "groups": under_headings(page.events, newest_first=bool(filters.order)),
        "facets": facets(filters.readable),
        "axis": axis(filters.readable),
        "active": active,
        "loosen": [] if page.events or filters.errors else loosened(active),
    }
    fragment = wants_fragment(request)
    response = render(request, "timeline/_swap.html" if fragment else "timeline/timeline.html", context)
    if fragment:
        response["HX-Push-Url"] = filters.here
    return with_vary(response)
