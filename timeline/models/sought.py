"""What a search asks for, and where an event holds it: so that a result shows why it is one.

Words are compared as the index compares them: folded, in any spelling of a name, the last one as far as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from timeline.folding import Alternatives, fold
from timeline.models import text_index

if TYPE_CHECKING:
    from timeline.models.citations import Citation
    from timeline.models.events import Event

# What folding may take together: a word with its marks, hyphens and apostrophes, a range of years, a grouped number.
_WORD = re.compile(r"[^\W_](?:[\w\u0300-\u036f]|[-‐‑'’ʼ.,/–](?=\w))*")


@dataclass(frozen=True)
class Sought:
    """A search as a visitor typed it, and what a text must hold to be found by it."""

    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    @cached_property
    def words(self) -> tuple[Alternatives, ...]:
        """For each word, alternatives of which one must be there whole: two queries, when they are first asked for."""
        return tuple(text_index.asked_for(self.text))

    def held_by(self, text: str) -> set[int]:
        """Return the numbers of the words that a text holds."""
        read = set(fold(text))
        return {number for number, _tokens in self._held(read)}

    def pieces(self, text: str) -> Iterator[tuple[str, bool]]:
        """Yield a text in pieces, each with whether it is a word that was asked for."""
        wanted = {(token, number) for number, tokens in self._held(set(fold(text))) for token in tokens}
        position = 0
        for word in _WORD.finditer(text) if wanted else ():
            read = set(fold(word[0]))
            if any(self._stands(token, number, read) for token, number in wanted):
                yield text[position : word.start()], False
                yield word[0], True
                position = word.end()
        yield text[position:], False

    def _held(self, read: set[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        for number, alternatives in enumerate(self.words):
            for tokens in alternatives:
                if all(self._stands(each, number, read) for each in tokens):
                    yield number, tokens

    def _stands(self, token: str, number: int, read: set[str]) -> bool:
        if token in read:
            return True
        begun = number == len(self.words) - 1 and text_index.may_be_begun(token)
        return begun and any(each.startswith(token) for each in read)


@dataclass(frozen=True, slots=True)
class Found:
    """Why an event was found: what was asked for, and where it stands where a list does not show it anyway."""

    sought: Sought
    passage: Citation | None = None
    in_note: bool = False  # whether it stands in a note on that passage
    in_date_note: bool = False


def show_why(event: Event, sought: Sought) -> None:
    """Say of an event, loaded `with_evidence`, why a search found it: `event.found`."""
    names = [each.name for each in event.shown_entities]  # type: ignore[attr-defined]
    notes = [each.text for each in event.shown_annotations]  # type: ignore[attr-defined]
    said = " ".join([event.title, event.summary, event.date_in_words, *names, *notes])
    missing = set(range(len(sought.words))) - sought.held_by(said)
    held = {each: missing & sought.held_by(_text_of(each)) for each in event.citations.all() if missing}
    passage = max(held, key=lambda each: len(held[each]), default=None)
    if passage is not None and not held[passage]:
        passage = None
    here = held[passage] if passage else set()
    in_note = passage is not None and not here <= sought.held_by(passage.sentence)
    event.found = Found(sought, passage, in_note, bool((missing - here) & sought.held_by(event.date_note)))


def _text_of(citation: Citation) -> str:
    notes = [each.text for each in citation.shown_annotations]  # type: ignore[attr-defined]
    return " ".join([citation.sentence, citation.attributed_to, citation.origin, *notes])
