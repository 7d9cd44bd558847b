"""The words around a date, a table per language. Names of months and the order of a date come from Babel.

In the templates, `{date}` is a date as it stands alone and `{oblique}` as it stands behind a preposition
("травень 2023 р.", but "до травня 2023 р."; "die 2010er-Jahre", but "seit den 2010er-Jahren").
How the time between two dates is said is in `Gaps`; there `{n}` is a number or a range of numbers.
To add a language, add its table to `PHRASES`; until then its readers get British English throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

Cases = tuple[str, str]
"""The same words standing alone, and behind a preposition."""


PluralForms = Mapping[str, str]
"""A counted unit by CLDR's plural category ("one", "few", "many", "other") of its number."""


class Gaps(NamedTuple):
    """How much later, or earlier, something happened. Units stand in the case that the templates call for."""

    numbers: tuple[str, ...]  # from one up to the last that is written as a word
    units: Mapping[str, PluralForms]
    range: str  # of {low} and {high}, words where there are any, or {low_figure} and {high_figure}
    two_units: str  # {years} and {months}
    later: str
    after_start: str  # of what still went on
    earlier: str
    began: str  # {phrase} earlier, of what goes on from there
    about: str
    perhaps: str
    same: Mapping[str, str]  # by calendar unit
    following: Mapping[str, str]
    preceding: Mapping[str, str]


class Phrases(NamedTuple):
    since: str
    start_only: str
    until: str
    end_only: str
    from_to: str
    between: str
    or_earlier: str
    or_later: str
    either: str
    one_of: str
    around: str
    uncertain: str
    year_uncertain: str
    year_unknown: str
    unknown_year: Cases
    some_day: Cases  # of a month
    some_day_of_year: Cases
    some_month: Cases
    some_year: Cases
    decade: Cases
    century: Cases  # {number} 19, {ordinal} 19th, {roman} XIX
    year: str
    last_year: str  # of a range of years
    seasons: tuple[Cases, Cases, Cases, Cases]  # spring first; {year} is "2021", of a winter "2021–22"
    winter_years: str  # {year} and {short} or {next}, the year after it
    gaps: Gaps


_ENGLISH: Final = Phrases(
    since="since {oblique}",
    start_only="from {oblique}, end unknown",
    until="until {oblique}",
    end_only="until {oblique}, start unknown",
    from_to="from {start_oblique} to {end_oblique}",
    between="between {start_oblique} and {end_oblique}",
    or_earlier="{date} or earlier",
    or_later="{date} or later",
    either="{first} or {last}",
    one_of="one of {first} or {last}",
    around="around {oblique}",
    uncertain="uncertain",
    year_uncertain="year uncertain",
    year_unknown="year unknown",
    unknown_year=("an unknown year", "an unknown year"),
    some_day=("a day in {date}", "a day in {oblique}"),
    some_day_of_year=("a day in {date}", "a day in {oblique}"),
    some_month=("a month of {date}", "a month of {oblique}"),
    some_year=("a year between {first} and {last}", "a year between {first} and {last}"),
    decade=("the {year}s", "the {year}s"),
    century=("the {ordinal} century", "the {ordinal} century"),
    year="{year}",
    last_year="{year}",
    seasons=(
        ("spring {year}", "spring {year}"),
        ("summer {year}", "summer {year}"),
        ("autumn {year}", "autumn {year}"),
        ("winter {year}", "winter {year}"),
    ),
    winter_years="{year}–{short}",
    gaps=Gaps(
        numbers=("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        units={
            "day": {"one": "{n} day", "other": "{n} days"},
            "week": {"one": "{n} week", "other": "{n} weeks"},
            "month": {"one": "{n} month", "other": "{n} months"},
            "year": {"one": "{n} year", "other": "{n} years"},
        },
        range="{low} to {high}",
        two_units="{years} and {months}",
        later="{gap} later",
        after_start="{gap} after it began",
        earlier="{gap} earlier",
        began="began {phrase}",
        about="about {phrase}",
        perhaps="perhaps {phrase}",
        same={"day": "the same day", "month": "in the same month", "year": "in the same year"},
        following={"day": "the next day", "month": "the following month", "year": "the following year"},
        preceding={"day": "the day before", "month": "the month before", "year": "the year before"},
    ),
)

