"""Dates as people type them into a form: "May 2023", "1863–64", "since February 2022", "c. 1863"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from itertools import takewhile
from typing import Final

from .days import from_day_number
from .edtf import Edtf
from .errors import Message, NotEdtf, UnreadableDate, excerpt
from .errors import gettext_noop as _
from .grammar import Precision
from .single import Refusal, Stated, checked, read_single, refuse_season_or_years
from .typed import in_english

MAX_LENGTH: Final = 200

_HELP: Final = Message(
    _("write it like 25 January 2026, May 2023, 1863–64, since February 2022, or in EDTF (2023-05)")
)
_APPROXIMATE = re.compile(r"(?:circa|ca\.?|c\.|c(?= )|around|about|approximately|roughly) ?(?P<rest>.+)")
_UNCERTAIN = re.compile(
    r"(?:perhaps|possibly|probably|maybe) (?P<rest>.+)"
    r"|(?P<before>.+?) ?(?:\?|\(\?\)|, (?:year )?uncertain|\((?:year )?uncertain\))"
)
_VAGUE = re.compile(
    r"(?:(?:the )?(?:early|mid|late|beginning of|start of|middle of|end of)[ -](?:in )?)(?P<rest>.+)"
)
_RANGE_MARKS: Final = (" to ", " until ", " till ", " through ", " – ", " - ", "–", "-", "/")
_BETWEEN: Final = (("between ", " and "), ("not earlier than ", " and not later than "))
_Open = Callable[[str], str]


def read_date(text: str, *, year_from: datetime.date | None = None, language: str = "en") -> Edtf:
    """The EDTF value of a date as people write it, or of an EDTF string.

    Words of every language in `typed` are read; `language` (BCP 47) is the writer's, and settles what else could
    be read two ways. A day or month without a year takes it from `year_from` (the publication day of the article
    at hand): the most recent such day that is not after it. "Between" two dates is one of a set, "from … to" and
    dashes are intervals; "before 2020" ends with 2019, "by 2020" with 2020. Centuries are counted as EDTF
    does: "19th century" is 18XX, 1800 to 1899, not 1801 to 1900. Clock times are read without a time zone.
    `UnreadableDate` says what to write instead; its `readings` are the values that the text may stand for.
    """
    if not isinstance(text, str):
        raise UnreadableDate(_("“%(text)s” is not a text; %(help)s."), text=excerpt(text), help=_HELP)
    if len(text) > MAX_LENGTH:
        too_long = _("A date has %(most)s characters at most; this text has %(length)s.")
        raise UnreadableDate(too_long, most=MAX_LENGTH, length=len(text))
    cleaned = " ".join(text.replace("—", "–").replace("−", "-").split())
    if not cleaned.isprintable():
        unseen = _("“%(text)s” holds characters that cannot be seen; %(help)s.")
        raise UnreadableDate(unseen, text=excerpt(text), help=_HELP)
    english = in_english(cleaned, language)
    try:
        found = _read(english, year_from)
    except Refusal as refusal:
        raise _refused(cleaned, refusal) from None
    except NotEdtf as error:
        raise UnreadableDate("%(why)s", why=error.message) from error
    if found is None:
        raise UnreadableDate(_why_not(english), text=excerpt(cleaned), help=_HELP)
    return found


def _refused(text: str, refusal: Refusal) -> UnreadableDate:
    template = _("“%(text)s”: %(advice)s.")
    if refusal.readings:
        template = _("“%(text)s” can be read as %(readings)s; %(advice)s.")
    return UnreadableDate(template, readings=refusal.readings, text=excerpt(text), advice=refusal.advice)


def _read(text: str, year_from: datetime.date | None) -> Edtf | None:
    as_edtf = _as_edtf(text)
    if as_edtf is not None:
        return as_edtf
    lowered = text.lower()
    for reader in _READERS:
        found = reader(lowered, year_from)
        if found is not None:
            return Edtf.parse(found)
    return None


def _as_edtf(text: str) -> Edtf | None:
    refuse_season_or_years(text)
    try:
        return Edtf.parse(text)
    except NotEdtf:
        if re.fullmatch(r"-?\d{4}-\d\d-\d\d(T[\d:Z+-]*)?[?~%]?|[^a-z]*[X\[\]][^a-z]*", text, re.ASCII):
            raise  # Clearly meant as EDTF: its message says what is wrong with it.
        return None


def _vague(text: str, year_from: datetime.date | None) -> str | None:
    match = _VAGUE.fullmatch(text)
    whole = _date(match["rest"], year_from) if match else None
    if whole is None:
        return None
    raise Refusal(_("a part of it cannot be noted: write the whole, or the days from and to"), (whole,))


def _half_open(text: str, year_from: datetime.date | None) -> str | None:
    for pattern, write in _OPENINGS:
        match = re.fullmatch(pattern, text)
        date = _date(match[1], year_from) if match else None
        if date is not None:
            return write(date)
    return None


def _until_before(date: str) -> str:
    return f"[..{_neighbour(date, -1)}]"


def _from_after(date: str) -> str:
    return f"[{_neighbour(date, 1)}..]"


def _neighbour(date: str, step: int) -> str:
    """The day, month or year next to a date; a date that has no sharp edge as it is, which claims less."""
    value = Edtf.parse(date)
    one = value.dates[0]
    if one.year is None or one.qualifier or one.time:
        return date
    bounds = value.bounds()
    year, month, day = from_day_number(bounds.end_latest + 1 if step > 0 else bounds.start_earliest - 1)
    has_month = value.precision < Precision.YEAR
    return str(Stated(year, month if has_month else None, day if one.day else None))


_OPENINGS: Final[tuple[tuple[str, _Open], ...]] = (
    (r"(?:ever )?since (.+)", "{}/..".format),
    (r"from (.+?)(?:, end unknown| on(?:wards?)?)?", "{}/".format),
    (r"(?:until|till|up to) (.+), start unknown", "/{}".format),
    (r"(?:until|till|up to) (.+)", "../{}".format),
    (r"before (.+)", _until_before),
    (r"(?:by|not later than|no later than) (.+)", "[..{}]".format),
    (r"(.+) or (?:earlier|before)", "[..{}]".format),
    (r"after (.+)", _from_after),
    (r"(?:not earlier than|no earlier than) (.+)", "[{}..]".format),
    (r"(.+) or later", "[{}..]".format),
)


def _alternatives(text: str, year_from: datetime.date | None) -> str | None:
    members = re.split(r", | or ", text.removeprefix("one of ")) if " or " in text else []
    # Up to the first that is no date: what is typed may hold very many.
    dates = list(takewhile(bool, (_date(member, year_from) for member in members)))
    return f"[{','.join(filter(None, dates))}]" if dates and len(dates) == len(members) else None


def _range(text: str, year_from: datetime.date | None) -> str | None:
    for start, mark in _BETWEEN:
        if text.startswith(start):
            ends = _ends(text.removeprefix(start), (mark,), year_from)
            return f"[{ends[0]}..{ends[1]}]" if ends else None
    ends = _ends(text.removeprefix("from "), _RANGE_MARKS, year_from)
    return f"{ends[0]}/{ends[1]}" if ends else None


def _ends(text: str, marks: tuple[str, ...], year_from: datetime.date | None) -> tuple[str, str] | None:
    for mark in marks:
        parts = [part.strip() for part in text.split(mark)]
        if len(parts) == 2:
            pair = _completed(_fragment(parts[0]), _fragment(parts[1]), parts[1])
            if pair:
                if pair[1].year is None and not pair[1].edtf and year_from is None:
                    raise Refusal(_("add the year"))
                end = _with_year(pair[1], year_from)
                return str(checked(_with_year_of(end, pair[0]))), str(end)
    return None


def _fragment(text: str) -> Stated | None:
    """A date, or a part of one that the other end of the range completes: "9", "11, 2023"."""
    match = re.fullmatch(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?\.?(?:, (\d{4}))?", text, re.ASCII)
    if match:
        return Stated(int(match[2]) if match[2] else None, None, int(match[1]))
    qualified = _qualified(text)
    return qualified or read_single(text)


def _completed(start: Stated | None, end: Stated | None, end_text: str) -> tuple[Stated, Stated] | None:
    """What each end leaves out, taken from the other; `None` if that does not make two dates."""
    if start is None or end is None:
        return None
    if (
        start.year is not None
        and start.month is None
        and start.day is None
        and re.fullmatch(r"\d\d", end_text)
    ):
        # 1863–64
        return start, Stated(start.year - start.year % 100 + int(end_text))
    if start.day and not start.month:
        start = start._replace(month=end.month)
    if end.day and not end.month:
        end = end._replace(month=start.month)
    incomplete = any(date.day and not date.month for date in (start, end))
    # "May 2023 – June": whose June is not said.
    lacks_year = end.year is None and not end.edtf and (start.year is not None or start.edtf)
    return None if incomplete or lacks_year else (start, end)


def _with_year_of(end: Stated, start: Stated) -> Stated:
    if start.edtf or start.year is not None or end.year is None:
        return start
    # "30 December – 2 January 2023" began in the year before.
    later = (start.month or 0, start.day or 0) > (end.month or 0, end.day or 0 if start.day else 99)
    return start._replace(year=end.year - later)


def _with_year(stated: Stated, year_from: datetime.date | None) -> Stated:
    """The same with its year, from `year_from` if it has none; its weekday, if it states one, is checked."""
    if stated.edtf or stated.year is not None:
        return checked(stated)
    if year_from is None:
        raise Refusal(_("add the year"), (str(stated),))
    month, day = stated.month or 1, stated.day or 1
    year = year_from.year - ((month, day) > (year_from.month, year_from.day))
    if (month, day) == (2, 29):
        while year % 4 or (year % 100 == 0 and year % 400):
            year -= 1
    return checked(stated._replace(year=year))


def _date(text: str, year_from: datetime.date | None) -> str | None:
    stated = _qualified(text) or read_single(text)
    return None if stated is None else str(_with_year(stated, year_from))


def _qualified(text: str) -> Stated | None:
    rest, marks = text, set()
    for mark, pattern in (("?", _UNCERTAIN), ("~", _APPROXIMATE), ("?", _UNCERTAIN)):
        match = pattern.fullmatch(rest)
        if match:
            rest = match.groupdict()["rest"] or match.groupdict().get("before") or ""
            marks.add(mark)
    stated = read_single(rest) if marks else None
    if stated is None or (stated.year is None and not stated.edtf):
        return None
    return Stated(edtf=f"{stated}{'%' if len(marks) == 2 else marks.pop()}")


def _why_not(text: str) -> str:
    if re.fullmatch(r"\d{1,3}", text, re.ASCII):
        return _("“%(text)s” may be a day, a month or a year; %(help)s.")
    if re.fullmatch(r"(?i)(to|yester)day|tomorrow|now|(last|this|next) .*|.* ago|\w+day", text):
        return _("“%(text)s” depends on the day on which it is said; %(help)s.")
    return _("“%(text)s” cannot be read as a date; %(help)s.")


_READERS: Final = (_vague, _date, _half_open, _alternatives, _range)
