"""The readers' stylesheets and icon, as they stand in each page: requests less before anything can be seen.

Each is its file under `static/`. A stylesheet stands without its comments and its white space, and the content
security policy names its hash, so nothing else inline is styled; the icon is a `data:` address (RFC 2397).
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

FILES = Path(__file__).resolve().parent / "static" / "timeline"
# What every page needs, what the pages off the timeline add, and what paper does.
STYLESHEETS = ("timeline", "sheet-page", "print")


@cache
def stylesheet(name: str) -> str:
    """Return the text of one of the `STYLESHEETS`; it says the same as the file."""
    return without_comments((FILES / f"{name}.css").read_text(encoding="utf-8"))


def without_comments(text: str) -> str:
    """Return a stylesheet of ours without what only its readers need: comments, and white space between its parts."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"([:,]) ", r"\1", text)  # not before them: `a :hover` is not `a:hover`
    return re.sub(r" ?([{};]) ?", r"\1", text).replace(";}", "}").strip()


def source_expressions() -> list[str]:
    """Return what allows exactly these texts, for `style-src` (CSP level 2)."""
    digests = (hashlib.sha256(stylesheet(name).encode()).digest() for name in STYLESHEETS)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


@cache
def icon() -> str:
    """Return the icon's address, which holds the icon itself."""
    return "data:image/svg+xml," + quote(
        (FILES / "icon.svg").read_text(encoding="utf-8").strip(), safe=" =/:,"
    )
