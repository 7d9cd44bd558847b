"""Entities: the people, organisations, places and topics of the events, and the names they are printed under."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from timeline.folding import fold
from timeline.models.constraints import one_of
from timeline.models.merges import Mergeable, MergeableQuerySet

if TYPE_CHECKING:
    from timeline.models.event_queries import EventQuerySet
    from timeline.models.sources import Source


MOST_READ = 250  # events whose passages say who prints a name how


class Kind(models.TextChoices):
    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    PLACE = "place", _("place")
    TOPIC = "topic", _("topic")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("public")
    IN_PASSING = "named in passing", _("named in passing")
    PROTECTED = "protected", _("protected")


@dataclass(frozen=True, slots=True)
class Printed:
    """A spelling of a name, and the publishers that print it that way."""

    name: str
    publishers: list[str]


class EntityQuerySet(MergeableQuerySet["Entity"]):
    def called(self, tokens: Iterable[str]) -> Self:
        """Return what has a name in which words begin with each of these folded tokens."""
        found = self
        for token in tokens:
            found = found.filter(pk__in=EntityName.objects.with_word(token).values("entity"))
        return found

    def named_in(self, text: str) -> dict[int, tuple[str, list[str]]]:
        """Return the entities that `text` may name, by key: their kind, and all their spellings.

        Those of whose spellings one has its last word in the text: few, whatever the number of names in the archive.
        """
        read = set(fold(text))
        rows = EntityName.objects.filter(entity__in=self).values_list(
            "entity_id", "entity__kind", "name", "folded"
        )
        kinds: dict[int, str] = {}
        names: dict[int, list[str]] = {}
        found: set[int] = set()
        for key, kind, name, folded in rows.iterator(chunk_size=5_000):
            kinds[key] = kind
            names.setdefault(key, []).append(name)
            if folded.rpartition(" ")[2] in read:
                found.add(key)
        return {key: (kinds[key], names[key]) for key in sorted(found)}

    def public(self) -> Self:
        """Return what readers may see: public, and named by a published or retracted event."""
        from timeline.models.events import Event

        return self.shown().filter(Exists(Event.objects.public().filter(entities=OuterRef("pk"))))

    def shown(self) -> Self:
        """Return what may have a page, a facet or a name beside an event."""
        return self.unmerged().filter(visibility=Entity.Visibility.PUBLIC)


class Entity(Mergeable):
    """A person, organisation, place or topic."""

    Kind = Kind
    Visibility = Visibility

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200, help_text=_("The name that this newsroom prints."))
    visibility = models.CharField(
        _("visibility"),
        max_length=20,
        choices=Visibility,
        default=Visibility.PUBLIC,
        help_text=_(
            "Only public ones get a page and a filter. Someone named in passing is read in the passages alone; "
            "a protected person is named nowhere."
        ),
    )
    qid = models.CharField(
        _("Wikidata item"), max_length=20, blank=True, help_text=_("As in Q42; only if certain.")
    )
    description = models.CharField(_("description"), max_length=300, blank=True)

    objects = EntityQuerySet.as_manager()

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("people, organisations, places, topics")
        ordering = ["name", "id"]
        constraints = [
            one_of("kind", Kind),
            one_of("visibility", Visibility),
            models.CheckConstraint(
                condition=Q(visibility="public") | Q(kind="person"),
                name="only_persons_are_not_public",
                violation_error_message=_("Only a person can be named in passing or protected."),
            ),
            models.CheckConstraint(
                condition=Q(visibility="public") | Q(qid=""),
                name="only_public_ones_have_a_qid",
                violation_error_message=_("Only who is public has a Wikidata item here: remove it."),
            ),
            models.CheckConstraint(
                condition=Q(qid="") | Q(qid__regex=r"^Q[1-9][0-9]*$"),
                name="qid_is_one",
                violation_error_message=_("A Wikidata item is a Q and a number, as in Q42."),
            ),
            models.UniqueConstraint(
                fields=["qid"],
                condition=~Q(qid=""),
                name="one_entry_per_qid",
                violation_error_message=_("Another entry has this Wikidata item already."),
            ),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="entity_by_kind_and_name")]

    def __str__(self) -> str:
        return self.name

    def titled(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("entity", args=[self.slug])

    def among(self, events: EventQuerySet) -> EventQuerySet:
        """Return those of `events` that name this entity."""
        return events.naming(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the name that the newsroom prints is one of the names it is found by, in place of its former one.

        What a search finds follows a changed name or visibility at once.
        """
        before = Entity.objects.filter(pk=self.pk).values_list("name", "visibility", "kind", "slug").first()
        super().save(*args, **kwargs)
        if before and before[0] != self.name:
            self.names.filter(name=before[0]).delete()
        if not self.names.filter(name=self.name).exists():
            EntityName.objects.create(entity=self, name=self.name)
        if before and before[2] != self.kind:
            for each in self.names.all():
                each.save()  # only persons have a last name
        if before and before != (self.name, self.visibility, self.kind, self.slug):
            self.events.all().evidence_changed()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete, and let no search find it any more."""
        named = self.events.model.objects.filter(pk__in=list(self.events.values_list("pk", flat=True)))
        deleted = super().delete(*args, **kwargs)
        named.evidence_changed()
        return deleted

    def as_printed(self) -> tuple[list[Printed], list[EntityName]]:
        """Return its spellings with who prints them in what readers see, and the other names: two queries.

        Read in the latest MOST_READ events that name it, or that hold one of its names; a person's name in what is told
        of others may be another person's.
        """
        from timeline.models.citations import Citation
        from timeline.models.events import Event

        names = {each.name: each for each in self.names.all()}
        names_in = spelled(names)
        telling = Event.objects.published().telling_of(self, () if self.kind == Kind.PERSON else names)
        citations = Citation.objects.filter(event__in=telling.newest_first().values("pk")[:MOST_READ])
        publishers: dict[str, set[str]] = {}
        for sentence, publisher in citations.sentences_by_publisher(most=4 * MOST_READ):
            for name in names_in.findall(sentence):
                publishers.setdefault(name, set()).add(publisher)
        printed = [Printed(name, sorted(by)) for name, by in sorted(publishers.items())]
        return printed, [each for name, each in names.items() if name not in publishers and name != self.name]

    def spellings_by_source(self, citations: int = 500) -> list[tuple[str, Source, int]]:
        """Return (spelling, article, in how many passages), the most frequent first.

        Read in the latest `citations` of the events that name it.
        """
        from timeline.models.citations import Citation

        names_in = spelled(self.names.values_list("name", flat=True))
        counted: Counter[tuple[str, Source]] = Counter()
        rows = Citation.objects.filter(event__entities=self).with_articles().order_by("-pk")
        for citation in rows[:citations]:
            for name in set(names_in.findall(citation.sentence)):
                counted[name, citation.revision.source] += 1
        return [(name, source, n) for (name, source), n in counted.most_common()]

    def clean(self) -> None:
        """Refuse a Wikidata item that another name has: raises ValidationError."""
        super().clean()
        twin = self.twin()
        if twin:
            raise ValidationError({"qid": _("“%s” has this Wikidata item already.") % twin.name})

    def twin(self) -> Entity | None:
        """Return another one with the same Wikidata item, or None."""
        return (
            Entity.objects.unmerged().filter(qid=self.qid).exclude(pk=self.pk).first() if self.qid else None
        )

    @property
    def is_before_readers(self) -> bool:
        """Whether readers see, or will see, what is changed of it, or are protected from it."""
        return self.visibility == self.Visibility.PROTECTED or self.events.before_readers().exists()

    @property
    def is_shown(self) -> bool:
        return self.visibility == self.Visibility.PUBLIC and self.merged_into_id is None


def spelled(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of these names in a text as whole words, the longer first; of none it finds nothing."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")


class EntityNameQuerySet(models.QuerySet["EntityName"]):
    def of_protected(self) -> Self:
        """Return the names of the persons that are named nowhere."""
        return self.filter(entity__visibility=Visibility.PROTECTED)

    def like(self, names: Iterable[str]) -> Self:
        """Return the names that are a part of one of `names` in words, or a last name that begins as theirs do."""
        tokens = [fold(each)[:10] for each in names]
        parts = {
            " ".join(each[i:j])
            for each in tokens
            for i in range(len(each))
            for j in range(i + 1, len(each) + 1)
        }
        found = Q(folded__in=parts)
        for last in {each[-1] for each in tokens if each}:
            found |= Q(folded_surname__startswith=last[:4])
        return self.filter(found).select_related("entity")

    def with_word(self, token: str) -> Self:
        """Return the names in which a word begins with the folded `token`."""
        return self.filter(Q(folded__startswith=token) | Q(folded__contains=f" {token}"))


class EntityName(models.Model):
    """A name that an entity is printed or searched under, in any spelling or language."""

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=20, blank=True)
    folded = models.CharField(max_length=250, editable=False, db_index=True)
    folded_surname = models.CharField(max_length=250, editable=False, db_index=True, blank=True)

    objects = EntityNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["entity", "name", "language"], name="one_row_per_spelling")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the tokens that a query is compared with; a person's last name also stands alone.

        Passages that print this name, and in which nobody was known by it, name the entity from now on.
        """
        tokens = fold(self.name)
        self.folded = " ".join(tokens)[:250]
        self.folded_surname = tokens[-1][:250] if tokens and self.entity.kind == Entity.Kind.PERSON else ""
        super().save(*args, **kwargs)
        from timeline.models.proposals import ProposedName

        ProposedName.objects.cover(self.name, self.entity.kind, self.entity)
