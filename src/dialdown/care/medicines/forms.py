"""Forms of medicines, aids and comforts. No field suggests an amount."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from dialdown.care.medicines.models import Aid, Dose, Medicine, MedicineEffect, Taken
from dialdown.care.records.forms import Clock, Day, RowForm, Words


class MedicineForm(RowForm):
    """A medicine under a name of her own."""

    nickname = Words(80, label=_("What you call it"), help_text=_("Night tablet, for example."))
    name = Words(120, label=_("Name on the pack"), required=False)
    schedule = Words(120, label=_("When"), required=False, help_text=_("As it was ordered. 8 pm, with Mum."))
    began_on = Day(label=_("Began on"), required=False, help_text=_("About is enough."))
    stopped_on = Day(label=_("Stopped on"), required=False)
    why_stopped = Words(200, label=_("Why it was stopped"), required=False)

    class Meta:
        model = Medicine
        fields = ("nickname", "name", "role", "schedule", "began_on", "stopped_on", "why_stopped")
        labels = {"role": _("What it is for you")}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        self.not_before("began_on", "stopped_on", _("The end comes before the start. Try a later day."))
        if found.get("role") == Medicine.Role.STOPPED and not found.get("stopped_on"):
            found["stopped_on"] = max(self.today, found.get("began_on") or self.today)
        return found


class DoseForm(RowForm):
    """The amount from a day on, as it was ordered."""

    amount = Words(120, label=_("Amount, as your doctor wrote it"))
    from_on = Day(label=_("From"))

    class Meta:
        model = Dose
        fields = ("amount", "from_on")


class TakenForm(RowForm):
    """It was taken."""

    day = Day(label=_("Day"))
    clock = Clock(label=_("Time"))

    class Meta:
        model = Taken
        fields = ("day", "clock")


class EffectForm(RowForm):
    """What it did on a day."""

    day = Day(label=_("Day"))
    text = Words(200, label=_("What you noticed"), required=False)

    class Meta:
        model = MedicineEffect
        fields = ("day", "kind", "text", "strength")
        labels = {"kind": _("Was it wanted?"), "strength": _("How much")}


class AidForm(RowForm):
    """A help or a comfort, with the day it steps down."""

    name = Words(80, label=_("What it is"))
    began_on = Day(label=_("Since"), required=False)
    until = Day(
        label=_("Until"), help_text=_("Each help has a day on which it steps down. Plan it together.")
    )
    then = Words(120, label=_("And then"), help_text=_("The next smaller help. Stand for half, for example."))
    with_whom = Words(80, label=_("Planned with"), required=False)
    gone_on = Day(label=_("No longer needed since"), required=False)

    class Meta:
        model = Aid
        fields = ("kind", "name", "began_on", "until", "then", "with_whom", "gone_on")
        labels = {"kind": _("Aid or comfort")}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        self.not_before("began_on", "until", _("The end comes before the start. Try a later day."))
        self.not_before("began_on", "gone_on", _("The end comes before the start. Try a later day."))
        return found
