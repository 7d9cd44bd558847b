"""The grammar of EDTF: a string taken apart into the dates that it is made of.

Standard: Extended Date/Time Format, ISO 8601-2:2019 (https://www.loc.gov/standards/datetime/), levels 0 and
1 whole, and from level 2 only "one of a set" and `XXXX` as the year of a month or day.
"""

from __future__ import annotations

import datetime
import re
from enum import Enum, IntEnum
from typing import Final, NamedTuple

from .days import MAX_YEAR
from .errors import NotEdtf, excerpt
from .errors import gettext_noop as _

MAX_LENGTH: Final = 255  # What a text column holds; it also bounds the work that a set can make.


class Precision(IntEnum):
    """How exactly a date is known, finest first, so that the coarsest of several is their `max()`."""

    TIME = 1
    DAY = 2
    MONTH = 3
    SEASON = 4
    YEAR = 5
    DECADE = 6
    CENTURY = 7
    MILLENNIUM = 8
    UNKNOWN = 9


class End(Enum):
    """An end of an interval that has no date."""

    UNKNOWN = ""  # There is an end, and nobody said when.
    OPEN = ".."  # It goes on (or has always been), as far as is known.


class Kind(Enum):
    """What a value says of its dates."""

    DATE = "date"
    INTERVAL = "interval"  # From the first date to the second: duration.
    SET = "set"  # One of these dates, and it is not known which: doubt.


class One(NamedTuple):
    """One date. A season, month or day of 0 was not stated; `precision` is that of what was."""

    year: int | None  # Of "201X", the first year it may be: 2010. None: the year is not known.
    season: int  # 21 to 24
    month: int
    day: int
    precision: Precision
    masked: str  # "M" for a month, "D" for a day, "MD" for both that are said not to be known; else "".
    time: str  # "14:30:00+02:00"; else "".
    qualifier: str  # "?" uncertain, "~" approximate, "%" both; else "".


Member = One | End
Pair = tuple[Member, Member]


class Form(NamedTuple):
    """A value: `pairs` holds one (date, same date), one (start, end), or a set's members as (from, to)."""

    kind: Kind
    pairs: tuple[Pair, ...]


_DATE = re.compile(
    r"""(?: Y (?P<far> -? [1-9][0-9]{4,9} )
          | (?P<year> -? (?: [0-9]{4} | [0-9]{3}X | [0-9]{2}XX | [0-9]XXX ) | XXXX )
            (?: - (?P<month> [0-9]{2} | XX )
              (?: - (?P<day> [0-9]{2} | XX )
                (?: T (?P<time> [0-9]{2}:[0-9]{2}:[0-9]{2} (?: Z | [+-][0-9]{2} (?: :[0-9]{2} )? )? ) )?
              )?
            )?
        )
        (?P<qualifier> [?~%]? )""",
    re.VERBOSE,
)
_MASKED_YEARS = (Precision.YEAR, Precision.DECADE, Precision.CENTURY, Precision.MILLENNIUM)
_SEASONS = range(21, 25)
_LEAP_YEAR = 2000


def parse(text: object) -> Form:
    """An EDTF string taken apart. `NotEdtf` says what is wrong with it and how to mend that."""
    if not isinstance(text, str):
        raise NotEdtf(
            _("A date is written as a text, such as 2023-05; “%(text)s” is none."), text=excerpt(text)
        )
    if len(text) > MAX_LENGTH:
        raise NotEdtf(
            _("This date is %(length)s characters long; %(most)s are allowed. Use a range."),
            length=len(text),
            most=MAX_LENGTH,
        )
    if text[:1] == "[":
        return _parse_set(text)
    if "/" in text:
        return _parse_interval(text)
    date = parse_one(text)
    return Form(Kind.DATE, ((date, date),))


