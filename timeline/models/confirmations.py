"""Confirmations: the citations that an editor has to look at again, one for each aspect, and what editors found.

What puts one into the queue, and takes it off again, is in `confirming.py`. Here are the verdicts: the passage still
supports what the event says, or it does not any more, or it does so where it stands in the article's newer text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.ingestion.passages import Passage, passage_at
from timeline.models import documents, evidence
from timeline.models.changing import as_edited, make_it
from timeline.models.citations import Aspect, Citation
from timeline.models.documents import PLACE, Document, Row
from timeline.models.event_terms import Status
from timeline.models.sources import SourceRevision

if TYPE_CHECKING:
    from timeline.models.events import Event
    from timeline.models.pending import PendingChange

Place = list[int]  # of a passage: the text that it stands in, start, end


class NotConfirmed(ValueError):
    """A verdict that cannot be given, or taken back; the message says why. Nothing was changed."""


class Why(models.TextChoices):
    CLAIM = "claim changed", _("what the event says was changed")
    WORDS_GONE = "words gone", _("these words are not in the article’s newer text")
    CONTEXT_CHANGED = "context changed", _("the sentence around these words was changed")
    MOVED = "moved", _("these words stand at another place in the article’s newer text")
    STANDING = "standing", _("the article was corrected, retracted or withdrawn by its publisher")

    @classmethod
    def of_a_text(cls) -> tuple[Why, ...]:
        """Those that follow from a newer text of the article."""
        return cls.WORDS_GONE, cls.CONTEXT_CHANGED, cls.MOVED


class Verdict(models.TextChoices):
    SUPPORTS = "supports", _("still supports it")
    NO_LONGER = "no longer", _("does not support it any more")
    FOLLOWED = "followed", _("still supports it, and is cited from the newer text")
    WORDING = "wording", _("only the wording of the event was changed")
    CITED_ANEW = "cited anew", _("its words were chosen anew")

    @classmethod
    def of_the_queue(cls) -> tuple[Verdict, ...]:
        """Those that an editor gives, and can take back; the others follow from what was done elsewhere."""
        return cls.SUPPORTS, cls.NO_LONGER, cls.FOLLOWED


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def waiting(self) -> Self:
        """Return what an editor has to look at, those that have waited longest first."""
        found = self.filter(settled_at__isnull=True, citation__isnull=False)
        return found.exclude(event__status__in=Status.that_are_over()).order_by("pk")

    def after(self, pk: int) -> Self:
        """Return what comes after this one: the next page."""
        return self.filter(pk__gt=pk)

    def stale(self) -> Self:
        """Return what makes evidence doubtful: what waits, and what a pending change is to take out or move.

        Words that only stand elsewhere in a newer text, in the same sentence, are as true as they were.
        """
        open_ones = Q(settled_at__isnull=True) | Q(leaving__isnull=False)
        return self.filter(open_ones, citation__isnull=False).exclude(reason=Why.MOVED)

    def of_what_is_public(self) -> Self:
        """Return those of the event as it is, and not as a pending change would have it."""
        return self.filter(change__isnull=True)

    def of(self, event: Event) -> Self:
        return self.filter(event=event)

    def of_change(self, change: PendingChange) -> Self:
        return self.filter(change=change)

    def of_text(self, revision: SourceRevision) -> Self:
        return self.filter(revision=revision)

    def counted(self, most: int) -> int:
        """Return how many these are, up to `most`: so many are counted at the same cost in any archive."""
        return self.order_by()[:most].count()

    def number_of_citations(self) -> int:
        """Return how many citations wait, of one aspect or of several."""
        return self.waiting().order_by().values("citation").distinct().count()

    def to_show(self) -> Self:
        """Load all that the queue shows of each, without the articles' texts."""
        found = self.select_related("event", "citation__revision__source", "revision", "change", "settled_by")
        return found.defer(
            *(
                f"{each}__{name}"
                for each in ("citation__revision", "revision")
                for name in ("body", "original")
            ),
            "change__document",
            "change__base",
        )

    def last_by(self, user: Any) -> Confirmation | None:
        """Return the last verdict of this editor that can be taken back, or None."""
        given = self.filter(settled_by=user, verdict__in=Verdict.of_the_queue())
        return given.order_by("-settled_at", "-pk").first()

    def verdicts_that_support(self) -> set[tuple[int, str, str]]:
        """Return of which citations, aspects and claims an editor found that the passage supports them; see `told`."""
        found = self.filter(verdict__in=(Verdict.SUPPORTS, Verdict.FOLLOWED), settled_at__isnull=False)
        rows = found.values_list("citation", "aspect", "claim", "passage")
        return {(citation, aspect, told(claim, passage)) for citation, aspect, claim, passage in rows}


