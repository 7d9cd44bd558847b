"""Dates as a newsroom has them: inexact, uncertain, long ago. Pure Python; knows nothing of Django.

`Edtf` is the value; `read_date` makes one of what people type, `between` words the time from
one to the next. Days are numbers, see `day_number`.
"""

from .between import between
from .bounds import Bounds, Period
from .days import MAX_YEAR, UNBOUNDED, day_number, from_day_number
from .edtf import Edtf
from .errors import DateError, NotEdtf, UnreadableDate
from .finding import Anchor, DatedSentence, Mention, MentionKind, date_sentences, find_dates
from .grammar import End, Precision
from .reading import read_date

__all__ = [
    "MAX_YEAR",
    "UNBOUNDED",
    "Anchor",
    "Bounds",
    "DateError",
    "DatedSentence",
    "Edtf",
    "End",
    "Mention",
    "MentionKind",
    "NotEdtf",
    "Period",
    "Precision",
    "UnreadableDate",
    "between",
    "date_sentences",
    "day_number",
    "find_dates",
    "from_day_number",
    "read_date",
]
