"""A rule: the pattern of an expression, the words that it may begin with, and what it makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .context import Context
from .mentions import Reading
from .words import pattern

Reader = Callable[[re.Match[str], Context], Reading | None]

DIGITS = "0"
"""Stands for any word that begins with a digit among the first words of a rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is told to editors; `reads` gives `None` where the words, here, mean no time."""

    name: str
    first_words: frozenset[str]
    pattern: re.Pattern[str]
    reads: Reader


def rule(name: str, template: str, first_words: str | Iterable[str], reads: Reader) -> Rule:
    """A rule from its template (see `words.pattern`); its first words may be given as one string."""
    words = first_words.split() if isinstance(first_words, str) else first_words
    return Rule(name, frozenset(words), pattern(template), reads)
