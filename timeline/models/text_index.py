"""The index: what each published event can be found by, in the order of time; SQLite's FTS5 or a PostgreSQL tsvector.

Its tokens are the folded words of the event (`timeline.folding`) and its marks: one for each name, kind, publisher,
article, sort of evidence and timeline, and for a key event of one. So whatever readers ask for is one question to one
index, which answers it in the order of the page: the number of a row is the event's place in time
(`timeline.models.places`).

Neither database parses or stems anything, so both find the same. Names are expanded in the query, by the spellings
that readers may see, and not in the documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Q
from django.db.models.lookups import Lookup

from timeline.folding import Alternatives, fold, fold_query
from timeline.models.annotations import Annotation
from timeline.models.entities import Entity, EntityName
from timeline.models.places import place_of

if TYPE_CHECKING:
    from timeline.models.citations import Citation
    from timeline.models.events import Event

TABLE = "timeline_text_index"
LONGEST_NAME = 4  # words of a query that are tried together as a name
MOST_WORDS = 20
MOST_SPELLINGS = 60
_MARK = "\ue000"  # a letter of nobody's alphabet: no folded word begins with it, and nothing typed


class IndexRow(models.Model):
    """A published event in the index, which is a virtual table in SQLite: it is written by `write` alone."""

    event = models.OneToOneField(
        "timeline.Event",
        models.CASCADE,
        to_field="place",
        db_column="rowid",
        primary_key=True,
        db_constraint=False,
        related_name="indexed",
    )
    tokens = models.TextField()

    class Meta:
        managed = False
        db_table = TABLE

    def __str__(self) -> str:
        return str(self.event)


@IndexRow._meta.get_field("tokens").register_lookup
class Answers(Lookup):
    """`tokens__answers=query`: the row is found by a query in the database's own language."""

    lookup_name = "answers"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        tokens, parameters = self.process_lhs(compiler, connection)
        sql = f"{tokens} MATCH %s" if connection.vendor == "sqlite" else f"{tokens} @@ %s::tsquery"
        return sql, (*parameters, self.rhs)


def write(event: Event) -> None:
    """Bring the index up to date with what readers can see of the event, and with its `place`.

    Only published events have a place, and are in the index.
    """
    place = place_of(*event.order_key) if event.is_published else None
    of_event = "(SELECT place FROM timeline_event WHERE id = %s)"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE rowid = {of_event}", [event.pk])
        cursor.execute("UPDATE timeline_event SET place = %s WHERE id = %s", [place, event.pk])
    event.place = place
    if place is not None:
        insert([(place, tokens_of(event))])


def write_again(events: Iterable[Event]) -> None:
    """Bring the index up to date with events that keep their places; see `Event.objects.in_full`."""
    rows = [(event.place, tokens_of(event, loaded=True)) for event in events if event.place is not None]
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(place,) for place, _tokens in rows])
    insert(rows)


def fill(events: Iterable[Event]) -> None:
    """Write published events that have no place into the index, and give them one; see `Event.objects.in_full`."""
    rows = []
    for event in events:
        event.place = place_of(*event.order_key)
        rows.append((event.pk, event.place, tokens_of(event, loaded=True)))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE timeline_event SET place = %s WHERE id = %s", [(place, pk) for pk, place, _tokens in rows]
        )
    insert([(place, tokens) for _pk, place, tokens in rows])


def insert(rows: Iterable[tuple[int, str]]) -> None:
    """Add rows to the index: a place in time, and tokens with spaces between them."""
    value = "%s" if connection.vendor == "sqlite" else "array_to_tsvector(string_to_array(%s, ' '))"
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {TABLE} (rowid, tokens) VALUES (%s, {value})", list(rows))


