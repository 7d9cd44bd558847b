"""Finds dates in prose: which words are one, what they mean, and what that rests on.

A rule (`rule.Rule`) is a pattern and a reader; the rules stand in `stated` (say their year themselves),
`relative` (count from the publication), `anaphoric` (count from a date named before) and `lengths` (date
nothing). `finder` runs them over a text; `carrying` dates the sentences that name no date.
"""

from .carrying import DatedSentence, date_sentences
from .finder import find_dates
from .mentions import Anchor, Mention, MentionKind

__all__ = ["Anchor", "DatedSentence", "Mention", "MentionKind", "date_sentences", "find_dates"]
