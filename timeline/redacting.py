"""Redacting: words taken out of everything that is kept, for good, and kept out from then on.

Every text column of the models below is swept: what is stored, its history, logs of the admin, proposals, jobs. What
follows from them (the text index, the search for names) is made anew. Backups and exports that were made before are
beyond reach: after restoring one, `replay` takes the words out again, without knowing them.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from timeline.models import (
    AuditEntry,
    EntityName,
    Event,
    FormerAddress,
    JobItem,
    Redaction,
    SourceRevision,
    text_index,
)
from timeline.models.redactions import (
    MOST_WORDS,
    Digests,
    cleared,
    digest_of,
    digests_of,
    holds,
    in_bytes,
    without,
    words_of,
)
from timeline.models.sources import sha256_of

SWEPT = ("timeline", "reversion", "admin", "django_tasks_database", "django_tasks_db")
# Their words are an account's or an action's, and the database lets nobody write over an entry of the log.
EXEMPT = (Redaction, AuditEntry)
BATCH = 500  # rows at a time: a text of an article may be long
FEW = 10  # of those with the bytes of a whole article

Progress = Callable[[Iterable[type[models.Model]]], Iterable[type[models.Model]]]
Found = Counter[str]  # places, by the name of what holds the words


class NothingToRedact(ValueError):
    """What was given holds no words, or too many."""


def phrases_in(typed: str) -> list[str]:
    """Return the phrases of a form, one a line. Raises NothingToRedact."""
    phrases = [line.strip() for line in typed.splitlines() if words_of(line)]
    if not phrases:
        raise NothingToRedact(_("Write the words that are to be removed, one phrase a line."))
    if any(len(words_of(each)) > MOST_WORDS for each in phrases):
        raise NothingToRedact(_("A phrase has %d words at most.") % MOST_WORDS)
    return phrases


def places_of(phrases: Iterable[str]) -> Found:
    """Return where the phrases stand, counted by what holds them; nothing is changed."""
    digests = digests_of(phrases)
    found: Found = Counter()
    for model in swept_models():
        for _row, changes in _changes(model, digests):
            found[str(model._meta.verbose_name)] += len(changes)
    return found


def redact(phrases: Iterable[str], *, by: Any, reason: str, progress: Progress = iter) -> Found:
    """Take the phrases out of everything, and leave a tombstone for each; all or nothing.

    Returns how many places were cleared, by the name of what held them.
    """
    phrases = list(phrases)
    digests = digests_of(phrases)
    if by is not None and not reason.strip():
        raise NothingToRedact(_("Say why, without the words themselves."))
    reason = without(reason, digests)
    with transaction.atomic():
        found = _sweep(digests, progress)
        for words in dict.fromkeys(map(words_of, phrases)):
            Redaction.objects.create(
                digest=digest_of(words), n_words=len(words), reason=reason, made_by=by, places=dict(found)
            )
    forget()
    return found


def replay(progress: Progress = iter) -> Found:
    """Take out again all that was ever redacted, as after a restore: by the digests that the tombstones keep."""
    with transaction.atomic():
        found = _sweep(Redaction.objects.digests(), progress)
    forget()
    return found


def forget() -> None:
    """Let the database and the cache give up what they keep of rows that were overwritten."""
    cache.clear()
    if connection.in_atomic_block:  # a test's; a database compacts itself only outside of transactions
        return
    text_index.compact()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def keep_out(sender: type[models.Model], instance: models.Model, **_kwargs: Any) -> None:
    """Before a row is saved: what was redacted does not come back, by whatever way it was typed or brought in."""
    if sender._meta.app_label not in SWEPT or sender in (*EXEMPT, SourceRevision):
        return  # a text of an article sees to itself: its hash and its offsets hang on it
    # Asked anew at each save that has words: another process may have redacted since, and nothing kept here knows.
    has_words = any(instance.__dict__.get(each.attname) for each in _text_fields(sender))
    digests = Redaction.objects.digests() if has_words else {}
    if digests:
        for name, value in _cleared_fields(instance, digests).items():
            setattr(instance, name, value)


def swept_models() -> list[type[models.Model]]:
    """Return the models whose texts are swept."""
    return [
        each
        for each in apps.get_models(include_auto_created=True)
        if each._meta.app_label in SWEPT and each not in EXEMPT and _text_fields(each) and each._meta.managed
    ]


def _sweep(digests: Digests, progress: Progress) -> Found:
    found: Found = Counter()
    stale: set[int] = set()
    for model in progress(swept_models()):
        for row, changes in list(_changes(model, digests)):
            found[str(model._meta.verbose_name)] += len(changes)
            stale |= set(_events_of(row))
            _overwrite(row, changes)
    for stone in Redaction.objects.iterator():
        Redaction.objects.filter(pk=stone.pk).update(reason=without(stone.reason, digests))
    # Whoever has one of these events open would write the words back: their version is past.
    Event.objects.filter(pk__in=stale).update(version=F("version") + 1)
    Event.objects.filter(pk__in=stale).evidence_changed()
    return found


def _changes(model: type[models.Model], digests: Digests) -> Iterator[tuple[models.Model, dict[str, Any]]]:
    """Yield the rows that hold the words, each with its fields as they will be."""
    whole = [each.attname for each in model._meta.concrete_fields if isinstance(each, models.BinaryField)]
    names = [each.name for each in _text_fields(model)] + whole
    rows = model._base_manager.only(*names) if digests else model._base_manager.none()
    for row in rows.order_by("pk").iterator(chunk_size=FEW if whole else BATCH):
        changes = _cleared_fields(row, digests)
        changes |= {name: None for name in whole if in_bytes(getattr(row, name) or b"", digests)}
        if changes:
            yield row, changes


def _cleared_fields(row: models.Model, digests: Digests) -> dict[str, Any]:
    changes = {}
    for field in _text_fields(type(row)):
        value = getattr(row, field.attname)
        new = _cleared_field(field, value, digests) if value else value
        if new != value:
            changes[field.attname] = new
    return changes


def _cleared_field(field: models.Field, value: Any, digests: Digests) -> Any:
    if isinstance(field, models.JSONField):
        return cleared(value, digests)
    if not isinstance(value, str):  # a key that is about to be written as text
        return value
    if isinstance(field, models.URLField):
        return "" if holds(value, digests) else value  # half an address leads nowhere
    if isinstance(field, models.SlugField):
        return value if without(value, digests) == value else f"redacted-{secrets.token_hex(4)}"
    if isinstance(field, models.TextField) and value[:1] in "[{":
        return _cleared_json(value, digests)
    new = without(value, digests)
    # A search or an address that is kept; in prose, per cent is just that.
    return "" if not isinstance(field, models.TextField) and holds(new, digests) else new


def _cleared_json(text: str, digests: Digests) -> str:
    """Return JSON that is kept as text, such as a version in the history, without the words."""
    try:
        value = json.loads(text)
    except ValueError:
        return without(text, digests)
    new = cleared(value, digests)
    return text if new == value else json.dumps(new, ensure_ascii=False)


def _overwrite(row: models.Model, changes: dict[str, Any]) -> None:
    """Write a row past its verbs and freezes: this is the one change that they do not guard."""
    model = type(row)
    if isinstance(row, EntityName | FormerAddress):  # what is redacted finds nobody, and leads nowhere
        row.delete()
        return
    if isinstance(row, SourceRevision) and "body" in changes:
        changes = {**changes, "sha256": sha256_of(changes["body"]), "original": None}
    if isinstance(row, JobItem) and "content" in changes:
        changes |= {
            "result": JobItem.Result.FAILED,
            "message": _("Words in it were redacted: it is not read."),
        }
    for name in {"slug", "key"} & changes.keys():  # names that the database wants unique
        changes[name] = f"{model._meta.model_name}-{row.pk}"
    models.QuerySet.update(model._base_manager.filter(pk=row.pk), **changes)


def _events_of(row: models.Model) -> Iterator[int]:
    """Yield the keys of the events whose pages show something of the row."""
    for path in _TO_EVENTS.get(type(row)._meta.model_name or "", ()):
        keys = type(row)._base_manager.filter(pk=row.pk).values_list(path, flat=True)
        yield from (each for each in keys if each is not None)


def _text_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the columns in which words may stand: not those of a fixed vocabulary."""
    return [
        each
        for each in model._meta.concrete_fields
        if isinstance(each, models.CharField | models.TextField | models.JSONField) and not each.choices
    ]


_TO_EVENTS: dict[str, tuple[str, ...]] = {
    "event": ("pk",),
    "citation": ("event",),
    "support": ("event",),
    "annotation": ("event", "citation__event"),
    "entity": ("events",),
    "entityname": ("entity__events",),
    "source": ("revisions__citations__event",),
    "sourcerevision": ("citations__event",),
}
