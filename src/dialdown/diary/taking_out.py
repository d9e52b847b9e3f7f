"""Take a whole import out of a diary again.

Later imports of the same days go out first (`imports.later`), so nothing here was changed by another
file since. What a person edited is hers and stays. Everything happens in small transactions that may
be repeated: a machine that goes off in between goes on where it stopped.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from dialdown.diary.changes import touch
from dialdown.diary.models import Entry, Factor, ImportBatch, RegionMark, ReplacedValue, Sign, Value
from dialdown.diary.sealed import as_box

ENTRIES = 100
PAUSE = 0.03
MARKS: tuple[type[Any], ...] = (Value, RegionMark, Sign)


def take_out(batch: ImportBatch) -> int:
    """Remove what a batch added and bring back what it changed; returns the number of entries removed."""
    with transaction.atomic():
        _bring_back(batch)
    removed = 0
    untouched = Entry.objects.filter(batch=batch, edited_at__isnull=True)
    while ids := list(untouched.values_list("pk", flat=True)[:ENTRIES]):
        with transaction.atomic():
            # Asked again under the lock: what she edited meanwhile is hers and stays.
            still = list(
                untouched.filter(pk__in=ids).select_for_update().order_by("pk").values_list("pk", flat=True)
            )
            Entry.objects.filter(pk__in=still).delete()
        removed += len(still)
        time.sleep(PAUSE)
    with transaction.atomic():
        for model in MARKS:
            # Columns that this file added to entries of an earlier one.
            model.objects.filter(batch=batch, entry__edited_at__isnull=True).delete()
            # What is left belongs to entries that a person edited: they are hers now.
            model.objects.filter(batch=batch).update(batch=None)
        Entry.objects.filter(batch=batch).update(batch=None)
        _factors(batch)
        touch(batch.person_id)
    return removed


def _bring_back(batch: ImportBatch) -> None:
    for change in ReplacedValue.objects.filter(batch=batch).select_related("value", "region"):
        row: Any = change.value or change.region
        if row.typed_by_id is None:
            before = dict(change.before)
            if change.value is not None:
                before["sealed"] = as_box(before.get("sealed"))
            for name, value in before.items():
                setattr(row, name, value)
            row.save(update_fields=list(before))
    ReplacedValue.objects.filter(batch=batch).delete()


def _factors(batch: ImportBatch) -> None:
    """A factor goes with the last answer to it, unless she asked for it."""
    mine = Factor.objects.filter(batch=batch)
    answers = Value.objects.filter(entry__person_id=batch.person_id, key=OuterRef("key"))
    mine.filter(asked=False).exclude(Exists(answers)).delete()
    for factor in mine:
        others = Value.objects.filter(entry__person_id=batch.person_id, key=factor.key, batch__isnull=False)
        factor.batch_id = others.order_by("batch_id").values_list("batch_id", flat=True).first()
        factor.save(update_fields=["batch"])
