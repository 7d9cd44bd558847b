"""Events: what happened, when, and the verbs that take an event from draft to the public and out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import reversion
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.dates import UNBOUNDED, Edtf, Period
from timeline.languages import readers
from timeline.models import confirming, corrections, documents, evidence, text_index
from timeline.models.addresses import Addressed
from timeline.models.annotations import Annotation
from timeline.models.citations import Aspect, Citation
from timeline.models.comparing import differences
from timeline.models.confirmations import Confirmation
from timeline.models.constraints import one_of
from timeline.models.differences import has_conflict
from timeline.models.documents import Document
from timeline.models.embargo import ALREADY_SEEN, checked_hold, moment, told_hold
from timeline.models.entities import Entity
from timeline.models.event_queries import EventQuerySet
from timeline.models.event_terms import DateBasis, Evidence, Kind, Status
from timeline.models.pending import PendingChange, StaleChange
from timeline.models.places import FIRST_IN_DAY, LAST_IN_DAY
from timeline.models.sought import Found
from timeline.models.steps import Step, authors_since_publication
from timeline.models.timelines import TimelineEntry


class NotPublishable(Exception):
    """An event cannot be published; `problems` says why, a sentence each.

    `to_confirm` are the citations that have to be confirmed first; they are among the problems.
    """

    def __init__(self, event: Event, problems: list[str], to_confirm: Sequence[Confirmation] = ()) -> None:
        problems = problems + [gettext("Confirm first: citation %s.") % each for each in to_confirm]
        said = gettext("“%(event)s” is not published: %(problems)s")
        super().__init__(said % {"event": event, "problems": " ".join(problems)})
        self.event = event
        self.problems = problems
        self.to_confirm = to_confirm


class StaleVersion(Exception):
    """Someone else changed the event since it was loaded; nothing was saved."""

    def __init__(self, event: Event) -> None:
        super().__init__(gettext("“%s” was changed by someone else in the meantime. Load it again.") % event)


class Event(Addressed):
    """Something that happened at a date, exact or not, and the evidence for it.

    `edtf` is the date; the four bounds are day numbers derived from it (see `timeline.dates`), for filters and order.
    """

    Status = Status
    Kind = Kind
    DateBasis = DateBasis
    Evidence = Evidence

    title = models.CharField(
        _("title"), max_length=200, help_text=_("Neutral, and with the articles’ hedges.")
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
        validators=[MinValueValidator(FIRST_IN_DAY), MaxValueValidator(LAST_IN_DAY)],
        help_text=_("Where an article says “earlier in the day”: 1, 2, 3."),
    )
    entities = models.ManyToManyField(
        Entity, blank=True, related_name="events", verbose_name=_("people, organisations, places, topics")
    )
    hold_until = models.DateTimeField(
        _("hold until"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Readers see it from this moment on, and not before, even when it is published."),
    )
    # What follows from it and from the articles that are cited: see evidence_changed.
    opens_at = models.DateTimeField(_("held until"), null=True, editable=False, db_index=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_from"
    )
    assigned = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("in the hands of"),
    )
    sent_back_why = models.TextField(_("sent back because"), blank=True, editable=False)
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

    # Of a published event alone: its place in time, and its row's number in the index (models/places.py).
    place = models.BigIntegerField(null=True, unique=True, editable=False)

    objects = EventQuerySet.as_manager()

    found: Found | None = None  # why a search found it: see `sought.show_why`
    known_by: date | None = (
        None  # the day by which articles had what is shown of it: see `known.show_as_known`
    )
    showing = (
        False  # whether its rows are only shown as a document says, and roll back: see `documents.shown`
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["start_earliest", "-end_latest", "position", "id"]
        permissions = [
            ("publish_event", "Can publish events, and changes of them"),
            ("review_event", "Can review what others wrote"),
            ("retract_event", "Can retract published events"),
            ("merge_event", "Can merge events"),
            ("redact_text", "Can remove words for good"),
        ]
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
            models.Index(fields=["status", "kind", "start_earliest"], name="event_by_kind"),
            models.Index(fields=["status", "end_latest"], name="event_by_end"),
            models.Index(fields=["in_conflict", "status", "start_earliest"], name="event_in_conflict"),
            models.Index(
                fields=["has_open_question", "status", "start_earliest"], name="event_with_question"
            ),
            models.Index(fields=["-changed_at"], name="event_by_change"),
            models.Index(fields=["status", "changed_at"], name="event_by_status_change"),
            models.Index(fields=["start_earliest"], name="event_by_date"),
            models.Index(fields=["status", "assigned", "-changed_at"], name="event_by_hands"),
        ]

    def __str__(self) -> str:
        return self.title

    def titled(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.slug])

    @property
    def shown_url(self) -> str:
        """The address of its page that shows it as this page does: as it is, or as it was known by a day."""
        url = self.get_absolute_url()
        return f"{url}?known={self.known_by.isoformat()}" if self.known_by else url

    @classmethod
    def moved_from(cls, slug: str) -> int | None:
        """Return the primary key of the event that `slug` leads to: one merged into another leads there."""
        known = cls.objects.filter(slug=slug, published_at__isnull=False)
        pk = super().moved_from(slug) or known.values_list("pk", flat=True).first()
        for _step in range(20):  # merged into what was merged later; a circle is refused by merge_into
            into = cls.objects.filter(pk=pk or 0).values_list("merged_into", flat=True).first()
            if into is None:
                break
            pk = into
        return pk

    @property
    def is_untold(self) -> bool:
        """Whether it is shown as known by a day by which no article had told of it."""
        return self.known_by is not None and not self.citations.all()

    @property
    def date(self) -> Edtf:
        return Edtf.parse(self.edtf)

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
        """What the event's place in the order of timelines follows from; see `timeline.models.places`."""
        return self.start_earliest, self.end_latest, self.position, self.pk

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def is_public(self) -> bool:
        """Whether it was approved: what readers see or will see changes by publishing a change, and by nothing else."""
        return self.status in Status.public()

    @property
    def is_held(self) -> bool:
        """Whether readers do not see it before a moment that is still to come."""
        return self.opens_at is not None and self.opens_at > timezone.now()

    @property
    def is_seen(self) -> bool:
        """Whether readers see it now."""
        return self.is_public and not self.is_held

    @property
    def is_open_to_doubt(self) -> bool:
        """Whether somebody has to look again where its evidence gets doubtful."""
        return self.status not in Status.that_are_over()

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
        if not self.showing:  # shown to one editor, and searched by nobody
            text_index.write(self)

    def _follow_date(self) -> None:
        bounds = self.date.bounds(ongoing_until=self._last_heard_of())
        self.start_earliest, self.start_latest = bounds.start_earliest, bounds.start_latest
        self.end_earliest, self.end_latest = bounds.end_earliest, bounds.end_latest

    def _follow_evidence(self) -> None:
        citations = list(self.citations.with_articles().prefetch_related("supports"))
        self.follow_rows(citations, list(Annotation.objects.shown().about(self)))

    def follow_rows(self, citations: Sequence[Citation], notes: Sequence[Annotation]) -> None:
        """Set what follows from these citations, loaded with their articles, and these notes for readers."""
        holds = [self.hold_until, *(each.revision.source.hold_until for each in citations)]
        self.opens_at = max((each for each in holds if each), default=None)
        self.n_articles = len({each.revision.source_id for each in citations})
        self.n_publishers = len({each.revision.source.publisher for each in citations})
        self.in_conflict = has_conflict(citations)
        self.is_inexact = not self.date.is_exact_day or self.date_basis != DateBasis.STATED
        self.is_annotated = bool(notes)
        self.has_open_question = any(each.is_open_question for each in notes)

    def cited(self) -> list[Citation]:
        """Return its citations with their articles and what they support; those that are loaded are not asked for."""
        loaded = "citations" in getattr(self, "_prefetched_objects_cache", ())
        return list(
            self.citations.all() if loaded else self.citations.with_articles().prefetch_related("supports")
        )

    def named(self) -> list[Entity]:
        """Return whom and what it names, with all names; what is loaded is not asked for."""
        loaded = "entities" in getattr(self, "_prefetched_objects_cache", ())
        return list(self.entities.all() if loaded else self.entities.prefetch_related("names"))

    def kinds_of_evidence(self) -> list[str]:
        """Return the kinds of evidence that it has, as readers may ask for them."""
        return [each for each in Evidence if each.is_of(self)]

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
        with self.step(by, why, Step.Action.PUBLISHED):
            problems = self.too_few_eyes(by) + evidence.problems(self)
            if self.status not in (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED):
                problems.insert(0, gettext("It is %s.") % self.get_status_display())
            # An import publishes what the fixtures publish; readers are told what is still to be checked.
            doubts = [] if by is None else list(self.confirmations.stale().order_by("pk"))
            if problems or doubts:
                raise NotPublishable(self, problems, doubts)
            self.status, self.sent_back_why = Status.PUBLISHED, ""
            self.published_at = self.published_at or timezone.now()

    def hold(self, until: datetime | None, *, by: Any, why: str = "") -> None:
        """Hold the event until a moment, move that moment, or lift the hold (None).

        Raises ValueError where readers see it already, the moment is past, or what was approved would be seen sooner
        and no reason is given; StaleVersion.
        """
        if self.is_seen:
            raise ValueError(ALREADY_SEEN)
        sooner = self.hold_until is not None and (until is None or until < self.hold_until)
        checked_hold(until, why, needs_reason=self.is_public and sooner)
        with self.step(by, told_hold(until, why), Step.Action.HELD):
            self.hold_until = until

    def too_few_eyes(self, by: Any, authors: Iterable[Any] | None = None) -> list[str]:
        """Return why this editor may not publish it, where the newsroom asks for four eyes; an import always may.

        `authors` are the keys of those who wrote what is to be published; else who changed it since it was published.
        """
        if not settings.FOUR_EYES or by is None:
            return []
        wrote = authors_since_publication(self) if authors is None else set(authors)
        return [gettext("You wrote some of this: someone else has to publish it.")] if by.pk in wrote else []

    def submit(self, *, by: Any, why: str = "") -> None:
        """Ask for a review of a draft. Raises ValueError where it is none, or StaleVersion."""
        if self.status != Status.DRAFT:
            raise ValueError(gettext("Only a draft is sent to review."))
        with self.step(by, why, Step.Action.SUBMITTED):
            self.status, self.sent_back_why = Status.IN_REVIEW, ""
            self.assigned = by or self.assigned

    def send_back(self, *, by: Any, why: str) -> None:
        """Give it back to who sent it to review, as a draft, saying why.

        Raises ValueError where it is not in review or no reason is given, or StaleVersion.
        """
        if self.status != Status.IN_REVIEW:
            raise ValueError(gettext("Only what is in review is sent back."))
        if not why.strip():
            raise ValueError(gettext("Say why it is sent back: its author will read it."))
        with self.step(by, why, Step.Action.SENT_BACK):
            self.status, self.sent_back_why = Status.DRAFT, why

    def would_show(self, document: Document) -> bool:
        """Whether readers would see it if the event were what the document says."""
        if not self.is_public:
            return False
        return not all(each.is_internal for each in differences(documents.document_of(self), document))

    def take(
        self, document: Document, *, by: Any, why: str = "", action: str = "", reworded: bool = False
    ) -> None:
        """Make the event what the document says, where readers see nothing of that.

        Raises ValueError where they do or it is merged, documents.CannotApply where the document cannot be, or
        StaleVersion.
        """
        if self.would_show(document):
            raise ValueError(gettext("Readers see this event: a change of it waits until it is published."))
        if self.merged_into_id:
            raise ValueError(gettext("It is part of “%s” now: change that.") % self.merged_into)
        action = action or (Step.Action.REWORDED if reworded else Step.Action.CHANGED)
        with self.step(by, why, action, reworded=reworded):
            documents.write(document, self)

    def keep_change(self, document: Document, *, by: Any, why: str = "") -> PendingChange:
        """Keep what the document says as the pending change of this public event; nothing public changes.

        Raises ValueError where readers do not see the event; StaleVersion, or StaleChange where somebody was faster to
        begin a change; documents.CannotApply.
        """
        if not self.is_public:
            raise ValueError(gettext("Readers do not see this event: it is changed at once."))
        with self.unchanged(), reversion.create_revision():
            begun = PendingChange.objects.of(self)
            if begun:
                raise StaleChange(begun)
            found = documents.problems(document, self)
            if found:
                raise documents.CannotApply(found)
            base = documents.document_of(self)
            change = PendingChange.objects.create(event=self, document=document, base=base, owner=by, why=why)
            change.authors.add(*([by] if by else []))
            confirming.follow_change(change)
            reversion.set_comment(why or "begun")
            if by is not None:
                reversion.set_user(by)
        return change

    def publish_change(self, change: PendingChange, *, by: Any, kind: str, note: str = "") -> None:
        """Make a pending change public, with what readers are told of it: see `corrections.Kind.of_a_change`.

        Evidence that is to be confirmed first is named by NotPublishable: nobody publishes a change on it.
        Raises NotPublishable; Unresolved where what is public was changed in the same place; StaleChange; StaleVersion.
        """
        confirming.follow_change(change)  # stays in the queue where publishing is refused
        reworded = kind == corrections.Kind.TYPO
        with self.step(by, note, Step.Action.CHANGE_PUBLISHED, reworded=reworded):
            before = documents.document_of(self)
            document = change.decided()
            refused = corrections.refusal(kind, note, before, document)
            authors = change.authors.values_list("pk", flat=True)
            problems = self.too_few_eyes(by, authors) + ([refused] if refused else [])
            doubts = confirming.to_confirm(change, document, reworded=reworded) if self.is_published else []
            try:
                documents.write(document, self)
            except documents.CannotApply as wrong:
                problems += wrong.problems
            problems += [] if problems else self.lacks()
            if problems or doubts:
                raise NotPublishable(self, problems, doubts)
            if reworded:
                confirming.reword(change, by=by)
            change.proposals.published(document, by=by)
            change.close(by=by, why=note)
            if self.is_seen:  # nobody read what it said before
                corrections.record(self, kind, note, by, before, document)

    def restore(self, version: Any, *, by: Any, why: str) -> PendingChange | None:
        """Go back to what a revision of its history holds (one of its reversion `Version`s), saying why.

        What readers see becomes a pending change, which is returned; a draft is restored at once. Citations come back
        under their own numbers and public ids. Raises ValueError or documents.CannotApply, and then nothing happened.
        """
        if not why.strip():
            raise ValueError(gettext("Say why this version is restored."))
        document = documents.document_in(version.revision, self)
        if document is None:
            raise ValueError(gettext("That version is not one of this event."))
        document = documents.brought_forward(document)[0]
        if self.is_public:
            self._must_have_no_change()
            return self.keep_change(document, by=by, why=why)
        self.take(document, by=by, why=why, action=Step.Action.RESTORED)
        return None

    def retract(self, *, by: Any, why: str) -> None:
        """Take a published event off every timeline; its page stays, and says `why`.

        What is still held leaves no page, and becomes a draft again.
        Raises ValueError where the event is not published, no reason is given, or a change of what is held is pending.
        """
        if not self.is_published:
            raise ValueError(gettext("Only a published event can be retracted."))
        if not why.strip():
            raise ValueError(gettext("Say why it is retracted: readers will see it."))
        with self.step(by, why, Step.Action.RETRACTED):
            if self.is_held:
                self._must_have_no_change()
                self.status, self.published_at, self.sent_back_why = Status.DRAFT, None, why
                return
            self.status = Status.RETRACTED
            self.retracted_at = timezone.now()
            self.retraction_reason = why
            document = documents.document_of(self)
            corrections.record(self, corrections.Kind.RETRACTION, why, by, document, document)

    def merge_into(
        self,
        other: Event,
        *,
        by: Any,
        why: str = "",
        keep: Iterable[str] = (),
        kind: str = "",
        note: str = "",
    ) -> None:
        """Make this event part of `other`: evidence, notes, names and places on timelines go there.

        Its address leads to `other` from now on. A passage that `other` cites already stays here, with its public id.
        `keep` names the fields of `MERGEABLE` that `other` takes from this event. Where that changes what readers are
        told, `kind` and `note` say what the change is, as for `publish_change`; an import (`by` None) need not.
        `merging.undo` takes it back.
        Raises ValueError where `other` is this event, or is merged itself, or would hide what readers have seen;
        NotPublishable where a published `other` would rest on evidence that does not hold, or readers are not told.
        """
        if other.pk == self.pk or Status.MERGED in (self.status, other.status):
            raise ValueError(gettext("An event is merged into another one that is not merged itself."))
        if self.is_held or (other.is_held and self.is_seen):
            raise ValueError(gettext("One of the two is held: wait for its moment, or lift the hold first."))
        if self.status in Status.public() and not other.is_published:
            raise ValueError(gettext("What readers have seen is merged only into a published event."))
        self._must_have_no_change()
        with transaction.atomic():
            # Both rows at once: two editors who merge crosswise do not wait for each other.
            list(Event.objects.filter(pk__in=[self.pk, other.pk]).locked())
            self.record_as_it_is()
            other.record_as_it_is()
            with (
                self.step(by, why or f"merged into {other.slug}", Step.Action.MERGED),
                other.step(by, why or f"took in {self.slug}", Step.Action.MERGED),
            ):
                unseen = authors_since_publication(self) if other.is_public else ()
                before = documents.document_of(other)
                self._hand_over(other)
                for name in set(keep) & set(MERGEABLE):
                    setattr(other, name, getattr(self, name))
                problems = other.too_few_eyes(by, unseen)
                if problems:
                    raise NotPublishable(other, problems)
                self.status, self.merged_into = Status.MERGED, other
                other.must_hold()
                other.save()
                corrections.tell_readers(other, before, documents.document_of(other), by, kind, note)

    def _must_have_no_change(self) -> None:
        if PendingChange.objects.of(self):
            raise ValueError(gettext("A change of this event is pending: publish or discard that first."))

    def record_as_it_is(self) -> None:
        """Leave a revision of the event where the last one of its history does not say what its rows say."""
        if documents.last_recorded(self) != documents.document_of(self):
            with reversion.create_revision():
                reversion.add_to_revision(Event.objects.get(pk=self.pk))
                reversion.set_comment("as it was")

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
        keys = list(self.entries.filter(is_key=True).values_list("timeline_id", flat=True))
        for entry in other.entries.filter(timeline_id__in=keys, is_key=False):
            entry.is_key = True
            entry.save()  # one by one: history keeps what is saved
        self.entries.exclude(timeline_id__in=here).update(event=other)
        self.proposals.update(
            event=other, event_version=None
        )  # deciding otherwise is for the event itself now

    def lacks(self) -> list[str]:
        """Return why its evidence does not carry the page that it has, a sentence each; empty where it has none."""
        if self.is_retracted and not self.citations.exists():
            return [gettext("It is retracted: its page stays, and at least one citation with it.")]
        return evidence.problems(self) if self.is_published else []

    def must_hold(self) -> None:
        """Raise NotPublishable where the event has a page and its evidence does not carry that any more."""
        problems = self.lacks()
        if problems:
            raise NotPublishable(self, problems)

    def _may_be_known(self) -> bool:
        return self.published_at is not None

    def unsupported(self) -> list[str]:
        """Return what the event says and no citation covers, a sentence each, for the editor to weigh."""
        return evidence.unsupported(self)

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Let nobody else change the event while something is done that rests on the version that was loaded.

        Raises StaleVersion where somebody has changed it already.
        """
        with transaction.atomic():
            current = Event.objects.select_for_update().values_list("version", flat=True).get(pk=self.pk)
            if current != self.version:
                raise StaleVersion(self)
            yield

    @contextmanager
    def step(
        self, by: Any, why: str = "", action: str = Step.Action.CHANGED, *, reworded: bool = False
    ) -> Iterator[None]:
        """Do something to the event as one step of its history, on the version that was loaded, or not at all.

        `by` is the editor, or None where an import acts. Inside, change the event and its rows; saving is done here.
        `reworded` says that of what happened only the wording is changed: see `confirming.follow`.
        """
        before, was_seen = self.__dict__.copy(), self.is_seen
        try:
            with self.unchanged(), reversion.create_revision():
                was = documents.document_of(self)
                yield
                self.save()
                self.evidence_changed()
                if was_seen:
                    self.must_stay_seen()
                self.note_step(by, why, action, was=was, reworded=reworded)
        except BaseException:
            self.__dict__.update(before)  # what was refused did not happen to the object either
            raise

    def must_stay_seen(self) -> None:
        """Raise NotPublishable where what readers saw rests on an article that is held."""
        if self.is_held:
            said = gettext("It would rest on an article that is held until %s.") % moment(self.opens_at)
            raise NotPublishable(self, [said])

    def note_step(
        self, by: Any, why: str, action: str, *, was: Document | None = None, reworded: bool = False
    ) -> None:
        """Say in the revision that is being made what was done, by whom and why, with the event as it is now.

        `was` is the event before, where that is not what its history holds last.
        """
        confirming.follow(self, was or documents.last_recorded(self), by=by, reworded=reworded)
        reversion.add_to_revision(Event.objects.get(pk=self.pk))
        reversion.set_comment(why or str(Step.Action(action).value))
        if by is not None:
            reversion.set_user(by)
        reversion.add_meta(Step, event=self, action=action, by=by, why=why, version=self.version)


# What an editor chooses of one or the other when two events are merged.
MERGEABLE = ("title", "summary", "edtf", "date_basis", "date_note", "kind")


@receiver([post_save, post_delete], sender=TimelineEntry)
def _stands_elsewhere(instance: TimelineEntry, **_kwargs: Any) -> None:
    """An event was put on a timeline, or taken off: the index says on which it stands."""
    Event.objects.published().filter(pk=instance.event_id).evidence_changed()


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
    "opens_at",
)

reversion.register(Annotation)
reversion.register(TimelineEntry)
reversion.register(Event, follow=("citations", "annotations", "entries"))
