"""What is kept of a personal trial: the protocol as it was before it began, and what was done on each day.

The days are never stored: they follow from the protocol and its seed (`science.trials_plan`).
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from dialdown.people.models import Account, Person, SaidBy, SignOff
from dialdown.uuid7 import uuid7


class PersonalTrial(models.Model):
    """The protocol. Nothing of it changes once it has been drawn, but its early end and its sign-off."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="personal_trials")
    usual = models.CharField(max_length=60)
    other = models.CharField(max_length=60)
    # Keys of `rules.KINDS`: what one of the arms has to do with.
    kinds = models.JSONField(default=list)
    outcome = models.CharField(max_length=80)
    # Smallest change that matters, in the outcome's units.
    smallest = models.FloatField()
    pairs = models.PositiveSmallIntegerField()
    block_days = models.PositiveSmallIntegerField()
    washout_days = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    seed = models.PositiveBigIntegerField()
    # The chance of finding the smallest change that was told before it began; None = it could not be told.
    promised = models.FloatField(null=True)
    sign_off = models.ForeignKey(SignOff, on_delete=models.SET_NULL, related_name="+", null=True)
    stopped_on = models.DateField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]


class TrialDone(models.Model):
    """Whether a day of a trial was lived as it was drawn. Either answer is as good: it is only noted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    trial = models.ForeignKey(PersonalTrial, on_delete=models.CASCADE, related_name="dones")
    day = models.DateField()
    adhered = models.BooleanField()
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trial", "day"], name="trial_day_once")]
        ordering = ["day", "id"]
