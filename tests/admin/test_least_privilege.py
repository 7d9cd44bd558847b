"""Least privilege: role × address × answer. An address of the admin without a row fails it."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Version

from tests.admin.forms import filled
from tests.factories import (
    changed_throughout,
    cite,
    make_cited,
    make_entity,
    make_proposal,
    make_published,
    make_retracted,
    make_text,
    make_timeline,
)
from timeline.auditing import record
from timeline.models import Annotation, AuditEntry, Confirmation, Event, Job, Redaction
from timeline.models.documents import document_of
from timeline.roles import ROLES

pytestmark = pytest.mark.django_db

COLUMNS = ("anonymous", "staff without a role", "Contributor", "Editor", "Administrator", "superuser")
# What asking for an address (GET), and sending nothing to it (POST), is answered with, a letter a column:
# o: led to the sign-in, n: refused, y: a page, r: led on, 0: not found, -: not a way to ask.
TABLE = """
second_step                        oooooo oooooo
account                            oyyyyy oyyyyy
account_app                        oyyyyy oyyyyy
account_passkey                    orrrrr orrrrr
account_codes                      orrrrr orrrrr
account_remove_app                 orrrrr orrrrr
account_remove_passkey             o00000 o00000
filter_save                        o----- o00000
filter_forget                      o----- o00000
account_rename                     o----- o00000
index                              oyyyyy oyyyyy
login                              yrrrrr yyyyyy
password_change                    oyyyyy oyyyyy
password_change_done               oyyyyy o-----
autocomplete                       onnnnn o-----
jsi18n                             oyyyyy o-----
view_on_site                       o00000 o00000
axes_accessattempt_changelist      onnnny onnnny
axes_accessattempt_add             onnnnn onnnnn
axes_accessattempt_history         orrrrr orrrrr
axes_accessattempt_delete          onnnnr onnnnr
axes_accessattempt_change          onnnnr onnnnr
axes_accesslog_changelist          onnnny onnnny
axes_accesslog_add                 onnnnn onnnnn
axes_accesslog_history             orrrrr orrrrr
axes_accesslog_delete              onnnnr onnnnr
axes_accesslog_change              onnnnr onnnnr
axes_accessfailurelog_changelist   onnnny onnnny
axes_accessfailurelog_add          onnnnn onnnnn
axes_accessfailurelog_history      orrrrr orrrrr
axes_accessfailurelog_delete       onnnnr onnnnr
axes_accessfailurelog_change       onnnnr onnnnr
auth_group_changelist              onnnyy onnnyy
auth_group_add                     onnnny onnnny
auth_group_history                 onnnyy onnnyy
auth_group_delete                  onnnny onnnny
auth_group_change                  onnnyy onnnny
auth_user_reset_second_factor      onnnyy onnnrr
auth_user_password_change          onnnyy onnnyy
auth_user_changelist               onnnyy onnnyy
auth_user_add                      onnnyy onnnyy
auth_user_history                  onnnyy onnnyy
auth_user_delete                   onnnnn onnnnn
auth_user_change                   onnnyy onnnyy
timeline_annotation_changelist     onyyyy onyyyy
timeline_annotation_add            onnnnn onnnnn
timeline_annotation_history        onyyyy onyyyy
timeline_annotation_delete         onnnnn onnnnn
timeline_annotation_change         onrrrr onrrrr
timeline_auditentry_export         onnnnn onnnyy
timeline_auditentry_changelist     onnnyy onnnyy
timeline_auditentry_add            onnnnn onnnnn
timeline_auditentry_history        onnnyy onnnyy
timeline_auditentry_delete         onnnnn onnnnn
timeline_auditentry_change         onnnyy onnnnn
timeline_citation_verify           onyyyy on0000
timeline_citation_changelist       onyyyy onyyyy
timeline_citation_add              onnnnn onnnnn
timeline_citation_history          onyyyy onyyyy
timeline_citation_delete           onnnnn onnnnn
timeline_citation_change           onyyyy onyyyy
timeline_pendingchange_changelist  onyyyy onyyyy
timeline_pendingchange_add         onnnnn onnnnn
timeline_pendingchange_history     onyyyy onyyyy
timeline_pendingchange_delete      onnnnn onnnnn
timeline_pendingchange_change      onyyyy onnnnn
timeline_correction_changelist     onyyyy onyyyy
timeline_correction_add            onnnnn onnnnn
timeline_correction_history        onyyyy onyyyy
timeline_correction_delete         onnnnn onnnnn
timeline_correction_change         onyyyy onnnny
timeline_confirmation_queue        onyyyy onyyyy
timeline_confirmation_decide       o----- onnrrr
timeline_confirmation_changelist   onyyyy onyyyy
timeline_confirmation_add          onnnnn onnnnn
timeline_confirmation_history      onyyyy onyyyy
timeline_confirmation_delete       onnnnn onnnnn
timeline_confirmation_change       onyyyy onnnnn
timeline_entity_left               onyyyy onrrrr
timeline_entity_merge              onnyyy onnyyy
timeline_entity_unmerge            onn000 onn000
timeline_entity_changelist         onyyyy onyyyy
timeline_entity_add                onyyyy onyyyy
timeline_entity_history            onyyyy onyyyy
timeline_entity_delete             onnyyy onnyyy
timeline_entity_change             onyyyy onyyyy
timeline_event_reading             oyyyyy oyyyyy
timeline_event_choose              onyyyy onyyyy
timeline_event_choose_sentences    onyyyy onyyyy
timeline_event_choose_passage      onyyyy onyyyy
timeline_event_pending             onyyyy onnnnn
timeline_event_hold                onnyyy onnyyy
timeline_event_merge               onnyyy onnyyy
timeline_event_unmerge             onn000 onn000
timeline_event_split               onnyyy onnyyy
timeline_event_preview             o0yyyy o0yyyy
timeline_event_compare             on0000 on0000
timeline_event_restore             onyyyy onyyyy
timeline_event_changelist          onyyyy onyyyy
timeline_event_add                 onyyyy onyyyy
timeline_event_history             onyyyy onyyyy
timeline_event_delete              onnnnn onnnnn
timeline_event_change              onyyyy onyyyy
timeline_job_changelist            onyyyy onyyyy
timeline_job_add                   onnnnn onnnnn
timeline_job_history               onyyyy onyyyy
timeline_job_delete                onnnnn onnnnn
timeline_job_change                onyyyy onyyyy
timeline_proposal_queue            onyyyy onyyyy
timeline_proposal_decide           o----- onrrrr
timeline_proposal_take_in          onyyyy onyyyy
timeline_proposal_texts            onyyyy onyyyy
timeline_proposal_changelist       onyyyy onyyyy
timeline_proposal_add              onnnnn onnnnn
timeline_proposal_history          onyyyy onyyyy
timeline_proposal_delete           onnnnn onnnnn
timeline_proposal_change           onrrrr onrrrr
timeline_redaction_changelist      onnnyy onnnyy
timeline_redaction_add             onnnyy onnnyy
timeline_redaction_history         onnnyy onnnyy
timeline_redaction_delete          onnnnn onnnnn
timeline_redaction_change          onnnyy onnnnn
timeline_source_merge              onnyyy onnyyy
timeline_source_unmerge            onn000 onn000
timeline_source_changelist         onyyyy onyyyy
timeline_source_add                onyyyy onyyyy
timeline_source_history            onyyyy onyyyy
timeline_source_delete             onnnny onnnny
timeline_source_change             onyyyy onnyyy
timeline_sourcerevision_changelist onyyyy onyyyy
timeline_sourcerevision_add        onnnnn onnnnn
timeline_sourcerevision_history    onyyyy onyyyy
timeline_sourcerevision_delete     onnnnn onnnnn
timeline_sourcerevision_change     onyyyy onnrrr
timeline_timeline_changelist       onyyyy onyyyy
timeline_timeline_add              onnyyy onnyyy
timeline_timeline_history          onyyyy onyyyy
timeline_timeline_delete           onnnny onnnny
timeline_timeline_change           onyyyy onnyyy
app_list                           o0yyyy o0yyyy
"""
ADDRESSES = {name: (get, post) for name, get, post in map(str.split, TABLE.strip().splitlines())}
LETTERS = {200: "y", 403: "n", 404: "0", 405: "-"}
MOST_QUERIES = 30
LEFT_OUT = {"logout"}  # it would end the session that asks for the others


def client_as(column, django_user_model):
    client = Client()
    if column == "anonymous":
        return client
    user = django_user_model.objects.create_user(
        column.replace(" ", "-"), is_staff=True, is_superuser=column == "superuser"
    )
    if column in ROLES:
        user.groups.add(Group.objects.get(name=column))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def addresses_of(patterns, prefix=""):
    """Yield the name and the route of each address below."""
    for each in patterns:
        if hasattr(each, "url_patterns"):
            yield from addresses_of(each.url_patterns, f"{prefix}{each.pattern}")
        elif each.name and each.name not in LEFT_OUT:
            yield each.name, f"{prefix}{each.pattern}"


@pytest.fixture
def things(django_user_model):
    """One thing of each kind, by the kind's name: an event with a pending change, retracted ones with a correction."""
    public, retracted = make_published(), make_retracted()
    change = public.keep_change(document_of(public), by=None)
    citation = public.citations.first()
    confirmation = Confirmation.objects.create(
        citation=citation, event=public, number=1, aspect="date", reason=Confirmation.Why.WORDS_GONE
    )
    version = Version.objects.get_for_object(public).first()
    return {
        "event": public,
        "draft": make_cited(),
        "citation": citation,
        "annotation": Annotation.objects.create(event=public, text="So.", kind="context"),
        "source": citation.revision.source,
        "sourcerevision": citation.revision,
        "entity": make_entity(name="Ann Lee"),
        "timeline": make_timeline(),
        "proposal": make_proposal(),
        "job": Job.objects.create(),
        "pendingchange": change,
        "confirmation": confirmation,
        "correction": retracted.corrections.get(),
        "redaction": Redaction.objects.create(digest="0" * 64, n_words=1, reason="asked for"),
        "auditentry": record(AuditEntry.Action.EXPORTED),
        "user": django_user_model.objects.create_user("somebody"),
        "group": Group.objects.get(name="Editor"),
        "version": version,
    }


