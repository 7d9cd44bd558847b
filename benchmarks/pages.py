"""What readers' pages cost at two sizes of the archive, measured in turns, as Markdown tables.

    python benchmarks/pages.py 1000.sqlite3 100000.sqlite3 --beside 'other=http://127.0.0.1:8001/a-page'
    python benchmarks/pages.py postgres://postgres@127.0.0.1/small postgres://postgres@127.0.0.1/large

The databases are what load_events.py made. Each is served by gunicorn with the production settings; the requests are
sequential, and the two servers (and whatever stands beside them) take turns, so that both bear what else the machine
does. CPU is that of the server's processes for one request, and of PostgreSQL's: it holds up on a busy machine, the
times do not.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parent.parent
COMMON_WORD = "police"  # in about one event of ten
NAMES = {
    "front": "timeline",
    "cursor": "page 2, by cursor",
    "newest": "newest first",
    "range": "a year",
    "rare": "search, rare word",
    "common": "search, common word",
    "frequent": "the person named most often",
    "person": "a person named now and then",
    "event": "event",
    "entity": "page of the person named most often",
    "source": "article",
    "static": "answer without the database (health)",
}
GUNICORN = ["--workers", "1", "--threads", "4", "--timeout", "600", "--log-level", "warning"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "databases", nargs="*", help="two SQLite files or PostgreSQL URLs, the small one first"
    )
    parser.add_argument("--requests", type=int, default=40, help="of each page at most")
    parser.add_argument(
        "--seconds", type=float, default=20, help="for each page at most, five requests at least"
    )
    parser.add_argument("--beside", action="append", default=[], help="name=address of another server's page")
    parser.add_argument("--pages", nargs="*", choices=NAMES, help="only these")
    parser.add_argument("--inside", choices=["ask", "look"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        print(json.dumps(ask() if arguments.inside == "ask" else look(json.load(sys.stdin))))
        return
    if len(arguments.databases) != 2:
        parser.error("name two databases")
    names = arguments.pages or list(NAMES)
    small, large = arguments.databases
    asked = inside(small, "ask", {})
    looked = [inside(each, "look", {**asked, "static": "/healthz"}) for each in (small, large)]
    print_queries(names, looked)
    with served(small) as one, served(large) as other:
        measure(arguments, names, [one, other], looked)


# In a process of its own, for one database


def inside(database: str, what: str, given: dict[str, str]) -> Any:
    """Run a part of this script for one database, and return what it prints."""
    got = subprocess.run(  # noqa: S603
        [sys.executable, __file__, "--inside", what],
        input=json.dumps(given),
        env=environment(database),
        capture_output=True,
        text=True,
        check=False,
    )
    if got.returncode:
        sys.exit(got.stderr)
    return json.loads(got.stdout)


def is_postgresql(database: str) -> bool:
    return "://" in database


def environment(database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database if is_postgresql(database) else f"sqlite:///{Path(database).resolve()}",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SITE_URL": "http://127.0.0.1:8000",
    }


def set_up() -> None:
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


def ask() -> dict[str, str]:
    """Return the addresses that both databases are asked for; those of single things are each database's own."""
    set_up()
    from django.db.models import Count

    from timeline.folding import fold
    from timeline.models import Entity, Event

    people = list(Entity.objects.filter(kind="person").annotate(n=Count("events")).order_by("-n", "id")[:200])
    seen: dict[str, int] = {}
    for event in Event.objects.order_by("id")[:1000]:
        for token in set(fold(f"{event.title} {event.summary}")):
            seen[token] = seen.get(token, 0) + 1
    rare = min(token for token, n in seen.items() if n == 1 and len(token) > 7 and token.isalpha())
    return {
        "front": "/",
        "newest": "/?order=newest",
        "range": "/?" + urlencode({"from": "2015", "to": "2015"}),
        "rare": "/?" + urlencode({"q": rare}),
        "common": "/?" + urlencode({"q": COMMON_WORD}),
        "frequent": "/?" + urlencode({"person": people[0].slug}),
        "person": "/?" + urlencode({"person": people[min(150, len(people) - 1)].slug}),
        "entity": people[0].get_absolute_url(),
    }


