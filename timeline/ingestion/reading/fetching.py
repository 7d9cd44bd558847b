"""Fetching an article from the web, which is hostile: nothing private is reached, nothing is endless.

A name is looked up once, and the connection goes to the very address that was checked, so that a name which changes
between two look-ups gains nothing; a redirect is a new address, checked again.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.response import BaseHTTPResponse

from timeline.ingestion.reading.addresses import PORTS, checked, escaped, is_public, resolve
from timeline.ingestion.reading.articles import LARGEST, CannotRead

READ_TYPES = frozenset(
    (
        "text/html application/xhtml+xml text/plain application/pdf application/rss+xml application/atom+xml "
        "application/xml text/xml application/rdf+xml"
    ).split()
)
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_HEADERS = {
    "User-Agent": "NewsroomTimeline/1 (reads single articles for editors)",
    "Accept": "text/html, application/xhtml+xml, application/pdf, text/plain;q=0.9, application/xml;q=0.8",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, as unpacked; times in seconds."""

    size: int = LARGEST
    whole: float = 30.0
    silence: float = 10.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was at an address: `url` is where the redirects led, `charset` what the server said."""

    url: str
    content: bytes
    media_type: str
    charset: str


@dataclass(frozen=True, slots=True)
class Web:
    """How to reach the web: tests reach their own servers instead."""

    resolve: Callable[[str, int], list[str]] = resolve
    may_connect: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset(PORTS.values())
    limits: Limits = Limits()


def fetch(url: str, web: Web | None = None) -> Fetched:
    """Return what is at `url`. Raises CannotRead, with the reason."""
    web = web or Web()
    ends_at = time.monotonic() + web.limits.whole
    for _hop in range(web.limits.redirects + 1):
        parts = checked(url, web.ports)
        with _asked(parts, web, ends_at) as response:
            if response.status not in _REDIRECTS:
                return _received(url, response, web.limits, ends_at)
            target = response.headers.get("Location", "")
        if not target:
            raise CannotRead("The site sends on to nowhere.")
        url = _next(url, target)
    raise CannotRead(f"The site sends on more than {web.limits.redirects} times.")


def _next(url: str, target: str) -> str:
    with suppress(UnicodeError):  # headers come as Latin-1; what sites put in them is UTF-8
        target = target.encode("latin-1").decode()
    try:
        return urljoin(url, escaped(target))
    except ValueError as wrong:
        raise CannotRead("The site sends on to what is no web address.") from wrong


@contextmanager
def _asked(parts: SplitResult, web: Web, ends_at: float) -> Iterator[BaseHTTPResponse]:
    """Ask for the page, and close the connection in the end, or when the time is up, whatever it is doing."""
    connection = _connection(parts, web, ends_at)
    clock = threading.Timer(max(0.01, ends_at - time.monotonic()), _cut, [connection])
    clock.daemon = True
    clock.start()
    try:
        connection.connect()
        if time.monotonic() >= ends_at:  # the clock rang while there was nothing to cut
            raise TimeoutError
        connection.request(
            "GET", _target(parts), headers={**_HEADERS, "Host": parts.netloc}, preload_content=False
        )
        yield connection.getresponse()
    except (HTTPError, OSError, ValueError) as wrong:
        if isinstance(wrong, CannotRead):
            raise
        raise CannotRead(_why(wrong, late=time.monotonic() >= ends_at)) from wrong
    finally:
        clock.cancel()
        connection.close()


def _why(wrong: Exception, *, late: bool) -> str:
    if late:
        return "The site takes too long."
    if isinstance(wrong, ssl.SSLCertVerificationError | SSLError):
        return "The site's certificate cannot be trusted: nobody can tell whose words these are."
    return "The site cannot be reached, or does not answer properly."


def _cut(connection: HTTPConnection) -> None:
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _connection(parts: SplitResult, web: Web, ends_at: float) -> HTTPConnection:
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    addresses = web.resolve(host, port)
    if not addresses or not all(map(web.may_connect, addresses)):
        raise CannotRead("That address is not public: nothing is fetched from inside a network.")
    patience = max(0.01, min(web.limits.silence, ends_at - time.monotonic()))
    if parts.scheme == "http":
        return HTTPConnection(addresses[0], port, timeout=patience)
    return HTTPSConnection(
        addresses[0],
        port,
        timeout=patience,
        server_hostname=host,
        assert_hostname=host,
        cert_reqs="CERT_REQUIRED",
        ca_certs=certifi.where(),
    )


def _target(parts: SplitResult) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _received(url: str, response: BaseHTTPResponse, limits: Limits, ends_at: float) -> Fetched:
    if response.status != 200:
        raise CannotRead(f"The site answers with {response.status}.")
    media_type, _, rest = response.headers.get("Content-Type", "").partition(";")
    media_type = media_type.strip().lower()
    if media_type not in READ_TYPES:
        raise CannotRead(
            f"That is no article: the site sends {media_type[:60] or 'something without a type'}."
        )
    charset = rest.lower().partition("charset=")[2].strip(" \"'")[:40]
    return Fetched(url, _content(response, limits, ends_at), media_type, charset)


def _content(response: BaseHTTPResponse, limits: Limits, ends_at: float) -> bytes:
    pieces, size = [], 0
    while piece := response.read1(64 * 1024, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > limits.size:
            raise CannotRead(f"It is larger than {limits.size // 1024 // 1024} MB.")
        if time.monotonic() > ends_at:
            raise CannotRead("The site takes too long.")
    if time.monotonic() > ends_at:  # the clock cut it off: what came is a part
        raise CannotRead("The site takes too long.")
    return b"".join(pieces)
