"""The words for an event: its status, its kind, how its date is known, its sorts of evidence; and what readers see."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from timeline.models.events import Event


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

    @classmethod
    def that_are_over(cls) -> tuple[Status, ...]:
        """Those whose evidence nobody has to look at any more."""
        return cls.RETRACTED, cls.MERGED


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
    ANNOTATED = "annotated", _("with an editor’s note")
    OPEN_QUESTION = "open-question", _("with an open question")

    @property
    def condition(self) -> Q:
        """The condition on events, on columns that follow from the evidence (`Event.evidence_changed`)."""
        column, compares, value = _MEANS[self]
        return Q(**{f"{column}__{compares}": value})

    def is_of(self, event: Event) -> bool:
        """Return whether the event, as it is loaded, meets the condition."""
        column, compares, value = _MEANS[self]
        return bool(_COMPARISONS[compares](getattr(event, column), value))


_MEANS: dict[Evidence, tuple[str, str, int | bool]] = {
    Evidence.ONE_ARTICLE: ("n_articles", "exact", 1),
    Evidence.SEVERAL_PUBLISHERS: ("n_publishers", "gt", 1),
    Evidence.CONFLICT: ("in_conflict", "exact", True),
    Evidence.INEXACT: ("is_inexact", "exact", True),
    Evidence.ANNOTATED: ("is_annotated", "exact", True),
    Evidence.OPEN_QUESTION: ("has_open_question", "exact", True),
}
_COMPARISONS = {"exact": operator.eq, "gt": operator.gt}


def seen(path: str = "") -> Q:
    """Return the condition on rows that readers see the event at `path`, now: it is public, and held no longer."""
    return Q(**{f"{path}status__in": Status.public()}) & opened(path)


def opened(path: str = "") -> Q:
    """Return the condition on rows that the event at `path` is not held from readers, or is held no longer."""
    return Q(**{f"{path}opens_at": None}) | Q(**{f"{path}opens_at__lte": timezone.now()})


MERGES_ON = 4  # that followed one upon another, and whose passages and corrections lead on


def merged_on(path: str) -> list[str]:
    """Return the paths to what the event at `path` was merged into, to what that was, and so on."""
    return [f"{path}{'merged_into__' * times}" for times in range(1, MERGES_ON + 1)]
