"""Events: the form with citations and notes inline, and the actions that publish and retract."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from reversion.admin import VersionAdmin

from timeline.admin.annotations import AnnotationInline, keep_author
from timeline.admin.citations import CitationInline
from timeline.admin.dates import DateInput, clean_date, in_words, publication_day, reading
from timeline.admin.versions import VersionedAdmin, VersionedForm
from timeline.languages import newsrooms
from timeline.models import Event, NotPublishable, StaleVersion, TimelineEntry


class EventForm(VersionedForm):
    class Meta:
        model = Event
        fields = [
            "title",
            "slug",
            "summary",
            "edtf",
            "date_basis",
            "date_note",
            "kind",
            "position",
            "entities",
        ]
        widgets = {
            "title": forms.TextInput(attrs={"size": 90}),
            "summary": forms.Textarea(attrs={"rows": 4, "cols": 90}),
            "date_note": forms.Textarea(attrs={"rows": 2, "cols": 90}),
            "edtf": DateInput(
                attrs={
                    "size": 40,
                    "autocomplete": "off",
                    "aria-describedby": "id_edtf_reading",
                    "hx-get": reverse_lazy("admin:timeline_event_reading"),
                    "hx-trigger": "input changed delay:250ms",
                    "hx-target": "#id_edtf_reading",
                    "hx-include": "[name$='-revision']",
                    "hx-sync": "this:replace",
                }
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "edtf" in self.fields:  # it is not, for those who may only look
            self.fields["edtf"].widget.stored = self.instance.edtf

    def versioned_event(self) -> Event | None:
        return self.instance if self.instance.pk else None

    def clean_edtf(self) -> str:
        """Read the date as typed; a day without a year takes it from the article chosen below."""
        typed = self.cleaned_data["edtf"]
        if "edtf" not in self.changed_data:
            return typed  # as stored: 2021-22 is a season there, and two things when it is typed
        chosen = [
            value
            for name, value in self.data.items()
            if name.startswith("citations-") and name.endswith("-revision")
        ]
        day = publication_day([str(each) for each in chosen])
        date = clean_date(typed, day)
        try:
            clean_date(typed)
        except forms.ValidationError:
            self.year_taken_from = day
        return str(date)

    year_taken_from: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.year_taken_from:
            cleaned["date_basis"] = Event.DateBasis.INFERRED
        if self.year_taken_from and not cleaned.get("date_note"):
            with newsrooms():  # the note is kept, and readers see it
                cleaned["date_note"] = _(
                    "The year is not printed: it follows from the article's publication on %s."
                ) % in_words(clean_date(self.year_taken_from.isoformat()))
        return cleaned


class TimelineEntryInline(admin.StackedInline):
    model = TimelineEntry
    extra = 0
    autocomplete_fields = ["timeline"]


class RetractionForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why is it retracted? Readers will see this."),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
    )


@admin.register(Event)
class EventAdmin(VersionedAdmin, VersionAdmin):
    form = EventForm
    inlines = [CitationInline, AnnotationInline, TimelineEntryInline]
    autocomplete_fields = ["entities"]
    list_display = ["title", "date_words", "status", "kind", "number_of_citations", "changed_at"]
    list_filter = ["status", "kind", "date_basis", "timelines"]
    search_fields = ["title", "summary", "slug"]
    ordering = ["-changed_at"]
    list_per_page = 50
    show_full_result_count = False
    actions = ["submit", "publish", "retract"]
    fieldsets = [
        (None, {"fields": ["state", "title", "summary", "kind", "entities"]}),
        (gettext_lazy("Date"), {"fields": ["edtf", "date_basis", "date_note", "position"]}),
        (gettext_lazy("Address"), {"fields": ["slug", "based_on"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).with_number_of_citations()

    def get_urls(self) -> list[Any]:
        own = path("reading/", self.admin_site.admin_view(reading), name="timeline_event_reading")
        return [own, *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> list[str]:
        # An address is frozen once readers may have kept it.
        return ["state", *(["slug"] if obj and obj.published_at else [])]

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Only what was never public can be deleted; the rest is retracted."""
        return bool(obj and not obj.published_at and super().has_delete_permission(request, obj))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Without VersionAdmin's one revision for all: every event that an action changes has a revision of its own."""
        return admin.ModelAdmin.changelist_view(self, request, extra_context)

    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> Any:
        """Restore an earlier draft; what readers have seen is changed by editing, publishing and retracting alone."""
        event = self.get_object(request, object_id)
        if request.method != "POST" or event is None:
            return super().revision_view(request, object_id, version_id, extra_context)
        if event.published_at or event.status != Event.Status.DRAFT:
            messages.error(
                request, _("Only a draft can be restored. Edit this event instead, or retract it.")
            )
            return redirect("admin:timeline_event_history", object_id)
        response = super().revision_view(request, object_id, version_id, extra_context)
        Event.objects.continue_counting(event)
        return response

    # What is shown

    @admin.display(description=gettext_lazy("date"), ordering="start_earliest")
    def date_words(self, event: Event) -> str:
        return event.date_in_words

    @admin.display(description=gettext_lazy("citations"))
    def number_of_citations(self, event: Event) -> int:
        return event.n_citations  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("status"))
    def state(self, event: Event) -> str:
        """The status, the public page, and what no citation covers."""
        if not event.pk:
            return _("new")
        link = ""
        if event.status in Event.Status.public():
            link = format_html(' · <a href="{}">{}</a>', event.get_absolute_url(), _("the public page"))
        uncovered = format_html_join(
            "", '<li class="uncovered">{}</li>', ((each,) for each in event.unsupported())
        )
        listed = format_html("<ul>{}</ul>", uncovered) if uncovered else ""
        return format_html("<b>{}</b>{}{}", event.get_status_display(), link, listed)

    # Saving

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        keep_author(request, formset)
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.evidence_changed()
        form.instance.must_hold()

    # Actions

    @admin.action(description=gettext_lazy("Publish the selected events"), permissions=["change"])
    def publish(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        published = 0
        for event in events:
            try:
                event.publish(by=request.user)
                published += 1
                for each in event.unsupported():
                    messages.warning(request, f"{event}: {each}")
            except (NotPublishable, StaleVersion) as refused:
                messages.error(request, str(refused))
        if published:
            said = ngettext("%d event is published.", "%d events are published.", published) % published
            messages.success(request, said)

    @admin.action(description=gettext_lazy("Send the selected events to review"), permissions=["change"])
    def submit(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        for event in events:
            try:
                event.submit(by=request.user)
            except (ValueError, StaleVersion) as refused:
                messages.error(request, f"{event}: {refused}")

    @admin.action(description=gettext_lazy("Retract the selected events"), permissions=["change"])
    def retract(self, request: HttpRequest, events: QuerySet[Event]) -> HttpResponse | None:
        form = RetractionForm(request.POST if "why" in request.POST else None)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": _("Retract"),
                "opts": self.model._meta,
                "events": events,
                "form": form,
            }
            return TemplateResponse(request, "admin/timeline/retract.html", context)
        for event in events:
            try:
                event.retract(by=request.user, why=form.cleaned_data["why"])
                messages.success(request, _("“%s” is retracted.") % event)
            except (ValueError, StaleVersion) as refused:
                messages.error(request, f"{event}: {refused}")
        return None
