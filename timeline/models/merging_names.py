"""Merging two names that mean the same person, organisation, place or topic, and taking that back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from timeline.models.entities import Entity, EntityName
from timeline.models.events import Event
from timeline.models.merges import Went, batched, locked, merging, note_events, unmerging
from timeline.models.merges import refusal as common_refusal
from timeline.models.proposals import ProposedName

_Naming = Event.entities.through
_MANY = 5_000  # keys in one query


def refusal(entity: Entity, into: Entity) -> str:
    """Return why the two are not merged, in words; empty where they can be."""
    if common_refusal(entity, into):
        return common_refusal(entity, into)
    if entity.kind != into.kind:
        said = _("They are of two kinds (%(kind)s, %(other)s): mend the kind of one of them first.")
        return said % {"kind": entity.get_kind_display(), "other": into.get_kind_display()}
    if entity.qid and into.qid and entity.qid != into.qid:
        said = _(
            "They have two Wikidata items, %(one)s and %(other)s: if they are one, remove the wrong item first."
        )
        return said % {"one": entity.qid, "other": into.qid}
    return ""


def visibility_of_both(entity: Entity, into: Entity) -> str:
    """Return the stricter of the two: nobody who is protected is public because of a merge."""
    order = list(Entity.Visibility)
    return max(entity.visibility, into.visibility, key=lambda each: order.index(Entity.Visibility(each)))


def merge(entity: Entity, into: Entity, *, by: Any, why: str) -> None:
    """Make an entity part of `into`: names, events, passages that name it, its Wikidata item and address go there.

    The history of every event has it; no correction is told of it, as of no other change of a name. Raises ValueError
    where `refusal` says why, or no reason is given.
    """
    with merging(entity, into, by=by, why=why) as went:
        entity, into = locked(entity, into.pk)
        if refused := refusal(entity, into):
            raise ValueError(refused)
        went["named_both"] = list(_naming_both(entity, into).values_list("event", flat=True))
        _naming_both(entity, into).delete()
        went["named"] = list(_Naming.objects.filter(entity=entity).values_list("event", flat=True))
        _Naming.objects.filter(entity=entity).update(entity=into)
        went["passages"] = list(ProposedName.objects.filter(entity=entity).values_list("pk", flat=True))
        ProposedName.objects.filter(entity=entity).update(entity=into)
        went |= _take_names(entity, into)
        _take_standing(entity, into, went)
        _note(went, by, f"“{entity}” → “{into}”: {why}")


def undo(entity: Entity, *, by: Any, why: str) -> Entity:
    """Take `entity` out of the one it was merged into, which is returned; both are as they were.

    What was done since stays: an event that does not name the other any more does not name this one again. Raises
    ValueError where that is in the way, and then nothing happened.
    """
    with unmerging(entity, by=by, why=why) as (into, went):
        into = Entity.objects.get(pk=into.pk)
        _give_standing_back(entity, into, went)
        for batch in batched(went["named"], _MANY):
            _Naming.objects.filter(entity=into, event__in=batch).update(entity=entity)
        both = _Naming.objects.filter(entity=into, event__in=went["named_both"])
        _Naming.objects.bulk_create(
            _Naming(event_id=event, entity=entity) for event in both.values_list("event", flat=True)
        )
        for batch in batched(went["passages"], _MANY):
            ProposedName.objects.filter(entity=into, pk__in=batch).update(entity=entity)
        _give_names_back(entity, into, went)
        _note(went, by, f"“{into}” → “{entity}”: {why}")
    return into


def _naming_both(entity: Entity, into: Entity) -> QuerySet[Any]:
    return _Naming.objects.filter(
        entity=entity, event__in=_Naming.objects.filter(entity=into).values("event")
    )


def _note(went: Went, by: Any, why: str) -> None:
    for batch in batched({*went["named"], *went["named_both"]}, _MANY):
        there = Event.objects.filter(pk__in=batch)
        note_events(there.values_list("pk", flat=True), by=by, why=why, names_alone=True)


def _take_names(entity: Entity, into: Entity) -> Went:
    """Move the spellings; of one that is there already, or there with its language, only the key is kept."""
    there = {(each.name, each.language): each.pk for each in into.names.all()}
    any_language = {name: pk for (name, _language), pk in there.items()}
    went: Went = {"names": [], "names_twice": []}
    for name in entity.names.all():
        twin = there.get((name.name, name.language)) or (not name.language and any_language.get(name.name))
        if twin:
            went["names_twice"].append([name.pk, twin, name.language])
            name.delete()
        else:
            went["names"].append(name.pk)
    EntityName.objects.filter(pk__in=went["names"]).update(entity=into)
    return went


def _give_names_back(entity: Entity, into: Entity, went: Went) -> None:
    EntityName.objects.filter(pk__in=went["names"], entity=into).update(entity=entity)
    twins = EntityName.objects.in_bulk([twin for _pk, twin, _language in went["names_twice"]])
    for pk, twin, language in went["names_twice"]:
        if twin in twins:  # else an editor took the spelling off since
            EntityName.objects.create(pk=pk, entity=entity, name=twins[twin].name, language=language)
    for each in (entity, into):
        if not each.names.filter(name=each.name).exists():
            each.names.create(name=each.name)


def _take_standing(entity: Entity, into: Entity, went: Went) -> None:
    """Let the stricter visibility stand, and the Wikidata item that one of them has, where readers may see it."""
    was = {"visibility": into.visibility, "qid": into.qid}
    went["qid"] = entity.qid
    _has_item(entity, "")  # an item belongs to one entry
    into.visibility = visibility_of_both(entity, into)
    into.qid = (into.qid or went["qid"]) if into.is_shown else ""
    became = {"visibility": into.visibility, "qid": into.qid}
    went |= {"was": was, "became": became}
    if was != became:
        into.save()


def _give_standing_back(entity: Entity, into: Entity, went: Went) -> None:
    """Give back what the merge changed of the other, where no editor changed it since."""
    changed = {name: was for name, was in went["was"].items() if was != went["became"][name]}
    if all(getattr(into, name) == went["became"][name] for name in changed) and changed:
        for name, was in changed.items():
            setattr(into, name, was)
        _must_be_free(into)
        into.save()
    entity.qid = went["qid"]
    _must_be_free(entity)
    _has_item(entity, went["qid"])


def _must_be_free(entity: Entity) -> None:
    if twin := entity.twin():
        said = _("“%(twin)s” has the Wikidata item of “%(name)s” by now: remove it there first.")
        raise ValueError(said % {"twin": twin, "name": entity})


def _has_item(entity: Entity, qid: str) -> None:
    entity.qid = qid
    Entity._base_manager.filter(pk=entity.pk).update(qid=qid)
