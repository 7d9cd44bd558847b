"""The readers' pages. Every query starts from what is public; what is not public is not there (404)."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from timeline.axis import Axis, axis
from timeline.browsing.addresses import at_slug, moved_to
from timeline.browsing.background import as_background
from timeline.browsing.citing import (
    address_of_event,
    as_bibtex,
    as_csl,
    as_json_ld,
    as_text,
    card_of_event,
    card_of_timeline,
    headline,
)
from timeline.browsing.fragments import wants_fragment, with_vary
from timeline.browsing.kept import kept
from timeline.browsing.panels import panels
from timeline.browsing.periods import under_headings
from timeline.browsing.stories import stories
from timeline.facets import LONGEST_LIST, LONGEST_PAGE, facet, found, loosened
from timeline.filters import FACETS, Filters, Page, active_filters
from timeline.models import Citation, Entity, Event, Source, Timeline
from timeline.models.known import show_as_known

MOST_IN_FULL = 20  # events on one page that show all their evidence; of more, each shows one passage


@require_safe
@kept
def front(request: HttpRequest) -> HttpResponse:
    """`/`: the timeline where there is one; the list of them, and the archive of all events, where there are more."""
    timelines, only = _on_front()
    filters = Filters.from_query(request.GET, of=only)
    lists = len(timelines) > 1 and filters == Filters() and not wants_fragment(request)
    return _timeline_page(request, filters, stories=stories(timelines) if lists else [])


@require_safe
@kept
@at_slug(lambda: Timeline.objects.public())
def timeline(request: HttpRequest, timeline: Timeline) -> HttpResponse:
    """`/timelines/<slug>/`: one story."""
    return _timeline_page(request, Filters.from_query(request.GET, timeline.get_absolute_url(), timeline))


@require_safe
@kept
@at_slug(lambda: Event.objects.public().with_evidence())
def event(request: HttpRequest, event: Event) -> HttpResponse:
    """`/events/<slug>/`: an event with all its evidence; `known` shows it as articles had it by then."""
    filters = Filters.of_event(event, request.GET)
    timelines = Timeline.objects.public().with_event(event) if event.is_published else []
    context = {"event": event, "timelines": timelines, "filters": filters}
    if filters.known_by:
        show_as_known(event, filters.known_by)
    else:  # what others take along is the event as it is
        before, after = Event.objects.published().beside(event)
        context |= {"json_ld": as_json_ld(event), "citing": _citing(event), "before": before, "after": after}
    context |= {"headline": headline(event), "card": card_of_event(event)}
    return render(request, "timeline/event.html", context)


@require_safe
@kept
@at_slug(lambda: Source.objects.public())
def source(request: HttpRequest, source: Source) -> HttpResponse:
    """`/sources/<slug>/`: an article, with the passages used from it."""
    newest = source.revisions.without_text().newest_first().first()
    passages = Citation.objects.public().from_source(source)
    context = {"source": source, "newest": newest, "passages": passages}
    return render(request, "timeline/source.html", context)


@require_safe
@kept
@at_slug(lambda: Entity.objects.public())
def entity(request: HttpRequest, entity: Entity) -> HttpResponse:
    """`/entities/<slug>/`: a person, organisation, place or topic, with its names and its events."""
    page = Filters.pages_of(entity, request.GET).page()
    printed, found_by = entity.as_printed()
    context = {"entity": entity, "printed": printed, "found_by": found_by, "page": page}
    context |= {"groups": under_headings(page.events), "brief": len(page.events) > MOST_IN_FULL}
    return render(request, "timeline/entity.html", context)


@require_safe
@kept
def passage(request: HttpRequest, public_id: str) -> HttpResponse:
    """`/passages/<public id>/`: one cited passage, for good."""
    passages = Citation.objects.with_address().with_articles().saying_if_checked()
    citation = passages.filter(public_id=public_id).first()
    if citation is None:
        return moved_to(get_object_or_404(passages.standing_for(public_id)).get_passage_url())
    event = citation.event
    context = {"citation": citation, "event": event, "headline": headline(event)}
    context |= {"event_address": address_of_event(event)}
    return render(request, "timeline/passage.html", context)


@require_safe
@kept
def choices(request: HttpRequest) -> HttpResponse:
    """`/choices/`: all that can be ticked in one filter: a panel of the form, or a page with a form of its own.

    With `show` it leads to the events that fit what was ticked, under their own address.
    """
    name, called = request.GET.get("facet", ""), request.GET.get("called", "")[:100]
    if name not in FACETS:
        raise Http404
    of = Timeline.objects.public().at(request.GET.get("timeline", ""))
    path, of = (of.get_absolute_url(), of) if of else ("/", _on_front()[1])
    asked = Filters.from_query(request.GET, path, of)
    if "show" in request.GET:
        return redirect(asked.url())
    filters = asked.readable
    fragment, beyond = wants_fragment(request), _number(request.GET.get("beyond", ""))
    most = LONGEST_LIST if fragment else LONGEST_PAGE
    listed = facet(filters, name, called=called, beyond=beyond, most=most)
    context = {"filters": filters, "facet": listed, "called": called, "beyond": beyond}
    if not fragment:
        more = beyond + most if listed.is_cut else 0
        others = parse_qsl(filters.query(**{name: ()}))
        context |= {"timeline": of if path != "/" else None, "more": more, "others": others}
    return with_vary(render(request, f"timeline/{'_facet' if fragment else 'choices'}.html", context))


@require_safe
def background(request: HttpRequest) -> HttpResponse:
    """`/background/`: events as a paragraph to paste into an article.

    Those of the page that the filters ask for, or the `only` one; `event` chooses among them, `chosen` says that the
    choice was made. What was known by a day is not asked: summaries say what was told later.
    """
    asked, on = request.GET.copy(), Timeline.objects.public().at(request.GET.get("timeline", ""))
    asked.pop("known", None)
    filters = Filters.from_query(asked, reverse("background"), on)
    only = asked.get("only")
    page = filters.page() if only is None else _page_of_one(only)
    back = replace(filters, path=on.get_absolute_url() if on else reverse("front")).here
    if only and page.events:
        back = page.events[0].get_absolute_url()
    is_chosen = "event" in asked or "chosen" in asked
    chosen = [each for each in page.events if not is_chosen or each.slug in asked.getlist("event")]
    context = {
        "timeline": on,
        "errors": filters.errors,
        "back": back,
        "page": page,
        "found": found(filters) if only is None else None,
        "is_cut": bool(page.next_url or page.previous_url),
        "chosen": chosen,
        "background": as_background(chosen) if chosen else None,
        "kept": [(name, values) for name, values in asked.lists() if name not in ("event", "chosen")],
    }
    return render(request, "timeline/background.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """`/about/`: how this timeline is made."""
    return render(request, "timeline/about.html")


@require_safe
@never_cache
def language(request: HttpRequest, language: str) -> HttpResponse:
    """`/language/<code>/`: speak this language from now on, and go back to `next`, a path of this site."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "")
    is_ours = (
        back.startswith("/")
        and not back.startswith("//")
        and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    )
    response = redirect(back if is_ours else "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _on_front() -> tuple[list[Timeline], Timeline | None]:
    """Return the timelines, and the one that the front page is where there is no other."""
    timelines = list(Timeline.objects.public()[:100])
    return timelines, timelines[0] if len(timelines) == 1 else None


def _page_of_one(slug: str) -> Page:
    event = Event.objects.published().with_evidence().at(slug)
    return Page([event] if event else [], "", "")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _citing(event: Event) -> dict[str, str]:
    return {_("Text"): as_text(event), "BibTeX": as_bibtex(event), "CSL-JSON": as_csl(event)}


def _timeline_page(request: HttpRequest, filters: Filters, **context: Any) -> HttpResponse:
    page, active = filters.page(), active_filters(filters)
    on = filters.of if isinstance(filters.of, Timeline) else None
    opened = request.GET.get("open", "")
    context |= {
        "filters": filters,
        "timeline": on,
        "card": card_of_timeline(on, filters.here),
        "page": page,
        "groups": under_headings(page.events, newest_first=bool(filters.order)),
        "found": found(filters.readable),
        "panels": panels(filters, active, opened, request.GET.get(f"called-{opened}", "")[:100]),
        "brief": len(page.events) > MOST_IN_FULL,
        "axis": axis(filters) if page.events else Axis(),
        "active": active,
        "loosen": [] if page.events or filters.errors else loosened(active),
    }
    fragment = wants_fragment(request)
    response = render(request, "timeline/_swap.html" if fragment else "timeline/timeline.html", context)
    if fragment:
        response["HX-Push-Url"] = filters.here
    return with_vary(response)
