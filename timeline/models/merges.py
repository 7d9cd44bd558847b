"""What a name or an article that is merged into another one has in common with the other, and the record of it.

The merged row stays as it is, under its own address, and everything that hung on it hangs on the other; so it is in no
list, facet or search by itself. `went` of the record holds the keys of what came along, and no words: taking the merge
back gives back exactly that, and what was done since stays. Events are merged by `Event.merge_into`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Self, TypeVar

import reversion
from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from reversion.models import Version

from timeline.models.addresses import Addressed, FormerAddress
from timeline.models.redactions import Redaction
from timeline.models.steps import Step

BATCH = 100  # events whose history is written at a time, as one revision

Row = TypeVar("Row", bound=models.Model)
Went = dict[str, Any]


class MergeableQuerySet(models.QuerySet[Row]):
    def unmerged(self) -> Self:
        """Leave out what is a part of another one: every list that somebody chooses from starts here.

        Nearly all rows stay, so it is put as what goes: by the index of what stays, SQLite would begin with all names.
        """
        return self.exclude(merged_into__isnull=False)

    def merged(self) -> Self:
        return self.filter(merged_into__isnull=False)

    def now(self, keys: Iterable[int]) -> dict[int, int]:
        """Return, by key, what each of these is a part of now; of those that are merged alone."""
        wanted, found = set(keys), dict[int, int]()
        step = dict(self.filter(pk__in=wanted).merged().values_list("pk", "merged_into")) if wanted else {}
        while step:
            found = {key: step.get(into, into) for key, into in {**step, **found}.items()}
            step = dict(self.filter(pk__in=set(found.values())).merged().values_list("pk", "merged_into"))
        return found


class Mergeable(Addressed):
    """Something with a page that can become part of another one of its sort."""

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_from"
    )
    if TYPE_CHECKING:
        merged_into_id: int | None

    class Meta:
        abstract = True

    @property
    def now(self) -> Self:
        """What it is a part of now: itself, where it is not merged."""
        row: Any = self
        while row.merged_into is not None:
            row = row.merged_into
        found: Self = row
        return found


class MergeQuerySet(models.QuerySet["Merge"]):
    def of(self, thing: Mergeable) -> Merge | None:
        """Return the merge by which this is a part of another one, or None."""
        return self.filter(model=thing._meta.model_name, key=thing.pk, undone_at=None).first()


class Merge(models.Model):
    """One name or article that became part of another: which, who, when, why, and the keys of what came along."""

    model = models.CharField(max_length=20)
    key = models.BigIntegerField()
    into = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    why = models.TextField(_("why"))
    made_at = models.DateTimeField(default=timezone.now)
    went = models.JSONField(default=dict)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_at: models.DateTimeField[Any, Any] = models.DateTimeField(null=True)
    undone_why = models.TextField(blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        default_permissions = ()
        indexes = [models.Index(fields=["model", "key"], name="merge_by_thing")]

    def __str__(self) -> str:
        return f"{self.model} {self.key} → {self.into}"


def refusal(thing: Mergeable, into: Mergeable) -> str:
    """Return why anything is not merged into the other, whatever it is; empty where it can be."""
    if thing.pk == into.pk:
        return gettext("It is merged into another one, not into itself.")
    if thing.merged_into_id or into.merged_into_id:
        return gettext("One of the two is merged already.")
    return ""


@contextmanager
def merging(thing: Mergeable, into: Mergeable, *, by: Any, why: str) -> Iterator[Went]:
    """Merge as one thing done, or not at all: the address goes along; inside, move the rest and note its keys.

    Raises ValueError where no reason is given.
    """
    if not why.strip():
        raise ValueError(gettext("Say why the two are one."))
    with transaction.atomic():
        went: Went = {"addresses": list(_addresses(thing).values_list("pk", flat=True))}
        known = thing._may_be_known()
        yield went
        FormerAddress.objects.filter(pk__in=went["addresses"]).update(object_id=into.pk)
        if known:
            FormerAddress.objects.create(
                model=thing._meta.model_name or "", slug=thing.slug, object_id=into.pk
            )
        thing.merged_into = into
        type(thing)._base_manager.filter(pk=thing.pk).update(merged_into=into.pk)
        Merge.objects.create(
            model=thing._meta.model_name or "", key=thing.pk, into=into.pk, by=by, why=why, went=went
        )


@contextmanager
def unmerging(thing: Mergeable, *, by: Any, why: str) -> Iterator[tuple[Any, Went]]:
    """Take a merge back, or nothing: inside, give back what the keys name.

    Raises ValueError where it is not merged, what it was merged into was merged on, or no reason is given.
    """
    with transaction.atomic():
        merge = Merge.objects.select_for_update(of=("self",)).of(thing)
        if merge is None or thing.merged_into_id is None:
            raise ValueError(gettext("This is not merged."))
        if not why.strip():
            raise ValueError(gettext("Say why the merge is taken back."))
        into = locked(thing, merge.into)[1]
        if into.merged_into_id:
            raise ValueError(gettext("“%s” was merged on since: take that merge back first.") % into)
        thing.merged_into = None
        type(thing)._base_manager.filter(pk=thing.pk).update(merged_into=None)
        _addresses(into).filter(slug=thing.slug).delete()
        _addresses(into).filter(pk__in=merge.went["addresses"]).update(object_id=thing.pk)
        yield into, merge.went
        merge.undone_at, merge.undone_by, merge.undone_why = timezone.now(), by, why
        merge.save()


def locked(thing: Mergeable, into: int) -> tuple[Any, Any]:
    """Return both rows as they are now, and let nobody else merge them before this is done."""
    rows = type(thing)._base_manager.select_for_update(of=("self",)).filter(pk__in=[thing.pk, into])
    found = {each.pk: each for each in rows.order_by("pk")}  # in one order for everyone
    return found[thing.pk], found[into]


def _addresses(thing: Mergeable) -> models.QuerySet[FormerAddress]:
    return FormerAddress.objects.filter(model=thing._meta.model_name, object_id=thing.pk)


def batched(keys: Iterable[int], size: int = BATCH) -> Iterator[list[int]]:
    """Yield keys a few at a time, in their order."""
    rest = iter(sorted(keys))
    while batch := list(islice(rest, size)):
        yield batch


def note_events(keys: Iterable[int], *, by: Any, why: str, names_alone: bool = False) -> None:
    """Leave a step in the history of each of these events, and bring up to date what follows for it.

    Nobody has to read a passage again: what the events say is the same, under another name or article. With
    `names_alone` only what a search finds follows: then a batch costs a fixed number of queries, however many it is;
    else each event is brought up to date by itself. The audit log has the merge, and no entry for each event.
    """
    from timeline.models.events import Event

    why = Redaction.objects.out_of(why)  # rows written together do not see to it themselves
    for batch in batched(keys):
        Event.objects.filter(pk__in=batch).update(version=F("version") + 1, changed_at=timezone.now())
        events = list(Event.objects.filter(pk__in=batch).in_full())
        with reversion.create_revision():
            for event in events:
                reversion.add_to_revision(event)
            reversion.set_comment(why)
            if by is not None:
                reversion.set_user(by)
        version = Version.objects.get_for_object(events[0]).select_related("revision")[0]
        step = {"revision": version.revision, "action": Step.Action.REFILED, "by": by, "why": why}
        Step.objects.bulk_create(Step(event=event, version=event.version, **step) for event in events)
        if names_alone:
            Event.objects.index_again(events)
        else:
            Event.objects.filter(pk__in=batch).evidence_changed()