_AMERICAN: Final = _ENGLISH._replace(
    seasons=(*_ENGLISH.seasons[:2], ("fall {year}", "fall {year}"), _ENGLISH.seasons[3])
)

_UKRAINIAN: Final = Phrases(
    since="з {oblique}",
    start_only="з {oblique}, кінець невідомий",
    until="до {oblique}",
    end_only="до {oblique}, початок невідомий",
    from_to="від {start_oblique} до {end_oblique}",
    between="не раніше {start_oblique} і не пізніше {end_oblique}",
    or_earlier="{date} або раніше",
    or_later="{date} або пізніше",
    either="{first} або {last}",
    one_of="одна з дат: {first} або {last}",
    around="близько {oblique}",
    uncertain="непевно",
    year_uncertain="рік непевний",
    year_unknown="рік невідомий",
    unknown_year=("невідомий рік", "невідомого року"),
    some_day=("один із днів {oblique}", "одного з днів {oblique}"),
    some_day_of_year=("один із днів {oblique}", "одного з днів {oblique}"),
    some_month=("один із місяців {oblique}", "одного з місяців {oblique}"),
    some_year=("один із років: {first}–{last}", "одного з років: {first}–{last}"),
    decade=("{year}-ті роки", "{year}-х років"),
    century=("{roman} століття", "{roman} століття"),
    year="{year} р.",
    last_year="{year} рр.",
    seasons=(
        ("весна {year} р.", "весни {year} р."),
        ("літо {year} р.", "літа {year} р."),
        ("осінь {year} р.", "осені {year} р."),
        ("зима {year} рр.", "зими {year} рр."),
    ),
    winter_years="{year}–{next}",
    gaps=Gaps(
        numbers=("один", "два", "три", "чотири", "п’ять", "шість", "сім", "вісім", "дев’ять"),
        units={
            "day": {"one": "{n} день", "few": "{n} дні", "many": "{n} днів"},
            "week": {"one": "{n} тиждень", "few": "{n} тижні", "many": "{n} тижнів"},
            "month": {"one": "{n} місяць", "few": "{n} місяці", "many": "{n} місяців"},
            "year": {"one": "{n} рік", "few": "{n} роки", "many": "{n} років"},
        },
        range="{low_figure}–{high_figure}",
        two_units="{years} і {months}",
        later="через {gap}",
        after_start="через {gap} після початку",
        earlier="на {gap} раніше",
        began="початок: {phrase}",
        about="приблизно {phrase}",
        perhaps="можливо, {phrase}",
        same={"day": "того самого дня", "month": "того самого місяця", "year": "того самого року"},
        following={"day": "наступного дня", "month": "наступного місяця", "year": "наступного року"},
        preceding={"day": "попереднього дня", "month": "попереднього місяця", "year": "попереднього року"},
    ),
)

