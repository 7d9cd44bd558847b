"""The admin of Django, with a site of ours."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "timeline.desk.Desk"
