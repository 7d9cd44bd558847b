"""`./manage.py import_articles [PATH…]`: article fixtures into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from timeline.ingestion.fixtures import FixtureProblems, fixture_paths, read_article
from timeline.ingestion.saving import save_articles
from timeline.models import Event, Source
from timeline.statistics import take_statistics


class Command(BaseCommand):
    help = (
        "Import article fixtures (YAML): sources, events and their citations. All or nothing; safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=Path, metavar="PATH", help="files or folders (default: fixtures/)"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are articles or events"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and (Source.objects.exists() or Event.objects.exists()):
            return
        try:
            paths = fixture_paths(options["paths"] or [settings.BASE_DIR / "fixtures"])
            articles = [read_article(path) for path in tqdm(paths, desc="reading", disable=None)]
            report = save_articles(articles, lambda each: tqdm(each, desc="saving", disable=None))
        except FixtureProblems as wrong:
            raise CommandError(f"{wrong}\nNothing was imported.") from wrong
        except DatabaseError as wrong:
            raise CommandError(
                f"The database refused: {wrong}\nNothing was imported. Has it been migrated?"
            ) from wrong
        if report.total("created"):
            take_statistics()
        if options["verbosity"] > 1:
            self.stdout.write("\n".join(report.notes))
        self.stdout.write("\n".join(report.lines()))
