"""Rules for dates counted from one that was named before: "a year earlier", "the following day", "that year"."""

from __future__ import annotations

import re
from typing import Final

from .context import Context
from .mentions import Anchor, MentionKind, Reading, dated
from .rule import DIGITS, Rule, rule
from .spans import Span, containing, day_of
from .words import MONTHS, NUMBERS, ROUGHLY, SEASONS, month, number, ordinal, unit

Match = re.Match[str]
_FINER: Final = {
    "day": ("day",), "week": ("day", "week", "weekend"), "weekend": ("day", "week", "weekend"),
    "month": ("day", "week", "weekend", "month"), "quarter": ("day", "month", "quarter"),
    "year": ("day", "week", "weekend", "month", "quarter", "season", "half", "year"),
    "decade": ("year", "decade"), "century": ("year", "decade", "century"),
}  # fmt: skip
_STEPS: Final = {"following": 1, "next": 1, "previous": -1, "preceding": -1, "same": 0, "that": 0}
_LATER: Final = ("later", "after", "afterward", "afterwards", "thereafter")


def _named(at: Context, of_unit: str, *, stated: bool = False) -> tuple[Span, Anchor] | None:
    """The unit that the last fine enough date lies in; else the one that the publication lies in."""
    found = at.last(_FINER[of_unit], near=True, stated=stated)
    if found is None:
        return at.current(of_unit)
    return containing(found[0].first, of_unit), found[1]


def _counted(match: Match, at: Context) -> Reading:
    """ "three days later", "a year earlier": of the quarter named last, where a report speaks of quarters."""
    if match["vague"] or ROUGHLY.search(match[0]):
        return Reading(kind=MentionKind.OTHER)
    sign = 1 if match["way"].lower() in _LATER else -1
    count, of_unit = number(match["n"]), unit(match["u"])
    if of_unit == "year":
        quarter = at.compared_quarter()
        if quarter:
            return dated(quarter[0].in_years(sign * count), quarter[1])
    if of_unit == "fortnight":
        of_unit, count = "day", 14 * count
    found = _named(at, of_unit, stated=sign < 0)
    if found is None or (sign > 0 and found[1].kind == "published"):
        return Reading(kind=MentionKind.OTHER)
    return dated(found[0].shifted(sign * count), found[1])


def _stepped(match: Match, at: Context) -> Reading | None:
    of_unit = "day" if match["u"].lower() in _PARTS else unit(match["u"])
    found = _named(at, of_unit)
    return dated(found[0].shifted(_STEPS[match["step"].lower()]), found[1]) if found else Reading()


def _season_of_then(match: Match, at: Context) -> Reading:
    found = at.last(_FINER["year"], near=True)
    if found is None:
        return Reading()
    first = found[0].first.replace(month=3 * (SEASONS[match["s"].lower()] - 20), day=1)
    return dated(Span("season", first), found[1])


def _period(match: Match, at: Context) -> Reading:
    """The quarter, or the period, that a report is about, in this or an earlier year."""
    words = match[0].lower()
    is_earlier = "ago" in words or "earlier" in words or "last year" in words or "prior" in words
    if is_earlier and words.endswith("period") and at.compares_months():
        return Reading(kind=MentionKind.DURATION)
    found = at.reported_quarter() or _quarter_before(at)
    if found is None:
        return Reading()
    return dated(found[0].in_years(-1 if is_earlier else 0), found[1])


def _quarter_before(at: Context) -> tuple[Span, Anchor] | None:
    now = at.current("quarter")
    return (now[0].shifted(-1), now[1]) if now else None


def _period_of_year(match: Match, at: Context) -> Reading | None:
    """ "the 1988 period": the quarter that a report is about, in that year."""
    found = at.reported_quarter()
    if found is None:
        return None
    return Reading(kind=MentionKind.OTHER)


def _year_before(match: Match, at: Context) -> Reading:
    if at.compared_quarter():  # the quarter, or the whole year before: the report does not say
        return Reading(kind=MentionKind.OTHER)
    found = at.current("year")
    return dated(found[0].in_years(-1), found[1]) if found else Reading()


def _month_of_named_year(match: Match, at: Context) -> Reading:
    """ "October of that year", "3 May the following year"."""
    found = _named(at, "year")
    if found is None:
        return Reading()
    year = found[0].shifted(_STEPS[match["step"].lower()]).first.year
    if match["d"]:
        return dated(Span("day", day_of(year, month(match["m"]), ordinal(match["d"]))), found[1])
    return dated(Span("month", day_of(year, month(match["m"]))), found[1])


def _same_last_year(match: Match, at: Context) -> Reading:
    is_report = "period" in match[0].lower() or "quarter" in match[0].lower()
    found = at.reported_quarter() if is_report else None
    found = (
        found
        or at.last(("day", "week", "month", "quarter", "half", "season"), near=True)
        or at.current("year")
    )
    return dated(found[0].in_years(-1), found[1]) if found else Reading()


