"""A PDF on standard input, the texts of its pages on standard output as JSON: run as a process of its own.

One page can hold more than any patience, and nothing in this process could stop pypdf within it.
"""

from __future__ import annotations

import json
import resource
import sys
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import LimitReachedError

MOST_PAGES: Final = 200
LONGEST: Final = 5 * 1024 * 1024  # characters; what goes beyond is refused, not cut
_SECONDS, _BYTES = 20, 1 << 30  # of processor time, and of memory


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    json.dump(_read(sys.stdin.buffer.read()), sys.stdout)


def _read(content: bytes) -> dict[str, Any]:
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            return {"locked": True}
        count, length = len(reader.pages), 0
        pages: list[str] = []
        for page in reader.pages if count <= MOST_PAGES else ():
            pages.append(page.extract_text())
            length += len(pages[-1])
            if length > LONGEST:
                break
        title = str(reader.metadata.title or "") if reader.metadata else ""
        return {"count": count, "pages": pages, "title": title}
    except LimitReachedError:
        return {"too_much": True}


if __name__ == "__main__":
    main()
