"""Taking in: articles pasted, uploaded or pointed at; one is read at once, many are read in the background."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline.admin.dates import LiveDateInput, clean_date
from timeline.admin.queue import may_decide
from timeline.dates import Edtf
from timeline.ingestion.reading import CannotRead, ReadArticle
from timeline.ingestion.saving.proposing import Taken
from timeline.ingestion.saving.taking_in import take_in
from timeline.ingestion.saving.ways_in import read_bytes
from timeline.ingestion.saving.working import hand_out
from timeline.models import Job, JobItem, Proposal
from timeline.models.sources import ON_THE_WEB

MOST_AT_ONCE = 500  # addresses in one form
LARGEST_FILE = 20 * 1024 * 1024


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        clean = super().clean
        return [clean(each, initial) for each in data or [] if each]


class TakeInForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Paste the text"),
        required=False,
        strip=False,  # the same text is the same article: not a blank of it is lost
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=gettext_lazy("Headline first, then the article as it was printed."),
    )
    uploads = FilesField(
        label=gettext_lazy("or choose files"),
        required=False,
        help_text=gettext_lazy("Text, web pages, PDF; several are read in the background."),
    )
    urls = forms.CharField(
        label=gettext_lazy("or give web addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Of articles or of feeds, one a line. Beside a pasted text: the address where it was published."
        ),
    )
    edtf = forms.CharField(
        label=gettext_lazy("Published on"),
        required=False,
        widget=LiveDateInput(among_articles=False),
        help_text=gettext_lazy(
            "A day. “Tuesday” and “last month” are counted from it. Left empty, as the article says."
        ),
    )
    publisher = forms.CharField(label=gettext_lazy("Publisher"), required=False, max_length=200)
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=500)

    def clean_uploads(self) -> list[Any]:
        for each in self.cleaned_data["uploads"]:
            if each.size > LARGEST_FILE:
                raise ValidationError(_("“%s” is larger than 20 MB: that is no article.") % each.name)
        return self.cleaned_data["uploads"]

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        return text if text.strip() else ""

    def clean_urls(self) -> list[str]:
        urls = self.cleaned_data["urls"].split()
        if len(urls) > MOST_AT_ONCE:
            raise ValidationError(_("At most %d addresses at once.") % MOST_AT_ONCE)
        for each in urls:
            try:
                ON_THE_WEB(each)
            except ValidationError as wrong:
                said = _("“%s” is no web address: it begins with https:// or http://.")
                raise ValidationError(said % each[:200]) from wrong
        return urls

    def clean_edtf(self) -> date | None:
        """Read the day of publication as people write it; a month or a year is not one."""
        typed = self.cleaned_data["edtf"]
        if not typed:
            return None
        day = clean_date(typed)
        if not day.is_exact_day:
            raise ValidationError(_("Give the day on which it was published, as in 25 January 2026."))
        return _as_day(day)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        text, files, urls = (cleaned.get(each) for each in ("text", "uploads", "urls"))
        if not (text or files or urls):
            raise ValidationError(_("Paste a text, choose a file or give an address."))
        if text and (files or len(urls or ()) > 1):
            raise ValidationError(_("A pasted text is one article: take in the others by themselves."))
        return cleaned


def _as_day(day: Edtf) -> date:
    try:
        return date.fromordinal(day.bounds().start_earliest)
    except (ValueError, OverflowError) as wrong:
        raise ValidationError(_("No newspaper was printed on that day.")) from wrong


def view(request: HttpRequest) -> HttpResponse:
    """The form; what was sent is read at once where it is one text, else in the background."""
    if not request.user.has_perm("timeline.add_source"):
        raise PermissionDenied
    form = TakeInForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            return _taken_in(request, form.cleaned_data)
        except CannotRead as wrong:
            form.add_error(None, str(wrong))
    context = {**admin.site.each_context(request), "title": _("Take in an article"), "form": form}
    return TemplateResponse(request, "admin/timeline/take_in.html", context)


def _taken_in(request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    content = given["text"].encode() if given["text"] else None
    if content is None and len(given["uploads"]) == 1 and not given["urls"]:
        content = given["uploads"][0].read()
    if content is None:
        return _in_the_background(request, given)
    name = given["uploads"][0].name if given["uploads"] else ""
    articles = [_as_told(each, given) for each in read_bytes(content, name)]
    taken = [take_in(each, given["edtf"]) for each in articles]
    return _shown(request, taken[0])


def _as_told(article: ReadArticle, given: dict[str, Any]) -> ReadArticle:
    """Return the article with what the editor knows of it."""
    told = {"title": given["title"], "publisher": given["publisher"], "url": (given["urls"] or [""])[0]}
    return replace(article, **{name: value for name, value in told.items() if value})


def _shown(request: HttpRequest, taken: Taken) -> HttpResponse:
    if taken.is_nothing_new:
        messages.info(request, _("This text was taken in already: nothing was changed."))
    if taken.to_confirm:
        said = ngettext(
            "The text has changed: %d citation is to be confirmed.",
            "The text has changed: %d citations are to be confirmed.",
            taken.to_confirm,
        )
        messages.warning(request, said % taken.to_confirm)
    if may_decide(request):
        return redirect("admin:timeline_proposal_queue", taken.revision.pk)
    messages.success(request, _("“%s” is taken in.") % taken.revision.source)
    return redirect("admin:timeline_proposal_take_in")


def _in_the_background(request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    items = [JobItem(name=each, published_on=given["edtf"]) for each in dict.fromkeys(given["urls"])]
    items += [
        JobItem(name=each.name[:1000], content=each.read(), published_on=given["edtf"])
        for each in given["uploads"]
    ]
    job = Job.of(items, by=request.user)
    transaction.on_commit(lambda: hand_out(job))
    return redirect("admin:timeline_job_change", job.pk)


def texts(request: HttpRequest) -> HttpResponse:
    """The articles with something to review, those taken in last first."""
    if not may_decide(request):
        raise PermissionDenied
    waiting = Proposal.objects.texts_that_wait()
    context = {**admin.site.each_context(request), "title": _("Articles to review"), "texts": waiting}
    return TemplateResponse(request, "admin/timeline/texts.html", context)


def addresses() -> list[Any]:
    guarded = admin.site.admin_view
    return [
        path("take-in/", guarded(view), name="timeline_proposal_take_in"),
        path("articles/", guarded(texts), name="timeline_proposal_texts"),
    ]
