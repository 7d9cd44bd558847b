"""The audit log: everything done at the desk is in it, and nothing takes it out again."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group, User
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from tests import factories
from tests.admin.forms import filled
from timeline import auditing
from timeline.models import AuditEntry, Entity, OnlyAddedTo, Proposal, Step
from timeline.redacting import redact

Action = AuditEntry.Action
LIST = "/admin/timeline/auditentry/"
PASSWORD = "a long password"


def done() -> list[tuple[str, str, str]]:
    return [(each.who, each.action, each.kind) for each in AuditEntry.objects.order_by("id")]


@pytest.fixture
def chief(django_user_model):
    account = django_user_model.objects.create_user("chief", password=PASSWORD, is_staff=True)
    account.groups.add(Group.objects.get(name="Administrator"))
    return account


# What goes in


@pytest.mark.django_db
def test_a_sign_in_one_that_failed_and_a_sign_out_are_recorded(client, editor):
    login = reverse("admin:login")
    client.post(login, {"username": "editor", "password": "wrong"})
    client.post(login, {"username": "my password by mistake", "password": "wrong"})
    client.post(login, {"username": "editor", "password": PASSWORD})
    client.post(reverse("admin:logout"))
    entries = AuditEntry.objects.exclude(action=Action.PASSWORD_CHANGED).order_by("id")
    assert [(each.action, each.who or each.detail) for each in entries] == [
        (Action.SIGN_IN_FAILED, "editor"),
        (Action.SIGN_IN_FAILED, ""),
        (Action.SIGNED_IN, "editor"),
        (Action.SIGNED_OUT, "editor"),
    ]


@pytest.mark.django_db
def test_too_many_failures_are_recorded_as_a_lockout(client, editor):
    for _attempt in range(6):
        client.post(reverse("admin:login"), {"username": "editor", "password": "wrong"})
    assert AuditEntry.objects.filter(action=Action.LOCKED_OUT, detail="editor").exists()


@pytest.mark.django_db
def test_roles_and_passwords_are_recorded_with_who_gave_them(desk, django_user_model):
    account = django_user_model.objects.create_user("new", password=PASSWORD, is_staff=True)
    role = Group.objects.get(name="Contributor")
    with auditing.at_the_desk(User.objects.get(username="editor")):
        account.groups.add(role)
        account.groups.remove(role)
        account.set_password("another long password")
        account.save()
    entries = AuditEntry.objects.of(account).order_by("id").filter(who="editor")
    assert [(each.action, each.detail) for each in entries] == [
        (Action.ROLE_GIVEN, "Contributor"),
        (Action.ROLE_TAKEN, "Contributor"),
        (Action.PASSWORD_CHANGED, ""),
    ]


@pytest.mark.django_db
def test_signing_in_is_no_change_of_the_password(client, editor):
    client.post(reverse("admin:login"), {"username": "editor", "password": PASSWORD})
    assert not AuditEntry.objects.filter(action=Action.PASSWORD_CHANGED).exists()


@pytest.mark.django_db
def test_each_step_of_an_event_is_recorded(editor):
    event = factories.make_published()
    event.retract(by=editor, why="It did not happen.")
    assert [each.action for each in AuditEntry.objects.of(event).order_by("id")][-2:] == [
        Step.Action.PUBLISHED,
        Step.Action.RETRACTED,
    ]


@pytest.mark.django_db
def test_what_the_admin_saves_is_recorded_without_a_word_of_it(desk):
    page = "/admin/timeline/entity/add/"
    desk.post(page, filled(desk.get(page), name="Secret Name", kind="person"))
    entity = Entity.objects.get(name="Secret Name")
    [entry] = AuditEntry.objects.of(entity)
    assert (entry.who, entry.action) == ("editor", Action.ADDED)
    assert "Secret" not in f"{entry}{entry.detail}"


@pytest.mark.django_db
def test_a_decision_on_a_proposal_and_its_return_are_recorded(editor):
    proposal = factories.make_proposal()
    proposal.reject(by=editor, reason=Proposal.Reason.NO_EVENT)
    proposal.reopen(by=editor)
    assert [each.action for each in AuditEntry.objects.of(proposal).order_by("id")] == [
        Action.REJECTED,
        Action.TAKEN_BACK,
    ]


@pytest.mark.django_db
def test_a_redaction_is_recorded_and_its_words_are_not(editor):
    factories.make_published(title="Jane Roe arrested")
    redact(["Jane Roe"], by=editor, reason="asked for")
    assert AuditEntry.objects.filter(action=Action.REDACTED, who="editor").exists()
    assert not any("Jane" in f"{each}{each.detail}" for each in AuditEntry.objects.all())


@pytest.mark.django_db
def test_a_reader_leaves_no_trace(client):
    factories.make_published()
    before = AuditEntry.objects.count()
    client.get("/")
    client.get("/?q=secret")
    assert AuditEntry.objects.count() == before


# What keeps it


@pytest.mark.django_db
def test_an_entry_is_neither_changed_nor_deleted():
    entry = auditing.record(Action.EXPORTED)
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(who="other"),
    ):
        with pytest.raises(OnlyAddedTo):
            attempt()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE timeline_auditentry SET who = 'x'", "DELETE FROM timeline_auditentry"]
)
def test_the_database_itself_refuses(settings, statement):
    settings.AUDIT_LOG_GUARDED = True
    auditing.guard_the_log()
    auditing.guard_the_log()  # as after every migration
    auditing.record(Action.EXPORTED)
    with (
        pytest.raises(DatabaseError, match="only added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_each_of_several_that_are_deleted_together_has_an_entry(client, chief):
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    names = [str(factories.make_entity(name=each).pk) for each in ("Ann Lee", "Bob Ray")]
    chosen = {"action": "delete_selected", "_selected_action": names, "post": "yes"}
    client.post(reverse("admin:timeline_entity_changelist"), chosen)
    assert sorted(AuditEntry.objects.filter(action=Action.DELETED).values_list("key", flat=True)) == names


# Who sees it


@pytest.mark.django_db
def test_an_administrator_reads_and_filters_it(client, chief, django_assert_max_num_queries):
    for number in range(30):
        auditing.record(
            Action.ADDED if number % 2 else Action.DELETED, factories.make_text().source, by=chief
        )
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(15):
        page = client.get(f"{LIST}?action=added&kind=source&q=chief")
    assert page.status_code == 200
    assert page.content.decode().count("field-made_at") == 15


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["Contributor", "Editor"])
def test_nobody_else_sees_it(client, django_user_model, role):
    account = django_user_model.objects.create_user("other", password=PASSWORD, is_staff=True)
    account.groups.add(Group.objects.get(name=role))
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}export.csv").status_code == 403


@pytest.mark.django_db
def test_not_even_a_superuser_changes_it_in_the_admin(desk):
    entry = auditing.record(Action.EXPORTED)
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{entry.pk}/change/", {"who": "x"}).status_code == 403
    assert desk.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.django_db
def test_it_is_taken_along_and_that_is_recorded(client, chief):
    auditing.record(Action.SIGN_IN_FAILED, detail="=cmd()")
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    lines = b"".join(client.post(f"{LIST}export.csv?action=sign-in+failed")).decode().splitlines()
    assert lines[0].startswith("id,made_at,who,action")
    assert len(lines) == 2
    assert "'=cmd()" in lines[1]
    rows = [json.loads(each) for each in b"".join(client.post(f"{LIST}export.jsonl")).decode().splitlines()]
    assert rows[0]["action"] == "exported"
    assert AuditEntry.objects.filter(action=Action.EXPORTED, who="chief").count() == 2
    assert client.get(f"{LIST}export.csv").status_code == 403
