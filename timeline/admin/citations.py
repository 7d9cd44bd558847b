"""Citations: chosen in the rows of an event's form; what each states is written on its own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from reversion.admin import VersionAdmin

from timeline.admin.annotations import AnnotationInline, keep_author
from timeline.admin.versions import VersionedAdmin, VersionedForm
from timeline.ingestion.passages import QuotationError, find_passage
from timeline.models import Aspect, Citation, Event, Support
from timeline.models.evidence import REQUIRED


class CitationForm(forms.ModelForm):
    """A row of the event's form: which text, which words, and what they support."""

    before = forms.CharField(
        label=gettext_lazy("Words just before"),
        required=False,
        help_text=gettext_lazy("Only where the quotation stands in the text more than once."),
    )
    aspects = forms.MultipleChoiceField(
        label=gettext_lazy("Supports"), choices=Aspect.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Citation
        fields = ["revision", "exact", "before", "aspects", "attributed_to", "origin"]
        widgets = {"exact": forms.Textarea(attrs={"rows": 3, "cols": 80})}

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
            and (not self.instance.pk or {"revision", "exact", "before"} & set(self.changed_data))
        ):
            try:
                self.instance.place(find_passage(revision.body, exact, cleaned.get("before", "")))
                cleaned["exact"] = self.instance.exact  # as it stands in the text
            except QuotationError as wrong:
                self.add_error("exact", str(wrong))
        return cleaned

    def save(self, commit: bool = True) -> Citation:
        citation = super().save(commit)
        if commit:
            citation.set_aspects(self.cleaned_data["aspects"])
        return citation


class CitationFormSet(forms.BaseInlineFormSet):
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
            self._keep_required(rows)

    def _keep_required(self, rows: list[Any]) -> None:
        for aspect in REQUIRED:
            supporting = [form for form in rows if aspect in form.cleaned_data["aspects"]]
            if all(form.instance.is_headline() for form in supporting):
                raise ValidationError(
                    _(
                        "This event is published: a passage, not only a headline, must go on supporting its %s."
                    )
                    % aspect.label
                )


class CitationInline(admin.StackedInline):
    model = Citation
    form = CitationForm
    formset = CitationFormSet
    extra = 0
    show_change_link = True
    autocomplete_fields = ["revision"]
    fields = ["revision", "exact", "before", "aspects", ("attributed_to", "origin")]
    classes = ["citations"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("revision__source").prefetch_related("supports")


class SupportForm(forms.ModelForm):
    class Meta:
        model = Support
        fields = ["aspect", "stated", "edtf", "differs", "preferred", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2, "cols": 40})}

    def clean(self) -> dict[str, Any]:
        """Refuse words that the passage does not hold, and a second preferred value."""
        cleaned = super().clean() or {}
        citation = self.instance.citation
        if cleaned.get("stated") and " ".join(cleaned["stated"].split()) not in " ".join(
            citation.sentence.split()
        ):
            self.add_error("stated", _("These words are not in the sentence that is quoted."))
        if cleaned.get("preferred"):
            others = Support.objects.filter(
                event=citation.event_id, aspect=cleaned.get("aspect"), preferred=True
            )
            other = others.exclude(citation=citation).select_related("citation").first()
            if other:
                self.add_error(
                    "preferred",
                    _("Citation %s is preferred for this already: take the mark off there first.")
                    % other.citation.number,
                )
        return cleaned


class SupportInline(admin.StackedInline):
    model = Support
    form = SupportForm
    extra = 0
    fields = [("aspect", "stated"), ("edtf", "differs"), ("preferred", "reason")]


class CitationPageForm(VersionedForm):
    class Meta:
        model = Citation
        fields = ["attributed_to", "origin"]

    def versioned_event(self) -> Event | None:
        return self.instance.event if self.instance.pk else None


@admin.register(Citation)
class CitationAdmin(VersionedAdmin, VersionAdmin):
    form = CitationPageForm
    list_display = ["exact_words", "event", "publisher", "number"]
    list_select_related = ["event", "revision__source"]
    search_fields = ["exact", "event__title", "public_id"]
    show_full_result_count = False
    fields = ["event_link", "passage", "attributed_to", "origin", "based_on"]
    readonly_fields = ["event_link", "passage"]
    inlines = [SupportInline, AnnotationInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("revision__body", "revision__original")

    @admin.display(description=gettext_lazy("quotation"))
    def exact_words(self, citation: Citation) -> str:
        return citation.exact if len(citation.exact) <= 100 else f"{citation.exact[:97]}…"

    @admin.display(description=gettext_lazy("publisher"))
    def publisher(self, citation: Citation) -> str:
        return citation.revision.source.publisher

    @admin.display(description=gettext_lazy("event"))
    def event_link(self, citation: Citation) -> str:
        from django.urls import reverse

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
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        keep_author(request, formset)
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        event = form.instance.event
        event.save()
        event.evidence_changed()
