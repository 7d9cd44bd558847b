"""Passkeys with Chromium's own virtual authenticator, apps and codes by keyboard, and axe on every page of it."""

import base64
import time

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.conftest import PASSWORD
from tests.factories import make_cited
from timeline import second_factor
from timeline.models import Passkey


@pytest.fixture
def site(site):
    """By name: browsers have no passkeys for a bare address."""
    return site.replace("127.0.0.1", "localhost")


def plug_in(page):
    """Give the browser of a page a security key of its own; return how to ask about it."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    key = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return lambda: cdp.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]


def add_passkey(page, name):
    page.goto("/admin/account/passkey/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/account/codes/")


def first_step(page, to="/admin/", username="vera"):
    page.goto(f"/admin/login/?next={to}")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/second-step/**")


def sign_out(page):
    page.goto("/admin/account/")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_load_state()


def test_a_passkey_is_added_signs_in_and_is_removed_by_itself(desk):
    page = desk("vera")
    credentials = plug_in(page)
    add_passkey(page, "blue key")
    assert len(credentials()) == 1
    sign_out(page)
    first_step(page, "/admin/account/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/admin/account/")
    expect(page.locator("input[name=name]")).to_have_value("blue key")
    expect(page.get_by_text("used last")).to_be_visible()
    page.get_by_role("link", name="Remove blue key").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/admin/account/")
    assert not Passkey.objects.exists()


def test_the_passkey_of_another_account_does_not_sign_in(desk, site):
    page = desk("vera")
    plug_in(page)
    add_passkey(page, "key")
    other = get_user_model().objects.create_superuser("oleh", password=PASSWORD)
    sign_out(page)
    first_step(page)
    Passkey.objects.update(user=other)  # what was asked of vera's key is answered by what is now oleh's
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("That was not right")).to_be_visible()


def test_an_answer_is_good_for_one_challenge(desk):
    page = desk("vera")
    plug_in(page)
    add_passkey(page, "key")
    sign_out(page)
    first_step(page)
    sent = []
    page.on(
        "request", lambda request: sent.append(request.post_data_json) if request.method == "POST" else None
    )
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/admin/")
    sign_out(page)
    first_step(page)
    page.evaluate("answer => { const field = document.querySelector('[name=passkey]'); field.value = answer; field.form.submit() }", sent[0]["passkey"])  # fmt: skip
    expect(page.get_by_text("That was not right")).to_be_visible()


def test_a_form_survives_an_ended_session_and_two_steps(desk):
    event = make_cited()
    page = desk("vera")
    plug_in(page)
    add_passkey(page, "key")
    page.goto(reverse("admin:timeline_event_change", args=[event.pk]))
    page.get_by_label("Summary").fill("Sent after the session ended.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Username").fill("vera")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Summary")).to_have_value("Sent after the session ended.")


def code_for(key):
    totp = TOTP(base64.b32decode(key.replace(" ", "")))
    totp.time = time.time()
    return f"{totp.token():06}"


def test_an_app_is_set_up_by_keyboard_and_codes_are_shown(desk):
    page = desk("vera")
    page.goto("/admin/account/")
    page.get_by_role("link", name="Set up an authenticator app").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/app/")
    page.get_by_label("The code that the app shows now").focus()
    page.keyboard.type(code_for(page.locator("code.secret").inner_text()))
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/codes/")
    page.get_by_label("Your password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(second_factor.CODES)
    assert not axe.violations(page)


def test_the_second_step_works_without_javascript(plain, site):
    vera = get_user_model().objects.create_superuser("vera", password=PASSWORD)
    TOTPDevice.objects.create(user=vera)
    code = second_factor.make_recovery_codes(vera)[0]
    first_step(plain, "/admin/account/")
    plain.get_by_label("Code").fill(code)
    plain.get_by_role("button", name="Go on").click()
    expect(plain.get_by_text("9 codes are left")).to_be_visible()


def expect_no_violation(page, name):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            found = axe.violations(page, outside=("#header", "#nav-sidebar", ".breadcrumbs"))
            assert not found, f"{name}, {scheme}, {width} px\n" + "\n".join(found)


def test_axe_finds_nothing_on_the_pages_of_an_account(desk):
    page = desk("vera")
    plug_in(page)
    page.goto("/admin/account/app/")
    expect_no_violation(page, "app")
    page.goto("/admin/account/passkey/")
    expect_no_violation(page, "passkey")
    add_passkey(page, "key")
    expect_no_violation(page, "codes")
    page.goto("/admin/account/")
    expect_no_violation(page, "account")
    page.get_by_role("link", name="Remove key").click()
    expect_no_violation(page, "remove")
    sign_out(page)
    first_step(page)
    expect_no_violation(page, "second step")
