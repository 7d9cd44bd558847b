"""How fast articles become proposals: `python -m benchmarks.proposals CORPUS.jsonl` (lines with `text`), CPU time.

Dates, passages, names, titles and proposals together; matching and the database are not in it.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

from timeline.ingestion.proposals import propose


def main(path: str) -> None:
    texts = [json.loads(line)["text"] for line in Path(path).read_text().splitlines() if line]
    words = sum(len(text.split()) for text in texts)
    started = time.process_time()
    found = sum(len(propose(text, date(2000, 1, 1)).proposals) for text in texts)
    seconds = time.process_time() - started
    print(f"{len(texts)} articles, {words:,} words, {found} proposals: {seconds:.2f} s of CPU")
    print(f"{60 * words / seconds:,.0f} words a minute")


if __name__ == "__main__":
    main(sys.argv[1])
