"""Writing: the definitions of all files first, then what each article says of the events, then publication."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import reversion
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from timeline.ingestion.fixtures import (
    AnnotationEntry,
    Article,
    CitationEntry,
    EntityEntry,
    EventEntry,
    FixtureProblems,
    Problem,
)
from timeline.ingestion.passages import Passage
from timeline.ingestion.saving.checking import Checked, check
from timeline.ingestion.saving.keeping import Kept, Part, Report, keep
from timeline.ingestion.saving.proposing import keep_left_out
from timeline.languages import newsrooms
from timeline.models import (
    Annotation,
    Citation,
    Correction,
    Entity,
    EntityName,
    Event,
    ImportRecord,
    NotPublishable,
    Source,
    SourceRevision,
    Step,
    Support,
    Timeline,
    TimelineEntry,
    corrections,
    documents,
    evidence,
)
from timeline.models.sources import sha256_of

Progress = Callable[[Sequence[Article]], Iterable[Article]]


def save_articles(articles: Sequence[Article], progress: Progress = iter) -> Report:
    """Write the articles and their events in one transaction, and publish what the fixtures publish.

    `progress` wraps the articles as they are written. Raises FixtureProblems, and then nothing was written.
    """
    # What was printed first is cited first.
    articles = sorted(articles, key=lambda each: (each.entry.source.published or date.max, str(each.path)))
    with transaction.atomic():
        writing = _Writing(articles, check(articles))
        writing.define(articles)
        for number, article in enumerate(progress(articles)):
            writing.tell(number, article)
        writing.finish()
    return writing.report


@dataclass
class _Told:
    """An event of this run: its row, and where it is defined, or first cited if that is in no file of the run."""

    event: Event
    place: tuple[Article, int]
    changed: bool = False
    kept: bool = False

    @property
    def publishes(self) -> bool:
        """Whether the fixture publishes it, now that it is still a draft and no editor's."""
        article, index = self.place
        asked = article.entry.events[index].status == Event.Status.PUBLISHED
        return asked and not self.kept and self.event.status == Event.Status.DRAFT


