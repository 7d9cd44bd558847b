"""The admin site: Django's, with a second step of signing in and a page for one's own account."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache


class Desk(admin.AdminSite):
    """Imports stand inside: the site is made before the models are."""

    def get_urls(self) -> list[Any]:
        from timeline.admin import saved_filters, second_factor, signing_in

        pages: list[tuple[str, Any, str]] = [
            ("account/", second_factor.account, "account"),
            ("account/app/", second_factor.add_app, "account_app"),
            ("account/passkey/", second_factor.add_passkey, "account_passkey"),
            ("account/codes/", second_factor.make_codes, "account_codes"),
            ("account/remove/app/", second_factor.remove_app, "account_remove_app"),
            ("account/remove/passkey/<int:pk>/", second_factor.remove_passkey, "account_remove_passkey"),
            ("filters/", saved_filters.save_filter, "filter_save"),
            ("filters/<int:pk>/forget/", saved_filters.forget_filter, "filter_forget"),
            ("account/rename/<int:pk>/", second_factor.rename_passkey, "account_rename"),
        ]
        second_step = path("second-step/", signing_in.second_step, name="second_step")
        own = [path(address, self.admin_view(view), name=name) for address, view, name in pages]
        return [second_step, *own, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """As Django's, with the saved filters of the lists that this editor may see."""
        from timeline.admin.saved_filters import visible_filters

        return super().index(request, {"saved_filters": visible_filters(request), **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """As Django's, but who has a second factor is asked for it before there is a session."""
        from timeline.admin.signing_in import SignIn

        if request.method != "POST":
            return super().login(request, extra_context)
        context = {**self.each_context(request), "title": _("Log in"), "subtitle": None}
        context |= {"app_path": request.get_full_path(), "next": reverse("admin:index")}
        view = SignIn.as_view(template_name="admin/login.html", extra_context=context | (extra_context or {}))
        return never_cache(view)(request)
