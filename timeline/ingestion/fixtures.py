"""Article fixtures: a YAML file per article, read strictly into frozen values, with the line of everything.

The format is described, key by key, in docs/importing.md. Nothing is guessed: every scalar is a string (YAML
would make 2020 a number and `no` a false), an unknown key is an error, and an error names file, line and mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, TypeAdapter, ValidationError

from timeline.dates import DateError, Edtf
from timeline.ingestion.passages import normalise_newlines

DEEPEST = 30  # levels; a fixture has nine
LARGEST_FILE = 5 * 1024 * 1024  # bytes; the longest article of a newspaper is a hundredth of it

Where = tuple[str | int, ...]

# No database, or no reader, can do anything with these; a text that holds them was damaged on its way.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a fixture: the file, its line (from 1; 0 for the file as a whole), and how to mend it."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}: {self.what}"


class FixtureProblems(ValueError):
    """The fixtures cannot be imported; `problems` says why, each with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(each) for each in self.problems))


def _iso_day(text: Any) -> Any:
    if isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    raise ValueError("write the day as in 2026-01-25")


def _edtf(text: str) -> str:
    try:
        Edtf.parse(text)
    except DateError as wrong:
        raise ValueError(str(wrong)) from wrong
    return text


def _web_address(text: str) -> str:
    if any(each.isspace() for each in text):
        raise ValueError("a web address has no spaces")
    TypeAdapter(HttpUrl).validate_python(text)
    return text


def _optional_web_address(text: str) -> str:
    return _web_address(text) if text else ""


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) or len(text) > 100:
        raise ValueError("an id is lower-case letters, digits and single hyphens: january-uprising")
    return text


