"""One date as people type it: "25 January 2026", "Sept. 2023", "winter 2010–11", "44 BC"; no ranges."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from dateutil import parser as dateutil

from .edtf import Edtf
from .errors import Message, NotEdtf
from .errors import gettext_noop as _
from .names import MONTHS, month_numbers, weekday_numbers

# Two defaults that differ in year, month and day: what moves between the results was not stated. Both are
# leap years.
_DEFAULTS: Final = (datetime.datetime(2000, 1, 1), datetime.datetime(2004, 2, 2))

SEASONS: Final = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_FILLERS: Final = frozenset({"of", "the", "р", "року", "r", "roku"})
_ERA = r"(?P<bc>bce?|b\.c\.(?:e\.)?)|(?:ad|ce|a\.d\.|c\.e\.)"


class Stated(NamedTuple):
    """What a text says of one date; `edtf` holds what is no plain year, month and day ("201X", "2020-22")."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    edtf: str = ""
    time: str = ""
    weekday: int | None = None  # 0 is Monday.

    def __str__(self) -> str:
        if self.edtf:
            return self.edtf
        year = "XXXX" if self.year is None else year_text(self.year)
        return "-".join([year, *(f"{part:02}" for part in (self.month, self.day) if part)]) + self.time


def checked(stated: Stated) -> Stated:
    """The same; `Refusal` if its weekday is not that of its day."""
    year, month, day = stated[:3]
    if stated.weekday is not None and year is not None and year > 0 and month and day:
        try:
            weekday = datetime.date(year, month, day).weekday()
        except ValueError:  # 29 February, as the year turned out.
            raise Refusal(_("there is no such day in that year")) from None
        if weekday != stated.weekday:
            raise Refusal(_("but that day is another weekday: check both"), (str(stated),))
    return stated


def year_text(year: int) -> str:
    """An astronomical year as EDTF writes it: 0044, -0043, Y-12000."""
    if abs(year) > 9999:
        return f"Y{year}"
    return f"-{-year:04}" if year < 0 else f"{year:04}"


class Refusal(Exception):
    """Raised where a text is understood and still cannot be taken; `read_date` makes the message of it."""

    def __init__(self, advice: str, readings: tuple[str, ...] = (), **parts: object) -> None:
        super().__init__(advice)
        self.advice = Message(advice, parts)
        self.readings = tuple(value for value in map(_value, readings) if value)


def _value(edtf: str) -> Edtf | None:
    try:
        return Edtf.parse(edtf)
    except NotEdtf:  # "31 February" is no reading.
        return None


def read_single(text: str) -> Stated | None:
    """What a text (small letters, single spaces) says of one date; `None` if it is not one.

    `Refusal` if it is one in a way that cannot be read safely, or if there is no such day.
    """
    for reader in _READERS:
        found = reader(text)
        if found is not None:
            return found
    return None


def _edtf(text: str) -> Stated | None:
    try:
        value = Edtf.parse(text.upper())
    except NotEdtf:
        return None
    if value.is_interval or value.is_set:
        return None
    refuse_season_or_years(text)
    plain = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text, re.ASCII)
    if plain is None or value.dates[0].season:
        return Stated(edtf=str(value))
    year, month, day = (int(part) if part else None for part in plain.groups())
    return Stated(year, month, day)


def refuse_season_or_years(text: str) -> None:
    """`Refusal` for what is a season in EDTF and two years to most people: 2021-22."""
    match = re.fullmatch(r"(\d\d)(\d\d)-(2[1-4])", text, re.ASCII)
    if match and match[3] > match[2]:
        years = f"{match[1]}{match[2]}/{match[1]}{match[3]}"
        raise Refusal(_("write the season as a word, or both years in full"), (text, years))


def _clock_time(text: str) -> Stated | None:
    match = re.fullmatch(r"(.+?),? (?:at )?(\d{1,2}):(\d\d)", text, re.ASCII)
    date = _named_day(match[1]) if match else None
    if match is None or date is None or date.year is None or date.day is None:
        return None
    return date._replace(time=f"T{int(match[2]):02}:{match[3]}:00")


def _with_era(text: str) -> Stated | None:
    match = re.fullmatch(
        rf"(?:(?P<day>[^\d].*|\d{{1,2}} .*),? )?(?P<year>\d{{1,9}}|\d{{1,3}}(?:,\d{{3}})+) ?(?:{_ERA})",
        text,
        re.ASCII,
    )
    if match is None:
        match = re.fullmatch(r"(?P<bc>(?!))?(?P<day>(?!))?ad (?P<year>\d{1,4})", text, re.ASCII)
    if match is None:
        return None
    year = int(match["year"].replace(",", ""))
    if year == 0:
        raise Refusal(_("there is no year 0; the year before AD 1 is 1 BC"))
    year = 1 - year if match["bc"] else year
    if match["day"] is None:
        return Stated(year)
    date = _named_day(match["day"].rstrip(","))
    return None if date is None or date.year is not None else date._replace(year=year)


