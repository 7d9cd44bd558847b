"""Signing in: the second step, and how long a session holds.

Between the two steps nobody is signed in: the session only says whose password was right, for ten minutes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model, login, logout, user_logged_in, user_login_failed
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, RedirectURLMixin
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from timeline import second_factor
from timeline.second_factor import Site

WAITING, CHALLENGE, CHECKED = "second_step", "passkey_challenge", "second_factor"
SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
PATIENCE = 10 * 60  # seconds between the steps
SEEN_EVERY = 5 * 60  # seconds: an editor who is at work is noted this often, not with every request
# Where an account goes that still has to set up a factor which is required of it.
SETTING_UP = {"account", "account_app", "account_passkey", "account_codes", "logout", "jsi18n"}


# How long a session holds


@receiver(user_logged_in)
def _note_when(request: HttpRequest, **_kwargs: Any) -> None:
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = time.time()


class Guard:
    """Middleware over /admin/ alone: ends sessions that are over, and leads to the set-up of a required factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/") and request.user.is_authenticated:
            standing = second_factor.standing_of(request.user)
            if _is_over(request.session, standing):
                logout(request)
            else:
                _note_seen(request.session)
                lacks_one = not standing.has_one and second_factor.is_required_of(request.user)
                request.must_set_up = lacks_one  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not getattr(request, "must_set_up", False) or (match and match.url_name in SETTING_UP):
            return None
        return redirect("admin:account")


def _is_over(session: Any, standing: second_factor.Standing) -> bool:
    began = session.get(SIGNED_IN_AT)
    if began is None or time.time() - began > settings.SESSION_LONGEST_AGE:
        return True
    if standing.ended_at and began <= standing.ended_at.timestamp():
        return True
    return standing.has_one and not session.get(CHECKED)


def _note_seen(session: Any) -> None:
    if time.time() - session.get(SEEN_AT, 0) > SEEN_EVERY:
        session[SEEN_AT] = time.time()


def keep_this_session(request: HttpRequest, checked: bool) -> None:
    """After a change that ended the account's sessions: this one goes on, under a new key."""
    request.session.cycle_key()
    request.session[SIGNED_IN_AT] = time.time()
    request.session[CHECKED] = checked


# Asking for a factor: a code, or a passkey's signature


def site_of(request: HttpRequest) -> Site | None:
    """Return where a passkey would be good; None where browsers have none: over http, or under a bare address."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    try:
        ip_address(host)
    except ValueError:
        if request.is_secure() or host == "localhost":
            return Site(host=host, origin=f"{request.scheme}://{request.get_host()}")
    return None


def remember_challenge(request: HttpRequest, options: dict[str, Any]) -> str:
    """Keep the challenge of the options for the one answer that may follow, and return the options as JSON."""
    request.session[CHALLENGE] = options["challenge"]
    return json.dumps(options)


class AccountForm(forms.Form):
    """What `user` answers to show who it is."""

    def __init__(self, *args: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user


class FactorForm(AccountForm):
    """A second factor of `user`; a wrong one counts as a failed sign-in does."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )
    passkey = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        challenge = self.request.session.pop(CHALLENGE, "")
        if self.errors:
            return data
        who = {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(self.request, who):
            vars(self.request).update(axes_locked_out=True, axes_credentials=who)
            raise forms.ValidationError(_("Too many attempts"))
        if not self._holds(data, challenge):
            user_login_failed.send(sender=FactorForm, credentials=who, request=self.request)
            raise forms.ValidationError(
                _(
                    "That was not right. A code is good once and for a minute; after a failure, wait for the next."
                )
            )
        return data

    def _holds(self, data: dict[str, Any], challenge: str) -> bool:
        if data.get("passkey"):
            site = site_of(self.request)
            return site is not None and second_factor.is_signed(self.user, data["passkey"], challenge, site)
        return bool(data.get("code")) and second_factor.is_right(self.user, data["code"])

    def options(self) -> str | None:
        """Return what the browser asks a passkey to sign; None where there is none to ask."""
        site = site_of(self.request)
        if site is None or not second_factor.standing_of(self.user).passkeys:
            return None
        return remember_challenge(self.request, second_factor.asking_options(self.user, site))


# The two steps


class SignIn(LoginView):
    """The first step: name and password."""

    authentication_form = AdminAuthenticationForm

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if not second_factor.standing_of(user).has_one:
            return super().form_valid(form)
        self.request.session.flush()
        self.request.session[WAITING] = {
            "user": user.pk,
            "backend": user.backend,
            "hash": user.get_session_auth_hash(),
            "at": time.time(),
        }
        to = urlencode({self.redirect_field_name: self.get_success_url()})
        return redirect(f"{reverse('admin:second_step')}?{to}")


class _Next(RedirectURLMixin):
    next_page = "admin:index"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request


@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """The second step; without a first, or too long after it, back to that."""
    to = _Next(request).get_success_url()
    user, backend = _who_waits(request)
    if user is None:
        return redirect(f"{reverse('admin:login')}?{urlencode({'next': to})}")
    form = FactorForm(request.POST if request.method == "POST" else None, request=request, user=user)
    if request.method == "POST" and form.is_valid():
        request.session.flush()
        login(request, user, backend=backend)
        request.session[CHECKED] = True
        return redirect(to)
    context = {
        **admin.site.each_context(request),
        "title": _("Second step"),
        "form": form,
        "options": form.options(),
        "next": to,
    }
    return TemplateResponse(request, "admin/second_step.html", context)


def _who_waits(request: HttpRequest) -> tuple[User | None, str]:
    waiting = request.session.get(WAITING)
    if not waiting or time.time() - waiting["at"] > PATIENCE:
        return None, ""
    user = get_user_model().objects.filter(pk=waiting["user"], is_active=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), waiting["hash"]):
        return None, ""
    return user, waiting["backend"]
