"""`Edtf`: a date as it is stored and compared: one string of EDTF (ISO 8601-2) and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache, total_ordering

from . import bounds as _bounds
from .bounds import Bounds, Period
from .comparing import could_be_the_same
from .errors import DateError, NotEdtf
from .grammar import End, Form, Kind, Member, One, Precision, parse
from .wording import words


@total_ordering
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Edtf:
    """A possibly inexact date. Equal when the strings are equal; ordered by `sort_key`, then by the string.

    `Edtf(text)` and `Edtf.parse(text)` take an EDTF string (what is accepted: see `grammar`) and raise
    `NotEdtf`.
    """

    text: str
    _form: Form = field(init=False)
    _bounds: Bounds = field(init=False)

    def __post_init__(self) -> None:
        form = parse(self.text)
        try:
            bounds = _bounds.bounds_of(form)
        except DateError as error:
            raise NotEdtf.of(self.text, error.message.template, **error.message.parts) from None
        object.__setattr__(self, "_form", form)
        object.__setattr__(self, "_bounds", bounds)

    @classmethod
    def parse(cls, text: str) -> Edtf:
        """The value of an EDTF string. `NotEdtf` says what is wrong with it and how to mend that."""
        return _parsed(text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Edtf({self.text!r})"

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, Edtf) else NotImplemented

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Edtf):
            return NotImplemented
        return (self.sort_key, self.text) < (other.sort_key, other.text)

    def bounds(self, ongoing_until: int | None = None) -> Bounds:
        """The four day numbers between which it started and ended (see `Bounds`).

        Doubt: `2025-06` started and ended somewhere in June. Duration: `1863/1864` started in 1863, ended
        in 1864. An unknown or open end is UNBOUNDED. `ongoing_until` is the day number on which something
        that is still going on (`2022-02/..`) was last reported to be; it moves `end_earliest` of such
        values only. `~` widens by one unit of the precision on both sides. What is uncertain (`?`, `%`)
        keeps its outer bounds, with `start_latest = UNBOUNDED` and `end_earliest = -UNBOUNDED`, so that it
        is never certainly in a period. Of a set these are the bounds of the hull. A date-time counts as the
        day it states, in its own time zone. Seasons are the northern, meteorological ones; winter `2010-24`
        is December 2010 to February 2011.
        """
        if ongoing_until is None or not self.is_ongoing or self.is_uncertain:
            return self._bounds
        return self._bounds._replace(end_earliest=max(self._bounds.end_earliest, ongoing_until))

    def possibly_in(self, period: Period, ongoing_until: int | None = None) -> bool:
        """Whether it may fall in the period, be it in part.

        Exact for all values but sets with gaps and dates without a year, whose hull says yes a little too
        often.
        """
        return _bounds.overlaps(self.bounds(ongoing_until), period)

    def certainly_in(self, period: Period, ongoing_until: int | None = None) -> bool:
        """Whether it falls in the period, be it in part, whatever the date turns out to be."""
        return _bounds.surely_overlaps(self.bounds(ongoing_until), period)

    def compatible_with(self, other: Edtf) -> bool:
        """Whether both could be the same time: 1863 and 1863/1864 could, 2023-05 and 2023-06 could not."""
        return could_be_the_same((self._form, self._bounds), (other._form, other._bounds))

    @property
    def sort_key(self) -> tuple[int, int]:
        """Earlier starts first; of those that may start on the same day, the wider first."""
        return self._bounds.start_earliest, -self._bounds.end_latest

    @property
    def dates(self) -> tuple[One, ...]:
        """The dates that it is made of, in the order of the string."""
        members = (member for pair in self._form.pairs for member in dict.fromkeys(pair))
        return tuple(member for member in members if isinstance(member, One))

    @property
    def precision(self) -> Precision:
        """That of its coarsest date; what has no year (`XXXX-01-25`) is UNKNOWN."""
        return max(date.precision for date in self.dates)

    @property
    def is_interval(self) -> bool:
        return self._form.kind is Kind.INTERVAL

    @property
    def is_set(self) -> bool:
        """Whether it is one of several dates, and it is not known which."""
        return self._form.kind is Kind.SET

    @property
    def start(self) -> Edtf | End:
        """The start of an interval, or which `End` it has instead; any other value is its own start."""
        return self._side(0)

    @property
    def end(self) -> Edtf | End:
        """The end of an interval, or which `End` it has instead; any other value is its own end."""
        return self._side(1)

    def _side(self, side: int) -> Edtf | End:
        if not self.is_interval:
            return self
        member: Member = self._form.pairs[0][side]
        return member if isinstance(member, End) else Edtf(self.text.split("/")[side])

    @property
    def is_open(self) -> bool:
        """Whether an end of it is open (`2022/..`, `[..d]`, `[d..]`) or unknown (`2022/`)."""
        return any(isinstance(member, End) for pair in self._form.pairs for member in pair)

    @property
    def is_ongoing(self) -> bool:
        """Whether it is an interval that goes on as far as is known: `2022-02/..`."""
        return self.is_interval and self._form.pairs[0][1] is End.OPEN

    @property
    def is_uncertain(self) -> bool:
        """Whether `?` or `%` stands anywhere in it."""
        return any(map(_bounds.is_uncertain, self.dates))

    @property
    def is_approximate(self) -> bool:
        """Whether `~` or `%` stands anywhere in it."""
        return any(date.qualifier in ("~", "%") for date in self.dates)

    @property
    def year_unknown(self) -> bool:
        """Whether a date in it has no year: `XXXX-01-25`."""
        return any(date.year is None for date in self.dates)

    @property
    def is_exact_day(self) -> bool:
        """Whether it is one day, known without doubt (at a clock time, perhaps)."""
        date = self.dates[0]
        return (
            self._form.kind is Kind.DATE
            and date.precision in (Precision.DAY, Precision.TIME)
            and not date.qualifier
        )

    @property
    def html_datetime(self) -> str:
        """What to put in HTML's `<time datetime>`, at the known precision; "" where HTML cannot say it.

        HTML has one date, month, year, yearless day or date-time, and neither qualifiers nor ranges; its
        years begin with 1. Years beyond 9999 are left out as well, since hardly any reader of such
        attributes knows them.
        """
        date = self.dates[0]
        if (
            self._form.kind is not Kind.DATE
            or date.qualifier
            or date.season
            or date.precision in _NOT_IN_HTML
        ):
            return ""
        if date.year is None:
            return f"{date.month:02}-{date.day:02}" if date.day and date.month else ""
        if not 1 <= date.year <= 9999:
            return ""
        # Offsets in full: HTML does not know the short +02.
        return self.text.replace("-XX", "") + (":00" if len(date.time) == len("14:30:00+02") else "")

    def in_words(self, locale: str = "en-GB") -> str:
        """The date as a careful newspaper would write it, in the language and order of `locale` (BCP 47 or
        POSIX).

        Never empty, and never more exact than the value. Languages without an entry in `phrases`, and
        locales that do not exist, get British English.
        """
        return words(self.text, locale)


_NOT_IN_HTML = (Precision.DECADE, Precision.CENTURY, Precision.MILLENNIUM)


@lru_cache(maxsize=4096)  # a page asks for the same few dates again and again; values are frozen
def _parsed(text: str) -> Edtf:
    return Edtf(text)
