"""What the pages of the desk cost in a large archive, for each role, as a Markdown table.

    DATABASE_URL=sqlite:////tmp/bench/100000.sqlite3 python benchmarks/desk.py

The database is what load_events.py made. Pages are made in this process, with the production settings and without a
server: the times are those of the application and its database. Three accounts are made, one for each role, and taken
away at the end. A page with more than 30 queries or 300 ms is marked.
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

from timeline.models import Event  # noqa: E402
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
    print(f"| page of the desk | {' | '.join(f'{role}: queries, ms' for role in ROLES)} |")
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
    """Yield the dashboard; of each model its list, its last page, a search in it, the form of a new row and of one."""
    yield reverse("admin:index")
    for model in sorted(admin.site._registry, key=lambda each: each._meta.label):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        listed = reverse(f"{name}_changelist")
        yield from (listed, f"{listed}?q=police", reverse(f"{name}_add"))
        if row := model._default_manager.order_by("pk").first():
            yield reverse(f"{name}_change", args=[row.pk])
    events = reverse("admin:timeline_event_changelist")
    yield from (
        f"{events}?status__exact=published",
        f"{events}?held=1",
        f"{events}?p=40",
        f"{events}?o=2&p=40",
    )
    event = Event.objects.published().in_order().first()
    for page in ("history", "preview", "hold") if event else ():
        yield reverse(f"admin:timeline_event_{page}", args=[event.pk])
    for model, field in (("event", "entities"), ("citation", "revision"), ("timelineentry", "timeline")):
        yield f"{reverse('admin:autocomplete')}?app_label=timeline&model_name={model}&field_name={field}&term=a"


def cost(client: Client, address: str, times: int) -> str:
    """Return how many queries a page makes and its median time in ms, or the status that refuses it."""
    took: list[float] = []
    for _time in range(times):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        took.append(1000 * (time.perf_counter() - began))
    if response.status_code != 200:
        return str(response.status_code)
    median = statistics.median(took)
    over = " **over**" if len(captured) > MOST_QUERIES or median > MOST_MS else ""
    return f"{len(captured)}, {median:.0f}{over}"


if __name__ == "__main__":
    main()
