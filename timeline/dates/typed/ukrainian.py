"""The words that people write around dates in Ukrainian, by the English that the reader knows for them.

A "+" joins the English to what stands before it, "" leaves the words out. A hyphen is a token of its own: "1990-ті".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..calendars import calendar_for
from ..names import MONTHS

# What CLDR's nominative and genitive leave out of the declension: "у січні", "перед лютим".
_MORE_CASES: Final = {"ень": ("ню", "нем", "ні"), "ий": ("ому", "им"), "": ("у", "ом", "і")}


def _months() -> Iterator[tuple[str, str]]:
    for number, name in calendar_for("uk").months_alone.items():
        ending = next(each for each in _MORE_CASES if name.endswith(each))
        stem = name.removesuffix(ending)
        yield MONTHS[number - 1], ", ".join(stem + each for each in _MORE_CASES[ending])


WORDS: Final[Mapping[str, str]] = {
    **dict(_months()),
    "spring": "весну, весною, весні, навесні",
    "summer": "літу, літом, літі, влітку, улітку",
    "autumn": "осінню, восени",
    "winter": "зиму, зимою, зимі, взимку, узимку",
    "tuesday": "вівторка",
    "wednesday": "середу, середи",
    "thursday": "четверга",
    "friday": "п’ятницю, п’ятниці",
    "saturday": "суботу, суботи",
    "sunday": "неділю, неділі",
    "monday": "понеділка",
    "since": "з, із, зі, від, починаючи з, починаючи від",
    "until": "до, по, аж до",
    "before": "перед, раніше, раніше за, раніше ніж, раніше від",
    "after": "після, пізніше, пізніше за, пізніше ніж, пізніше від",
    "by": "не пізніше ніж у, не пізніше ніж в",
    "not later than": "не пізніше, не пізніше ніж, не пізніше від",
    "not earlier than": "не раніше, не раніше ніж, не раніше від",
    "or earlier": "або раніше, чи раніше",
    "or later": "або пізніше, чи пізніше",
    "between": "між, поміж",
    "and": "і, й, та",
    "or": "або, чи",
    "one of": "одна з дат:, один з, одна з",
    "around": "близько, бл, біля, приблизно, орієнтовно, десь",
    "perhaps": "можливо, імовірно, ймовірно, мабуть",
    "uncertain": "непевно, непевний",
    "year uncertain": "рік непевний",
    "start unknown": "початок невідомий",
    "end unknown": "кінець невідомий",
    "early": "на початку, початок, початку, поч, рання, раннє, рано",
    "mid": "у середині, в середині, середина, середині, середини, сер",
    "late": "наприкінці, у кінці, в кінці, під кінець, кінець, кінця, кін",
    "+s": "-ті, -х, -их, -ми",
    "+th century": "століття, столітті, століттям, ст, сторіччя, сторіччі, вік, віку, віці,"
    " -те століття, -ше століття, -ге століття, -тє століття, -го століття, -му столітті, -те ст, -го ст, -му ст",
    "bc": "до н е, до нашої ери, до Р Х, до Різдва Христового",
    "ad": "н е, нашої ери, від Різдва Христового, по Р Х",
    "at": "о, об",
    "today": "сьогодні",
    "yesterday": "вчора, учора",
    "tomorrow": "завтра",
    "now": "зараз, нині, тепер",
    "last year": "торік",
    "last": "минулого, минулої, минулий, минула",
    "this": "цього, цієї, цей, ця",
    "next": "наступного, наступної, наступний, наступна",
    "ago": "тому",
    "": "р, рр, рік, року, році, роком, роки, років, роках, роками, числа, включно,"
    " у, в, на, за, -го, -те, -е, -ше, -ге, -тє, -й, -му",
}
