"""Filters: an address, read into a value, and the events that it asks for.

The query of an address is the state of a page: it can be shared, bookmarked and opened without JavaScript. Whatever a
visitor types is read without an exception: what cannot be understood is an error in words, kept beside what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.dates import UNBOUNDED, DateError, Edtf, Period, read_date
from timeline.languages import readers, told
from timeline.models import Entity, Event, Source, Timeline
from timeline.models.event_queries import EventQuerySet
from timeline.models.known import show_as_known
from timeline.models.sought import Sought, show_why

PAGE_SIZE = 50
LONGEST_TEXT = 200  # characters of any one value: nobody types more, and an index should not have to try
MOST_CHOICES = 12  # values ticked within one facet

_CURSOR = re.compile(r"-?[0-9]{1,19}")  # an event's place in time

# The parameters that may be repeated: OR within one, AND across them.
ENTITY_FACETS = {
    "person": Entity.Kind.PERSON,
    "org": Entity.Kind.ORGANISATION,
    "place": Entity.Kind.PLACE,
    "topic": Entity.Kind.TOPIC,
}
FACETS = (*ENTITY_FACETS, "kind", "publisher", "source", "evidence")
NEWEST_FIRST = "newest"
# Kinds of evidence are kept of an event as it is: what it was by a day would have to be read from all its passages.
EVIDENCE_IS_TODAYS = gettext_lazy(
    "Evidence is sorted as it is today: remove that filter, or the day “as reported by”."
)


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A date as a visitor typed it: what it says, or why it could not be read."""

    text: str = ""
    value: Edtf | None = None
    error: str = ""

    @classmethod
    def read(cls, text: str) -> TypedDate:
        """Read a date as people type it; an error is kept, not raised."""
        text = text.strip()
        if not text:
            return cls()
        try:
            value = read_date(text[:LONGEST_TEXT], language=readers())
        except DateError as wrong:
            return cls(text, None, told(wrong))
        if value.year_unknown:
            return cls(text, None, _("“%s” has no year: add it.") % text)
        return cls(_for_all(text, value), value)

    def __bool__(self) -> bool:
        return self.value is not None


