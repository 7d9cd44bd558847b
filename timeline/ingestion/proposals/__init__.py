"""Proposals: the dated passages of an article as events, each with a title, names, and why it was read so.

Pure: text in, a ledger out. Everything dated is in the ledger, as a proposal or with the reason why it is none.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from timeline.dates import DatedSentence, Mention, date_sentences, find_dates
from timeline.folding import fold
from timeline.ingestion.passages import passage_within
from timeline.ingestion.proposals.attributions import attribution
from timeline.ingestion.proposals.carrying import carried, tied_to_events
from timeline.ingestion.proposals.clauses import Span, clause_of, named_event
from timeline.ingestion.proposals.datatypes import KnownEntity, Ledger, LeftOut, Named, Proposal, Reason
from timeline.ingestion.proposals.leaving_out import left_out, reason_to_leave_out
from timeline.ingestion.proposals.names import Names
from timeline.ingestion.proposals.titles import finished, hedges_of, title_of
from timeline.ingestion.proposals.words import KIND_CUES
from timeline.sentences import sentences

__all__ = ["KnownEntity", "Ledger", "LeftOut", "Named", "Proposal", "Reason", "propose"]

_LONGEST_SENTENCE = 2000  # characters

_KINDS = [(kind, re.compile(rf"\b(?:{cues})\b", re.IGNORECASE)) for kind, cues in KIND_CUES]
_BEGAN = re.compile(
    r"\b((?:[A-Z][\w’'-]+ |full-scale |all-out )+(?:war|invasion|offensive|occupation)(?: (?:against|of|on|in) [A-Z]\w+)?) $"
)


def propose(
    body: str,
    published: datetime.date | None,
    title: str = "",
    known_entities: Iterable[KnownEntity] = (),
) -> Ledger:
    """Return the ledger of an article: `body` as stored, the day it was published on, its headline, whom we know."""
    reading = _Reading(body, published, title, Names(body, known_entities))
    proposals = [*reading.dated(), *reading.carried_over()]
    told = {each.fingerprint: each for each in reversed(proposals)}  # of the same words twice the first
    inside = {(each.passage.start, each.passage.end) for each in proposals}
    relative = [
        each
        for each in tied_to_events(body, reading.sentences)
        if (each.start, each.end) not in inside and each.start not in reading.sentences_with_dates
    ]
    return Ledger(
        tuple(sorted(told.values(), key=lambda each: (each.start, each.edtf))),
        tuple(sorted([*reading.left, *relative], key=lambda each: each.start)),
    )


@dataclass
class _Reading:
    """One article on its way through the stages."""

    body: str
    published: datetime.date | None
    title: str
    names: Names

    def __post_init__(self) -> None:
        self.left: list[LeftOut] = []
        self.title_end = _title_end(self.body, self.title)
        self.sentences: list[Span] = list(sentences(self.body))
        self._starts = [start for start, _end in self.sentences]
        self.mentions = find_dates(self.body, self.published, title_end=self.title_end)
        self.sentences_with_dates = {self._sentence_of(each.start)[0] for each in self.mentions if each.edtf}
        self.sentences_dated: list[DatedSentence] = date_sentences(self.body, self.published)

    def dated(self) -> Iterator[Proposal]:
        """Yield a proposal for each date that tells of an event; the others are left out."""
        good: dict[Span, list[Mention]] = {}
        for mention in self.mentions:
            sentence = self._sentence_of(mention.start)
            reason = reason_to_leave_out(self.body, _around(sentence, mention), mention, self.title_end)
            if reason:
                self.left.append(left_out(self.body, mention, reason))
            else:
                good.setdefault(sentence, []).append(mention)
        for sentence, mentions in good.items():
            for number, mention in enumerate(mentions):
                beside = [*mentions[max(0, number - 1) : number], *mentions[number + 1 : number + 2]]
                others = [(each.start, each.end) for each in beside]
                yield from self._of_mention(_around(sentence, mention), mention, others)

    def _of_mention(self, sentence: Span, mention: Mention, others: Sequence[Span]) -> Iterator[Proposal]:
        place = (mention.start, mention.end)
        named = named_event(self.body, sentence, place)
        clause = named[1] if named else clause_of(self.body, sentence, place, others)
        title = finished(named[0]) if named else title_of(self.body, sentence, clause, place, self.names)
        if not title:
            self.left.append(left_out(self.body, mention, Reason.NO_EVENT))
            return
        # What is named with an earlier date of the clause is that date's.
        own = max((end for _start, end in others if clause[0] <= end <= mention.start), default=clause[0])
        tell = partial(self._proposal, clause, place, names_from=own)
        yield tell(mention.edtf, mention.rule, _anchor_in_words(mention), mention.inferred, title)
        began = _BEGAN.search(self.body, clause[0], mention.start)
        if began and mention.edtf.endswith("/..") and mention.implied:
            rule = f"the start that “{mention.text}” implies"
            yield tell(mention.implied[0], rule, f"“{mention.text}”", True, finished(f"{began[1]} begins"))

    def carried_over(self) -> Iterator[Proposal]:
        """Yield what happened on the day of the story, or around it, in sentences that name no date."""
        for dated, place, is_that_day in carried(self.body, self.sentences_dated):
            sentence = (dated.start, dated.end)
            if sentence[0] in self.sentences_with_dates or sentence[1] - sentence[0] > _LONGEST_SENTENCE:
                continue
            doubt = "" if is_that_day or "X" in dated.edtf or dated.edtf.endswith("?") else "?"
            words = self.body[slice(*place)]
            anchor = dated.anchor.words if dated.anchor and dated.anchor.words else "the day of publication"
            told_as = place if is_that_day else (dated.start, dated.start)
            title = title_of(self.body, sentence, sentence, told_as, self.names)
            yield self._proposal(
                sentence,
                place,
                dated.edtf + doubt,
                f"the day of the story, by “{words}”",
                anchor,
                True,
                title,
            )

    def _proposal(
        self,
        clause: Span,
        place: Span,
        edtf: str,
        rule: str,
        anchor: str,
        inferred: bool,
        title: str,
        names_from: int = 0,
    ) -> Proposal:
        passage = passage_within(self.body, *clause, *_around(self._sentence_of(clause[0]), clause))
        attributed_to, origin = attribution(passage.sentence if clause[1] - clause[0] > 60 else passage.exact)
        entities = self.names.within(max(clause[0], names_from), clause[1])
        kind = _kind_of(f"{title} {passage.exact}")
        return Proposal(
            passage=passage,
            start=place[0],
            end=place[1],
            text=self.body[slice(*place)],
            edtf=edtf,
            rule=rule,
            anchor=anchor,
            inferred=inferred,
            title=title,
            kind=kind,
            entities=entities,
            attributed_to=attributed_to,
            origin=origin,
            hedges=hedges_of(passage.sentence),
            supports=_supports(entities, kind),
            fingerprint=_fingerprint(passage.exact, place, clause, rule if inferred else ""),
        )

    def _sentence_of(self, offset: int) -> Span:
        return self.sentences[max(0, bisect_right(self._starts, offset) - 1)]


def _around(sentence: Span, place: Mention | Span) -> Span:
    """Return a sentence, and of one that no newspaper would print only what stands around a place in it."""
    start, end = place if isinstance(place, tuple) else (place.start, place.end)
    half = _LONGEST_SENTENCE // 2
    return max(sentence[0], start - half), min(sentence[1], end + half)


def _title_end(body: str, title: str) -> int:
    start = len(body) - len(body.lstrip())
    first = body[start:].partition("\n")[0]
    return start + len(first) if title and fold(first) == fold(title) else 0


def _anchor_in_words(mention: Mention) -> str:
    if mention.anchor is None:
        return ""
    if mention.anchor.kind == "published":
        return f"the day of publication, {mention.anchor.edtf}"
    return f"“{mention.anchor.words}”"


def _kind_of(text: str) -> str:
    return next((kind for kind, cues in _KINDS if cues.search(text)), "other")


def _supports(entities: Iterable[Named], kind: str) -> tuple[str, ...]:
    kinds = {each.kind for each in entities}
    found = ["date", "what happened"]
    found += ["place"] if "place" in kinds else []
    found += ["people"] if "person" in kinds else []
    return (*found, "figure") if kind == "count" else tuple(found)


def _fingerprint(exact: str, place: Span, clause: Span, way: str) -> str:
    words = " ".join(fold(exact))
    return hashlib.sha256(f"{words}\n{place[0] - clause[0]}\n{way}".encode()).hexdigest()
