"""Rules for expressions of time that date nothing: durations, ages, what recurs, and "now"."""

from __future__ import annotations

import re
from typing import Final

from .context import Context
from .mentions import MentionKind, Reading
from .rule import DIGITS, Reader, Rule, rule
from .words import NUMBERS, WEEKDAYS


def _of(kind: MentionKind) -> Reader:
    def reads(match: re.Match[str], at: Context) -> Reading:
        return Reading(kind=kind)

    return reads


_duration, _recurring, _present, _age = map(
    _of, (MentionKind.DURATION, MentionKind.RECURRING, MentionKind.PRESENT, MentionKind.AGE)
)
_COUNTS: Final = frozenset({*NUMBERS, DIGITS})
_ABOUT: Final = r"(?:(?:nearly|almost|about|around|some|over|exactly|just|only|roughly|another|up to|at least|more than|less than|no more than|fewer than) )?"
_ABOUT_STARTS: Final = frozenset(
    "nearly almost about around some over exactly just only roughly another up at more less no fewer".split()
)
_LONG: Final = r"(?P<u><units>|hours?|minutes?|seconds?)"

RULES: Final[tuple[Rule, ...]] = (
    rule("an age", r"(?:a )?(?:<number>)[ -](?:year|month|week|day)s?[ -]olds?", _COUNTS, _age),
    rule("an age", r"aged? (?:<number>)", "age aged", _age),
    rule(
        "a length of time",
        _ABOUT
        + r"(?:a |the )?(?:<number>|<vague>|half a)(?:[ -]and[ -]a[ -]half)?(?: (?:more|full|whole|long|consecutive|straight))?[ -]"
        + _LONG,
        _COUNTS | _ABOUT_STARTS | {"the", "few", "several", "many", "half"},
        _duration,
    ),
    rule(
        "a length of time",
        r"(?:in |for |over |during |within )?(?:the |its )?(?:first|last|past|next|previous|coming|final|latest) (?:(?:<number>|<vague>) )?(?:hours?|days|weeks|months|quarters|years|decades|centuries)",
        "in for over during within the its first last past next previous coming final latest",
        _duration,
    ),
    rule(
        "a length of time",
        r"(?:the past|the last) (?:day|week|month|year|decade|century)(?: or so)?",
        "the",
        _duration,
    ),
    rule(
        "a length of time",
        r"(?:months|weeks|days|years|decades|centuries)(?: ago| of| later)?",
        "months weeks days years decades centuries",
        _duration,
    ),
    rule(
        "something that recurs",
        r"(?:every|each)(?: other)? (?:day|week|month|quarter|year|morning|night|evening|weekend|<season>|<weekday>|<month>)",
        "every each",
        _recurring,
    ),
    rule(
        "something that recurs",
        r"(?:the )?(?:first|second|third|fourth|last) <fullweekday> (?:of|in) (?:each|every) month",
        "the first second third fourth last",
        _recurring,
    ),
    rule(
        "something that recurs",
        r"<fullweekday>(?:s| <part>s)",
        {*WEEKDAYS, *(f"{day}s" for day in WEEKDAYS)},
        _recurring,
    ),
    rule(
        "something that recurs",
        r"daily|weekly|monthly|quarterly|yearly|annual|annually|hourly",
        "daily weekly monthly quarterly yearly annual annually hourly",
        _recurring,
    ),
    rule(
        "about the present",
        r"(?:right )?now|currently|recently|these days|at present|nowadays|soon|previously|in the (?:near )?future",
        "right now currently recently these at nowadays soon previously in",
        _present,
    ),
)
