"""Reading apart: a parser that hostile bytes could keep busy, in a process of its own that can be killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from timeline.ingestion.reading.articles import CannotRead


def read_apart(script: str, content: bytes, kind: str, *, patience: float, instead: str) -> Any:
    """Return what `script`, a file beside this one, writes as JSON of the bytes that it is given.

    Raises CannotRead where it takes longer than `patience` (seconds by the clock; its own limits are on the
    processor and on memory), and where it breaks; `kind` and `instead`, what to do, are words for an editor.
    """
    too_much = f"The {kind} takes too long to read: {instead}"
    own = [sys.executable, "-P", str(Path(__file__).with_name(script))]
    try:
        done = subprocess.run(own, input=content, capture_output=True, timeout=patience)  # noqa: S603
    except subprocess.TimeoutExpired as wrong:
        raise CannotRead(too_much) from wrong
    if done.returncode < 0:
        raise CannotRead(too_much)
    # Parsers mend what is broken, and break on some of it; each means the same to an editor.
    if done.returncode:
        raise CannotRead(f"The {kind} is damaged, and cannot be read.")
    return json.loads(done.stdout)
