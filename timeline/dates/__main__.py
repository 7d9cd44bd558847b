"""`python -m timeline.dates FILE [--published DATE]`: the dates in a text, one JSON object a line."""

import argparse
import datetime
import json
import sys
from pathlib import Path

from .finding import Mention, find_dates


def main(arguments: list[str] | None = None) -> int:
    """Print `start`, `end`, `text`, `edtf`, `rule`, `kind`, `anchor`, `inferred` and `implied` of each date found."""
    parser = argparse.ArgumentParser(prog="python -m timeline.dates", description="Find the dates in a text.")
    parser.add_argument("file", type=Path, help="a text file in UTF-8")
    parser.add_argument("--published", type=_date, metavar="DATE", help="publication date, as 2026-01-25")
    options = parser.parse_args(arguments)
    try:
        text = options.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        parser.error(f"{options.file} cannot be read: {error}")
    for mention in find_dates(text, options.published):
        print(json.dumps(as_data(mention), ensure_ascii=False))
    return 0


def as_data(mention: Mention) -> dict[str, object]:
    """A mention as JSON has it."""
    anchor = mention.anchor
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "edtf": mention.edtf,
        "rule": mention.rule,
        "kind": mention.kind.value,
        "anchor": anchor
        and {
            "kind": anchor.kind,
            "edtf": anchor.edtf,
            "start": anchor.start,
            "end": anchor.end,
            "words": anchor.words,
        },
        "inferred": mention.inferred,
        "implied": list(mention.implied),
    }


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date: write it as 2026-01-25") from None


if __name__ == "__main__":
    sys.exit(main())
