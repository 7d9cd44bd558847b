"""Proposing: an article that was read, and what it says happened, into the database; all or nothing, and never twice.

The article is known by its web address, else by its text. A changed text becomes a new revision: what it says anew is
proposed, what an editor decided stays decided, and the citations whose words it touches are put before an editor.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from timeline.folding import fold
from timeline.ingestion.fixtures import LeftOutEntry
from timeline.ingestion.passages import find_passage, normalise_newlines
from timeline.ingestion.proposals import Ledger, LeftOut, Named
from timeline.ingestion.proposals import Proposal as Read
from timeline.ingestion.reading import ReadArticle
from timeline.ingestion.saving.resembling import suggest
from timeline.models import Citation, Confirmation, Proposal, ProposedName, Source, SourceRevision
from timeline.models.event_terms import Kind
from timeline.models.proposals import NO_LONGER_THERE, Outcome

CITED_BEFORE = "cited for it before"
_COUNTED_AS = {Outcome.WAITING: "proposed", Outcome.LEFT_OUT: "left_out", Outcome.MERGED: "known"}


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking in an article did: how much was proposed, left out, known before, and is to be confirmed."""

    revision: SourceRevision
    is_new_article: bool
    is_new_text: bool
    proposed: int = 0
    left_out: int = 0
    known: int = 0
    to_confirm: int = 0

    @property
    def is_nothing_new(self) -> bool:
        return not (self.is_new_article or self.is_new_text or self.proposed)


def save_ledger(article: ReadArticle, ledger: Ledger, *, published_on: date | None = None) -> Taken:
    """Write an article (`ReadArticle`) and its `Ledger` in one transaction; again, it changes nothing.

    `published_on` is what the editor said, else what the article says.
    """
    with transaction.atomic():
        source, new_article = _source(article)
        revision, new_text = _revision(source, article, published_on or article.published_on)
        counts = _write_ledger(revision, ledger)
        to_confirm = Confirmation.objects.of_text(revision).number_of_citations()
        return Taken(revision, new_article, new_text, to_confirm=to_confirm, **counts)


def _source(article: ReadArticle) -> tuple[Source, bool]:
    """Return the article's row, and whether it is new; what was empty there is filled, nothing is replaced."""
    values = {
        "title": article.title[:500],
        "publisher": article.publisher[:200],
        "byline": article.byline[:300],
        "language": (article.language or "en")[:20],
    }
    same_text = SourceRevision.objects.with_text(normalise_newlines(article.body)).select_related("source")
    if article.url:
        source, made = Source.objects.get_or_create(url=article.url, defaults=values)
        source = source.now
    elif there := same_text.order_by("id").first():
        source, made = there.source.now, False
    else:
        source, made = Source.objects.create(**values), True
    missing = {name: value for name, value in values.items() if value and not getattr(source, name)}
    if missing:
        for name, value in missing.items():
            setattr(source, name, value)
        source.save()
    return source, made


def _revision(source: Source, article: ReadArticle, published_on: date | None) -> tuple[SourceRevision, bool]:
    body = normalise_newlines(article.body)
    there = source.revisions.with_text(body).first()
    if there is None:
        return source.revisions.create(body=body, published_on=published_on, original=article.original), True
    if published_on and not there.published_on:
        there.published_on = published_on
        there.save()
    return there, False


def _write_ledger(revision: SourceRevision, ledger: Ledger) -> dict[str, int]:
    known = {each.fingerprint: each for each in Proposal.objects.of_source(revision.source)}
    counts: Counter[str] = Counter({"proposed": 0, "left_out": 0, "known": 0})
    seen: set[str] = set()
    cited = list(revision.citations.for_dates())
    for row, names in _rows(revision, ledger):
        if row.fingerprint in seen:
            continue
        seen.add(row.fingerprint)
        if row.fingerprint in known:
            _still_there(known[row.fingerprint], row)
            counts["known"] += 1
            continue
        _if_cited_before(row, cited)
        row.save()
        _keep_names(row, names)
        counts[_COUNTED_AS[Outcome(row.outcome)]] += 1
        if row.is_waiting:
            suggest(row)
    for fingerprint, proposal in known.items():
        if fingerprint not in seen and proposal.is_waiting and proposal.revision_id != revision.pk:
            proposal.outcome, proposal.reason = Outcome.LEFT_OUT, NO_LONGER_THERE
            proposal.save()
    return dict(counts)


