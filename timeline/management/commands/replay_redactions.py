"""`./manage.py replay_redactions`: what was redacted, taken out again of a database that was restored."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from timeline.redacting import replay


class Command(BaseCommand):
    help = "Take out again all words that were ever redacted, as after a restore. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        found = replay(lambda models: tqdm(models, desc="clearing", disable=None))
        for name, number in sorted(found.items()):
            self.stdout.write(f"{name}: {number}")
        self.stdout.write(f"{found.total()} places were cleared.")
