"""Items of adult rules as somebody recorded them on a day."""

from __future__ import annotations

from django.db import models

from dialdown.care.records.models import Kept


class RuleItems(Kept):
    """Which items of `data/adult_rules.yaml` were found at an examination, and by whom."""

    day = models.DateField()
    examiner = models.CharField(max_length=80)
    # Keys of the shipped list.
    items = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)

    class Meta(Kept.Meta):
        ordering = ["-day", "-created_at", "-id"]