def address_of(name, route, things):
    kind = name.split("_")[1] if name.count("_") > 1 else ""
    known = {"version_id": things["version"].pk, "form": "csv", "app_label": "timeline", "content_type_id": 0}
    names = re.findall(r"<(?:\w+:)?(\w+)>", route)
    key = things[kind].pk if kind in things else 0
    if name == "timeline_proposal_queue":
        key = things["proposal"].revision_id
    asked = {"revision": things["sourcerevision"].pk} if "_choose" in name else None
    return reverse(f"admin:{name}", kwargs={each: known.get(each, key) for each in names}, query=asked)


def letter(response):
    if response.status_code == 302:
        return "o" if response.url.startswith("/admin/login/") else "r"
    return LETTERS.get(response.status_code, str(response.status_code))


@pytest.mark.parametrize("column", COLUMNS)
def test_each_role_gets_at_each_address_what_it_needs_and_no_more(column, django_user_model, things):
    client = client_as(column, django_user_model)
    answers = {}
    for name, route in addresses_of(admin.site.get_urls()):
        address = address_of(name, route, things)
        given = ""
        for ask in (client.get, client.post):
            with transaction.atomic():
                given += letter(ask(address))
                transaction.set_rollback(True)
        answers[name] = given
    at = COLUMNS.index(column)
    assert answers == {name: get[at] + post[at] for name, (get, post) in ADDRESSES.items()}


