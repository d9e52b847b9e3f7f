"""What every form of a row has in common: days, a clock, words that are trimmed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIRST, LAST = dt.date(1900, 1, 1), dt.date(9998, 1, 1)
UNREADABLE = _("We couldn’t read that date. Try 2026-11-20.")


def _plausible(day: dt.date) -> None:
    if not FIRST <= day <= LAST:
        raise ValidationError(UNREADABLE)


class Day(forms.DateField):
    """A calendar day."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), validators=[_plausible],
            error_messages={"invalid": UNREADABLE, "required": _("Choose a day.")}, **more,
        )  # fmt: skip


class Clock(forms.TimeField):
    """A local time; cleaned to HH:MM, "" when none is given."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            error_messages={"invalid": _("We couldn’t read that time. Try 15:30.")}, **more,
        )  # fmt: skip

    def clean(self, value: Any) -> str:
        found = super().clean(value)
        return found.strftime("%H:%M") if found else ""


class Words(forms.CharField):
    """Text in one line."""

    def __init__(self, longest: int, *, rows: int = 0, **more: Any) -> None:
        widget = (
            forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
        )
        super().__init__(
            max_length=longest, widget=widget,
            error_messages={
                "required": _("Write a few words here."),
                "max_length": _("That is long. Up to %(limit_value)d letters fit."),
            }, **more,
        )  # fmt: skip


class RowForm(forms.ModelForm):
    """A form of one kind of row. `today` is the present day where the person lives."""

    def __init__(self, *args: Any, today: dt.date, person_id: Any, of: Any = None, **more: Any) -> None:
        self.today, self.person_id, self.of = today, person_id, of
        super().__init__(*args, auto_id="f-%s", label_suffix="", **more)
        for name in ("day", "from_on"):
            if name in self.fields and not self.is_bound and self.instance._state.adding:
                self.initial.setdefault(name, today)

    def not_before(self, first: str, last: str, words: str | Promise) -> None:
        """Say at `last` that it lies before `first`, when both are given."""
        begin, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begin and end and end < begin:
            self.add_error(last, ValidationError(words))
