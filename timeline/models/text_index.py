"""The text index: the folded tokens of every published event, in SQLite's FTS5 or as a PostgreSQL tsvector.

Both hold the same tokens, made by `timeline.folding`; neither database parses or stems anything, so both find the
same. Names are expanded in the query, by the spellings that readers may see, and not in the documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from timeline.folding import Alternatives, fold, fold_query
from timeline.models.annotations import Annotation
from timeline.models.entities import Entity, EntityName

if TYPE_CHECKING:
    from timeline.models.events import Event

TABLE = "timeline_text_index"
LONGEST_NAME = 4  # words of a query that are tried together as a name
MOST_WORDS = 20
MOST_SPELLINGS = 60


def write(event: Event) -> None:
    """Bring the index up to date with what readers can see of the event; only published events are in it."""
    with connection.cursor() as cursor:
        key = "rowid" if connection.vendor == "sqlite" else "event_id"
        cursor.execute(f"DELETE FROM {TABLE} WHERE {key} = %s", [event.pk])
        if event.is_published:
            value = "%s" if connection.vendor == "sqlite" else "array_to_tsvector(string_to_array(%s, ' '))"
            tokens = " ".join(dict.fromkeys(_tokens(event)))
            cursor.execute(f"INSERT INTO {TABLE} ({key}, tokens) VALUES (%s, {value})", [event.pk, tokens])


def holds(words: str) -> Q:
    """Return the condition on events that their text holds all of `words`, or another spelling of them."""
    groups = _with_spellings(fold_query(words)[:MOST_WORDS])
    if not groups:
        return Q()  # nothing that could be looked for: white space, punctuation
    if connection.vendor == "sqlite":
        sql, query = (
            f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s",
            _query(groups, '"{}"', " AND ", " OR ", "*"),
        )
    else:
        sql, query = (
            f"SELECT event_id FROM {TABLE} WHERE tokens @@ %s::tsquery",
            _query(groups, "'{}'", " & ", " | ", ":*"),
        )
    return Q(pk__in=RawSQL(sql, [query]))  # noqa: S611


def _tokens(event: Event) -> Iterable[str]:
    yield from fold(f"{event.title} {event.summary} {event.date_note}")
    yield from fold(event.date.in_words())
    for entity in event.entities.all():
        if entity.is_shown:
            yield from fold(entity.name)
    for citation in event.citations.with_articles():
        yield from fold(citation.sentence)
        yield from fold(f"{citation.attributed_to} {citation.origin}")
        yield from fold(f"{citation.revision.source.publisher} {citation.revision.source.title}")
    for annotation in Annotation.objects.shown().about(event):
        yield from fold(annotation.text)


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


def _query(groups: list[Alternatives], quoted: str, both: str, either: str, begins: str) -> str:
    """Return the query in the database's language: every token is quoted, so nothing typed is an operator."""

    def written(token: str, *, is_last: bool) -> str:
        # The last word may still be being typed; a number is not, and 18 is not 1863.
        return quoted.format(token) + (begins if is_last and len(token) > 2 and not token.isdigit() else "")

    def alternative(tokens: tuple[str, ...], *, is_last: bool) -> str:
        return "(" + both.join(written(each, is_last=is_last) for each in tokens) + ")"

    last = len(groups) - 1
    return both.join(
        "(" + either.join(alternative(each, is_last=index == last) for each in group) + ")"
        for index, group in enumerate(groups)
    )
