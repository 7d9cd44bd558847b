"""A date in words, as a careful newspaper would write it: no precision and no end is made up."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple, cast

from .calendars import Calendar, calendar_for
from .grammar import End, Form, Kind, Member, One, Pair, Precision, parse

TIGHT: Final = "–"
SPACED: Final = " – "

_ROMAN: Final = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LAST_YEAR: Final = {Precision.DECADE: 9, Precision.CENTURY: 99, Precision.MILLENNIUM: 999}


class Words(NamedTuple):
    """The words for a date as they stand alone, and behind a preposition."""

    date: str
    oblique: str


@lru_cache(maxsize=20_000)
def words(text: str, locale: str) -> str:
    """An EDTF string in words of the locale; `NotEdtf` if it is none."""
    form, calendar = parse(text), calendar_for(locale)
    return _of_form(form, calendar)


def _of_form(form: Form, calendar: Calendar) -> str:
    first, last = form.pairs[0]
    if form.kind is Kind.INTERVAL:
        return _interval(first, last, calendar)
    if form.kind is Kind.SET:
        return _set(form.pairs, calendar)
    return _one(cast(One, first), calendar, ", {}").date


def _interval(start: Member, end: Member, calendar: Calendar) -> str:
    phrases = calendar.phrases
    if isinstance(start, One) and isinstance(end, One):
        return _from_to(start, end, calendar)
    if isinstance(start, One):
        template = phrases.since if end is End.OPEN else phrases.start_only
        return template.format(**_nested(start, calendar)._asdict())
    template = phrases.until if start is End.OPEN else phrases.end_only
    # The grammar sees to it that one end is a date.
    return template.format(**_nested(cast(One, end), calendar)._asdict())


def _from_to(start: One, end: One, calendar: Calendar) -> str:
    if start == end and _is_plain(start):
        return _one(start, calendar, ", {}").date
    shared = _shared(start, end, calendar, oblique=False)
    if shared:
        left, right, dash = shared
        return f"{left}{dash}{right}"
    return _two(calendar.phrases.from_to, _nested(start, calendar), _nested(end, calendar))


def _two(template: str, start: Words, end: Words) -> str:
    return template.format(
        start=start.date, end=end.date, start_oblique=start.oblique, end_oblique=end.oblique
    )


def _set(pairs: tuple[Pair, ...], calendar: Calendar) -> str:
    phrases = calendar.phrases
    if len(pairs) == 1:
        return _range(*pairs[0], calendar)
    members = [_member(pair, calendar) for pair in pairs]
    separator = "; " if any(", " in member for member in members) else ", "
    template = phrases.either if len(members) == 2 else phrases.one_of
    return template.format(first=separator.join(members[:-1]), last=members[-1])


def _member(pair: Pair, calendar: Calendar) -> str:
    first, last = pair
    if not isinstance(first, One) or not isinstance(last, One):
        return _range(first, last, calendar)
    return _nested(first, calendar).date if first is last else _from_to(first, last, calendar)


def _range(first: Member, last: Member, calendar: Calendar) -> str:
    """Some time from one date to another, as a member of a set: doubt, not duration."""
    phrases = calendar.phrases
    if not isinstance(first, One):
        return phrases.or_earlier.format(**_nested(cast(One, last), calendar)._asdict())
    if not isinstance(last, One):
        return phrases.or_later.format(**_nested(first, calendar)._asdict())
    shared = _shared(first, last, calendar, oblique=False)
    oblique = _shared(first, last, calendar, oblique=True)
    if shared and oblique:
        return _two(phrases.between, Words(shared[0], oblique[0]), Words(shared[1], oblique[1]))
    return _two(phrases.between, _nested(first, calendar), _nested(last, calendar))


def _shared(start: One, end: One, calendar: Calendar, *, oblique: bool) -> tuple[str, str, str] | None:
    """Two dates with what they share said once, and the dash between them; `None` if they share no kind."""
    if start.year is None or end.year is None or start.precision != end.precision:
        return None
    if not (_is_plain(start) and _is_plain(end)):
        return None
    if start.precision is Precision.YEAR:
        return _shared_years(start.year, end.year, calendar)
    if start.precision is Precision.MONTH:
        right = calendar.month(end.year, end.month, oblique)
        if start.year == end.year:
            return calendar.month_name(start.month, oblique), right, TIGHT
        return calendar.month(start.year, start.month, oblique), right, SPACED
    if start.precision is Precision.DAY:
        return _shared_days(start, end, calendar)
    same_day = start[:4] == end[:4] and start.time[8:] == end.time[8:]
    # The zone, if one is shown, stands behind the second time.
    return (_day(start, calendar, start.time[:8]), calendar.time(end.time), TIGHT) if same_day else None


def _shared_years(start: int, end: int, calendar: Calendar) -> tuple[str, str, str]:
    if (start > 0) == (end > 0):
        return calendar.digits(start), calendar.year(end, calendar.phrases.last_year), TIGHT
    return calendar.year(start), calendar.year(end), SPACED


def _shared_days(start: One, end: One, calendar: Calendar) -> tuple[str, str, str]:
    right = _day(end, calendar)
    if start.year != end.year:
        return _day(start, calendar), right, SPACED
    if start.month != end.month:
        return calendar.month_day(start.month, start.day), right, SPACED
    pattern = calendar.day_pattern
    if pattern.startswith("d"):
        return f"{start.day}." if pattern.startswith("d.") else str(start.day), right, TIGHT
    # Month first: "August 9–11, 2023".
    without_month = _day(end, calendar, pattern=pattern.replace("MMMM ", ""))
    return calendar.month_day(start.month, start.day), without_month, TIGHT


def _is_plain(date: One) -> bool:
    plain = (Precision.TIME, Precision.DAY, Precision.MONTH, Precision.YEAR)
    return date.precision in plain and not date.qualifier and not date.masked


def _nested(date: One, calendar: Calendar) -> Words:
    """A date within a longer phrase: remarks in brackets, so that they cannot be taken for the whole."""
    return _one(date, calendar, " ({})")


def _one(date: One, calendar: Calendar, remark: str) -> Words:
    phrases = calendar.phrases
    result = _unqualified(date, calendar)
    if date.qualifier in ("~", "%"):
        around = phrases.around.format(**result._asdict())
        result = Words(around, around)
    remarks = []
    if date.year is None and (date.month or date.season):
        remarks.append(phrases.year_unknown)
    if date.qualifier in ("?", "%"):
        is_year = date.precision is Precision.YEAR and not date.masked and date.qualifier == "?"
        remarks.append(phrases.year_uncertain if is_year else phrases.uncertain)
    tail = remark.format(", ".join(remarks)) if remarks else ""
    return Words(result.date + tail, result.oblique + tail)


def _unqualified(date: One, calendar: Calendar) -> Words:
    if date.year is None:
        return _of_no_year(date, calendar)
    if date.precision in _LAST_YEAR:
        return _several_years(date.year, date.precision, calendar)
    if date.season:
        return _season(date.season, date.year, calendar)
    if date.day:
        return Words(*[_day(date, calendar, date.time)] * 2)
    if date.month:
        month = Words(*(calendar.month(date.year, date.month, oblique) for oblique in (False, True)))
    else:
        month = Words(*[calendar.year(date.year)] * 2)
    return _masked(date, month, calendar)


def _masked(date: One, known: Words, calendar: Calendar) -> Words:
    if not date.masked:
        return known
    phrases = calendar.phrases
    templates = {"M": phrases.some_month, "D": phrases.some_day, "MD": phrases.some_day_of_year}[date.masked]
    return Words(*(template.format(**known._asdict()) for template in templates))


def _of_no_year(date: One, calendar: Calendar) -> Words:
    if date.season:
        templates = calendar.phrases.seasons[date.season - 21]
        # What the template says behind the season ("2020 р.") belongs to the year.
        return Words(*(template.partition(" {year}")[0] for template in templates))
    if not date.month:
        return Words(*calendar.phrases.unknown_year)
    if date.day:
        return Words(*[calendar.month_day(date.month, date.day)] * 2)
    month = Words(*(calendar.month_name(date.month, oblique) for oblique in (False, True)))
    return _masked(date, month, calendar)


def _day(date: One, calendar: Calendar, time: str = "", pattern: str = "") -> str:
    """A day whose year is known."""
    day = calendar.day(cast(int, date.year), date.month, date.day, pattern)
    return f"{day}, {calendar.time(time)}" if time else day


def _season(season: int, year: int, calendar: Calendar) -> Words:
    names = calendar.phrases.seasons[season - 21]
    if season == 24 and year == 0:
        years = SPACED.join(calendar.with_era(calendar.digits(each), each) for each in (0, 1))
        return Words(*(template.format(year=years) for template in names))
    years = _winter_years(year, calendar) if season == 24 else calendar.digits(year)
    return Words(*(calendar.with_era(template.format(year=years), year) for template in names))


def _winter_years(year: int, calendar: Calendar) -> str:
    if year < 0:
        return calendar.digits(year) + TIGHT + calendar.digits(year + 1)
    following = year + 1
    # 1999–2000, not 1999–00.
    short = f"{following % 100:02}" if following % 100 and year >= 1000 else str(following)
    return calendar.phrases.winter_years.format(year=year, next=following, short=short)


def _several_years(first: int, precision: Precision, calendar: Calendar) -> Words:
    """A decade, century or millennium; where "the 1900s" could be two of these, its first and last year."""
    phrases = calendar.phrases
    last = first + _LAST_YEAR[precision]
    if precision is Precision.CENTURY:
        number = first // 100 + 1 if first >= 0 else (1 - first) // 100
        names = {"number": number, "ordinal": _ordinal(number), "roman": roman(number)}
        return Words(*(_with_bc(template.format(**names), first, calendar) for template in phrases.century))
    if precision is Precision.DECADE and first >= 1000 and first % 100:
        return Words(*(template.format(year=first, last=last) for template in phrases.decade))
    left, right, _ = _shared_years(first, last, calendar)
    # The bare years: "1 BC", "999", without the abbreviation that some languages put behind a year.
    left = calendar.with_era(calendar.digits(first), first) if (first > 0) != (last > 0) else left
    right = calendar.with_era(calendar.digits(last), last)
    return Words(*(template.format(first=left, last=right) for template in phrases.some_year))


def _with_bc(text: str, year: int, calendar: Calendar) -> str:
    return text if year >= 0 else f"{text} {calendar.eras[0]}"


def _ordinal(number: int) -> str:
    suffix = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def roman(number: int) -> str:
    result = "C" * (number // 100)
    number %= 100
    for value, letters in (*((90, "XC"),), *_ROMAN):
        while number >= value:
            result, number = result + letters, number - value
    return result