Day = Annotated[date, BeforeValidator(_iso_day)]
EdtfText = Annotated[str, Field(max_length=200), BeforeValidator(_edtf)]
Identifier = Annotated[str, BeforeValidator(_identifier)]
Text = Annotated[str, Field(min_length=1)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Phrase = Annotated[str, Field(max_length=300)]


class Entry(BaseModel):
    """A mapping of the file: no key beyond those listed, and no white space around values."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class SourceEntry(Entry):
    url: Annotated[str, Field(max_length=1000), BeforeValidator(_web_address)]
    title: Annotated[str, Field(min_length=1, max_length=500)]
    title_supplied: bool = False
    archived_url: Annotated[str, Field(max_length=1000), BeforeValidator(_optional_web_address)] = ""
    publisher: Line
    byline: Phrase = ""
    language: Annotated[str, Field(max_length=20)] = "en"
    published: Day | None = None
    body: Text


class TimelineEntry(Entry):
    id: Identifier
    title: Line
    standfirst: str = ""
    status: str = "published"


class NameEntry(Entry):
    name: Line
    language: Annotated[str, Field(max_length=20)] = ""


class EntityEntry(Entry):
    id: Identifier
    kind: str = ""
    name: Annotated[str, Field(max_length=200)] = ""
    visibility: str = "public"
    qid: Annotated[str, Field(pattern=r"^(Q[1-9][0-9]*)?$", max_length=20)] = ""
    description: Phrase = ""
    aliases: tuple[NameEntry, ...] = ()

    @property
    def defines(self) -> bool:
        """Whether this entry says what the entity is, or only adds names to one of another file."""
        return bool(self.name or self.kind)


class AnnotationEntry(Entry):
    kind: str = "context"
    visibility: str = "internal"
    text: Text


class SupportEntry(Entry):
    stated: Annotated[str, Field(max_length=500)] = ""
    edtf: EdtfText | None = None
    differs: str = ""
    point: Annotated[str, Field(max_length=100)] = ""
    preferred: bool = False
    reason: str = ""


class CitationEntry(Entry):
    exact: Text
    prefix: str = ""
    attributed_to: Phrase = ""
    origin: Phrase = ""
    supports: dict[str, SupportEntry]
    annotations: tuple[AnnotationEntry, ...] = ()


class EventEntry(Entry):
    id: Identifier
    title: Annotated[str, Field(max_length=200)] = ""
    summary: str = ""
    edtf: EdtfText | None = None
    date_basis: str = "stated"
    date_note: str = ""
    kind: str = "other"
    status: str = "draft"
    position: Annotated[int, Field(ge=-8, le=7)] = 0
    key: bool = False
    timelines: tuple[Identifier, ...] = ()
    entities: tuple[Identifier, ...] = ()
    citations: tuple[CitationEntry, ...] = ()
    annotations: tuple[AnnotationEntry, ...] = ()

    @property
    def defines(self) -> bool:
        """Whether this entry says what the event is, or only cites one of another file."""
        return bool(self.title or self.edtf)


class LeftOutEntry(Entry):
    exact: Text
    prefix: str = ""
    reason: str
    note: str = ""


class ArticleEntry(Entry):
    """The file: one article, what it defines, and what it says of each event."""

    source: SourceEntry
    timelines: tuple[TimelineEntry, ...] = ()
    entities: tuple[EntityEntry, ...] = ()
    events: tuple[EventEntry, ...] = ()
    left_out: tuple[LeftOutEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A fixture as read: where it lies, its entries, its article's text, and the line of each entry.

    `body` has LF newlines; `original` is the bytes of the body's file.
    """

    path: Path
    entry: ArticleEntry
    body: str
    original: bytes
    lines: dict[Where, int]

    def problem(self, where: Where, what: str) -> Problem:
        """Return a problem at an entry: `where` is its place, as in `("events", 0, "edtf")`."""
        while where and where not in self.lines:
            where = where[:-1]
        return Problem(self.path, self.lines.get(where, 0), what)


def fixture_paths(given: Iterable[Path]) -> list[Path]:
    """Return the fixture files that `given` names: files as they are, the `.yaml` and `.yml` files of folders.

    Raises FixtureProblems where one is not there, or a folder holds none.
    """
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            inside = sorted(each for each in path.iterdir() if _is_fixture(each))
            if not inside:
                raise FixtureProblems([Problem(path, 0, "There is no .yaml file in this folder.")])
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise FixtureProblems([Problem(path, 0, "There is no such file or folder.")])
    return list(dict.fromkeys(found))


def _is_fixture(path: Path) -> bool:
    return path.suffix in {".yaml", ".yml"} and not path.name.startswith(".") and path.is_file()


def read_article(path: Path) -> Article:
    """Read one fixture and the text of its article.

    Raises FixtureProblems with every problem found in the file.
    """
    node = _compose(path, _text(path, _bytes(path)))
    lines: dict[Where, int] = {}
    problems: list[Problem] = []
    data = _plain(node, (), lines, problems, path)
    if problems:
        raise FixtureProblems(problems)
    try:
        entry = ArticleEntry.model_validate(data)
    except ValidationError as wrong:
        raise FixtureProblems(_schema_problems(path, lines, wrong)) from wrong
    body_path = _body_path(path, entry.source.body, lines[("source", "body")])
    original = _bytes(body_path)
    body = normalise_newlines(_text(body_path, original))
    if not body.strip():
        raise FixtureProblems([Problem(body_path, 0, "The article's text is empty.")])
    return Article(path, entry, body, original, lines)


def _body_path(path: Path, body: str, line: int) -> Path:
    """Return where an article's text lies: a .txt file beside the fixture, or in a folder beside its folder.

    Nothing else of the machine can be quoted into a public page, whatever a fixture from elsewhere asks for.
    """
    try:
        found = (path.parent / body).resolve()
        if found.suffix == ".txt" and found.is_relative_to(path.resolve().parent.parent) and found.is_file():
            return found
    except (OSError, ValueError):
        pass  # no such path can be: as little there as any other
    what = f"There is no file {body[:200]}: body names a .txt file beside this one, or in a folder beside its folder."
    raise FixtureProblems([Problem(path, line, what)])


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            what = f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB."
            raise FixtureProblems([Problem(path, 0, what)])
        return path.read_bytes()
    except OSError as wrong:
        raise FixtureProblems([Problem(path, 0, f"The file cannot be read: {wrong.strerror}.")]) from wrong


def _text(path: Path, raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw[: wrong.start].count(b"\n") + 1
        raise FixtureProblems([Problem(path, line, "This is not UTF-8: save the file as UTF-8.")]) from wrong
    control = _CONTROL.search(text)
    if control:
        line = text[: control.start()].count("\n") + 1
        what = f"There is a control character here ({_name(control[0])}): remove it."
        raise FixtureProblems([Problem(path, line, what)])
    return text


def _name(character: str) -> str:
    return "NUL" if character == "\0" else f"U+{ord(character):04X}"


def _compose(path: Path, text: str) -> yaml.Node:
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:  # the parser's own time grows with the square of it
                line = event.start_mark.line + 1 if event.start_mark else 0
                raise FixtureProblems([Problem(path, line, "This is nested too deeply.")])
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                # A few lines of aliases can unfold to gigabytes.
                line = event.start_mark.line + 1 if event.start_mark else 0
                raise FixtureProblems(
                    [Problem(path, line, "YAML anchors and aliases are not read: write it out.")]
                )
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line = mark.line + 1 if mark else 0
        raise FixtureProblems([Problem(path, line, f"This is not YAML: {wrong.problem}.")]) from wrong
    except yaml.reader.ReaderError as wrong:
        line = text[: wrong.position].count("\n") + 1
        raise FixtureProblems([Problem(path, line, f"This is not YAML: {wrong.reason}.")]) from wrong
    except (ValueError, OverflowError) as wrong:  # an escape of a character that there is not
        raise FixtureProblems([Problem(path, 0, f"This is not YAML: {wrong}.")]) from wrong
    except RecursionError as wrong:
        raise FixtureProblems([Problem(path, 0, "The file is nested too deeply.")]) from wrong
    if not isinstance(node, yaml.MappingNode):
        raise FixtureProblems([Problem(path, 1, "A fixture is a mapping that begins with “source:”.")])
    return node


def _plain(
    node: yaml.Node, where: Where, lines: dict[Where, int], problems: list[Problem], path: Path
) -> Any:
    """Turn nodes into dicts, lists and strings, and note the line of each."""
    lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, (*where, index), lines, problems, path) for index, each in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        if _CONTROL.search(node.value):
            problems.append(
                Problem(path, node.start_mark.line + 1, "There is a control character here: remove it.")
            )
        return node.value
    plain: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(path, line, "A key is a word, as in “title:”."))
        elif key.value in plain:
            problems.append(Problem(path, line, f"The key “{key.value}” is there twice: remove one."))
        else:
            lines[(*where, key.value)] = line
            plain[key.value] = _plain(value, (*where, key.value), lines, problems, path)
    return plain


def _schema_problems(path: Path, lines: dict[Where, int], wrong: ValidationError) -> Iterator[Problem]:
    for error in wrong.errors(include_url=False):
        where: Where = error["loc"]
        key, what = (where or ("",))[-1], error["msg"].removeprefix("Value error, ")
        if error["type"] == "extra_forbidden":
            what = f"There is no key “{key}” here: docs/importing.md lists them."
        elif error["type"] == "missing":
            what = f"“{key}” is missing: add it."
        elif error["type"] in {"model_type", "tuple_type", "dict_type"}:
            what = f"“{key}” is written wrongly: {what.lower()}."
        else:
            what = f"“{key}”: {what}"
        while where and where not in lines:
            where = where[:-1]
        yield Problem(path, lines.get(where, 1), what)
