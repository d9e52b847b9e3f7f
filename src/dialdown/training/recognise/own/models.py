"""What is kept of own pictures. It is about one login on one machine: no archive, file, share or page knows this table."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from dialdown.people.models import Person
from dialdown.uuid7 import uuid7


class OwnPicture(models.Model):
    """One photo of a hand or a foot, drawn anew by her browser. `content` or, once she has a key, `sealed` holds the JPEG."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="own_pictures")
    part = models.CharField(max_length=12)
    side = models.CharField(max_length=5)
    view = models.CharField(max_length=20)
    content = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]