@pytest.mark.parametrize("column", ["Contributor", "Editor", "Administrator", "superuser"])
def test_no_address_makes_more_queries_than_a_page_may(column, django_user_model, things):
    """Also where an event has many citations, names, notes and timelines, and a pending change changes all of them."""
    event = things["event"]
    for number in range(12):
        cite(event=event, text=make_text(body=f"The bridge opened {number}."))
        cite(event=things["draft"], text=make_text(body=f"The bridge closed {number}."))
        event.entities.add(make_entity(name=f"Person {number}", aliases=["Alias"]))
        for each in (event, things["draft"]):
            each.entries.create(timeline=make_timeline(title=f"Story {number}"))
        Annotation.objects.create(event=event, text=f"So {number}.", kind="context")
        make_published(title=f"Event {number}")
    things["pendingchange"].rewrite(changed_throughout(event), by=None)
    client = client_as(column, django_user_model)
    costs = {}
    for name, route in addresses_of(admin.site.get_urls()):
        address = address_of(name, route, things)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        costs[name] = len(captured)
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("admin:timeline_event_change", args=[things["draft"].pk]))
    costs["draft"] = len(captured)
    assert {name: cost for name, cost in costs.items() if cost > MOST_QUERIES} == {}


@pytest.mark.parametrize(
    ("column", "may"),
    [("staff without a role", False), ("Contributor", False), ("Editor", True), ("Administrator", True)],
)
def test_only_who_may_publish_publishes_and_retracts(column, may, django_user_model):
    client = client_as(column, django_user_model)
    event = make_cited()
    address = reverse("admin:timeline_event_changelist")
    client.post(address, {"action": "publish", "_selected_action": [event.pk]})
    assert Event.objects.get(pk=event.pk).is_published is may
    public = make_published()
    client.post(address, {"action": "retract", "_selected_action": [public.pk], "why": "It was not so."})
    assert Event.objects.get(pk=public.pk).is_published is not may


