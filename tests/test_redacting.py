"""Redaction: the words are gone from everywhere, stay away, and nothing else is lost."""

import sqlite3
from dataclasses import replace
from itertools import chain
from urllib.parse import quote

import pytest
import reversion
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.admin.forms import filled
from tests.factories import cite, make_entity, make_event, make_text, make_timeline
from tests.test_settings import python
from timeline.auditing import guard_the_log, record
from timeline.ingestion.reading import ReadArticle
from timeline.ingestion.saving.taking_in import take_in
from timeline.models import (
    Annotation,
    AuditEntry,
    Citation,
    Entity,
    Event,
    Job,
    JobItem,
    Redaction,
    SavedFilter,
    Source,
    SourceRevision,
    StaleVersion,
    Support,
)
from timeline.models.redactions import digests_of, without
from timeline.models.sought import Sought
from timeline.redacting import NothingToRedact, phrases_in, places_of, redact, replay

BODY = "In May 2023 the bridge was opened by Jane Doe. JANE\u00a0DOE, née Łącka, lives there."
NAME = "Jane Doe"


@pytest.fixture
def admin_user(django_user_model):
    return django_user_model.objects.create_superuser("head", password="a long password")


@pytest.fixture
def told(db, admin_user):
    """A published event that names a person in every way in which it can, with a history."""
    text = make_text(body=BODY, title="Jane Doe opens a bridge", url="https://courier.example/jane-doe-opens")
    person = make_entity(name=NAME, aliases=["Doe, Jane"])
    with reversion.create_revision():
        event = make_event(title="Jane Doe opens the bridge", summary="By jane doe.", entities=[person])
        cite(
            event=event,
            text=text,
            exact="In May 2023 the bridge was opened by Jane Doe",
            attributed_to="Jane Doe",
        )
    Annotation.objects.create(event=event, text="Ask Jane-Doe.", visibility="public")
    event.publish(by=admin_user, why="Jane Doe agreed")
    kept = ContentType.objects.get_for_model(Event)
    LogEntry.objects.create(
        user=admin_user,
        content_type=kept,
        action_flag=2,
        object_repr=str(event),
        change_message='[{"a": "Jane Doe"}]',
    )
    return event


def everything_kept():
    """Return all values of all tables, as one text."""
    rows = (model._base_manager.values_list() for model in apps.get_models(include_auto_created=True))
    return "\n".join(str(value) for row in chain.from_iterable(rows) for value in row).casefold()


def test_the_words_are_gone_from_every_table(told, admin_user):
    assert "jane doe" in everything_kept()
    redact([NAME, "Doe, Jane", "Łącka"], by=admin_user, reason="Her life is in danger.")
    kept = everything_kept()
    assert not [
        each for each in ("jane doe", "jane\u00a0doe", "jane-doe", "doe, jane", "łącka") if each in kept
    ]


def test_searches_pages_and_names_know_nothing_of_them(told, admin_user, client):
    redact([NAME], by=admin_user, reason="She asked for it.")
    event = Event.objects.get(pk=told.pk)
    assert not Event.objects.saying(Sought("doe")).exists()
    assert event.slug == f"event-{event.pk}"
    assert client.get("/events/jane-doe-opens-the-bridge/").status_code == 404
    for address in ("/", event.get_absolute_url(), event.citations.get().get_passage_url()):
        assert "doe" not in client.get(address).content.decode().lower()


def test_quotations_go_on_standing_in_their_texts(told, admin_user):
    before = told.citations.get()
    redact([NAME], by=admin_user, reason="She asked for it.")
    after = Citation.objects.with_texts().get()
    assert after.verifies()
    assert (after.start, after.end, after.public_id) == (before.start, before.end, before.public_id)
    assert after.exact == "In May 2023 the bridge was opened by ████ ███"
    assert after.revision.original is None


def test_who_has_the_event_open_cannot_write_the_words_back(told, admin_user):
    open_form = Event.objects.get(pk=told.pk)
    redact([NAME], by=admin_user, reason="She asked for it.")
    with pytest.raises(StaleVersion):
        open_form.save()


