"""Reporting: what an article says happened, as objects for scripts; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from timeline.ingestion.proposals import Ledger, Named, Proposal
from timeline.ingestion.reading import ReadArticle
from timeline.ingestion.saving.resembling import resembling
from timeline.ingestion.saving.taking_in import ledger_of


def lines(article: ReadArticle, name: str, published_on: date | None = None) -> Iterator[dict[str, Any]]:
    """Yield an object for each proposal, then one for each dated passage that was left out.

    `name` is what was asked for; the keys are those of docs/importing.md. What is matched is what is in the database.
    """
    ledger: Ledger = ledger_of(article, published_on)
    for each in ledger.proposals:
        yield _proposal(each, article.url or name)
    for left in ledger.left_out:
        yield {
            "left_out": {"start": left.start, "end": left.end, "exact": left.exact},
            "reason": left.reason,
            "source": article.url or name,
        }


def _proposal(read: Proposal, source: str) -> dict[str, Any]:
    passage = read.passage
    return {
        "source": source,
        "title": read.title,
        "edtf": read.edtf,
        "rule": read.rule,
        "anchor": read.anchor,
        "inferred": read.inferred,
        "passage": {"start": passage.start, "end": passage.end, "exact": passage.exact},
        "entities": [_name(each) for each in read.entities],
        "kind": read.kind,
        "attributed_to": read.attributed_to,
        "origin": read.origin,
        "matches": [
            {"event": int(each.key), "score": round(each.score, 3), "reasons": list(each.reasons)}
            for each in resembling(read)
        ],
    }


def _name(name: Named) -> dict[str, Any]:
    return {"text": name.text, "kind": name.kind, "known": int(name.known) if name.known else None}
