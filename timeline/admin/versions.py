"""No lost update: a form knows the version of the event that it shows, and is not saved over a newer one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from timeline.models import Event, NotPublishable, StaleVersion


class VersionedForm(forms.ModelForm):
    """A form of an event, or of what belongs to one."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.versioned_event()
        self.initial["based_on"] = event.version if event else None

    def versioned_event(self) -> Event | None:
        """Return the event whose version counts; None where it is still to be made."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        event = self.versioned_event()
        if event and cleaned.get("based_on") != event.version:
            raise ValidationError(
                _(
                    "Someone else changed this event while you were writing. Nothing of yours is lost: it is still in "
                    "this form. Open the event in another tab to see what changed, and carry your changes over there."
                )
            )
        return cleaned


class VersionedAdmin:
    """An admin that answers what came between check and save with words instead of an error page; nothing was saved."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        except (StaleVersion, NotPublishable) as wrong:
            messages.error(request, str(wrong))
            return HttpResponseRedirect(request.get_full_path())
