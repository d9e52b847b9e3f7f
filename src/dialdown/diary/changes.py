"""Every write says that the diary changed, so that stored pictures are drawn anew."""

from __future__ import annotations

import uuid

from django.db.models import F

from dialdown.diary.models import DiaryVersion


def touch(person_id: uuid.UUID) -> None:
    """Count one change of a person's diary."""
    changed = DiaryVersion.objects.filter(pk=person_id).update(number=F("number") + 1)
    if not changed:
        DiaryVersion.objects.get_or_create(pk=person_id, defaults={"number": 1})
