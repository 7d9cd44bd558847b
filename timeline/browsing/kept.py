"""Pages that are kept: made once, and sent again for as long as nothing in the database has changed.

A page is kept under the database's own count of what was committed, so there is nothing to invalidate and nothing to
forget: SQLite's `data_version`, which moves with every commit of any other connection, PostgreSQL's snapshot, which
moves with every transaction that wrote. The count is taken before the page is made: what is committed meanwhile makes
the page stale, never wrong. Nothing is committed when something held opens to readers: no page is sent from that
moment on that was made before it. Each process keeps its own, for its own connections' counts.
"""

from __future__ import annotations

import gzip
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date, datetime
from functools import wraps
from threading import Lock
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from timeline.browsing.fragments import READ
from timeline.models import Event

MOST_PAGES = 100
LONGEST_ADDRESS = 300  # what is longer is one visitor's own question

View = Callable[..., HttpResponse]


def kept(view: View) -> View:
    """Let a view of public pages be asked once for each state of the database."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        address = request.get_full_path()
        # Within a transaction a page may show what nobody else can see yet.
        state = None if connection.in_atomic_block or len(address) > LONGEST_ADDRESS else state_of_database()
        if state is None:
            return view(request, *args, **kwargs)
        asked = (address, get_language(), date.today(), *(request.headers.get(name) for name in READ))
        found = _pages.get(state, asked)
        if found is None:
            began = timezone.now()
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or response.cookies:
                return response
            until = Event.objects.next_to_open(began)
            found = _Kept(response.content, dict(response.headers), until)
            _pages.keep(state, asked, found)
        return found.for_browser(request)

    return wrapped


def state_of_database() -> Hashable | None:
    """Return what changes with everything that is committed; None where the database does not tell."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text")
            return str(cursor.fetchone()[0])
    path = str(connection.settings_dict["NAME"])
    return None if not os.path.isfile(path) else _watcher.state(path)


class _Kept:
    """A page as it was made, and compressed once: it holds no secret that its length could tell."""

    def __init__(self, content: bytes, headers: dict[str, str], until: datetime | None) -> None:
        self.content, self.headers, self.until = content, headers, until
        self.compressed = gzip.compress(content, mtime=0)

    def is_over(self) -> bool:
        return self.until is not None and self.until <= timezone.now()

    def for_browser(self, request: HttpRequest) -> HttpResponse:
        compressed = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(self.compressed if compressed else self.content, headers=self.headers)
        if compressed:
            response["Content-Encoding"] = "gzip"
        patch_vary_headers(response, ("Accept-Encoding",))
        return response


class _Pages:
    """The pages made for one state of the database; another state begins anew."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state: Hashable | None = None
        self._pages: OrderedDict[Hashable, _Kept] = OrderedDict()

    def get(self, state: Hashable, asked: Hashable) -> _Kept | None:
        with self._lock:
            if state != self._state or asked not in self._pages or self._pages[asked].is_over():
                return None
            self._pages.move_to_end(asked)
            return self._pages[asked]

    def keep(self, state: Hashable, asked: Hashable, page: _Kept) -> None:
        with self._lock:
            if state != self._state:
                self._pages.clear()
                self._state = state
            self._pages[asked] = page
            if len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


class _Watcher:
    """A connection of each process that writes nothing: only then does `data_version` tell of all that others wrote."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._opened: tuple[Hashable, sqlite3.Connection] | None = None
        self._times = 0

    def state(self, path: str) -> Hashable:
        file = os.stat(path)
        of = (path, file.st_dev, file.st_ino, os.getpid())
        with self._lock:
            if self._opened is None or self._opened[0] != of:
                # A fork must not close what its parent opened: it is left to the parent.
                self._opened = (of, sqlite3.connect(path, timeout=20, check_same_thread=False))
                self._times += 1
            version = self._opened[1].execute("PRAGMA data_version").fetchone()[0]
        return (*of, self._times, version)


_pages = _Pages()
_watcher = _Watcher()
