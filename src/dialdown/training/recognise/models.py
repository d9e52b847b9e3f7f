"""What is kept of recognise: one row for each session, one for each answer. No picture is kept: its specification draws it again."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialdown.people.models import Account, Person, SaidBy
from dialdown.uuid7 import uuid7


class RecogniseSession(models.Model):
    """One session. Its list is drawn again from `seed`, `part`, `kind`, `level`, `ability`, `aim` and `planned` (recognise/dealing.py).

    `ability` in logits, `aim` = the share of right answers it was made for, `frame_ms` = the middle time between two frames of
    the screen; `device` says what it was answered on. Pain is 0 to 10 or unanswered.
    """

    class Kind(models.TextChoices):
        TRAINING = "training", _("Practice")
        WEEKLY = "weekly", _("Weekly check")
        # From another program: it moves no level and is no week.
        BROUGHT = "brought", _("brought in")

    class Ended(models.TextChoices):
        WHOLE = "whole", _("All pictures")
        STOPPED = "stopped", _("Stopped")
        RUNNING = "running", _("Left in between")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recognise_sessions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    part = models.CharField(max_length=12)
    # The part to compare with; only in the weekly check.
    control_part = models.CharField(max_length=12, blank=True)
    seed = models.BigIntegerField()
    level = models.PositiveSmallIntegerField()
    ability = models.FloatField()
    aim = models.FloatField()
    planned = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    day = models.DateField()
    ended = models.CharField(max_length=8, choices=Ended.choices)
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)
    later = models.FloatField(null=True)
    colour = models.BooleanField(default=False)
    swelling = models.BooleanField(default=False)
    # New an hour later; null until that was answered.
    later_colour = models.BooleanField(null=True)
    later_swelling = models.BooleanField(null=True)
    odd = models.BooleanField(default=False)
    dizzy = models.BooleanField(default=False)
    device = models.CharField(max_length=120, blank=True)
    frame_ms = models.FloatField(null=True)
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="recognise_person_at")]
        ordering = ["at", "id"]


class RecogniseAnswer(models.Model):
    """One answer. `number` counts from 0 within the session; `response` is empty for a skipped picture.

    `onset_ms` = the timestamp of the frame that showed it and `rt_ms` = the timestamp of the input minus that, both by the clock of
    the page; `handler_ms` = how late the page heard of the input; `dropped` = frames that were left out meanwhile. `away` = how
    often the page was hidden since the answer before. `usable` is false when the picture was hidden, turned with the screen or behind
    another window while it was open, or answered with one switch: then its time says nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(RecogniseSession, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=60)
    part = models.CharField(max_length=12)
    view = models.CharField(max_length=20)
    posture = models.CharField(max_length=20)
    angle_deg = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=5)
    # Where fingers or toes point: "medial", "lateral" or empty.
    direction = models.CharField(max_length=8, blank=True)
    tone = models.PositiveSmallIntegerField()
    light = models.PositiveSmallIntegerField()
    difficulty = models.FloatField()
    response = models.CharField(max_length=5, blank=True)
    onset_ms = models.FloatField()
    rt_ms = models.FloatField(null=True)
    handler_ms = models.FloatField(null=True)
    dropped = models.PositiveSmallIntegerField(default=0)
    usable = models.BooleanField(default=True)
    away = models.PositiveSmallIntegerField(default=0)
    # pointer, key or the word for what else it was answered with.
    way = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="recognise_answer_once")]
        ordering = ["session", "number"]

    @property
    def correct(self) -> bool:
        """True when the answer names the side that was shown."""
        return self.response == self.side
