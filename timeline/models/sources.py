"""Sources: what was printed, and its text as it was taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.folding import fold
from timeline.ingestion.passages import normalise_newlines
from timeline.models.constraints import one_of
from timeline.models.embargo import ALREADY_SEEN, checked_hold, told_hold
from timeline.models.event_terms import Status
from timeline.models.merges import Mergeable, MergeableQuerySet
from timeline.models.redactions import Redaction, in_bytes, without
from timeline.models.steps import Step

if TYPE_CHECKING:
    from timeline.models.event_queries import EventQuerySet


class Form(models.TextChoices):
    ARTICLE = "article", _("article")
    POST = "post", _("post")
    DOCUMENT = "document", _("document")
    STATEMENT = "statement", _("statement")
    BROADCAST = "broadcast", _("broadcast")
    OWN_REPORTING = "own reporting", _("own reporting")


class Standing(models.TextChoices):
    LIVE = "live", _("live")
    CORRECTED = "corrected", _("corrected by its publisher")
    RETRACTED = "retracted", _("retracted by its publisher")
    WITHDRAWN = "withdrawn", _("withdrawn by its publisher")


ON_THE_WEB = URLValidator(schemes=["http", "https"])


class SourceQuerySet(MergeableQuerySet["Source"]):
    def public(self) -> Self:
        """Return the articles that a published or retracted event cites."""
        from timeline.models.citations import Citation

        return self.filter(Exists(Citation.objects.public().filter(revision__source=OuterRef("pk"))))

    def with_words(self, words: str) -> Self:
        """Return the articles whose title, publisher and web address hold all these words, the latest first."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                Q(title__icontains=word) | Q(publisher__icontains=word) | Q(url__icontains=word)
            )
        return found.order_by("-id")

    def known_addresses(self, urls: Iterable[str]) -> set[str]:
        """Return those of the web addresses of which there is an article."""
        return set(self.filter(url__in=list(urls)).values_list("url", flat=True))


