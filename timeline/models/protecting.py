"""Taking the names of protected persons out of texts that were written before they were protected."""

from __future__ import annotations

import re
from collections.abc import Iterable

from timeline.folding import fold

GONE = "▇▇▇"
_SHORTEST_STEM = (
    4  # letters: shorter last names are looked for as whole words only; of longer ones the end may vary
)
_FIRST_LETTERS = 3  # of a first name beside a last one: the rest may be declined
_WORDS = re.compile(r"\w+(?:[’'`-]\w+)*")


def without_names(text: str, names: Iterable[tuple[str, str]]) -> str:
    """Return the text with every word of these names blacked out, in any spelling, case or inflection.

    `names` are folded: (all words of a name, its last name or ""). A last name counts alone, and as the beginning of a
    word; rather a word too many is taken out than a name left in.
    """
    words = list(_WORDS.finditer(text))
    folded = [fold(each.group()) for each in words]
    gone = {index for name in names for index in _named(folded, name)}
    for index in sorted(gone, reverse=True):
        start, end = words[index].span()
        text = text[:start] + GONE + text[end:]
    return re.sub(rf"{GONE}(?:\s+{GONE})+", GONE, text)


def _named(folded: list[list[str]], name: tuple[str, str]) -> Iterable[int]:
    whole, surname = name[0].split(), name[1]
    for index, tokens in enumerate(folded):
        if surname and any(_is(token, surname) for token in tokens):
            yield index
            # The first names stand before or after the last one.
            near = range(max(0, index - len(whole)), min(len(folded), index + len(whole) + 1))
            yield from (each for each in near if _begin_alike(folded[each], whole))
        elif whole and not surname and tokens and tokens[0] == whole[0]:
            run = [token for each in folded[index : index + len(whole)] for token in each]
            if run[: len(whole)] == whole:
                yield from range(index, min(len(folded), index + len(whole)))


def _is(token: str, surname: str) -> bool:
    stem = surname[: max(_SHORTEST_STEM, len(surname) - 1)]
    return token == surname or (len(surname) >= _SHORTEST_STEM and token.startswith(stem))


def _begin_alike(tokens: list[str], names: list[str]) -> bool:
    return any(token[:_FIRST_LETTERS] == name[:_FIRST_LETTERS] for token in tokens for name in names)
