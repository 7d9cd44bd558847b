"""The newsroom's language beside the reader's: what editors write stays in theirs, whatever the interface speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_supported_language_variant, gettext, override

from timeline.dates import DateError, Edtf


def readers() -> str:
    """Return the language that the page being made speaks."""
    return get_language() or settings.LANGUAGE_CODE


def day_in_words(day: date) -> str:
    """Word a day as the dates of events are worded: Django's formats say “05 січня”."""
    return Edtf.parse(day.isoformat()[:10]).in_words(readers())


def told(wrong: Exception) -> str:
    """Return an error in the reader's language: those of dates know no gettext, all others have been in it before."""
    return wrong.told(gettext, readers()) if isinstance(wrong, DateError) else str(wrong)


@contextmanager
def newsrooms() -> Iterator[None]:
    """Word things in the newsroom's language: what is kept, or pasted into an article, follows no reader's browser."""
    try:
        language = get_supported_language_variant(settings.CONTENT_LANGUAGE)
    except LookupError:  # a language without an interface: its dates are known even so
        language = settings.CONTENT_LANGUAGE
    with override(language):
        yield


def site_name() -> str:
    """Return what the newsroom calls its site; where it does not say, what this is, in its language."""
    with newsrooms():
        return settings.SITE_NAME or gettext("Newsroom Timeline")


def attributes(language: str) -> SafeString:
    """Return the attributes of an element whose text is in `language`; none where that is the page's own language.

    With `lang` comes `dir`, where the text runs against the page.
    """
    return _attributes(language, readers())


@lru_cache(maxsize=500)
def _attributes(language: str, page: str) -> SafeString:
    if not language or _primary(language) == _primary(page):
        return SafeString("")
    direction = _direction(language)
    against = format_html(' dir="{}"', direction) if direction != _direction(page) else ""
    return format_html(' lang="{}"{}', language, against)


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


def _direction(language: str) -> str:
    try:
        return Locale.parse(_primary(language)).text_direction
    except (ValueError, UnknownLocaleError):
        return "ltr"
