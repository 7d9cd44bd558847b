"""What can go wrong with a date; each message is written for the person who typed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .edtf import Edtf


class DateError(ValueError):
    """The one base of every error that this package raises on purpose."""


class NotEdtf(DateError):
    """A string that is not in the part of EDTF kept here; says what is wrong and how to mend it."""


class UnreadableDate(DateError):
    """A text that cannot be read as one date.

    `readings` holds the values that it may stand for, likeliest first; it may be empty.
    """

    def __init__(self, message: str, readings: tuple[Edtf, ...] = ()) -> None:
        super().__init__(message)
        self.readings = readings

    def __reduce__(self) -> tuple[type[UnreadableDate], tuple[str, tuple[Edtf, ...]]]:
        return type(self), (str(self), self.readings)


def quoted(text: object) -> str:
    """The text in quotation marks, cut to what fits in a message; control characters made visible."""
    shown = text if isinstance(text, str) else repr(text)
    shown = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in shown[:61]
    )
    return f"“{shown[:60]}…”" if len(shown) > 60 else f"“{shown}”"
