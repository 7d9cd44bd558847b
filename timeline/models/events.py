"""Events: what happened, when, and the verbs that take an event from draft to the public and out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

import reversion
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.dates import UNBOUNDED, Edtf, Period
from timeline.languages import readers
from timeline.models import evidence, text_index
from timeline.models.addresses import Addressed
from timeline.models.annotations import Annotation
from timeline.models.citations import Aspect, Citation, Support
from timeline.models.constraints import one_of
from timeline.models.differences import has_conflict
from timeline.models.entities import Entity
from timeline.models.timelines import TimelineEntry


class NotPublishable(Exception):
    """An event cannot be published; `problems` says why, a sentence each."""

    def __init__(self, event: Event, problems: list[str]) -> None:
        said = gettext("“%(event)s” is not published: %(problems)s")
        super().__init__(said % {"event": event, "problems": " ".join(problems)})
        self.event = event
        self.problems = problems


class StaleVersion(Exception):
    """Someone else changed the event since it was loaded; nothing was saved."""

    def __init__(self, event: Event) -> None:
        super().__init__(gettext("“%s” was changed by someone else in the meantime. Load it again.") % event)


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in review", _("in review")
    PUBLISHED = "published", _("published")
    RETRACTED = "retracted", _("retracted")
    MERGED = "merged", _("merged")

    @classmethod
    def public(cls) -> tuple[Status, ...]:
        """Those with a public page: a retracted event keeps it, and it says so."""
        return cls.PUBLISHED, cls.RETRACTED


class Kind(models.TextChoices):
    MEETING = "meeting", _("meeting")
    ENCOUNTER = "encounter", _("encounter")
    VISIT = "visit", _("visit")
    SPEECH = "speech", _("speech")
    STATEMENT = "statement", _("statement")
    INTERVIEW = "interview", _("interview")
    COMMEMORATION = "commemoration", _("commemoration")
    ELECTION = "election", _("election")
    DECISION = "decision", _("decision")
    CONFLICT = "conflict", _("war and conflict")
    UPRISING = "uprising", _("uprising")
    PROTEST = "protest", _("protest")
    ARREST = "arrest", _("arrest")
    RELEASE = "release", _("release")
    COUNT = "count", _("count")
    OTHER = "other", _("other")


class DateBasis(models.TextChoices):
    STATED = "stated", _("stated in the articles")
    INFERRED = "inferred", _("inferred")


class Evidence(models.TextChoices):
    """What kind of evidence an event has, as readers may ask for it; `condition` is what it means."""

    ONE_ARTICLE = "one-article", _("one article")
    SEVERAL_PUBLISHERS = "several-publishers", _("several publishers")
    CONFLICT = "conflict", _("articles in conflict")
    INEXACT = "inexact-date", _("inexact or inferred date")
    ANNOTATED = "annotated", _("with an editor's note")
    OPEN_QUESTION = "open-question", _("with an open question")

    @property
    def condition(self) -> Q:
        """The condition on events, on columns that follow from the evidence (`Event.evidence_changed`)."""
        return {
            Evidence.ONE_ARTICLE: Q(n_articles=1),
            Evidence.SEVERAL_PUBLISHERS: Q(n_publishers__gt=1),
            Evidence.CONFLICT: Q(in_conflict=True),
            Evidence.INEXACT: Q(is_inexact=True),
            Evidence.ANNOTATED: Q(is_annotated=True),
            Evidence.OPEN_QUESTION: Q(has_open_question=True),
        }[self]


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> Self:
        """Return what stands on the timeline: every list, count and facet starts here."""
        return self.filter(status=Status.PUBLISHED)

    def public(self) -> Self:
        """Return what has a public page: published, or retracted and said to be."""
        return self.filter(status__in=Status.public())

    def in_order(self) -> Self:
        """Oldest first; of those that may begin on one day the wider first, then as the editors placed them."""
        return self.order_by("start_earliest", "-end_latest", "position", "id")

    def newest_first(self) -> Self:
        return self.order_by("-start_earliest", "end_latest", "-position", "-id")

    def evidence_changed(self) -> None:
        """Bring up to date what follows from articles, names and citations, for each of these events."""
        for event in self.iterator(chunk_size=200):
            event.evidence_changed()

    def continue_counting(self, event: Event) -> None:
        """After an older state of `event` was restored: no version and no citation's number is given again."""
        self.filter(pk=event.pk).update(
            version=Greatest("version", event.version + 1),
            citations_made=Greatest("citations_made", event.citations_made),
        )

    def known_to_begin(self) -> Self:
        """Leave out what may have begun at any time."""
        return self.filter(start_earliest__gt=-UNBOUNDED)

    def spans(self) -> models.QuerySet[Any, tuple[int, int]]:
        """Return, in order, the first and the last day on which each event may have been; and no more of it."""
        return self.in_order().values_list("start_earliest", "end_latest")

    def first_and_last(self) -> tuple[int, int]:
        """Return the days on which the first and the last of these events may begin: two steps through the index."""
        days = self.values_list("start_earliest", flat=True)
        return days.order_by("start_earliest")[0], days.order_by("-start_earliest")[0]

    def counted_by_day(self) -> models.QuerySet[Any, tuple[int, int]]:
        """Return (day, number of events that begin on it), in no order."""
        return (
            self.order_by()
            .values("start_earliest")
            .annotate(n=Count("pk", distinct=True))
            .values_list("start_earliest", "n")
        )

    def beyond(self, key: tuple[int, int, int, int], *, forwards: bool) -> Self:
        """Return what comes after `key`, an event's `order_key`, in time; or before it, where not `forwards`."""
        start, end, position, pk = key
        later, narrower = ("gt", "lt") if forwards else ("lt", "gt")
        same_day = Q(start_earliest=start)
        beyond = (
            Q(**{f"start_earliest__{later}": start})
            | same_day & Q(**{f"end_latest__{narrower}": end})
            | same_day & Q(end_latest=end, **{f"position__{later}": position})
            | same_day & Q(end_latest=end, position=position, **{f"pk__{later}": pk})
        )
        # The first condition is implied by the second: it is what an index can be entered with.
        return self.filter(Q(**{f"start_earliest__{later}e": start}), beyond)

    def possibly_in(self, period: Period) -> Self:
        """Return what may fall in the period, certainly or not."""
        return self.filter(start_earliest__lte=period.last, end_latest__gte=period.first)

    def certainly_in(self, period: Period) -> Self:
        """Return what falls in the period whatever its inexact date turns out to be."""
        # What is certain is possible: said so that an index on those bounds can be used.
        return self.possibly_in(period).filter(start_latest__lte=period.last, end_earliest__gte=period.first)

    def on_timeline(self, timeline: Any) -> Self:
        return self.filter(entries__timeline=timeline)

    def marking_key_events(self, timeline: Any) -> Self:
        """Say of each event whether it is a key event of the timeline: `is_key`."""
        key = TimelineEntry.objects.filter(timeline=timeline, event=OuterRef("pk"), is_key=True)
        return self.annotate(is_key=Exists(key))

    def naming_any(self, kind: str, slugs: Iterable[str]) -> Self:
        """Return the events that name one of these entities, as far as readers may see them."""
        named = Entity.objects.shown().filter(kind=kind, slug__in=slugs)
        return self.filter(pk__in=Event.entities.through.objects.filter(entity__in=named).values("event"))

    def naming(self, entity: Entity) -> Self:
        return self.filter(pk__in=Event.entities.through.objects.filter(entity=entity).values("event"))

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        return self.filter(kind__in=kinds)

    def reported_by(self, publishers: Iterable[str]) -> Self:
        cited = Citation.objects.filter(revision__source__publisher__in=publishers)
        return self.filter(pk__in=cited.values("event"))

    def citing(self, slugs: Iterable[str]) -> Self:
        """Return the events that cite one of these articles."""
        return self.filter(pk__in=Citation.objects.filter(revision__source__slug__in=slugs).values("event"))

    def with_number_of_citations(self) -> Self:
        """Count the citations of each event, one by one for the few that are listed."""
        counted = (
            Citation.objects.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk"))
        )
        return self.annotate(n_citations=Coalesce(Subquery(counted.values("n")), 0))

    def with_evidence_like(self, kinds: Iterable[str]) -> Self:
        """Return the events that have one of these kinds of evidence; unknown kinds are nobody's."""
        conditions = [Evidence(each).condition for each in kinds if each in Evidence]
        return self.filter(reduce(or_, conditions)) if conditions else self.none()

    def saying(self, words: str) -> Self:
        """Return the events whose public text holds all these words, in any spelling; see docs/architecture.md."""
        return self.filter(text_index.holds(words))

    def dated_by(self, day: date) -> Self:
        """Return the events whose date some article had printed by the end of that day."""
        return self.filter(pk__in=Citation.objects.printed_by(day).that_support(Aspect.DATE).values("event"))

    def with_evidence(self, known_by: date | None = None) -> Self:
        """Load all that an event's card shows, in a fixed number of queries; `known_by` leaves out what came later."""
        citations = Citation.objects.with_articles().order_by("number")
        return self.prefetch_related(
            Prefetch("citations", citations.printed_by(known_by) if known_by else citations),
            Prefetch("citations__supports", Support.objects.order_by("id")),
            Prefetch("citations__annotations", Annotation.objects.shown(), to_attr="shown_annotations"),
            Prefetch("annotations", Annotation.objects.shown(), to_attr="shown_annotations"),
            Prefetch(
                "entities",
                Entity.objects.shown().order_by("kind", "name").prefetch_related("names"),
                to_attr="shown_entities",
            ),
        )


