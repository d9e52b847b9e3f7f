"""Claims, calls about them with the next deadline, and what was paid. Money is kept in hundredths of its currency."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialdown.care.records.models import Kept


class Claim(Kept):
    """Something that was asked of an insurance."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Not sent yet")
        SENT = "sent", _("Sent")
        MORE = "more", _("They want more papers")
        REFUSED = "refused", _("They said no")
        APPEALED = "appealed", _("Asked again")
        AGREED = "agreed", _("They said yes")
        CLOSED = "closed", _("Closed")

    title = models.CharField(max_length=120)
    insurer = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    sent_on = models.DateField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)


class ClaimCall(Kept):
    """A call, a letter or a message about a claim: who said what, and until when something is due."""

    class Way(models.TextChoices):
        CALL = "call", _("Call")
        LETTER = "letter", _("Letter")
        MESSAGE = "message", _("Message")

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="calls")
    day = models.DateField()
    way = models.CharField(max_length=7, choices=Way.choices, default=Way.CALL)
    who = models.CharField(max_length=80, blank=True)
    said = models.TextField(max_length=1000)
    next_step = models.CharField(max_length=200, blank=True)
    deadline = models.DateField(null=True, blank=True)

    class Meta(Kept.Meta):
        ordering = ["-day", "-created_at", "-id"]


class Cost(Kept):
    """What something cost and what came back, in hundredths of `currency` (ISO 4217)."""

    claim = models.ForeignKey(Claim, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    what = models.CharField(max_length=120)
    day = models.DateField()
    paid = models.PositiveIntegerField()
    back = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)

    class Meta(Kept.Meta):
        ordering = ["-day", "-created_at", "-id"]