def test_an_administrator_makes_nobody_a_superuser(django_user_model):
    client = client_as("Administrator", django_user_model)
    me = django_user_model.objects.get(username="Administrator")
    other = django_user_model.objects.create_user("other", is_staff=True)
    for user in (me, other):
        address = reverse("admin:auth_user_change", args=[user.pk])
        data = {"username": user.username, "is_superuser": "on", "is_active": "on", "is_staff": "on",
                "date_joined_0": "2026-01-01", "date_joined_1": "10:00"}  # fmt: skip
        client.post(address, {**data, "user_permissions": []})
        assert not django_user_model.objects.get(pk=user.pk).is_superuser


def test_an_administrator_changes_no_superuser_and_not_the_own_roles(django_user_model):
    client = client_as("Administrator", django_user_model)
    head = django_user_model.objects.create_superuser("head")
    assert client.post(reverse("admin:auth_user_password_change", args=[head.pk])).status_code == 403
    assert (
        client.post(reverse("admin:auth_user_change", args=[head.pk]), {"username": "mine"}).status_code
        == 403
    )
    me = django_user_model.objects.get(username="Administrator")
    page = client.get(reverse("admin:auth_user_change", args=[me.pk]))
    assert "groups" not in page.context["adminform"].form.fields


@pytest.fixture
def powerful_group():
    group = Group.objects.create(name="Powerful")
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    return group


def test_an_administrator_gives_no_role_that_holds_more(django_user_model, powerful_group):
    client = client_as("Administrator", django_user_model)
    other = django_user_model.objects.create_user("other", is_staff=True)
    address = reverse("admin:auth_user_change", args=[other.pk])
    offered = client.get(address).context["adminform"].form.fields["groups"].queryset
    assert {each.name for each in offered} == set(ROLES)
    data = {"username": "other", "is_active": "on", "date_joined_0": "2026-01-01", "date_joined_1": "10:00"}
    client.post(address, {**data, "groups": [powerful_group.pk]})
    assert not other.groups.exists()
    client.post(address, {**data, "groups": [Group.objects.get(name="Editor").pk]})
    assert other.groups.get().name == "Editor"


@pytest.mark.parametrize("is_active", [True, False])
def test_an_administrator_takes_over_no_account_that_may_do_more(
    is_active, django_user_model, powerful_group
):
    client = client_as("Administrator", django_user_model)
    by_group = django_user_model.objects.create_user("by-group", is_active=is_active)
    by_group.groups.add(powerful_group)
    itself = django_user_model.objects.create_user("itself", is_active=is_active)
    itself.user_permissions.add(Permission.objects.get(codename="delete_user"))
    for account in (by_group, itself):
        words = {"password1": "a wholly new password", "password2": "a wholly new password"}
        answer = client.post(reverse("admin:auth_user_password_change", args=[account.pk]), words)
        assert answer.status_code == 403
        account.refresh_from_db()
        assert not account.check_password(words["password1"])


