"""Medicines with their amounts over time, what was taken and felt; aids and comforts with the day they go."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialdown.care.records.models import Kept
from dialdown.diary.models import Event


class Medicine(Kept):
    """A medicine under a name of her own. `event` tells Insights when it began and ended."""

    class Role(models.TextChoices):
        DAILY = "daily", _("Daily")
        RESCUE = "rescue", _("When needed")
        STOPPED = "stopped", _("Stopped")

    nickname = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=7, choices=Role.choices, default=Role.DAILY)
    schedule = models.CharField(max_length=120, blank=True)
    began_on = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)
    why_stopped = models.CharField(max_length=200, blank=True)
    event = models.ForeignKey(Event, on_delete=models.SET_NULL, related_name="+", null=True, editable=False)

    def role_on(self, day: dt.date) -> Role:
        """Its role on a day: stopped from the day on that it was stopped."""
        over = self.stopped_on is not None and self.stopped_on <= day
        return self.Role.STOPPED if over else self.Role(self.role)


class Dose(Kept):
    """The amount from a day on, in the words of whoever ordered it."""

    medicine = models.ForeignKey(Medicine, on_delete=models.CASCADE, related_name="doses")
    from_on = models.DateField()
    amount = models.CharField(max_length=120)

    class Meta(Kept.Meta):
        ordering = ["-from_on", "-created_at", "-id"]


class Taken(Kept):
    """It was taken. `clock` is the local time as HH:MM, empty when only the day is known."""

    medicine = models.ForeignKey(Medicine, on_delete=models.CASCADE, related_name="takings")
    day = models.DateField()
    clock = models.CharField(max_length=5, blank=True)

    class Meta(Kept.Meta):
        ordering = ["-day", "-clock", "-id"]


class MedicineEffect(Kept):
    """What it did on a day: wanted or not."""

    class Kind(models.TextChoices):
        HELPED = "helped", _("It helped with")
        SIDE = "side", _("Side effect")
        NOTHING = "nothing", _("Nothing noticed")

    class Strength(models.TextChoices):
        LITTLE = "little", _("A little")
        SOME = "some", _("Some")
        LOT = "lot", _("A lot")

    medicine = models.ForeignKey(Medicine, on_delete=models.CASCADE, related_name="effects")
    day = models.DateField()
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.SIDE)
    text = models.CharField(max_length=200, blank=True)
    strength = models.CharField(max_length=6, choices=[("", "–"), *Strength.choices], blank=True)

    class Meta(Kept.Meta):
        ordering = ["-day", "-created_at", "-id"]


class Aid(Kept):
    """A help (a shower chair, headphones) or a comfort, with the day it steps down and what comes then."""

    class Kind(models.TextChoices):
        AID = "aid", _("Aid")
        COMFORT = "comfort", _("Comfort")

    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.AID)
    name = models.CharField(max_length=80)
    began_on = models.DateField(null=True, blank=True)
    until = models.DateField()
    then = models.CharField(max_length=120)
    with_whom = models.CharField(max_length=80, blank=True)
    gone_on = models.DateField(null=True, blank=True)

    class Meta(Kept.Meta):
        ordering = ["until", "id"]
