"""The names of months and weekdays that people type, in each language that dates are worded in."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from babel import Locale

MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_LANGUAGES: Final = ("en_GB", "en_US", "uk", "de", "pl")  # Where two use one name, the earlier counts.
_WIDTHS: Final = ("wide", "abbreviated")
_STYLES: Final = ("format", "stand-alone")


@lru_cache(maxsize=1)
def month_numbers() -> dict[str, int]:
    """Names of months, small letters and no full stop, with their numbers (1 to 12)."""
    return _names("months")


@lru_cache(maxsize=1)
def weekday_numbers() -> dict[str, int]:
    """Names of weekdays, small letters and no full stop, with their numbers (0 is Monday)."""
    return _names("days")


def names_in(language: str, kind: str) -> dict[str, int]:
    """CLDR's names of "months" or "days" in one language, in every form that it has, with their numbers."""
    tables = getattr(Locale.parse(language), kind)
    return {
        name.lower().strip("."): number
        for style in _STYLES
        for width in _WIDTHS
        for number, name in tables[style][width].items()
    }


def _names(kind: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for language in reversed(_LANGUAGES):
        found |= names_in(language, kind)
    return found
