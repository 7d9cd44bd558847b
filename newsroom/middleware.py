"""What every request passes through before the site sees it."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers

Handler = Callable[[HttpRequest], HttpResponse]


def trusted_proxy(get_response: Handler) -> Handler:
    """Drop forwarding headers that come from anyone but the proxies named in TRUSTED_PROXIES."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _is_trusted(request.META.get("REMOTE_ADDR", "")):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
            request.META.pop("HTTP_X_FORWARDED_FOR", None)
        return get_response(request)

    return middleware


def no_body_for_head(get_response: Handler) -> Handler:
    """Answer HEAD with what GET would say of itself, without the rest (RFC 9110, 9.3.2): Django leaves that open."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return middleware


def admin_headers(get_response: Handler) -> Handler:
    """Say of the admin's own pages what holds where somebody has signed in.

    They name themselves to the site, and to nobody else: under `no-referrer` browsers send `Origin: null` with a form,
    and the CSRF check refuses it. And no other site's window keeps a hold of theirs. A reader's page has no secret to
    guard from the window that opened it, and a browser has to start another process for a page that says so.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response

    return middleware


class ReadersLanguage(LocaleMiddleware):
    """Speak the language that the reader chose, else the one that the browser asks for, and say both in `Vary`.

    Django obeys the cookie of that choice and tells no cache: one visitor could choose another's language.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        patch_vary_headers(response, ["Cookie"])
        return response


def client_address(request: HttpRequest) -> str:
    """The visitor's address: the peer's, or the last that a trusted proxy did not add itself."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    for each in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_trusted(address):
            break
        address = each
    return address if _is_address(address) else ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(address: str) -> bool:
    return _is_address(address) and any(ip_address(address) in each for each in settings.TRUSTED_PROXIES)
