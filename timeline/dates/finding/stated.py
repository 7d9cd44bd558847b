"""Rules for dates that say their year themselves: "25 January 2026", "May 2023", "1863-64", "the 1990s"."""

from __future__ import annotations

import re
from typing import Final

from .context import Context
from .mentions import Reading, dated
from .rule import DIGITS, Rule, rule
from .spans import Span, day_of
from .words import DECADES, MONTHS, PREPOSITIONS, SEASONS, WEEKDAYS, month, number, ordinal, year

Match = re.Match[str]
EDGES: Final = "early late mid earlier later the very beginning start end middle close turn"
_PEOPLE_AND_THINGS: Final = frozenset(
    "people men women children shares jobs workers troops soldiers miles kilometers kilometres km feet ft meters "
    "metres m dollars euros pounds units votes tons tonnes barrels points employees members students households "
    "cars yards rpm calories hours minutes seconds days years tanks homes houses prisoners refugees deaths cases "
    "officers police copies pages words acres hectares times others civilians passengers mph kg tickets".split()
)
_COUNTED: Final = frozenset(
    "least most about some nearly almost roughly exactly killed $ no. number nos. page pages model route flight "
    "room figure than".split()
)
_ADJECTIVE: Final = re.compile(r"(?:ian|ish|ese|an|ic|ch|'s|’s)\Z")
_OCCASION: Final = re.compile(
    r"(?: [A-Z][\w'’.-]{1,20}){0,3} (?:Olympics?|Games|Cup|Convention|Conference|Summit|Elections?|Treaty|Act|"
    r"Agreement|Constitution|War|Revolution|Championships?|Festival|Accords?|Census|Congress|Budget)(?!\w)"
)
_OF_A_YEAR: Final = re.compile(
    r"(?:presidential|parliamentary|general|election|elections|war|census|olympic\w*|revolution|coup|invasion|"
    r"budget|earnings|results|sales|profit|season|report|film|agreement|treaty|law|and|to|or|for|when|after)\Z",
    re.IGNORECASE,
)


def _day(match: Match, at: Context) -> Reading:
    return dated(Span("day", day_of(year(match["y"]), month(match["m"]), _day_number(match["d"]))))


def _day_number(text: str) -> int:
    return int(re.sub(r"\D", "", text)) if text[0].isdigit() else ordinal(text)


def _days(match: Match, at: Context) -> Reading:
    first, second = (
        day_of(year(match["y"]), month(name), _day_number(day))
        for name, day in ((match["m"], match["d"]), (match["m2"] or match["m"], match["d2"]))
    )
    return dated(Span("day", first), edtf=f"{first}/{second}")


def _months(match: Match, at: Context) -> Reading | None:
    last = day_of(year(match["y"]), month(match["m2"]))
    own = match["y1"]
    first = day_of(year(own) if own else last.year - (month(match["m"]) > last.month), month(match["m"]))
    return dated(Span("month", first), edtf=f"{Span('month', first).edtf}/{Span('month', last).edtf}")


def _month(match: Match, at: Context) -> Reading:
    return dated(Span("month", day_of(year(match["y"]), month(match["m"]))))


def _iso(match: Match, at: Context) -> Reading:
    return dated(Span("day", day_of(int(match["y"]), int(match["m"]), int(match["d"]))))


def _numeric(match: Match, at: Context) -> Reading | None:
    """Two orders: the one that there is, else the one nearer to the publication, the American one at a tie."""
    first, second = int(match["a"]), int(match["b"])
    near = at.near()
    full = int(match["y"])
    if full < 100:
        full += 1900 if full > (near[0].year if near else 2030) % 100 + 10 else 2000
    days = [
        day_of(full, m, d) for m, d in ((first, second), (second, first)) if 1 <= m <= 12 and 1 <= d <= 31
    ]
    if not days or (not near and len(set(days)) > 1):
        return None
    return dated(Span("day", min(days, key=lambda day: abs((day - near[0]).days)) if near else days[0]))


def _years(match: Match, at: Context) -> Reading | None:
    first, last = int(match["y"]), match["y2"]
    second = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    if not first < second <= first + 200:
        return None
    span = Span("year", day_of(first))
    return dated(span, edtf=f"{first}/{second}", implied=(str(first), str(second)) if " " in match[0] else ())


def _season(match: Match, at: Context) -> Reading:
    return dated(Span("season", day_of(year(match["y"]), 3 * (SEASONS[match["s"].lower()] - 20))))


