"""The form of the page for school."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SchoolSheetForm(forms.Form):
    """What helps on a hard day, when to look at it again, and which letter school reads."""

    letter = forms.UUIDField(required=False)
    plan = forms.CharField(max_length=4000, required=False)
    review_on = forms.DateField(
        required=False, error_messages={"invalid": _("We couldn’t read that date. Try 20 Nov 2026.")}
    )
