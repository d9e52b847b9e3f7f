"""Take the rows of an archive out again that it had added, and leave what somebody changed since."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import models, transaction

from dialdown.diary import services as diary
from dialdown.export.tables import BY_NAME, TABLES

CHUNK = 500
# What shows that somebody went on with a row: her own later rows below it, by the field that leads to it.
BELOW = {
    "goal": ("goal", ("goal_step", "goal_rating")), "plan": ("plan", ("plan_fact", "done")),
    "prescription": ("prescription", ("plan_fact",)), "programme": ("programme", ("programme_day",)),
    "medicine": ("medicine", ("dose", "taken", "medicine_effect")), "visit": ("visit", ("visit_question",)),
    "claim": ("claim", ("claim_call",)),
    "touch_ladder": ("ladder", ("touch_go", "touch_choice")), "touch_go": ("go", ("touch_choice",)),
    "recognise_session": ("session", ("recognise_answer",)),
    "stage_path": ("path", ("sitting", "stage_choice")),
}  # fmt: skip
# Rows that a device may have written again since: the time that it says is the later one.
SAVED_AGAIN = frozenset({
    "done", "touch_go", "sitting", "recognise_session", "lesson_note", "medicine", "dose", "taken", "medicine_effect", "aid",
    "team_member", "visit", "visit_question",
    "test_done", "rule_items", "claim", "claim_call", "cost", "flare_plan", "flare_contact", "flare", "letter",
})  # fmt: skip


@transaction.atomic
def remove(
    *, ids: dict[str, list[uuid.UUID]], since: dt.datetime | None, person_id: uuid.UUID, with_person: bool
) -> int:
    """Remove these rows; returns the number of entries that went. The person goes too when nothing of hers is left."""
    stays = _edited(ids.get("entry", []), since)
    removed = 0
    for table in reversed(TABLES):
        if table.name == "person":
            continue
        wanted = ids.get(table.name, [])
        for start in range(0, len(wanted), CHUNK):
            rows = table.model._default_manager.filter(pk__in=wanted[start : start + CHUNK])
            if table.name == "entry":
                rows = rows.exclude(pk__in=stays)
                removed += rows.count()
            elif table.person.startswith("entry__"):
                rows = rows.exclude(entry_id__in=stays)
            elif table.name == "factor":
                values = BY_NAME["value"].model._default_manager.filter(entry__person_id=person_id)
                rows = rows.exclude(models.Exists(values.filter(key=models.OuterRef("key"))))
            elif table.name == "weather_setting":
                # An archive never brings the service: somebody has switched it on since.
                rows = rows.exclude(source="service")
            if since is not None and table.name in SAVED_AGAIN:
                rows = rows.exclude(saved_at__gt=since)
            field, belows = BELOW.get(table.name, ("", ()))
            for below in belows:
                others = BY_NAME[below].model._default_manager.filter(**{field: models.OuterRef("pk")})
                rows = rows.exclude(models.Exists(others))
            rows.delete()
    if with_person and not _anything_left(person_id):
        BY_NAME["person"].model._default_manager.filter(pk=person_id).delete()
    else:
        diary.touch(person_id)
    return removed


def _edited(ids: list[uuid.UUID], since: dt.datetime | None) -> set[Any]:
    found: set[Any] = set()
    entries = BY_NAME["entry"].model._default_manager
    for start in range(0, len(ids), CHUNK):
        rows = entries.filter(pk__in=ids[start : start + CHUNK])
        found |= set(rows.filter(edited_at__gt=since).values_list("pk", flat=True)) if since else set()
    return found


def _anything_left(person_id: uuid.UUID) -> bool:
    return any(
        table.model._default_manager.filter(**{table.person: person_id}).exists()
        for table in TABLES
        if table.name != "person"
    )
