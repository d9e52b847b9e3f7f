"""Forms of the flare plan and of whom she tells."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from dialdown.care.flare.models import FlareContact
from dialdown.care.flare.suggestions import suggestions
from dialdown.care.records.forms import RowForm, Words
from dialdown.care.visits.forms import PHONE

MOST_LINES, LONGEST_LINE = 12, 120


class Lines(forms.CharField):
    """Short texts, one a line; cleaned to a list without doubles."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 5}), **more)

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        found = list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))
        if len(found) > MOST_LINES:
            raise ValidationError(
                _("That is a lot for a loud day. Up to %(number)d lines fit."), params={"number": MOST_LINES}
            )
        if any(len(line) > LONGEST_LINE for line in found):
            raise ValidationError(
                _("A line is long. Up to %(number)d letters fit."), params={"number": LONGEST_LINE}
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class FlarePlanForm(forms.Form):
    """What to do first, what is in the kit, one tiny move, and the way back."""

    first_steps = Lines(label=_("What I do first"), help_text=_("One a line."))
    kit = Lines(label=_("My kit"), help_text=_("Things that are ready. One a line."))
    tiny_move = Words(120, label=_("One tiny move"), required=False)
    getting_back = Lines(
        label=_("Getting back: the first 3 days"), help_text=_("Small and ordinary. One a line.")
    )


class FlareContactForm(RowForm):
    """Whom she tells, and the words."""

    name = Words(60, label=_("Who"))
    address = Words(120, label=_("Number or e-mail"), required=False)
    message = Words(
        200,
        label=_("What it says"),
        help_text=_("Nothing is sent unless you tap, and then your own phone sends it."),
    )

    class Meta:
        model = FlareContact
        fields = ("name", "way", "address", "message")
        labels = {"way": _("How")}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.instance._state.adding:
            self.initial.setdefault("message", suggestions().message)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        address = found.get("address", "")
        try:
            if found.get("way") == FlareContact.Way.TEXT:
                PHONE(address)
            elif found.get("way") == FlareContact.Way.MAIL:
                validate_email(address)
        except ValidationError as error:
            self.add_error("address", ValidationError(error.message))
        return found
