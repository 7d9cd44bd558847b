"""What the pages of the desk cost in a large archive, for each role, as a Markdown table.

    DATABASE_URL=sqlite:////tmp/bench/100000.sqlite3 python benchmarks/desk.py

The database is what load_events.py and load_desk.py made. Pages are made in this process, with the production settings
and without a server: the times are those of the application and its database, as a clock on the wall has them, and in
CPU, of this process and of PostgreSQL's beside it: a busy machine moves the first more than the second. Three accounts
are made, one for each role, and taken away at the end. A page with more than 30 queries or 300 ms of CPU is marked.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from timeline.models import Event, PendingChange, Proposal  # noqa: E402
from timeline.roles import ROLES  # noqa: E402

MOST_QUERIES, MOST_MS = 30, 300
BACKEND = "django.contrib.auth.backends.ModelBackend"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--times", type=int, default=5, help="how often each page is asked; the median is told"
    )
    arguments = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}  # collectstatic is not what is measured
    print(f"| page of the desk | {' | '.join(f'{role}: queries, ms, CPU' for role in ROLES)} |")
    print("|---|" + "---|" * len(ROLES))
    with signed_in() as clients:
        for address in addresses():
            cells = [cost(client, address, arguments.times) for client in clients]
            print(f"| {address} | {' | '.join(cells)} |", flush=True)


@contextmanager
def signed_in() -> Iterator[list[Client]]:
    """Yield a client for each role; their accounts are taken away afterwards."""
    users, clients = [], []
    try:
        for role in ROLES:
            user = get_user_model().objects.create_user(f"benchmark-{role.lower()}", is_staff=True)
            users.append(user)
            user.groups.add(Group.objects.get(name=role))
            client = Client()
            client.force_login(user, backend=BACKEND)
            clients.append(client)
        yield clients
    finally:
        for user in users:
            user.delete()


def addresses() -> Iterator[str]:
    """Yield the dashboard; of each model its list, a search in it, the form of a new row and of one; what is slow."""
    yield reverse("admin:index")
    for model in sorted(admin.site._registry, key=lambda each: each._meta.label):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        listed = reverse(f"{name}_changelist")
        yield from (listed, f"{listed}?q=police", reverse(f"{name}_add"))
        if row := model._default_manager.order_by("pk").first():
            yield reverse(f"{name}_change", args=[row.pk])
    events = reverse("admin:timeline_event_changelist")
    asked = (
        "status__exact=published",
        "status__exact=draft",
        "held=1",
        "p=40",
        "o=2&p=40",
        "o=-2&p=40",
        "q=the",
    )
    yield from (f"{events}?{each}" for each in asked)
    yield f"{reverse('admin:timeline_citation_changelist')}?q=the"
    yield from (reverse(f"admin:timeline_{name}") for name in ("confirmation_queue", "entity_left"))
    if proposal := Proposal.objects.order_by("pk").first():
        yield reverse("admin:timeline_proposal_queue", args=[proposal.revision_id])
    if change := PendingChange.objects.open().order_by("pk").first():
        for page in ("change", "preview", "pending"):
            yield reverse(f"admin:timeline_event_{page}", args=[change.event_id])
        yield reverse("admin:timeline_citation_change", args=[change.document["citations"][0]["pk"]])
    event = Event.objects.published().in_order().first()
    for page in ("history", "preview", "hold") if event else ():
        yield reverse(f"admin:timeline_event_{page}", args=[event.pk])
    for model, field in (("event", "entities"), ("citation", "revision"), ("timelineentry", "timeline")):
        yield f"{reverse('admin:autocomplete')}?app_label=timeline&model_name={model}&field_name={field}&term=a"


def cost(client: Client, address: str, times: int) -> str:
    """Return how many queries a page makes and its median times in ms, or the status that refuses it."""
    took: list[tuple[float, float]] = []
    for _time in range(times):
        began, used = time.perf_counter(), cpu()
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        took.append((1000 * (time.perf_counter() - began), 1000 * (cpu() - used)))
    if response.status_code != 200:
        return str(response.status_code)
    wall, used = (statistics.median(each) for each in zip(*took, strict=True))
    over = " **over**" if len(captured) > MOST_QUERIES or used > MOST_MS else ""
    return f"{len(captured)}, {wall:.0f}, {used:.0f}{over}"


def cpu() -> float:
    """Return the CPU that was used so far, in seconds: of this process, and of a PostgreSQL on the same machine."""
    used = time.process_time()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        used += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return used


if __name__ == "__main__":
    main()
