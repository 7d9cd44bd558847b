"""Citations: an event tied to the words of an article, and what those words support."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

import reversion
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from timeline.dates import DateError, Edtf
from timeline.ingestion.passages import CONTEXT_LIMIT, Passage, text_fragment
from timeline.languages import told
from timeline.models.addresses import FormerAddress
from timeline.models.constraints import one_of
from timeline.models.event_terms import Status, merged_on, opened, seen
from timeline.models.searching import MOST_SEARCHED, in_any
from timeline.models.sources import Source, SourceRevision

# No vowels and nothing to be mistaken for another: a public id spells no word and can be read aloud.
_ID_LETTERS = "bcdfghjkmnpqrstvwxz23456789"

MOST_PASSAGES = 500  # of one article on one page; an article this often cited is a book


def new_public_id() -> str:
    """Return a random name for a passage's address: 27¹⁰ of them, never given twice."""
    return "".join(secrets.choice(_ID_LETTERS) for _each in range(10))


class Aspect(models.TextChoices):
    """What of an event a passage supports."""

    DATE = "date", _("date")
    PLACE = "place", _("place")
    PEOPLE = "people", _("people")
    WHAT = "what happened", _("what happened")
    FIGURE = "figure", _("figure")
    BACKGROUND = "background", _("background")


class Difference(models.TextChoices):
    """How what an article states differs from what others state; only a conflict is called one."""

    CONFLICT = "conflict", _("conflict")
    PRECISION = "precision", _("precision")
    SCOPE = "scope", _("scope")
    ATTRIBUTION = "attribution", _("attribution")
    SPELLING = "spelling", _("spelling")


class CitationQuerySet(models.QuerySet["Citation"]):
    def public(self) -> Self:
        """Return the citations of published and retracted events that are not held."""
        return self.filter(seen("event__"))

    def with_address(self) -> Self:
        """Return the citations whose passages can be looked up: public ones, and those that were and were merged on.

        What was never published has a working title, which is nobody else's business.
        """
        moved = Q(event__status=Status.MERGED, event__published_at__isnull=False) & opened("event__")
        leads_on = reduce(or_, map(seen, merged_on("event__")))
        return self.filter(seen("event__") | (moved & leads_on)).select_related("event")

    def standing_for(self, public_id: str) -> Self:
        """Return the citation that one of this public id was joined with; see `merging_sources`."""
        joined = FormerAddress.objects.filter(model="citation", slug=public_id)
        return self.filter(pk__in=joined.values("object_id"))

    def with_texts(self) -> Self:
        """Load revision and source along, with the texts that quotations are checked against."""
        return self.select_related("revision__source").defer("revision__original")

    def after(self, pk: int) -> Self:
        """Return what comes after this one, in the order in which they were made."""
        return self.filter(pk__gt=pk).order_by("pk")

    def that_do_not_stand(self) -> Self:
        """Return those whose quotation is not what their text says at its place; the database itself compares."""
        there = Substr("revision__body", F("start") + 1, F("end") - F("start"))
        return self.annotate(there=there).exclude(exact=F("there"))

    def one_by_one(self) -> Iterator[Citation]:
        """Yield all citations with their texts, a few at a time in memory, those of one text together."""
        return self.with_texts().order_by("revision", "start", "pk").iterator(chunk_size=200)

    def with_articles(self) -> Self:
        """Load revision and source along, without the articles' texts."""
        return self.select_related("revision__source").defer("revision__body", "revision__original")

    def from_source(self, source: Source) -> Self:
        """Return the passages used from an article, as they stand in it; of the same words the first event's first."""
        used = (
            self.filter(revision__source=source).select_related("event").with_articles().saying_if_checked()
        )
        return used.prefetch_related("supports").order_by("revision", "start", "end", "id")[:MOST_PASSAGES]

    def searched(self, words: str) -> Self:
        """Return what editors find by `words`: the citations of the events that hold them, and one by its public id.

        Of what is not published, which is in no index, also those that quote the words, in the MOST_SEARCHED latest.
        """
        from timeline.models.events import Event

        latest = Event.objects.filter(place=None).order_by("-pk")[:MOST_SEARCHED].values("pk")
        quoting = Citation.objects.filter(event__in=latest, exact__icontains=words)
        of_events = Citation.objects.filter(event__in=Event.objects.searched(words).values("pk"))
        return self.filter(in_any(of_events, quoting, Citation.objects.filter(public_id=words)))

    def sentences_by_publisher(self, *, most: int) -> Iterator[tuple[str, str]]:
        """Yield each passage within its sentence, with who printed it; the latest ones, where there are more."""
        rows = self.order_by("-pk").values_list("prefix", "exact", "suffix", "revision__source__publisher")
        for prefix, exact, suffix, publisher in rows[:most]:
            yield f"{prefix}{exact}{suffix}", publisher

    def for_dates(self) -> Self:
        """Return the citations that say when their events were, with those events."""
        return self.filter(supports__aspect=Aspect.DATE).select_related("event").order_by("id")

    def of_other_texts(self, revision: SourceRevision) -> Self:
        """Return the citations of the same article's other texts."""
        rows = self.filter(revision__source=revision.source_id).exclude(revision=revision)
        return rows.select_related("revision").defer("revision__body", "revision__original")

    def open_to_doubt(self) -> Self:
        """Return those of events that can still be changed, with what they support."""
        found = self.exclude(event__status__in=Status.that_are_over())
        return found.prefetch_related("supports").order_by("pk")

    def saying_if_checked(self) -> Self:
        """Say of each whether an editor is checking what readers see of it: `is_checked`."""
        from timeline.models.confirmations import Confirmation

        doubts = Confirmation.objects.of_what_is_public().stale().filter(citation=OuterRef("pk"))
        return self.annotate(is_checked=Exists(doubts))

    def printed_by(self, day: date) -> Self:
        """Return the citations of texts that were published by the end of that day; undated ones are left out."""
        return self.filter(revision__published_on__lte=day)

    def that_support(self, aspect: str) -> Self:
        return self.filter(supports__aspect=aspect)


