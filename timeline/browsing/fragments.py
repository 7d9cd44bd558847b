"""Whole pages and fragments: which of the two a request wants, said so that no cache mixes them up."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

READ = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request")  # headers that the answer depends on


def wants_fragment(request: HttpRequest) -> bool:
    """Return whether htmx will swap the answer into a page that is there.

    A boosted link replaces the whole body, and a history restore rebuilds it: both want the page.
    """
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def with_vary(response: HttpResponse) -> HttpResponse:
    """Return the response, which depends on the headers that `wants_fragment` read."""
    patch_vary_headers(response, READ)
    return response