_GERMAN: Final = Phrases(
    since="seit {oblique}",
    start_only="ab {oblique}, Ende unbekannt",
    until="bis {date}",
    end_only="bis {date}, Beginn unbekannt",
    from_to="von {start} bis {end}",
    between="zwischen {start_oblique} und {end_oblique}",
    or_earlier="{date} oder früher",
    or_later="{date} oder später",
    either="{first} oder {last}",
    one_of="eines von: {first} oder {last}",
    around="um {date}",
    uncertain="unsicher",
    year_uncertain="Jahr unsicher",
    year_unknown="Jahr unbekannt",
    unknown_year=("ein unbekanntes Jahr", "einem unbekannten Jahr"),
    some_day=("ein Tag im {oblique}", "einem Tag im {oblique}"),
    some_day_of_year=("ein Tag des Jahres {date}", "einem Tag des Jahres {date}"),
    some_month=("ein Monat des Jahres {date}", "einem Monat des Jahres {date}"),
    some_year=("ein Jahr zwischen {first} und {last}", "einem Jahr zwischen {first} und {last}"),
    decade=("die {year}er-Jahre", "den {year}er-Jahren"),
    century=("das {number}. Jahrhundert", "dem {number}. Jahrhundert"),
    year="{year}",
    last_year="{year}",
    seasons=(
        ("Frühjahr {year}", "Frühjahr {year}"),
        ("Sommer {year}", "Sommer {year}"),
        ("Herbst {year}", "Herbst {year}"),
        ("Winter {year}", "Winter {year}"),
    ),
    winter_years="{year}/{short}",
    gaps=Gaps(
        numbers=("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
        units={
            "day": {"one": "einen Tag", "other": "{n} Tage"},
            "week": {"one": "eine Woche", "other": "{n} Wochen"},
            "month": {"one": "einen Monat", "other": "{n} Monate"},
            "year": {"one": "ein Jahr", "other": "{n} Jahre"},
        },
        range="{low} bis {high}",
        two_units="{years} und {months}",
        later="{gap} später",
        after_start="{gap} nach dem Beginn",
        earlier="{gap} früher",
        began="Beginn: {phrase}",
        about="etwa {phrase}",
        perhaps="vielleicht {phrase}",
        same={"day": "am selben Tag", "month": "im selben Monat", "year": "im selben Jahr"},
        following={"day": "am nächsten Tag", "month": "im folgenden Monat", "year": "im folgenden Jahr"},
        preceding={"day": "am Tag davor", "month": "im Monat davor", "year": "im Jahr davor"},
    ),
)

_POLISH: Final = Phrases(
    since="od {oblique}",
    start_only="od {oblique}, koniec nieznany",
    until="do {oblique}",
    end_only="do {oblique}, początek nieznany",
    from_to="od {start_oblique} do {end_oblique}",
    between="nie wcześniej niż {start} i nie później niż {end}",
    or_earlier="{date} lub wcześniej",
    or_later="{date} lub później",
    either="{first} lub {last}",
    one_of="jedna z dat: {first} lub {last}",
    around="około {oblique}",
    uncertain="niepewne",
    year_uncertain="rok niepewny",
    year_unknown="rok nieznany",
    unknown_year=("nieznany rok", "nieznanego roku"),
    some_day=("jeden z dni {oblique}", "jednego z dni {oblique}"),
    some_day_of_year=("jeden z dni {oblique}", "jednego z dni {oblique}"),
    some_month=("jeden z miesięcy {oblique}", "jednego z miesięcy {oblique}"),
    some_year=("jeden z lat {first}–{last}", "jednego z lat {first}–{last}"),
    decade=("lata {year}–{last}", "lat {year}–{last}"),
    century=("{roman} wiek", "{roman} wieku"),
    year="{year}",
    last_year="{year}",
    seasons=(
        ("wiosna {year}", "wiosny {year}"),
        ("lato {year}", "lata {year}"),
        ("jesień {year}", "jesieni {year}"),
        ("zima {year}", "zimy {year}"),
    ),
    winter_years="{year}/{next}",
    gaps=Gaps(
        numbers=("jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć"),
        units={
            "day": {"one": "{n} dzień", "few": "{n} dni", "many": "{n} dni"},
            "week": {"one": "{n} tydzień", "few": "{n} tygodnie", "many": "{n} tygodni"},
            "month": {"one": "{n} miesiąc", "few": "{n} miesiące", "many": "{n} miesięcy"},
            "year": {"one": "{n} rok", "few": "{n} lata", "many": "{n} lat"},
        },
        range="{low_figure}–{high_figure}",
        two_units="{years} i {months}",
        later="{gap} później",
        after_start="{gap} po rozpoczęciu",
        earlier="{gap} wcześniej",
        began="początek: {phrase}",
        about="mniej więcej {phrase}",
        perhaps="być może {phrase}",
        same={"day": "tego samego dnia", "month": "w tym samym miesiącu", "year": "w tym samym roku"},
        following={"day": "następnego dnia", "month": "w następnym miesiącu", "year": "w następnym roku"},
        preceding={"day": "poprzedniego dnia", "month": "w poprzednim miesiącu", "year": "w poprzednim roku"},
    ),
)

PHRASES: Final = {
    "en": _ENGLISH,
    "en_US": _AMERICAN,
    "uk": _UKRAINIAN,
    "de": _GERMAN,
    "pl": _POLISH,
}
"""By locale or language, as Babel writes them; the more special one counts."""
