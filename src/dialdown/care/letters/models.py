"""Drafts of letters."""

from __future__ import annotations

from django.db import models

from dialdown.care.records.models import Kept


class Letter(Kept):
    """One draft. `scopes` = what it takes to see what was put in from the diary; whoever lacks one does not see the draft."""

    kind = models.CharField(max_length=24)
    # What was typed, by field, and since when each number stands there (see `taken`); numbers by measure; the steps asked
    # for with their places filled in and the day on which each was chosen.
    values = models.JSONField(default=dict)
    measures = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    own_steps = models.TextField(max_length=2000, blank=True)
    attendance = models.BooleanField(default=False)
    condition = models.CharField(max_length=120, blank=True)
    medicine_at_school = models.BooleanField(default=False)
    review_on = models.DateField(null=True, blank=True)
    scopes = models.JSONField(default=list)

    class Meta(Kept.Meta):
        ordering = ["-saved_at", "-id"]
