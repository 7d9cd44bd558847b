"""Dates in prose against a corpus: writes what the scorers read, one JSON object a line for each document.

    python benchmarks/dates.py CORPUS.jsonl > OURS.jsonl

A document of the corpus has `doc_id`, `text` and `dct`, its publication date.
"""

import datetime
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from timeline.dates import Mention, date_sentences, find_dates


def main(path: str) -> None:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            print(json.dumps(read(json.loads(line)), ensure_ascii=False))


def read(document: dict[str, str]) -> dict[str, object]:
    published = datetime.date.fromisoformat(document["dct"][:10])
    text = document["text"]
    passages = [
        {"start": each.start, "end": each.end, "value": each.edtf.removesuffix("/..")}
        for each in date_sentences(text, published)
    ]
    timexes = [timex for mention in find_dates(text, published) for timex in as_timexes(mention)]
    return {"doc_id": document["doc_id"], "timexes": timexes, "passages": passages}


def as_timexes(mention: Mention) -> list[dict[str, object]]:
    """What the scorers expect: "since May 2023" as the May 2023 that it implies, "from 1990 to 1995", as the
    corpora have it, as its two ends."""
    if len(mention.implied) < 2:
        value = mention.implied[0] if mention.implied else mention.edtf
        return [{"start": mention.start, "end": mention.end, "value": value}]
    middle = mention.start + re.search(r" (?:to|and|until|through) ", mention.text).end()
    places = ((mention.start, middle - 1), (middle, mention.end))
    return [
        {"start": start, "end": end, "value": value}
        for (start, end), value in zip(places, mention.implied, strict=True)
    ]


if __name__ == "__main__":
    main(sys.argv[1])