class _Writing:
    def __init__(self, articles: Sequence[Article], checked: Checked) -> None:
        self.checked = checked
        self.report = Report()
        self.told: dict[str, _Told] = {}

    # Definitions

    def define(self, articles: Sequence[Article]) -> None:
        """Write what the files define: all timelines and entities before the events, which may stand in any file."""
        for article in articles:
            for timeline in article.entry.timelines:
                values = {
                    "title": timeline.title,
                    "standfirst": timeline.standfirst,
                    "status": timeline.status,
                }
                self._keep("timelines", f"timeline:{timeline.id}", Timeline.objects, values, slug=timeline.id)
            for index, entity in enumerate(article.entry.entities):
                if entity.defines:
                    self._define_entity(article, index, entity)
        for article in articles:
            for entity in article.entry.entities:
                self._spellings(entity)
            for index, event in enumerate(article.entry.events):
                if event.defines:
                    self._define_event(article, index, event)

    def _define_entity(self, article: Article, index: int, entry: EntityEntry) -> None:
        values = {each: getattr(entry, each) for each in _ENTITY_FIELDS}
        try:
            with transaction.atomic():
                self._keep("entities", f"entity:{entry.id}", Entity.objects, values, slug=entry.id)
        except IntegrityError:
            twin = Entity.objects.filter(qid=entry.qid).exclude(qid="").first()
            if twin is None:
                raise
            what = (
                f"“{entry.id}” has the Wikidata item {entry.qid}, and so has “{twin}”: one of them is wrong."
            )
            raise FixtureProblems([article.problem(("entities", index, "qid"), what)]) from None

    def _spellings(self, entry: EntityEntry) -> None:
        entity = _entity(entry.id)
        for alias in entry.aliases if entity else ():
            key = f"name:{entry.id}:{alias.language}:{alias.name}"
            identity = {"entity": entity, "name": alias.name, "language": alias.language}
            self._keep("spellings", key, EntityName.objects, {}, **identity)

    def _define_event(self, article: Article, index: int, entry: EventEntry) -> None:
        there = _recorded("event", entry.id, Event)
        if there and there.merged_into_id:  # an editor decided what it says: what articles say goes along
            self.report.note("events", "kept")
            return
        written = [each for each in map(_entity_as_written, entry.entities) if each]
        named = list({each.now: None for each in written})
        kept = keep(
            self.report,
            f"event:{entry.id}",
            Event.objects,
            {each: getattr(entry, each) for each in _EVENT_FIELDS},
            kind="events",
            on_creation={"slug": "" if Event.objects.filter(slug=entry.id).exists() else entry.id},
            part=Part(
                sorted(each.slug for each in named),
                lambda event: sorted(each.slug for each in event.entities.all()),
                lambda event: event.entities.set(named),
                lambda event: _slugs_as_written(event, written),
            ),
        )
        if kept.row is None:
            return
        told = _Told(kept.row, (article, index), kept.changed, kept.outcome == "kept")
        self.told[entry.id] = told
        for each in entry.timelines:
            timeline = _recorded("timeline", each, Timeline)
            if timeline:
                placed = self._keep(
                    "places on timelines",
                    f"place:{each}:{entry.id}",
                    TimelineEntry.objects,
                    {"is_key": entry.key},
                    timeline=timeline,
                    event=told.event,
                )
                told.changed |= placed.changed

    # What each article says of the events

    def tell(self, number: int, article: Article) -> None:
        revision = self._revision(article)
        if revision is None:
            return
        keep_left_out(revision, article.entry.left_out)
        keys = {
            place: f"citation:{article.entry.events[place[1]].id}:{_place_key(article, passage)}"
            for place, passage in self.checked.passages.items()
            if place[0] == number
        }
        wanted = set(keys.values())
        for index, entry in enumerate(article.entry.events):
            told = self._told(entry.id, (article, index))
            if told is None:
                continue
            for place, citation in enumerate(entry.citations):
                at = (number, index, place)
                told.changed |= self._cite(
                    told.event, revision, keys[at], citation, self.checked.passages[at], wanted
                )
            annotated = self._annotate(
                f"event:{entry.id}:{article.entry.source.url}", entry.annotations, event=told.event
            )
            told.changed |= annotated

    def _told(self, identifier: str, place: tuple[Article, int]) -> _Told | None:
        if identifier not in self.told:
            event = _recorded("event", identifier, Event)
            if event is None:
                return None
            into = Event.objects.what_became_of([event])[event.pk]
            same = (each for each in self.told.values() if each.event.pk == into.pk)
            self.told[identifier] = next(same, None) or _Told(into, place, kept=into.pk != event.pk)
        return self.told[identifier]

    def _revision(self, article: Article) -> SourceRevision | None:
        entry = article.entry.source
        values = {each: getattr(entry, each) for each in _SOURCE_FIELDS}
        source = self._keep("articles", f"source:{entry.url}", Source.objects, values, url=entry.url).row
        if source is None:
            return None
        digest = sha256_of(article.body)
        kept = keep(
            self.report,
            f"text:{entry.url}:{digest}",
            SourceRevision.objects.select_related("source"),
            {"published_on": entry.published},
            kind="texts",
            identity={"source": source, "sha256": digest},
            on_creation={"body": article.body, "original": article.original},
        )
        if kept.row and kept.row.source_id != source.pk:  # merged since: the equal text is cited
            return source.revisions.select_related("source").with_text(article.body).first()
        return kept.row

    def _cite(
        self,
        event: Event,
        revision: SourceRevision,
        key: str,
        entry: CitationEntry,
        passage: Passage,
        wanted: set[str],
    ) -> bool:
        moved = self._move_to_new_text(event, revision, key, passage, wanted)
        supports = {
            aspect: _as_written(**support.model_dump()) for aspect, support in sorted(entry.supports.items())
        }
        kept = keep(
            self.report,
            key,
            Citation.objects.select_related("event"),
            {"attributed_to": entry.attributed_to, "origin": entry.origin},
            kind="citations",
            identity={"event": event, "revision": revision, "start": passage.start, "end": passage.end},
            on_creation={each: getattr(passage, each) for each in ("exact", "prefix", "suffix")},
            part=Part(supports, _supports, lambda citation: _write_supports(citation, supports)),
        )
        if kept.row is None:
            return False
        annotated = self._annotate(key, entry.annotations, citation=kept.row)
        return moved or kept.changed or annotated

    def _move_to_new_text(
        self, event: Event, revision: SourceRevision, key: str, passage: Passage, wanted: set[str]
    ) -> bool:
        """Let a citation of an older text follow its words into this one, instead of being told twice.

        One that an editor deleted stays deleted: the record of that goes along.
        """
        if ImportRecord.objects.filter(key=key).exists():
            return False
        stem = key[: key.rindex(":", 0, key.rindex(":"))]  # the event and the article, without text and place
        for record in ImportRecord.objects.filter(key__startswith=f"{stem}:").exclude(key__in=wanted):
            if _words_at(revision.source, record.key) != passage.exact:
                continue
            record.key = key
            record.save()
            citation = Citation.objects.filter(pk=record.object_id).select_related("event").first()
            if citation:
                citation.revision = revision
                citation.place(passage)
                citation.save()
            return citation is not None
        return False

    def _annotate(self, key: str, entries: Sequence[AnnotationEntry], **target: Any) -> bool:
        changed = False
        for number, entry in enumerate(entries):
            kept = keep(
                self.report,
                f"note:{number}:{key}",
                Annotation.objects,
                entry.model_dump(),
                kind="notes",
                on_creation=target,
            )
            changed |= kept.changed
        return changed

    # Publication

    def finish(self) -> None:
        problems: list[Problem] = []
        for told in {each.event.pk: each for each in self.told.values()}.values():
            with reversion.create_revision():
                problems += self._settle(told)
        if problems:
            raise FixtureProblems(problems)

    def _settle(self, told: _Told) -> Iterable[Problem]:
        event, publishes, was_seen = told.event, told.publishes, told.event.is_seen
        if not (told.changed or publishes):
            return
        if told.changed:
            event.save()
            event.evidence_changed()
            if was_seen:
                yield from _refusals(told, event.must_stay_seen)
            event.note_step(None, "", Step.Action.IMPORTED)
            _tell_readers(event)
        if publishes:
            yield from _refusals(told, lambda: event.publish(by=None, why="imported and published"))
        elif event.is_published:
            yield from (_at(told, f"“{event}” is published: {each}") for each in evidence.problems(event))
        self.report.notes += [f"{event}: {each}" for each in event.unsupported()]

    def _keep(self, kind: str, key: str, manager: Any, values: dict[str, Any], **identity: Any) -> Kept:
        return keep(self.report, key, manager, values, kind=kind, identity=identity)


