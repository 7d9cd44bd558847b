"""What the documents name is there: commands, files, variables, keys, addresses."""

import re
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from django.urls import Resolver404, resolve
from pydantic import BaseModel

from timeline.ingestion.fixtures import ArticleEntry

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "seeds" / "README.md", *(ROOT / "docs").glob("*.md")])
TEXTS = {path: path.read_text() for path in DOCUMENTS}


def named(pattern: str) -> list[tuple[str, str]]:
    """Return (document, what it names) for every match of the pattern's one group."""
    found = {(path.name, match) for path, text in TEXTS.items() for match in re.findall(pattern, text)}
    return sorted(found)


@pytest.mark.parametrize(("document", "command"), named(r"manage\.py ([a-z_]+)"))
def test_every_command_named_is_one(document: str, command: str) -> None:
    assert command in get_commands()


@pytest.mark.parametrize(("document", "target"), named(r"\bmake ([a-z]+)`"))
def test_every_make_target_named_is_one(document: str, target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize(
    ("document", "path"),
    named(r"`((?:timeline|templates|newsroom|docs|seeds|fixtures|models|\.ci)/[\w/.]*)`"),
)
def test_every_file_named_is_there(document: str, path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / "timeline" / path).exists()


@pytest.mark.parametrize(("document", "target"), named(r"\]\(((?!https?:)[^)#]+)\)"))
def test_every_link_leads_somewhere(document: str, target: str) -> None:
    folders = [path.parent for path in DOCUMENTS if path.name == document]
    assert any((folder / target).exists() for folder in folders)


@pytest.mark.parametrize(("document", "address"), named(r"`(/[a-z]+/?)`"))
def test_every_address_named_answers(document: str, address: str) -> None:
    try:
        resolve(address)
    except Resolver404:
        pytest.fail(f"{document} names {address}")


def test_the_variables_documented_are_those_that_are_read() -> None:
    read = set(re.findall(r"env\.\w+\(\"(\w+)\"", (ROOT / "newsroom" / "settings.py").read_text()))
    documented = set(re.findall(r"^\| `([A-Z_]+)`", TEXTS[ROOT / "docs" / "hosting.md"], re.MULTILINE))
    assert documented == read


def fixture_in_the_docs() -> dict:
    block = re.search(r"```yaml\n(.*?)```", TEXTS[ROOT / "docs" / "importing.md"], re.DOTALL)
    return yaml.load(block[1], Loader=yaml.BaseLoader)


def test_the_fixture_documented_can_be_read() -> None:
    ArticleEntry.model_validate(fixture_in_the_docs())


def test_every_key_of_a_fixture_is_documented() -> None:
    def keys_of(data: object) -> set[str]:
        if isinstance(data, dict):
            return set(data) | {key for value in data.values() for key in keys_of(value)}
        return {key for each in data for key in keys_of(each)} if isinstance(data, list) else set()

    def keys_known(entry: type[BaseModel]) -> set[str]:
        inner = {each for each in entry_types(entry) if each is not entry}
        return set(entry.model_fields) | {key for each in inner for key in keys_known(each)}

    def entry_types(entry: type[BaseModel]) -> set[type[BaseModel]]:
        return {each for field in entry.model_fields.values() for each in models_in(field.annotation)}

    def models_in(annotation: object) -> set[type[BaseModel]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return {annotation}
        return {each for part in getattr(annotation, "__args__", ()) for each in models_in(part)}

    assert keys_known(ArticleEntry) <= keys_of(fixture_in_the_docs())