def _quarter(match: Match, at: Context) -> Reading | None:
    number, unit = ordinal(match["n"]), match["u"].lower()
    if number > (4 if unit == "quarter" else 2):
        return None
    months = 3 if unit == "quarter" else 6
    return dated(Span(unit, day_of(year(match["y"]), (number - 1) * months + 1)))


def _last_half(match: Match, at: Context) -> Reading:
    return dated(Span("half", day_of(year(match["y"]), 7)))


def _decade(match: Match, at: Context) -> Reading:
    first = int(match["y"])
    # "the 1900s" is a century to most readers, "the 1990s" a decade.
    return dated(Span("century" if first % 100 == 0 else "decade", day_of(first)))


def _short_decade(match: Match, at: Context) -> Reading:
    digits = match["d"]
    ten = int(digits) if digits.isdigit() else DECADES[digits.lower()]
    now = at.near()
    century = 1900 if not now or ten > now[0].year % 100 or now[0].year < 2000 else 2000
    return dated(Span("decade", day_of(century + ten)))


def _century(match: Match, at: Context) -> Reading:
    return dated(Span("century", day_of((ordinal(match["n"]) - 1) * 100)))


def _before_christ(match: Match, at: Context) -> Reading:
    return Reading(f"-{int(match['y']) - 1:04}")


def _whole_year(match: Match, at: Context) -> Reading:
    return dated(Span("year", day_of(year(match["y"]))))


def _bare_year(match: Match, at: Context) -> Reading | None:
    return _whole_year(match, at) if _is_year(match, at) else None


def _is_year(match: Match, at: Context) -> bool:
    """Whether four digits are a year, and neither a count nor part of a name ("Russell 2000")."""
    before, after = at.word_before(match.start()), at.word_after(match.end())
    mark = at.text[match.start() - 1 : match.start()]
    if mark in tuple("$£€¥#@/.") or before.lower() in _COUNTED or after.lower() in _PEOPLE_AND_THINGS:
        return False
    if mark.isalnum() or at.text[match.end() : match.end() + 2].strip()[:1] in ("%", "°"):
        return False
    if before.lower() in PREPOSITIONS or (mark == "(" and at.text[match.end() : match.end() + 1] == ")"):
        return (
            before.lower() != "of" or not after.endswith("s") or after.lower() in ("was", "is", "has", "as")
        )
    if not 1800 <= int(match["y"]) <= 2099:
        return False
    if after[:1].isupper() and before:
        return bool(_OCCASION.match(at.text, match.end()))
    if before[:1].isupper() and at.text[match.start() - 2 : match.start() - 1] not in (",", "."):
        is_last = not after and at.text[match.end() : match.end() + 1] not in ("",)
        return bool(_ADJECTIVE.search(before) or _OF_A_YEAR.match(after)) and not is_last
    return True


_NAMES: Final = frozenset(MONTHS)
_DAYS_FIRST: Final = frozenset(WEEKDAYS)

