"""The second factor: setting up, signing in with it, losing it. By addresses, as a browser asks them."""

import base64
import re
import time

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from timeline import second_factor
from timeline.admin.signing_in import site_of
from timeline.models import Passkey, RecoveryCode

pytestmark = pytest.mark.django_db

PASSWORD = "a long password"
KEY = base64.b32encode(b"twenty bytes of key.").decode()
LOGIN, STEP, ACCOUNT = "/admin/login/", "/admin/second-step/", "/admin/account/"
EVENTS = "/admin/timeline/event/"


def code(steps: int = 0, key: str = KEY) -> str:
    """The code of `steps` steps from now."""
    totp = TOTP(base64.b32decode(key))
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06}"


@pytest.fixture
def with_app(editor):
    """An editor whose app has shown a code that is now three steps old."""
    TOTPDevice.objects.create(user=editor, key=base64.b32decode(KEY).hex())
    return editor


def first_step(client, to=EVENTS, username="editor", password=PASSWORD):
    return client.post(f"{LOGIN}?next={to}", {"username": username, "password": password, "next": to})


def sign_in(client, given=None):
    first_step(client)
    return client.post(STEP, {"code": given or code(), "next": EVENTS})


def is_in(client):
    return client.get(EVENTS).status_code == 200


def test_without_a_factor_the_password_is_enough(client, editor):
    assert first_step(client).url == EVENTS
    assert is_in(client)


def test_between_the_steps_nobody_is_signed_in(client, with_app):
    answer = first_step(client)
    assert answer.url.startswith(STEP)
    assert "_auth_user_id" not in client.session
    assert not is_in(client)
    assert client.get(answer.url).status_code == 200


def test_the_second_step_leads_to_the_form_that_was_left(client, with_app):
    step = first_step(client, to="/admin/timeline/event/add/").url
    page = client.get(step)
    assert (
        client.post(STEP, {"code": code(), "next": page.context["next"]}).url == "/admin/timeline/event/add/"
    )
    assert is_in(client)


def test_it_leads_to_no_other_site(client, with_app):
    first_step(client)
    assert client.post(STEP, {"code": code(), "next": "https://elsewhere.example/"}).url == "/admin/"


def test_there_is_no_second_step_without_a_first(client, with_app):
    assert client.post(STEP, {"code": code()}).url.startswith(LOGIN)
    assert not is_in(client)


def test_the_first_step_is_forgotten_after_ten_minutes(client, with_app, monkeypatch):
    first_step(client)
    now = time.time()
    monkeypatch.setattr("timeline.admin.signing_in.time.time", lambda: now + 601)
    assert client.post(STEP, {"code": code()}).url.startswith(LOGIN)


def test_the_first_step_is_void_once_the_password_is_another(client, with_app):
    first_step(client)
    with_app.set_password("another long password")
    with_app.save()
    assert client.post(STEP, {"code": code()}).url.startswith(LOGIN)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_one_step_off(steps, client, with_app):
    sign_in(client, code(steps))
    assert is_in(client)


@pytest.mark.parametrize("steps", [-3, 3])
def test_and_not_further(steps, client, with_app):
    assert sign_in(client, code(steps)).status_code == 200
    assert not is_in(client)


def test_a_code_is_good_once(client, with_app):
    given = code()
    sign_in(client, given)
    other = Client()
    sign_in(other, given)
    assert is_in(client)
    assert not is_in(other)


def test_after_a_wrong_code_even_the_right_one_waits(client, with_app):
    sign_in(client, "000000" if code() != "000000" else "000001")
    sign_in(client)
    assert not is_in(client)


@pytest.mark.parametrize("given", ["", "      ", "١٢٣٤٥٦", "²²²²²²", "1" * 41, "-12345", "\x00"])
def test_what_is_no_code_is_refused_in_words(given, client, with_app):
    first_step(client)
    answer = client.post(STEP, {"code": given})
    assert answer.status_code == 200
    assert answer.context["form"].errors