def test_roles_are_made_again_without_losing_their_members(django_user_model):
    from timeline.roles import make_roles

    client_as("Editor", django_user_model)
    make_roles()
    editors = Group.objects.get(name="Editor")
    assert editors.user_set.count() == 1
    assert editors.permissions.filter(codename="publish_event").exists()
    assert not Group.objects.get(name="Contributor").permissions.filter(codename="publish_event").exists()


BEFORE_READERS = {
    "a name that they see": lambda: _named(make_published),
    "a name that a retracted event has": lambda: _named(make_retracted),
    "a name that they are protected from": lambda: make_entity(name="Ann Lee", visibility="protected"),
    "an article that is cited": lambda: make_published().citations.get().revision.source,
}


def _named(make):
    ann = make_entity(name="Ann Lee")
    make(entities=[ann])
    return ann


@pytest.mark.parametrize("what", BEFORE_READERS)
def test_what_is_before_readers_is_changed_by_who_may_publish(django_user_model, what):
    thing = BEFORE_READERS[what]()
    address = reverse(f"admin:timeline_{thing._meta.model_name}_change", args=[thing.pk])
    contributor, editor = client_as("Contributor", django_user_model), client_as("Editor", django_user_model)
    assert contributor.get(address).status_code == 200
    assert contributor.post(address, filled(editor.get(address))).status_code == 403
    assert editor.post(address, filled(editor.get(address))).status_code == 302


def test_what_no_reader_sees_yet_is_changed_by_contributors_but_not_opened_whole(django_user_model):
    ann, source = make_entity(name="Ann Lee"), make_text().source
    contributor = client_as("Contributor", django_user_model)
    for thing, changes in ((ann, {"description": "A mason."}), (source, {"full_text_public": "on"})):
        address = reverse(f"admin:timeline_{thing._meta.model_name}_change", args=[thing.pk])
        assert contributor.post(address, filled(contributor.get(address), **changes)).status_code == 302
        thing.refresh_from_db()
    assert ann.description == "A mason."
    assert not source.full_text_public


def test_a_name_in_an_event_that_readers_see_is_not_deleted(django_user_model):
    seen, unseen = _named(make_published), make_entity(name="Bob Ray")
    editor = client_as("Editor", django_user_model)
    for thing, answer in ((seen, 403), (unseen, 302)):
        address = reverse("admin:timeline_entity_delete", args=[thing.pk])
        assert editor.post(address, {"post": "yes"}).status_code == answer


# What docs/editing.md promises, and the permission that it hangs on.
MEANT = {
    "take in articles, decide on proposals": "change_proposal",
    "write drafts and prepare changes": "change_event",
    "send to review": "change_event",
    "review, send back": "review_event",
    "publish, and publish changes": "publish_event",
    "retract": "retract_event",
    "merge events, names and articles; split events": "merge_event",
    "delete what was never public": "delete_event",
    "make and arrange timelines": "add_timeline",
    "mend an article's day of publication": "change_sourcerevision",
    "accounts and roles, up to their own": "auth.change_user",
    "redact words": "redact_text",
    "read the audit log": "view_auditentry",
}


def test_the_table_in_the_docs_is_the_table_of_the_roles():
    text = (settings.BASE_DIR / "docs" / "editing.md").read_text()
    rows = re.findall(
        r"^\| ([^|]+) \|([^|]*)\|([^|]*)\|([^|]*)\|$", text.split("## Who may do what")[1], re.M
    )
    promised = {row[0].strip(): [each.strip() == "yes" for each in row[1:]] for row in rows}
    assert promised == {
        what: [codename in ROLES[role] for role in ("Contributor", "Editor", "Administrator")]
        for what, codename in MEANT.items()
    }
