"""Checking: everything that can be wrong in a set of fixtures, found before anything is written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from timeline.ingestion.fixtures import (
    AnnotationEntry,
    Article,
    CitationEntry,
    EntityEntry,
    EventEntry,
    FixtureProblems,
    Problem,
    Where,
)
from timeline.ingestion.passages import Passage, QuotationError, find_passage
from timeline.models import Annotation, Aspect, Entity, Event, ImportRecord, Timeline
from timeline.models.citations import Difference

PassageKey = tuple[int, int, int]  # article, event entry, citation entry: their places in the run


@dataclass
class Checked:
    """What checking found on its way: the passage of every citation, by its place in the run."""

    passages: dict[PassageKey, Passage] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def check(articles: Sequence[Article]) -> Checked:
    """Return the passages that the citations quote; raises FixtureProblems with all that is wrong."""
    checked = Checked()
    checked.problems += _defined_twice(articles)
    checked.problems += _unknown(articles)
    for number, article in enumerate(articles):
        checked.problems += _told_twice(article)
        for index, entity in enumerate(article.entry.entities):
            checked.problems += _entity(article, ("entities", index), entity)
        for index, timeline in enumerate(article.entry.timelines):
            checked.problems += _listed(
                article, ("timelines", index, "status"), timeline.status, Timeline.Status.values
            )
        for index, event in enumerate(article.entry.events):
            checked.problems += _event(article, ("events", index), event)
            checked.problems += _passages(checked, number, article, index, event)
        for index, left_out in enumerate(article.entry.left_out):
            where: Where = ("left_out", index, "exact")
            _, found = _find(article, where, left_out.exact, left_out.prefix)
            checked.problems += found
    checked.problems += _preferred_twice(articles)
    if checked.problems:
        raise FixtureProblems(checked.problems)
    return checked


def _defined_twice(articles: Sequence[Article]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Problem] = {}
    for article in articles:
        definitions: list[tuple[str, str, Where]] = [("article", article.entry.source.url, ("source", "url"))]
        definitions += [("timeline", t.id, ("timelines", i)) for i, t in enumerate(article.entry.timelines)]
        definitions += [
            ("entity", e.id, ("entities", i)) for i, e in enumerate(article.entry.entities) if e.defines
        ]
        definitions += [
            ("event", e.id, ("events", i)) for i, e in enumerate(article.entry.events) if e.defines
        ]
        for kind, identifier, where in definitions:
            here = article.problem(where, "")
            before = first.setdefault((kind, identifier), here)
            if before is not here:
                place = f"{before.path}:{before.line}"
                yield article.problem(
                    where, f"The {kind} “{identifier}” is defined already at {place}: remove one."
                )


def _told_twice(article: Article) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, event in enumerate(article.entry.events):
        before = first.setdefault(event.id, index)
        if before != index:
            line = article.problem(("events", before), "").line
            what = f"The event “{event.id}” has an entry in this file already, in line {line}: join the two."
            yield article.problem(("events", index), what)


def _unknown(articles: Sequence[Article]) -> Iterator[Problem]:
    timelines = _known(articles, "timeline", lambda each: {t.id for t in each.entry.timelines}, Timeline)
    entities = _known(
        articles, "entity", lambda each: {e.id for e in each.entry.entities if e.defines}, Entity
    )
    events = _known(articles, "event", lambda each: {e.id for e in each.entry.events if e.defines}, None)
    for article in articles:
        for index, entity in enumerate(article.entry.entities):
            if not entities(entity.id):
                yield article.problem(
                    ("entities", index, "id"), f"No file says what “{entity.id}” is: give its kind and name."
                )
        for index, event in enumerate(article.entry.events):
            where: Where = ("events", index)
            if not events(event.id):
                yield article.problem(
                    (*where, "id"), f"No file defines the event “{event.id}”: give its title and edtf."
                )
            for place, each in enumerate(event.entities):
                if not entities(each):
                    what = f"There is no entity “{each}”: define it under “entities:”, or mend its spelling."
                    yield article.problem((*where, "entities", place), what)
            for place, each in enumerate(event.timelines):
                if not timelines(each):
                    yield article.problem((*where, "timelines", place), f"There is no timeline “{each}”.")


def _known(
    articles: Sequence[Article], kind: str, defined: Callable[[Article], set[str]], model: type | None
) -> Callable[[str], bool]:
    here = {each for article in articles for each in defined(article)}

    def is_known(identifier: str) -> bool:
        if identifier in here:
            return True
        if ImportRecord.objects.filter(key=f"{kind}:{identifier}").exists():
            return True
        return model is not None and model.objects.filter(slug=identifier).exists()  # type: ignore[attr-defined]

    return is_known


def _entity(article: Article, where: Where, entry: EntityEntry) -> Iterator[Problem]:
    if not entry.defines:
        return
    if not (entry.name and entry.kind):
        yield article.problem(where, f"“{entry.id}” needs both a kind and a name.")
    yield from _listed(article, (*where, "kind"), entry.kind, Entity.Kind.values)
    yield from _listed(article, (*where, "visibility"), entry.visibility, Entity.Visibility.values)
    if entry.visibility != Entity.Visibility.PUBLIC and (entry.kind != Entity.Kind.PERSON or entry.qid):
        what = "Only persons are named in passing or protected, and then they have no qid."
        yield article.problem((*where, "visibility"), what)


def _event(article: Article, where: Where, entry: EventEntry) -> Iterator[Problem]:
    if entry.defines:
        if not (entry.title and entry.edtf):
            yield article.problem(where, f"“{entry.id}” needs both a title and an edtf.")
        yield from _listed(article, (*where, "kind"), entry.kind, Event.Kind.values)
        yield from _listed(article, (*where, "date_basis"), entry.date_basis, Event.DateBasis.values)
        yield from _listed(article, (*where, "status"), entry.status, ["draft", "published"])
    yield from _annotations(article, where, entry.annotations)
    for index, citation in enumerate(entry.citations):
        yield from _citation(article, (*where, "citations", index), citation)


def _citation(article: Article, where: Where, entry: CitationEntry) -> Iterator[Problem]:
    if not entry.supports:
        yield article.problem(
            (*where, "supports"), "Say what the quotation supports: date, what happened, people…"
        )
    for aspect, support in entry.supports.items():
        at = (*where, "supports", aspect)
        yield from _listed(article, at, aspect, Aspect.values)
        yield from _listed(article, (*at, "differs"), support.differs, ["", *Difference.values])
        if support.edtf and aspect != Aspect.DATE:
            yield article.problem((*at, "edtf"), "Only “date” states a date in edtf.")
    yield from _annotations(article, where, entry.annotations)


def _annotations(article: Article, where: Where, entries: Iterable[AnnotationEntry]) -> Iterator[Problem]:
    for index, entry in enumerate(entries):
        at = (*where, "annotations", index)
        yield from _listed(article, (*at, "kind"), entry.kind, Annotation.Kind.values)
        yield from _listed(article, (*at, "visibility"), entry.visibility, Annotation.Visibility.values)


def _listed(article: Article, where: Where, value: str, choices: Iterable[str]) -> Iterator[Problem]:
    listed = list(choices)
    if value not in listed:
        allowed = ", ".join(each for each in listed if each)
        yield article.problem(where, f"“{value}” is none of: {allowed}.")


def _passages(
    checked: Checked, number: int, article: Article, index: int, entry: EventEntry
) -> Iterator[Problem]:
    quoted: dict[tuple[int, int], int] = {}
    for place, citation in enumerate(entry.citations):
        where: Where = ("events", index, "citations", place, "exact")
        passage, problems = _find(article, where, citation.exact, citation.prefix)
        yield from problems
        if passage is None:
            continue
        checked.passages[number, index, place] = passage
        first = quoted.setdefault((passage.start, passage.end), place)
        if first != place:
            yield article.problem(where, "This event cites these very words already: join the two citations.")
        for aspect, support in citation.supports.items():
            if support.stated and " ".join(support.stated.split()) not in " ".join(passage.sentence.split()):
                at = (*where[:-1], "supports", aspect, "stated")
                yield article.problem(at, f"“{support.stated}” is not in the sentence that is quoted.")


def _find(article: Article, where: Where, exact: str, prefix: str) -> tuple[Passage | None, list[Problem]]:
    try:
        return find_passage(article.body, exact, prefix), []
    except QuotationError as wrong:
        return None, [article.problem(where, str(wrong))]


def _preferred_twice(articles: Sequence[Article]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Problem] = {}
    for article in articles:
        for index, event in enumerate(article.entry.events):
            for place, citation in enumerate(event.citations):
                for aspect in (each for each, support in citation.supports.items() if support.preferred):
                    here = article.problem(("events", index, "citations", place, "supports", aspect), "")
                    before = first.setdefault((event.id, aspect), here)
                    if before is not here:
                        place_before = f"{before.path}:{before.line}"
                        yield Problem(
                            here.path,
                            here.line,
                            f"Another {aspect} of “{event.id}” is preferred already, at {place_before}: prefer one.",
                        )
