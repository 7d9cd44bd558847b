"""What a rule may look at: the publication date, the article's own dates, what was named before, the sentence."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final

from . import cues
from .mentions import Anchor, Mention, MentionKind, Reading, anchor_of
from .spans import DAYS_IN, Span, containing

_WORD_BEFORE: Final = re.compile(r"[\w'’.$£€#&-]+(?=[ \u00a0]?\Z)")
_MONTHS: Final = re.compile(r"months", re.IGNORECASE)
_FULL_YEAR: Final = re.compile(r"full|fiscal|for the", re.IGNORECASE)
_WORD_AFTER: Final = re.compile(r"[ \u00a0-]?([^\W_][\w'’]*)")


class Context:
    """The state of one reading of a text, from its start to its end."""

    def __init__(self, text: str, published: datetime.date | None) -> None:
        self.text = text
        self.published = published
        self.sentence = (0, 0)
        self.article: tuple[datetime.date, Anchor] | None = None
        self.stands_for_publication = False  # The article's date stands in a line of its own.
        self._named: list[tuple[Span, Mention]] = []
        self._reported: tuple[Span, Anchor] | None = None
        self._compares_quarters = False
        self._compares_months = False  # "the first nine months" were named after the last quarter

    def remember(self, mention: Mention, reading: Reading) -> None:
        if reading.span is None or reading.span.unit == "year":
            # "In the first nine months", "for the year": what follows is no longer compared by quarters.
            is_period = reading.kind is MentionKind.DURATION and _MONTHS.search(mention.text)
            self._compares_quarters &= not (is_period or _FULL_YEAR.search(mention.text))
            self._compares_months |= bool(is_period)
        if reading.span is None:
            return
        self._named.append((reading.span, mention))
        if reading.span.unit == "quarter":
            self._compares_quarters, self._compares_months = True, False
        if reading.span.unit == "quarter" and (reading.anchor is None or reading.anchor.kind != "mention"):
            is_over = self.published is None or reading.span.last < self.published
            if is_over or self._reported is None:
                self._reported = reading.span, anchor_of(mention)

    def reported_quarter(self) -> tuple[Span, Anchor] | None:
        """The quarter that a report is about: the one named last by its number, if possible one that is over."""
        return self._reported

    def compared_quarter(self) -> tuple[Span, Anchor] | None:
        """The quarter that "a year ago" is counted from, where the report speaks of quarters just now."""
        return self._reported if self._compares_quarters else None

    def compares_months(self) -> bool:
        """Whether "the period" is some months, of which a report speaks just now, and no quarter."""
        return self._compares_months

    def now(self) -> tuple[datetime.date, Anchor] | None:
        """The day of publication, or what the article gives for it, with its anchor."""
        if self.published is not None:
            return self.published, Anchor("published", self.published.isoformat())
        return self.article if self.stands_for_publication else None

    def near(self) -> tuple[datetime.date, Anchor] | None:
        """The day that dates without a year are near to: the publication's, else the article's latest."""
        return self.now() or self.article

    def last(
        self, units: Sequence[str] = (), *, near: bool = False, stated: bool = False
    ) -> tuple[Span, Anchor] | None:
        """The span named last in the text, of these units, with its anchor: `near`, or anywhere before; `stated`,
        or itself counted from another."""
        for span, mention in reversed(self._named[-12:]):
            if near and self.sentence[0] - mention.start > 600:
                return None
            if stated and mention.anchor and mention.anchor.kind == "mention":
                continue
            if not units or span.unit in units:
                return span, anchor_of(mention)
        return None

    def day_with(self, word: str) -> tuple[Span, Anchor] | None:
        """The last day whose sentence names `word` as well."""
        for span, mention in reversed(self._named[-12:]):
            around = self.text[max(0, mention.start - 120) : mention.end + 120].lower()
            if (
                span.unit in DAYS_IN
                and mention.end <= self.sentence[0]
                and re.search(rf"\b{re.escape(word.lower())}\b", around)
            ):
                return span, anchor_of(mention)
        return None

    def tense(self, start: int, end: int) -> int:
        return cues.tense(self.text, start, end, self.sentence)

    def word_before(self, at: int) -> str:
        """The word just before an offset, as it stands there; "" at the start of a sentence."""
        found = _WORD_BEFORE.search(self.text[max(self.sentence[0], at - 24) : at])
        return found[0] if found else ""

    def word_after(self, at: int) -> str:
        found = _WORD_AFTER.match(self.text, at, min(len(self.text), at + 24))
        return found[1] if found else ""

    def current(self, unit: str) -> tuple[Span, Anchor] | None:
        """The unit of the calendar that the publication lies in."""
        now = self.now()
        return (containing(now[0], unit), now[1]) if now else None
