"""How others cite an event (plain text, BibTeX, CSL-JSON), what search engines read, and how a shared page shows.

A citation is the newsroom's, in its language, whoever reads the page.
CSL-JSON follows the Citation Style Language's input schema 1.0 (`date-parts`, `circa`); the date of the event is
`event-date`, and is left out where it cannot be said there without claiming more than is known.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from timeline.dates import Edtf, Precision
from timeline.languages import day_in_words, newsrooms, site_name
from timeline.models import Citation, Event, Timeline

# What ends a script element, or begins a comment in one: written as JSON escapes, which mean the same.
_IN_SCRIPTS = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


# BibTeX counts braces even behind a backslash: these are words for them.
_IN_BIBTEX = str.maketrans(
    {each: f"\\{each}" for each in "#$%&_"}
    | {
        "{": "\\textbraceleft{}",
        "}": "\\textbraceright{}",
        "\\": "\\textbackslash{}",
        "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}",
    }
)


def address_of(path: str) -> str:
    """Return the absolute address of one of our paths."""
    return f"{settings.SITE_URL}{path}"


@dataclass(frozen=True, slots=True)
class Card:
    """What others show of a page where it is shared (the Open Graph protocol, ogp.me); `kind` is its `og:type`."""

    kind: str
    title: str
    description: str
    url: str


@newsrooms()
def card_of_event(event: Event) -> Card:
    """Return the card of an event's page; of one that was retracted, it says so and nothing else."""
    date = "" if event.is_untold else capitalised(ended(event.date_in_words))
    said = _withdrawn(event) or f"{date} {event.summary}".strip()
    return Card("article", headline(event), said, address_of_event(event))


@newsrooms()
def card_of_timeline(timeline: Timeline | None, path: str) -> Card:
    """Return the card of a timeline's page at `path`, or of the archive of all events."""
    promise = _(
        "Check it yourself: every entry quotes the sentence it rests on, from the article that printed it."
    )
    title, standfirst = (timeline.title, timeline.standfirst) if timeline else (_("All events"), "")
    return Card("website", title, standfirst or promise, address_of(path))


def headline(event: Event) -> str:
    """Return the event's title, which says that it was retracted, if it was."""
    return _("Retracted: %s") % event.title if event.is_retracted else event.title


@newsrooms()
def as_text(event: Event) -> str:
    """Return `Title (date). Newsroom Timeline, after The Example. Address`."""
    said = [
        f"{headline(event)} ({event.date_in_words})",
        f"{site_name()}, {_after(event)}",
        _withdrawn(event),
    ]
    return " ".join([*(ended(each) for each in said if each), address_of_event(event)])


@newsrooms()
def as_bibtex(event: Event) -> str:
    """Return a BibTeX entry of type `misc`; its key is the event's slug.

    The title stands in braces of its own: most styles write what does not in small letters.
    """
    note = [event.date_in_words, _after(event), _withdrawn(event)]
    fields = {
        "title": f"{{{_bibtex(headline(event))}}}",
        "howpublished": _bibtex(site_name()),
        "note": _bibtex("; ".join(each for each in note if each)),
        "year": str(localdate(event.published_at).year) if event.published_at else "",
        "url": _bibtex(address_of_event(event)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{event.slug},", *lines, "}"])


@newsrooms()
def as_csl(event: Event) -> str:
    """Return a CSL-JSON item, as a list of one."""
    item: dict[str, Any] = {
        "id": event.slug,
        "type": "webpage",
        "title": headline(event),
        "container-title": site_name(),
        "abstract": "" if event.is_retracted else event.summary,
        "note": _withdrawn(event),
        "URL": address_of_event(event),
    }
    if event.published_at:
        day = localdate(event.published_at)
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    item["event-date"] = _csl_date(event.date)
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def as_json_ld(event: Event) -> SafeString:
    """Return the event for search engines (schema.org), as a script element of data.

    Nothing of an event that was retracted: there is no way to say there that it may not have happened.
    """
    if event.is_retracted:
        return SafeString("")
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "url": address_of_event(event),
        **_iso_dates(event.date),
        "subjectOf": [_article(citation.revision) for citation in one_per_article(event)],
    }
    text = json.dumps(data, ensure_ascii=False).translate(_IN_SCRIPTS)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped above)


def address_of_event(event: Event) -> str:
    return address_of(event.get_absolute_url())


def one_per_article(event: Event) -> list[Citation]:
    """Return the first citation of each article, in their order."""
    return list(
        {citation.revision.source_id: citation for citation in reversed(event.citations.all())}.values()
    )[::-1]


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    """Return the text with a full stop, where it does not end as a sentence does."""
    return text if text.rstrip("\"'”’»)")[-1:] in (*".!?…", "") else f"{text}."


def _withdrawn(event: Event) -> str:
    if not event.is_retracted or event.retracted_at is None:
        return ""
    said = _("On %(day)s this newsroom withdrew this event from the timeline: %(reason)s")
    day = day_in_words(localdate(event.retracted_at))
    return said % {"day": day, "reason": event.retraction_reason}


def _after(event: Event) -> str:
    publishers = dict.fromkeys(citation.revision.source.publisher for citation in one_per_article(event))
    return _("after %s") % ", ".join(publishers)


def _article(revision: Any) -> dict[str, Any]:
    source = revision.source
    article = {
        "@type": "NewsArticle",
        "headline": source.title,
        "publisher": source.publisher,
        "url": source.url,
    }
    published = {"datePublished": revision.published_on.isoformat()} if revision.published_on else {}
    return {name: value for name, value in (article | published).items() if value}


def _csl_date(date: Edtf) -> dict[str, Any] | None:
    """Return a CSL date; None where CSL cannot say it (it knows day, month and year, ranges of them, and `circa`)."""
    sides = [date.start, date.end] if date.is_interval else [date]
    parts = []
    for side in sides:
        if not isinstance(side, Edtf) or side.is_set or side.year_unknown or side.is_uncertain:
            return None
        if side.precision not in (Precision.DAY, Precision.MONTH, Precision.YEAR) or "X" in side.text:
            return None
        one = side.dates[0]
        if not one.year:  # the year before 1 is 0 here, -1 to CSL, and no two processors agree on it
            return None
        parts.append([each for each in (one.year, one.month, one.day) if each])
    return {"date-parts": parts} | ({"circa": True} if date.is_approximate else {})


def _iso_dates(date: Edtf) -> dict[str, str]:
    """Return when it began and, of a duration, ended, no more exactly than is known; nothing where ISO 8601 cannot."""
    sides = {"startDate": date.start} | ({"endDate": date.end} if date.is_interval else {})
    known = {name: each for name, each in sides.items() if isinstance(each, Edtf) and not each.year_unknown}
    return {name: each.html_datetime for name, each in known.items() if each.html_datetime}


def _bibtex(text: str) -> str:
    return text.translate(_IN_BIBTEX)
