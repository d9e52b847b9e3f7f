"""What is kept of imagine and mirror: a path for each limb and side, one row for each sitting, and what was chosen by hand.

No picture of anybody is kept, here or elsewhere: a sitting is numbers and words. Where a path stands is replayed.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialdown.people.models import Account, Person, SaidBy
from dialdown.uuid7 import uuid7


class StagePath(models.Model):
    """The three stages for one limb. `side` is the side that hurts; `doses` is a key of data/doses.yaml, until another is chosen."""

    class Part(models.TextChoices):
        HAND = "hand", _("Hand")
        FOOT = "foot", _("Foot")

    class Side(models.TextChoices):
        LEFT = "left", _("left")
        RIGHT = "right", _("right")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stage_paths")
    part = models.CharField(max_length=8, choices=Part.choices)
    side = models.CharField(max_length=8, choices=Side.choices)
    doses = models.CharField(max_length=12, default="home")
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "part", "side"], name="stage_path_once")]
        ordering = ["created_at", "id"]


class Sitting(models.Model):
    """One sitting. `planned` and `done` are pictures (imagine) or seconds (mirror); pain is 0 to 10 or unanswered.

    `imagined` and `moved` are seconds of single imagined and executed movements of the side that does not hurt.
    """

    class Ended(models.TextChoices):
        TIME = "time", _("It ran its time")
        SELF = "self", _("Stopped")
        PAIN = "pain", _("More pain")
        DIZZY = "dizzy", _("Dizzy")
        UPSET = "upset", _("Upset")

    class How(models.TextChoices):
        PICTURES = "pictures", _("Pictures")
        CAMERA = "camera", _("The camera")
        MIRROR = "mirror", _("A real mirror")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    path = models.ForeignKey(StagePath, on_delete=models.CASCADE, related_name="sittings")
    stage = models.CharField(max_length=10)
    step = models.CharField(max_length=10)
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    day = models.DateField()
    planned = models.PositiveSmallIntegerField()
    done = models.PositiveSmallIntegerField()
    ended = models.CharField(max_length=6, choices=Ended.choices)
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)
    later = models.FloatField(null=True)
    colour = models.BooleanField(default=False)
    swelling = models.BooleanField(default=False)
    # New an hour later; null until that was answered.
    later_colour = models.BooleanField(null=True)
    later_swelling = models.BooleanField(null=True)
    odd = models.BooleanField(default=False)
    # Movements, as counted without a model of a hand; she may put the number right.
    counted = models.PositiveSmallIntegerField(null=True)
    # Vividness, 1 (no picture) to 5 (as if it were real): seeing it, feeling it.
    seen = models.PositiveSmallIntegerField(null=True)
    felt = models.PositiveSmallIntegerField(null=True)
    imagined = models.JSONField(default=list)
    moved = models.JSONField(default=list)
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["path", "at"], name="sitting_path_at")]
        ordering = ["at", "id"]


class StageChoice(models.Model):
    """A choice by hand, written once: taking one back is a row of its own, which names it in `undoes`.

    Of the questions before the first sitting only whether one asks for a talk is kept. `yes`: of the answers, that a talk comes first;
    of accuracy, that 80 % right is asked for. `doses`: what was chosen of data/doses.yaml.
    """

    class Kind(models.TextChoices):
        ANSWERS = "answers", _("The questions")
        OPEN = "open", _("Opened by hand")
        STEP = "step", _("The next step")
        EASIER = "easier", _("The step before")
        ACCURACY = "accuracy", _("80 % right first")
        DOSES = "doses", _("How many sittings a day")
        UNDONE = "undone", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    path = models.ForeignKey(StagePath, on_delete=models.CASCADE, related_name="choices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    stage = models.CharField(max_length=10, blank=True)
    yes = models.BooleanField(default=False)
    doses = models.CharField(max_length=12, blank=True, default="")
    undoes = models.ForeignKey("self", on_delete=models.CASCADE, related_name="+", null=True)
    at = models.DateTimeField()
    day = models.DateField()
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
