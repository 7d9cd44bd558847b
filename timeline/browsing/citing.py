"""How others cite an event, and how a newsroom takes events along as background: plain text, BibTeX, CSL-JSON, HTML.

CSL-JSON follows the Citation Style Language's input schema 1.0 (`date-parts`, `circa`); the date of the event is
`event-date`, and is left out where it cannot be said there without claiming more than is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from timeline.dates import Edtf, Precision
from timeline.languages import newsrooms
from timeline.models import Event

# What ends a script element, or begins a comment in one: written as JSON escapes, which mean the same.
_IN_SCRIPTS = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def address_of(path: str) -> str:
    """Return the absolute address of one of our paths."""
    return f"{settings.SITE_URL}{path}"


def as_text(event: Event) -> str:
    """Return `Title (date). Newsroom Timeline, after The Example. Address.`"""
    return f"{event.title} ({event.date_in_words}). {_site()}, {_after(event)}. {_address(event)}"


def as_bibtex(event: Event) -> str:
    """Return a BibTeX entry of type `misc`; its key is the event's slug."""
    fields = {
        "title": event.title,
        "howpublished": _site(),
        "note": f"{event.date_in_words}; {_after(event)}",
        "year": str(event.published_at.year) if event.published_at else "",
        "url": _address(event),
    }
    lines = [f"  {name} = {{{_bibtex(value)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{event.slug},", *lines, "}"])


def as_csl(event: Event) -> str:
    """Return a CSL-JSON item, as a list of one."""
    item: dict[str, Any] = {
        "id": event.slug,
        "type": "webpage",
        "title": event.title,
        "container-title": _site(),
        "abstract": event.summary,
        "URL": _address(event),
    }
    if event.published_at:
        day = event.published_at.date()
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    event_date = _csl_date(event.date)
    if event_date:
        item["event-date"] = event_date
    return json.dumps([item], ensure_ascii=False, indent=2)


def as_json_ld(event: Event) -> SafeString:
    """Return the event for search engines (schema.org), as a script element of data."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "url": _address(event),
        "subjectOf": [_article(citation.revision) for citation in _one_per_article(event)],
    }
    # schema.org knows exact dates alone; what is inexact is said in its field for spans.
    data |= (
        {"startDate": event.date.html_datetime}
        if event.date.is_exact_day
        else {"temporalCoverage": event.edtf}
    )
    text = json.dumps(data, ensure_ascii=False).translate(_IN_SCRIPTS)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped above)


@newsrooms()
def as_background(events: Iterable[Event]) -> str:
    """Return the events as one paragraph of plain text, each with whom it is reported by."""
    return " ".join(f"{_when(event)}: {event.title} ({_reported_by(event)})." for event in events)


@newsrooms()
def as_background_html(events: Iterable[Event]) -> SafeString:
    """Return the events as one paragraph of HTML: each leads to its evidence, and its publishers to their articles."""
    sentences = ((_when(event), _address(event), event.title, _linked(event)) for event in events)
    return format_html("<p>{}</p>", format_html_join(" ", '{}: <a href="{}">{}</a> ({}).', sentences))


def _when(event: Event) -> str:
    words = event.date_in_words
    return words[:1].upper() + words[1:]


def _linked(event: Event) -> SafeString:
    articles = [citation.revision.source for citation in _one_per_article(event)]
    names = format_html_join(
        ", ",
        "{}",
        (
            (
                format_html('<a href="{}">{}</a>', each.url, each.publisher)
                if each.url
                else escape(each.publisher),
            )
            for each in articles
        ),
    )
    return format_html(escape(_("reported by %s")).replace("%s", "{}"), names)


def _reported_by(event: Event) -> str:
    publishers = dict.fromkeys(citation.revision.source.publisher for citation in _one_per_article(event))
    return _("reported by %s") % ", ".join(publishers)


def _after(event: Event) -> str:
    publishers = dict.fromkeys(citation.revision.source.publisher for citation in _one_per_article(event))
    return _("after %s") % ", ".join(publishers)


def _one_per_article(event: Event) -> list[Any]:
    return list(
        {citation.revision.source_id: citation for citation in reversed(event.citations.all())}.values()
    )[::-1]


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
        parts.append([each for each in (one.year, one.month, one.day) if each])
    return {"date-parts": parts} | ({"circa": True} if date.is_approximate else {})


def _bibtex(text: str) -> str:
    return "".join(f"\\{each}" if each in "#$%&_{}" else each for each in text.replace("\\", ""))


def _address(event: Event) -> str:
    return address_of(event.get_absolute_url())


def _site() -> str:
    return _("Newsroom Timeline")
