"""Roles: contributor, editor, administrator, as groups with exactly the permissions that their work needs.

The table is brought into the database after every `migrate`, so that a model that comes later is granted with it.
Members are kept; a permission that is taken out of the table is taken from its group.
"""

from __future__ import annotations

from typing import Any

CONTRIBUTOR = (
    "view_event add_event change_event view_citation add_citation change_citation delete_citation "
    "view_support add_support change_support delete_support "
    "view_annotation add_annotation change_annotation delete_annotation "
    "view_timelineentry add_timelineentry change_timelineentry delete_timelineentry view_timeline "
    "view_source add_source change_source view_sourcerevision add_sourcerevision "
    "view_entity add_entity change_entity view_entityname add_entityname change_entityname delete_entityname "
    "view_proposal change_proposal view_confirmation change_confirmation view_job view_correction "
    "view_pendingchange change_pendingchange"
).split()
EDITOR = [
    *CONTRIBUTOR,
    *(
        "publish_event review_event retract_event merge_event delete_event delete_entity "
        "change_sourcerevision add_timeline change_timeline"
    ).split(),
]
ADMINISTRATOR = [
    *EDITOR,
    *"redact_text view_redaction view_auditentry auth.view_user auth.add_user auth.change_user auth.view_group".split(),
]
ROLES = {"Contributor": CONTRIBUTOR, "Editor": EDITOR, "Administrator": ADMINISTRATOR}


def may_publish(user: Any) -> bool:
    """Whether what readers see is this user's to change."""
    return bool(user.has_perm("timeline.publish_event"))


def make_roles(**_kwargs: Any) -> None:
    """Make the groups, and give each the permissions of the table."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    for label in ("auth", "timeline"):  # whichever of them was migrated last
        create_permissions(apps.get_app_config(label), verbosity=0)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, codenames in ROLES.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set(known[each if "." in each else f"timeline.{each}"] for each in codenames)
