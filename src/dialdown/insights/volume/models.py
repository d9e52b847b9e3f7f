"""What she chose about the volume: whether it is shown, and which load it goes by."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from dialdown.people.models import Account, Person
from dialdown.uuid7 import uuid7


class VolumeChoice(models.Model):
    """One row a person; no row means shown, by the load that is known on most days."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="volume_choice")
    shown = models.BooleanField(default=True)
    # Key of the load; "" = the one that is known on most days.
    load = models.CharField(max_length=80, blank=True)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now)