class Confirmation(models.Model):
    """A citation to be looked at again, of one aspect: why, and what an editor found.

    `was` is what the event said of the aspect, `claim` what it says (`claims.py`). `change` is the pending change that
    says so; without one, the event does. For a newer text (`revision`), `start` and `end` are where the words, or words
    near to them (`likeness`, in per cent), stand in it: proposed, never taken over by itself.
    `passage` is where the words stood that a verdict was given of.
    """

    Why = Why
    Verdict = Verdict

    event = models.ForeignKey("timeline.Event", models.CASCADE, related_name="confirmations")
    citation = models.ForeignKey(Citation, models.SET_NULL, null=True, related_name="confirmations")
    number = models.PositiveIntegerField(_("citation"), default=0)
    aspect = models.CharField(_("aspect"), max_length=20, choices=Aspect, blank=True)
    reason = models.CharField(_("why"), max_length=100, choices=Why)
    change = models.ForeignKey(
        "timeline.PendingChange", models.CASCADE, null=True, related_name="confirmations"
    )
    was = models.JSONField(null=True)
    claim = models.JSONField(null=True)
    revision = models.ForeignKey(SourceRevision, models.CASCADE, null=True, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    likeness = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(_("since"), default=timezone.now)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict, blank=True)
    passage = models.JSONField(null=True)
    settled_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("confirmed"), null=True
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    # What a verdict took out of the event or moved, as rows of its document: taking it back puts these back.
    removed = models.JSONField(null=True)
    leaving = models.ForeignKey("timeline.PendingChange", models.SET_NULL, null=True, related_name="+")

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation to confirm")
        verbose_name_plural = _("citations to confirm")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["citation", "aspect", "reason"],
                condition=Q(settled_at__isnull=True, change__isnull=True),
                name="one_open_confirmation_per_aspect",
            ),
            models.UniqueConstraint(
                fields=["citation", "aspect", "change"],
                condition=Q(settled_at__isnull=True, change__isnull=False),
                name="one_open_confirmation_per_change",
            ),
        ]
        indexes = [
            models.Index(fields=["settled_at", "id"], name="confirmation_by_state"),
            models.Index(fields=["settled_by", "-settled_at"], name="confirmation_by_editor"),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.get_aspect_display()}: {self.get_reason_display()}"

    @property
    def element(self) -> str:
        """The id of its card in the queue."""
        return f"c-{self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.settled_at is None

    @property
    def is_of_a_text(self) -> bool:
        """Whether a newer text of the article raised it."""
        return self.reason in Why.of_a_text()

    @property
    def is_placed(self) -> bool:
        """Whether a place in the newer text is proposed."""
        return self.revision_id is not None and self.start is not None

    @property
    def stamp(self) -> str:
        """What names all that a card shows: a verdict is on that, and on nothing that came later."""
        place = place_of(self.citation) if self.citation else None
        shown = json.dumps(
            [self.reason, self.claim, place, self.revision_id, self.start, self.end], sort_keys=True
        )
        return hashlib.sha256(shown.encode()).hexdigest()[:16]

    # Verdicts

    def confirm(self, *, by: Any) -> None:
        """The passage, as it is cited, supports what the event says. Raises NotConfirmed where somebody was faster."""
        with transaction.atomic():
            self._lock()
            self._settle(Verdict.SUPPORTS, by, place_of(self._cited()))

    def deny(self, *, by: Any) -> list[str]:
        """The passage does not support it any more: it is not cited for it, in a public event once that is published.

        A citation that then supports nothing goes as well. Returns what the event now lacks to be published, a sentence
        each. Raises NotConfirmed, or what saving the event raises.
        """
        with transaction.atomic():
            self._lock()
            said = gettext("Citation %(number)s does not support this any more: %(aspect)s.")
            before, change = as_edited(self.event)
            after = _without(before, self._cited().pk, self.aspect)
            self.removed = _gone(before, after)
            self._settle(Verdict.NO_LONGER, by, place_of(self._cited()))
            return self._keep(
                after, change, by, said % {"number": self.number, "aspect": self.get_aspect_display()}
            )

    def follow(self, *, by: Any) -> list[str]:
        """The words support it where they stand in the newer text: the citation is moved there.

        That is choosing them anew, for all that the citation supports. Returns and raises as `deny`.
        """
        with transaction.atomic():
            self._lock()
            if not self.is_placed:
                raise NotConfirmed(gettext("No place in the newer text is proposed."))
            body = SourceRevision.objects.values_list("body", flat=True).get(pk=self.revision_id or 0)
            there = passage_at(body, self.start or 0, self.end or 0)
            before, change = as_edited(self.event)
            after = moved(before, self._cited().pk, self.revision_id or 0, there)
            self.removed = {
                "citations": [each for each in before["citations"] if each not in after["citations"]]
            }
            self._settle(Verdict.FOLLOWED, by, [self.revision_id or 0, there.start, there.end])
            said = gettext("Citation %s quotes the article’s newer text.")
            return self._keep(after, change, by, said % self.number)

    def undo(self, *, by: Any) -> None:
        """Take a verdict back: it waits again, and what was taken out or moved is as it was.

        Raises NotConfirmed where that cannot be, or what saving the event raises.
        """
        with transaction.atomic():
            now = Confirmation.objects.select_for_update(of=("self",)).get(pk=self.pk)
            if now.settled_at is None or (now.citation_id is None and not now.removed):
                raise NotConfirmed(gettext("It is waiting already."))
            self.__dict__.update(now.__dict__)
            if self.change_id and not self.change.is_open:  # type: ignore[union-attr]
                raise NotConfirmed(gettext("The change was published or discarded since."))
            if self._asked_again():
                raise NotConfirmed(gettext("It was put into the queue again since."))
            given_at, self.leaving = self.settled_at, None
            removed, self.removed = self.removed, None
            self.verdict, self.settled_at, self.settled_by, self.passage = "", None, None, None
            if removed:
                document, change = as_edited(self.event)
                self._keep(_with(document, removed), change, by, gettext("A verdict was taken back."))
                cited = removed.get("citations") or [{"pk": self.citation_id}]
                self.citation_id = cited[0]["pk"]
                self._reopen_with(given_at, by)
            self.save()

    def _asked_again(self) -> bool:
        same = Confirmation.objects.filter(
            citation=self.citation_id, aspect=self.aspect, reason=self.reason, change=self.change_id
        )
        return same.filter(settled_at__isnull=True).exists()

    def _reopen_with(self, given_at: datetime | None, by: Any) -> None:
        """Let what was settled by the very move that is taken back wait again."""
        anew = self.event.confirmations.filter(
            citation=self.citation_id, verdict=Verdict.CITED_ANEW, settled_by=by, settled_at__gte=given_at
        ).exclude(pk=self.pk)
        anew.update(verdict="", settled_at=None, settled_by=None, passage=None)

    def _lock(self) -> None:
        """Read the row as it is now, and let no other editor decide before this one has."""
        now = (
            Confirmation.objects.select_for_update(of=("self",))
            .select_related("settled_by")
            .filter(pk=self.pk)
        )
        found = now.first()
        if found is None or found.citation_id is None:
            raise NotConfirmed(
                gettext("It was taken off the queue: what it was about was changed back, or is gone.")
            )
        if found.settled_at:
            said = gettext("%(who)s looked at this already: it %(verdict)s. Nothing was changed.")
            who = found.settled_by or gettext("Someone")
            raise NotConfirmed(said % {"who": who, "verdict": found.get_verdict_display()})
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(found, field.attname))

    def _cited(self) -> Citation:
        if self.citation is None:
            raise NotConfirmed(gettext("The citation is gone."))
        return self.citation

    def _settle(self, verdict: str, by: Any, place: Place) -> None:
        self.close(verdict, by=by)
        self.passage = place
        self.save()

    def close(self, verdict: str, *, by: Any) -> None:
        """Note a verdict, by whom and when; the caller saves."""
        self.verdict, self.settled_at, self.settled_by = verdict, timezone.now(), by

    def _keep(self, document: Document, change: PendingChange | None, by: Any, why: str) -> list[str]:
        """Make the event so, and return what it then lacks to be published."""
        change = make_it(self.event, document, change, by=by, why=why)
        if self.settled_at and not self.change_id and change:
            self.leaving = change
            self.save()
        if change is None:
            return evidence.problems(self.event)
        with change.shown() as shown:
            return evidence.problems(shown)


