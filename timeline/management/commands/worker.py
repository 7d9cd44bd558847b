"""`./manage.py worker`: does what is asked for in the background, one job at a time."""

from __future__ import annotations

import os
import threading
from argparse import ArgumentParser
from typing import Any

from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker
from django_tasks_db.management.commands.db_worker import logger

from timeline.ingestion.saving.working import queue_stale

LOOK_AGAIN = 20  # seconds


class Command(DatabaseWorker):
    help = "Take in articles in the background. Jobs of workers that were killed are queued again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--with-parent", type=int, metavar="PID", help="stop when this process is no longer the parent"
        )

    def handle(self, *, with_parent: int | None = None, **options: Any) -> None:  # type: ignore[override]
        stop = threading.Event()
        watch = threading.Thread(target=_watch, args=[stop, with_parent], daemon=True)
        watch.start()
        try:
            super().handle(**options)
        finally:
            stop.set()


def _watch(stop: threading.Event, parent: int | None) -> None:
    """Queue what others left behind, again and again; leave no orphan where the server was killed."""
    waited = LOOK_AGAIN
    while not stop.wait(1):
        if parent is not None and os.getppid() != parent:
            os._exit(1)
        waited += 1
        if waited >= LOOK_AGAIN:
            waited = 0
            _queue_stale()


def _queue_stale() -> None:
    close_old_connections()
    try:
        queue_stale()
    except DatabaseError as wrong:  # a database that is away for a moment: the next look finds it
        logger.warning("Could not look for jobs left behind: %s", wrong)
    finally:
        connection.close()
