"""Rules for dates counted from the publication date: "yesterday", "last Tuesday", "Jan. 25", "two weeks ago"."""

from __future__ import annotations

import datetime
import re
from typing import Final

from .context import Context
from .cues import FUTURE, PAST, UNKNOWN
from .mentions import Anchor, MentionKind, Reading, dated
from .rule import DIGITS, Rule, rule
from .spans import OutOfCalendar, Span, containing, day_of, moved
from .words import (
    DETERMINERS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    PREPOSITIONS,
    ROUGHLY,
    SEASONS,
    UNITS,
    WEEKDAYS,
    month,
    number,
    ordinal,
    unit,
    weekday,
)

Match = re.Match[str]
STEPS: Final = {
    "last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "the": 0, "its": 0, "same": 0, "next": 1, "coming": 1,
    "following": 1, "upcoming": 1,
}  # fmt: skip
_DAYS: Final = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_NAMED_WEEKDAYS: Final = frozenset(
    "black good bloody ash super cyber easter palm holy ruby sheffield".split()
)
_MASTHEADS: Final = frozenset(
    "times telegraph mirror express mail post herald tribune night club school star".split()
)


def counted(span: Span, anchor: Anchor, steps: int) -> Reading:
    return dated(span.shifted(steps), anchor)


def _steps(match: Match, group: str = "step") -> int:
    words = (match[group] or "").lower().split()
    return STEPS[words[-1]] if words else 0


def _near_day(match: Match, at: Context) -> Reading | None:
    now = at.current("day")
    word = match["d"]
    if word[0].isupper() and at.word_before(match.start())[:1].isupper():
        return None  # "USA Today" is a newspaper.
    lead, mark = at.word_before(match.start()), at.text[match.end() : match.end() + 1]
    if lead.lower() in ("of", "in") or (lead in ("And", "But", "Yet") and word == "today" and mark == ","):
        return Reading(kind=MentionKind.PRESENT)  # "the world of today"; "But today, few remember"
    return counted(*now, _DAYS[word.lower()]) if now else Reading(kind=MentionKind.DATE)


def _part_of_day(match: Match, at: Context) -> Reading:
    now = at.current("day")
    return counted(*now, min(_steps(match), 0)) if now else Reading()


def _unit(match: Match, at: Context) -> Reading | None:
    if match["u"][0].isupper() and not match[0].isupper():
        return None  # "This Week" is a programme.
    if "turn of" in match[0].lower():
        return Reading(kind=MentionKind.OTHER)  # of which century?
    now = at.current(unit(match["u"]))
    return counted(*now, _steps(match)) if now else Reading()


def _weekend(match: Match, at: Context) -> Reading:
    now = at.near() if at.now() else None
    if now is None:
        return Reading()
    step = (match["step"] or "").lower()
    span = containing(now[0], "weekend")
    if step in ("next", "this", "coming", "upcoming", "this coming"):
        return counted(span, now[1], int(step == "next" and now[0].weekday() >= 5))
    is_ahead = span.first > now[0]
    ahead = at.tense(*match.span()) == FUTURE and not step
    return counted(span, now[1], 0 if ahead or (not is_ahead and not step) else -1)


def _weekday(match: Match, at: Context) -> Reading | None:
    before, after = at.word_before(match.start()).lower(), at.word_after(match.end())
    if before in _NAMED_WEEKDAYS or (after.lower() in _MASTHEADS and after[:1].isupper()):
        return None
    if before in ("every", "each") or (match["w"][-1:] == "." and len(match["w"]) < 5):
        return None
    now = at.now()
    if now is None:
        return Reading()
    return dated(Span("day", _weekday_near(match, at, now[0])), now[1])


def _weekday_near(match: Match, at: Context, today: datetime.date) -> datetime.date:
    step = (match["step"] or "").lower().removeprefix("the ")
    behind = (today.weekday() - weekday(match["w"])) % 7
    if step == "next" or "coming" in step or (step == "this" and at.tense(*match.span()) != PAST):
        return moved(today, -behind % 7 if step == "this" else (-behind % 7 or 7))
    if step == "previous":
        named = at.last(("day",), near=True)
        if named and 0 <= (today - named[0].first).days < 14:
            return moved(named[0].first, -((named[0].first.weekday() - weekday(match["w"])) % 7 or 7))
    if step in ("last", "past", "previous", "this past"):
        return moved(today, -(behind or 7))
    if at.tense(*match.span()) == FUTURE and behind:
        return moved(today, 7 - behind)
    return moved(today, -behind)


