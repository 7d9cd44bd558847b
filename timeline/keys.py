"""Keys as addresses and forms have them: whatever was typed, a primary key or none."""

from __future__ import annotations


def key_in(typed: str) -> int | None:
    """Return the primary key that a text is, ASCII digits and few enough for any database; None for any other text."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None
