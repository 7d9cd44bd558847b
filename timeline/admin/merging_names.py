"""Merging names and articles at the desk: what is shown of both, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline.admin.merging import MergingAdmin, Row, side_by_side
from timeline.folding import fold
from timeline.models import Citation, Entity, Proposal, Source, merging_names, merging_sources
from timeline.models.embargo import moment
from timeline.roles import may_publish

MOST_SHOWN = 50  # spellings, texts or merged ones on a page


class MergedFilter(admin.SimpleListFilter):
    title = gettext_lazy("merged")
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", _("merged into another entry"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.merged() if self.value() == "1" else queryset


class MergeableAdmin(MergingAdmin):
    """A list of what can be merged: what is merged is found by a filter alone, and can be looked at and taken out."""

    change_form_template = "admin/timeline/mergeable_form.html"
    actions = ["merge"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        found: Any
        found, distinct = super().get_search_results(request, queryset, search_term)
        return (found if request.GET.get("merged") == "1" else found.unmerged()), distinct

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What readers see of it, or are protected from, is changed by who may publish."""
        within_reach = obj is None or may_publish(request.user) or not obj.is_before_readers
        return within_reach and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.merged_into_id)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return [] if obj and obj.merged_into_id else super().get_inlines(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        thing = context.get("original")
        context["merged"] = thing.merged_from.order_by("pk")[:MOST_SHOWN] if thing else ()
        return super().render_change_form(request, context, *args, **kwargs)

    def merge_seen(self, thing: Any, into: Any) -> str:
        rows = self.model._default_manager.filter(pk__in=[thing.pk, into.pk]).order_by("pk").values_list()
        return blake2b(repr(list(rows)).encode(), digest_size=8).hexdigest()


class MergingNames(MergeableAdmin):
    def merge_told(self, thing: Entity, into: Entity | None) -> dict[str, str]:
        both = {"name": thing, "into": into}
        return {
            "find": _("Look for the entry that stays: “%(name)s” becomes part of it.") % both,
            "words": _("Any of its spellings"),
            "none": _("No other entry of this kind has a spelling with these words."),
            "merge": _(
                "“%(name)s” becomes part of “%(into)s”: its spellings, its events and its address go there."
            )
            % both,
            "unmerge": _(
                "“%(name)s” is taken out of “%(into)s”: it has its own spellings, events and address again. What was "
                "done to “%(into)s” since stays there."
            )
            % both,
        }

    def merge_candidates(self, thing: Entity, words: str) -> QuerySet[Entity]:
        return Entity.objects.unmerged().filter(kind=thing.kind).called(fold(words)[:6])

    def merge_about(self, thing: Entity) -> str:
        said = [thing.get_kind_display(), thing.get_visibility_display(), thing.qid, thing.description]
        return ", ".join(str(each) for each in said if each)

    def merge_refusal(self, thing: Entity, into: Entity) -> str:
        return merging_names.refusal(thing, into)

    def merge_rows(self, request: HttpRequest, thing: Entity, into: Entity) -> list[Row]:
        def row(label: Any, of: Any) -> Row:
            return side_by_side(label, of(into), of(thing))

        return [
            row(_("kind"), lambda each: each.get_kind_display()),
            row(_("visibility"), lambda each: each.get_visibility_display()),
            row(_("description"), lambda each: each.description),
            row(_("Wikidata item"), lambda each: each.qid),
            row(_("address"), lambda each: each.get_absolute_url()),
            row(_("spellings"), _spellings),
            row(_("events"), lambda each: str(each.events.count())),
        ]

    def merge_changes(self, thing: Entity, into: Entity) -> list[str]:
        return list(_what_follows_for_names(thing, into))

    def merge_two(self, request: HttpRequest, thing: Entity, into: Entity, given: dict[str, Any]) -> None:
        merging_names.merge(thing, into, by=request.user, **given)

    def part_two(self, request: HttpRequest, thing: Entity, given: dict[str, Any]) -> None:
        merging_names.undo(thing, by=request.user, **given)


def _spellings(entity: Entity) -> list[str]:
    rows = entity.names.all()[:MOST_SHOWN]
    return [f"{each} ({each.language})" if each.language else str(each) for each in rows]


def _what_follows_for_names(entity: Entity, into: Entity) -> Iterator[str]:
    names = {"name": entity, "into": into}
    number = entity.events.count()
    said = ngettext(
        "%(n)d event that names “%(name)s” names “%(into)s” from then on; a search for either finds it.",
        "%(n)d events that name “%(name)s” name “%(into)s” from then on; a search for either finds them.",
        number,
    )
    yield said % {**names, "n": number}
    visibility = Entity.Visibility(merging_names.visibility_of_both(entity, into))
    for each in (entity, into):
        if each.visibility != visibility:
            said = _("“%(name)s” was %(was)s and is %(now)s from then on: the stricter one stands.")
            was = each.get_visibility_display()
            yield said % {"name": each, "was": was, "now": visibility.label}
    if visibility != Entity.Visibility.PUBLIC and Entity.Visibility.PUBLIC in (
        entity.visibility,
        into.visibility,
    ):
        yield _("Readers find neither page nor filter of either any more, and the name beside no event.")
    qid = entity.qid or into.qid
    if qid and visibility != Entity.Visibility.PUBLIC:
        yield _("The Wikidata item %s is taken off: only who is public has one.") % qid
    elif qid != into.qid:
        yield _("The Wikidata item %(qid)s goes to “%(into)s”.") % {**names, "qid": qid}
    yield _(
        "No correction is told: as when an entry is renamed, events are the same under another name. The history of "
        "each has it, and no passage is to be confirmed again."
    )


class MergingSources(MergeableAdmin):
    def merge_told(self, thing: Source, into: Source | None) -> dict[str, str]:
        both = {"name": thing, "into": into}
        return {
            "find": _("Look for the article that stays: “%(name)s” becomes part of it.") % both,
            "words": _("Words of its title, publisher or web address"),
            "none": _("No other article has these words."),
            "merge": _(
                "“%(name)s” becomes part of “%(into)s”: its texts, citations, proposals and address go there."
            )
            % both,
            "unmerge": _(
                "“%(name)s” is taken out of “%(into)s”: it has its own texts, citations and proposals again. What was "
                "done to “%(into)s” since stays there."
            )
            % both,
        }

    def merge_words(self, thing: Source) -> str:
        return thing.title or thing.url

    def merge_candidates(self, thing: Source, words: str) -> QuerySet[Source]:
        return Source.objects.unmerged().with_words(words)

    def merge_about(self, thing: Source) -> str:
        return ", ".join(str(each) for each in (thing.url, thing.get_standing_display()) if each)

    def merge_refusal(self, thing: Source, into: Source) -> str:
        return merging_sources.refusal(thing, into)

    def merge_rows(self, request: HttpRequest, thing: Source, into: Source) -> list[Row]:
        def row(label: Any, of: Any) -> Row:
            return side_by_side(label, of(into), of(thing))

        return [
            row(_("publisher"), lambda each: each.publisher),
            row(_("web address"), lambda each: each.url),
            row(_("language"), lambda each: each.language),
            row(_("byline"), lambda each: each.byline),
            row(_("standing"), lambda each: each.get_standing_display()),
            row(_("hold until"), lambda each: moment(each.hold_until) if each.hold_until else ""),
            row(_("address"), lambda each: each.get_absolute_url()),
            row(_("texts"), _texts),
            row(_("citations"), lambda each: str(Citation.objects.filter(revision__source=each).count())),
            row(_("proposals"), lambda each: str(Proposal.objects.of_source(each).count())),
        ]

    def merge_changes(self, thing: Source, into: Source) -> list[str]:
        return list(_what_follows_for_articles(thing, into))

    def merge_two(self, request: HttpRequest, thing: Source, into: Source, given: dict[str, Any]) -> None:
        merging_sources.merge(thing, into, by=request.user, **given)

    def part_two(self, request: HttpRequest, thing: Source, given: dict[str, Any]) -> None:
        merging_sources.undo(thing, by=request.user, **given)


def _texts(source: Source) -> list[str]:
    rows = source.revisions.without_text().newest_first()[:MOST_SHOWN]
    return [f"{each.published_on or each.taken_in_at.date()} · {each.sha256[:8]}" for each in rows]


def _what_follows_for_articles(source: Source, into: Source) -> Iterator[str]:
    names = {"name": source, "into": into}
    equal, joined = merging_sources.in_both(source, into)
    others = source.revisions.count() - equal
    if equal:
        said = ngettext(
            "%d text is in both: what cites it cites the equal one.",
            "%d texts are in both: what cites them cites the equal ones.",
            equal,
        )
        yield said % equal
    if others:
        said = ngettext(
            "%(n)d text that is only here becomes another text of “%(into)s”.",
            "%(n)d texts that are only here become other texts of “%(into)s”.",
            others,
        )
        yield said % {**names, "n": others}
    if joined:
        said = ngettext(
            "%d citation is of the same words for the same event as one that is there: the two become one, and the "
            "public id of this one leads to the other.",
            "%d citations are of the same words for the same events as ones that are there: each two become one, and "
            "the public ids of these lead to the others.",
            joined,
        )
        yield said % joined
    stands = merging_sources.standing_of_both(source, into)
    if stands["standing"] != into.standing:
        said = _(
            "“%(into)s” is %(standing)s from then on, as this one is; what rests on it is to be confirmed."
        )
        yield said % {**names, "standing": Source.Standing(stands["standing"]).label}
    if stands["hold_until"] != into.hold_until:
        said = _("“%(into)s” is held until %(moment)s, as this one is.")
        yield said % {**names, "moment": moment(stands["hold_until"])}
    if into.full_text_public and not stands["full_text_public"]:
        yield (
            _("The full text of “%(into)s” is not shown to readers any more, as that of this one is not.")
            % names
        )
    if source.url:
        yield _("Whatever takes in %(url)s from then on finds “%(into)s”.") % {**names, "url": source.url}
    yield _(
        "Readers see one article less where an event cites both; no correction is told of it. The history of each "
        "event has it."
    )
