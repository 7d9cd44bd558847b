"""Deciding: the forms in which an editor accepts a proposal with changes, or rejects it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.admin.dates import LiveDateInput, clean_date, states_year, year_note
from timeline.models import Aspect, Event, Proposal, ProposedName


class AcceptForm(forms.Form):
    """A proposal as a draft event: whatever the machine read can be put right before it is one."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("Neutral, and with the article’s hedges."),
    )
    edtf = forms.CharField(
        label=gettext_lazy("Date"),
        max_length=200,
        widget=LiveDateInput(),
        help_text=gettext_lazy("As people write it: 25 January 2026, May 2023, since February 2022."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Event.Kind.choices)
    summary = forms.CharField(
        label=gettext_lazy("Summary"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    names = forms.MultipleChoiceField(
        label=gettext_lazy("People, organisations, places"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("New people are named in passing until you make them public."),
    )
    aspects = forms.MultipleChoiceField(
        label=gettext_lazy("The passage supports"),
        choices=Aspect.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, proposal: Proposal, data: Any = None) -> None:
        self.proposal = proposal
        self.known = {str(each.pk): each for each in proposal.names.taken_for_names().in_order()}
        super().__init__(
            data,
            label_suffix="",
            initial={
                "title": proposal.title,
                "edtf": proposal.edtf,
                "kind": proposal.kind,
                "names": [key for key, each in self.known.items() if each.is_ticked],
                "aspects": proposal.aspects,
            },
        )
        names: Any = self.fields["names"]
        names.choices = [(key, _named(each)) for key, each in self.known.items()]
        date: Any = self.fields["edtf"].widget
        date.stored = proposal.edtf

    def clean_edtf(self) -> str:
        """Read the date as typed; a day without a year takes it from the article."""
        typed = self.cleaned_data["edtf"]
        if typed == self.proposal.edtf:
            return typed
        day = self.proposal.revision.published_on
        date = clean_date(typed, day)
        self.year_taken_from = None if states_year(typed) else day
        return str(date)

    year_taken_from: Any = None

    def decided(self) -> dict[str, Any]:
        """Return what `Proposal.accept` takes."""
        chosen = [self.known[each] for each in self.cleaned_data["names"]]
        return {**self.cleaned_data, "names": chosen, **self._basis()}

    def _basis(self) -> dict[str, str]:
        if not self.year_taken_from:
            return {}
        return {"date_basis": Event.DateBasis.INFERRED, "date_note": year_note(self.year_taken_from)}


def _named(name: ProposedName) -> str:
    if name.entity:
        return name.text if name.entity.name == name.text else f"{name.entity.name} ({name.text})"
    return _("%(name)s (new %(kind)s)") % {"name": name.text, "kind": name.get_kind_display()}


class RejectForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=Proposal.Reason.choices)
    note = forms.CharField(
        label=gettext_lazy("In your words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
