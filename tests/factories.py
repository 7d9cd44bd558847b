"""Records for tests, by keyword only. What a test does not say is ordinary, and never decides its outcome."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from timeline.ingestion.fixtures import fixture_paths, read_article
from timeline.ingestion.passages import find_passage
from timeline.ingestion.saving import Report, save_articles
from timeline.models import (
    Citation,
    Confirmation,
    Entity,
    Event,
    PendingChange,
    Proposal,
    Source,
    SourceRevision,
    Support,
    Timeline,
    TimelineEntry,
)
from timeline.models.documents import Document, document_of, with_keys_of_its_own

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
REQUIRED = ("date", "what happened")

_count = itertools.count(1)


def import_fixtures(*paths: Path) -> Report:
    """Import fixture files or folders, as `./manage.py import_articles` does."""
    return save_articles([read_article(path) for path in fixture_paths(paths)])


def import_seeds() -> Report:
    return import_fixtures(FIXTURES)


def make_text(
    *,
    body: str = "In May 2023 the bridge opened. Nothing else was reported.",
    published_on: date | None = date(2026, 1, 25),
    source: Source | None = None,
    original: bytes | None = None,
    **fields: Any,
) -> SourceRevision:
    """An article (its fields by keyword) with one text."""
    if source is None:
        number = next(_count)
        defaults = {
            "title": f"Article {number}",
            "publisher": "The Courier",
            "url": f"https://courier.example/{number}",
        }
        source = Source.objects.create(**{**defaults, **fields})
    return SourceRevision.objects.create(
        source=source, body=body, published_on=published_on, original=original
    )


def make_entity(*, name: str, kind: str = "person", aliases: Iterable[str] = (), **fields: Any) -> Entity:
    entity = Entity.objects.create(name=name, kind=kind, **fields)
    for alias in aliases:
        entity.names.create(name=alias)
    return entity


def cite(
    *,
    event: Event,
    text: SourceRevision,
    exact: str = "",
    supports: Iterable[str] | dict[str, dict[str, Any]] = REQUIRED,
    **fields: Any,
) -> Citation:
    """A citation of `exact` (the whole text where empty), with what it supports."""
    passage = find_passage(text.body, exact or text.body.strip().partition("\n")[0])
    citation = Citation(event=event, revision=text, **fields)
    citation.place(passage)
    citation.save()
    stated = supports if isinstance(supports, dict) else {aspect: {} for aspect in supports}
    for aspect, values in stated.items():
        Support.objects.create(citation=citation, aspect=aspect, **values)
    return citation


def make_event(*, title: str = "", entities: Sequence[Entity] = (), **fields: Any) -> Event:
    """A draft without evidence."""
    defaults = {"edtf": "2023-05", "summary": "The bridge opened."}
    event = Event.objects.create(title=title or f"The bridge opens {next(_count)}", **{**defaults, **fields})
    event.entities.set(entities)
    return event


def make_cited(*, text: SourceRevision | None = None, exact: str = "", **fields: Any) -> Event:
    """A draft with all the evidence that publishing asks for."""
    event = make_event(**fields)
    cite(event=event, text=text or make_text(), exact=exact)
    return event


def make_published(*, timelines: Iterable[Timeline] = (), **fields: Any) -> Event:
    event = make_cited(**fields)
    for timeline in timelines:
        TimelineEntry.objects.create(timeline=timeline, event=event)
    event.publish(by=None)
    return event


def make_retracted(*, why: str = "It did not happen.", **fields: Any) -> Event:
    event = make_published(**fields)
    event.retract(by=None, why=why)
    return event


def confirm_all(event: Event, *, by: Any = None) -> None:
    """Find, as an editor would, that every passage in the queue still supports what the event says."""
    for each in Confirmation.objects.of(event).waiting():
        each.confirm(by=by)


def publish_change(event: Event, change: PendingChange, *, by: Any, **said: Any) -> None:
    """Publish a pending change of which the evidence was confirmed."""
    confirm_all(event, by=by)
    event.publish_change(change, by=by, **said)


def changed_throughout(event: Event) -> Document:
    """A document in which every row of an event is another, with a citation, a note and a place that are new."""
    document, base, key = document_of(event), document_of(event), 10**9
    text, story = make_text(body="It was a tunnel. It held."), make_timeline(title="Another story")
    document["event"] |= {"title": "The tunnel opens", "summary": "A tunnel opened."}
    document["event"]["entities"] = [*document["event"]["entities"][1:], make_entity(name="Zoe Last").pk]
    for row in document["citations"]:
        row["attributed_to"] = "the mayor"
    for row in (*document["supports"], *document["annotations"]):
        row |= {"stated": "opened"} if "stated" in row else {"text": "Else."}
    new = {"pk": key, "number": 0, "public_id": "newone", "revision": text.pk, "prefix": "", "suffix": ""}
    placed = {"exact": "It was a tunnel.", "start": 0, "end": 16}
    document["citations"].append({**document["citations"][0], **new, **placed})
    for number, aspect in enumerate(("place", "people")):
        new = {"pk": key + number, "citation": key, "aspect": aspect, "preferred": False, "edtf": ""}
        document["supports"].append({**document["supports"][0], **new})
    for row in document["annotations"][:1]:
        document["annotations"].append({**row, "pk": key, "citation": key, "text": "New."})
    document["entries"] = [{**row, "is_key": True} for row in document["entries"][1:]]
    document["entries"].append({"pk": key, "timeline": story.pk, "is_key": False})
    return with_keys_of_its_own(document, event, base)


def make_timeline(*, title: str = "A story", status: str = "published", **fields: Any) -> Timeline:
    return Timeline.objects.create(title=title, status=status, **fields)


def make_proposal(
    *,
    text: SourceRevision | None = None,
    exact: str = "In May 2023 the bridge opened.",
    dated: str = "May 2023",
    names: Iterable[tuple[str, str]] = (),
    **fields: Any,
) -> Proposal:
    """A proposal that waits; `names` are (text, kind)."""
    text = text or make_text()
    passage = find_passage(text.body, exact)
    first = passage.start + max(0, exact.find(dated))
    values = {
        "title": "The bridge opens",
        "edtf": "2023-05",
        "rule": "month and year",
        "aspects": list(REQUIRED),
        "mention_start": first,
        "mention_end": first + len(dated),
        "fingerprint": f"fingerprint {next(_count)}",
        **fields,
    }
    proposal = Proposal.objects.create(
        source=text.source, revision=text, start=passage.start, end=passage.end, exact=passage.exact, **values
    )
    for name, kind in names:
        proposal.names.create(text=name, kind=kind, start=0, end=len(name))
    return proposal
