"""Every write beside the diary that changes an answer says so, so that stored answers know that they are old."""

from __future__ import annotations

import uuid

from django.db.models import F

from dialdown.insights.models import InsightsState


def changed(person_id: uuid.UUID) -> None:
    """Count one change."""
    if not InsightsState.objects.filter(pk=person_id).update(number=F("number") + 1):
        InsightsState.objects.get_or_create(pk=person_id, defaults={"number": 1})


def number(person_id: uuid.UUID) -> int:
    """A number that grows with every change."""
    return InsightsState.objects.filter(pk=person_id).values_list("number", flat=True).first() or 0
