"""Articles, and the frozen texts that citations point into."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.admin.lists import LargeList
from timeline.admin.merging_names import MergedFilter, MergingSources
from timeline.ingestion.passages import normalise_newlines
from timeline.models import Source, SourceRevision
from timeline.roles import may_publish


class IntakeForm(forms.ModelForm):
    """A new text of an article: pasted once, frozen from then on."""

    class Meta:
        model = SourceRevision
        fields = ["published_on", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 12, "cols": 90})}

    def clean_body(self) -> str:
        body = normalise_newlines(self.cleaned_data["body"])
        source = self.instance.source if self.instance.source_id else None
        if source and source.revisions.with_text(body).exists():
            raise forms.ValidationError(_("This very text was taken in already."))
        return body


class IntakeInline(admin.StackedInline):
    """Takes in one text; the texts that are there are listed above it, and no form can change them."""

    model = SourceRevision
    form = IntakeForm
    extra = 0
    max_num = 1
    verbose_name = gettext_lazy("text to take in")
    verbose_name_plural = gettext_lazy("Take in a text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceRevision]:
        return super().get_queryset(request).none()


class SourceForm(forms.ModelForm):
    """An article; a hold of it is set, moved or lifted with its reason."""

    hold_why = forms.CharField(
        label=gettext_lazy("Why the hold is changed"),
        required=False,
        help_text=gettext_lazy("Asked for where readers may see sooner what is published already."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "hold_until" in self.changed_data and self.instance.pk:
            try:
                Source.objects.get(pk=self.instance.pk).check_hold(
                    cleaned.get("hold_until"), why=cleaned.get("hold_why", "")
                )
            except ValueError as refused:
                self.add_error("hold_until", str(refused))
        return cleaned


@admin.register(Source)
class SourceAdmin(MergingSources, LargeList):
    form = SourceForm
    list_display = ["title", "publisher", "language", "standing", "hold_until"]
    list_filter = ["standing", "form", "language", MergedFilter]
    search_fields = ["title", "publisher", "url"]
    inlines = [IntakeInline]
    fields = [
        "title",
        "title_supplied",
        "url",
        "archived_url",
        ("publisher", "byline"),
        ("language", "form"),
        ("standing", "standing_note"),
        "full_text_public",
        ("hold_until", "hold_why"),
        "slug",
        "texts",
    ]
    readonly_fields = ["texts"]

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> list[str]:
        """Whether readers may read the whole of it is decided by who may publish."""
        return ["texts"] if may_publish(request.user) else ["texts", "full_text_public"]

    def save_model(self, request: Any, obj: Source, form: Any, change: bool) -> None:
        if not change or "hold_until" not in form.changed_data:
            return super().save_model(request, obj, form, change)
        until, obj.hold_until = obj.hold_until, form.initial.get("hold_until")
        super().save_model(request, obj, form, change)
        obj.hold(until, by=request.user, why=form.cleaned_data["hold_why"])
        return None

    @admin.display(description=gettext_lazy("texts taken in"))
    def texts(self, source: Source) -> str:
        if not source.pk:
            return _("none yet")
        rows = source.revisions.without_text().newest_first()[:50]
        links = ((reverse("admin:timeline_sourcerevision_change", args=[each.pk]), each) for each in rows)
        return format_html_join("", '<a href="{}">{}</a><br>', links) or _("none yet")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(SourceRevision)
class SourceRevisionAdmin(LargeList):
    """The texts, to be read and to be found by autocomplete; only the publication day can be mended."""

    list_display = ["source", "published_on", "taken_in_at"]
    list_select_related = ["source"]
    search_fields = ["source__title", "source__publisher", "source__url"]
    ordering = ["-taken_in_at", "-id"]
    fields = ["source", "published_on", "taken_in_at", "share", "sha256", "body"]
    readonly_fields = ["source", "taken_in_at", "share", "sha256", "body"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceRevision]:
        return super().get_queryset(request).select_related("source").defer("original")

    @admin.display(description=gettext_lazy("public share of the text"))
    def share(self, revision: SourceRevision) -> str:
        """How much of someone else's article our excerpts add up to, with a warning where it is much."""
        share = revision.public_share()
        said = _("%d%% of the text can be read in our excerpts.") % round(100 * share)
        if share <= settings.PUBLIC_SHARE_WARNING or revision.source.full_text_public:
            return said
        warning = _("That is much of an article that is not ours: quote fewer words.")
        return format_html('{} <span class="uncovered">{}</span>', said, warning)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        found: Any
        found, distinct = super().get_search_results(request, queryset, search_term)
        return found.of_unmerged().defer("body", "original"), distinct

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a text is taken in with its article

    def has_delete_permission(self, request: HttpRequest, obj: SourceRevision | None = None) -> bool:
        return False
