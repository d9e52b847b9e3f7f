"""What is kept of practice: touch ladders, one row for each go, and what she chose by hand.

Where a ladder stands is not stored: it follows from the goes and the choices, so that a go that arrives late from a
phone, or is taken out again, leaves no wrong step behind.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialdown.diary.models import Side
from dialdown.people.models import Account, Person, SaidBy
from dialdown.training.recognise.models import RecogniseAnswer, RecogniseSession
from dialdown.training.recognise.own.models import OwnPicture
from dialdown.training.stages.models import Sitting, StageChoice, StagePath
from dialdown.uuid7 import uuid7


class TouchLadder(models.Model):
    """Touch practice of one place and side. `place` is a key of data/ladders.yaml."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="touch_ladders")
    place = models.CharField(max_length=20)
    side = models.CharField(max_length=10, choices=Side.choices)
    put_away_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place", "side"], name="touch_ladder_once")]
        ordering = ["created_at", "id"]


class TouchGo(models.Model):
    """One go: which texture, how many seconds were planned and done, and how it was.

    `before`, `after` and `later` (an hour on) are 0 to 10 or unanswered. A go with broken skin is a row of no seconds.
    """

    class Felt(models.TextChoices):
        OKAY = "okay", _("Okay")
        A_BIT_MUCH = "a_bit_much", _("A bit much")
        TOO_MUCH = "too_much", _("Too much")

    class Skin(models.TextChoices):
        OKAY = "okay", _("Skin is whole and calm")
        NOT_TODAY = "not_today", _("Sore, broken or newly red")
        CHANGED = "changed", _("It changed while touching")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ladder = models.ForeignKey(TouchLadder, on_delete=models.CASCADE, related_name="goes")
    at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    day = models.DateField()
    rung = models.PositiveSmallIntegerField()
    # As it was called then: the list may change in a later version.
    texture = models.CharField(max_length=60)
    planned = models.PositiveSmallIntegerField()
    done = models.PositiveSmallIntegerField()
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)
    later = models.FloatField(null=True)
    felt = models.CharField(max_length=10, choices=[("", ""), *Felt.choices], blank=True)
    skin = models.CharField(max_length=10, choices=Skin.choices, default=Skin.OKAY)
    # When she saved it on her device: the later of two versions wins.
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["ladder", "at"], name="touch_go_ladder_at")]
        ordering = ["at", "id"]


class TouchChoice(models.Model):
    """A change of a ladder by hand, written once: taking one back is a row of its own, which names it in `undoes`.

    `keep` takes back the change that followed from one go.
    """

    class Kind(models.TextChoices):
        SOFTER = "softer", _("The thing before")
        NEXT = "next", _("The next thing")
        KEEP = "keep", _("Kept as it was")
        UNDONE = "undone", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ladder = models.ForeignKey(TouchLadder, on_delete=models.CASCADE, related_name="choices")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    go = models.ForeignKey(TouchGo, on_delete=models.CASCADE, related_name="+", null=True)
    undoes = models.ForeignKey("self", on_delete=models.CASCADE, related_name="+", null=True)
    at = models.DateTimeField()
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]


__all__ = [
    "OwnPicture", "RecogniseAnswer", "RecogniseSession", "Sitting", "StageChoice", "StagePath", "TouchChoice", "TouchGo", "TouchLadder",
]  # fmt: skip
