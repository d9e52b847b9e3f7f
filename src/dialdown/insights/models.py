"""Pictures and answers that were worked out once and are shown until the diary changes."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from dialdown.people.models import Person
from dialdown.uuid7 import uuid7


class StoredResult(models.Model):
    """What was worked out for one person, for one set of scopes, from one state of her diary."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stored_results")
    # "figures:6m" or "patterns"
    name = models.CharField(max_length=40)
    # What the viewer may see is part of the name: nobody gets a picture made for somebody who sees more.
    scopes = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    diary_version = models.PositiveBigIntegerField()
    app_version = models.CharField(max_length=20)
    result = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "name", "scopes", "language"], name="one_result_a_name")
        ]
