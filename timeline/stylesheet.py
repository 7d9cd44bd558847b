"""The readers' stylesheet, as it stands in each page: one request less before anything can be seen.

It is the one file under `static/`, without its comments and its white space. The content security policy names its
hash, so nothing else inline is styled.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "static" / "timeline" / "timeline.css"


@cache
def stylesheet() -> str:
    """Return the text of the stylesheet; it says the same as the file."""
    text = re.sub(r"/\*.*?\*/", "", FILE.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};]) ?", r"\1", text).replace(";}", "}").strip()


def source_expression() -> str:
    """Return what allows exactly this text, for `style-src` (CSP level 2)."""
    digest = hashlib.sha256(stylesheet().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