def compact() -> None:
    """Let SQLite's index give up the tokens of rows that were replaced; PostgreSQL's does so when it is vacuumed."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")


def tokens_of(event: Event, *, loaded: bool = False) -> str:
    """Return what the event can be found by, as `insert` takes it; `loaded` as `Event.objects.in_full` does, or not."""
    citations = list(event.citations.all() if loaded else event.citations.with_articles())
    notes: Iterable[Annotation] = Annotation.objects.shown().about(event)
    if loaded:
        notes = [*event.annotations.all(), *(note for each in citations for note in each.annotations.all())]
    return " ".join(dict.fromkeys([*_tokens(event, citations, notes), *_marks(event, citations)]))


def holds(words: Sequence[Alternatives]) -> Q:
    """Return the condition on events that their text holds one alternative of each word; see `asked_for`."""
    if not words:
        return Q()  # nothing that could be looked for: white space, punctuation
    return Q(indexed__tokens__answers=_in_words_of_the_database(words))


def asked_for(words: str) -> list[Alternatives]:
    """Return what a text must hold to be found by `words`: for each, alternatives of which one must be there whole."""
    return _with_spellings(fold_query(words)[:MOST_WORDS])


def may_be_begun(token: str) -> bool:
    """Return whether a search's last word finds what begins with it: it may still be being typed.

    A number is not, and 18 is not 1863.
    """
    return len(token) > 2 and not token.isdigit()


def marked(facet: str, values: Iterable[object]) -> Q:
    """Return the condition on events that they bear the mark of one of these values of a facet."""
    marks = tuple((mark_of(facet, each),) for each in values)
    return Q(indexed__tokens__answers=_in_words_of_the_database([marks], begins=False))


def tells_of(entity: Entity, names: Iterable[str]) -> Q:
    """Return the condition on events that they name this entity, or that their text holds one of these names whole."""
    spellings = [tuple(fold(each)) for each in names][:MOST_SPELLINGS]
    one_of = ((mark_of(entity.kind, entity.slug),), *filter(None, spellings))
    return Q(indexed__tokens__answers=_in_words_of_the_database([one_of], begins=False))


def mark_of(facet: str, value: object) -> str:
    """Return the token that stands for a value of a facet."""
    return _MARK + blake2b(f"{facet}={value}".encode(), digest_size=8).hexdigest()


def _marks(event: Event, citations: Iterable[Citation]) -> Iterable[str]:
    yield mark_of("kind", event.kind)
    for entity in event.entities.all():
        if entity.is_shown:
            yield mark_of(entity.kind, entity.slug)
    for citation in citations:
        yield mark_of("publisher", citation.revision.source.publisher)
        yield mark_of("source", citation.revision.source.slug)
    for each in event.kinds_of_evidence():
        yield mark_of("evidence", each)
    for entry in event.entries.all():
        yield mark_of("timeline", entry.timeline_id)
        if entry.is_key:
            yield mark_of("key", entry.timeline_id)


def _tokens(event: Event, citations: Iterable[Citation], notes: Iterable[Annotation]) -> Iterable[str]:
    yield from fold(f"{event.title} {event.summary} {event.date_note}")
    yield from fold(event.date.in_words())
    for entity in event.entities.all():
        if entity.is_shown:
            yield from fold(entity.name)
    for citation in citations:
        yield from fold(citation.sentence)
        yield from fold(f"{citation.attributed_to} {citation.origin}")
    for note in notes:
        if note.visibility == Annotation.Visibility.PUBLIC:
            yield from fold(note.text)


def _with_spellings(groups: list[Alternatives]) -> list[Alternatives]:
    """Add to every word, or run of words, that is a name the other spellings of that name."""
    expanded: list[Alternatives] = []
    position = 0
    spellings = _spellings(groups)
    while position < len(groups):
        length = next(
            (each for each in range(LONGEST_NAME, 0, -1) if spellings.get(_run(groups, position, each))), 1
        )
        run = _run(groups, position, length)
        alternatives = groups[position] if length == 1 else (tuple(run.split()),)
        others = tuple(tuple(each.split()) for each in sorted(spellings.get(run, ())))
        expanded.append(tuple(dict.fromkeys(alternatives + others)))
        position += length
    return expanded


def _run(groups: list[Alternatives], position: int, length: int) -> str:
    run = groups[position : position + length]
    return " ".join(" ".join(each[0]) for each in run) if len(run) == length else ""


def _spellings(groups: list[Alternatives]) -> dict[str, set[str]]:
    """Return, for each run of words that is a name, all folded spellings of it: two queries at most."""
    runs = {
        _run(groups, start, length) for start in range(len(groups)) for length in range(1, LONGEST_NAME + 1)
    } - {""}
    shown = EntityName.objects.filter(entity__in=Entity.objects.public())
    matched = list(
        shown.filter(Q(folded__in=runs) | Q(folded_surname__in=runs)).values_list(
            "entity", "folded", "folded_surname"
        )[:MOST_SPELLINGS]
    )
    names: dict[int, list[tuple[str, str]]] = {}
    rows = shown.filter(entity__in={each[0] for each in matched}).values_list(
        "entity", "folded", "folded_surname"
    )
    for entity, folded, surname in rows[: 4 * MOST_SPELLINGS]:
        names.setdefault(entity, []).append((folded, surname))
    found: dict[str, set[str]] = {}
    for entity, folded, surname in matched:
        if folded in runs:
            found.setdefault(folded, set()).update(each for each, _ in names.get(entity, ()))
        if surname and surname in runs:
            found.setdefault(surname, set()).update(each for _, each in names.get(entity, ()) if each)
    return found


def _in_words_of_the_database(groups: Sequence[Alternatives], *, begins: bool = True) -> str:
    if connection.vendor == "sqlite":
        return _query(groups, '"{}"', " AND ", " OR ", "*" if begins else "")
    return _query(groups, "'{}'", " & ", " | ", ":*" if begins else "")


def _query(groups: Sequence[Alternatives], quoted: str, both: str, either: str, begins: str) -> str:
    """Return the query in the database's language: every token is quoted, so nothing typed is an operator."""

    def written(token: str, *, is_last: bool) -> str:
        return quoted.format(token) + (begins if is_last and may_be_begun(token) else "")

    def alternative(tokens: tuple[str, ...], *, is_last: bool) -> str:
        return "(" + both.join(written(each, is_last=is_last) for each in tokens) + ")"

    last = len(groups) - 1
    return both.join(
        "(" + either.join(alternative(each, is_last=index == last) for each in group) + ")"
        for index, group in enumerate(groups)
    )