_ENTITY_FIELDS = ("kind", "name", "visibility", "qid", "description")
_EVENT_FIELDS = ("title", "summary", "edtf", "date_basis", "date_note", "kind", "position")
_SOURCE_FIELDS = ("archived_url", "title", "title_supplied", "publisher", "byline", "language")
_SUPPORT_FIELDS = ("stated", "edtf", "differs", "point", "preferred", "reason")


def _tell_readers(event: Event) -> None:
    """Record what the import changed of what readers could see: an import publishes at once, and says so."""
    before = documents.last_recorded(event) if event.is_seen else None
    if before is None:
        return
    after = documents.document_of(event)
    said = corrections.said_to_readers(before, after)
    with newsrooms():
        note = _("Brought up to date with the newsroom’s article files.") if said else ""
    kind = Correction.Kind.CORRECTION if said else Correction.Kind.EVIDENCE
    corrections.record(event, kind, note, None, before, after)


def _refusals(told: _Told, act: Callable[[], None]) -> Iterator[Problem]:
    """Do it, or yield why it is refused."""
    try:
        act()
    except NotPublishable as refused:
        yield from (_at(told, f"“{told.event}” cannot be published: {each}") for each in refused.problems)


def _at(told: _Told, what: str) -> Problem:
    article, index = told.place
    return article.problem(("events", index), what)


def _entity(identifier: str) -> Entity | None:
    """Return what the fixtures' id means: what it was merged into, where it was."""
    found = _entity_as_written(identifier)
    return found and found.now


def _entity_as_written(identifier: str) -> Entity | None:
    found: Entity | None = _recorded("entity", identifier, Entity)
    return found


def _slugs_as_written(event: Event, written: Sequence[Entity]) -> list[str]:
    """Return the slugs of whom the event names, those that were merged since under the fixture's own names for them."""
    slugs: dict[Entity, list[str]] = {}
    for each in written:
        slugs.setdefault(each.now, []).append(each.slug)
    return sorted(slug for each in event.entities.all() for slug in slugs.get(each, [each.slug]))


def _recorded(kind: str, identifier: str, model: Any) -> Any:
    """Return what an import wrote under this id, else what has it as its address; None where it was deleted."""
    record = ImportRecord.objects.filter(key=f"{kind}:{identifier}").first()
    return model.objects.filter(**({"pk": record.object_id} if record else {"slug": identifier})).first()


def _place_key(article: Article, passage: Passage) -> str:
    return f"{article.entry.source.url}:{sha256_of(article.body)}:{passage.start}-{passage.end}"


def _words_at(source: Source, key: str) -> str:
    """Return the words that a citation's key points at: `…:<SHA-256>:<start>-<end>`."""
    sha256, place = key.rsplit(":", 2)[1:]
    start, end = (int(each) for each in place.split("-"))
    body = source.revisions.filter(sha256=sha256).values_list("body", flat=True).first() or ""
    return body[start:end]


def _supports(citation: Citation) -> dict[str, dict[str, Any]]:
    rows = citation.supports.order_by("aspect").values("aspect", *_SUPPORT_FIELDS)
    return {row.pop("aspect"): _as_written(**row) for row in rows}


def _as_written(*, edtf: str | None, point: str, **values: Any) -> dict[str, Any]:
    """Return what a support says, as its digest covers it: a point only where there is one, as older digests do not."""
    return {**values, "edtf": edtf or "", **({"point": point} if point else {})}


def _write_supports(citation: Citation, supports: dict[str, dict[str, Any]]) -> None:
    citation.supports.all().delete()
    for aspect, values in supports.items():
        if values["preferred"]:
            # The fixture may prefer another value than last time; an editor's own preference stays.
            other = Support.objects.preferred_elsewhere(citation, aspect).first()
            if other and _is_imported(other.citation):
                Support.objects.filter(pk=other.pk).update(preferred=False)
            elif other:
                values = {**values, "preferred": False}
        Support.objects.create(citation=citation, aspect=aspect, **values)


def _is_imported(citation: Citation) -> bool:
    return ImportRecord.objects.filter(key__startswith="citation:", object_id=citation.pk).exists()