def test_what_was_redacted_does_not_come_back_by_typing_or_taking_in(told, admin_user):
    redact([NAME, "Doe, Jane"], by=admin_user, reason="She asked for it.")
    event = make_event(title="Seen: jane doe", entities=[make_entity(name="Jane Doe")])
    text = make_text(body=BODY + " Again.")
    assert event.title == "Seen: ████ ███"
    assert "Doe" not in SourceRevision.objects.get(pk=text.pk).body
    assert "doe" not in everything_kept()


def test_an_article_is_taken_in_again_without_them_and_is_the_one_that_is_there(told, admin_user):
    body = f"{BODY} So it was."
    article = ReadArticle(body=body, title="Jane Doe opens a bridge", url="https://courier.example/b")
    first = take_in(replace(article, original=body.encode())).revision
    redact([NAME, "Łącka"], by=admin_user, reason="She asked for it.")
    for url in (article.url, ""):
        assert take_in(replace(article, url=url)).revision == first
    job = Job.of([JobItem(name="Jane Doe.html", content=b"x")], by=None)
    assert job.items.get().name == "████ ███.html"
    kept = everything_kept()
    assert "jane doe" not in kept
    assert "łącka" not in kept


@pytest.mark.parametrize(
    "content", ["<!-- by Jane Doe -->", "<p>Jane&nbsp;Doe", "<a href='/jane%20doe'>", "Jane\u00a0Doe"]
)
def test_what_stands_beside_the_text_in_an_original_goes_and_stays_away(told, admin_user, content):
    taken = [make_text(body=f"In May 2023 {n} opened.", original=content.encode("cp1252")) for n in range(2)]
    waiting = Job.of([JobItem(name="a.html", content=content.encode())], by=None).items.get()
    kept = make_text(body="In May 2024 it closed.", original=b"Jan Doe")
    redact([NAME], by=admin_user, reason="She asked for it.")
    after = make_text(body="In May 2025 it opened.", original=content.encode())
    assert [SourceRevision.objects.get(pk=each.pk).original for each in (*taken, after)] == [None] * 3
    assert bytes(SourceRevision.objects.get(pk=kept.pk).original) == b"Jan Doe"
    waiting.refresh_from_db()
    assert (waiting.content, waiting.result) == (None, "failed")


def test_words_as_an_address_spells_them_are_found(told, admin_user):
    spelled = f"q={quote('Лукашенко')}+1"
    SavedFilter.objects.create(owner=admin_user, name="Mine", model="timeline.event", query=spelled)
    source = make_text(url=f"https://courier.example/{quote('Лукашенко')}").source
    redact(["Лукашенко"], by=admin_user, reason="asked for")
    assert SavedFilter.objects.get().query == ""
    assert Source.objects.get(pk=source.pk).url == ""


def test_the_words_are_no_reason(told, admin_user):
    redact(["Bob"], by=admin_user, reason="Jane Doe asked for it.")
    redact([NAME], by=admin_user, reason="Jane Doe asked for it.")
    assert set(Redaction.objects.values_list("reason", flat=True)) == {"████ ███ asked for it."}


def test_the_audit_log_stays_as_it_is_and_is_in_nobodys_way(told, admin_user, settings):
    settings.AUDIT_LOG_GUARDED = True
    guard_the_log()
    record(AuditEntry.Action.EXPORTED, by=admin_user)
    redact([admin_user.username], by=admin_user, reason="asked for")
    record(AuditEntry.Action.EXPORTED, by=admin_user)
    exports = AuditEntry.objects.filter(action=AuditEntry.Action.EXPORTED)
    assert list(exports.values_list("who", flat=True)) == [admin_user.username] * 2


def test_a_row_without_words_is_saved_without_asking_what_was_redacted(told):
    support = Support.objects.first()
    for words, asked in (("", 0), ("Jane Doe", 1)):
        support.stated = words
        with CaptureQueriesContext(connection) as captured:
            support.save()
        assert sum("timeline_redaction" in each["sql"] for each in captured) == asked