def _for_all(text: str, value: Edtf) -> str:
    """Return what is typed, or EDTF for it where readers of another language would not read the same."""
    try:
        return text if read_date(text) == value else str(value)
    except DateError:
        return str(value)


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address asks for. `of` is whose page it is (a timeline, an entity, an article); None for all events."""

    path: str = "/"
    of: Timeline | Entity | Source | None = None
    q: Sought = field(default_factory=Sought)
    start: TypedDate = TypedDate()
    end: TypedDate = TypedDate()
    certain: bool = False
    key: bool = False
    known: TypedDate = TypedDate()
    person: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    order: str = ""
    after: str = ""
    before: str = ""
    errors: dict[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def from_query(
        cls, query: QueryDict, path: str = "/", of: Timeline | Entity | Source | None = None
    ) -> Filters:
        """Read the query of the address at `path`; parameters that are not ours are ignored."""
        start, end = TypedDate.read(_clean(query.get("from"))), TypedDate.read(_clean(query.get("to")))
        known = TypedDate.read(_clean(query.get("known")))
        typed = (("from", start), ("to", end), ("known", known))
        errors = {name: each.error for name, each in typed if each.error}
        if start and end and _first_day(start) > _last_day(end):
            errors["to"] = _("“%(to)s” lies before “%(from)s”.") % {"to": end.text, "from": start.text}
        q = _clean(query.get("q"))
        if known and any(map(_clean, query.getlist("evidence"))):
            errors["known"] = str(EVIDENCE_IS_TODAYS)
        chosen = {name: _choices(query.getlist(name)) for name in FACETS}
        for name, values in chosen.items():
            if len(values) > MOST_CHOICES:
                errors[name] = _("Choose at most %d in one filter.") % MOST_CHOICES
        if len(q) > LONGEST_TEXT:
            errors["q"] = _("Search for fewer words: at most %s characters.") % LONGEST_TEXT
        return cls(
            path=path,
            of=of,
            q=Sought(q),
            start=start,
            end=end,
            certain=query.get("certain") == "1",
            key=query.get("key") == "1" and isinstance(of, Timeline),
            known=known,
            order=NEWEST_FIRST if query.get("order") == NEWEST_FIRST else "",
            after=_clean(query.get("after")),
            before=_clean(query.get("before")),
            errors=errors,
            **{name: values[:MOST_CHOICES] for name, values in chosen.items()},
        )

    # The events

    @property
    def period(self) -> Period | None:
        """The days asked for, or None where neither end was given or one cannot be read."""
        if self.errors or not (self.start or self.end):
            return None
        return Period(
            _first_day(self.start) if self.start else -UNBOUNDED,
            _last_day(self.end) if self.end else UNBOUNDED,
        )

    @property
    def known_by(self) -> date | None:
        """The end of the period by which articles must have been printed, or None where all count."""
        if not self.known or self.errors:
            return None
        # Newspapers are younger than the calendar that Python counts in.
        return date.fromordinal(min(max(_last_day(self.known), 1), date.max.toordinal()))

    def events(self, ignoring: str = "") -> EventQuerySet:
        """Return the published events that the address asks for, in no order and on no page.

        `ignoring` names a facet whose own choices are left out of account, for the counts beside them. An address
        with an error asks for nothing.
        """
        events = Event.objects.published()
        if self.errors:
            return events.none()
        if self.of is not None:
            events = self.of.among(events)
        if self.key and isinstance(self.of, Timeline):
            events = events.key_on(self.of)
        if self.q:
            events = events.saying(self.q)
        if self.known_by:
            events = events.dated_by(self.known_by)
        if self.period:
            events = events.certainly_in(self.period) if self.certain else events.possibly_in(self.period)
        for name, entity_kind in ENTITY_FACETS.items():
            if name != ignoring and self.chosen(name):
                events = events.naming_any(entity_kind, self.chosen(name))
        if self.kind and ignoring != "kind":
            events = events.of_kinds(self.kind)
        if self.publisher and ignoring != "publisher":
            events = events.reported_by(self.publisher, by=self.known_by)
        if self.source and ignoring != "source":
            events = events.citing(self.source, by=self.known_by)
        if self.evidence and ignoring != "evidence":
            events = events.with_evidence_like(self.evidence)
        return events

    def page(self, size: int = PAGE_SIZE) -> Page:
        """Return the page of events that the address asks for, with their evidence, in a fixed number of queries."""
        newest = self.order == NEWEST_FIRST
        cursor, backwards = self.after, False
        if not cursor and self.before:
            cursor, backwards = self.before, True
        events = self.events()
        events = events.newest_first() if newest != backwards else events.in_order()
        if isinstance(self.of, Timeline):
            events = events.marking_key_events(self.of)
        place = _place_of(cursor)
        if place is not None:
            events = events.beyond(place, forwards=newest == backwards)
        found = list(events.with_evidence()[: size + 1])
        more, found = len(found) > size, found[:size]
        if backwards:
            found.reverse()
        if self.known_by:
            for event in found:
                show_as_known(event, self.known_by)
        if self.q:
            for event in found:
                show_why(event, self.q)
        is_cut = place is not None
        has_later, has_earlier = (is_cut, more) if backwards else (more, is_cut)
        return Page(
            events=found,
            next_url=self.url(after=_cursor(found[-1])) if found and has_later else "",
            previous_url=self.url(before=_cursor(found[0])) if found and has_earlier else "",
        )

    # The address

    def chosen(self, name: str) -> tuple[str, ...]:
        values: tuple[str, ...] = getattr(self, name)
        return values

    def query(self, **changes: Any) -> str:
        """Return the query of the address, without empty parameters; any change leads back to the first page."""
        changed = replace(self, **{"after": "", "before": "", **changes})
        pairs: list[tuple[str, str]] = [
            ("q", changed.q.text),
            ("from", changed.start.text),
            ("to", changed.end.text),
        ]
        pairs += [("certain", "1" if changed.certain else ""), ("known", changed.known.text)]
        pairs += [("key", "1" if changed.key else "")]
        pairs += [(name, value) for name in FACETS for value in changed.chosen(name)]
        pairs += [("order", changed.order), ("after", changed.after), ("before", changed.before)]
        return urlencode([(name, value) for name, value in pairs if value])

    def url(self, **changes: Any) -> str:
        """Return the address of these filters, with changes: `filters.url(person=())`."""
        query = self.query(**changes)
        return f"{self.path}?{query}" if query else self.path

    @property
    def here(self) -> str:
        """The clean address of this very page."""
        return self.url(after=self.after, before=self.before)

    @property
    def query_here(self) -> str:
        return self.query(after=self.after, before=self.before)

    @classmethod
    def pages_of(cls, of: Timeline | Entity | Source, query: QueryDict) -> Filters:
        """Return the filters of a page that shows all events of something, and takes nothing but a cursor."""
        return cls(
            path=of.get_absolute_url(),
            of=of,
            after=_clean(query.get("after")),
            before=_clean(query.get("before")),
        )

    @classmethod
    def of_event(cls, event: Event, query: QueryDict) -> Filters:
        """Return the filters of an event's page, which takes nothing but the day by which articles had it."""
        known = TypedDate.read(_clean(query.get("known")))
        errors = {"known": known.error} if known.error else {}
        return cls(path=event.get_absolute_url(), known=known, errors=errors)

    def without(self, name: str, value: str = "") -> Filters:
        """Return these filters without one of the choices, on their first page."""
        if name in FACETS:
            return self._changed(name, tuple(each for each in self.chosen(name) if each != value))
        empty: dict[str, Any] = {"q": Sought(), "certain": False, "key": False}
        empty |= dict.fromkeys(("from", "to", "known"), TypedDate())
        return self._changed(_FIELDS.get(name, name), empty[name])

    def toggled(self, name: str, value: str) -> Filters:
        """Return these filters with a choice of a facet taken, or given back."""
        chosen = self.chosen(name)
        return self.without(name, value) if value in chosen else self._changed(name, (*chosen, value))

    def between(self, start: TypedDate, end: TypedDate) -> Filters:
        """Return these filters for other dates, on their first page."""
        return self._changed("start", start)._changed("end", end)

    def _changed(self, name: str, value: Any) -> Filters:
        errors = {each: error for each, error in self.errors.items() if _FIELDS.get(each, each) != name}
        return replace(self, **{name: value, "after": "", "before": "", "errors": errors})

    @property
    def readable(self) -> Filters:
        """These filters without what could not be read: the choices beside an error go on counting."""
        readable = self
        for name in self.errors:
            readable = readable.without(name)
        return readable

    @property
    def has_key_events(self) -> bool:
        """Whether the timeline has key events that can be shown alone."""
        of = self.of
        return isinstance(of, Timeline) and Event.objects.published().key_on(of).few(1).exists()

    @property
    def is_active(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self) if each.name not in _NOT_CHOICES)


