"""Where editors work. Each file holds the desk for one of the words of docs/architecture.md."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from timeline.admin import (  # noqa: F401 (they register themselves)
    accounts,
    annotations,
    audit,
    citations,
    confirmations,
    entities,
    events,
    jobs,
    pending,
    proposals,
    redactions,
    second_factor,
    signing_in,
    sources,
    timelines,
)

admin.site.site_header = _("Newsroom Timeline")
admin.site.site_title = _("Newsroom Timeline")
admin.site.index_title = _("The editors’ desk")
