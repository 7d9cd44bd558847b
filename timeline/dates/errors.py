"""What can go wrong with a date; each message is written for the person who typed it, and told in their language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from babel.numbers import format_decimal

from .calendars import FALLBACK, calendar_for

if TYPE_CHECKING:
    from .edtf import Edtf

Translate = Callable[[str], str]


def gettext_noop(message: str) -> str:
    """The same text; `makemessages` knows by the name that it is to be translated where it is shown."""
    return message


_ = gettext_noop


class Message(NamedTuple):
    """A text with gaps, `%(name)s`, and what stands in them: texts, numbers, messages, or a tuple of possible dates."""

    template: str
    parts: Mapping[str, object] = {}

    def told(self, translate: Translate = str, locale: str = FALLBACK) -> str:
        """The message in the language of `locale`, into which `translate`, such as gettext, brings its templates."""
        parts = {name: _told(part, translate, locale) for name, part in self.parts.items()}
        return translate(self.template) % parts


def _told(part: object, translate: Translate, locale: str) -> str:
    if isinstance(part, Message):
        return part.told(translate, locale)
    if isinstance(part, int):
        return str(format_decimal(part, locale=calendar_for(locale).locale))
    if isinstance(part, tuple):
        either = translate(_("%(one)s or %(other)s"))
        dates = dict.fromkeys(date.in_words(locale) for date in part)
        return reduce(lambda one, other: either % {"one": one, "other": other}, dates) if dates else ""
    return str(part)


class DateError(ValueError):
    """The one base of every error that this package raises on purpose: a `Message`, in English as a string."""

    def __init__(self, template: str, /, **parts: object) -> None:
        super().__init__(template)
        self.message = Message(template, parts)

    def __str__(self) -> str:
        return self.told()

    def told(self, translate: Translate = str, locale: str = FALLBACK) -> str:
        """What is wrong, in the language of `locale`: see `Message`."""
        return self.message.told(translate, locale)


class NotEdtf(DateError):
    """A string that is not in the part of EDTF kept here; says what is wrong and how to mend it."""

    @classmethod
    def of(cls, text: str, template: str, /, **parts: object) -> NotEdtf:
        """The error that quotes the text and says of it what the template says."""
        return cls(_("“%(text)s”: %(hint)s"), text=excerpt(text), hint=Message(template, parts))


class UnreadableDate(DateError):
    """A text that cannot be read as one date.

    `readings` holds the values that it may stand for, likeliest first; it may be empty.
    """

    def __init__(self, template: str, /, *, readings: tuple[Edtf, ...] = (), **parts: object) -> None:
        super().__init__(template, readings=readings, **parts)
        self.readings = readings


def excerpt(text: object) -> str:
    """The text as a message quotes it: cut to what fits, with control characters made visible."""
    shown = text if isinstance(text, str) else repr(text)
    shown = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in shown[:61]
    )
    return f"{shown[:60]}…" if len(shown) > 60 else shown