@pytest.mark.parametrize("model", ["entity", "source", "timeline", "event"])
def test_the_desk_saves_on_after_a_redaction(told, admin_user, desk, model):
    redact(["Jane Roe"], by=admin_user, reason="asked for")
    things = {"entity": make_entity(name="Ann Lee"), "source": make_text().source}
    things |= {"timeline": make_timeline(), "event": make_event()}
    page = f"/admin/timeline/{model}/{things[model].pk}/change/"
    assert desk.post(page, filled(desk.get(page))).status_code == 302


def test_a_restored_backup_is_cleared_without_knowing_the_words(told, admin_user):
    redact([NAME], by=admin_user, reason="She asked for it.")
    # As a backup would bring it back, past everything that keeps it out:
    Event.objects.filter(pk=told.pk).update(summary="Jane Doe was there.")
    assert replay().total() == 1
    assert Event.objects.get(pk=told.pk).summary == "████ ███ was there."
    assert replay().total() == 0


def test_a_tombstone_has_no_words(told, admin_user):
    redact([NAME], by=admin_user, reason="She asked for it.")
    stone = Redaction.objects.get()
    assert (stone.made_by, stone.reason, stone.places["event"]) == (admin_user, "She asked for it.", 3)
    assert not {"jane", "doe"} & set(str(vars(stone)).lower().split())


def test_a_look_at_the_places_changes_nothing(told):
    before = everything_kept()
    assert places_of([NAME])["text of an article"] == 1
    assert everything_kept() == before


def test_other_words_stay_as_they_are(told, admin_user):
    redact(["Jan Doe", "Jane"], by=admin_user, reason="Two wrong tries.")
    assert Event.objects.get(pk=told.pk).summary == "By ████ doe."


@pytest.mark.parametrize("typed", ["", "  \n ", "—…!", " ".join(["word"] * 13)])
def test_it_refuses_what_holds_no_words_or_too_many(typed):
    with pytest.raises(NothingToRedact):
        phrases_in(typed)


def test_without_a_reason_nothing_is_done(told, admin_user):
    with pytest.raises(NothingToRedact, match="Say why"):
        redact([NAME], by=admin_user, reason=" ")
    assert Event.objects.get(pk=told.pk).title.startswith("Jane Doe")


@given(st.text(), st.lists(st.text(min_size=1, max_size=12), max_size=4))
def test_length_and_white_space_of_any_text_stay(text, phrases):
    cleared = without(text, digests_of(phrases))
    assert len(cleared) == len(text)
    assert [each.isspace() for each in cleared] == [each.isspace() for each in text]
    assert without(cleared, digests_of(phrases)) == cleared


def test_the_bytes_of_the_database_do_not_hold_them(tmp_path):
    path = tmp_path / "timeline.sqlite3"
    environment = {"DATABASE_URL": f"sqlite:///{path}"}
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command as call\n"
        "call('migrate', verbosity=0); call('import_articles', verbosity=0)\n"
        "from timeline.redacting import redact\n"
        "redact(['Tikhanovsky'], by=None, reason='')\n"
    )
    done = python("-c", code, DJANGO_SETTINGS_MODULE="newsroom.settings", **environment)
    assert done.returncode == 0, done.stderr
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"Tsikhanouskaya" in kept
    assert b"ikhanovsky" not in kept


# At the desk


def test_an_administrator_sees_the_places_before_anything_is_removed(told, desk):
    address, typed = "/admin/timeline/redaction/add/", {"words": NAME, "reason": "She asked for it."}
    shown = desk.post(address, typed)
    assert ("event", 3) in shown.context["found"]
    assert Event.objects.get(pk=told.pk).title.startswith("Jane Doe")
    done = desk.post(address, {**typed, "sure": "on"}, follow=True)
    assert "Removed from" in done.content.decode()
    assert "Jane" not in Event.objects.get(pk=told.pk).title


def test_nobody_else_may(told, client, django_user_model):
    client.force_login(
        django_user_model.objects.create_user("ann", is_staff=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert client.post("/admin/timeline/redaction/add/", {"words": NAME}).status_code == 403


def test_names_and_articles_stay_where_they_are_public(told, admin_user):
    redact([NAME], by=admin_user, reason="She asked for it.")
    assert Entity.objects.get().slug.startswith("entity-")
    assert Source.objects.get().url == ""
