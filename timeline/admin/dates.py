"""A date field that takes what people write, keeps EDTF, and shows in words how it was understood."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from timeline.dates import DateError, Edtf, UnreadableDate, read_date
from timeline.keys import key_in
from timeline.languages import newsrooms, readers, told
from timeline.models import SourceRevision


class DateInput(forms.TextInput):
    """A text input whose reading is shown below it while it is typed; without JavaScript, after saving."""

    template_name = "admin/timeline/date_input.html"

    stored = ""  # the value in the database: EDTF, whatever people might mean by the same characters

    class Media:
        js = ["django_htmx/htmx-2.min.js"]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        stored = self.stored and value == self.stored
        return context | {
            "reading": _in_words(Edtf.parse(self.stored)) if stored else understood(value or "")
        }


class LiveDateInput(DateInput):
    """The date field of a form, read while it is typed.

    Where the form names articles, a day without a year takes its year from them.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, among_articles: bool = True) -> None:
        reading_along = {
            "autocomplete": "off",
            "aria-describedby": "id_edtf_reading",
            "hx-get": reverse_lazy("admin:timeline_event_reading"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#id_edtf_reading",
            "hx-sync": "this:replace",
        }
        if among_articles:
            reading_along["hx-include"] = "[name$='-revision']"
        super().__init__(reading_along | (attrs or {}))


def understood(text: str, year_from: datetime.date | None = None) -> dict[str, Any]:
    """Return how `text` is read: `words` and `edtf`, or an `error` with the `readings` that it could have."""
    if not text.strip():
        return {}
    try:
        date = read_date(text, year_from=year_from, language=readers())
    except DateError as wrong:
        offered = [_in_words(each) for each in getattr(wrong, "readings", ())]
        return {"error": told(wrong), "readings": offered}
    return _in_words(date)


def _in_words(date: Edtf) -> dict[str, Any]:
    return {"words": in_words(date), "edtf": str(date)}


def in_words(date: Edtf) -> str:
    """Return a date in words of the language that the desk speaks."""
    return date.in_words(readers())


def clean_date(text: str, year_from: datetime.date | None = None) -> Edtf:
    """Return the date that an editor typed; raises ValidationError with the readings it could have."""
    try:
        return read_date(text, year_from=year_from, language=readers())
    except UnreadableDate as wrong:
        offered = "; ".join(f"{in_words(each)} = {each}" for each in wrong.readings)
        raise ValidationError(
            [told(wrong)] + ([_("Write one of these: %s") % offered] if offered else [])
        ) from wrong
    except DateError as wrong:
        raise ValidationError(told(wrong)) from wrong


def states_year(text: str) -> bool:
    """Return whether a date that can be read names its year itself, and takes it from no article."""
    try:
        clean_date(text)
    except ValidationError:
        return False
    return True


def year_note(published_on: datetime.date) -> str:
    """Return the note for readers on a year that no article prints, in the newsroom's language."""
    with newsrooms():
        said = _("The year is not printed: it follows from the article’s publication on %s.")
        return said % in_words(clean_date(published_on.isoformat()))


def publication_day(chosen: list[str]) -> datetime.date | None:
    """Return the publication day of the first of the chosen texts (primary keys, as typed) that has one."""
    keys = [key for key in map(key_in, chosen) if key is not None]
    days = SourceRevision.objects.publication_days(keys[:100])
    return next((days[key] for key in keys if key in days), None)


def reading(request: HttpRequest) -> HttpResponse:
    """Answer the date input with how its text is understood."""
    chosen = [value for name, values in request.GET.lists() if name.endswith("-revision") for value in values]
    context = {"reading": understood(request.GET.get("edtf", "")[:300], publication_day(chosen))}
    return render(request, "admin/timeline/_reading.html", context)
