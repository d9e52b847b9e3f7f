"""Take a whole import out of a diary again.

What other imports brought stays as they brought it, and what a person edited since is hers.
Everything happens in small transactions that may be repeated: a machine that goes off in between
goes on where it stopped.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from dialdown.diary.changes import touch
from dialdown.diary.models import Entry, Factor, ImportBatch, RegionMark, ReplacedValue, Sign, Value

ENTRIES = 100
PAUSE = 0.03
MARKS: tuple[type[Any], ...] = (Value, RegionMark, Sign)


def take_out(batch: ImportBatch) -> int:
    """Remove what a batch added and bring back what it changed; returns the number of entries removed."""
    with transaction.atomic():
        _bring_back(batch)
    removed = 0
    while ids := list(_untouched(batch).values_list("pk", flat=True)[:ENTRIES]):
        with transaction.atomic():
            removed += _remove(batch, ids)
        time.sleep(PAUSE)
    with transaction.atomic():
        # Columns that this file added to entries of an earlier one.
        for model in MARKS:
            model.objects.filter(batch=batch, entry__edited_at__isnull=True).delete()
            # What is left belongs to entries that a person edited: they are hers now.
            model.objects.filter(batch=batch).update(batch=None)
        Entry.objects.filter(batch=batch).update(batch=None)
        used = Value.objects.filter(entry__person_id=batch.person_id, key=OuterRef("key"))
        Factor.objects.filter(batch=batch, asked=False).exclude(Exists(used)).delete()
        Factor.objects.filter(batch=batch).update(batch=None)
        touch(batch.person_id)
    return removed


def _untouched(batch: ImportBatch) -> Any:
    return Entry.objects.filter(batch=batch, edited_at__isnull=True)


def _bring_back(batch: ImportBatch) -> None:
    """Undo the changes of this import; where a later one changed the answer again, that one stays."""
    for mine in ReplacedValue.objects.filter(batch=batch).select_related("value", "region"):
        later = _later(mine)
        row = mine.value or mine.region
        if later is not None:
            later.before = mine.before
            later.save(update_fields=["before"])
        elif row.typed_by_id is None:
            for name, value in mine.before.items():
                setattr(row, name, value)
            row.save(update_fields=list(mine.before))
    ReplacedValue.objects.filter(batch=batch).delete()
    # An answer that came with this import and was changed by a later one comes from the later one now.
    for name, model in (("value", Value), ("region", RegionMark)):
        for change in ReplacedValue.objects.filter(**{f"{name}__batch": batch}):
            first = ReplacedValue.objects.filter(**{f"{name}_id": getattr(change, f"{name}_id")}).first()
            if first is not None and first.pk == change.pk:
                model.objects.filter(pk=getattr(change, f"{name}_id")).update(batch=change.batch_id)
                change.delete()


def _later(mine: ReplacedValue) -> ReplacedValue | None:
    return ReplacedValue.objects.filter(value_id=mine.value_id, region_id=mine.region_id, pk__gt=mine.pk).first()


def _remove(batch: ImportBatch, ids: list[uuid.UUID]) -> int:
    """Remove these entries, but leave those to which another import added something to that one."""
    heirs: dict[uuid.UUID, uuid.UUID] = {}
    for model in MARKS:
        others = model.objects.filter(entry_id__in=ids, batch__isnull=False).exclude(batch=batch)
        heirs |= dict(others.order_by("batch_id").values_list("entry_id", "batch_id"))
    for entry, heir in heirs.items():
        for model in MARKS:
            model.objects.filter(entry_id=entry, batch=batch).delete()
        Entry.objects.filter(pk=entry).update(batch=heir)
    gone = [pk for pk in ids if pk not in heirs]
    Entry.objects.filter(pk__in=gone).delete()
    return len(gone)