@dataclass(frozen=True, slots=True)
class Page:
    """Some events in their order, and the addresses of the pages beside them; empty where there is none."""

    events: list[Event]
    next_url: str
    previous_url: str


_FIELDS = {"from": "start", "to": "end"}  # the parameters whose names Python keeps for itself
_NOT_CHOICES = {"path", "of", "order", "after", "before", "errors"}


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """One thing that was asked for, in words, and the filters without it."""

    name: str
    words: str
    remaining: Filters
    value: str = ""  # of a facet

    @property
    def remove_url(self) -> str:
        return self.remaining.url()


def active_filters(filters: Filters) -> list[ActiveFilter]:
    """Return what is asked for, each in words and removable: two queries, whatever is chosen."""
    found: list[tuple[str, str, str]] = []
    if filters.q:
        found.append(("q", "", _("“%s”") % filters.q.text))
    found += [("from", "", _("from %s") % _worded(filters.start))] if filters.start.text else []
    found += [("to", "", _("to %s") % _worded(filters.end))] if filters.end.text else []
    if filters.known.text:
        found.append(("known", "", _("as reported by %s") % _worded(filters.known)))
    if filters.certain:
        found.append(("certain", "", _("hide what may fall outside these dates")))
    if filters.key:
        found.append(("key", "", _("key events")))
    entities = Entity.objects.public().filter(
        slug__in=[slug for name in ENTITY_FACETS for slug in filters.chosen(name)]
    )
    names = dict(entities.values_list("slug", "name"))
    titles = dict(Source.objects.public().filter(slug__in=filters.source).values_list("slug", "title"))
    words: dict[str, dict[str, str]] = {
        "kind": {value: str(label) for value, label in Event.Kind.choices},
        "evidence": {value: str(label) for value, label in Event.Evidence.choices},
        "source": titles,
    }
    for facet in FACETS:
        known = names if facet in ENTITY_FACETS else words.get(facet, {})
        found += [(facet, value, known.get(value, value)) for value in filters.chosen(facet)]
    return [ActiveFilter(name, text, filters.without(name, value), value) for name, value, text in found]


def _worded(typed: TypedDate) -> str:
    return typed.value.in_words(readers()) if typed.value else typed.text


def _clean(text: str | None) -> str:
    """Return the text without what no database stores and no eye sees; any white space is a space."""
    spaced = (" " if each.isspace() else each for each in text or "")
    return "".join(each for each in spaced if each.isprintable()).strip()


def _choices(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values as they are, since a publisher's name may hold a no-break space; none has a NUL."""
    stored = (each.replace("\0", "")[: LONGEST_TEXT + 1] for each in values)
    return tuple(dict.fromkeys(each for each in stored if each.strip()))[: MOST_CHOICES + 1]


def _first_day(typed: TypedDate) -> int:
    return typed.value.bounds().start_earliest if typed.value else -UNBOUNDED


def _last_day(typed: TypedDate) -> int:
    return typed.value.bounds().end_latest if typed.value else UNBOUNDED


def _cursor(event: Event) -> str:
    return str(event.place)


def _place_of(cursor: str) -> int | None:
    """Return the place that a cursor holds; None where it was typed by hand and is none."""
    place = int(cursor) if _CURSOR.fullmatch(cursor) else None
    return place if place is not None and abs(place) < 1 << 63 else None