class Source(Mergeable):
    """One article, post, document, statement or broadcast, as one publisher printed it."""

    Form = Form
    Standing = Standing

    url = models.URLField(
        _("web address"),
        max_length=1000,
        blank=True,
        validators=[ON_THE_WEB],
        help_text=_("Where it was published. One article, one entry."),
    )
    archived_url = models.URLField(
        _("archive copy"),
        max_length=1000,
        blank=True,
        validators=[ON_THE_WEB],
        help_text=_("A lasting copy in a public web archive, if any."),
    )
    title = models.CharField(_("title"), max_length=500)
    title_supplied = models.BooleanField(
        _("title supplied by us"),
        default=False,
        help_text=_(
            "The text has no title of its own: ours stands in square brackets, as cataloguers do it."
        ),
    )
    publisher = models.CharField(_("publisher"), max_length=200, db_index=True)
    byline = models.CharField(_("byline"), max_length=300, blank=True)
    language = models.CharField(
        _("language"), max_length=20, default="en", help_text=_("As in “en” or “uk”.")
    )
    form = models.CharField(_("form"), max_length=20, choices=Form, default=Form.ARTICLE)
    standing = models.CharField(_("standing"), max_length=20, choices=Standing, default=Standing.LIVE)
    standing_note = models.TextField(
        _("publisher’s notice"),
        blank=True,
        help_text=_("The publisher’s own words on a correction or withdrawal."),
    )
    full_text_public = models.BooleanField(
        _("show the full text to readers"),
        default=False,
        help_text=_("Only for texts that the newsroom owns. Otherwise readers see cited passages alone."),
    )

    hold_until = models.DateTimeField(
        _("hold until"),
        null=True,
        blank=True,
        help_text=_(
            "An embargo: before this moment readers see neither the article nor an event that cites it, even when "
            "the event is published."
        ),
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["publisher", "title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["url"],
                condition=~Q(url=""),
                name="one_source_per_url",
                violation_error_message=_("There is an article with this web address already."),
            ),
            one_of("form", Form),
            one_of("standing", Standing),
        ]

    def __str__(self) -> str:
        """What is known of it: an article taken in without a title or a publisher reads like one even so."""
        title = self.title or self.url or gettext("untitled article")
        return f"{self.publisher}: {title}" if self.publisher else title

    def titled(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])

    @property
    def title_language(self) -> str:
        """The language of its title: the newsroom's, where it supplied one."""
        return settings.CONTENT_LANGUAGE if self.title_supplied else self.language

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; what follows from a changed publisher or address follows at once."""
        followed = ("publisher", "slug", "hold_until")
        before = Source.objects.filter(pk=self.pk).values_list(*followed, "standing").first()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if before and before[:-1] != tuple(getattr(self, each) for each in followed):
                self._events().evidence_changed()
            if before and before[-1] != self.standing:
                self.doubt()

    def doubt(self) -> None:
        """Queue all that rests on it, where its publisher does not stand by it; else take that off the queue."""
        from timeline.models.confirming import doubt_standing

        doubt_standing(self)

    @property
    def is_live(self) -> bool:
        """Whether its publisher stands by it as it was printed."""
        return self.standing == Standing.LIVE

    @property
    def is_held(self) -> bool:
        return self.hold_until is not None and self.hold_until > timezone.now()

    def hold(self, until: datetime | None, *, by: Any, why: str = "") -> None:
        """Hold the article and what rests on it until a moment, move that moment, or lift the hold (None).

        Every approved event that cites it has it in its history. Raises ValueError where readers see the article
        already, the moment is past, or approved events would be seen sooner and no reason is given.
        """
        self.check_hold(until, why=why)
        with transaction.atomic():
            self.hold_until = until
            self.save()
            for event in self.approved_events():
                with event.step(by, told_hold(until, why), Step.Action.HELD):
                    pass  # what follows from the article is brought up to date by the step

    def check_hold(self, until: datetime | None, *, why: str) -> None:
        """Raise ValueError where `hold` would."""
        if Source.objects.public().filter(pk=self.pk).exists():
            raise ValueError(ALREADY_SEEN)
        before = Source.objects.values_list("hold_until", flat=True).get(pk=self.pk)
        sooner = before is not None and (until is None or until < before)
        checked_hold(until, why, needs_reason=sooner and self.approved_events().exists())

    def approved_events(self) -> EventQuerySet:
        """Return the published events that cite it, whether readers see them yet or not."""
        return self._events().filter(status=Status.PUBLISHED)

    @property
    def is_before_readers(self) -> bool:
        """Whether readers see, or will see, what is changed of it."""
        return self._events().before_readers().exists()

    def _events(self) -> EventQuerySet:
        from timeline.models.events import Event

        return Event.objects.resting_on(self)

    def among(self, events: EventQuerySet) -> EventQuerySet:
        """Return those of `events` that cite this article."""
        return events.citing([self.slug])


class SourceRevisionQuerySet(models.QuerySet["SourceRevision"]):
    def newest_first(self) -> Self:
        return self.order_by("-taken_in_at", "-id")

    def with_text(self, body: str) -> Self:
        """Return the revisions that hold this very text, or what a redaction left of it."""
        return self.filter(sha256=sha256_of(Redaction.objects.out_of(body)))

    def publication_days(self, keys: Iterable[int]) -> dict[int, date]:
        """Return the publication days of these revisions, as far as they have one."""
        return dict(self.filter(pk__in=keys, published_on__isnull=False).values_list("pk", "published_on"))

    def of_unmerged(self) -> Self:
        """Leave out the texts that a merged article still has: the other article has the same ones."""
        return self.filter(source__merged_into=None)

    def of_merged(self) -> Self:
        return self.filter(source__merged_into__isnull=False)

    def now(self, keys: Iterable[int]) -> dict[int, int]:
        """Return, by key, the equal text of the article that each one's article is merged into."""
        rows = list(self.filter(pk__in=set(keys)).of_merged().values_list("pk", "source", "sha256"))
        into = Source.objects.now(source for _pk, source, _sha256 in rows) if rows else {}
        there = self.model.objects.filter(source__in=into.values()).values_list("source", "sha256", "pk")
        equal = {(source, sha256): pk for source, sha256, pk in there} if rows else {}
        return {
            pk: equal[into[source], sha256] for pk, source, sha256 in rows if (into[source], sha256) in equal
        }

    def go_to(self, source: Source) -> None:
        """Make these the texts of another entry of the same article; what they say is frozen as before."""
        super().update(source=source)

    def without_text(self) -> Self:
        """Leave the texts in the database: a page shows passages, never a whole article."""
        return self.defer("body", "original")

    def update(self, **values: Any) -> int:
        """Refuse to change a text that citations may point into."""
        if {"body", "sha256", "original", "source", "source_id"} & values.keys():
            raise ValidationError(FROZEN)
        return super().update(**values)


