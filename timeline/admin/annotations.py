"""Notes: in the rows of an event's or a citation's form, and all of them as a list of what is still to be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline.admin.lists import LargeList, LoadedRows
from timeline.models import Annotation
from timeline.models.annotations import AnnotationQuerySet
from timeline.roles import may_publish


class AnnotationForm(forms.ModelForm):
    class Meta:
        model = Annotation
        fields = ["kind", "visibility", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "cols": 80})}
        help_texts = {"text": gettext_lazy("In an internal note, @name calls on a colleague.")}


class AnnotationInline(admin.StackedInline):
    model = Annotation
    form = AnnotationForm
    formset = LoadedRows
    extra = 0
    fields = [("kind", "visibility"), "text"]


def keep_author(request: HttpRequest, formset: Any) -> None:
    """Note who made the new notes of a formset."""
    if formset.model is Annotation:
        for form in formset.forms:
            if not form.instance.pk:
                form.instance.author = request.user


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", gettext_lazy("to be done")),
            ("mine", gettext_lazy("calls on me")),
            ("questions", gettext_lazy("disputes and open questions")),
            ("done", gettext_lazy("done")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen: dict[str | None, Callable[[], AnnotationQuerySet]] = {
            "open": queryset.to_settle,
            "mine": lambda: queryset.to_settle().mentioning(request.user),
            "questions": queryset.disputes_and_questions,
            "done": queryset.settled,
        }
        return chosen.get(self.value(), queryset.all)()


@admin.register(Annotation)
class AnnotationAdmin(LargeList):
    """The notes on all events. A note is written where it belongs, in the form of its event or citation."""

    list_display = ["words", "about", "kind", "visibility", "written_by", "called", "made_at", "state"]
    list_display_links = None
    list_filter = [StateFilter, "kind", "visibility"]
    search_fields = ["text"]
    search_help_text = gettext_lazy("Words of the note, or of the event that it is on.")
    ordering = ["-id"]  # as they were made: a key is an index as it is
    list_per_page = 50
    actions = ["settle", "reopen"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return Annotation.objects.for_list().order_by(*self.ordering)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        words = search_term.strip()
        return (queryset.searched(words) if words else queryset), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Annotation | None = None) -> bool:
        """Asked of the notes on a draft that is deleted; others are deleted in the form of their event."""
        return bool(obj and not obj.about.published_at and super().has_delete_permission(request, obj))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """Lead to where the note is written: there the version of its event is watched."""
        note = self.get_object(request, object_id)
        if note is None or not self.has_view_permission(request, note):
            return super().change_view(request, object_id, *args, **kwargs)
        return HttpResponseRedirect(_place_of(note))

    @admin.display(description=gettext_lazy("note"))
    def words(self, note: Annotation) -> str:
        return note.text if len(note.text) <= 200 else f"{note.text[:197]}…"

    @admin.display(description=gettext_lazy("about"))
    def about(self, note: Annotation) -> str:
        on = _("citation %s of") % note.citation.number if note.citation else ""
        return format_html('{} <a href="{}">{}</a>', on, _place_of(note), note.about)

    @admin.display(description=gettext_lazy("author"), ordering="author")
    def written_by(self, note: Annotation) -> Any:
        return note.author

    @admin.display(description=gettext_lazy("calls on"))
    def called(self, note: Annotation) -> str:
        return ", ".join(each.get_username() for each in note.mentions.all())

    @admin.display(description=gettext_lazy("state"))
    def state(self, note: Annotation) -> str:
        if note.is_settled:
            return _("done by %s") % (note.settled_by or _("someone whose account is gone"))
        return _("to be done") if note.asks else ""

    @admin.action(description=gettext_lazy("Mark the selected notes as done"), permissions=["change"])
    def settle(self, request: HttpRequest, notes: AnnotationQuerySet) -> None:
        done = 0
        for note in self._within_reach(request, notes):
            try:
                note.settle(by=request.user)
                done += 1
            except ValueError as refused:
                messages.error(request, f"{note}: {refused}")
        if done:
            messages.success(request, ngettext("%d note is done.", "%d notes are done.", done) % done)

    @admin.action(description=gettext_lazy("Open the selected notes again"), permissions=["change"])
    def reopen(self, request: HttpRequest, notes: AnnotationQuerySet) -> None:
        for note in self._within_reach(request, notes):
            note.reopen(by=request.user)

    def _within_reach(self, request: HttpRequest, notes: AnnotationQuerySet) -> Iterator[Annotation]:
        """Yield those that this editor may mark: what readers see of them, who may publish marks."""
        for note in notes:
            if note.is_before_readers and not may_publish(request.user):
                messages.error(request, _("Readers see “%s”: who may publish marks it.") % note)
            else:
                yield note


def _place_of(note: Annotation) -> str:
    model, key = ("citation", note.citation_id) if note.citation_id else ("event", note.event_id)
    return reverse(f"admin:timeline_{model}_change", args=[key])
