"""Mutated articles through the whole pure pipeline: `python -m benchmarks.mutations [NUMBER]`.

Prints how many were read and refused, what else was raised, offsets that do not give their quotation, and the time.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

from tests.ingestion.mutations import mutations
from tests.ingestion.reading.files import pdf
from timeline.ingestion.proposals import propose
from timeline.ingestion.reading import CannotRead, read

SEEDS = sorted((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt"))


def main(number: int) -> int:
    originals = [each.read_bytes() for each in SEEDS]
    originals += [
        b"<html><body><article><p>" + each.replace(b"\n", b"</p><p>") + b"</p></article>"
        for each in originals
    ]
    originals += [
        pdf(each.read_text().encode("latin-1", "replace").decode("latin-1").split("\n")) for each in SEEDS
    ]
    originals += [
        b"<rss><channel><item><title>A</title><description>" + each + b"</description></item></channel></rss>"
        for each in originals[:2]
    ]
    chance = random.Random(20260125)  # noqa: S311 (repeatable on purpose)
    outcome: Counter[str] = Counter()
    slowest = 0.0
    huge = mutations([b"x" * 5_000_000], chance, 5)
    for content in (*huge, *mutations(originals, chance, number)):
        started = time.process_time()
        outcome[tried(content)] += 1
        slowest = max(slowest, (time.process_time() - started) / max(1.0, len(content) / 1000))
    print(dict(outcome), f"slowest: {1000 * slowest:.1f} ms of CPU for a kB")
    return 1 if any(each.startswith("WRONG") for each in outcome) else 0


def tried(content: bytes) -> str:
    try:
        for article in read(content):
            ledger = propose(article.body, date(2026, 1, 25), article.title)
            for each in ledger.proposals:
                if article.body[each.passage.start : each.passage.end] != each.passage.exact:
                    return "WRONG: a quotation that is not there"
    except CannotRead:
        return "refused in words"
    except Exception as wrong:
        return f"WRONG: {type(wrong).__name__}: {wrong}"
    return "read"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000))
