"""Events as background: a paragraph to paste into an article, as plain text and as HTML, in the newsroom's language.

A sentence of it is an event's summary behind its date. Where the summary begins with a name, which keeps its capital
within a sentence, the date joins it ("In May 2023, Kos opened the bridge."); else it stands before a colon, since no
grammar of ours would be right for whatever an editor wrote. Who reports is named once; where not all events rest on
the same articles, numbers tell which rest on which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from timeline.browsing.citing import address_of_event, capitalised, ended, one_per_article
from timeline.dates import Edtf, Precision, between
from timeline.languages import day_in_words, newsrooms, readers
from timeline.models import Entity, Event, SourceRevision

_SPANS = (Precision.MONTH, Precision.SEASON, Precision.YEAR)
_NAMES_OF = (Entity.Kind.PERSON, Entity.Kind.ORGANISATION, Entity.Kind.PLACE)  # a topic may be a common noun


@dataclass(frozen=True, slots=True)
class Background:
    """The same paragraph twice; the plain one is followed by the addresses that the other links to."""

    text: str
    html: SafeString


class Sentence(NamedTuple):
    """An event in a sentence: how it opens, with places for the other two, the words for its date, what happened."""

    opening: str
    date: str
    what: str


class Articles:
    """The articles that some events rest on, by their numbers; `numbered` says whether one has to tell them apart."""

    def __init__(self, events: Iterable[Event]) -> None:
        cited = [[each.revision for each in one_per_article(event)] for event in events]
        revisions = {each.source_id: each for each in (each for several in cited for each in several)}
        self.all = dict(enumerate(revisions.values(), 1))
        self._numbers = {each.source_id: number for number, each in self.all.items()}
        self.by_publisher: dict[str, list[int]] = {}
        for number, each in self.all.items():
            self.by_publisher.setdefault(_publisher(each), []).append(number)
        differ = len({frozenset(each.source_id for each in several) for several in cited}) > 1
        self.numbered = differ or len(self.by_publisher) < len(self.all)

    def of(self, event: Event) -> list[int]:
        """Return the numbers to put behind an event."""
        numbers = (self._numbers[each.revision.source_id] for each in one_per_article(event))
        return sorted(numbers) if self.numbered else []


@newsrooms()
def as_background(events: Sequence[Event]) -> Background:
    """Return the events, at least one, as a paragraph in their order."""
    articles = Articles(events)
    sentences = [_sentence(event, before) for before, event in pairwise([None, *events]) if event]
    told = list(zip(events, sentences, strict=True))
    return Background(_as_text(told, articles), _as_html(told, articles))


# As plain text


def _as_text(told: list[tuple[Event, Sentence]], articles: Articles) -> str:
    said = [
        f"{each.opening.format(date=each.date, what=each.what)}{_marks(articles.of(event))}"
        for event, each in told
    ]
    names = [
        f"{publisher}{_marks(numbers if articles.numbered else [])}"
        for publisher, numbers in articles.by_publisher.items()
    ]
    said.append(_("Reported by {publishers}.").format(publishers=_list_of(len(names)).format(*names)))
    printed = [
        f"{f'[{number}] ' if articles.numbered else ''}{_printed(each)}"
        for number, each in articles.all.items()
    ]
    ours = [f"{event.title} ({event.date_in_words}): {address_of_event(event)}" for event, _each in told]
    return "\n".join(
        [" ".join(said), "", _("Articles:"), *printed, "", _("The passages they rest on:"), *ours]
    )


def _marks(numbers: list[int]) -> str:
    return f" [{', '.join(map(str, numbers))}]" if numbers else ""


def _printed(revision: SourceRevision) -> str:
    day = f", {day_in_words(revision.published_on)}" if revision.published_on else ""
    return f"{_publisher(revision)}{day}{f': {revision.source.url}' if revision.source.url else ''}"


# As HTML


def _as_html(told: list[tuple[Event, Sentence]], articles: Articles) -> SafeString:
    said = [
        format_html(
            "{}{}",
            format_html(each.opening, date=_link(address_of_event(event), each.date), what=each.what),
            _linked_marks(articles.of(event), articles),
        )
        for event, each in told
    ]
    names = [
        format_html("{}{}", publisher, _linked_marks(numbers, articles))
        if articles.numbered
        else _link(articles.all[numbers[0]].source.url, publisher)
        for publisher, numbers in articles.by_publisher.items()
    ]
    publishers = format_html(_list_of(len(names)), *names)
    said.append(format_html(_("Reported by {publishers}."), publishers=publishers))
    return format_html("<p>{}</p>", format_html_join(" ", "{}", ((each,) for each in said)))


def _linked_marks(numbers: list[int], articles: Articles) -> SafeString:
    links = ((_link(articles.all[each].source.url, f"[{each}]"),) for each in numbers)
    return format_html_join("", " {}", links)


def _link(url: str, words: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, words) if url else format_html("{}", words)


# The words


def _sentence(event: Event, before: Event | None) -> Sentence:
    joins = _begins_with_a_name(event)
    same_day = _same_day(before.shown_date, event.shown_date) if before else ""
    if same_day:
        opening, date = _("{date}, {what}") if joins else _("{date}: {what}"), same_day
    else:
        opening, date = _dated(event.shown_date, joins=joins)
    date = capitalised(date) if opening.startswith("{date}") else date
    return Sentence(opening, date, ended(event.summary or event.title))


def _dated(date: Edtf, *, joins: bool) -> tuple[str, str]:
    """Return how a sentence of this date opens, and the words for the date in it."""
    plain = date if date.is_interval or date.is_set else Edtf.parse(date.text.removesuffix("?"))
    is_day = plain.is_exact_day and plain.precision is Precision.DAY
    is_span = bool(plain.html_datetime) and plain.precision in _SPANS and not plain.dates[0].masked
    is_uncertain = plain != date
    if not _is_spoken() or not (is_day or is_span) or not (joins or is_uncertain):
        return _("{date}: {what}"), date.in_words(readers())
    if is_day and is_uncertain:
        opening = _("Perhaps on {date}, {what}") if joins else _("Perhaps on {date}: {what}")
    elif is_uncertain:
        opening = _("Perhaps in {date}, {what}") if joins else _("Perhaps in {date}: {what}")
    else:
        opening = _("On {date}, {what}") if is_day else _("In {date}, {what}")
    return opening, plain.in_words(readers())


def _same_day(before: Edtf, date: Edtf) -> str:
    """Return "the same day", perhaps, where the one before was on a known day, and this one on no other; else ""."""
    is_same = before.is_exact_day and date.text.removesuffix("?") == before.text.partition("T")[0]
    return between(before, date, readers()) if is_same else ""


def _begins_with_a_name(event: Event) -> bool:
    """Return whether the summary is a sentence that begins with the name of someone or something in the event."""
    entities: list[Entity] = event.shown_entities  # type: ignore[attr-defined]
    spellings = (
        spelling
        for each in entities
        if each.kind in _NAMES_OF
        for spelling in (each.name, *(known.name for known in each.names.all()))
    )
    rests = (event.summary.removeprefix(each) for each in spellings if event.summary.startswith(each))
    return event.summary == ended(event.summary) and any(not rest[:1].isalnum() for rest in rests)


def _is_spoken() -> bool:
    """Return whether the language has our words, and not only its own for dates."""
    return readers() in dict(settings.LANGUAGES)


def _list_of(count: int) -> str:
    """Return a pattern of so many places, as the language lists things: `{}, {} and {}`."""
    try:
        return format_list(["{}"] * count, locale=Locale.parse(readers(), sep="-"))
    except (ValueError, UnknownLocaleError):
        return ", ".join(["{}"] * count)


def _publisher(revision: SourceRevision) -> str:
    return revision.source.publisher or revision.source.title
