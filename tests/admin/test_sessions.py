"""How long a session holds, what ends it, and what readers are spared."""

import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db

EVENTS = "/admin/timeline/event/"
HOUR = 60 * 60


@pytest.fixture
def later(monkeypatch):
    """Moves the clock that sessions go by: `later(HOUR)`."""

    def move(seconds):
        now = time.time()
        monkeypatch.setattr("timeline.admin.signing_in.time.time", lambda: now + seconds)

    return move


def is_in(client):
    return client.get(EVENTS).status_code == 200


def test_a_session_ends_a_week_after_signing_in_however_busy(desk, later):
    later(7 * 24 * HOUR - 60)
    assert is_in(desk)
    later(7 * 24 * HOUR + 60)
    answer = desk.get(EVENTS)
    assert answer.url == f"/admin/login/?next={EVENTS}"


def test_work_keeps_a_session_without_a_write_for_each_request(desk, later):
    def is_saved():
        return "sessionid" in desk.get(EVENTS).cookies

    assert not is_saved()
    later(6 * 60)
    assert is_saved()
    assert not is_saved()


def test_idle_for_twelve_hours_it_is_gone(desk, settings):
    assert settings.SESSION_COOKIE_AGE == 12 * HOUR
    assert desk.session.get_expiry_age() == 12 * HOUR


def test_a_session_of_before_this_was_counted_is_signed_in_again(desk):
    session = desk.session
    del session["signed_in_at"]
    session.save()
    assert not is_in(desk)


def test_a_changed_password_ends_the_other_sessions_and_not_this(desk, editor):
    other = Client()
    other.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    assert is_in(other)
    words = {
        "old_password": "a long password",
        "new_password1": "quite another one",
        "new_password2": "quite another one",
    }
    assert desk.post("/admin/password_change/", words).status_code == 302
    assert is_in(desk)
    assert not is_in(other)


def test_cookies_are_kept_from_scripts_and_other_sites(client, editor):
    client.post("/admin/login/", {"username": "editor", "password": "a long password"})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_readers_get_no_cookie_and_no_query_more_signed_in_or_not(
    client, desk, seeds, django_assert_num_queries
):
    Client().get("/about/")
    for reader in (Client(), desk):
        with CaptureQueriesContext(connection) as asked:
            answer = reader.get("/about/")
        assert not answer.cookies
        assert not [
            each for each in asked if "sessionsended" in each["sql"] or "django_session" in each["sql"]
        ]


@pytest.mark.parametrize("password", ["elevenchars", "1q2w3e4r5t6y", "123456789012345", "vera.kovalenko1"])
def test_weak_passwords_are_refused(password, django_user_model):
    with pytest.raises(ValidationError):
        validate_password(password, django_user_model(username="vera.kovalenko"))


def test_a_long_phrase_is_a_password(django_user_model):
    validate_password("correct horse battery staple", django_user_model(username="vera"))