class Citation(models.Model):
    """An event's tie to a passage of one revision (W3C Web Annotation: TextQuoteSelector, TextPositionSelector).

    `revision.body[start:end] == exact`, in Unicode code points; `prefix` and `suffix` are the rest of the sentence.
    """

    event = models.ForeignKey("timeline.Event", models.CASCADE, related_name="citations")
    revision = models.ForeignKey(
        SourceRevision, models.PROTECT, related_name="citations", verbose_name=_("text of the article")
    )
    exact = models.TextField(
        _("quotation"), help_text=_("The article’s own words, copied letter for letter.")
    )
    prefix = models.TextField(
        _("words before"),
        blank=True,
        help_text=_("Needed only where the quotation stands in the text more than once."),
    )
    suffix = models.TextField(blank=True, editable=False)
    start = models.PositiveIntegerField(editable=False)
    end = models.PositiveIntegerField(editable=False)
    attributed_to = models.CharField(
        _("according to"),
        max_length=300,
        blank=True,
        help_text=_("Whose words or claim the passage reports, as printed."),
    )
    origin = models.CharField(
        _("rests on"),
        max_length=300,
        blank=True,
        help_text=_("A post or statement that the passage goes back to."),
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    public_id = models.CharField(max_length=20, unique=True, default=new_public_id, editable=False)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="citation_start_before_end"),
            models.CheckConstraint(
                condition=Q(end=F("start") + Length("exact")), name="citation_as_long_as_its_quotation"
            ),
            models.UniqueConstraint(
                fields=["event", "revision", "start", "end"], name="passage_once_per_event"
            ),
            models.UniqueConstraint(fields=["event", "number"], name="citation_number_once_per_event"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: “{self.exact[:60]}”"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new citation takes the event's next number, which is never given again."""
        if self._state.adding and not self.number:
            self.number = self.event.next_citation_number()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"{reverse('event', args=[self.event.slug])}#{self.anchor}"

    def get_passage_url(self) -> str:
        """Return the address of the passage itself, for good."""
        return reverse("passage", args=[self.public_id])

    @property
    def anchor(self) -> str:
        """The fragment that names this citation on every page that shows it."""
        return f"c-{self.public_id}"

    @property
    def live_url(self) -> str:
        """The published article, scrolled to these words where the browser can; empty where it has no address."""
        url = self.revision.source.url
        return f"{url}{text_fragment(url, self.exact, self.prefix, self.suffix)}" if url else ""

    @property
    def sentence(self) -> str:
        """The passage within its sentence, as readers see it."""
        return f"{self.prefix}{self.exact}{self.suffix}"

    @property
    def shown_prefix(self) -> str:
        """The words before, with an ellipsis where the sentence is longer than what is shown."""
        return f"… {self.prefix}" if len(self.prefix) >= CONTEXT_LIMIT else self.prefix

    @property
    def shown_suffix(self) -> str:
        return f"{self.suffix} …" if len(self.suffix) >= CONTEXT_LIMIT else self.suffix

    def place(self, passage: Passage) -> None:
        """Take over where a passage stands."""
        self.start, self.end, self.exact = passage.start, passage.end, passage.exact
        self.prefix, self.suffix = passage.prefix, passage.suffix

    def passage(self) -> Passage:
        """Return where it stands, with its words and what stands around them; see `place`."""
        return Passage(self.start, self.end, self.exact, self.prefix, self.suffix)

    def aspects(self) -> set[str]:
        """Return the aspects that it supports."""
        return {each.aspect for each in self.supports.all()}

    def is_printed_by(self, day: date) -> bool:
        """Return whether its text was published by the end of that day, as `printed_by` asks the database."""
        return self.revision.published_on is not None and self.revision.published_on <= day

    def verifies(self) -> bool:
        """Return whether the frozen text still says `exact` at its place."""
        return self.revision.body[self.start : self.end] == self.exact

    def is_headline(self) -> bool:
        """Return whether the passage lies in the article's headline, which alone is no evidence."""
        return self.start < self.revision.headline_end()

    def move_to(self, event: Any, number: int | None = None) -> None:
        """Make this a citation of another event, under a new number, or one that it had there, with its public id kept.

        A value that both events prefer stays preferred where it was going.
        """
        taken = Support.objects.filter(event=event, preferred=True).values("aspect")
        self.supports.filter(preferred=True, aspect__in=taken).update(preferred=False)
        self.event, self.number = event, number or event.next_citation_number()
        self.save()
        self.supports.update(event=event)
        self.confirmations.update(event=event, number=self.number)

    def take_over(self, twin: Citation) -> None:
        """Take the notes of a citation of the same words for another event, and what it supports beside this one."""
        twin.annotations.update(citation=self)
        for support in twin.supports.exclude(aspect__in=self.aspects()):
            support.pk, support.citation, support.preferred = None, self, False
            support._state.adding = True
            support.save()

    def set_aspects(self, aspects: Iterable[str]) -> None:
        """Make `aspects` what this citation supports: new ones are added bare, the others keep what they state."""
        wanted = set(aspects)
        self.supports.exclude(aspect__in=wanted).delete()
        for aspect in sorted(wanted - set(self.supports.values_list("aspect", flat=True))):
            Support.objects.create(citation=self, aspect=aspect)


class SupportQuerySet(models.QuerySet["Support"]):
    def open_to_doubt(self) -> Self:
        """Return those of events that can still be changed."""
        return self.exclude(citation__event__status__in=Status.that_are_over())

    def preferred_elsewhere(self, citation: Citation, aspect: str) -> Self:
        """Return what another citation of the same event has as the preferred value of this aspect."""
        rows = self.filter(event=citation.event_id, aspect=aspect, preferred=True).exclude(citation=citation)
        return rows.select_related("citation")


class Support(models.Model):
    """What one citation says of one aspect of its event."""

    citation = models.ForeignKey(Citation, models.CASCADE, related_name="supports")
    # The citation's event once more: only so can the database see to it that one value is preferred.
    event = models.ForeignKey("timeline.Event", models.CASCADE, related_name="+", editable=False)
    aspect = models.CharField(_("supports"), max_length=20, choices=Aspect)
    stated = models.CharField(
        _("as printed"), max_length=500, blank=True, help_text=_("The words in which the article states it.")
    )
    edtf = models.CharField(
        _("date it states"),
        max_length=200,
        blank=True,
        help_text=_("For dates: as this article alone gives it."),
    )
    differs = models.CharField(
        _("differs in"),
        max_length=20,
        choices=Difference,
        blank=True,
        help_text=_("How it differs from what others state. For dates this is computed."),
    )
    point = models.CharField(
        _("on this point"),
        max_length=100,
        blank=True,
        help_text=_(
            "What it is compared on, such as “who reports it”: all statements of one point stand side by side."
        ),
    )
    preferred = models.BooleanField(
        _("preferred"), default=False, help_text=_("The value that the event follows where articles differ.")
    )
    reason = models.TextField(
        _("why"), blank=True, help_text=_("Why this value is preferred; readers see it.")
    )

    objects = SupportQuerySet.as_manager()

    class Meta:
        verbose_name = _("what it supports")
        verbose_name_plural = _("what it supports")
        ordering = ["id"]
        constraints = [
            one_of("aspect", Aspect),
            models.CheckConstraint(
                condition=Q(differs__in=["", *Difference.values]), name="support_differs_as_listed"
            ),
            models.CheckConstraint(condition=Q(aspect="date") | Q(edtf=""), name="only_dates_have_edtf"),
            models.UniqueConstraint(fields=["citation", "aspect"], name="one_support_per_aspect"),
            models.UniqueConstraint(
                fields=["event", "aspect"], condition=Q(preferred=True), name="one_preferred_value_per_aspect"
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_aspect_display()}: {self.stated}" if self.stated else str(self.get_aspect_display())
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.event_id = self.citation.event_id
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a date that EDTF cannot read, and a date on another aspect."""
        if not self.edtf:
            return
        if self.aspect != Aspect.DATE:
            raise ValidationError({"edtf": _("Only the aspect “date” states a date.")})
        try:
            Edtf.parse(self.edtf)
        except DateError as wrong:
            raise ValidationError({"edtf": told(wrong)}) from wrong


reversion.register(Support)
reversion.register(Citation, follow=("supports", "annotations"))