def _decade(text: str) -> Stated | None:
    match = re.fullmatch(r"(?:the )?(\d{3})0['’]?s", text, re.ASCII)
    if match is None:
        return None
    if match[1].endswith("0"):
        decade, century = f"{match[1]}X", f"{match[1][:2]}XX"
        raise Refusal(
            _("write %(decade)s or %(century)s in EDTF"), (decade, century), decade=decade, century=century
        )
    return Stated(edtf=f"{match[1]}X")


def _century(text: str) -> Stated | None:
    match = re.fullmatch(
        rf"(?:the )?(\d{{1,2}})(?:st|nd|rd|th) (?:century|c\.)(?: (?:{_ERA}))?", text, re.ASCII
    )
    if match is None or int(match[1]) == 0:
        return None
    return Stated(edtf=f"{'-' if match['bc'] else ''}{int(match[1]) - 1:02}XX")


def _season(text: str) -> Stated | None:
    match = re.fullmatch(r"(?:the )?([a-z]+)(?: of)? (\d{4})(?: ?[-–/] ?(\d{4}|\d\d))?", text, re.ASCII)
    season = SEASONS.get(match[1]) if match else None
    if match is None or season is None:
        return None
    year, second = int(match[2]), match[3]
    if season != 24:
        return None if second else Stated(edtf=f"{match[2]}-{season}")
    if second is None:
        before = f"{year_text(year - 1)}-24"
        raise Refusal(_("write both years, as in winter 2010–11"), (before, f"{match[2]}-24"))
    if int(second) != (year + 1) % 10 ** len(second):
        raise Refusal(_("a winter reaches from one year into the next, as in winter 2010–11"))
    return Stated(edtf=f"{match[2]}-24")


def _numeric(text: str) -> Stated | None:
    match = re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)", text, re.ASCII)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), match[4]
    centuries = [year] if len(year) == 4 else [f"20{year}", f"19{year}"]
    orders = dict.fromkeys(((second, first), (first, second)))
    readings = tuple(f"{full}-{month:02}-{day:02}" for full in centuries for month, day in orders)
    refusal = Refusal(_("write the month as a word and the year in full"), readings)
    if len(refusal.readings) != 1 or len(year) == 2:
        raise refusal
    return _edtf(str(refusal.readings[0]))


def _named_day(text: str) -> Stated | None:
    """A month by its name, with a day and a year or without, in any order; a weekday may stand first."""
    tokens = [token for token in re.split(r"[ ,.]+", text) if token and token not in _FILLERS]
    if not 1 <= len(tokens) <= 4:
        return None
    months = [MONTHS[month_numbers()[token] - 1] for token in tokens if token in month_numbers()]
    days = [token for token in tokens if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", token, re.ASCII)]
    years = [token for token in tokens if re.fullmatch(r"[1-9]\d{3}", token, re.ASCII)]
    rest = len(tokens) - len(months) - len(days) - len(years)
    weekdays = [weekday_numbers()[token] for token in tokens[:1] if rest == 1 and token in weekday_numbers()]
    if len(months) != 1 or len(years) > 1 or rest != len(weekdays) or (weekdays and not days):
        return None
    if any(not 1 <= int(day.rstrip("sthndr")) <= 31 for day in days):
        # dateutil would take "99 January" for January 1999.
        raise Refusal(_("days go from 1 to 31; a year is written with four digits"))
    if len(days) > 1:
        raise _two_digit_year(months[0], days, years)
    stated = _by_dateutil(" ".join([*days, months[0], *years]))
    return stated._replace(weekday=weekdays[0]) if weekdays else stated


def _two_digit_year(month: str, numbers: list[str], years: list[str]) -> Refusal:
    first, second = (int(re.sub(r"\D", "", number)) for number in numbers[:2])
    at = MONTHS.index(month) + 1
    pairs = ((first, second), (second, first)) if not years else ()
    readings = tuple(f"{century}{year:02}-{at:02}-{day:02}" for day, year in pairs for century in (20, 19))
    return Refusal(_("write the year with four digits"), readings)


def _by_dateutil(english: str) -> Stated:
    try:
        first, second = (dateutil.parse(english, default=default) for default in _DEFAULTS)
    except (ValueError, OverflowError):
        raise Refusal(_("there is no such day; look at the day of the month")) from None
    year, month, day = (
        a if a == b else None
        for a, b in ((first.year, second.year), (first.month, second.month), (first.day, second.day))
    )
    return Stated(year, month, day)


def _bare_year(text: str) -> Stated | None:
    match = re.fullmatch(r"(?:the )?(?:year )?(\d{4})(?: (?:р|r)\.)?", text, re.ASCII)
    return Stated(int(match[1])) if match else None


_READERS: Final[tuple[Callable[[str], Stated | None], ...]] = (
    _edtf, _bare_year, _named_day, _numeric, _season, _decade, _century, _with_era, _clock_time,
)  # fmt: skip