def _rows(revision: SourceRevision, ledger: Ledger) -> Iterable[tuple[Proposal, tuple[Named, ...]]]:
    for each in ledger.proposals:
        yield _proposal(revision, each), tuple(each.entities)
    times: Counter[str] = Counter()
    for left in ledger.left_out:
        times[left.exact] += 1
        yield _left_out(revision, left, times[left.exact]), ()


def _proposal(revision: SourceRevision, read: Read) -> Proposal:
    passage = read.passage
    return Proposal(
        source=revision.source,
        revision=revision,
        start=passage.start,
        end=passage.end,
        exact=passage.exact,
        mention_start=read.start,
        mention_end=read.end,
        edtf=read.edtf,
        rule=read.rule[:200],
        anchor=read.anchor[:300],
        inferred=read.inferred,
        title=read.title[:200],
        kind=read.kind if read.kind in Kind else Kind.OTHER,
        attributed_to=read.attributed_to[:300],
        origin=read.origin[:300],
        aspects=list(read.supports),
        fingerprint=read.fingerprint,
    )


def _if_cited_before(row: Proposal, cited: Iterable[Citation]) -> None:
    """Ask no editor what one has answered: where an event of this date cites these words, it is that event's."""
    for citation in cited if row.is_waiting else ():
        inside = citation.start <= row.mention_start and row.mention_end <= citation.end
        if inside and row.edtf and row.edtf == citation.event.edtf:
            row.outcome, row.event, row.note = Outcome.MERGED, citation.event, CITED_BEFORE


def _left_out(revision: SourceRevision, read: LeftOut, time: int) -> Proposal:
    """What was left out is known again by its words, and by which time they stand in the text."""
    return Proposal(
        source=revision.source,
        revision=revision,
        start=read.start,
        end=read.end,
        exact=revision.body[read.start : read.end],
        mention_start=read.start,
        mention_end=read.end,
        fingerprint=_fingerprint_of_left_out(read.exact, time),
        outcome=Outcome.LEFT_OUT,
        reason=read.reason[:200],
        note=read.note,
    )


def _fingerprint_of_left_out(exact: str, time: int) -> str:
    told = f"left out\n{' '.join(fold(exact)) or exact}\n{time}"
    return hashlib.sha256(told.encode()).hexdigest()


def keep_left_out(revision: SourceRevision, entries: Iterable[LeftOutEntry]) -> None:
    """Put what a fixture leaves out, with its reason, into the article's ledger; what is there stays as it is."""
    known = Proposal.objects.of_source(revision.source).fingerprints()
    times: Counter[str] = Counter()
    for entry in entries:
        times[entry.exact] += 1
        if _fingerprint_of_left_out(entry.exact, times[entry.exact]) in known:
            continue
        there = find_passage(revision.body, entry.exact, entry.prefix)
        read = LeftOut(there.start, there.end, entry.exact, entry.reason, entry.note)
        _left_out(revision, read, times[entry.exact]).save()


def _keep_names(proposal: Proposal, names: Iterable[Named]) -> None:
    ProposedName.objects.bulk_create(
        ProposedName(
            proposal=proposal,
            start=each.start,
            end=each.end,
            text=each.text[:200],
            kind=each.kind,
            entity_id=int(each.known) if each.known else None,
        )
        for each in names
    )


def _still_there(proposal: Proposal, row: Proposal) -> None:
    """Let what waits, or was left out, follow its words into the newer text; what was decided stays as it was."""
    if proposal.decided_at or proposal.revision_id == row.revision_id:
        return
    for name in ("revision", "start", "end", "mention_start", "mention_end", "exact"):
        setattr(proposal, name, getattr(row, name))
    if proposal.reason == NO_LONGER_THERE:  # it was taken out of the article, and is in it again
        proposal.outcome, proposal.reason = Outcome.WAITING, ""
    proposal.save()
