"""Accounts: who is not a superuser gives roles to others, makes none of them more than itself, and not itself more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from timeline import second_factor

admin.site.unregister([get_user_model(), Group])

# What decides how much an account may do beyond its roles: a superuser's alone to give.
_BEYOND_ROLES = ("is_superuser", "user_permissions")


def _is_within(account: User, actor: Any) -> bool:
    """Return whether an account may do nothing that the actor may not; also once it is active again."""
    if actor.is_superuser:
        return True
    granted = Permission.objects.select_related("content_type").filter(
        Q(user=account) | Q(group__user=account)
    )
    return not account.is_superuser and _names(granted) <= actor.get_all_permissions()


def _roles_within(actor: Any) -> list[int]:
    """Return the keys of the groups that grant nothing that the actor may not do."""
    mine = actor.get_all_permissions()
    groups = Group.objects.prefetch_related("permissions__content_type")
    return [each.pk for each in groups if actor.is_superuser or _names(each.permissions.all()) <= mine]


def _names(permissions: Iterable[Permission]) -> set[str]:
    return {f"{each.content_type.app_label}.{each.codename}" for each in permissions}


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).prefetch_related("permissions__content_type")


@admin.register(get_user_model())
class AccountAdmin(UserAdmin):
    change_form_template = "admin/account/change_form.html"

    def get_urls(self) -> list[Any]:
        reset = path(
            "<int:pk>/reset-second-factor/",
            self.admin_site.admin_view(self.reset_second_factor),
            name="auth_user_reset_second_factor",
        )
        return [reset, *super().get_urls()]

    def reset_second_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take every second factor off someone else's account; one's own is removed under “Your account”."""
        user = get_object_or_404(self.get_queryset(request), pk=pk)
        if user.pk == request.user.pk or not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method == "POST":
            second_factor.reset(user)
            self.log_change(request, user, "Reset the second factor.")
            messages.success(
                request, _("%s signs in with the password alone until a new one is set up.") % user
            )
            return redirect("admin:auth_user_change", user.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reset the second factor of %s") % user,
            "account": user,
            "standing": second_factor.standing_of(user),
        }
        return TemplateResponse(request, "admin/account/reset.html", context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        fields = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return fields
        own = ("groups", "is_staff", "is_active") if obj is not None and obj.pk == request.user.pk else ()
        return (*fields, *_BEYOND_ROLES, *own)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the roles that hold no more than whoever gives them."""
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.filter(pk__in=_roles_within(request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An account that may do more is changed, and given a new password, by nobody who may do less."""
        return (obj is None or _is_within(obj, request.user)) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An account is made inactive, not deleted: the history names it."""
        return False
