"""The form of what an examination recorded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dialdown.care.clinical.models import RuleItems
from dialdown.care.clinical.rules import rules
from dialdown.care.records.forms import Day, RowForm, Words


class RuleItemsForm(RowForm):
    """Which items were found, when and by whom."""

    day = Day(label=_("Examined on"))
    examiner = Words(80, label=_("Examined by"))
    items = forms.MultipleChoiceField(
        label=_("Recorded"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = Words(300, label=_("Note"), required=False)

    class Meta:
        model = RuleItems
        fields = ("day", "examiner", "items", "note")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        items: Any = self.fields["items"]
        items.choices = [
            (f"{rule.title}: {part.title}", [(item.key, item.label) for item in part.items])
            for rule in rules()
            for part in rule.parts
        ]
