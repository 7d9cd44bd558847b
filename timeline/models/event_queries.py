"""Finding events: the questions of readers and of the desk; what readers ask is answered in the order of time."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

from django.core.validators import slug_re
from django.db import connection, models, transaction
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from timeline.dates import UNBOUNDED, Edtf, Period
from timeline.keys import key_in
from timeline.models import documents, text_index
from timeline.models.annotations import Annotation
from timeline.models.citations import Aspect, Citation, Support
from timeline.models.entities import Entity
from timeline.models.event_terms import Status, seen
from timeline.models.merges import batched
from timeline.models.places import first_place, key_at
from timeline.models.searching import MOST_SEARCHED, in_any
from timeline.models.sought import Sought
from timeline.models.timelines import TimelineEntry

if TYPE_CHECKING:
    from timeline.models.events import Event


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> Self:
        """Return what stands on the timeline: every list, count and facet starts here.

        Only published events have a place in time, and asking by it gives them in order. What is held is left out by
        its place, of the few that are: so the index of places is all that a count has to read.
        """
        # A draft that is held has none: 0 is nobody's. Asked for places, SQLite may read all of them for it.
        held = self.model.objects.held().annotate(at=Coalesce("place", 0))
        return self.filter(~Q(place__in=held.values("at")), place__isnull=False)

    def held(self) -> Self:
        """Return what readers do not see before a moment that is still to come, whatever its status."""
        return self.filter(opens_at__gt=timezone.now())

    def approved_and_held(self) -> Self:
        """Return what appears by itself at its moment, the next first."""
        return self.held().filter(status=Status.PUBLISHED).order_by("opens_at", "pk")

    def next_to_open(self, after: datetime) -> datetime | None:
        """Return the first moment after this one at which something held appears to readers, or None.

        The others are left out by name: asked for the public ones, SQLite reads all that is published for it, and not
        one entry of the index of openings.
        """
        hidden = [status for status in Status.values if status not in Status.public()]
        opening = self.filter(opens_at__gt=after).exclude(status__in=hidden)
        return opening.aggregate(next=models.Min("opens_at"))["next"]

    def missing_in_the_index(self) -> Self:
        """Return the published events that are not in the index: after it was made anew, all of them."""
        return self.filter(status=Status.PUBLISHED, place__isnull=True)

    def public(self) -> Self:
        """Return what has a public page: published, or retracted and said to be; and not held any more."""
        return self.filter(seen())

    def before_readers(self) -> Self:
        """Return what was published, held or not, and what is retracted: readers see it, or will."""
        return self.filter(status__in=Status.public())

    def at(self, slug: str) -> Event | None:
        """Return the event at this address, or None."""
        return self.filter(slug=slug).first() if slug_re.match(slug) else None

    def at_key(self, key: str) -> Event | None:
        """Return the event with this primary key as an address has it, or None."""
        pk = key_in(key)
        return self.filter(pk=pk).first() if pk is not None else None

    def citing_by(self, key: str) -> Event | None:
        """Return the event of the citation with this key, be it one that only a pending change holds; or None."""
        if not re.fullmatch(r"-?[0-9]{1,18}", key):
            return None
        pending = documents.event_of_key(int(key))
        return self.filter(Q(pk=pending) if pending else Q(citations=int(key))).first()

    def what_became_of(self, events: Iterable[Event]) -> dict[int, Event]:
        """Return what each of these events is part of now, by its key: itself, or what it was merged into.

        None is asked for twice: as many queries as merges followed upon another.
        """
        found = {each.pk: each for each in events}
        known = dict(found)
        while missing := {each.merged_into_id for each in known.values()} - known.keys() - {None}:
            known |= self.in_bulk(missing)
        for pk in found:
            while into := found[pk].merged_into_id:
                found[pk] = known[into]
        return found

    def in_review_by_others(self, user: Any) -> Self:
        """Return what waits for a review by this editor: what others sent there, the oldest first."""
        waiting = self.filter(status=Status.IN_REVIEW).exclude(assigned=user)
        return waiting.select_related("assigned").order_by("changed_at", "pk")

    def sent_back_to(self, user: Any) -> Self:
        return self.drafts_in_the_hands_of(user).exclude(sent_back_why="")

    def drafts_of(self, user: Any) -> Self:
        """Return the drafts that this editor is still writing."""
        return self.drafts_in_the_hands_of(user).filter(sent_back_why="")

    def drafts_in_the_hands_of(self, user: Any) -> Self:
        mine = self.filter(status=Status.DRAFT, assigned=user).select_related("assigned")
        return mine.order_by("-changed_at", "-pk")

    def in_order(self) -> Self:
        """Oldest first; of those that may begin on one day the wider first, then as the editors placed them."""
        return self.order_by(self._place())

    def newest_first(self) -> Self:
        return self.order_by(f"-{self._place()}")

    def _place(self) -> str:
        """Name the place in time where it is read: in the index, where that is what finds the events."""
        return "indexed__event_id" if self._is_searched() else "place"

    def _is_searched(self) -> bool:
        """Return whether these events are what the index of words and marks finds."""
        return any(each.table_name == text_index.TABLE for each in self.query.alias_map.values())

    def few(self, most: int) -> models.QuerySet[Any, int]:
        """Return the keys of the first of these events, `most` at most: so many cost the same in any archive."""
        return self._places().order_by("at").values_list(key_at("at"), flat=True)[:most]

    def _places(self) -> models.QuerySet[Any, Any]:
        """Return the place of each of these events, as `at`; from the index alone, where it knows all that is asked.

        No database leaves out the join with the table of events by itself, and it takes as long as all the rest.
        """
        if not self._is_searched():
            return self.values(at=F("place"))
        rows = text_index.IndexRow.objects.all()
        query: Any = rows.query
        query.where = self.query.where.replace_expressions(
            {_column("place", of=self): _column("event", of=rows)}
        )
        is_alone = all(
            each.alias == text_index.TABLE for each in query._gen_cols([query.where], include_external=True)
        )
        return rows.values(at=F("pk")) if is_alone else self.values(at=F(self._place()))

    def evidence_changed(self) -> None:
        """Bring up to date what follows from articles, names and citations, for each of these events.

        Each is loaded under its lock: what somebody publishes, holds or retracts meanwhile stays done.
        """
        for batch in batched(self.order_by().values_list("pk", flat=True)):
            with transaction.atomic():
                for event in self.model.objects.filter(pk__in=batch).locked():
                    event.evidence_changed()

    def locked(self) -> Self:
        """Return these as they are now, and let nobody else change them before the transaction is done."""
        return self.select_for_update(of=("self",)).order_by("pk")  # in one order for everyone

    def in_full(self) -> Self:
        """Load all that the index and the history keep of an event, in a fixed number of queries."""
        citations = Citation.objects.with_articles().prefetch_related("supports", "annotations__mentions")
        loaded = ("entities", "annotations__mentions", "entries", Prefetch("citations", citations))
        return self.prefetch_related(*loaded)

    def fill_the_index(self) -> None:
        """Give each of these events, which are published, its place in time and its row in the index.

        Nothing else of them is computed anew: that is what makes an archive of a hundred thousand a matter of minutes.
        """
        for batch in batched(self.order_by().values_list("pk", flat=True)):
            with transaction.atomic():
                text_index.fill(self.filter(pk__in=batch).locked().in_full())

    def index_again(self, events: Iterable[Event]) -> None:
        """Bring the index up to date with these events, loaded `in_full`, whose places in time are as they were."""
        text_index.write_again(events)

    def known_to_begin(self) -> Self:
        """Leave out what may have begun at any time."""
        return self.standing(first_place(-UNBOUNDED + 1))

    def standing(self, place: int, beyond: int | None = None) -> Self:
        """Return the events from this place in time on, and before the place `beyond`."""
        return self._bounded(gte=place) if beyond is None else self._bounded(gte=place, lt=beyond)

    def beginning_in(self, period: Period) -> Self:
        """Return the events that begin in the period, as far as is known: found by their place, however many."""
        return self.standing(first_place(period.first), first_place(period.last + 1))

    def bounds(self) -> models.QuerySet[Any, tuple[int, int, int, int]]:
        """Return, in order, the days between which each event began and ended (see `Bounds`); and no more of it."""
        return self.in_order().values_list("start_earliest", "start_latest", "end_earliest", "end_latest")

    def ends(self) -> tuple[int, int]:
        """Return on which days the first and the last of these may begin; 0 where none is known to begin.

        One query, to be asked of many: to find the first of few, PostgreSQL walks through the whole archive.
        """
        known = self.known_to_begin()
        ends = (each.values("start_earliest")[:1] for each in (known.in_order(), known.newest_first()))
        first, last = _in_one_query(list(map(_as_sql, ends)))
        return first or 0, last or 0

    def counted_between(self, stretches: Sequence[tuple[int, int]], *, most: int) -> list[int]:
        """Return how many of these events stand from each of some places on and before another; up to `most` + 1.

        The stretches are in the order of time. One query, of a bounded number of steps through the index. PostgreSQL's
        index of words has no order to stop in: it is read whole, or the rows are walked through in the order of time,
        whichever should take less by two plans that PostgreSQL is asked for; at worst that grows with the root of the
        archive.
        """
        buckets = [self.standing(*each) for each in stretches]
        if not (connection.vendor == "postgresql" and self._is_searched()):
            return _in_one_query([_size_of(each, most + 1) for each in buckets])
        expected, of_all = self._expected(), self.model.objects.published()._expected()
        # Only half is expected, since any may be held, and two rows looked up take as long as one walked over.
        if expected**2 <= most * len(buckets) * of_all:
            # A row that is looked up costs less than a whole table's tokens, on today's disks.
            with _never("seqscan"):
                return [min(n, most + 1) for n in _sizes_between(self, list(chain(*stretches)))[::2]]
        with _never("seqscan", "bitmapscan"):  # the index of words is a bitmap: so it walks, and stops
            return _in_one_query([_size_of(each, most + 1) for each in buckets])

    def _expected(self) -> int:
        """Return how many rows the database expects these to be, by its statistics and without a look."""
        plan: dict[str, Any] = json.loads(self._places().order_by().explain(format="json"))[0]["Plan"]
        return int(plan["Plan Rows"])

    def beyond(self, place: int, *, forwards: bool) -> Self:
        """Return what comes after `place`, an event's, in time; or before it, where not `forwards`."""
        return self._bounded(gt=place) if forwards else self._bounded(lt=place)

    def beside(self, event: Event) -> tuple[Event | None, Event | None]:
        """Return which of these come just before and just after an event in time; none where it has no place there."""
        if event.place is None:
            return None, None
        before = self.beyond(event.place, forwards=False).newest_first().first()
        return before, self.beyond(event.place, forwards=True).in_order().first()

    def _bounded(self, **bounds: int) -> Self:
        """Bound the place in time; on PostgreSQL in both tables, since it hands no bounds from one to the other."""
        places = {self._place(), "place"} if connection.vendor == "postgresql" else {self._place()}
        return self.filter(**{f"{name}__{is_}": at for name in sorted(places) for is_, at in bounds.items()})

    def possibly_in(self, period: Period) -> Self:
        """Return what may fall in the period, certainly or not."""
        return self.filter(start_earliest__lte=period.last, end_latest__gte=period.first)

    def certainly_in(self, period: Period) -> Self:
        """Return what falls in the period whatever its inexact date turns out to be."""
        # What is certain is possible: said so that an index on those bounds can be used.
        return self.possibly_in(period).filter(start_latest__lte=period.last, end_earliest__gte=period.first)

    def resembling(
        self, date: Edtf | None, entities: Iterable[int], limit: int = 200, *, days: int = 0
    ) -> Self:
        """Return the events that a passage of this date about these entities may tell of, the likeliest first.

        Those that may fall in the date, or so many `days` beside it, else those that name one of the entities; with
        what they are compared by.
        """
        about = self.exclude(status__in=(Status.RETRACTED, Status.MERGED))
        shared = Count("entities", filter=Q(entities__in=list(entities)), distinct=True)
        about = about.annotate(n_shared=shared)
        if date is None or date.year_unknown:
            about = about.filter(n_shared__gt=0)
        else:
            bounds = date.bounds()
            about = about.possibly_in(Period(bounds.start_earliest - days, bounds.end_latest + days))
        return about.order_by("-n_shared", "-id").prefetch_related("entities", "citations")[:limit]

    def to_cite(self, words: str) -> Self:
        """Return the events that can take a citation and whose titles hold all these words, the latest first."""
        found = self.exclude(status__in=(Status.RETRACTED, Status.MERGED))
        for word in words.split()[:8]:
            found = found.filter(title__icontains=word)
        return found.order_by("-id")

    def on_timeline(self, timeline: Any) -> Self:
        return self.filter(text_index.marked("timeline", [timeline.pk]))

    def key_on(self, timeline: Any) -> Self:
        """Return the key events of the timeline."""
        return self.filter(text_index.marked("key", [timeline.pk]))

    def marking_key_events(self, timeline: Any) -> Self:
        """Say of each event whether it is a key event of the timeline: `is_key`."""
        entry = TimelineEntry.objects.filter(timeline=timeline, event=OuterRef("pk"))
        # For EXISTS, PostgreSQL may read all key events of the timeline.
        return self.annotate(is_key=Coalesce(Subquery(entry.values("is_key")[:1]), False))

    def naming_any(self, kind: str, slugs: Iterable[str]) -> Self:
        """Return the events that name one of these entities, as far as readers may see them."""
        return self.filter(text_index.marked(kind, slugs))

    def naming(self, entity: Entity) -> Self:
        return self.naming_any(entity.kind, [entity.slug])

    def telling_of(self, entity: Entity, names: Iterable[str]) -> Self:
        """Return the events that name an entity, or in whose text one of these names stands."""
        return self.filter(text_index.tells_of(entity, names))

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        return self.filter(text_index.marked("kind", kinds))

    def reported_by(self, publishers: Collection[str], by: date | None = None) -> Self:
        """Return the events that one of these publishers reports; where a day is given, by the end of it."""
        found = self.filter(text_index.marked("publisher", publishers))
        return found._printed_by(by, revision__source__publisher__in=publishers) if by else found

    def citing(self, slugs: Collection[str], by: date | None = None) -> Self:
        """Return the published events that cite one of these articles; where a day is given, as printed by then."""
        found = self.filter(text_index.marked("source", slugs))
        return found._printed_by(by, revision__source__slug__in=slugs) if by else found

    def _printed_by(self, day: date, **told: Any) -> Self:
        return self.filter(pk__in=Citation.objects.printed_by(day).filter(**told).values("event"))

    def resting_on(self, source: Any) -> Self:
        """Return the events, published or not, that cite an article."""
        return self.filter(pk__in=Citation.objects.filter(revision__source=source).values("event"))

    def with_number_of_citations(self) -> Self:
        """Count the citations of each event, one by one for the few that are listed."""
        counted = (
            Citation.objects.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk"))
        )
        return self.annotate(n_citations=Coalesce(Subquery(counted.values("n")), 0))

    def with_evidence_like(self, kinds: Iterable[str]) -> Self:
        """Return the events that have one of these kinds of evidence; unknown kinds are nobody's."""
        return self.filter(text_index.marked("evidence", kinds))

    def saying(self, sought: Sought) -> Self:
        """Return the events whose public text holds all that is sought, in any spelling; see docs/architecture.md."""
        return self.filter(text_index.holds(sought.words))

    def searched(self, words: str) -> Self:
        """Return what editors find by `words`: what is published by the text index, the rest by its own words.

        Of what is published the MOST_SEARCHED latest: the commonest words are in all of the archive.
        What is not published is little beside the archive, and in no index.
        """
        sought = Sought(words)
        indexed = self.model.objects.saying(sought) if sought.words else self.model.objects.none()
        found = indexed.newest_first()[:MOST_SEARCHED].values("pk")
        others = self.model.objects.filter(place=None)
        for word in words.split()[: text_index.MOST_WORDS]:
            others = others.filter(
                Q(title__icontains=word) | Q(summary__icontains=word) | Q(slug__icontains=word)
            )
        return self.filter(in_any(self.model.objects.filter(pk__in=found), others))

    def dated_by(self, day: date) -> Self:
        """Return the events whose date some article had printed by the end of that day; as `models/known.py` says."""
        said = Support.objects.filter(event=OuterRef("pk"), aspect=Aspect.DATE)
        read, printed = said.filter(edtf__gt=""), Q(citation__revision__published_on__lte=day)
        ways = {"read_by_then": read.filter(printed), "read": read, "said_by_then": said.filter(printed)}
        # Looked up one by one: of EXISTS, PostgreSQL makes a list of all that is printed.
        found = self.alias(**{name: Subquery(way.values("pk")[:1]) for name, way in ways.items()})
        return found.filter(Q(read_by_then__isnull=False) | Q(read=None, said_by_then__isnull=False))

    def with_evidence(self) -> Self:
        """Load all that an event's card shows, in a fixed number of queries."""
        citations = Citation.objects.with_articles().saying_if_checked().order_by("number")
        return self.prefetch_related(
            Prefetch("citations", citations),
            Prefetch("citations__supports", Support.objects.order_by("id")),
            Prefetch("citations__annotations", Annotation.objects.shown(), to_attr="shown_annotations"),
            Prefetch("annotations", Annotation.objects.shown(), to_attr="shown_annotations"),
            Prefetch(
                "entities",
                Entity.objects.shown().order_by("kind", "name").prefetch_related("names"),
                to_attr="shown_entities",
            ),
        )


