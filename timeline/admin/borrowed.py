"""Texts of Django's admin and of Axes that their own catalogs leave untranslated, or that read badly; ours come first.

Nothing imports this: `makemessages` finds them here, and keeps them in our catalogs.
"""

from django.utils.translation import gettext_noop as _

DJANGO = (
    _("Model name"),
    _("Add link"),
    _("Change or view list link"),
    _("Add %s"),
    _("Change %s"),
    _("View %s"),
    _("Select %s to change"),
    _("Select %s to view"),
    _("Delete selected %(verbose_name_plural)s"),
    _("Models in the %(name)s application"),
    _("Hold down “Control”, or “Command” on a Mac, to select more than one."),
    _("After you’ve created a user, you’ll be able to edit more user options."),
    _(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? '
        "All of the following related items will be deleted:"
    ),
    _("email address"),
)

AXES = (
    _("access attempt"),
    _("access attempts"),
    _("access failure"),
    _("access failures"),
    _("access log"),
    _("access logs"),
    _("Access lock out"),
    _("Locked Out"),
    _("Failed Logins"),
    _("Attempt Time"),
    _("Logout Time"),
    _("Expires At"),
    _("Clean up expired attempts"),
    _("Not set"),
    _("Session key hash (sha256)"),
    _("Username"),
    _("User Agent"),
    _("IP Address"),
    _("HTTP Accept"),
    _("Path"),
    _("GET Data"),
    _("POST Data"),
    _("Form Data"),
    _("Meta Data"),
)
