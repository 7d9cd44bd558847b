"""Pages are kept for as long as nothing changes, and never a moment longer."""

import gzip
import sqlite3
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_cited, make_published
from timeline.browsing import kept
from timeline.models import Event


@pytest.fixture
def states(monkeypatch):
    """Let a test say what state the database is in: its own transaction is no other's business."""
    now = ["first"]
    monkeypatch.setattr(kept, "state_of_database", lambda: now[0])
    monkeypatch.setattr(kept, "_pages", kept._Pages())
    return now


def queries(client, address: str, **kwargs) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, **kwargs).status_code == 200
    return len(captured)


@pytest.mark.django_db(transaction=True)
def test_a_page_is_made_once_for_each_state_of_the_database(client, states):
    make_published(title="Bridge")
    assert queries(client, "/") > 0
    assert queries(client, "/") == 0
    Event.objects.update(title="Tunnel")
    states[0] = "second"
    assert "Tunnel" in client.get("/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_is_the_same_page(client, states):
    make_published(title="Bridge")
    one, other = client.get("/"), client.get("/")
    assert one.content == other.content
    assert one.headers == other.headers


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_is_compressed_for_whoever_takes_it_so(client, states):
    make_published(title="Bridge")
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert {"Accept-Encoding"} <= {each.strip() for each in packed["Vary"].split(",")}
    again = client.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]})
    assert again.status_code == 304


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "headers", [{"HX-Request": "true"}, {"Accept-Language": "uk"}, {"Cookie": "django_language=uk"}]
)
def test_what_a_page_depends_on_is_kept_apart(client, states, headers):
    make_published(title="Bridge")
    whole = client.get("/").content
    assert client.get("/", headers=headers).content != whole
    assert client.get("/").content == whole


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_ends_when_something_held_opens(client, states, monkeypatch):
    held = make_cited(title="Bridge")
    now = timezone.now()
    held.hold(now + timedelta(hours=1), by=None)
    held.publish(by=None)
    assert "Bridge" not in client.get("/about/").content.decode() + client.get("/").content.decode()
    assert queries(client, "/") == 0
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=1))
    assert "Bridge" in client.get("/").content.decode()
    assert queries(client, "/") == 0


@pytest.mark.django_db
def test_nothing_is_kept_within_a_transaction(client, states):
    make_published(title="Bridge")
    client.get("/")
    assert queries(client, "/") > 0


@pytest.mark.django_db(transaction=True)
def test_what_is_missing_is_not_kept(client, states):
    assert client.get("/events/bridge/").status_code == 404
    make_published(title="Bridge")
    assert client.get("/events/bridge/").status_code == 200


def test_every_commit_of_another_connection_is_another_state(tmp_path):
    path, watcher = str(tmp_path / "some.sqlite3"), kept._Watcher()
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE t (n)")
    seen = [watcher.state(path)]
    assert watcher.state(path) == seen[0]
    for number in range(3):
        writer.execute("INSERT INTO t VALUES (?)", [number])
        seen.append(watcher.state(path))
    assert len(set(seen)) == len(seen)
    writer.execute("BEGIN")
    writer.execute("INSERT INTO t VALUES (9)")
    assert watcher.state(path) == seen[-1]
    writer.execute("COMMIT")
    assert watcher.state(path) not in seen


@pytest.mark.django_db(transaction=True)
def test_postgresql_tells_of_every_commit_too():
    if connection.vendor != "postgresql":
        assert kept.state_of_database() is None  # the tests' database is in memory: nobody watches it
        return
    before = kept.state_of_database()
    assert kept.state_of_database() == before
    make_published(title="Bridge")
    assert kept.state_of_database() != before
