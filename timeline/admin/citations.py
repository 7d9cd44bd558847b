"""Citations: chosen in the rows of an event's form; what each states is written on its own page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.admin.annotations import AnnotationInline, keep_author
from timeline.admin.choosing import candidates, chosen_passage
from timeline.admin.dates import DateInput, clean_date
from timeline.admin.lists import LargeList, LoadedRows, NamedRows, RowForm
from timeline.admin.verifying import verify
from timeline.admin.versions import VersionedAdmin, VersionedForm, saved
from timeline.ingestion.passages import QuotationError, find_passage
from timeline.models import Aspect, Citation, Event, Support, evidence


class CitationForm(RowForm):
    """A row of the event's form: which text, which words, and what they support."""

    before = forms.CharField(
        label=gettext_lazy("Words just before"),
        required=False,
        help_text=gettext_lazy("Only where the quotation stands in the text more than once."),
    )
    # Filled by the script that chooses in the article; a choice to make where the quotation is not there just once.
    place = forms.CharField(
        label=gettext_lazy("Which passage is meant?"),
        required=False,
        max_length=30,
        widget=forms.HiddenInput(attrs={"class": "place"}),
    )
    aspects = forms.MultipleChoiceField(
        label=gettext_lazy("Supports"), choices=Aspect.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Citation
        fields = ["revision", "exact", "place", "before", "aspects", "attributed_to", "origin"]
        widgets = {
            "exact": forms.Textarea(
                attrs={"rows": 3, "cols": 80, "data-choose": gettext_lazy("Choose in the article")}
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["aspects"] = [each.aspect for each in self.instance.supports.all()]

    def clean(self) -> dict[str, Any]:
        """Find the quotation in the text; where it is not there once, say so at its field."""
        cleaned = super().clean() or {}
        revision, exact = cleaned.get("revision"), cleaned.get("exact")
        if (
            revision
            and exact
            and (not self.instance.pk or {"revision", "exact", "before", "place"} & set(self.changed_data))
        ):
            before, place = cleaned.get("before", ""), cleaned.get("place", "")
            try:
                passage = chosen_passage(revision.body, exact, place)
                self.instance.place(passage or find_passage(revision.body, exact, before))
                cleaned["exact"] = self.instance.exact  # as it stands in the text
            except QuotationError as wrong:
                self.add_error("exact", str(wrong))
                self._offer(candidates(revision.body, exact, before))
        return cleaned

    def _offer(self, choices: list[tuple[str, Any]]) -> None:
        """Let the editor choose which passage is meant; nothing is chosen beforehand."""
        if choices:
            self.fields["place"].widget = forms.RadioSelect(choices=choices)

    def save(self, commit: bool = True) -> Citation:
        citation = super().save(commit)
        if commit:
            citation.set_aspects(self.cleaned_data["aspects"])
        return citation


class CitationFormSet(LoadedRows):
    """The citations of an event: no passage twice, and what is public keeps its evidence."""

    def clean(self) -> None:
        super().clean()
        rows = [
            form
            for form in self.forms
            if form.cleaned_data.get("exact") and not form.cleaned_data.get("DELETE")
        ]
        if any(self.errors):
            return
        seen: set[tuple[int, int, int]] = set()
        for form in rows:
            place = (form.instance.revision_id, form.instance.start, form.instance.end)
            if place in seen:
                form.add_error("exact", _("This event cites these very words already."))
            seen.add(place)
        if self.instance.is_published:
            refuse_without_evidence((form.instance, form.cleaned_data["aspects"]) for form in rows)


def refuse_without_evidence(supporting: Iterable[tuple[Citation, Collection[str]]]) -> None:
    """Raise ValidationError where a published event would be left without what it was published on."""
    missing = evidence.missing(supporting)
    if missing:
        raise ValidationError([_("This event is published, and must go on being supported."), *missing])


class CitationInline(NamedRows):
    model = Citation
    form = CitationForm
    formset = CitationFormSet
    extra = 0
    show_change_link = True
    autocomplete_fields = ["revision"]
    fields = ["revision", "exact", "place", "before", "aspects", ("attributed_to", "origin")]
    classes = ["citations"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return Citation.objects.with_articles().prefetch_related("supports")


class SupportForm(forms.ModelForm):
    class Meta:
        model = Support
        fields = ["aspect", "stated", "edtf", "differs", "point", "preferred", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2, "cols": 40}), "edtf": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "edtf" in self.fields:  # it is not, for those who may only look
            self.fields["edtf"].widget.stored = self.instance.edtf

    def clean_edtf(self) -> str:
        """Read the date as typed: what this article alone states, so that a day may stand without a year."""
        typed = self.cleaned_data["edtf"]
        return str(clean_date(typed)) if typed and "edtf" in self.changed_data else typed

    def clean(self) -> dict[str, Any]:
        """Refuse words that the passage does not hold, and a second preferred value."""
        cleaned = super().clean() or {}
        citation = self.instance.citation
        if cleaned.get("stated") and " ".join(cleaned["stated"].split()) not in " ".join(
            citation.sentence.split()
        ):
            self.add_error("stated", _("These words are not in the sentence that is quoted."))
        if cleaned.get("preferred"):
            other = Support.objects.preferred_elsewhere(citation, cleaned.get("aspect", "")).first()
            if other:
                said = _("Citation %s is preferred for this already: take the mark off there first.")
                self.add_error("preferred", said % other.citation.number)
        return cleaned


class SupportFormSet(LoadedRows):
    """What one citation supports: a published event may not lose here what it rests on."""

    def clean(self) -> None:
        super().clean()
        citation = self.instance
        if any(self.errors) or not citation.event.is_published:
            return
        here = {form.cleaned_data["aspect"] for form in self.forms if self._stays(form)}
        others = citation.event.citations.exclude(pk=citation.pk).with_texts().prefetch_related("supports")
        refuse_without_evidence([(citation, here), *((each, each.aspects()) for each in others)])

    @staticmethod
    def _stays(form: Any) -> bool:
        return bool(form.cleaned_data.get("aspect")) and not form.cleaned_data.get("DELETE")


class SupportInline(admin.StackedInline):
    model = Support
    form = SupportForm
    formset = SupportFormSet
    extra = 0
    fields = [("aspect", "stated"), "edtf", ("differs", "point"), ("preferred", "reason")]


class CitationPageForm(VersionedForm):
    class Meta:
        model = Citation
        fields = ["attributed_to", "origin"]


@admin.register(Citation)
class CitationAdmin(VersionedAdmin, LargeList):
    form = CitationPageForm
    list_display = ["exact_words", "event_link", "publisher", "number"]
    list_select_related = ["event", "revision__source"]
    search_fields = ["exact", "event__title", "public_id"]
    search_help_text = gettext_lazy(
        "Words of the event and of what it cites, or the name in a citation’s address."
    )
    ordering = ["-id"]
    sortable_by = ()
    fields = ["event_link", "passage", "attributed_to", "origin", "based_on"]
    readonly_fields = ["event_link", "passage"]
    inlines = [SupportInline, AnnotationInline]

    def get_urls(self) -> list[Any]:
        own = [path("verify/", self.admin_site.admin_view(verify), name="timeline_citation_verify")]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("revision__body", "revision__original")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        words = search_term.strip()
        return (queryset.searched(words) if words else queryset), False

    def versioned_event(self, object_id: str | None) -> Event | None:
        """Return the event of the citation, also of one that is part of a pending change alone."""
        return Event.objects.citing_by(object_id or "")

    def row_of(self, event: Event, object_id: str) -> Citation | None:
        return next((each for each in event.cited() if str(each.pk) == object_id), None)

    @admin.display(description=gettext_lazy("quotation"))
    def exact_words(self, citation: Citation) -> str:
        return citation.exact if len(citation.exact) <= 100 else f"{citation.exact[:97]}…"

    @admin.display(description=gettext_lazy("publisher"))
    def publisher(self, citation: Citation) -> str:
        return citation.revision.source.publisher

    @admin.display(description=gettext_lazy("event"))
    def event_link(self, citation: Citation) -> str:
        url = reverse("admin:timeline_event_change", args=[citation.event_id])
        return format_html('<a href="{}">{}</a>', url, citation.event)

    @admin.display(description=gettext_lazy("passage"))
    def passage(self, citation: Citation) -> str:
        return format_html(
            "{}<mark>{}</mark>{}", citation.shown_prefix, citation.exact, citation.shown_suffix
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a citation is made in its event's form

    def has_delete_permission(self, request: HttpRequest, obj: Citation | None = None) -> bool:
        """Asked of the citations of a draft that is deleted; what was public stays."""
        return bool(obj and not obj.event.published_at and super().has_delete_permission(request, obj))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        keep_author(request, formset)
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        event = form.instance.event
        event.save()
        saved(request, event, why=f"citation {form.instance.number}")
