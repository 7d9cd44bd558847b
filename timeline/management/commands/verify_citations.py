"""`./manage.py verify_citations`: every quotation against its frozen text."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from timeline.models import Citation


class Command(BaseCommand):
    help = "Check that every quotation stands in the text that it cites, letter for letter, at its place."

    def handle(self, *args: Any, **options: Any) -> None:
        checked = wrong = 0
        for citation in tqdm(Citation.objects.one_by_one(), desc="verifying", disable=None):
            checked += 1
            if not citation.verifies():
                wrong += 1
                self.stderr.write(
                    f"event {citation.event_id}, citation {citation.number} ({citation.public_id}): "
                    f"“{citation.exact[:80]}” is not at {citation.start} to {citation.end} "
                    f"of text {citation.revision_id}."
                )
        if wrong:
            raise CommandError(f"{wrong} of {checked} quotations do not stand in their texts.")
        self.stdout.write(f"{checked} quotations stand in their texts.")
