"""The readers' stylesheet and icon, as they stand in each page: two requests less before anything can be seen.

Each is its file under `static/`. The stylesheet stands without its comments and its white space, and the content
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


@cache
def stylesheet() -> str:
    """Return the text of the stylesheet; it says the same as the file."""
    text = re.sub(r"/\*.*?\*/", "", (FILES / "timeline.css").read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};]) ?", r"\1", text).replace(";}", "}").strip()


def source_expression() -> str:
    """Return what allows exactly this text, for `style-src` (CSP level 2)."""
    digest = hashlib.sha256(stylesheet().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def icon() -> str:
    """Return the icon's address, which holds the icon itself."""
    return "data:image/svg+xml," + quote(
        (FILES / "icon.svg").read_text(encoding="utf-8").strip(), safe=" =/:,"
    )
