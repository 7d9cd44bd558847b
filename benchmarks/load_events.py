"""Load synthetic events, as `make_events.py` writes them, into the empty database that DATABASE_URL names.

    DATABASE_URL=sqlite:////tmp/bench/1000.sqlite3 python benchmarks/load_events.py data/1000

Rows are written in bulk, and hold what publishing one event after another would have left: articles whose text says
every quotation, bounds, what follows from the evidence, the text index. A sample is compared with that at the end.
Left out: the editors' history and the records of an import, which no reader's page touches.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import combinations, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from tqdm import tqdm  # noqa: E402

from timeline.dates import Edtf  # noqa: E402
from timeline.folding import fold, slug_of  # noqa: E402
from timeline.ingestion.passages import passage_at  # noqa: E402
from timeline.models import (  # noqa: E402
    Annotation,
    Aspect,
    Citation,
    Entity,
    EntityName,
    Event,
    Source,
    SourceRevision,
    Support,
    Timeline,
    TimelineEntry,
)
from timeline.models.events import _DERIVED  # noqa: E402
from timeline.models.places import place_of  # noqa: E402
from timeline.models.sources import sha256_of  # noqa: E402
from timeline.models.text_index import TABLE, insert, mark_of  # noqa: E402

BATCH = 2_000  # events, with all that hangs on them
PUBLISHED_AT = datetime(2026, 7, 1, tzinfo=UTC)
# What is rare in an archive, and is there: one event in so many.
CONFLICT, PRECISION, NOTE, QUESTION, KEY = 40, 20, 25, 100, 20
KINDS = {
    "legal-filing": Event.Kind.OTHER,
    "ruling": Event.Kind.DECISION,
    "vote": Event.Kind.DECISION,
    "appointment": Event.Kind.DECISION,
    "disaster": Event.Kind.OTHER,
    "publication": Event.Kind.STATEMENT,
    "agreement": Event.Kind.DECISION,
}
_fold = lru_cache(50_000)(fold)  # names and headlines come again and again
NAMED = {"people": Entity.Kind.PERSON, "places": Entity.Kind.PLACE, "topics": Entity.Kind.TOPIC}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with events.jsonl and sources.jsonl")
    parser.add_argument("--sample", type=int, default=200, help="how many events the check recomputes")
    parser.add_argument(
        "--analyze", action="store_true", help="let SQLite gather statistics, which nobody does"
    )
    arguments = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Event.objects.exists():
        sys.exit("There are events in this database already: name an empty one in DATABASE_URL.")
    with transaction.atomic():
        Loader(arguments.data).load()
    if connection.vendor == "postgresql" or arguments.analyze:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    check(arguments.sample)


class Loader:
    """Loads one folder of events: articles and names first, then the events in batches."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.slugs: Counter[str] = Counter()
        self.revisions: dict[int, SourceRevision] = {}
        self.places: dict[tuple[int, int], tuple[int, int]] = {}  # (event, citation): where its words stand
        self.entities: dict[tuple[str, str], Entity] = {}
        self.timeline = Timeline(
            title="The synthetic archive",
            slug="archive",
            standfirst="Events that never happened, to see what many of them cost.",
            status=Timeline.Status.PUBLISHED,
        )

    def load(self) -> None:
        self._save_articles_and_names()
        self.timeline.save()
        total = sum(1 for _each in self._read("events"))
        rows = self._read("events")
        with tqdm(total=total, unit=" events", desc="Events", mininterval=1) as progress:
            while batch := list(islice(rows, BATCH)):
                self._save(batch)
                progress.update(len(batch))

    def _read(self, name: str) -> Iterator[dict[str, Any]]:
        with (self.data / f"{name}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)

    def _slug(self, words: str) -> str:
        base = slug_of(words)
        self.slugs[base] += 1
        return base if self.slugs[base] == 1 else f"{base}-{self.slugs[base]}"

    # Articles and names

    def _save_articles_and_names(self) -> None:
        quoted: dict[int, list[tuple[int, int, str]]] = {}
        names: dict[tuple[str, str], None] = {}
        for event in tqdm(self._read("events"), unit=" events", desc="Quotations", mininterval=1):
            for index, each in enumerate(event["citations"]):
                quoted.setdefault(each["source_id"], []).append((event["id"], index, each["quote"]))
            for key, kind in NAMED.items():
                names |= {(kind.value, name): None for name in event[key]}
        self._save_articles(quoted)
        self._save_names(names)

    def _save_articles(self, quoted: dict[int, list[tuple[int, int, str]]]) -> None:
        sources, keys = [], []
        self.slugs.clear()
        for each in self._read("sources"):
            slug = self._slug(each["title"])
            host = slug_of(each["publisher"])
            day = each["published"].replace("-", "/")
            sources.append(
                Source(
                    slug=slug,
                    title=each["title"],
                    publisher=each["publisher"],
                    url=f"https://{host}.example/{day}/{slug}/",
                )
            )
            keys.append((each["id"], date.fromisoformat(each["published"])))
        Source.objects.bulk_create(sources, BATCH)
        for (key, day), source in zip(keys, sources, strict=True):
            body = self._text_of(source.title, quoted.get(key, []))
            self.revisions[key] = SourceRevision(
                source=source, body=body, sha256=sha256_of(body), published_on=day, taken_in_at=PUBLISHED_AT
            )
        SourceRevision.objects.bulk_create(self.revisions.values(), BATCH)

    def _text_of(self, title: str, quotations: Iterable[tuple[int, int, str]]) -> str:
        """Return a text with its headline and each quotation as a paragraph; remembers where they stand."""
        paragraphs, position = [title], len(title) + 2
        for event, index, quotation in quotations:
            self.places[event, index] = (position, position + len(quotation))
            paragraphs.append(quotation)
            position += len(quotation) + 2
        return "\n\n".join(paragraphs)

    def _save_names(self, names: Iterable[tuple[str, str]]) -> None:
        self.slugs.clear()
        self.entities = {
            (kind, name): Entity(kind=kind, name=name, slug=self._slug(name)) for kind, name in names
        }
        Entity.objects.bulk_create(self.entities.values(), BATCH)
        EntityName.objects.bulk_create([_name_of(each) for each in self.entities.values()], BATCH)
        self.slugs.clear()

    # Events

    def _save(self, batch: list[dict[str, Any]]) -> None:
        events = [self._event(row) for row in batch]
        pairs = list(zip(batch, events, strict=True))
        cited = [self._citations(row, event) for row, event in pairs]
        supports = [
            [_supports(row, index, each) for index, each in enumerate(citations)]
            for row, citations in zip(batch, cited, strict=True)
        ]
        notes = [list(_notes(row, event)) for row, event in pairs]
        for event, citations, stated, noted in zip(events, cited, supports, notes, strict=True):
            _follow_evidence(event, citations, stated, noted)
        # Only now do they get their keys; what hangs on them takes those over when it is saved.
        Event.objects.bulk_create(events)
        for citations in cited:
            for citation in citations:
                citation.event_id = citation.event.pk
        Citation.objects.bulk_create([each for citations in cited for each in citations])
        rows = [each for stated in supports for of_one in stated for each in of_one]
        for support in rows:
            support.citation_id, support.event_id = support.citation.pk, support.citation.event_id
        Support.objects.bulk_create(rows)
        Annotation.objects.bulk_create([each for noted in notes for each in noted])
        self._save_ties(pairs)
        _index(
            (event, self._found_by(row, event, citations, noted))
            for (row, event), citations, noted in zip(pairs, cited, notes, strict=True)
        )

    def _event(self, row: dict[str, Any]) -> Event:
        kind = KINDS.get(row["kind"], row["kind"])
        return Event(
            slug=self._slug(row["title"]),
            title=row["title"],
            summary=row["summary"],
            edtf=row["date"],
            kind=kind,
            status=Event.Status.PUBLISHED,
            published_at=PUBLISHED_AT,
            version=2,  # made, and published
            citations_made=len(row["citations"]),
        )

    def _citations(self, row: dict[str, Any], event: Event) -> list[Citation]:
        citations = []
        for index, each in enumerate(row["citations"]):
            revision = self.revisions[each["source_id"]]
            citation = Citation(event=event, revision=revision, number=index + 1)
            citation.place(passage_at(revision.body, *self.places[row["id"], index]))
            citations.append(citation)
        return citations

    def _found_by(self, row: dict[str, Any], event: Event, citations: Any, noted: Any) -> str:
        """Return the row of the index, as timeline.models.text_index writes it; the check compares the two."""
        named = self._named(row)
        words = _words(event, named, citations, noted)
        return " ".join(dict.fromkeys([*words, *_marks(event, named, citations, self._entry(row, event))]))

    def _named(self, row: dict[str, Any]) -> list[Entity]:
        return [self.entities[kind.value, name] for key, kind in NAMED.items() for name in row[key]]

    def _entry(self, row: dict[str, Any], event: Event) -> TimelineEntry:
        return TimelineEntry(timeline=self.timeline, event=event, is_key=row["id"] % KEY == 0)

    def _save_ties(self, pairs: Iterable[tuple[dict[str, Any], Event]]) -> None:
        ties, entries = [], []
        for row, event in pairs:
            ties += [
                Event.entities.through(event_id=event.pk, entity_id=each.pk) for each in self._named(row)
            ]
            entries.append(self._entry(row, event))
        Event.entities.through.objects.bulk_create(ties)
        TimelineEntry.objects.bulk_create(entries)


def _name_of(entity: Entity) -> EntityName:
    tokens = fold(entity.name)
    surname = tokens[-1] if entity.kind == Entity.Kind.PERSON else ""
    return EntityName(entity=entity, name=entity.name, folded=" ".join(tokens), folded_surname=surname)


def _supports(row: dict[str, Any], index: int, citation: Citation) -> list[Support]:
    """Every passage supports the date and what happened, the first one also who and where; a few differ."""
    is_other = index > 0 and index == len(row["citations"]) - 1
    edtf = row["date"]
    if is_other and row["id"] % CONFLICT == 0:
        edtf = f"{int(edtf[:4]) + 1}"
    elif is_other and row["id"] % PRECISION == PRECISION // 2:
        edtf = edtf[:4]
    aspects = [Aspect.DATE, Aspect.WHAT]
    if index == 0:
        aspects += [Aspect.PEOPLE, *([Aspect.PLACE] if row["places"] else [])]
    return [
        Support(citation=citation, aspect=aspect, edtf=edtf if aspect == Aspect.DATE else "")
        for aspect in aspects
    ]


def _notes(row: dict[str, Any], event: Event) -> Iterator[Annotation]:
    if row["id"] % NOTE:
        return
    kind = Annotation.Kind.OPEN_QUESTION if row["id"] % QUESTION == 0 else Annotation.Kind.CONTEXT
    yield Annotation(
        event=event,
        kind=kind,
        visibility=Annotation.Visibility.PUBLIC,
        text="The articles do not say who else was asked, and none has come back to it since.",
        made_at=PUBLISHED_AT,
    )


def _follow_evidence(
    event: Event, citations: list[Citation], supports: list[list[Support]], notes: list[Annotation]
) -> None:
    """Do what Event.evidence_changed does, without a query; the check compares the two."""
    date_ = event.date
    bounds = date_.bounds()
    event.start_earliest, event.start_latest = bounds.start_earliest, bounds.start_latest
    event.end_earliest, event.end_latest = bounds.end_earliest, bounds.end_latest
    event.n_articles = len({each.revision.source_id for each in citations})
    event.n_publishers = len({each.revision.source.publisher for each in citations})
    event.is_inexact = not date_.is_exact_day
    event.is_annotated = bool(notes)
    event.has_open_question = any(each.kind == Annotation.Kind.OPEN_QUESTION for each in notes)
    dated = [
        (Edtf.parse(each.edtf), citation.revision.source_id)
        for citation, stated in zip(citations, supports, strict=True)
        for each in stated
        if each.edtf
    ]
    event.in_conflict = any(
        source != other_source and not one.compatible_with(other)
        for (one, source), (other, other_source) in combinations(dated, 2)
    )


def _words(
    event: Event, entities: list[Entity], citations: list[Citation], notes: list[Annotation]
) -> Iterator[str]:
    texts = [f"{event.title} {event.summary} {event.date_note}", Edtf.parse(event.edtf).in_words()]
    texts += [each.name for each in sorted(entities, key=lambda each: (each.name, each.pk))]
    for each in citations:
        texts += [each.sentence, f"{each.attributed_to} {each.origin}"]
    texts += [each.text for each in notes]
    return (token for text in texts for token in _fold(text))


def _marks(
    event: Event, entities: list[Entity], citations: list[Citation], entry: TimelineEntry
) -> list[str]:
    sources = [each.revision.source for each in citations]
    return [
        mark_of("kind", event.kind),
        *(mark_of(each.kind, each.slug) for each in sorted(entities, key=lambda each: (each.name, each.pk))),
        *(
            mark
            for each in sources
            for mark in (mark_of("publisher", each.publisher), mark_of("source", each.slug))
        ),
        *(mark_of("evidence", each) for each in event.kinds_of_evidence()),
        mark_of("timeline", entry.timeline_id),
        *([mark_of("key", entry.timeline_id)] if entry.is_key else []),
    ]


def _index(rows: Iterable[tuple[Event, str]]) -> None:
    rows = list(rows)
    for event, _tokens_of in rows:
        event.place = place_of(*event.order_key)
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE timeline_event SET place = %s WHERE id = %s", [(each.place, each.pk) for each, _ in rows]
        )
    # In order: SQLite writes its index anew at every step back.
    insert(sorted((event.place, tokens) for event, tokens in rows))


