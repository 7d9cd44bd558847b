"""`./manage.py propose PATH-OR-URL…`: articles as they are, and what they say happened, proposed to the editors."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from timeline.ingestion.reading import CannotRead, ReadArticle
from timeline.ingestion.saving.reporting import lines
from timeline.ingestion.saving.taking_in import take_in
from timeline.ingestion.saving.ways_in import ItemsOfFeed, is_url, read_path, read_url, unfold


class Command(BaseCommand):
    help = (
        "Read articles (text, HTML, PDF; files, folders, web addresses, feeds) and propose the events that they "
        "tell of. One article is kept before the next is read; safe to interrupt and to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "articles", nargs="+", metavar="PATH-OR-URL", help="files, folders, addresses, feeds"
        )
        parser.add_argument(
            "--published", type=_day, metavar="DATE", help="the day of publication: 2026-01-25"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="write nothing; print what would be proposed"
        )
        parser.add_argument(
            "--format", choices=["text", "jsonl"], default="text", help="jsonl: a JSON object a line"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        failed: list[str] = []
        given = unfold(options["articles"])
        for each in tqdm(given, desc="reading", disable=None):
            try:
                items = ItemsOfFeed(refused=self._refused)
                articles = read_url(each, items=items) if is_url(each) else read_path(Path(each), items)
                for article in articles:
                    for line in self._take(article, _shown(each), options):
                        self.stdout.write(line)
            except (CannotRead, OSError, DatabaseError) as wrong:
                failed.append(each)
                self.stderr.write(_mend(_shown(each), wrong))
        if failed:
            raise CommandError(f"{len(failed)} of {len(given)} could not be read; the others are done.")

    def _refused(self, address: str, why: CannotRead) -> None:
        self.stderr.write(f"{address}: {why} The other items of the feed are read.")

    def _take(self, article: ReadArticle, name: str, options: dict[str, Any]) -> Iterator[str]:
        if options["dry_run"] or options["format"] == "jsonl":
            for row in lines(article, name, options["published"]):
                yield json.dumps(row, ensure_ascii=False) if options["format"] == "jsonl" else _in_words(row)
        if not options["dry_run"]:
            taken = take_in(article, options["published"])
            if options["format"] == "text":
                said = f"{taken.proposed} proposed, {taken.left_out} left out, {taken.known} known before"
                yield f"{name}: {said}" + (f", {taken.to_confirm} to confirm" if taken.to_confirm else "")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-01-25") from wrong


def _in_words(row: dict[str, Any]) -> str:
    if "left_out" in row:
        return f"  left out: “{row['left_out']['exact']}” ({row['reason']})"
    return f"{row['edtf'] or '—'}  {row['title']}  “{row['passage']['exact']}”"


def _shown(name: str) -> str:
    """Return a file's name as it can be printed: one that is no UTF-8 holds what no terminal takes."""
    return name.encode(errors="backslashreplace").decode()


def _mend(name: str, wrong: Exception) -> str:
    if isinstance(wrong, FileNotFoundError):
        return f"{name}: there is no such file or folder. Is the path right?"
    if isinstance(wrong, DatabaseError):
        return f"{name}: the database refused: {wrong}. Has it been migrated?"
    return f"{name}: {wrong}"