def _from_event(match: Match, at: Context) -> Reading:
    """ "three days after the election", where the day of the election was named before."""
    found = at.day_with(match["event"])
    sign = 1 if match["way"].lower() == "after" else -1
    count, of_unit = number(match["n"]), unit(match["u"])
    if found is None or of_unit not in _FINER:
        return Reading(kind=MentionKind.OTHER)
    return dated(containing(found[0].first, of_unit).shifted(sign * count), found[1])


_PARTS: Final = ("morning", "afternoon", "evening", "night")
_COUNT: Final = r"(?:(?:nearly|almost|about|around|some|over|exactly|just|only) |more than )?(?:(?P<vague>(?:a |the |many |just a )?<vague>)|(?P<n><number>)) (?P<u><units>)"
_COUNT_STARTS: Final = frozenset(
    {"nearly", "almost", "about", "around", "some", "over", "exactly", "just", "only", "more", "the", "few", "several", "many", DIGITS, *NUMBERS}
)  # fmt: skip

RULES: Final[tuple[Rule, ...]] = (
    rule(
        "a month of the year named before",
        r"(?:(?:early|late|mid)[ -])?(?P<m><month>)(?: (?P<d><day>))?(?: of|,)? (?:the )?(?P<step>that|same|following|next|previous) year",
        {*MONTHS, "early", "late", "mid"},
        _month_of_named_year,
    ),
    rule(
        "counted from the date named before",
        _COUNT
        + r" (?P<way>later(?! than)|earlier(?! than)|(?:before|after|afterwards?|thereafter|previously)(?! \w))",
        _COUNT_STARTS,
        _counted,
    ),
    rule(
        "counted from an event",
        r"(?P<vague>)(?:(?:just|about|only) )?(?P<n><number>) (?P<u><units>) (?P<way>after|before|following) (?:the|his|her|its|their) (?:[A-Za-z]{2,20} ){0,2}?(?P<event>[A-Za-z]{4,20})",
        {"just", "about", "only", DIGITS, *NUMBERS},
        _from_event,
    ),
    rule(
        "the unit before or after the one named before",
        r"(?:(?:early|late|earlier|later) )?(?:the |on the )(?P<step>following|next|previous|preceding|same) (?P<u>day|week|month|quarter|year|decade|morning|afternoon|evening|night)",
        "the on early late earlier later",
        _stepped,
    ),
    rule(
        "the unit named before",
        r"(?:(?:early|late|earlier|later|earlier in|later in) )?(?P<step>that(?: same)?) (?P<u>day|week|month|quarter|year|decade|morning|afternoon|evening|night)",
        "that early late earlier later",
        lambda match, at: _same(match, at),
    ),
    rule("a season of the year named before", r"that (?P<s><season>)", "that", _season_of_then),
    rule(
        "the period of a report",
        r"(?:the|its) (?:(?:latest|recent|most recent|comparable|corresponding) )?quarter(?!-)",
        "the its",
        _period,
    ),
    rule(
        "the period of a report",
        r"(?:the )?(?:latest|most recent) (?:period|quarter)",
        "the latest most",
        _period,
    ),
    rule(
        "the period of a report, a year earlier",
        r"(?:the )?(?:(?:comparable|corresponding|same) )?(?:year[ -](?:ago|earlier)|prior[ -]year) (?:(?:first|second|third|fourth) )?(?:quarter|period)",
        "the year prior comparable year-ago year-earlier prior-year",
        _period,
    ),
    rule(
        "the period of a report, a year earlier",
        r"(?:the )?(?:quarter|last year(?:'s|’s) quarter)(?: a year (?:ago|earlier))",
        "the quarter last",
        _period,
    ),
    rule("the period of a report, a year earlier", r"last year(?:'s|’s) quarter", "last", _period),
    rule(
        "the period of a report, in a year", r"the (?P<y><year>) (?:period|quarter)", "the", _period_of_year
    ),
    rule(
        "a length of time, in the year before",
        r"(?:the )?year[ -](?:ago|earlier) (?:<number>) (?:weeks|months|quarters)",
        "the year",
        lambda match, at: Reading(kind=MentionKind.DURATION),
    ),
    rule("a year before", r"(?:(?:a|the) )?year[ -](?:ago|earlier)", "a the year", _year_before),
    rule(
        "the same period of the year before",
        r"(?:the )?(?:same|corresponding|comparable)(?: [a-z]{3,8})? (?:period|time|day|week|month|quarter|season|half)(?: of| in)?(?: the)? (?:last|previous|prior) year",
        "the same corresponding comparable",
        _same_last_year,
    ),
    rule(
        "the same period of the year before",
        r"(?:the )?(?:same|corresponding|comparable) (?:period|time|quarter) (?:a|one) year (?:ago|earlier|before)",
        "the same corresponding comparable",
        _same_last_year,
    ),
)


def _same(match: Match, at: Context) -> Reading | None:
    of_unit = "day" if match["u"].lower() in _PARTS else unit(match["u"])
    found = at.last(_FINER[of_unit], near=True)
    return dated(containing(found[0].first, of_unit), found[1]) if found else Reading(kind=MentionKind.OTHER)