RULES: Final[tuple[Rule, ...]] = (
    rule(
        "a day with its year",
        r"(?:<weekday>,? )?(?P<m><month>) (?:the )?(?P<d><day>|<dayword>)(?:<comma>)(?P<y><year>|<spelled>)",
        _NAMES | _DAYS_FIRST,
        _day,
    ),
    rule(
        "a day with its year",
        r"(?:<weekday>,? )?(?:the )?(?P<d><day>|<dayword>)(?: day)?(?: of)? (?P<m><month>),? (?P<y><year>|<spelled>)",
        {DIGITS, "the"} | _DAYS_FIRST,
        _day,
    ),
    rule(
        "a range of days",
        r"(?:between )?(?P<m><month>) (?P<d><day>)(?:<dash>| to | and | through )(?:(?P<m2><month>) )?(?P<d2><day>),? (?P<y><year>)",
        _NAMES | {"between"},
        _days,
    ),
    rule(
        "a range of days",
        r"(?:between )?(?P<d><day>)(?: (?P<m0><month>))?(?:<dash>| to | and | through )(?P<d2><day>) (?P<m2>(?P<m><month>)),? (?P<y><year>)",
        {DIGITS, "between"},
        lambda match, at: _days_named_last(match, at),
    ),
    rule(
        "a range of months",
        r"(?:from |between )?(?P<m><month>)(?:,? (?P<y1><year>))?(?:<dash>| to | and | through | until )(?P<m2><month>),? (?P<y><year>)",
        _NAMES | {"from", "between"},
        _months,
    ),
    rule("a month with its year", r"(?P<m><month>),? (?:of )?(?P<y><year>|<spelled>)", _NAMES, _month),
    rule(
        "part of a month, which is kept whole",
        r"(?:the )?<edge>(?: of|<dash>)? ?(?P<m><month>),? (?:of )?(?P<y><year>)",
        EDGES,
        _month,
    ),
    rule("a day in figures", r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", {DIGITS}, _iso),
    rule(
        "a day in figures",
        r"(?P<a>\d\d?)(?P<sep>[/.-])(?P<b>\d\d?)(?P=sep)(?P<y>\d{4}|\d\d)(?![/.-]\d)",
        {DIGITS},
        _numeric,
    ),
    rule("a range of years", r"(?P<y><year>)(?:<dash>|/)(?P<y2><year>|<shortyear>)", {DIGITS}, _years),
    rule(
        "a range of years",
        r"(?:from |between )(?P<y><year>)(?: to | and | until | through |<dash>)(?P<y2><year>)",
        "from between",
        _years,
    ),
    rule(
        "a season with its year",
        r"(?:(?:the|early|late|mid)[ -]){0,2}(?P<s><season>)(?: of|,)? (?P<y><year>|<spelled>)",
        {*SEASONS, "the", "early", "late", "mid"},
        _season,
    ),
    rule(
        "a quarter with its year",
        r"(?:the )?(?:fiscal )?(?P<n><ordinal>)[ -](?P<u>quarter|half)(?: of|,| in)?(?: fiscal)? (?P<y><year>)",
        "the fiscal first second third fourth 1st 2nd 3rd 4th " + DIGITS,
        _quarter,
    ),
    rule(
        "a quarter with its year",
        r"(?:the )?(?P<y><year>)(?:'s|’s)? (?:fiscal )?(?P<n><ordinal>)[ -](?P<u>quarter|half)",
        {"the", DIGITS},
        _quarter,
    ),
    rule(
        "the first quarters of a year",
        r"(?:the )?first (?P<n>two|three|2|3) quarters of (?P<y><year>)",
        "the first",
        lambda match, at: _first_quarters(match),
    ),
    rule(
        "half a year",
        r"(?:the )?(?:last|latter|second) half of (?P<y><year>)",
        "the last latter second",
        _last_half,
    ),
    rule(
        "a decade",
        r"(?:the )?(?:(?:early|late|mid)(?:[ -]to[ -](?:late|mid))?[ -])?(?P<y>(?:1\d|20)\d0)(?:'|’)?s",
        {DIGITS, "the", "early", "late", "mid"},
        _decade,
    ),
    rule(
        "a decade",
        r"(?:the )?(?:(?:early|late|mid)[ -])?(?:['’‘]|(?<=['’‘]))(?P<d>[2-9]0)s",
        {DIGITS, "the", "early", "late", "mid"},
        _short_decade,
    ),
    rule(
        "a decade", r"the (?:(?:early|late|mid)[ -])?(?P<d>" + "|".join(DECADES) + r")", "the", _short_decade
    ),
    rule(
        "a century",
        r"(?:(?:the|early|late|mid)[ -]){0,2}(?P<n>1\d(?:th)|2[01](?:st|th)|twentieth|twenty-first|nineteenth|eighteenth|seventeenth|sixteenth|fifteenth)[ -]century",
        "the early late mid twentieth twenty twenty-first nineteenth eighteenth seventeenth sixteenth fifteenth "
        + DIGITS,
        _century,
    ),
    rule("a year before Christ", r"(?P<y>\d{1,4}) (?:BCE?|B\.C\.)", {DIGITS}, _before_christ),
    rule(
        "a year",
        r"(?:the )?(?:(?:fiscal|calendar|academic|financial)(?: year)?|year) (?P<y><year>|<spelled>)",
        "the fiscal calendar academic financial year",
        _whole_year,
    ),
    rule(
        "part of a year, which is kept whole",
        r"(?:the )?<edge>(?: of|<dash>)? ?(?P<y><year>)",
        EDGES,
        _whole_year,
    ),
    rule("a year", r"(?P<y><spelled>)", "nineteen eighteen", _whole_year),
    rule("a year", r"(?P<y><year>)", {DIGITS}, _bare_year),
)


def _first_quarters(match: Match) -> Reading:
    first, last = (day_of(year(match["y"]), each) for each in (1, 3 * number(match["n"])))
    return dated(Span("quarter", first), edtf=f"{first:%Y-%m}/{last:%Y-%m}")


def _days_named_last(match: Match, at: Context) -> Reading:
    last = day_of(year(match["y"]), month(match["m2"]), _day_number(match["d2"]))
    own = month(match["m0"]) if match["m0"] else last.month
    first = day_of(last.year - (own > last.month), own, _day_number(match["d"]))
    return dated(Span("day", first), edtf=f"{first}/{last}")
