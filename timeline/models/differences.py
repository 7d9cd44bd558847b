"""Where articles differ on an event: computed from what each citation states, never typed in twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from timeline.dates import Edtf
from timeline.folding import fold
from timeline.models.citations import Aspect, Citation, Difference, Support
from timeline.models.entities import spelled

if TYPE_CHECKING:
    from timeline.models.entities import Entity
    from timeline.models.events import Event


Row = tuple[Citation, Support]


@dataclass(frozen=True, slots=True)
class Statement:
    """What one passage states: the words as printed, and the reason where an editor gave one."""

    words: str
    citation: Citation
    preferred: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Differing:
    """Where articles differ: in what, on which aspect or name, and what they state, in the order of their citations.

    `point` is what the statements are compared on, in the newsroom's words: as an editor named it, or a name; else "".
    """

    kinds: tuple[Difference, ...]
    about: str
    statements: tuple[Statement, ...]
    point: str = ""

    @property
    def is_conflict(self) -> bool:
        return Difference.CONFLICT in self.kinds

    @property
    def in_words(self) -> str:
        return ", ".join(str(each.label) for each in self.kinds)

    @property
    def sides(self) -> list[list[Statement]]:
        """The statements by article: what is laid side by side."""
        sides: dict[int, list[Statement]] = {}
        for each in self.statements:
            sides.setdefault(each.citation.revision.source_id, []).append(each)
        return list(sides.values())


def differences(event: Event) -> list[Differing]:
    """Return where the articles on `event` differ, conflicts first.

    Dates are compared by what they may mean: 1863 and 1863–64 differ in precision, May and June in a conflict. Other
    aspects differ as the editor who read them noted, and are compared with what is stated on the same point. Names
    differ in spelling where articles print a person's last name differently. Expects `event.citations` and their
    supports to be loaded.
    """
    citations = list(event.citations.all())
    found = [*_dates(citations), *_noted(citations), *_spellings(citations, event.shown_entities)]  # type: ignore[attr-defined]
    return sorted(found, key=lambda each: list(Difference).index(each.kinds[0]))


def has_conflict(citations: Iterable[Citation]) -> bool:
    """Return whether articles contradict each other: one may be right, not both."""
    loaded = list(citations)
    return any(each.is_conflict for each in [*_dates(loaded), *_noted(loaded)])


def _dates(citations: list[Citation]) -> Iterator[Differing]:
    dated = [(Edtf.parse(row[1].edtf), row) for row in _supports(citations, Aspect.DATE) if row[1].edtf]
    different = [
        (one, other)
        for (one, (first, _)), (other, (second, _)) in combinations(dated, 2)
        if one != other and first.revision.source_id != second.revision.source_id
    ]
    if not different:
        return
    conflict = any(not one.compatible_with(other) for one, other in different)
    concerned = {each for pair in different for each in pair}
    speaking: dict[str, Row] = {}  # for each date the first passage, or the one that an editor prefers
    for value, row in dated:
        if value in concerned and (str(value) not in speaking or row[1].preferred):
            speaking[str(value)] = row
    kind = Difference.CONFLICT if conflict else Difference.PRECISION
    yield Differing((kind,), str(Aspect.DATE.label), tuple(_statement(*row) for row in speaking.values()))


def _noted(citations: list[Citation]) -> Iterator[Differing]:
    rows = [(citation, support) for citation in citations for support in citation.supports.all()]
    noted: dict[tuple[int, ...], list[Support]] = {}
    for at, (_citation, support) in enumerate(rows):
        if (
            support.differs and support.differs != Difference.SPELLING
        ):  # spellings are computed, for all names
            noted.setdefault(tuple(sorted({at, *_other_side(rows, at)})), []).append(support)
    for places, supports in noted.items():
        kinds = tuple(kind for kind in Difference if kind in {each.differs for each in supports})
        statements = tuple(_statement(*rows[at]) for at in places)
        yield Differing(kinds, str(Aspect(supports[0].aspect).label), statements, supports[0].point)


def _other_side(rows: list[Row], at: int) -> list[int]:
    """Return where in `rows` stands what a statement is compared with.

    What is stated on the same point, where an editor named one; else what another article states of the same aspect:
    the preferred value, or the only one. Of many statements of what happened each may tell of something else.
    """
    citation, support = rows[at]
    if support.point:
        return [n for n, (_citation, other) in enumerate(rows) if fold(other.point) == fold(support.point)]
    alike = [n for n, (_citation, other) in enumerate(rows) if other.aspect == support.aspect]
    if support.aspect not in (Aspect.PLACE, Aspect.PEOPLE, Aspect.FIGURE) and len(alike) > 2:
        alike = [n for n in alike if rows[n][1].preferred]
    others = [n for n in alike if rows[n][0].revision.source_id != citation.revision.source_id]
    return sorted(others, key=lambda n: (not rows[n][1].preferred, bool(rows[n][1].differs)))[:1]


def _spellings(citations: list[Citation], entities: Iterable[Entity]) -> Iterator[Differing]:
    for entity in entities:
        if entity.kind != entity.Kind.PERSON:
            continue
        surnames = spelled({each.name.split()[-1] for each in entity.names.all() if each.folded_surname})
        printed: dict[str, Citation] = {}
        for citation in citations:
            for surname in surnames.findall(citation.sentence):
                printed.setdefault(surname, citation)
        if len({citation.revision.source_id for citation in printed.values()}) > 1:
            words = tuple(Statement(name, citation) for name, citation in printed.items())
            yield Differing((Difference.SPELLING,), entity.name, words, point=entity.name)


def _supports(citations: list[Citation], aspect: Aspect) -> list[Row]:
    return [
        (each, support) for each in citations for support in each.supports.all() if support.aspect == aspect
    ]


def _statement(citation: Citation, support: Support) -> Statement:
    return Statement(support.stated or citation.exact, citation, support.preferred, support.reason)