FROZEN = _("The text of an article is frozen once it is taken in: take in the new text as a new revision.")


class SourceRevision(models.Model):
    """The text of a source at a moment; frozen, because citations point at offsets in it.

    `body` has LF newlines; offsets into it are Unicode code points. `sha256` is of its UTF-8 bytes.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="revisions", verbose_name=_("article"))
    body = models.TextField(_("text"))
    sha256 = models.CharField(max_length=64, editable=False)
    taken_in_at = models.DateTimeField(_("taken in"), default=timezone.now)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    original = models.BinaryField(null=True, editable=False)

    objects = SourceRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of an article")
        verbose_name_plural = _("texts of articles")
        ordering = ["-taken_in_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "sha256"], name="one_revision_per_source_and_text"),
            models.CheckConstraint(condition=~Q(body=""), name="revision_has_text"),
        ]

    def __str__(self) -> str:
        day = self.published_on or self.taken_in_at.date()
        return f"{self.source} ({day.isoformat()})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new text, or what is known about an old one; the text itself never changes.

        Raises ValidationError where it would.
        """
        is_new = self._state.adding
        if is_new:
            self._keep_redacted_out(normalise_newlines(self.body))
            self.sha256 = sha256_of(self.body)
        elif "body" in self.__dict__ and sha256_of(self.body) != self.sha256:
            raise ValidationError(FROZEN)
        before = SourceRevision.objects.filter(pk=self.pk).values_list("published_on", flat=True).first()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                self._doubt_older_texts()
            elif before != self.published_on and self.citations.exists():
                self.source._events().evidence_changed()  # how long a “since” is known to hold

    def _doubt_older_texts(self) -> None:
        from timeline.models.confirming import doubt_text

        doubt_text(self)

    def _keep_redacted_out(self, body: str) -> None:
        digests = Redaction.objects.digests()
        self.body = without(body, digests)
        if self.body != body or (self.original and in_bytes(self.original, digests)):
            self.original = None

    def public_share(self) -> float:
        """Return which part of the text readers can see, all excerpts together: 0.0 to 1.0."""
        shown, end = 0, 0
        excerpts = sorted(
            (start - len(prefix), stop + len(suffix))
            for start, stop, prefix, suffix in self.citations.public().values_list(
                "start", "end", "prefix", "suffix"
            )
        )
        for first, last in excerpts:
            shown += max(0, last - max(first, end))
            end = max(end, last)
        return shown / len(self.body)

    def headline_end(self) -> int:
        """Return where the headline ends in the text: 0 where the text does not begin with its title."""
        start = len(self.body) - len(self.body.lstrip())
        first_line = self.body[start:].partition("\n")[0]
        return start + len(first_line) if fold(first_line) == fold(self.source.title) else 0


def sha256_of(body: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(body.encode()).hexdigest()
