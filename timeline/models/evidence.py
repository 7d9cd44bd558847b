"""Evidence: whether an event may be published, and what of it no citation covers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.folding import fold
from timeline.models.citations import Aspect, Citation

if TYPE_CHECKING:
    from timeline.models.entities import Entity
    from timeline.models.events import Event

# What an event cannot do without; a headline alone supports neither.
REQUIRED = (Aspect.DATE, Aspect.WHAT)

_HEDGES = frozenset(
    (
        "according reportedly allegedly alleged claimed claims claim said says say reported reports widely regarded "
        "described describes announced told stated states believed considered apparently likely suspected accused "
        "account accounts word writes wrote calls called attributes attributed"
    ).split()
)
_STEM = 5  # letters that two forms of one word share at least
_NAME = re.compile(r"(?<![.!?:“\"] )(?<!^)\b[^\W\d_][\w’'-]*\w")
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")


def problems(event: Event) -> list[str]:
    """Return why the event may not be published, a sentence each; empty where it may."""
    citations = list(event.citations.with_texts().prefetch_related("supports"))
    found = [
        _("Citation %(number)s: the words “%(words)s” are not in the article’s text at that place.")
        % {"number": each.number, "words": each.exact[:80]}
        for each in citations
        if not each.verifies()
    ]
    return found + missing((each, each.aspects()) for each in citations)


def missing(supporting: Iterable[tuple[Citation, Collection[str]]]) -> list[str]:
    """Return what is not supported by these citations, each with the aspects it supports, and would have to be."""
    rows = list(supporting)
    found = []
    for aspect in REQUIRED:
        citations = [citation for citation, aspects in rows if aspect in aspects]
        if not citations:
            found.append(_("No citation supports its %s.") % aspect.label)
        elif all(each.is_headline() for each in citations):
            found.append(_("Only a headline supports its %s: cite the article itself.") % aspect.label)
    return found


def unsupported(event: Event) -> list[str]:
    """Return the names and figures that stand in the event and in none of its passages, and lost attributions."""
    citations = event.cited()
    read = {token for each in citations for token in fold(each.sentence)}
    entities = event.named()
    found = []
    unnamed = [str(entity) for entity in entities if not _is_named(entity, read)]
    if unnamed:
        found.append(
            ngettext("No passage names %s.", "No passage names any of these: %s.", len(unnamed))
            % ", ".join(unnamed)
        )
    said = f"{event.title}. {event.summary}"
    names = [name.name for entity in entities for name in entity.names.all()]
    names += [each.revision.source.publisher for each in citations]
    known = read | {token for name in names for token in fold(name)}
    words = [
        each
        for each in _said_names_and_figures(said)
        if not all(_is_read(token, known) for token in fold(each))
    ]
    if words:
        found.append(_("Said of the event, but in no passage: %s.") % ", ".join(dict.fromkeys(words)))
    if citations and _attribution_lost(citations, said):
        found.append(_("Every passage attributes what happened to someone; the title and summary do not."))
    return found


def _is_named(entity: Entity, read: set[str]) -> bool:
    names = [set(fold(each.name)) for each in entity.names.all()]
    return any(tokens and all(_is_read(token, read) for token in tokens) for tokens in names)


def _is_read(token: str, read: set[str]) -> bool:
    """Whether a word is among those read, be it in another form: Belarus, Belarusian, Belarusians."""
    if token in read:
        return True
    stem = len(token) >= _STEM
    return stem and any(
        len(each) >= _STEM and (each.startswith(token) or token.startswith(each)) for each in read
    )


def _said_names_and_figures(said: str) -> list[str]:
    names = [each for each in _NAME.findall(said) if each[0].isupper()]
    return names + figures(said)


def figures(said: str) -> list[str]:
    """Return the figures in a text, as written."""
    return _FIGURE.findall(said)


def _attribution_lost(citations: list[Citation], said: str) -> bool:
    telling = [each for each in citations if Aspect.WHAT in each.aspects()]
    if not telling or not all(each.attributed_to for each in telling):
        return False
    # That someone is named is no attribution: they may be named as the one who acts.
    return not _HEDGES & set(fold(said))
