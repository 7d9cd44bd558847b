"""What goes into the audit log, and how the database keeps it from being changed.

Everything is heard of through signals: a step of an event, the admin's own log, an account, a proposal, a redaction.
Whoever is signed in at the desk is remembered for the length of a request, for what does not say by whom it was done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from axes.signals import user_locked_out
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import connections, models, router
from django.db.models.signals import m2m_changed, post_save, pre_save
from django.http import HttpRequest, HttpResponse

from timeline.models import AuditEntry, Merge, PendingChange, Proposal, Redaction, SourceRevision, Step
from timeline.models.proposals import Outcome, proposal_decided

Action = AuditEntry.Action
_at_the_desk: ContextVar[Any] = ContextVar("at_the_desk", default=None)
_LOGGED: Final = {ADDITION: Action.ADDED, CHANGE: Step.Action.CHANGED, DELETION: Action.DELETED}
_PENDING: Final = {
    PendingChange.State.WRITING: Action.CHANGE_PREPARED,
    PendingChange.State.IN_REVIEW: Step.Action.SUBMITTED,
    PendingChange.State.SENT_BACK: Step.Action.SENT_BACK,
    PendingChange.State.DISCARDED: Action.CHANGE_DISCARDED,
}  # what is published has its step
_DECIDED: Final = {
    Outcome.ACCEPTED: Action.ACCEPTED,
    Outcome.MERGED: Step.Action.MERGED,
    Outcome.REJECTED: Action.REJECTED,
}


def record(action: str, thing: models.Model | None = None, *, by: Any = None, detail: str = "") -> AuditEntry:
    """Add an entry: what was done, to which thing, by whom (else by whoever is at the desk).

    `detail` is a short text without anything that an article, an event or a note says.
    """
    actor = by if by is not None else _at_the_desk.get()
    return AuditEntry.objects.create(
        action=action,
        who=str(actor)[:150] if actor is not None else "",
        kind=thing._meta.model_name or "" if thing else "",
        key=str(thing.pk)[:40] if thing else "",
        detail=detail[:500],
    )


@contextmanager
def at_the_desk(user: Any) -> Iterator[None]:
    """Let what is done meanwhile be done by `user`, where it does not say so itself."""
    token = _at_the_desk.set(user)
    try:
        yield
    finally:
        _at_the_desk.reset(token)


def audited_desk(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: remember who is signed in, in the admin alone; readers are nobody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/admin/") or not request.user.is_authenticated:
            return get_response(request)
        with at_the_desk(request.user):
            return get_response(request)

    return middleware


def listen() -> None:
    """Hear of everything that goes into the log."""
    user = get_user_model()
    for signal, receiver, sender in (
        (user_logged_in, _signed_in, None),
        (user_logged_out, _signed_out, None),
        (user_login_failed, _failed, None),
        (user_locked_out, _locked_out, None),
        (pre_save, _password, user),
        (m2m_changed, _roles, user.groups.through),
        (post_save, _logged, LogEntry),
        (post_save, _stepped, Step),
        (post_save, _redacted, Redaction),
        (post_save, _taken_in, SourceRevision),
        (post_save, _merged, Merge),
        (post_save, _pending, PendingChange),
        (proposal_decided, _decided, None),
    ):
        signal.connect(receiver, sender=sender)


# Accounts


def _signed_in(user: Any, **_kwargs: Any) -> None:
    record(Action.SIGNED_IN, user, by=user)


def _signed_out(user: Any, **_kwargs: Any) -> None:
    if user is not None:
        record(Action.SIGNED_OUT, user, by=user)


def _failed(credentials: dict[str, Any], **_kwargs: Any) -> None:
    record(Action.SIGN_IN_FAILED, detail=_known(credentials.get("username")))


def _locked_out(username: Any = None, **_kwargs: Any) -> None:
    record(Action.LOCKED_OUT, detail=_known(username))


def _known(username: Any) -> str:
    """Return the name of an account; of none, for what is typed there may be a password."""
    user = get_user_model()
    given = str(username or "")[:150]
    return given if given and user.objects.filter(**{user.USERNAME_FIELD: given}).exists() else ""


def _password(instance: Any, **_kwargs: Any) -> None:
    # `_password` is set by set_password until the account is saved; a better hash of the same is none.
    if instance.pk and instance._password is not None:
        record(Action.PASSWORD_CHANGED, instance)


def _roles(action: str, instance: Any, pk_set: set[Any] | None, reverse: bool, **_kwargs: Any) -> None:
    done = {"post_add": Action.ROLE_GIVEN, "post_remove": Action.ROLE_TAKEN}.get(action)
    if done is None or not pk_set:
        return
    accounts = get_user_model().objects.filter(pk__in=pk_set) if reverse else [instance]
    roles = [instance] if reverse else list(Group.objects.filter(pk__in=pk_set))
    for account in accounts:
        record(done, account, detail=", ".join(str(each) for each in roles))


# The desk


def _logged(instance: LogEntry, created: bool, **_kwargs: Any) -> None:
    """What the admin logs: events have their steps for that; what was deleted is known by its key alone."""
    model = instance.content_type and instance.content_type.model
    if not created or not model or (model == "event" and instance.action_flag != DELETION):
        return
    AuditEntry.objects.create(
        action=_LOGGED[instance.action_flag],
        who=str(instance.user)[:150],
        kind=model[:50],
        key=str(instance.object_id)[:40],
        detail=", ".join(_fields(instance))[:500],
    )


def _fields(logged: LogEntry) -> Iterator[str]:
    """Yield the names of what was changed; the admin's message holds the words of inline rows as well."""
    message = logged.change_message
    if not message.startswith("["):
        return
    for each in _messages(message):
        for done, what in each.items():
            if done == "changed" and "fields" in what:
                yield from map(str, what["fields"])


