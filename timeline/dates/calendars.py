"""How a locale writes the parts of a date: Babel's names and patterns, filled in here for any year.

Babel formats `datetime` values, which end at the years 1 and 9999; its patterns and names know no such limit.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_time

from .phrases import PHRASES, Phrases

FALLBACK: Final = "en_GB"

_FIELDS = re.compile(r"'([^']*)'|(y+)|(M+)|(L+)|(d+)")
_EARLY = 100  # "14" reads like a day, "14 AD" like a year.


@dataclass(frozen=True, slots=True)
class Calendar:
    """The parts of a date in one locale. Years are astronomical (0 is 1 BC)."""

    locale: Locale
    phrases: Phrases
    day_pattern: str
    month_pattern: str
    month_day_pattern: str
    months: dict[int, str]  # as they stand beside a day
    months_alone: dict[int, str]
    eras: dict[int, str]
    group: str

    def day(self, year: int, month: int, day: int, pattern: str = "") -> str:
        filled = self._fill(pattern or self.day_pattern, year, month, day)
        return self.with_era(filled, year)

    def month_day(self, month: int, day: int) -> str:
        return self._fill(self.month_day_pattern, 1, month, day)

    def month(self, year: int, month: int, oblique: bool) -> str:
        pattern = self.month_pattern.replace("L", "M") if oblique else self.month_pattern
        return self.with_era(self._fill(pattern, year, month, 1), year)

    def month_name(self, month: int, oblique: bool) -> str:
        return (self.months if oblique else self.months_alone)[month]

    def year(self, year: int, template: str = "") -> str:
        return self.with_era((template or self.phrases.year).format(year=self.digits(year)), year)

    def digits(self, year: int) -> str:
        """The year as counted within its era; from five digits on with the locale's separators."""
        number = year if year > 0 else 1 - year
        return str(number) if number < 10_000 else f"{number:,}".replace(",", self.group)

    def with_era(self, text: str, year: int) -> str:
        return text if year >= _EARLY else f"{text} {self.eras[int(year > 0)]}"

    def time(self, clock: str) -> str:
        """A clock time, given as EDTF has it (14:30:00+02:00); an offset is not shown, UTC is."""
        time = datetime.time.fromisoformat(clock[:8])
        text = _plain_spaces(format_time(time, "medium" if time.second else "short", locale=self.locale))
        return f"{text} UTC" if clock.endswith("Z") else text

    def _fill(self, pattern: str, year: int, month: int, day: int) -> str:
        def fill(match: re.Match[str]) -> str:
            literal, is_year, is_month, is_month_alone, _ = match.groups()
            if literal is not None:
                return literal
            if is_year:
                return self.digits(year)
            return (
                self.months[month] if is_month else self.months_alone[month] if is_month_alone else str(day)
            )

        return _FIELDS.sub(fill, pattern)


def calendar_for(locale: str) -> Calendar:
    """The calendar of a locale; of British English for what is no locale, or a language without phrases."""
    # Cut, because the cache keeps what it was asked for.
    return _calendar_for(locale[:40]) if isinstance(locale, str) else _calendar_for(FALLBACK)


@lru_cache(maxsize=64)
def _calendar_for(name: str) -> Calendar:
    try:
        locale = Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse(FALLBACK)
    if locale.language not in PHRASES:
        locale = Locale.parse(FALLBACK)
    return Calendar(
        locale=locale,
        phrases=PHRASES.get(str(locale)) or PHRASES[locale.language],
        day_pattern=_plain_spaces(str(locale.date_formats["long"].pattern)),
        month_pattern=_plain_spaces(str(locale.datetime_skeletons["yMMMM"].pattern)),
        month_day_pattern=_plain_spaces(str(locale.datetime_skeletons["MMMMd"].pattern)),
        months=dict(locale.months["format"]["wide"]),
        months_alone=dict(locale.months["stand-alone"]["wide"]),
        eras=dict(locale.eras["abbreviated"]),
        group=str(locale.number_symbols["latn"]["group"]),
    )


def _plain_spaces(text: str) -> str:
    # CLDR's no-break spaces would hide "25 січня 2026 р." from whoever searches for it.
    return text.replace("\u202f", " ").replace("\xa0", " ")