def _column(name: str, *, of: models.QuerySet[Any, Any]) -> Any:
    model: Any = of.model
    return model._meta.get_field(name).get_col(model._meta.db_table)


_Sql = tuple[str, Sequence[Any]]


def _as_sql(rows: models.QuerySet[Any, Any]) -> _Sql:
    sql, values = rows.query.sql_with_params()
    return f"({sql})", values


def _size_of(events: EventQuerySet, most: int) -> _Sql:
    # In the order of the index, in which it can stop.
    sql, values = _as_sql(events.few(most))
    return f"(SELECT count(*) FROM {sql} AS few)", values  # noqa: S608 (made by the ORM)


def _sizes_between(events: EventQuerySet, places: Sequence[int]) -> list[int]:
    """Return how many of these events stand from each of the places on and before the next."""
    sql, values = _as_sql(events._places().order_by())
    counted = f"SELECT width_bucket(at, %s::bigint[]), count(*) FROM {sql} AS found GROUP BY 1"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(counted, [list(places), *values])
        found = dict(cursor.fetchall())
    return [found.get(number, 0) for number in range(1, len(places))]


@contextmanager
def _never(*ways: str) -> Iterator[None]:
    """Keep PostgreSQL's planner from these ways to read a table."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL enable_{way} = off" for way in ways))
        yield
        cursor.execute("; ".join(f"SET LOCAL enable_{way} = DEFAULT" for way in ways))


def outlines(many: Sequence[EventQuerySet], *, most: int) -> list[tuple[int, str, str]]:
    """Return for each of many questions how many events answer it, up to `most`, and the first's and the last's date.

    One query, of a bounded number of steps through the index for each. The dates are empty where there is no event.
    """
    if not many:
        return []
    parts = [_outline(number, events, most) for number, events in enumerate(many)]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _values in parts), [*chain(*(each[1] for each in parts))]
        )
        return [(n, first or "", last or "") for _number, n, first, last in sorted(cursor.fetchall())]


def _outline(number: int, events: EventQuerySet, most: int) -> _Sql:
    """Ask how many these are, up to `most`, and for the dates of the first and the last of them.

    Of fewer than `most` all are there when they are counted. Asked for the first alone, PostgreSQL walks through the
    archive until it meets one, and a timeline may have few.
    """
    few, values = _as_sql(events._places().order_by("at")[:most])
    last, last_values = _as_sql(events._places().order_by("-at")[:1])
    dated = "(SELECT edtf FROM timeline_event WHERE place = {})"
    latest = dated.format(f"CASE WHEN n < {most} THEN last ELSE {last} END")
    counted = f"(SELECT count(*) AS n, min(at) AS first, max(at) AS last FROM {few} AS few)"  # noqa: S608
    sql = f"SELECT {number}, n, {dated.format('first')}, {latest} FROM {counted} AS counted"  # noqa: S608
    return sql, (*last_values, *values)


def _in_one_query(parts: Sequence[_Sql]) -> list[Any]:
    """Return the values of these queries, of which each gives one."""
    columns = ", ".join(sql for sql, _values in parts)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _sql, values in parts for value in values])
        return list(cursor.fetchone())