def _weekday_of_week(match: Match, at: Context) -> Reading:
    """ "Tuesday of last week", "Friday next week"."""
    now = at.current("week")
    if now is None:
        return Reading()
    week = now[0].shifted(_steps(match))
    return dated(Span("day", moved(week.first, weekday(match["w"]))), now[1])


def _month_day(match: Match, at: Context) -> Reading | None:
    return _yearless(match, at, month(match["m"]), ordinal(match["d"]))


def _week_of(match: Match, at: Context) -> Reading | None:
    day = _yearless(match, at, month(match["m"]), ordinal(match["d"]))
    return dated(containing(day.span.first, "week"), day.anchor) if day.span else Reading()


def _yearless(match: Match, at: Context, in_month: int, day: int) -> Reading:
    near = at.near()
    if near is None:
        day_of(2000, in_month, day)
        return Reading(f"XXXX-{in_month:02}-{day:02}")
    return dated(Span("day", _in_year(near[0], in_month, day, at.tense(*match.span()))), near[1])


def _in_year(near: datetime.date, in_month: int, day: int, tense: int) -> datetime.date:
    """The day nearest to another; one more than three months off the way that the tense points."""
    days = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            days.append(day_of(year, in_month, day))
        except OutOfCalendar:  # 29 February
            continue
    if not days:
        raise OutOfCalendar(f"{in_month}-{day}")
    nearest = min(days, key=lambda each: abs((each - near).days))
    off = (nearest - near).days
    tense = tense or PAST  # what is far ahead is said to be so
    if off * tense < -90:
        pointed_at = [each for each in days if (each - near).days * tense > 0]
        return min(pointed_at, key=lambda each: abs((each - near).days), default=nearest)
    return nearest


def _month_days(match: Match, at: Context) -> Reading | None:
    last_month = month(match["m2"] or match["m"])
    first = _yearless(match, at, month(match["m"]), ordinal(match["d"]))
    if first.span is None:
        return first
    start = first.span.first
    end = day_of(start.year + (last_month < start.month), last_month, ordinal(match["d2"]))
    if end <= start or first.anchor is None:
        return None
    ends = (str(start), str(end)) if " to " in match[0] or " and " in match[0] else ()
    return dated(first.span, first.anchor, edtf=f"{start}/{end}", implied=ends)


def _ordinal_day(match: Match, at: Context) -> Reading | None:
    """ "on the 16th": of the month named last, else of the month of publication, as the tense has it."""
    named = at.last(("day", "month"), near=True)
    day = ordinal(match["d"])
    if named:
        return dated(Span("day", day_of(named[0].first.year, named[0].first.month, day)), named[1])
    now = at.current("month")
    if now is None or (
        at.word_after(match.end()).islower() and at.word_after(match.end()) not in PREPOSITIONS
    ):
        return None
    today = at.now()
    is_future = at.tense(*match.span()) == FUTURE
    step = -1 if today and not is_future and day > today[0].day else 0
    month_of = now[0].shifted(step).first
    return dated(Span("day", day_of(month_of.year, month_of.month, day)), now[1])


def _bare_month(match: Match, at: Context) -> Reading | None:
    if not _is_month(match, at):
        return None
    near = at.near()
    if near is None:
        return Reading(f"XXXX-{month(match['m']):02}")
    return dated(
        _month_near(near[0], month(match["m"]), _month_tense(match, at), match["step"] or ""), near[1]
    )


def _month_tense(match: Match, at: Context) -> int:
    step = (match["step"] or "").lower()
    if step.endswith(("last", "past")):
        return PAST
    if (
        at.word_before(match.start()).lower() == "through"
    ):  # the nearest to the publication: a report's, or a plan's
        near = at.near()
        return FUTURE if near and (month(match["m"]) - near[0].month) % 12 < 6 else PAST
    after = at.word_after(match.end())
    if at.word_before(match.start()).lower() in DETERMINERS and after.islower() and after not in PREPOSITIONS:
        return (
            at.tense(match.start(), at.sentence[1]) or PAST
        )  # "a December poll": what follows is said of the poll
    return FUTURE if step.endswith(("next", "coming")) else at.tense(*match.span())