def _messages(message: str) -> list[dict[str, dict[str, Any]]]:
    try:
        found = json.loads(message)
    except ValueError:
        return []
    return [each for each in found if isinstance(each, dict)]


def _stepped(instance: Step, created: bool, **_kwargs: Any) -> None:
    if created:
        record(str(instance.action), instance.event, by=instance.by)


def _redacted(instance: Redaction, created: bool, **_kwargs: Any) -> None:
    if created:
        record(Action.REDACTED, instance, by=instance.made_by)


def _taken_in(instance: SourceRevision, created: bool, **_kwargs: Any) -> None:
    if created:
        record(Action.TAKEN_IN, instance.source)


def _merged(instance: Merge, created: bool, **_kwargs: Any) -> None:
    done = Step.Action.MERGED if created else Step.Action.UNMERGED
    for key, detail in ((instance.key, f"into {instance.into}"), (instance.into, f"with {instance.key}")):
        thing = apps.get_model("timeline", instance.model)(pk=key)
        record(done, thing, by=instance.by if created else instance.undone_by, detail=detail)


def _pending(instance: PendingChange, **_kwargs: Any) -> None:
    if done := _PENDING.get(PendingChange.State(instance.state)):
        record(done, instance.event, detail="pending change")


def _decided(proposal: Proposal, by: Any, **_kwargs: Any) -> None:
    record(_DECIDED.get(Outcome(proposal.outcome), Action.TAKEN_BACK), proposal, by=by)


# The database's own guard

_TABLE: Final = AuditEntry._meta.db_table
_SAID: Final = "the audit log is only added to"
_GUARDS: Final = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS {_TABLE}_no_{verb.lower()} BEFORE {verb} ON {_TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"CREATE OR REPLACE FUNCTION {_TABLE}_guard() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$",
        f"CREATE OR REPLACE TRIGGER {_TABLE}_guard BEFORE UPDATE OR DELETE ON {_TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {_TABLE}_guard()",
    ],
}


def guard_the_log(using: str = "default", **_kwargs: Any) -> None:
    """Make the triggers that refuse to change or delete an entry: after every `migrate`, for SQLite drops them with
    a table that it rebuilds. Only tests, which empty every table, go without (`AUDIT_LOG_GUARDED`)."""
    if settings.AUDIT_LOG_GUARDED and router.allow_migrate_model(using, AuditEntry):
        with connections[using].cursor() as cursor:
            for statement in _GUARDS.get(connections[using].vendor, []):
                cursor.execute(statement)
