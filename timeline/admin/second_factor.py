"""“Your account”: the second factor of whoever is signed in. Every change asks for the password again."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import segno
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import authenticate, get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from timeline import second_factor
from timeline.admin.signing_in import (
    CHALLENGE,
    AccountForm,
    FactorForm,
    keep_this_session,
    remember_challenge,
    site_of,
)

admin.site.unregister(TOTPDevice)  # it shows secrets, and lets one editor change another's

KEY = "new_app_key"


class PasswordForm(AccountForm):
    """The password of `user` again; a wrong one counts as a failed sign-in does."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order: Any = None

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if authenticate(self.request, username=self.user.get_username(), password=password) != self.user:
            raise forms.ValidationError(_("That is not your password."))
        return password


class AppForm(PasswordForm):
    code = forms.CharField(
        label=gettext_lazy("The code that the app shows now"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    field_order = ["code", "password"]


class PasskeyForm(PasswordForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("So that you know it again: “blue security key”, “my phone”."),
    )
    passkey = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    field_order = ["name", "password"]


class RemoveForm(PasswordForm, FactorForm):
    field_order = ["password", "code"]


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)


def _page(request: HttpRequest, template: str, title: Any, **context: Any) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/account/{template}.html", context)


def _bound(form: type[Any], request: HttpRequest) -> Any:
    data = request.POST if request.method == "POST" else None
    return form(data, request=request, user=request.user)


def note(actor: Any, user: Any, message: str) -> None:
    """Put a change of an account's factors on the record of the admin."""
    LogEntry.objects.log_actions(
        actor.pk, get_user_model().objects.filter(pk=user.pk), CHANGE, message, single_object=True
    )


def _changed(request: HttpRequest, message: str, said: str) -> None:
    keep_this_session(request, checked=True)
    note(request.user, request.user, message)
    messages.success(request, said)


@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Which factors the account has, and when each was used last."""
    user: Any = request.user
    return _page(
        request,
        "account",
        _("Your account"),
        app=second_factor.app_of(user),
        passkeys=list(user.passkeys.all()),
        codes_left=user.recovery_codes.count(),
        passkeys_work=site_of(request) is not None,
        must_set_up=getattr(request, "must_set_up", False),
    )


@never_cache
def add_app(request: HttpRequest) -> HttpResponse:
    """An authenticator app: it counts once it has shown a code."""
    user: Any = request.user
    if second_factor.app_of(user):
        return redirect("admin:account")
    key = request.session.setdefault(KEY, second_factor.new_app_key())
    form = _bound(AppForm, request)
    if request.method == "POST" and form.is_valid():
        if second_factor.add_app(user, key, form.cleaned_data["code"].replace(" ", "")):
            del request.session[KEY]
            _changed(request, "Added an authenticator app.", _("The authenticator app is set up."))
            return _onwards(user)
        form.add_error("code", _("That is not the code. Is the clock of the phone right?"))
    return _page(
        request, "app", _("Set up an authenticator app"), form=form, key=_grouped(key), qr=_qr(user, key)
    )


def _onwards(user: Any) -> HttpResponse:
    """Return the way after a first factor: recovery codes, while there are none."""
    return redirect("admin:account" if user.recovery_codes.exists() else "admin:account_codes")


def _grouped(key: str) -> str:
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def _qr(user: Any, key: str) -> SafeString:
    issuer = "Newsroom Timeline"
    address = f"otpauth://totp/{quote(f'{issuer}:{user.get_username()}')}?" + urlencode(
        {"secret": key, "issuer": issuer}
    )
    svg = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=False)
    return mark_safe(svg)  # noqa: S308 (segno writes paths and numbers, nothing of what was typed)


@never_cache
def add_passkey(request: HttpRequest) -> HttpResponse:
    """A passkey: the browser makes it, and its answer is checked before it counts."""
    user: Any = request.user
    site = site_of(request)
    if site is None:
        return redirect("admin:account")
    challenge = request.session.pop(CHALLENGE, "") if request.method == "POST" else ""
    form = _bound(PasskeyForm, request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if second_factor.add_passkey(user, given["name"], given["passkey"], challenge, site):
            _changed(request, f"Added the passkey “{given['name']}”.", _("The passkey is set up."))
            return _onwards(user)
        form.add_error(None, _("The browser’s answer could not be checked. Try again."))
    options = remember_challenge(request, second_factor.adding_options(user, site))
    return _page(request, "passkey", _("Add a passkey"), form=form, options=options)


@never_cache
def make_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown once; only for who has a factor that may be lost."""
    user: Any = request.user
    if not second_factor.standing_of(user).has_one:
        return redirect("admin:account")
    form = _bound(PasswordForm, request)
    codes = None
    if request.method == "POST" and form.is_valid():
        codes = second_factor.make_recovery_codes(user)
        note(user, user, "Made new recovery codes.")
    return _page(
        request, "codes", _("Recovery codes"), form=form, codes=codes, left=user.recovery_codes.count()
    )


@never_cache
def remove_app(request: HttpRequest) -> HttpResponse:
    return _remove(request, second_factor.app_of(request.user), _("the authenticator app"))  # type: ignore[arg-type]


@never_cache
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    passkey = get_object_or_404(user.passkeys, pk=pk)
    return _remove(request, passkey, _("the passkey “%s”") % passkey)


def _remove(request: HttpRequest, factor: Any, what: str) -> HttpResponse:
    if factor is None:
        return redirect("admin:account")
    form = _bound(RemoveForm, request)
    if request.method == "POST" and form.is_valid():
        second_factor.remove(form.user, factor)
        _changed(request, f"Removed a second factor: {factor}.", _("Removed: %s.") % what)
        return redirect("admin:account")
    return _page(request, "remove", _("Remove %s") % what, form=form, options=form.options())


@require_POST
def rename_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    passkey = get_object_or_404(user.passkeys, pk=pk)
    form = NameForm(request.POST)
    if form.is_valid():
        passkey.name = form.cleaned_data["name"]
        passkey.save(update_fields=["name"])
    else:
        messages.error(request, _("A passkey needs a name."))
    return redirect("admin:account")
