"""Events: the form with citations and notes inline, and the actions that publish and retract."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline.admin import choosing
from timeline.admin.annotations import AnnotationInline, keep_author
from timeline.admin.citations import CitationInline
from timeline.admin.dates import LiveDateInput, clean_date, publication_day, reading, states_year, year_note
from timeline.admin.deciding import DecidingAdmin, said_with_queue
from timeline.admin.history import HistoryAdmin
from timeline.admin.lists import LargeList, NamedRows
from timeline.admin.merging import MergingEvents
from timeline.admin.versions import VersionedAdmin, VersionedForm, saved
from timeline.models import Entity, Event, NotPublishable, StaleVersion, TimelineEntry
from timeline.models.embargo import moment
from timeline.roles import may_publish


class EventForm(VersionedForm):
    wording_only = forms.BooleanField(
        label=gettext_lazy("Only the wording is changed"),
        required=False,
        help_text=gettext_lazy(
            "Title and summary say the same in other words: their passages need not be confirmed again. It is logged."
        ),
    )

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
            "edtf": LiveDateInput(attrs={"size": 40}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "edtf" in self.fields:  # it is not, for those who may only look
            self.fields["edtf"].widget.stored = self.instance.edtf

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
        self.year_taken_from = None if states_year(typed) else day
        return str(date)

    year_taken_from: Any = None

    def clean_entities(self) -> list[Entity]:
        """Whom the form was opened with may be merged since: then the other one is meant."""
        return list({each.now: None for each in self.cleaned_data["entities"]})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.year_taken_from:
            cleaned["date_basis"] = Event.DateBasis.INFERRED
        if self.year_taken_from and not cleaned.get("date_note"):
            cleaned["date_note"] = year_note(self.year_taken_from)
        return cleaned


class TimelineEntryInline(NamedRows):
    model = TimelineEntry
    extra = 0
    autocomplete_fields = ["timeline"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("timeline", "event")


class RetractionForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why is it retracted? Readers will see this."),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
    )


class SendingBackForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why is it sent back? Its author will read this."),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
    )


class HeldFilter(admin.SimpleListFilter):
    title = gettext_lazy("held")
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", _("held until a moment to come"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.held() if self.value() == "1" else queryset


@admin.register(Event)
class EventAdmin(VersionedAdmin, HistoryAdmin, DecidingAdmin, MergingEvents, LargeList):
    form = EventForm
    change_form_template = "admin/timeline/event_form.html"
    inlines = [CitationInline, AnnotationInline, TimelineEntryInline]
    autocomplete_fields = ["entities"]
    list_display = ["title", "date_words", "status", "held", "kind", "number_of_citations", "changed_at"]
    list_filter = ["status", HeldFilter, "kind", "date_basis", "timelines"]
    search_fields = ["title", "summary", "slug"]
    search_help_text = gettext_lazy(
        "Words of the event, its names, its citations and notes, in any spelling."
    )
    ordering = ["-changed_at"]
    sortable_by = ["date_words", "changed_at"]  # what an index is there for
    list_per_page = 50
    show_full_result_count = False
    actions = ["submit", "send_back", "publish", "retract", "merge"]
    fieldsets = [
        (None, {"fields": ["state", "title", "summary", "kind", "entities"]}),
        (gettext_lazy("Date"), {"fields": ["edtf", "date_basis", "date_note", "position"]}),
        (gettext_lazy("Address"), {"fields": ["slug", "based_on"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return Event.objects.with_number_of_citations()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return (queryset.searched(search_term) if search_term.strip() else queryset), False

    def get_urls(self) -> list[Any]:
        pages: dict[str, tuple[Any, str]] = {
            "reading/": (reading, "reading"),
            "choose/": (choosing.article, "choose"),
            "choose/sentences/": (choosing.sentences_of, "choose_sentences"),
            "choose/passage/": (choosing.passage, "choose_passage"),
            "<path:object_id>/pending/": (self.pending_view, "pending"),
            "<path:object_id>/hold/": (self.hold_view, "hold"),
            "<path:object_id>/preview/": (self.preview_view, "preview"),
            "<path:object_id>/history/compare/": (self.compare_view, "compare"),
            "<path:object_id>/history/<int:version_id>/restore/": (self.restore_view, "restore"),
        }
        own = [
            path(address, self.admin_site.admin_view(view), name=f"timeline_event_{name}")
            for address, (view, name) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def versioned_event(self, object_id: str | None) -> Event | None:
        return Event.objects.at_key(object_id or "")

    def row_of(self, event: Event, object_id: str) -> Event:
        return event

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """Of a draft it is declared here that only its wording is changed; of what is public when it is published."""
        first, *others = super().get_fieldsets(request, obj)
        if obj is None or obj.is_public or not self.has_change_permission(request, obj):
            return [first, *others]
        name, options = first
        return [(name, {**options, "fields": [*options["fields"], "wording_only"]}), *others]

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> list[str]:
        # An address is frozen once readers may have kept it.
        return ["state", *(["slug"] if obj and obj.published_at else [])]

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Only what was never public can be deleted; the rest is retracted."""
        return bool(obj and not obj.published_at and super().has_delete_permission(request, obj))

    # What is shown

    @admin.display(description=gettext_lazy("date"), ordering="start_earliest")
    def date_words(self, event: Event) -> str:
        return event.date_in_words

    @admin.display(description=gettext_lazy("held until"), ordering="opens_at")
    def held(self, event: Event) -> str:
        return moment(event.opens_at) if event.is_held else ""

    @admin.display(description=gettext_lazy("citations"))
    def number_of_citations(self, event: Event) -> int:
        return event.n_citations  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("status"))
    def state(self, event: Event) -> str:
        """The status, the public page, and what no citation covers."""
        if not event.pk:
            return _("new")
        link = ""
        if event.is_held:
            link = format_html(" · {}", _("held until %s") % moment(event.opens_at))
        elif event.is_public:
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

    def save_model(self, request: Any, obj: Event, form: Any, change: bool) -> None:
        if not change:
            obj.assigned = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        saved(request, form.instance)

    # Actions

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request.user)

    def has_retract_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("timeline.retract_event")

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("timeline.review_event")

    @admin.action(description=gettext_lazy("Publish the selected events"), permissions=["publish"])
    def publish(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        published = 0
        for event in events:
            try:
                event.publish(by=request.user)
                published += 1
                for each in event.unsupported():
                    messages.warning(request, f"{event}: {each}")
            except (NotPublishable, StaleVersion) as refused:
                messages.error(request, said_with_queue(refused))
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

    @admin.action(description=gettext_lazy("Send the selected events back"), permissions=["review"])
    def send_back(self, request: HttpRequest, events: QuerySet[Event]) -> HttpResponse | None:
        form = SendingBackForm(request.POST if "why" in request.POST else None)
        said = (_("Send back"), _("They become drafts again, in the hands of who sent them to review."))
        return self._with_reason(request, events, form, "send_back", said, _("“%s” is sent back."))

    @admin.action(description=gettext_lazy("Retract the selected events"), permissions=["retract"])
    def retract(self, request: HttpRequest, events: QuerySet[Event]) -> HttpResponse | None:
        form = RetractionForm(request.POST if "why" in request.POST else None)
        said = (
            _("Retract"),
            _(
                "A retracted event leaves every timeline. Its page stays, and says that it was retracted, when and why."
            ),
        )
        return self._with_reason(request, events, form, "retract", said, _("“%s” is retracted."))

    def _with_reason(
        self,
        request: HttpRequest,
        events: QuerySet[Event],
        form: Any,
        verb: str,
        said: tuple[str, str],
        done: str,
    ) -> HttpResponse | None:
        """Ask why, then let each event do it by itself."""
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": said[0],
                "explained": said[1],
                "verb": verb,
                "opts": self.model._meta,
                "events": events,
                "form": form,
            }
            return TemplateResponse(request, "admin/timeline/reason.html", context)
        for event in events:
            try:
                getattr(event, verb)(by=request.user, why=form.cleaned_data["why"])
                messages.success(request, done % event)
            except (ValueError, StaleVersion) as refused:
                messages.error(request, f"{event}: {refused}")
        return None
