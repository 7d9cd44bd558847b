"""Notes, in the rows of an event's or a citation's form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from timeline.models import Annotation


class AnnotationForm(forms.ModelForm):
    class Meta:
        model = Annotation
        fields = ["kind", "visibility", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "cols": 80})}


class AnnotationInline(admin.StackedInline):
    model = Annotation
    form = AnnotationForm
    extra = 0
    fields = [("kind", "visibility"), "text"]


def keep_author(request: HttpRequest, formset: Any) -> None:
    """Note who made the new notes of a formset."""
    if formset.model is Annotation:
        for form in formset.forms:
            if not form.instance.pk:
                form.instance.author = request.user
