"""Proposals: the dated passages of an article as the machine read them, and what editors made of them.

All proposals of an article, those left out among them, are its ledger of coverage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Self

import reversion
from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.dates import Edtf
from timeline.ingestion.passages import passage_at
from timeline.ingestion.proposals import Reason as LeftOutFor
from timeline.languages import newsrooms, readers
from timeline.models import documents
from timeline.models.changing import as_edited, make_it
from timeline.models.citations import Aspect, Citation, Support
from timeline.models.constraints import one_of
from timeline.models.documents import Document, Row
from timeline.models.entities import Entity
from timeline.models.event_terms import Kind as EventKind
from timeline.models.events import Event
from timeline.models.pending import PendingChange
from timeline.models.sources import Source, SourceRevision
from timeline.models.steps import Step

NO_LONGER_THERE = "no longer in the article"  # left out, for it was taken out of a newer text
WITH_ITS_DOUBLE = "with its double"  # left out, for the article it was merged into proposes it as well
proposal_decided = Signal()  # of a `proposal`, `by` an editor; also when its decision is taken back
RESEMBLING = 5  # events that are suggested for one passage


class DecisionRefused(ValueError):
    """A decision that cannot be taken, or taken back; the message says why. Nothing was changed."""


class AlreadyDecided(DecisionRefused):
    """Another editor was quicker; `proposal` is as they left it."""

    def __init__(self, proposal: Proposal) -> None:
        said = gettext("%(who)s decided this already: it is %(outcome)s. Nothing was changed.")
        super().__init__(said % {"who": proposal.decider, "outcome": proposal.get_outcome_display()})
        self.proposal = proposal


class Outcome(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    MERGED = "merged", _("cited for an event that was there")
    REJECTED = "rejected", _("rejected")
    LEFT_OUT = "left out", _("left out")


class Reason(models.TextChoices):
    """Why an editor rejects a proposal."""

    NO_EVENT = "no event", _("no event")
    WRONG_DATE = "wrong date", _("the date was misread")
    TOO_VAGUE = "too vague", _("too vague")
    BESIDE_THE_STORY = "beside the story", _("beside the story")
    TOLD_ALREADY = "told already", _("told already by another passage")
    OTHER = "other", _("another reason")


# Why the machine left something out, in the editor's words; stored as the machine says it.
_LEFT_OUT_FOR: Final = {
    LeftOutFor.DURATION: _("a length of time"),
    LeftOutFor.RECURRING: _("a date that comes again"),
    LeftOutFor.PRESENT: _("the time of writing"),
    LeftOutFor.AGE: _("an age"),
    LeftOutFor.UNPINNED: _("a time that nothing in the text pins down"),
    LeftOutFor.HEADLINE: _("a headline: the article itself is cited"),
    LeftOutFor.DATELINE: _("the dateline"),
    LeftOutFor.BOILERPLATE: _("not part of the story"),
    LeftOutFor.NO_EVENT: _("no event is told with it"),
    LeftOutFor.RELATIVE: _("dated by another event alone"),
    NO_LONGER_THERE: _("no longer in the article"),
    WITH_ITS_DOUBLE: _("proposed with the article that it was merged into"),
}


# What a decision leaves on a proposal, beside by whom it is.
_DECISION: Final = (
    "outcome",
    "reason",
    "note",
    "event_id",
    "citation_id",
    "event_version",
    "change_id",
    "prepared",
    "decided_at",
)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> Self:
        """Return what no editor has decided yet."""
        return self.filter(outcome=Outcome.WAITING)

    def decided(self) -> Self:
        """Return what an editor decided, the latest first."""
        return self.filter(decided_at__isnull=False).order_by("-decided_at", "-id")

    def of_source(self, source: Source) -> Self:
        return self.filter(source=source)

    def of_revision(self, revision: SourceRevision) -> Self:
        """Return what was read in a text, in the order of its words."""
        return self.filter(revision=revision).order_by("start", "end", "id")

    def ledger(self) -> Self:
        """Return what waits no more: what was decided, and what was left out, in the order of the text."""
        found = self.exclude(outcome=Outcome.WAITING).order_by("start", "end", "id")
        return found.select_related("event", "decided_by")

    def to_review(self) -> list[Proposal]:
        """Load all that a card of the queue shows, in a fixed number of queries; `resembling` are suggestions."""
        named = ProposedName.objects.taken_for_names().select_related("entity").in_order()
        rows: list[Proposal] = list(
            self.select_related("event", "decided_by").prefetch_related(
                Prefetch("names", named),
                Prefetch("suggestions", Suggestion.objects.select_related("event").order_by("-score", "id")),
            )
        )
        became = Event.objects.what_became_of(each.event for row in rows for each in row.suggestions.all())
        for row in rows:
            row.resembling = _as_they_are_now(row.suggestions.all(), became)
        return rows

    def follow_change(self, document: Document | None, *, by: Any) -> None:
        """After the pending change that these wait in was written, or given up (None): those that it does not cite
        any more wait for a decision again."""
        for proposal in self:
            if document is None or proposal.row_in(document) is None:
                proposal.wait_again(by=by)

    def published(self, document: Document, *, by: Any) -> None:
        """After the pending change that these wait in was published as this document: each has its citation."""
        for proposal in self:
            row = proposal.row_in(document)
            if row is None:
                proposal.wait_again(by=by)
                continue
            place = {name: row[name] for name in ("revision", "start", "end")}
            proposal.citation = Citation.objects.get(event=proposal.event_id, **place)
            proposal.change = proposal.prepared = None
            proposal.save()

    def fingerprints(self) -> set[str]:
        return set(self.values_list("fingerprint", flat=True))

    def waiting_after(self, proposal: Proposal) -> Proposal | None:
        """Return what an editor looks at next: what waits below it in the text, else from the top."""
        waiting = self.of_revision(proposal.revision).waiting()
        below = Q(start__gt=proposal.start) | Q(start=proposal.start, pk__gt=proposal.pk)
        return waiting.filter(below).first() or waiting.first()

    def texts_that_wait(self) -> list[Any]:
        """Return (revision, how many wait) for the texts with something to review, those taken in last first."""
        counted = dict(
            self.waiting()
            .order_by()
            .values_list("revision")
            .annotate(n=Count("pk"))
            .order_by("-revision")[:50]
        )
        texts = SourceRevision.objects.select_related("source").without_text().in_bulk(counted)
        return [(texts[key], number) for key, number in counted.items()]


class Proposal(models.Model):
    """A dated passage of a revision: an event, or evidence for one, as a machine read it.

    `start` and `end` are the passage, `mention_start` and `mention_end` the words that date it, in code points of
    the revision's body. `fingerprint` tells the same passage of another text of the same article.
    """

    Outcome = Outcome
    Reason = Reason

    source = models.ForeignKey(Source, models.CASCADE, related_name="proposals", editable=False)
    revision = models.ForeignKey(
        SourceRevision, models.CASCADE, related_name="proposals", verbose_name=_("text of the article")
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    mention_start = models.PositiveIntegerField(default=0)
    mention_end = models.PositiveIntegerField(default=0)
    exact = models.TextField(_("passage"))
    edtf = models.CharField(_("date"), max_length=200, blank=True)
    rule = models.CharField(_("read as"), max_length=200, blank=True)
    anchor = models.CharField(_("counted from"), max_length=300, blank=True)
    inferred = models.BooleanField(_("inferred"), default=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind, default=EventKind.OTHER)
    attributed_to = models.CharField(_("according to"), max_length=300, blank=True)
    origin = models.CharField(_("rests on"), max_length=300, blank=True)
    aspects = models.JSONField(_("supports"), default=list)
    fingerprint = models.CharField(max_length=64)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, default=Outcome.WAITING)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    # What the decision made: taking it back takes back this and nothing else.
    event = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="proposals")
    citation = models.ForeignKey(Citation, models.SET_NULL, null=True, related_name="proposals")
    event_version = models.PositiveIntegerField(null=True, editable=False)
    # Of an event that readers see: what the citation waits in, and the rows that it is there, where they were made.
    change = models.ForeignKey(
        PendingChange, models.SET_NULL, null=True, editable=False, related_name="proposals"
    )
    prepared: models.JSONField[Any, Any] = models.JSONField(null=True, editable=False)

    resembling: list[Suggestion]  # set by `to_review`

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["revision", "start", "end", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "fingerprint"], name="one_proposal_per_fingerprint"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="proposal_start_before_end"),
            one_of("outcome", Outcome),
            one_of("kind", EventKind),
        ]
        indexes = [models.Index(fields=["outcome", "revision"], name="proposal_by_outcome")]

    def __str__(self) -> str:
        return self.title or self.exact[:80]

    def get_absolute_url(self) -> str:
        """Return the address of the queue, at this proposal."""
        return f"{reverse('admin:timeline_proposal_queue', args=[self.revision_id])}#{self.element}"

    @property
    def element(self) -> str:
        """The id of its card in the queue."""
        return f"p-{self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.outcome == Outcome.WAITING

    @property
    def is_dated(self) -> bool:
        """Whether it can be accepted as it is: its date has a year."""
        return bool(self.edtf) and not Edtf.parse(self.edtf).year_unknown

    @property
    def date_in_words(self) -> str:
        return Edtf.parse(self.edtf).in_words(readers()) if self.edtf else ""

    @property
    def decider(self) -> str:
        return str(self.decided_by) if self.decided_by else gettext("Someone")

    @property
    def parts(self) -> tuple[str, str, str]:
        """The passage in three: the words before those that date it, those, and the words after."""
        first, last = self.mention_start - self.start, self.mention_end - self.start
        if not 0 <= first < last <= len(self.exact):
            return self.exact, "", ""
        return self.exact[:first], self.exact[first:last], self.exact[last:]

    @property
    def reason_in_words(self) -> str:
        if self.reason in Reason:
            return str(Reason(self.reason).label)
        return str(_LEFT_OUT_FOR.get(self.reason, self.reason))

    # Verbs

    def accept(
        self,
        *,
        by: Any,
        names: Iterable[ProposedName] | None = None,
        aspects: Iterable[str] | None = None,
        **edits: Any,
    ) -> Event:
        """Make a draft event of the passage, with a citation of it, and return the draft.

        `edits` replace its `title`, `summary`, `edtf`, `kind`; `names` are those to be linked, known or not (else
        whom we know, and the people whom we do not: they are *named in passing* from then on).
        Raises DecisionRefused, AlreadyDecided, or DateError where `edtf` is none.
        """
        with self._deciding(by, Outcome.ACCEPTED):
            event = self._draft({**edits, "assigned": by})
            event.entities.set(self._entities(names))
            self._cite(event, aspects, by, gettext("accepted from a proposal"))
        return event

    def cite(self, event: Event, *, by: Any, aspects: Iterable[str] | None = None) -> Citation | None:
        """Make the passage evidence of an event that is there, or of what that was merged into; return the citation.

        What readers see does not change: there the citation becomes part of the pending change, `change`, and None is
        returned. It is `citation` once that is published; where it is not to be, the proposal waits again.
        Where the event cites these words already, that citation supports what this passage supports as well.
        Raises DecisionRefused where the event is retracted; AlreadyDecided; what saving the event raises.
        """
        why = gettext("cited from a proposal")
        with self._deciding(by, Outcome.MERGED):
            now = Event.objects.what_became_of([Event.objects.get(pk=event.pk)])[event.pk]
            event = Event.objects.select_for_update().get(pk=now.pk)
            if event.status in (Event.Status.RETRACTED, Event.Status.MERGED):
                said = gettext("That event is %s: cite it for another one.")
                raise DecisionRefused(said % event.get_status_display())
            if event.is_public:
                self._cite_in_change(event, aspects, by, why)
                return None
            return self._cite(event, aspects, by, why)

    def reject(self, *, by: Any, reason: str, note: str = "") -> None:
        """Keep the passage off the timeline, for a `reason` of the list. Raises DecisionRefused, AlreadyDecided."""
        if reason not in Reason:
            raise DecisionRefused(gettext("Say why it is rejected: choose a reason."))
        if reason == Reason.OTHER and not note.strip():
            raise DecisionRefused(gettext("Say in words why it is rejected."))
        with self._deciding(by, Outcome.REJECTED):
            self.reason, self.note = reason, note.strip()

    def reopen(self, *, by: Any) -> None:
        """Let it wait again, and take back what the decision made.

        Raises DecisionRefused where others worked on since, or where readers may have seen it.
        """
        with transaction.atomic():
            # In the order of those who publish the change that it waits in, or give it up, and then come to it.
            Event.objects.select_for_update().filter(pk=self.event_id or 0).first()
            PendingChange.objects.select_for_update().filter(pk=self.change_id or 0).first()
            self._lock()
            if self.is_waiting:
                raise DecisionRefused(gettext("It is waiting already."))
            if self.change:
                self._take_out_of_change(self.change, by)
            else:
                self._take_back(by)
            self.wait_again(by=by)

    def wait_again(self, *, by: Any) -> None:
        """Be as before it was decided; what the decision made is gone already."""
        self.outcome, self.reason, self.note = Outcome.WAITING, "", ""
        self.event = self.citation = self.event_version = self.change = self.prepared = None
        self.decided_by = self.decided_at = None
        self.save()
        proposal_decided.send(Proposal, proposal=self, by=by)

    @contextmanager
    def _deciding(self, by: Any, outcome: str) -> Iterator[None]:
        """Decide as one step, on what is still waiting, or not at all."""
        before = self.__dict__.copy()
        try:
            with transaction.atomic():
                self._lock()
                if not self.is_waiting:
                    raise AlreadyDecided(self)
                self.outcome, self.decided_by, self.decided_at = outcome, by, timezone.now()
                yield
                self.save()
                proposal_decided.send(Proposal, proposal=self, by=by)
        except AlreadyDecided:
            raise  # it is shown as the other editor left it
        except BaseException:
            self.__dict__.update(before)
            raise

    def _lock(self) -> None:
        """Read the row as it is now, and let no other editor decide before this one has."""
        now = Proposal.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=self.pk)
        for name in _DECISION:
            setattr(self, name, getattr(now, name))
        self.decided_by = now.decided_by

    def _draft(self, edits: dict[str, Any]) -> Event:
        values = {"title": self.title, "edtf": self.edtf, "kind": self.kind, "summary": "", **edits}
        if not values["title"].strip():
            raise DecisionRefused(gettext("The event needs a title: edit it first."))
        if not values["edtf"] or Edtf.parse(values["edtf"]).year_unknown:
            raise DecisionRefused(gettext("Its year is not known: edit the date first."))
        if values["edtf"] == self.edtf and self.inferred:
            values |= {"date_basis": Event.DateBasis.INFERRED, "date_note": self.how_dated()}
        return Event.objects.create(**values)

    def how_dated(self) -> str:
        """Return how the date was found, in a sentence for readers, in the newsroom's language."""
        _before, words, _after = self.parts
        with newsrooms():
            if not words:
                return gettext("The passage names no date: it follows from %s.") % (self.anchor or self.rule)
            said = gettext("“%(words)s” is counted from %(anchor)s.")
            return said % {"words": words, "anchor": self.anchor or self.rule}

    def _entities(self, names: Iterable[ProposedName] | None) -> list[Entity]:
        if names is None:
            names = (each for each in self.names.taken_for_names().in_order() if each.is_ticked)
        return [each.linked() for each in list(names)]

    def _cite(self, event: Event, aspects: Iterable[str] | None, by: Any, why: str) -> Citation:
        with reversion.create_revision():
            citation, made = self._cited(event, aspects)
            event.save()
            event.evidence_changed()
            event.must_hold()
            event.note_step(by, why, Step.Action.CHANGED)
        self.event, self.citation = event, citation if made else None
        self.event_version = event.version
        return citation

    def _cite_in_change(self, event: Event, aspects: Iterable[str] | None, by: Any, why: str) -> None:
        """Cite it in the event's pending change: tried out on that, as a form is, and read off as a document."""
        before, change = as_edited(event)
        with documents.shown(before, event) as shown:
            self._cited(shown, aspects)
            after = documents.document_of(shown)
        after = documents.with_keys_of_its_own(after, event, before)
        row, there = self.row_in(after), self.row_in(before)
        rows = documents.of_citation(after, row["pk"] if row else 0)
        self.event, self.prepared = event, None if there else rows
        if there is None or rows != documents.of_citation(before, there["pk"]):
            self.change = make_it(event, after, change, by=by, why=why)
        elif there["pk"] < 0:  # that waits as well
            self.change = change

    def row_in(self, document: Document) -> Row | None:
        """Return the citation of the passage in a pending change: as the decision made it, else of the same words."""
        place = (self.revision_id, self.start, self.end)
        rows = {each["pk"]: each for each in document["citations"]}
        same = (each for each in rows.values() if (each["revision"], each["start"], each["end"]) == place)
        return rows.get(self.made_as) or next(same, None)

    @property
    def made_as(self) -> int:
        """The key, in the pending change, of the citation that the decision made there; 0 where it made none."""
        return self.prepared["citations"][0]["pk"] if self.prepared else 0

    def _cited(self, event: Event, aspects: Iterable[str] | None) -> tuple[Citation, bool]:
        """Return the event's citation of the passage, supporting all that it is to support, and whether it was made."""
        wanted = list(aspects) if aspects is not None else (self.aspects or [Aspect.DATE, Aspect.WHAT])
        there = event.citations.filter(revision=self.revision_id, start=self.start, end=self.end).first()
        citation = there or self._new_citation(event)
        citation.set_aspects({*wanted, *citation.aspects()})
        self._state_date(citation)
        return citation, there is None

    def _new_citation(self, event: Event) -> Citation:
        citation = Citation(event=event, revision=self.revision)
        citation.attributed_to, citation.origin = self.attributed_to, self.origin
        citation.place(passage_at(self.revision.body, self.start, self.end))
        citation.save()
        return citation

    def _state_date(self, citation: Citation) -> None:
        """Say what date the words state, where nobody has yet."""
        stated = self.parts[1][:500]
        unsaid = Support.objects.filter(citation=citation, aspect=Aspect.DATE, edtf="", stated="")
        unsaid.update(edtf=self.edtf, stated=stated)

    def _take_out_of_change(self, change: PendingChange, by: Any) -> None:
        """Take the citation that the decision made out of the pending change, where nobody wrote on it since."""
        if not self.made_as:
            return  # it was cited there already
        event = Event.objects.get(pk=change.event_id)
        document, now = as_edited(event)
        if documents.of_citation(document, self.made_as) != self.prepared:
            raise DecisionRefused(
                gettext("Its citation was written on since: take it out of the pending change there.")
            )
        Proposal.objects.filter(pk=self.pk).update(change=None)  # it is let go here, and not by the change
        document = documents.without_citation(document, self.made_as)
        make_it(event, document, now, by=by, why=gettext("took back a citation"))

    def _take_back(self, by: Any) -> None:
        if not self.event_id or (self.outcome == Outcome.MERGED and not self.citation_id):
            return  # it made nothing
        event = Event.objects.select_for_update().get(pk=self.event_id or 0)
        if event.published_at:
            raise DecisionRefused(gettext("Readers may have seen this: change the event itself."))
        if event.version != self.event_version:
            raise DecisionRefused(gettext("The event was changed since: change the event itself."))
        if self.outcome == Outcome.ACCEPTED:
            event.delete()  # a draft as the machine proposed it, which nobody touched: the proposal can make it again
        elif self.citation_id:
            self._take_citation_out(event, by)

    def _take_citation_out(self, event: Event, by: Any) -> None:
        with reversion.create_revision():
            event.citations.filter(pk=self.citation_id or 0).delete()
            event.save()
            event.evidence_changed()
            event.note_step(by, gettext("took back a citation"), Step.Action.CHANGED)