class Event(Addressed):
    """Something that happened at a date, exact or not, and the evidence for it.

    `edtf` is the date; the four bounds are day numbers derived from it (see `timeline.dates`), for filters and order.
    """

    Status = Status
    Kind = Kind
    DateBasis = DateBasis
    Evidence = Evidence

    title = models.CharField(
        _("title"), max_length=200, help_text=_("Neutral, and with the articles' hedges.")
    )
    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("What happened, in our own words; nothing that no citation says."),
    )
    edtf = models.CharField(
        _("date"),
        max_length=200,
        help_text=_("As people write it: 25 January 2026, May 2023, 1863–64, since February 2022, c. 1863."),
    )
    date_basis = models.CharField(_("date is"), max_length=20, choices=DateBasis, default=DateBasis.STATED)
    date_note = models.TextField(
        _("how the date was found"),
        blank=True,
        help_text=_("Where it is inferred: from what. Readers see it."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )
    position = models.SmallIntegerField(
        _("order within a day"),
        default=0,
        help_text=_("Where an article says “earlier in the day”: 1, 2, 3."),
    )
    entities = models.ManyToManyField(
        Entity, blank=True, related_name="events", verbose_name=_("people, organisations, places, topics")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_from"
    )
    published_at = models.DateTimeField(null=True, editable=False)
    retracted_at = models.DateTimeField(null=True, editable=False)
    retraction_reason = models.TextField(editable=False, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    citations_made = models.PositiveIntegerField(default=0, editable=False)

    # What follows from the evidence, kept for filters: see evidence_changed.
    n_articles = models.PositiveSmallIntegerField(default=0, editable=False)
    n_publishers = models.PositiveSmallIntegerField(default=0, editable=False)
    in_conflict = models.BooleanField(default=False, editable=False)
    is_inexact = models.BooleanField(default=False, editable=False)
    is_annotated = models.BooleanField(default=False, editable=False)
    has_open_question = models.BooleanField(default=False, editable=False)

    start_earliest = models.BigIntegerField(editable=False)
    start_latest = models.BigIntegerField(editable=False)
    end_earliest = models.BigIntegerField(editable=False)
    end_latest = models.BigIntegerField(editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["start_earliest", "-end_latest", "position", "id"]
        constraints = [
            one_of("status", Status),
            one_of("kind", Kind),
            one_of("date_basis", DateBasis),
            models.CheckConstraint(
                condition=Q(start_earliest__lte=F("start_latest"))
                & Q(end_earliest__lte=F("end_latest"))
                & Q(start_earliest__lte=F("end_latest")),
                name="event_bounds_in_order",
            ),
            models.CheckConstraint(
                condition=Q(start_earliest__gte=-UNBOUNDED) & Q(end_latest__lte=UNBOUNDED),
                name="event_bounds_bounded",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="merged_events_say_into_what",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["published", "retracted"]) | Q(published_at__isnull=False),
                name="public_events_say_since_when",
            ),
        ]
        # Not partial: SQLite uses a partial index only for values that stand in the query itself.
        indexes = [
            models.Index(
                F("status"),
                F("start_earliest"),
                F("end_latest").desc(),
                F("position"),
                F("id"),
                name="event_in_order",
            ),
            models.Index(fields=["status", "kind", "start_earliest"], name="event_by_kind"),
            models.Index(fields=["status", "end_latest"], name="event_by_end"),
            models.Index(fields=["in_conflict", "status", "start_earliest"], name="event_in_conflict"),
            models.Index(
                fields=["has_open_question", "status", "start_earliest"], name="event_with_question"
            ),
            models.Index(fields=["-changed_at"], name="event_by_change"),
        ]

    def __str__(self) -> str:
        return self.title

    def titled(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.slug])

    @classmethod
    def moved_from(cls, slug: str) -> int | None:
        """Return the primary key of the event that `slug` leads to: one merged into another leads there."""
        known = cls.objects.filter(slug=slug, published_at__isnull=False)
        pk = super().moved_from(slug) or known.values_list("pk", flat=True).first()
        for _step in range(20):  # merged into what was merged later; a circle is refused by merge_into
            into = cls.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
            if into is None:
                break
            pk = into
        return pk

    @property
    def date(self) -> Edtf:
        return Edtf.parse(self.edtf)

    def shown_as_known(self) -> None:
        """Show the date as the citations that are loaded state it, where the preferred one is not among them."""
        supports = [each for citation in self.citations.all() for each in citation.supports.all()]
        stated = [each for each in supports if each.aspect == Aspect.DATE and each.edtf]
        dates = [Edtf.parse(each.edtf) for each in stated if not each.preferred]
        if dates and len(dates) == len(stated) and not dates[0].year_unknown:
            self.shown_date = dates[0]

    @cached_property
    def shown_date(self) -> Edtf:
        """The date as a page shows it: the event's own, unless the page shows what was known at a time."""
        return self.date

    @property
    def date_in_words(self) -> str:
        """The date as a newspaper would print it, in the reader's language."""
        return self.shown_date.in_words(readers())

    @property
    def order_key(self) -> tuple[int, int, int, int]:
        """The event's place in the order of the timeline; see `EventQuerySet.beyond`."""
        return self.start_earliest, self.end_latest, self.position, self.pk

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def is_retracted(self) -> bool:
        return self.status == Status.RETRACTED

    def certainly_in(self, period: Period) -> bool:
        """Return whether the event falls in the period whatever its date turns out to be."""
        return self.start_latest <= period.last and self.end_earliest >= period.first

    # Keeping

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with bounds that follow from the date.

        Raises StaleVersion where the event was changed since it was loaded, and DateError where `edtf` is none.
        """
        self._follow_date()
        with transaction.atomic():
            if not self._state.adding:
                self._take_version()
            super().save(*args, **kwargs)

    def next_citation_number(self) -> int:
        """Return a number that no citation of this event ever had."""
        Event.objects.filter(pk=self.pk).update(citations_made=F("citations_made") + 1)
        self.citations_made = Event.objects.values_list("citations_made", flat=True).get(pk=self.pk)
        return self.citations_made

    def evidence_changed(self) -> None:
        """Bring up to date what follows from citations and notes: bounds, filters by evidence, the text index."""
        self._follow_date()
        self._follow_evidence()
        Event.objects.filter(pk=self.pk).update(**{name: getattr(self, name) for name in _DERIVED})
        text_index.write(self)

    def _follow_date(self) -> None:
        bounds = self.date.bounds(ongoing_until=self._last_heard_of())
        self.start_earliest, self.start_latest = bounds.start_earliest, bounds.start_latest
        self.end_earliest, self.end_latest = bounds.end_earliest, bounds.end_latest

    def _follow_evidence(self) -> None:
        citations = list(self.citations.with_articles().prefetch_related("supports"))
        kinds = set(Annotation.objects.shown().about(self).values_list("kind", flat=True))
        self.n_articles = len({each.revision.source_id for each in citations})
        self.n_publishers = len({each.revision.source.publisher for each in citations})
        self.in_conflict = has_conflict(citations)
        self.is_inexact = not self.date.is_exact_day or self.date_basis != DateBasis.STATED
        self.is_annotated = bool(kinds)
        self.has_open_question = Annotation.Kind.OPEN_QUESTION in kinds

    def _last_heard_of(self) -> int | None:
        """The day of the latest article that supports the date: until then, “since” is known to hold."""
        if not self.pk or not self.edtf.endswith("/.."):
            return None
        supporting = Citation.objects.filter(event=self).that_support(Aspect.DATE)
        day = supporting.aggregate(latest=models.Max("revision__published_on"))["latest"]
        return day.toordinal() if day else None

    def _take_version(self) -> None:
        taken = Event.objects.filter(pk=self.pk, version=self.version).update(version=F("version") + 1)
        if not taken:
            raise StaleVersion(self)
        self.version += 1

    # Verbs

    def publish(self, *, by: Any, why: str = "") -> None:
        """Make the event public, where its evidence holds.

        `by` is the editor, or None where an import acts. Raises NotPublishable, or StaleVersion.
        """
        with self._acted(by, why or "published"):
            problems = evidence.problems(self)
            if self.status not in (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED):
                problems.insert(0, gettext("It is %s.") % self.get_status_display())
            if problems:
                raise NotPublishable(self, problems)
            self.status = Status.PUBLISHED
            self.published_at = self.published_at or timezone.now()

    def submit(self, *, by: Any, why: str = "") -> None:
        """Ask for a review of a draft. Raises ValueError where it is none, or StaleVersion."""
        if self.status != Status.DRAFT:
            raise ValueError(gettext("Only a draft is sent to review."))
        with self._acted(by, why or "sent to review"):
            self.status = Status.IN_REVIEW

    def retract(self, *, by: Any, why: str) -> None:
        """Take a published event off every timeline; its page stays, and says `why`.

        Raises ValueError where the event is not published or no reason is given.
        """
        if not self.is_published:
            raise ValueError(gettext("Only a published event can be retracted."))
        if not why.strip():
            raise ValueError(gettext("Say why it is retracted: readers will see it."))
        with self._acted(by, why):
            self.status = Status.RETRACTED
            self.retracted_at = timezone.now()
            self.retraction_reason = why

    def merge_into(self, other: Event, *, by: Any, why: str = "") -> None:
        """Make this event part of `other`: evidence, notes, names and places on timelines go there.

        Its address leads to `other` from now on. A passage that `other` cites already stays here, with its public id.
        Raises ValueError where `other` is this event, or is merged itself, or would hide what readers have seen;
        NotPublishable where a published `other` would rest on evidence that does not hold.
        """
        if other.pk == self.pk or Status.MERGED in (self.status, other.status):
            raise ValueError(gettext("An event is merged into another one that is not merged itself."))
        if self.status in Status.public() and not other.is_published:
            raise ValueError(gettext("What readers have seen is merged only into a published event."))
        with transaction.atomic():
            # Both rows, in one order for everyone: two editors who merge crosswise do not wait for each other.
            list(Event.objects.select_for_update().filter(pk__in=[self.pk, other.pk]).order_by("pk"))
            with (
                self._acted(by, why or f"merged into {other.slug}"),
                other._acted(by, why or f"took in {self.slug}"),
            ):
                self._hand_over(other)
                self.status, self.merged_into = Status.MERGED, other
                other.must_hold()

    def _hand_over(self, other: Event) -> None:
        cited = {(each.revision_id, each.start, each.end): each for each in other.citations.all()}
        for citation in self.citations.select_related("event").prefetch_related("supports"):
            twin = cited.get((citation.revision_id, citation.start, citation.end))
            if twin is None:
                citation.move_to(other)
            else:  # the same words: they stay here with their public id, and what is noted on them goes along
                twin.take_over(citation)
        self.annotations.update(event=other)
        other.entities.add(*self.entities.all())
        here = set(other.entries.values_list("timeline_id", flat=True))
        self.entries.exclude(timeline_id__in=here).update(event=other)

    def must_hold(self) -> None:
        """Raise NotPublishable where the event is published and its evidence does not carry it any more."""
        problems = evidence.problems(self) if self.is_published else []
        if problems:
            raise NotPublishable(self, problems)

    def _may_be_known(self) -> bool:
        return self.published_at is not None

    def unsupported(self) -> list[str]:
        """Return what the event says and no citation covers, a sentence each, for the editor to weigh."""
        return evidence.unsupported(self)

    @contextmanager
    def _acted(self, by: Any, why: str) -> Iterator[None]:
        """Do something to the event as one step of its history, on the version that was loaded, or not at all."""
        before = self.__dict__.copy()
        try:
            with transaction.atomic(), reversion.create_revision():
                current = Event.objects.select_for_update().values_list("version", flat=True).get(pk=self.pk)
                if current != self.version:
                    raise StaleVersion(self)
                yield
                self.save()
                self.evidence_changed()
                reversion.set_comment(why)
                if by is not None:
                    reversion.set_user(by)
        except BaseException:
            self.__dict__.update(before)  # what was refused did not happen to the object either
            raise


_DERIVED = (
    "start_earliest",
    "start_latest",
    "end_earliest",
    "end_latest",
    "n_articles",
    "n_publishers",
    "in_conflict",
    "is_inexact",
    "is_annotated",
    "has_open_question",
)

reversion.register(Annotation)
reversion.register(TimelineEntry)
reversion.register(Event, follow=("citations", "annotations", "entries"))
