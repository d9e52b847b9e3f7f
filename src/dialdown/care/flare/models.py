"""The flare plan, whom she tells, and each flare with what was tried."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialdown.care.records.models import Kept
from dialdown.people.models import Account, Person, SaidBy
from dialdown.uuid7 import uuid7


class FlarePlan(models.Model):
    """One a person, made on a good day. Lists are kept as texts, in her order."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="flare_plan")
    first_steps = models.JSONField(default=list)
    kit = models.JSONField(default=list)
    tiny_move = models.CharField(max_length=120, blank=True)
    getting_back = models.JSONField(default=list)
    made_on = models.DateField()
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    saved_at = models.DateTimeField(default=timezone.now)


class FlareContact(Kept):
    """Somebody she may tell, and the words that are drafted. Nothing is sent from here."""

    class Way(models.TextChoices):
        TEXT = "sms", _("Text message")
        MAIL = "mailto", _("E-mail")
        SHOW = "show", _("I show them the screen")

    name = models.CharField(max_length=60)
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.TEXT)
    address = models.CharField(max_length=120, blank=True)
    message = models.CharField(max_length=200)


class Flare(models.Model):
    """A flare as she wrote it down afterwards: when, what she tried, and what of it helped."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="flares")
    at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    day = models.DateField()
    # Two lists of texts; whatever helped was also tried.
    tried = models.JSONField(default=list)
    helped = models.JSONField(default=list)
    # When it was saved on her device: the later of two versions wins.
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
