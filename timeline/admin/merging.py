"""The pages on which an editor merges two events, names or articles, takes a merge back, or splits an event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.admin.deciding import REFUSED, PublishForm, ReasonForm
from timeline.ingestion.saving.resembling import alike
from timeline.keys import key_in
from timeline.models import Event, merging
from timeline.models.events import MERGEABLE

MOST_OFFERED = 20

Row = dict[str, Any]  # of the table that shows both sides: its label, and what each has


class MergeForm(ReasonForm):
    """Why two events are merged or parted, and what readers are told where they see a change of what is said."""

    kind = forms.ChoiceField(
        label=gettext_lazy("For readers, this change is"),
        choices=PublishForm.base_fields["kind"].choices,  # type: ignore[attr-defined]
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Asked for where readers see the event, and what it says or whom it names changes."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        help_text=PublishForm.base_fields["note"].help_text,
    )


class SplitForm(ReasonForm):
    """What goes to a new event, and what that is called."""

    title = forms.CharField(label=gettext_lazy("Title of the new event"), max_length=200)
    citations: Any = forms.ModelMultipleChoiceField(
        None, label=gettext_lazy("Citations that go"), widget=forms.CheckboxSelectMultiple
    )
    annotations: Any = forms.ModelMultipleChoiceField(
        None, label=gettext_lazy("Notes that go"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("title", "citations", "annotations", "why")

    def __init__(self, event: Event, *args: Any) -> None:
        super().__init__(*args)
        self.fields["citations"].queryset = event.citations.all()  # type: ignore[attr-defined]
        self.fields["annotations"].queryset = event.annotations.all()  # type: ignore[attr-defined]


class MergingAdmin(admin.ModelAdmin):
    """The pages `…/merge/` and `…/unmerge/` of whatever can be merged; both need the permission to merge.

    What is shown and done of each sort of thing is in the methods without a page.
    """

    merge_form: type[ReasonForm] = ReasonForm

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("timeline.merge_event")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is merged is a part of another one: that is changed."""
        return super().has_change_permission(request, obj) and not (obj and obj.merged_into_id)

    def get_urls(self) -> list[Any]:
        pages = {"merge": self.merge_view, "unmerge": self.unmerge_view}
        return [
            *(
                path(
                    f"<path:object_id>/{name}/",
                    self.admin_site.admin_view(view),
                    name=f"timeline_{self.opts.model_name}_{name}",
                )
                for name, view in pages.items()
            ),
            *super().get_urls(),
        ]

    @admin.action(description=gettext_lazy("Merge the two selected…"), permissions=["merge"])
    def merge(self, request: HttpRequest, things: QuerySet[Any]) -> HttpResponse | None:
        """Lead from the list to the page that merges the two that are chosen there."""
        keys = list(things.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            messages.error(request, _("Choose exactly two to merge."))
            return None
        return redirect(f"{self._address('merge', keys[1])}?into={keys[0]}")

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`…/merge/`: look for the one that stays; with `?into=`, both side by side, and what comes along."""
        thing = self._thing_to_merge(request, object_id)
        into = self._at(request.GET.get("into", ""))
        if into is None or into.pk == thing.pk:
            return self._look_for(request, thing)
        refusal = self.merge_refusal(thing, into)
        form = self.merge_form(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                if request.POST.get("seen") != self.merge_seen(thing, into):
                    raise ValueError(_("One of the two was changed in the meantime: look at both again."))
                self.merge_two(request, thing, into, form.cleaned_data)
            except REFUSED as refused:
                form.add_error(None, str(refused))
            else:
                said = _("“%(thing)s” is part of “%(into)s” now.")
                messages.success(request, said % {"thing": thing, "into": into})
                return redirect(self._address("change", into.pk))
        context = {
            "into": into,
            "rows": self.merge_rows(request, thing, into),
            "changes": [] if refusal else self.merge_changes(thing, into),
            "refusal": refusal,
            "seen": self.merge_seen(thing, into),
            "form": form,
        }
        return self.merging_page(request, "merge", thing, _("Merge"), **context)

    def unmerge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`…/unmerge/`: take this one, which is merged, out of the one it was merged into."""
        thing = self._thing_to_merge(request, object_id)
        if thing.merged_into is None:
            raise Http404
        form = self.merge_form(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                self.part_two(request, thing, form.cleaned_data)
            except REFUSED as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("“%s” is one of its own again.") % thing)
                return redirect(self._address("change", thing.pk))
        title = _("Take the merge back")
        return self.merging_page(request, "unmerge", thing, title, into=thing.merged_into, form=form)

    def _look_for(self, request: HttpRequest, thing: Any) -> HttpResponse:
        words = request.GET.get("q", str(self.merge_words(thing)) if "q" not in request.GET else "")
        words = words.replace("\0", " ").strip()
        named = self.merge_candidates(thing, words).exclude(pk=thing.pk) if words else self.merge_alike(thing)
        rows = named[:MOST_OFFERED]
        found = [{"thing": each, "about": self.merge_about(each)} for each in rows]
        return self.merging_page(request, "merge_find", thing, _("Merge into…"), found=found, words=words)

    def merging_page(
        self, request: HttpRequest, name: str, thing: Any, title: str, **context: Any
    ) -> HttpResponse:
        told = self.merge_told(thing, context.get("into"))
        context |= {**self.admin_site.each_context(request), "title": title, "thing": thing, "told": told}
        return TemplateResponse(request, f"admin/timeline/{name}.html", context | {"opts": self.opts})

    def _thing_to_merge(self, request: HttpRequest, key: str) -> Any:
        if not self.has_merge_permission(request):
            raise PermissionDenied
        thing = self._at(key)
        if thing is None:
            raise Http404
        return thing

    def _at(self, key: str) -> Any:
        pk = key_in(key)
        return self.model._default_manager.filter(pk=pk).first() if pk is not None else None

    def _address(self, name: str, pk: int) -> str:
        return reverse(f"admin:timeline_{self.opts.model_name}_{name}", args=[pk])

    # What each sort of thing says and does

    def merge_told(self, thing: Any, into: Any) -> dict[str, str]:
        """Return what the pages say: `find`, `words` and `none` of the search, `merge` and `unmerge`.

        `alike` and `none_alike` stand over what is offered before a search, where that is another thing.
        """
        raise NotImplementedError

    def merge_words(self, thing: Any) -> str:
        """Return the words that are searched for first."""
        return str(thing)

    def merge_candidates(self, thing: Any, words: str) -> QuerySet[Any]:
        raise NotImplementedError

    def merge_alike(self, thing: Any) -> list[Any]:
        """Return what is offered while no words are searched for."""
        return []

    def merge_about(self, thing: Any) -> str:
        """Return what tells it from others of the same name."""
        raise NotImplementedError

    def merge_refusal(self, thing: Any, into: Any) -> str:
        """Return why the two cannot be merged, where that can be said before."""
        return ""

    def merge_seen(self, thing: Any, into: Any) -> str:
        """Return what changes where one of the two does."""
        raise NotImplementedError

    def merge_rows(self, request: HttpRequest, thing: Any, into: Any) -> list[Row]:
        raise NotImplementedError

    def merge_changes(self, thing: Any, into: Any) -> list[str]:
        """Return what follows from the merge, a sentence each."""
        return []

    def merge_two(self, request: HttpRequest, thing: Any, into: Any, given: dict[str, Any]) -> None:
        raise NotImplementedError

    def part_two(self, request: HttpRequest, thing: Any, given: dict[str, Any]) -> None:
        raise NotImplementedError


def side_by_side(label: Any, into: Any, thing: Any) -> Row:
    """Return a row of the table: what the one that stays has, and what the other one has; two texts or two lists."""
    if isinstance(into, list):
        return {"label": label, "lists": [into, thing]}
    return {"label": label, "theirs": into, "mine": thing}


class MergingEvents(MergingAdmin):
    """Merging events, and `…/split/`."""

    merge_form = MergeForm

    def get_urls(self) -> list[Any]:
        split = self.admin_site.admin_view(self.split_view)
        return [path("<path:object_id>/split/", split, name="timeline_event_split"), *super().get_urls()]

    def split_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`…/split/`: choose the citations and notes that go to a new draft."""
        event = self._thing_to_merge(request, object_id)
        form = SplitForm(event, request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                new = merging.split(
                    event,
                    citations=[each.pk for each in given["citations"]],
                    annotations=[each.pk for each in given["annotations"]],
                    title=given["title"],
                    by=request.user,
                    why=given["why"],
                )
            except REFUSED as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("“%s” is a draft of its own now.") % new)
                return redirect("admin:timeline_event_change", new.pk)
        return self.merging_page(request, "split", event, _("Split"), form=form)

    def merge_told(self, thing: Event, into: Event | None) -> dict[str, str]:
        both = {"event": thing, "into": into}
        return {
            "find": _(
                "Look for the event that stays: “%(event)s” becomes part of it, and its address leads there."
            )
            % both,
            "words": _("Words of its title"),
            "none": _("No other event has these words in its title."),
            "alike": _("Near in date, or naming the same"),
            "none_alike": _("No event is near in date: look for words of its title."),
            "merge": _(
                "“%(event)s” becomes part of “%(into)s”: its citations, notes, names, places on timelines and its "
                "address go there."
            )
            % both,
            "unmerge": _(
                "“%(event)s” is taken out of “%(into)s”: both are as they were before, with their citations and "
                "notes. What was added to “%(into)s” since stays there. What came along and was deleted since stays "
                "deleted, unless “%(event)s” could not stand without it."
            )
            % both,
        }

    def merge_words(self, thing: Event) -> str:
        return ""

    def merge_candidates(self, thing: Event, words: str) -> QuerySet[Event]:
        return Event.objects.to_cite(words)

    def merge_alike(self, thing: Event) -> list[Event]:
        return alike(thing)

    def merge_about(self, thing: Event) -> str:
        return f"{thing.date_in_words} · {thing.get_status_display()}"

    def merge_seen(self, thing: Event, into: Event) -> str:
        return f"{thing.version}.{into.version}"

    def merge_two(self, request: HttpRequest, thing: Event, into: Event, given: dict[str, Any]) -> None:
        keep = [name for name in MERGEABLE if request.POST.get(f"keep-{name}") == "merged"]
        thing.merge_into(into, by=request.user, keep=keep, **given)

    def part_two(self, request: HttpRequest, thing: Event, given: dict[str, Any]) -> None:
        merging.undo(thing, by=request.user, **given)

    def merge_rows(self, request: HttpRequest, thing: Event, into: Event) -> list[Row]:
        chosen = [
            {
                "name": name,
                "label": Event._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
                "theirs": _said(into, name),
                "mine": _said(thing, name),
                "differs": getattr(into, name) != getattr(thing, name),
                "takes": request.POST.get(f"keep-{name}") == "merged",
            }
            for name in MERGEABLE
        ]
        beside = [
            (_("citations"), _citations),
            (_("notes"), lambda event: [each.text[:160] for each in event.annotations.all()]),
            (_("on these timelines"), _places),
        ]
        status = side_by_side(_("status"), into.get_status_display(), thing.get_status_display())
        names = (", ".join(map(str, each.entities.all())) for each in (into, thing))
        named = side_by_side(_("people, organisations, places, topics"), *names)
        return [status, *chosen, named, *(side_by_side(label, of(into), of(thing)) for label, of in beside)]


def _said(event: Event, name: str) -> str:
    shown = getattr(event, f"get_{name}_display", None)
    return event.date_in_words if name == "edtf" else str(shown() if shown else getattr(event, name))


def _citations(event: Event) -> list[str]:
    rows = event.citations.with_articles()
    return [f"“{each.exact[:160]}” {each.revision.source.publisher}" for each in rows]


def _places(event: Event) -> list[str]:
    rows: Iterable[Any] = event.entries.select_related("timeline", "event")
    return [f"{each.timeline} ({_('key event')})" if each.is_key else str(each.timeline) for each in rows]
