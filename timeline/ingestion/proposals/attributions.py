"""Attributions: whose words a passage reports, as printed, and the post or statement that it rests on."""

from __future__ import annotations

import re

from timeline.ingestion.proposals.words import PLATFORMS, SPEECH_VERBS

_VERBS = "|".join(SPEECH_VERBS.split())
_ACCORDING_TO = re.compile(r"\baccording to ((?:the |a |an )?[^,.;:\"“]{2,80})", re.IGNORECASE)
_AFTERWARDS = re.compile(rf"[,”\"] ([^,.;:\"“”]{{2,80}}?) (?:{_VERBS})\b(?! that\b)[^,;]*[.”\"]*$")
_FIRST = re.compile(
    r"^([^,.;:\"“”]{2,80}?) (?:said|says|announced|stated|confirmed|claimed|declared|reported) that\b"
)
_ON = re.compile(rf"\bon (?:the )?(?:social media platform |social network )?({PLATFORMS})\b")
_STATEMENT = re.compile(
    r"\bin an? (?:separate |joint |written )?(statement|interview|press release)\b", re.IGNORECASE
)


def attribution(passage: str) -> tuple[str, str]:
    """Return (to whom, resting on what) a passage is attributed; both empty where it is told in the article's own words.

    >>> attribution("They met on 25 January, Tsikhanouskaya announced on the social media platform X.")
    ('Tsikhanouskaya', "Tsikhanouskaya's post on X")
    """
    for pattern in (_ACCORDING_TO, _AFTERWARDS, _FIRST):
        match = pattern.search(passage)
        if match:
            speaker = " ".join(match[1].split())
            return speaker, _origin(speaker, passage[match.start() :])
    return "", ""


def _origin(speaker: str, told: str) -> str:
    platform, statement = _ON.search(told), _STATEMENT.search(told)
    if platform:
        return f"{speaker}'s post on {platform[1]}"
    return f"{speaker}'s {statement[1].lower()}" if statement else ""
