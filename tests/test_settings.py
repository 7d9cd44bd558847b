"""The environment is read strictly, and what must hold for the site as a whole."""

import os
import stat
import string
import subprocess
import sys
from ipaddress import ip_network

import pytest
from django.db import DatabaseError

from newsroom import health
from newsroom.middleware import client_address
from newsroom.secret_key import read_or_make
from tests.factories import ROOT


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a fresh interpreter in the project, with nothing of this one's settings."""
    kept = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "SYSTEMROOT")
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={
            **kept,
            "SECRET_KEY": string.ascii_letters + string.digits,
            "DATABASE_URL": "sqlite:////tmp/never-opened.sqlite3",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("SITE_URL", "timeline.example.org", "SITE_URL must look like"),
        ("SITE_URL", "ftp://timeline.example.org", "SITE_URL must look like"),
        ("SITE_URL", "https://", "SITE_URL must look like"),
        ("SITE_URL", "https://example.org/timeline", "SITE_URL must look like"),
        ("SITE_URL", "https://example.org?", "SITE_URL must look like"),
        ("SITE_URL", "https://example.org#x", "SITE_URL must look like"),
        ("SITE_URL", "https://user:pw@example.org", "SITE_URL must look like"),
        ("SITE_URL", "http://127.0.0.1:abc", "SITE_URL must look like"),
        ("SITE_URL", "http://127.0.0.1:65536", "SITE_URL must look like"),
        ("SITE_URL", "https://хроніка.example", "SITE_URL must look like"),
        ("SITE_NAME", "The\nCourier", "SITE_NAME must be one line"),
        ("DATABASE_URL", "mysql://root@localhost/x", "must begin with sqlite:// or postgres://"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy.local", "TRUSTED_PROXIES must be addresses or networks"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "TRUSTED_PROXIES must be addresses or networks"),
        ("DEBUG", "perhaps", "DEBUG"),
        ("FOUR_EYES", "yes", "FOUR_EYES"),
        ("SECOND_FACTOR_REQUIRED", "1", "SECOND_FACTOR_REQUIRED must be"),
        ("SESSION_IDLE_HOURS", "a day", "must be whole hours"),
        ("SESSION_IDLE_HOURS", "0", "SESSION_IDLE_HOURS must be 1 or more"),
        ("SESSION_LONGEST_HOURS", "11", "SESSION_LONGEST_HOURS no less"),
        ("TIME_ZONE", "Mars/Olympus", "timezone setting: Mars/Olympus"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start_and_says_so(name, value, word):
    run = python(
        "-c", "import django; django.setup()", DJANGO_SETTINGS_MODULE="newsroom.settings", **{name: value}
    )
    assert run.returncode != 0
    assert word in run.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("http://[2001:db8::1]:8000", "[2001:db8::1]"),
        ("https://Timeline.example.org/", "timeline.example.org"),
    ],
)
def test_the_site_answers_at_its_own_address(site, host):
    code = "from django.conf import settings; print(settings.ALLOWED_HOSTS[0])"
    run = python("-c", code, DJANGO_SETTINGS_MODULE="newsroom.settings", SITE_URL=site)
    assert run.stdout.strip() == host


def test_the_deployment_check_is_clean_behind_https(tmp_path):
    database = f"sqlite:///{tmp_path / 'check.sqlite3'}"
    run = python(
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SITE_URL="https://a.example",
        DATABASE_URL=database,
    )
    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout


def test_no_migration_is_missing(tmp_path):
    run = python(
        "manage.py",
        "makemigrations",
        "--check",
        "--dry-run",
        DATABASE_URL=f"sqlite:///{tmp_path / 'x.sqlite3'}",
    )
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    "module",
    [
        "timeline.dates",
        "timeline.folding",
        "timeline.sentences",
        "timeline.ingestion.passages",
        "timeline.ingestion.fixtures",
        "timeline.ingestion.reading",
        "timeline.ingestion.proposals",
        "timeline.ingestion.matching",
    ],
)
def test_the_pure_parts_leave_django_out(module):
    run = python(
        "-c", f"import sys, {module}; print(sorted(m for m in sys.modules if m.split('.')[0] == 'django'))"
    )
    assert run.stdout.strip() == "[]", run.stdout + run.stderr


# The secret key


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "var" / "secret_key"
    key = read_or_make(path)
    assert len(key) >= 50
    assert read_or_make(path) == key == path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret_key"]


def test_two_installations_have_two_keys(tmp_path):
    assert read_or_make(tmp_path / "a") != read_or_make(tmp_path / "b")


def test_the_key_of_whoever_was_first_is_the_key(tmp_path, monkeypatch):
    path = tmp_path / "secret_key"

    def another_is_first(fresh, target):
        path.write_text("theirs")
        raise FileExistsError

    monkeypatch.setattr(os, "link", another_is_first)
    assert read_or_make(path) == "theirs"


# /healthz


def test_healthz_answers_ok(db, client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_healthz_says_when_the_database_is_gone(client, monkeypatch):
    class Gone:
        def cursor(self):
            raise DatabaseError("no connection")

    monkeypatch.setattr(health, "connection", Gone())
    response = client.get("/healthz")
    assert response.status_code == 503
    assert b"database" in response.content


# Proxies


@pytest.fixture
def behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", ""),
        ("fd00::1", "2001:db8::1", "2001:db8::1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_a_forwarded_address_is_believed_only_from_a_trusted_proxy(behind_a_proxy, rf, peer, forwarded, seen):
    request = rf.get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert client_address(request) == seen


@pytest.mark.parametrize(("peer", "secure"), [("10.0.0.1", True), ("203.0.113.9", False), ("", False)])
def test_a_forwarded_scheme_is_believed_only_from_a_trusted_proxy(db, behind_a_proxy, client, peer, secure):
    response = client.get("/about/", REMOTE_ADDR=peer, headers={"X-Forwarded-Proto": "https"})
    assert response.wsgi_request.is_secure() is secure


def test_without_trusted_proxies_nobody_is_believed(settings, rf):
    settings.TRUSTED_PROXIES = []
    assert (
        client_address(rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "1.2.3.4"}))
        == "10.0.0.1"
    )


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
def test_another_host_is_refused(db, client, host):
    assert client.get("/", headers={"Host": host}).status_code == 400


# Error pages


def test_an_error_page_names_nothing_of_ours(db, client, monkeypatch):
    monkeypatch.setattr("timeline.browsing.views.about", None)
    client.raise_request_exception = False
    monkeypatch.setattr("timeline.filters.Filters.from_query", lambda *a, **k: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500
    assert b"ZeroDivisionError" not in response.content
