"""From a slug to what is public under it, and from an old one to where it is now."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

View = Callable[[HttpRequest, Any], HttpResponse]


def at_slug(
    public: Callable[[], QuerySet[Any]],
) -> Callable[[View], Callable[[HttpRequest, str], HttpResponse]]:
    """Let a view take what `public()` has under the slug: 301 where it moved, 404 where nothing public is there."""

    def decorate(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
        @wraps(view)
        def at(request: HttpRequest, slug: str) -> HttpResponse:
            found = public().filter(slug=slug).first()
            if found is not None:
                return view(request, found)
            moved = public().filter(pk=public().model.moved_from(slug)).first()
            if moved is None:
                raise Http404
            query = request.META.get("QUERY_STRING", "")
            return moved_to(moved.get_absolute_url() + (f"?{query}" if query else ""))

        return at

    return decorate


def moved_to(address: str) -> HttpResponse:
    """Return the redirect (301) to where something is now; a merge may be taken back, so no cache keeps it for good."""
    answer = redirect(address, permanent=True)
    answer["Cache-Control"] = "no-cache"
    return answer