def move_words(citation: Citation, revision: int, there: Passage, *, by: Any) -> PendingChange | None:
    """Let a citation quote a passage of a text (its key); returns and raises as `make_it`."""
    with transaction.atomic():
        document, change = as_edited(citation.event)
        document = moved(document, citation.pk, revision, there)
        why = gettext("Citation %s is put where its words stand.") % citation.number
        return make_it(citation.event, document, change, by=by, why=why)


def moved(document: Document, citation: int, revision: int, there: Passage) -> Document:
    """Return the document with a citation at another place. Raises NotConfirmed where it is not cited there."""
    if not any(each["pk"] == citation for each in document["citations"]):
        raise NotConfirmed(gettext("The pending change does not cite this any more."))
    place = {name: getattr(there, name, revision) for name in PLACE}
    rows = [{**each, **place} if each["pk"] == citation else each for each in document["citations"]]
    return {**document, "citations": rows}


def place_of(citation: Citation) -> Place:
    """Return where the words of a citation stand."""
    return [citation.revision_id, citation.start, citation.end]


def told(claim: Any, place: Any) -> str:
    """Return what stands for a claim beside a passage: equal texts are the same question."""
    return json.dumps([claim, place], sort_keys=True)


def _without(document: Document, citation: int, aspect: str) -> Document:
    """Return the document without the support of an aspect, and without the citation if that was all it supported."""
    supports = [
        each for each in document["supports"] if (each["citation"], each["aspect"]) != (citation, aspect)
    ]
    kept = {**document, "supports": supports}
    if any(each["citation"] == citation for each in supports):
        return kept
    return documents.without_citation(kept, citation)


def _gone(before: Document, after: Document) -> dict[str, list[Row]]:
    """Return the rows that only `before` has, by table."""
    keys = {name: {each["pk"] for each in after[name]} for name in documents.TABLES}
    return {
        name: [each for each in before[name] if each["pk"] not in keys[name]] for name in documents.TABLES
    }


def _with(document: Document, rows: dict[str, Iterable[Row]]) -> Document:
    """Return the document with these rows, in place of those with the same keys."""
    result = dict(document)
    for name, added in rows.items():
        keys = {each["pk"] for each in added}
        result[name] = [each for each in document[name] if each["pk"] not in keys] + list(added)
        result[name].sort(key=documents.in_order)
    return result