@pytest.mark.parametrize("given", ["{", "[]", "null", '{"id": 1}', '{"id": "a", "rawId": "a"}', "\x00"])
def test_what_is_no_passkey_is_refused_in_words(given, client, with_app):
    first_step(client)
    answer = client.post(STEP, {"passkey": given}, headers={"host": "localhost"})
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_wrong_second_steps_lock_the_account_from_that_address(client, with_app):
    first_step(client)
    answers = [client.post(STEP, {"code": "wrong"}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    codes = second_factor.make_recovery_codes(with_app)
    assert client.post(STEP, {"code": codes[0]}).status_code == 429
    assert first_step(client).status_code == 429
    assert with_app.recovery_codes.count() == second_factor.CODES  # nothing was used up
    assert first_step(Client(REMOTE_ADDR="203.0.113.9")).status_code == 302


def test_the_right_password_in_between_does_not_lift_the_count(client, with_app):
    for _ in range(4):
        first_step(client)
        client.post(STEP, {"code": "wrong"})
    first_step(client)
    assert client.post(STEP, {"code": "wrong"}).status_code == 429


def test_a_recovery_code_is_good_once_and_kept_as_a_digest(client, with_app):
    codes = second_factor.make_recovery_codes(with_app)
    sign_in(client, codes[0].upper().replace("-", " "))
    assert is_in(client)
    other = Client()
    sign_in(other, codes[0])
    assert not is_in(other)
    kept = b"".join(bytes(each) for each in RecoveryCode.objects.values_list("digest", flat=True))
    assert len(kept) == 32 * (second_factor.CODES - 1)
    assert not any(each.replace("-", "").encode() in kept for each in codes)


def test_a_recovery_code_is_good_for_its_own_account_only(client, with_app, django_user_model):
    other = django_user_model.objects.create_superuser("other", password=PASSWORD)
    sign_in(client, second_factor.make_recovery_codes(other)[0])
    assert not is_in(client)


def test_a_session_that_no_second_step_began_does_not_hold(client, with_app):
    client.force_login(with_app, backend="django.contrib.auth.backends.ModelBackend")
    assert not is_in(client)


# Setting up


def set_up_app(client, **given):
    key = client.get("/admin/account/app/").context["key"].replace(" ", "")
    return client.post("/admin/account/app/", {"code": code(key=key), "password": PASSWORD, **given})


def test_an_app_counts_once_it_has_shown_a_code(desk, editor):
    page = desk.get("/admin/account/app/")
    assert "<svg" in page.text
    assert re.search(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.text)
    assert not re.search(r"style=|onclick|(src|href)=\"https?:", page.text)
    set_up_app(desk, code="000000x")
    assert second_factor.app_of(editor) is None
    assert set_up_app(desk).url == "/admin/account/codes/"
    assert second_factor.app_of(editor)
    assert is_in(desk)


def test_setting_up_asks_for_the_password(desk, editor):
    set_up_app(desk, password="a wrong password")
    assert second_factor.app_of(editor) is None


def test_the_code_that_set_an_app_up_does_not_sign_in(desk, editor):
    key = desk.get("/admin/account/app/").context["key"].replace(" ", "")
    given = code(key=key)
    set_up_app(desk, code=given)
    other = Client()
    sign_in(other, given)
    assert not is_in(other)


def test_setting_up_ends_the_other_sessions(desk, editor):
    other = Client()
    first_step(other)
    assert is_in(other)
    set_up_app(desk)
    assert is_in(desk)
    assert not is_in(other)


def test_recovery_codes_are_shown_once_and_new_ones_void_the_old(desk, editor):
    set_up_app(desk)
    shown = desk.post("/admin/account/codes/", {"password": PASSWORD}).context["codes"]
    assert len(set(shown)) == second_factor.CODES
    again = desk.get("/admin/account/codes/")
    assert not any(each in again.text for each in shown)
    desk.post("/admin/account/codes/", {"password": PASSWORD})
    assert not second_factor.is_right(editor, shown[0])


def test_codes_are_made_for_nobody_without_a_factor_or_the_password(desk, editor):
    assert desk.post("/admin/account/codes/", {"password": PASSWORD}).url == ACCOUNT
    set_up_app(desk)
    desk.post("/admin/account/codes/", {"password": "wrong"})
    assert not RecoveryCode.objects.exists()


@pytest.mark.parametrize("lacking", ["password", "code"])
def test_removing_asks_for_the_password_and_a_factor(lacking, desk, editor):
    set_up_app(desk)
    codes = second_factor.make_recovery_codes(editor)
    given = {"password": PASSWORD, "code": codes[0]}
    desk.post("/admin/account/remove/app/", {**given, lacking: "wrong"})
    assert second_factor.app_of(editor)
    desk.post("/admin/account/remove/app/", given)
    assert second_factor.app_of(editor) is None
    assert not RecoveryCode.objects.exists()
    assert is_in(desk)


def test_nobody_sees_or_removes_the_passkeys_of_another(desk, django_user_model):
    other = django_user_model.objects.create_superuser("other")
    passkey = Passkey.objects.create(user=other, name="theirs", credential_id=b"1", public_key=b"2")
    assert desk.get(f"/admin/account/remove/passkey/{passkey.pk}/").status_code == 404
    assert desk.post(f"/admin/account/rename/{passkey.pk}/", {"name": "mine"}).status_code == 404
    assert "theirs" not in desk.get(ACCOUNT).text


def test_a_passkey_is_renamed(desk, editor):
    passkey = second_factor.Passkey(user=editor, name="key", credential_id=b"1", public_key=b"2")
    passkey.save()
    session = desk.session
    session["second_factor"] = True
    session.save()
    address = f"/admin/account/rename/{passkey.pk}/"
    assert desk.get(address).status_code == 405
    desk.post(address, {"name": "blue key"})
    assert "blue key" in desk.get(ACCOUNT).text


# Required


@pytest.mark.parametrize(
    ("required", "role", "is_led"),
    [("", "superuser", False), ("administrators", "superuser", True), ("administrators", "Administrator", True),
     ("administrators", "Editor", False), ("everyone", "Editor", True)],
)  # fmt: skip
def test_who_must_have_a_factor_sets_one_up_first(
    required, role, is_led, client, settings, django_user_model
):
    settings.SECOND_FACTOR_REQUIRED = required
    user = django_user_model.objects.create_user(
        "x", password=PASSWORD, is_staff=True, is_superuser=role == "superuser"
    )
    user.groups.set(Group.objects.filter(name=role))
    first_step(client, username="x")
    answers = [client.get(EVENTS), client.get("/admin/"), client.post("/admin/password_change/")]
    assert [each.status_code == 302 and each.url == ACCOUNT for each in answers] == [is_led] * 3
    assert client.get(ACCOUNT).status_code == 200
    if is_led:
        set_up_app(client)
        assert is_in(client)


def test_the_last_factor_may_go_and_a_required_one_is_then_asked_for_again(desk, editor, settings):
    settings.SECOND_FACTOR_REQUIRED = "everyone"
    set_up_app(desk)
    recovery = second_factor.make_recovery_codes(editor)[0]
    desk.post("/admin/account/remove/app/", {"password": PASSWORD, "code": recovery})
    assert desk.get(EVENTS).url == ACCOUNT


# Lost


def test_a_reset_lets_the_password_in_and_ends_sessions(client, with_app, capsys):
    sign_in(client)
    second_factor.make_recovery_codes(with_app)
    call_command("reset_second_factor", "editor")
    assert "1 second factors removed" in capsys.readouterr().out
    assert not is_in(client)
    assert not RecoveryCode.objects.exists()
    assert first_step(client).url == EVENTS


def test_a_reset_of_nobody_says_so():
    with pytest.raises(CommandError, match="no account 'nobody'"):
        call_command("reset_second_factor", "nobody")


@pytest.fixture
def administrator(client, django_user_model):
    user = django_user_model.objects.create_user("chief", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Administrator"))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def reset_address(user):
    return reverse("admin:auth_user_reset_second_factor", args=[user.pk])


def test_an_administrator_resets_whom_they_may_change(client, administrator, django_user_model):
    other = django_user_model.objects.create_user("other", is_staff=True)
    TOTPDevice.objects.create(user=other)
    client.get(reset_address(other))
    assert second_factor.app_of(other)
    client.post(reset_address(other))
    assert second_factor.app_of(other) is None
    assert LogEntry.objects.filter(object_id=other.pk, user=administrator).exists()


def test_and_neither_who_may_do_more_nor_themselves(client, administrator, with_app):
    assert client.post(reset_address(with_app)).status_code == 403
    assert client.post(reset_address(administrator)).status_code == 403
    assert second_factor.app_of(with_app)


def test_secrets_are_in_no_list_of_the_admin(desk):
    assert desk.get("/admin/otp_totp/totpdevice/").status_code == 404


@pytest.mark.parametrize(
    ("host", "secure", "where"),
    [
        ("timeline.example.org", True, ("timeline.example.org", "https://timeline.example.org")),
        ("timeline.example.org:8443", True, ("timeline.example.org", "https://timeline.example.org:8443")),
        ("timeline.example.org", False, None),
        ("localhost:8000", False, ("localhost", "http://localhost:8000")),
        ("127.0.0.1:8000", False, None),
        ("[::1]:8000", False, None),
        ("192.0.2.1", True, None),
    ],
)
def test_passkeys_are_good_where_browsers_have_them(host, secure, where, rf, settings):
    settings.ALLOWED_HOSTS = ["*"]
    site = site_of(rf.get("/admin/account/", headers={"host": host}, secure=secure))
    assert (site and (site.host, site.origin)) == where
