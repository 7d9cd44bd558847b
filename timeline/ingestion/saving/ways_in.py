"""Ways in: a file, an upload, an address or a feed, read into articles by the pure stage of reading."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from timeline.ingestion.reading import READ_SUFFIXES, CannotRead, ItemsOfFeed, ReadArticle, read, read_url
from timeline.ingestion.reading import read as read_bytes
from timeline.ingestion.reading.articles import LARGEST

__all__ = ["ItemsOfFeed", "is_url", "read_bytes", "read_path", "read_url", "unfold"]


def read_path(path: Path, items: ItemsOfFeed | None = None) -> list[ReadArticle]:
    """Return the articles in a file. Raises CannotRead or OSError."""
    if path.exists() and not path.is_file():
        raise CannotRead("It is no file.")
    with path.open("rb") as file:
        return read(file.read(LARGEST + 1), path.name, items=items)


def is_url(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def unfold(names: Iterable[str]) -> list[str]:
    """Return the files and addresses meant by `names`: of a folder, the articles in it and below, in order."""
    found: dict[str, None] = {}
    for name in names:
        folder = Path(name)
        if is_url(name) or not folder.is_dir():
            found[name] = None
        else:
            files = (each for each in sorted(folder.rglob("*")) if each.is_file() and not each.is_symlink())
            found |= {str(each): None for each in files if each.suffix.lower() in READ_SUFFIXES}
    return list(found)