def look(addresses: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return, for each page, its address, how many queries it takes, the slowest of them, and what its parts cost."""
    set_up()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from timeline.models import Event

    client = Client(HTTP_HOST="127.0.0.1")
    events = Event.objects.published().in_order()
    event = events[events.count() // 2]
    addresses = {**addresses, "event": event.get_absolute_url()}
    addresses["source"] = event.citations.get(number=1).revision.source.get_absolute_url()
    following = re.search(r'rel="next" href="([^"]+)"', client.get("/?nth=0").content.decode())
    addresses["cursor"] = unescape(following[1]) if following else "/"
    found: dict[str, dict[str, Any]] = {}
    for name, address in addresses.items():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(address)
        if response.status_code != 200:
            sys.exit(f"{address}: {response.status_code}")
        slowest = max(captured.captured_queries, key=lambda each: float(each["time"]), default=None)
        found[name] = {
            "address": address,
            "queries": len(captured),
            "bytes": len(response.content),
            "elements": len(re.findall(rb"<[a-z]", response.content)),
            "slowest": slowest,
            "parts": parts(address) if address == "/" or address.startswith("/?") else {},
        }
    return found


def parts(address: str) -> dict[str, float]:
    """Return the milliseconds of CPU of a timeline page's parts, the lesser of two."""
    from django.http import QueryDict

    from timeline.axis import axis
    from timeline.facets import found
    from timeline.filters import Filters
    from timeline.models import Timeline

    filters = Filters.from_query(QueryDict(urlsplit(address).query), of=Timeline.objects.public().first())
    steps: dict[str, Callable[[], Any]] = {
        "page": filters.page,
        "counts": lambda: found(filters),
        "axis": lambda: axis(filters),
    }
    costs = {}
    for name, step in steps.items():
        taken = []
        for _each in range(2):
            started = time.process_time()
            step()
            taken.append(1e3 * (time.process_time() - started))
        costs[name] = round(min(taken), 1)
    return costs


# Serving and asking


class Server:
    """A server that this script started, and how much it has computed."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, database: str) -> None:
        self.process = process
        self.has_postgresql = is_postgresql(database)
        self.connection = HTTPConnection("127.0.0.1", port, timeout=600)

    def get(self, address: str) -> tuple[float, float]:
        """Return the milliseconds that a page took, and those of the server's CPU."""
        before, started = self._computed(), time.perf_counter()
        took = fetch(self.connection, address)
        return took, 1e3 * min(self._computed() - before, time.perf_counter() - started)

    def _computed(self) -> float:
        """Return the seconds of CPU of all threads of the session that this script started, and of PostgreSQL's."""
        total = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                name, _closed, numbers = (folder / "stat").read_text().rpartition(")")
                is_postgresql = self.has_postgresql and name.endswith("(postgres")
                if is_postgresql or int(numbers.split()[3]) == self.process.pid:
                    total += sum(int(each.read_text().split()[0]) for each in folder.glob("task/*/schedstat"))
            except OSError:
                continue
        return total / 1e9


def fetch(connection: HTTPConnection, address: str) -> float:
    started = time.perf_counter()
    # An address of its own, as every visitor's question may be: no page that was kept answers it.
    address += f"{'&' if '?' in address else '?'}nth={time.perf_counter_ns()}"
    connection.request("GET", address, headers={"Accept-Encoding": "gzip", "Connection": "close"})
    response = connection.getresponse()
    response.read()
    took = 1e3 * (time.perf_counter() - started)
    connection.close()
    if response.status != 200:
        sys.exit(f"{address}: {response.status}")
    return took


@contextmanager
def served(database: str) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "gunicorn", "newsroom.wsgi", *GUNICORN, "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env=environment(database),
        start_new_session=True,
    )
    try:
        server = Server(process, port, database)
        for _each in range(300):
            try:
                fetch(server.connection, "/healthz")
                break
            except OSError:
                server.connection.close()
                time.sleep(0.1)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # this session is ours alone
        process.wait(20)


def measure(
    arguments: argparse.Namespace, names: list[str], servers: list[Server], looked: list[dict[str, Any]]
) -> None:
    started = os.getloadavg()[0]
    print(
        "| page | p50 small | p50 large | ratio | p95 small | p95 large | CPU small | CPU large | ratio | n |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    beside = [each.partition("=")[::2] for each in arguments.beside]
    others: dict[str, list[float]] = {name: [] for name, _address in beside}
    for name in names:
        addresses = [each[name]["address"] for each in looked]
        got: list[list[tuple[float, float]]] = [[], []]
        for server, address in zip(servers, addresses, strict=True):
            server.get(address)  # warm
        until = time.perf_counter() + arguments.seconds
        while len(got[0]) < 5 or (time.perf_counter() < until and len(got[0]) < arguments.requests):
            for server, address, taken in zip(servers, addresses, got, strict=True):
                taken.append(server.get(address))
            for other, address in beside:
                url = urlsplit(address)
                connection = HTTPConnection(url.hostname or "", url.port, timeout=600)
                others[other].append(fetch(connection, f"{url.path}?{url.query}"))
        print(row(NAMES[name], *got), flush=True)
    for other, times in others.items():
        print(f"\nBeside them, {other}: p50 {statistics.median(times):.1f} ms of {len(times)} requests.")
    print(f"\nTimes in ms. Load average {started:.1f} at the start, {os.getloadavg()[0]:.1f} at the end.")


def row(name: str, small: list[tuple[float, float]], large: list[tuple[float, float]]) -> str:
    cells = [name]
    times = [[each[0] for each in got] for got in (small, large)]
    cpu = [statistics.median(each[1] for each in got) for got in (small, large)]
    middle = [statistics.median(each) for each in times]
    cells += [f"{each:.1f}" for each in middle] + [f"{middle[1] / middle[0]:.2f}"]
    cells += [f"{statistics.quantiles(each, n=20)[-1]:.1f}" for each in times]
    cells += [f"{each:.1f}" for each in cpu] + [f"{cpu[1] / cpu[0]:.2f}", str(len(small))]
    return "| " + " | ".join(cells) + " |"


def print_queries(names: list[str], looked: list[dict[str, Any]]) -> None:
    small, large = looked
    print(
        "| page | queries small | queries large | elements small | elements large | KiB large | CPU: "
        "page, counts, axis, small | large | slowest query, large |"
    )
    print("|---|---:|---:|---:|---:|---:|---|---|---:|")
    for name in names:
        one, other = small[name], large[name]
        costs = [" ".join(f"{each:.1f}" for each in of["parts"].values()) for of in (one, other)]
        slowest = f"{1e3 * float(other['slowest']['time']):.0f}" if other["slowest"] else ""
        counts = [one["queries"], other["queries"], one["elements"], other["elements"]]
        cells = [NAMES[name], *map(str, counts), f"{other['bytes'] / 1024:.0f}", *costs, slowest]
        print("| " + " | ".join(cells) + " |")
    print()


if __name__ == "__main__":
    main()