def parse_one(text: str) -> One:
    """One date of a value: no interval, no set."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise NotEdtf.of(text, _hint(text))
    far, year, month, day, time, qualifier = match.groups()
    if far:
        return One(_far_year(far), 0, 0, 0, Precision.YEAR, "", "", qualifier)
    if year == "-0000":
        raise NotEdtf(_("There is no year -0000: the year before 0001 is written 0000."))
    masks = year.count("X")
    if month is None:
        first = None if masks == 4 else _first_year(year, masks)
        precision = Precision.UNKNOWN if first is None else _MASKED_YEARS[masks]
        return One(first, 0, 0, 0, precision, "", "", qualifier)
    if 0 < masks < 4:
        raise NotEdtf.of(text, _("a year with X digits stands alone, without a month: %(year)s."), year=year)
    known = None if masks else int(year)
    if time:
        return _date_time(text, known, month, day, time, qualifier)
    return _within_year(text, known, month, day, qualifier)


def _first_year(year: str, masks: int) -> int:
    # -01XX runs from -0199 to -0100: before the year 0 the largest digits come first.
    return int(year.replace("X", "9" if year[0] == "-" else "0")) if masks else int(year)


def _far_year(digits: str) -> int:
    year = int(digits)
    if abs(year) > MAX_YEAR:
        raise NotEdtf(
            _("The year %(year)s is too far away: years go from %(first)s to %(last)s."),
            year=digits,
            first=f"Y-{MAX_YEAR}",
            last=f"Y{MAX_YEAR}",
        )
    return year


def _within_year(text: str, year: int | None, month: str, day: str | None, qualifier: str) -> One:
    unknown = Precision.UNKNOWN if year is None else None
    if month == "XX":
        if unknown:
            raise NotEdtf.of(text, _("where neither year nor month is known, write XXXX alone."))
        if day not in (None, "XX"):
            raise NotEdtf.of(
                text,
                _("a day needs its month; write %(instead)s."),
                instead=f"{text[: text.index('-XX')]}-XX-XX",
            )
        return One(year, 0, 0, 0, Precision.YEAR, "MD" if day else "M", "", qualifier)
    number = int(month)
    if number in _SEASONS:
        if day is not None:
            raise NotEdtf.of(text, _("%(month)s is a season, which has no days."), month=month)
        return One(year, number, 0, 0, unknown or Precision.SEASON, "", "", qualifier)
    if not 1 <= number <= 12:
        raise NotEdtf.of(
            text,
            _(
                "there is no month %(month)s. Months are 01 to 12; seasons are 21 (spring), "
                "22 (summer), 23 (autumn) and 24 (winter); two years are written 1863/1864."
            ),
            month=month,
        )
    if day is None or day == "XX":
        return One(year, 0, number, 0, unknown or Precision.MONTH, "D" if day else "", "", qualifier)
    _check_day(text, year, number, int(day))
    return One(year, 0, number, int(day), unknown or Precision.DAY, "", "", qualifier)


def _check_day(text: str, year: int | None, month: int, day: int) -> None:
    try:
        # The calendar repeats every 400 years, which brings every year into the reach of `datetime`.
        datetime.date(_LEAP_YEAR if year is None else year % 400 + 400, month, day)
    except ValueError:
        raise NotEdtf.of(text, _("there is no such day; that month has no day %(day)s."), day=day) from None


def _date_time(text: str, year: int | None, month: str, day: str, time: str, qualifier: str) -> One:
    date = _within_year(text, year, month, day, "")
    if year is None or not date.day:
        raise NotEdtf.of(text, _("a clock time needs a whole date before it, such as 2026-01-25T14:30:00."))
    if qualifier:
        raise NotEdtf.of(
            text, _("? ~ %% stand behind a date, not behind a clock time; leave one of them out.")
        )
    if int(time[:2]) > 23 or int(time[3:5]) > 59 or int(time[6:8]) > 59:
        raise NotEdtf.of(text, _("there is no such time of day; it goes from 00:00:00 to 23:59:59."))
    offset = time[8:]
    if offset in ("-00", "-00:00"):
        raise NotEdtf.of(text, _("write Z or +00:00, not %(offset)s."), offset=offset)
    if len(offset) > 1 and (int(offset[1:3]) > 23 or int(offset[4:] or 0) > 59):
        raise NotEdtf.of(text, _("there is no such offset from UTC; write it as in +02:00."))
    return date._replace(precision=Precision.TIME, time=time)


def _parse_interval(text: str) -> Form:
    ends = text.split("/")
    if len(ends) != 2:
        raise NotEdtf.of(text, _("an interval has one slash, between its start and its end: 1863/1864."))
    start, end = (_parse_end(end) for end in ends)
    if isinstance(start, End) and isinstance(end, End):
        raise NotEdtf.of(
            text, _("an interval needs a date at one end at least; write XXXX if none is known.")
        )
    return Form(Kind.INTERVAL, ((start, end),))


def _parse_end(text: str) -> Member:
    if text == "":
        return End.UNKNOWN
    return End.OPEN if text == ".." else parse_one(text)


def _parse_set(text: str) -> Form:
    if not text.endswith("]"):
        raise NotEdtf.of(text, _("a set ends with a bracket: [1863,1864]."))
    members = text[1:-1].split(",")
    if len(set(members)) < len(members):
        raise NotEdtf.of(text, _("the same member stands twice in this set."))
    if len(members) == 1 and ".." not in text:
        raise NotEdtf.of(
            text, _("one of a set needs two members at least; write a single date without brackets.")
        )
    last = len(members) - 1
    return Form(
        Kind.SET, tuple(_parse_member(member, at == 0, at == last) for at, member in enumerate(members))
    )


def _parse_member(text: str, is_first: bool, is_last: bool) -> Pair:
    if ".." not in text:
        date = parse_one(text)
        return date, date
    ends = text.split("..")
    if len(ends) != 2 or ends == ["", ""]:
        raise NotEdtf.of(text, _("a range in a set is written a..b, ..b or a.. with dates for a and b."))
    if (not ends[0] and not is_first) or (not ends[1] and not is_last):
        raise NotEdtf.of(text, _("a half-open range stands at the very start (..b) or end (a..) of a set."))
    start, end = (parse_one(end) if end else End.OPEN for end in ends)
    return start, end


_HINTS: Final = (
    (r"\s*", _("No date was given; write one such as 2026-01-25, 2023-05 or 1863.")),
    (r"(?s).*\s.*", _("EDTF has no spaces; write it as in 2026-01-25 or 1863/1864.")),
    (
        r"(?s).*[^\x00-\x7f].*",
        _("EDTF is written with the digits 0 to 9 and plain hyphens, as in 1863/1864."),
    ),
    (r"\[.*|.*\]|\{.*|.*\}", _("brackets stand around a whole set, as in [1863,1864], and nowhere else.")),
    (r".*\.\..*", _("two dots stand for an open end, as in 2022-02/.. or [..2020].")),
    (
        r"[a-z].*|.*[0-9][xyzt].*",
        _("EDTF is written with capital letters: 201X, Y-12000, 2026-01-25T14:30:00Z."),
    ),
    (r"[?~%].*|.*[?~%].+", _("? ~ %% stand once, at the end of the date: 2004-06?.")),
    (r".*T.*", _("a clock time is written hh:mm:ss, then Z, an offset such as +02:00, or nothing.")),
    (r"Y.*", _("Y is for years of five to ten digits, as in Y170000002 or Y-12000.")),
    (r"\+.*", _("a year has no plus sign.")),
    (r"-?[0-9]{5,}.*", _("a year of more than four digits is written Y12000; a day is written 2026-01-25.")),
    (r"-?[0-9]{1,3}([^0-9X].*)?", _("a year has four digits, as in 0044 or -0043, and comes first.")),
    (
        r".*X.*",
        _(
            "X stands for the last digits of a year (201X, 20XX), or for a month or day (2004-XX, 1985-04-XX)."
        ),
    ),
    (
        r".*",
        _("this is not an EDTF date; write one such as 2026-01-25, 2023-05, 1863, 1863/1864 or 2022-02/..."),
    ),
)


def _hint(text: str) -> str:
    return next(hint for pattern, hint in _HINTS if re.fullmatch(pattern, text) or pattern == ".*")
