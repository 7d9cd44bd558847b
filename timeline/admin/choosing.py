"""Choosing a passage in an article's text: by selecting words, by sentences, or among those like a quotation.

The browser only ever says *where*; the words, what stands around them and the dates in them are read here, from the
frozen text. Places are written `start-end` in code points; `~start-end` is one whose words are not those typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from timeline.admin.dates import in_words
from timeline.admin.marking import highlighted
from timeline.dates import Anchor, DateError, Edtf, MentionKind, find_dates, read_date
from timeline.ingestion.passages import (
    Passage,
    nearest_place,
    normalise_newlines,
    passage_at,
    places_of,
)
from timeline.keys import key_in
from timeline.models import Citation, Proposal, SourceRevision
from timeline.models.citations import MOST_PASSAGES
from timeline.sentences import sentences

OFFERED = 20  # places of one quotation that are offered
SENTENCES = 40  # shown at a time
MOST_MARKED = 2_000  # passages of a text that are marked
LONGEST = 20_000  # characters that can be chosen: a passage, not the article
_EARLIER = 5_000  # characters before a passage in which a date may stand that it counts from
_PLACE = re.compile(r"(~?)(\d{1,9})-(\d{1,9})", re.ASCII)


# What was typed


def chosen_passage(body: str, exact: str, place: str) -> Passage | None:
    """Return the passage that an editor chose by its place, or None where nothing sound was chosen.

    A plain place has to hold the quotation letter for letter or as `find_passage` folds it; another one has to be
    what is proposed for this quotation now.
    """
    read = _PLACE.fullmatch(place.strip())
    if read is None:
        return None
    start, end = int(read[2]), int(read[3])
    if read[1]:
        return passage_at(body, start, end) if nearest_place(body, exact) == (start, end) else None
    is_there = 0 <= start < end <= len(body) and (
        body[start:end] == normalise_newlines(exact).strip() or (start, end) in places_of(body, exact)
    )
    return passage_at(body, start, end) if is_there else None


def candidates(body: str, exact: str, before: str = "") -> list[tuple[str, SafeString]]:
    """Return (place, what it looks like) for each passage that a quotation may mean.

    All its places within their sentences; where it stands nowhere, the nearest words with how they differ.
    """
    places = places_of(body, exact, before) or places_of(body, exact)
    if places:
        found = (passage_at(body, *each) for each in places[:OFFERED])
        return [(f"{each.start}-{each.end}", _within_its_sentence(each)) for each in found]
    nearest = nearest_place(body, exact)
    if nearest is None:
        return []
    start, end = nearest
    differing = _difference(exact.strip(), body[start:end])
    return [(f"~{start}-{end}", format_html("{} {}", _("The article says instead:"), differing))]


def _within_its_sentence(passage: Passage) -> SafeString:
    return format_html("{}<mark>{}</mark>{}", passage.prefix, passage.exact, passage.suffix)


def _difference(typed: str, printed: str) -> SafeString:
    """Return both word by word: what was typed struck out, what is printed underlined."""
    ours, theirs = typed.split(), printed.split()
    steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return format_html_join(" ", "{}", ((each,) for each in _steps(steps, ours, theirs)))


def _steps(steps: Any, ours: list[str], theirs: list[str]) -> Iterator[str]:
    for step, first, last, begin, end in steps:
        if step == "equal":
            yield " ".join(theirs[begin:end])
            continue
        if first < last:
            yield format_html("<del>{}</del>", " ".join(ours[first:last]))
        if begin < end:
            yield format_html("<ins>{}</ins>", " ".join(theirs[begin:end]))


# What the dialog shows


def article(request: HttpRequest) -> HttpResponse:
    """The text of an article, with what is cited and what the machine dated marked in it, and its first sentences."""
    text = _text(request)
    cited = Citation.objects.filter(revision=text).values_list("start", "end").order_by("start")
    dated = Proposal.objects.of_revision(text).values_list("mention_start", "mention_end")
    spans = [(*each, "cited") for each in cited[:MOST_PASSAGES]]
    spans += [(*each, "dated") for each in dated[:MOST_MARKED]]
    context = {
        "text": text,
        "source": text.source,
        "body": highlighted(text.body, spans),
        **_sentences(request, text),
    }
    return render(request, "admin/timeline/_choose.html", context)


def sentences_of(request: HttpRequest) -> HttpResponse:
    """The sentences of the text from an offset on; those that hold the words `q`."""
    text = _text(request)
    return render(request, "admin/timeline/_choose_sentences.html", _sentences(request, text))


def passage(request: HttpRequest) -> HttpResponse:
    """The words from `start` to `end` as they stand in the text, within their sentence, with the dates in them."""
    text = _text(request)
    start, end = _number(request, "start"), min(_number(request, "end"), len(text.body))
    words = text.body[start:end]
    start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
    context: dict[str, Any] = {"too_long": end - start > LONGEST}
    if start < end and not context["too_long"]:
        context |= {"passage": passage_at(text.body, start, end), "dates": _dates(text, start, end)}
    return render(request, "admin/timeline/_choose_passage.html", context)


def _text(request: HttpRequest) -> SourceRevision:
    """Return the text that is asked for, for those who may read it and cite it."""
    needed = ("timeline.view_sourcerevision", "timeline.change_citation")
    if not request.user.has_perms(needed):
        raise PermissionDenied
    texts = SourceRevision.objects.select_related("source").defer("original")
    return get_object_or_404(texts, pk=_number(request, "revision"))


def _number(request: HttpRequest, name: str) -> int:
    number = key_in(request.GET.get(name, "0"))
    if number is None:
        raise Http404
    return number


def _sentences(request: HttpRequest, text: SourceRevision) -> dict[str, Any]:
    first, words = _number(request, "from"), " ".join(request.GET.get("q", "").casefold().split())[:200]
    rest = text.body[first:]
    standing = ((first + start, first + end, rest[start:end]) for start, end in sentences(rest))
    wanted = (each for each in standing if words in " ".join(each[2].casefold().split()))
    found = list(islice(wanted, SENTENCES + 1))
    shown = found[:SENTENCES]
    return {
        "sentences": shown,
        "more_from": shown[-1][1] if len(found) > SENTENCES else None,
    }


@dataclass(frozen=True, slots=True)
class Offered:
    """A date that the chosen words name: as printed, as the date field takes it, in words, and what it rests on."""

    printed: str
    value: str
    words: str
    anchor: str
    inferred: bool


def _dates(text: SourceRevision, start: int, end: int) -> list[Offered]:
    """Return the dates that are named between two offsets, each once; those without a year date no event."""
    first = text.body.rfind("\n", 0, max(0, start - _EARLIER)) + 1 if start > _EARLIER else 0
    last = text.body.find("\n", end)
    last = min(len(text.body) if last < 0 else last, end + _EARLIER)
    title_end = text.headline_end() if first == 0 else 0
    offered: dict[str, Offered] = {}
    for mention in find_dates(text.body[first:last], text.published_on, title_end=title_end):
        is_within = start <= first + mention.start and first + mention.end <= end
        if not is_within or mention.kind is not MentionKind.DATE or not mention.edtf:
            continue
        date = Edtf.parse(mention.edtf)
        if date.year_unknown:
            continue
        since = _counted_from(mention.anchor)
        offered.setdefault(
            mention.edtf, Offered(mention.text, _typed(date), in_words(date), since, mention.inferred)
        )
    return list(offered.values())


def _counted_from(anchor: Anchor | None) -> str:
    if anchor is None:
        return ""
    if anchor.kind == "published":
        return _("the article’s publication on %s") % in_words(Edtf.parse(anchor.edtf))
    return anchor.words or in_words(Edtf.parse(anchor.edtf))


def _typed(date: Edtf) -> str:
    """Return what an editor would type for this date: EDTF, unless people mean something else by it."""
    try:
        return str(date) if read_date(str(date)) == date else in_words(date)
    except DateError:
        return in_words(date)