def _month_near(near: datetime.date, in_month: int, tense: int, step: str) -> Span:
    """The last such month, or the next one where the tense says so; the current one is both."""
    behind = (near.month - in_month) % 12
    if behind == 1 and step.endswith("last"):
        behind += 12
    elif (tense == FUTURE and behind) or (tense == UNKNOWN and behind > 9):
        behind -= 12
    return containing(near, "month").shifted(-behind)


def _is_month(match: Match, at: Context) -> bool:
    """Whether the name of a month stands for one, and is not part of a name: "January Uprising", "Theresa May"."""
    before, after = at.word_before(match.start()), at.word_after(match.end())
    name = match["m"].rstrip(".").lower()
    if len(name) < 4 and name != "may" and not match["m"].endswith("."):
        return False
    if match["step"]:
        return True
    lead = before.lower()
    if lead in ("every", "each"):
        return False
    if after[:1].isupper() and lead not in PREPOSITIONS - {"of", "and", "or", "during", "since", "for"}:
        return False
    if lead in PREPOSITIONS:
        return not (
            name == "may"
            and lead in ("by", "of", "for", "to", "and", "with", "from")
            and after in ("s", "has", "said", "is")
        )
    is_name = before[:1].isupper() and lead not in DETERMINERS
    return name not in ("may", "march") and not is_name and bool(before)


def _month_of_year(match: Match, at: Context) -> Reading:
    now = at.current("year")
    if now is None:
        return Reading()
    year = now[0].shifted(_steps(match)).first.year
    if match["d"]:
        return dated(Span("day", day_of(year, month(match["m"]), ordinal(match["d"]))), now[1])
    return dated(Span("month", day_of(year, month(match["m"]))), now[1])


def _ago(match: Match, at: Context) -> Reading:
    if match["vague"] or ROUGHLY.search(match[0]):  # “almost two years ago” names no year
        return Reading(kind=MentionKind.OTHER)
    count, of_unit = number(match["n"]), unit(match["u"])
    if of_unit == "year" and count == 1:
        quarter = at.compared_quarter()
        if quarter:
            return dated(quarter[0].in_years(-1), quarter[1])
    now = at.current("day" if of_unit in ("fortnight", "weekend") else of_unit)
    if now is None:
        return Reading()
    return counted(*now, -count * (14 if of_unit == "fortnight" else 1))


