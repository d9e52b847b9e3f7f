"""What every row of this kind has: whose it is, whose words, who typed it, and whether it was taken out."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from dialdown.people.models import Account, Person, SaidBy
from dialdown.uuid7 import uuid7


class Kept(models.Model):
    """A row that can be changed, taken out and brought back. `removed_at` is set while it is out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["created_at", "id"]
