"""Merging two entries of the same article, and taking that back.

Texts that only one of them has become texts of the other. Of a text that both have, the citations move to the equal
text; the merged article keeps its own, which nothing cites any more, so that they can come back to it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from reversion.models import Version

from timeline.folding import fold
from timeline.models.addresses import FormerAddress
from timeline.models.annotations import Annotation
from timeline.models.citations import Citation, Support
from timeline.models.confirmations import Confirmation
from timeline.models.events import Event
from timeline.models.merges import Went, locked, merging, note_events, unmerging
from timeline.models.merges import refusal as common_refusal
from timeline.models.proposals import WITH_ITS_DOUBLE, Outcome, Proposal
from timeline.models.sources import Source, SourceRevision

_DECISION = (
    "outcome",
    "reason",
    "note",
    "decided_by_id",
    "decided_at",
    "event_id",
    "citation_id",
    "event_version",
)
_STANDING = ("standing", "standing_note", "hold_until", "full_text_public")


def refusal(source: Source, into: Source) -> str:
    """Return why the two are not merged, in words; empty where they can be."""
    if common_refusal(source, into):
        return common_refusal(source, into)
    if source.publisher and into.publisher and fold(source.publisher) != fold(into.publisher):
        return _(
            "They are two articles: two publishers that print the same text (“%(one)s”, “%(other)s”) are two. "
            "Readers see that both report it."
        ) % {"one": source.publisher, "other": into.publisher}
    if source.hold_until != into.hold_until and _seen_and_held(source, into):
        return _(
            "One of the two is held, and readers see the other: wait for its moment, or lift the hold first."
        )
    return ""


def _seen_and_held(source: Source, into: Source) -> bool:
    held = [each.is_held for each in (source, into)]
    return any(held) and Source.objects.public().filter(pk__in=[source.pk, into.pk]).exists()


def standing_of_both(source: Source, into: Source) -> dict[str, Any]:
    """Return what the one that stays says of its standing, hold and full text: the stricter of the two."""
    order = list(Source.Standing)
    stricter = max(into, source, key=lambda each: order.index(Source.Standing(each.standing)))
    return {
        "standing": stricter.standing,
        "standing_note": stricter.standing_note,
        "hold_until": max((each.hold_until for each in (source, into) if each.hold_until), default=None),
        "full_text_public": source.full_text_public and into.full_text_public,
    }


def in_both(source: Source, into: Source) -> tuple[int, int]:
    """Return how many texts both have, and how many citations of them are of the same words for the same event."""
    equal = _equal_texts(source, into)
    same = Citation.objects.filter(
        revision__in=equal.values(), event=OuterRef("event"), start=OuterRef("start"), end=OuterRef("end")
    )
    return len(equal), Citation.objects.filter(Exists(same), revision__in=equal).count()


def merge(source: Source, into: Source, *, by: Any, why: str) -> None:
    """Make an article part of `into`: texts, citations, proposals, its web address and its page go there.

    Citations keep their passages and public ids; of two that cite the same words for one event the id of the one leads
    to the other. Raises ValueError where `refusal` says why, or no reason is given.
    """
    with merging(source, into, by=by, why=why) as went:
        source, into = locked(source, into.pk)
        if refused := refusal(source, into):
            raise ValueError(refused)
        events = _events_of(source)
        equal = _equal_texts(source, into)
        went |= {"equal": list(equal.items()), "cited": [], "cited_twice": []}
        for text, twin in equal.items():
            _move_citations(text, twin, went)
        texts = source.revisions.exclude(pk__in=equal)
        went["texts"] = list(texts.values_list("pk", flat=True))
        texts.go_to(into)
        _take_proposals(source, into, equal, went)
        went["was"] = _standing(into)
        _stand(into, standing_of_both(source, into))
        went["became"] = _standing(into)
        note_events(events, by=by, why=f"“{source}” → “{into}”: {why}")


def undo(source: Source, *, by: Any, why: str) -> Source:
    """Take `source` out of the article it was merged into, which is returned; both are as they were.

    What was done since stays: what was cited since from a text that goes back goes with it. Raises ValueError, and then
    nothing happened.
    """
    with unmerging(source, by=by, why=why) as (into, went):
        into = Source.objects.get(pk=into.pk)
        SourceRevision.objects.filter(pk__in=went["texts"], source=into).go_to(source)
        for text, twin in went["equal"]:
            moved = [pk for pk, of in went["cited"] if of == text]
            # One that was made to cite another text since stays there.
            Citation.objects.filter(pk__in=moved, revision=twin).update(revision=text)
        for each in went["cited_twice"]:
            _part(each)
        _give_proposals_back(source, into, went)
        if _standing(into) == went["became"]:
            _stand(into, went["was"])
        source.doubt()
        note_events(_events_of(source), by=by, why=f"“{into}” → “{source}”: {why}")
    return into


def _events_of(source: Source) -> set[int]:
    return set(Event.objects.resting_on(source).values_list("pk", flat=True))


def _standing(source: Source) -> dict[str, Any]:
    """Return how the article stands, as the record of a merge holds it."""
    held = source.hold_until
    return {**{name: getattr(source, name) for name in _STANDING}, "hold_until": held and held.isoformat()}


def _stand(into: Source, values: dict[str, Any]) -> None:
    """Let the article stand as said; what rests on it is doubtful, or not any more, at once."""
    for name, value in values.items():
        setattr(into, name, Source._meta.get_field(name).to_python(value))  # type: ignore[union-attr]
    into.save()
    if not into.is_live:
        into.doubt()  # what came along as well


def _equal_texts(source: Source, into: Source) -> dict[int, int]:
    """Return the texts of `source` that `into` has as well, with the equal ones."""
    there = dict(into.revisions.values_list("sha256", "pk"))
    return {
        pk: there[sha256] for pk, sha256 in source.revisions.values_list("pk", "sha256") if sha256 in there
    }


# Citations


def _move_citations(text: int, twin: int, went: Went) -> None:
    """Let what cites a text cite the equal one, at the same places; of two of the same words one stays."""
    there = {(each.event_id, each.start, each.end): each for each in Citation.objects.filter(revision=twin)}
    for citation in Citation.objects.filter(revision=text).select_related("event").order_by("pk"):
        same = there.get((citation.event_id, citation.start, citation.end))
        if same:
            went["cited_twice"].append(_join(citation, same))
        else:
            went["cited"].append([citation.pk, text])
    moved = [pk for pk, of in went["cited"] if of == text]
    Citation.objects.filter(pk__in=moved).update(revision=twin)


def _join(citation: Citation, twin: Citation) -> Went:
    """Let `twin` stand for a citation of the same words for the same event; its public id leads there from now on."""
    citation.event.record_as_it_is()  # what it said is given back from there
    supports = set(twin.supports.values_list("pk", flat=True))
    open_ones = twin.confirmations.filter(settled_at=None).values_list("aspect", "reason")
    asked = set(open_ones)
    doubts = [each for each in citation.confirmations.all() if (each.aspect, each.reason) not in asked]
    went: Went = {
        "citation": citation.pk,
        "twin": twin.pk,
        "notes": list(citation.annotations.values_list("pk", flat=True)),
        "doubts": [each.pk for each in doubts],
        "proposals": list(citation.proposals.values_list("pk", flat=True)),
        "ids": list(_ids_of(citation).values_list("pk", flat=True)),
    }
    _ids_of(citation).update(object_id=twin.pk)
    twin.take_over(citation)
    went["supports"] = list(twin.supports.exclude(pk__in=supports).values_list("pk", flat=True))
    Confirmation.objects.filter(pk__in=went["doubts"]).update(citation=twin, number=twin.number)
    citation.confirmations.filter(settled_at=None).delete()  # asked of the twin already
    FormerAddress.objects.create(model="citation", slug=citation.public_id, object_id=twin.pk)
    citation.delete()
    return went


def _ids_of(citation: Citation) -> QuerySet[FormerAddress]:
    """Return the public ids of others that lead to it."""
    return FormerAddress.objects.filter(model="citation", object_id=citation.pk)


def _part(went: Went) -> None:
    """Give a citation back that another one stood for, with what it supported, as the history of its event holds it."""
    version = Version.objects.get_for_object_reference(Citation, went["citation"]).first()
    if version is None or not Event.objects.filter(pk=version.field_dict["event_id"]).exists():
        return  # the event was deleted since
    citation = Citation(**version.field_dict)
    FormerAddress.objects.filter(model="citation", slug=citation.public_id).delete()
    FormerAddress.objects.filter(pk__in=went["ids"]).update(object_id=citation.pk)
    citation.save(force_insert=True)
    Support.objects.filter(pk__in=went["supports"], citation=went["twin"], preferred=False).delete()
    for each in version.revision.version_set.get_for_model(Support):
        if each.field_dict["citation_id"] == citation.pk:
            support = Support(**each.field_dict)
            others = Support.objects.preferred_elsewhere(citation, support.aspect)
            support.preferred = support.preferred and not others.exists()
            support.save(force_insert=True)
    Annotation.objects.filter(pk__in=went["notes"], citation=went["twin"]).update(citation=citation)
    doubts = Confirmation.objects.filter(pk__in=went["doubts"], citation=went["twin"])
    doubts.update(citation=citation, number=citation.number)
    Proposal.objects.filter(pk__in=went["proposals"], citation=None).update(citation=citation)


# Proposals


def _take_proposals(source: Source, into: Source, equal: dict[int, int], went: Went) -> None:
    """Move the ledger; what is in the other's already stays where it is, and waits no more.

    What an editor decided of it stands for the other, where that waits.
    """
    known = {each.fingerprint: each for each in Proposal.objects.of_source(into)}
    went |= {"proposals": [], "waited": [], "decided": []}
    for proposal in Proposal.objects.of_source(source).order_by("pk"):
        twin = known.get(proposal.fingerprint)
        if twin is None:
            went["proposals"].append([proposal.pk, proposal.revision_id])
            proposal.source, proposal.revision_id = (
                into,
                equal.get(proposal.revision_id, proposal.revision_id),
            )
            proposal.save(update_fields=["source", "revision"])
            continue
        if proposal.is_waiting:
            went["waited"].append(proposal.pk)
            proposal.outcome, proposal.reason = Outcome.LEFT_OUT, WITH_ITS_DOUBLE
            proposal.save(update_fields=["outcome", "reason"])
        elif twin.is_waiting and proposal.decided_at:
            went["decided"].append([twin.pk, proposal.pk])
            _decide(twin, proposal)


def _decide(proposal: Proposal, like: Proposal) -> None:
    for name in _DECISION:
        setattr(proposal, name, getattr(like, name))
    proposal.save(update_fields=[name.removesuffix("_id") for name in _DECISION])


def _give_proposals_back(source: Source, into: Source, went: Went) -> None:
    moved = dict(went["proposals"])
    for proposal in Proposal.objects.of_source(into).filter(pk__in=moved):
        proposal.source, proposal.revision_id = source, moved[proposal.pk]
        proposal.save(update_fields=["source", "revision"])
    waited = Proposal.objects.filter(pk__in=went["waited"], reason=WITH_ITS_DOUBLE)
    waited.update(outcome=Outcome.WAITING, reason="")
    pairs = Proposal.objects.in_bulk({pk for pair in went["decided"] for pk in pair})
    for pk, of in went["decided"]:
        if pk in pairs and of in pairs and pairs[pk].decided_at == pairs[of].decided_at:
            _decide(pairs[pk], Proposal())  # else an editor decided otherwise since
