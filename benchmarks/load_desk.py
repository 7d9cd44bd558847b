"""Give the events that load_events.py loaded what editors leave behind, in the database that DATABASE_URL names.

    DATABASE_URL=sqlite:////tmp/bench/100000.sqlite3 python benchmarks/load_desk.py

Drafts, pending changes, citations to confirm, proposals with names, corrections, a version of each event in its
history, and a log. One article, one event and one editor have hundreds of all that; it is laid out by counting.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from reversion.models import Revision, Version  # noqa: E402
from tqdm import tqdm  # noqa: E402

from timeline.models import (  # noqa: E402
    AuditEntry,
    Confirmation,
    Correction,
    Event,
    PendingChange,
    Proposal,
    ProposedName,
    SourceRevision,
    Step,
)
from timeline.models.documents import document_of  # noqa: E402

BATCH = 2_000
DRAFTS, CHANGES, CONFIRMATIONS, CORRECTIONS, LOGGED = 2_000, 500, 20_000, 5_000, 200_000
OF_ONE = 300  # proposals of the first article, versions of the first event


def main() -> None:
    if AuditEntry.objects.filter(detail="loaded").exists():
        sys.exit("The desk is loaded already.")
    editor, _made = get_user_model().objects.get_or_create(username="editor", defaults={"is_staff": True})
    with transaction.atomic():
        for made in (_drafts, _changes, _confirmations, _proposals, _corrections, _history, _log):
            print(f"{made(editor):,} {made.__name__[1:]}", flush=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _keep(model: Any, rows: Iterable[Any]) -> int:
    rows, n = iter(rows), 0
    while batch := list(islice(rows, BATCH)):
        n += len(model.objects.bulk_create(batch))
    return n


def _drafts(editor: Any) -> int:
    shown = Event.objects.published().order_by("pk")[:DRAFTS]
    return _keep(Event, (_draft(each, editor, number) for number, each in enumerate(shown.iterator())))


def _draft(event: Event, editor: Any, number: int) -> Event:
    event.pk, event.slug, event.place, event.published_at = None, f"draft-{number}", None, None
    event.status = Event.Status.IN_REVIEW if number % 4 == 0 else Event.Status.DRAFT
    event.assigned = editor if number % 3 else None
    event.sent_back_why = "" if number % 5 else "Which one?"
    return event


def _changes(editor: Any) -> int:
    for event in Event.objects.published().order_by("-pk")[:CHANGES]:
        base = document_of(event)
        document = {**base, "event": {**base["event"], "title": f"{event.title}, again"}}
        state = PendingChange.State.IN_REVIEW if event.pk % 2 else PendingChange.State.WRITING
        PendingChange.objects.create(event=event, document=document, base=base, owner=editor, state=state)
    return CHANGES


def _confirmations(editor: Any) -> int:
    cited = Event.objects.published().order_by("pk").values_list("pk", "citations__pk", "title")
    return _keep(
        Confirmation,
        (
            Confirmation(
                event_id=event,
                citation_id=citation,
                number=1,
                aspect="date",
                reason=Confirmation.Why.CLAIM,
                was={"edtf": "2001", "date_basis": "stated"},
                claim={"edtf": "2002", "date_basis": "stated"},
                **(
                    {}
                    if number % 4
                    else {"settled_at": timezone.now(), "settled_by": editor, "verdict": "supports"}
                ),
            )
            for number, (event, citation, _title) in enumerate(cited[:CONFIRMATIONS])
        ),
    )


def _proposals(editor: Any) -> int:
    texts = list(SourceRevision.objects.order_by("pk").values_list("pk", "source"))
    places = [texts[0]] * OF_ONE + texts
    made = _keep(Proposal, (_proposal(number, *each) for number, each in enumerate(places)))
    keys = Proposal.objects.order_by("pk").values_list("pk", flat=True)
    _keep(
        ProposedName,
        (
            ProposedName(
                proposal_id=pk,
                start=each,
                end=each + 1,
                text=f"Name {(pk * 7 + each) % 9_000}",
                kind="person",
            )
            for pk in list(keys)
            for each in range(3)
        ),
    )
    return made


def _proposal(number: int, revision: int, source: int) -> Proposal:
    start = number % OF_ONE
    return Proposal(
        source_id=source,
        revision_id=revision,
        start=start,
        end=start + 1,
        mention_start=start,
        mention_end=start + 1,
        exact="x",
        edtf="2023-05",
        rule="month and year",
        title=f"Something happened {number}",
        aspects=["date", "what happened"],
        fingerprint=f"loaded {number}",
    )


def _corrections(editor: Any) -> int:
    keys = Event.objects.published().order_by("pk").values_list("pk", flat=True)[:CORRECTIONS]
    rows = (Correction(event_id=pk, kind="correction", note="It was not so.", by=editor) for pk in keys)
    return _keep(Correction, rows)


def _history(editor: Any) -> int:
    """A version of each event, and many of the first."""
    first = Event.objects.published().order_by("pk").first()
    kind, made = ContentType.objects.get_for_model(Event), 0
    events = Event.objects.published().order_by("pk").iterator(chunk_size=BATCH)
    for batch in tqdm(iter(lambda: list(islice(events, BATCH)), []), unit=" batches", desc="History"):
        rows = [event for event in batch for _n in range(OF_ONE if event == first else 1)]
        revisions = Revision.objects.bulk_create(
            Revision(date_created=timezone.now(), user=editor, comment="changed") for _row in rows
        )
        pairs = list(zip(rows, revisions, strict=True))
        made += len(Version.objects.bulk_create(_versions(pairs, kind)))
        Step.objects.bulk_create(
            Step(revision=revision, event=event, action="changed", by=editor, version=event.version)
            for event, revision in pairs
        )
    return made


def _versions(pairs: list[tuple[Event, Revision]], kind: ContentType) -> Iterator[Version]:
    for event, revision in pairs:
        fields = {"title": event.title, "summary": event.summary, "edtf": event.edtf, "entities": []}
        yield Version(
            revision=revision,
            object_id=str(event.pk),
            content_type=kind,
            db="default",
            format="json",
            serialized_data=json.dumps([{"model": "timeline.event", "pk": event.pk, "fields": fields}]),
            object_repr=event.title,
        )


def _log(editor: Any) -> int:
    keys = list(Event.objects.order_by("pk").values_list("pk", flat=True)[:5_000])
    return _keep(
        AuditEntry,
        (
            AuditEntry(
                who=str(editor), action="changed", kind="event", key=str(keys[n % len(keys)]), detail="loaded"
            )
            for n in range(LOGGED)
        ),
    )


if __name__ == "__main__":
    main()
