"""The month of birth. It may always be left out; with it, she is asked at 13, 16 and 18 who sees what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialdown.people import places
from dialdown.people.models import completed_years

WRITTEN = ["%Y-%m", "%Y-%m-%d", "%b %Y", "%B %Y", "%m/%Y"]
# A century and a bit: older is a slip of the finger.
OLDEST = dt.timedelta(days=366 * 110)


def group_of(age: int) -> str:
    """The age group, as set-up knows them, of completed years."""
    return "under_13" if age < 13 else "13_to_17" if age < 18 else "adult"


class BirthMonth(forms.DateField):
    """A month that somebody alive was born in, as its first day; None when it is left out. `zone` says what today is."""

    zone = "UTC"

    def __init__(self, **more: Any) -> None:
        messages = {"invalid": gettext_lazy("We couldn’t read that month. Try Nov 2012.")}
        super().__init__(required=False, input_formats=WRITTEN, error_messages=messages, **more)

    @property
    def today(self) -> dt.date:
        return timezone.localdate(timezone=places.zone_info(self.zone))

    def clean(self, value: Any) -> dt.date | None:
        month = super().clean(value)
        if month is not None and not self.today - OLDEST < month <= self.today:
            raise forms.ValidationError(_("That month cannot be right. Try Nov 2012."))
        return month and month.replace(day=1)

    def apart_from(self, group: str | None, month: dt.date | None) -> str:
        """The sentence when the month says another age group than the one that was chosen; else empty."""
        if not group or month is None or group_of(age := completed_years(month, self.today)) == group:
            return ""
        return _("With that month the age would be %(age)s. Please look at both again.") % {"age": age}