# The check


def check(sample: int) -> None:
    """Exit with an error where what was loaded is not what the application itself would have written."""
    chosen = random.Random(1)  # noqa: S311 (the same sample every time)
    keys = list(Event.objects.values_list("pk", flat=True))
    keys = sorted(chosen.sample(keys, min(sample, len(keys))))
    wrong: list[str] = []
    quotations = 0
    for event in tqdm(Event.objects.filter(pk__in=keys), total=len(keys), unit=" events", desc="Check"):
        citations = list(event.citations.with_texts())
        quotations += len(citations)
        wrong += [f"{event.slug}: quotation {each.number}" for each in citations if not each.verifies()]
        before = _kept(event)
        with transaction.atomic():
            event.publish(by=None)  # refuses where the evidence does not hold
            after = _kept(event)
            transaction.set_rollback(True)
        wrong += [f"{event.slug}: {name}" for name in before if before[name] != after[name]]
    if wrong or not keys:
        sys.exit("Not as the application writes it:\n" + "\n".join(wrong[:20]))
    print(
        f"{Event.objects.count():,} events, {Citation.objects.count():,} citations, {Source.objects.count():,} "
        f"articles, {Entity.objects.count():,} names; {len(keys)} events and {quotations} quotations checked."
    )


def _kept(event: Event) -> dict[str, Any]:
    event = Event.objects.get(pk=event.pk)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT tokens FROM {TABLE} WHERE rowid = %s", [event.place])  # noqa: S608 (a constant)
        tokens = cursor.fetchone()[0]
    return {name: getattr(event, name) for name in _DERIVED} | {"place": event.place, "index": tokens}


if __name__ == "__main__":
    main()