class ProposedNameQuerySet(models.QuerySet["ProposedName"]):
    def taken_for_names(self) -> Self:
        """Leave out what no entity covers and an editor said is no name."""
        none = NotAName.objects.filter(text=OuterRef("text"))
        return self.filter(Q(entity__isnull=False) | ~Exists(none))

    def in_order(self) -> Self:
        return self.order_by("start", "id")

    def left(self, *, beginning: str = "", after: tuple[str, str] = ("", "")) -> Any:
        """Return the names that no entity covers, in their order, each once: rows of text, kind, how often, where.

        `articles` counts those that print it; `first` and `latest` are texts of them. A page of them reads the
        index as far as the page goes: `after` is the (text, kind) that the page before ended with.
        """
        rows = self.taken_for_names().filter(entity=None, text__gte=max(after[0], beginning))
        rows = rows.exclude(text=after[0], kind__lte=after[1]) if after[0] else rows
        rows = rows.filter(text__startswith=beginning) if beginning else rows
        counted = rows.order_by("text", "kind").values("text", "kind")
        return counted.annotate(
            n=Count("pk"),
            articles=Count("proposal__source", distinct=True),
            first=Min("proposal__revision"),
            latest=Max("proposal__revision"),
        )

    def cover(self, text: str, kind: str, entity: Entity) -> None:
        """Let an entity be known in every passage that prints this name and that no other covers."""
        self.filter(text=text, kind=kind, entity=None).update(entity=entity)