def _quarter(match: Match, at: Context) -> Reading | None:
    """A quarter without a year is the one nearest to the publication; "this year's" says which."""
    name, near = match["u"].lower(), at.near()
    size = 4 if name == "quarter" else 2
    which = ordinal(match["n"])
    if which > size or near is None:
        return Reading() if which <= size else None
    first_month = (which - 1) * 12 // size + 1
    if match["step"]:
        year = near[0].year + _steps(match)
        return dated(Span(name, day_of(year, first_month)), near[1])
    first = min(
        (day_of(near[0].year + off, first_month) for off in (-1, 0, 1)),
        key=lambda first: abs((moved(first, 183 // size) - near[0]).days),
    )
    if first > near[0] and at.tense(*match.span()) != FUTURE:
        first = day_of(first.year - 1, first_month)
    return dated(Span(name, first), near[1])


def _season(match: Match, at: Context) -> Reading | None:
    near = at.near()
    if near is None:
        return Reading()
    month_of_season = 3 * (SEASONS[match["s"].lower()] - 20)
    years = [day_of(near[0].year + off, month_of_season) for off in (-2, -1, 0, 1)]
    step = (match["step"] or "").lower().removeprefix("the ")
    begun = [first for first in years if first <= near[0]][-1]
    following = next(first for first in years if first > near[0])
    if step == "this":
        return dated(Span("season", years[2]), near[1])
    if step in ("this coming", "coming", ""):
        running = (near[0] - begun).days < 92
        past = not step and (running or at.tense(*match.span()) == PAST)
        return dated(Span("season", begun if past else following), near[1])
    if step == "next":
        return dated(Span("season", following), near[1])
    ended = begun if (near[0] - begun).days >= 92 else day_of(begun.year - 1, begun.month)
    return dated(Span("season", ended), near[1])


def _year_of_publication(match: Match, at: Context) -> Reading:
    now = at.current("year")
    return dated(*now) if now else Reading()


def _year_end(match: Match, at: Context) -> Reading:
    """ "By year-end"; "year-end results" are a kind of results, of some year."""
    after = at.word_after(match.end())
    if "-" in match[0] and after.islower() and after not in PREPOSITIONS and after not in _AFTER_A_DATE:
        return Reading(kind=MentionKind.OTHER)
    return _year_of_publication(match, at)


_AFTER_A_DATE: Final = frozenset(
    "when if while was is has will would could as but which the a an he she it they we".split()
)


_MONTH_STARTS: Final = frozenset({*MONTHS, "last", "next", "this", "early", "late", "mid", "the"})
_MONTH_EDGE: Final = r"(?:(?:the )?<edge>(?: of| in|<dash>)? ?)?"
_STEP: Final = r"(?:the )?(?P<step>last|this past|this coming|this|next|past|previous|coming|current)"
_EDGE_WORDS: Final = "early late mid earlier later the very beginning start end middle close turn sometime"
_PLURALS: Final = "|".join(each for each in UNITS if each not in ("weekend",))

RULES: Final[tuple[Rule, ...]] = (
    rule(
        "a day near the publication",
        r"(?:(?:early|late|earlier|later) )?(?P<d>today|yesterday|tomorrow|tonight)(?: (?:<part>))?",
        "today yesterday tomorrow tonight early late earlier later",
        _near_day,
    ),
    rule(
        "a part of the day of publication",
        r"(?:(?:early|late|earlier|later) )?(?P<step>this) <part>",
        "this early late earlier later",
        _part_of_day,
    ),
    rule(
        "the night before the publication",
        r"(?:(?:early|late) )?(?P<step>last) (?:night|evening)",
        "last early late",
        _part_of_day,
    ),
    rule(
        "a unit counted from the publication",
        r"(?P<step>last|this|next|the current|the coming|the previous|the upcoming|its current)(?: (?:fiscal|calendar|whole|full|financial))? (?P<u>week|month|year|quarter|decade|century)",
        "last this next the its",
        _unit,
    ),
    rule(
        "part of a unit, which is kept whole",
        r"(?:the )?<edge>(?: of| in)? (?P<step>last|this|next|the current|the coming|the)(?: (?:fiscal|calendar))? (?P<u>week|month|year|quarter|decade|century)(?! earlier| ago| before| later)",
        _EDGE_WORDS,
        _unit,
    ),
    rule(
        "the year of the publication",
        r"(?:the (?:full|whole|fiscal|current fiscal)|for the) year(?!-)(?! (?:before|after|earlier|ago|to come|end(?:ed|ing|s)?)\b)",
        "the for",
        _year_of_publication,
    ),
    rule(
        "the end of the year, which is kept whole",
        r"(?:the )?year(?:[ -]|'s |’s )end",
        "the year year's year’s",
        _year_end,
    ),
    rule(
        "a weekend",
        r"(?:over )?(?:(?P<step>last|this past|this coming|this|next|past)|the) weekend",
        "over last this next past the",
        _weekend,
    ),
    rule(
        "a weekday near the publication",
        r"(?:(?P<step>last|next|this past|this coming|this|past|coming|the previous|previous)|early|late|earlier|later)? ?(?P<w><fullweekday>|Tues\.|Wed\.|Thurs\.)(?: (?:<part>|noon))?",
        {
            *WEEKDAYS,
            "last",
            "next",
            "this",
            "past",
            "coming",
            "the",
            "previous",
            "early",
            "late",
            "earlier",
            "later",
        },
        _weekday,
    ),
    rule(
        "a weekday of a week",
        r"(?P<w><weekday>)(?: of|,)? (?P<step>last|this|next) week",
        WEEKDAYS,
        _weekday_of_week,
    ),
    rule(
        "a day, its year the nearest",
        r"(?:(?:this coming |this |next |last )?<weekday>,? (?:the )?)?(?:(?:last|next|this) )?(?P<m><month>) (?:the )?(?P<d><day>|<dayword>)",
        {*MONTHS, *WEEKDAYS, "this", "next", "last"},
        _month_day,
    ),
    rule(
        "a day, its year the nearest",
        r"(?:<weekday>,? )?(?:the )?(?P<d><day>|<dayword>)(?: day)?(?: of)? (?P<m><month>)",
        {*WEEKDAYS, DIGITS, "the", *ORDINALS},
        _month_day,
    ),
    rule(
        "the week of a day",
        r"(?:the )?week of (?P<m><month>) (?P<d><day>)",
        "the week",
        _week_of,
    ),
    rule(
        "a range of days, its year the nearest",
        r"(?:(?:from|between) )?(?P<m><month>) (?P<d><day>)(?:<dash>| to | and | through | until )(?:(?P<m2><month>) )?(?P<d2><day>)",
        {*MONTHS, "from", "between"},
        _month_days,
    ),
    rule(
        "a range of days, its year the nearest",
        r"(?:(?:from|between) )?(?P<d><day>)(?:<dash>| to | and | through | until )(?P<d2><day>) (?P<m>(?P<m2><month>))",
        {DIGITS, "from", "between"},
        _month_days,
    ),
    rule(
        "a range of days, its year the nearest",
        r"(?:(?:from|between) )?(?P<d><day>) (?P<m><month>)(?:<dash>| to | and | through | until )(?P<d2><day>) (?P<m2><month>)",
        {DIGITS, "from", "between"},
        _month_days,
    ),
    rule(
        "a day of the month named last",
        r"on the (?P<d>\d{1,2}(?:st|nd|rd|th))(?! (?:century|anniversary|floor|birthday|day|of <month>))",
        "on",
        _ordinal_day,
    ),
    rule(
        "a month, its year by the tense",
        _MONTH_EDGE + r"(?:(?P<step>last|this past|this coming|this|next|past|coming) )?(?P<m><month>)",
        _MONTH_STARTS | set(_EDGE_WORDS.split()),
        _bare_month,
    ),
    rule(
        "a month of a year",
        r"(?:(?:early|late|mid)[ -])?(?P<m><month>)(?: (?P<d><day>))?(?: of|,)? (?P<step>last|this|next) year",
        {*MONTHS, "early", "late", "mid"},
        _month_of_year,
    ),
    rule(
        "counted back from the publication",
        r"(?:(?:nearly|almost|about|around|some|over|exactly|just|only|roughly) |more than )?(?:(?P<vague>(?:a |the |many |just a )?<vague>)|(?P<n><number>)) (?P<u><units>)(?: or so)? ago",
        {
            "nearly",
            "almost",
            "about",
            "around",
            "some",
            "over",
            "exactly",
            "just",
            "only",
            "roughly",
            "more",
            "the",
            "few",
            "several",
            "many",
            "dozens",
            "hundreds",
            *NUMBERS,
            DIGITS,
        },
        _ago,
    ),
    rule(
        "a quarter near the publication",
        r"(?:(?:(?P<step>this|last|next) year(?:'s|’s)|the|its|a|their) )?(?:(?:flat|fiscal|latest)[ -])?(?P<n>first|second|third|fourth|1st|2nd|3rd|4th)[ -](?P<u>quarter)(?! (?:of|and) (?:the|a) (?:game|match))",
        "this last next the its a their fiscal first second third fourth 1st 2nd 3rd 4th",
        _quarter,
    ),
    rule(
        "a half of the year",
        r"(?:the )?(?P<n>first|second) (?P<u>half) of (?:(?P<step>this|last|next)|the) year",
        "the first second",
        _quarter,
    ),
    rule(
        "a season near the publication",
        r"(?:(?:early|late|mid)[ -])?(?:(?P<step>last|this past|this coming|this|next|past|previous) )(?:(?:early|late|mid)[ -])?(?P<s><season>)",
        "last this next past previous early late mid",
        _season,
    ),
    rule(
        "a season near the publication",
        r"(?:in|by|since|during|until|through|over|before|after|into|of)(?: the)?(?: (?:early|late|mid|end of|beginning of|start of))?(?: the)?(?P<step>) (?P<s>(?-i:spring|summer|autumn|winter|fall))(?! (?:time|games|olympic|of ))",
        "in by since during until through over before after into of",
        lambda match, at: _stated_season(match, at),
    ),
)


def _stated_season(match: Match, at: Context) -> Reading | None:
    """Without "the", "fall" and "spring" are more often verbs than seasons."""
    words = match[0].lower().split()
    return _season(match, at) if "the" in words or words[0] in ("in", "by", "since") else None