class NotAName(models.Model):
    """Words that a machine took for a name, and an editor did not: they are not proposed as one again."""

    text = models.CharField(max_length=200, unique=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("no name")
        verbose_name_plural = _("no names")

    def __str__(self) -> str:
        return self.text

    @classmethod
    def remember(cls, text: str, *, by: Any) -> None:
        """Show the words nowhere as a name that nobody knows, from now on; deleting the row brings them back."""
        cls.objects.get_or_create(text=text, defaults={"said_by": by})


class ProposedName(models.Model):
    """A name in a proposal's passage, as printed, and whom we know by it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="names")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=20, choices=Entity.Kind)
    entity = models.ForeignKey(Entity, models.SET_NULL, null=True, related_name="+")

    objects = ProposedNameQuerySet.as_manager()

    class Meta:
        ordering = ["start", "id"]
        indexes = [models.Index(fields=["entity", "text", "kind"], name="name_by_entity_and_text")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_ticked(self) -> bool:
        """Whether it is linked unless an editor says otherwise.

        A person whom nobody knew is named in passing until then; only persons can be, so others wait to be chosen.
        """
        return self.entity_id is not None or self.kind == Entity.Kind.PERSON

    def linked(self) -> Entity:
        """Return whom it names; whom nobody knew is made, and known in all passages from then on."""
        if self.entity is None:
            visibility = Entity.Visibility.IN_PASSING
            if self.kind != Entity.Kind.PERSON:
                visibility = Entity.Visibility.PUBLIC
            same = Entity.objects.unmerged().filter(kind=self.kind, names__name=self.text).first()
            self.entity = same or Entity.objects.create(kind=self.kind, name=self.text, visibility=visibility)
            ProposedName.objects.cover(self.text, self.kind, self.entity)
        return self.entity.now


class Suggestion(models.Model):
    """An event that a proposal may tell of: how alike they are (0 to 1), and why it seems so."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="suggestions")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["-score", "id"]
        constraints = [models.UniqueConstraint(fields=["proposal", "event"], name="one_suggestion_per_event")]

    def __str__(self) -> str:
        return f"{self.event} ({self.score:.2f})"

    @property
    def percent(self) -> int:
        return round(100 * self.score)


def _as_they_are_now(suggestions: Iterable[Suggestion], became: dict[int, Event]) -> list[Suggestion]:
    """Return, of suggestions with the likeliest first, those of the events that others were merged into, each once.

    What was retracted cannot be cited any more, and comes last.
    """
    found: dict[int, Suggestion] = {}
    for each in suggestions:
        each.event = became[each.event_id]
        found.setdefault(each.event_id, each)
    return sorted(found.values(), key=lambda each: each.event.is_retracted)
