"""Seal the private answers of a whole diary anew: with a first key, or with the next one.

What the old key does not open is removed: nobody could ever read it again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from dialdown.diary import sealed
from dialdown.diary.bulk import insert_rows, update_rows
from dialdown.diary.changes import touch
from dialdown.diary.documents import sealed_row
from dialdown.diary.models import Entry, ReplacedValue, Revision, Value
from dialdown.diary.reading.diary import definitions
from dialdown.intake.definitions import Definitions
from dialdown.people.sealing.boxes import Opener, Sealer

CHUNK = 500


def reseal(person_id: uuid.UUID, old: Opener | None, new: Sealer) -> None:
    """Every place where the diary keeps a private answer. Runs inside the transaction that changes the key."""
    table = definitions(person_id)
    _values(person_id, table, old, new)
    _revisions(person_id, table, old, new)
    _replaced(person_id, table, old, new)
    touch(person_id)


def _chunks(rows: Any) -> Iterator[list[Any]]:
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield list(rows.filter(pk__in=ids[start : start + CHUNK]))


def _values(person_id: uuid.UUID, table: Definitions, old: Opener | None, new: Sealer) -> None:
    private = [d.key for d in table.sealed]
    mine = Value.objects.filter(entry__person_id=person_id).order_by("pk")
    for chunk in _chunks(mine.filter(Q(key__in=private) | Q(sealed__isnull=False))):
        kept: list[Value] = []
        lost: list[uuid.UUID] = []
        for row in chunk:
            definition = table.get(row.key)
            told = sealed.told(row, definition, old) if definition else sealed.BROKEN
            if definition is None or told.state in ("closed", "broken"):
                lost.append(row.pk)
                continue
            row.sealed = sealed.seal(told, definition, row.entry_id, new)
            row.number, row.text, row.tags, row.skipped = None, "", [], False
            kept.append(row)
        update_rows(model=Value, rows=kept, fields=["sealed", "number", "text", "tags", "skipped"])
        Value.objects.filter(pk__in=lost).delete()
    silent(person_id, table, new)


def silent(person_id: uuid.UUID, table: Definitions, new: Sealer) -> None:
    """A row for every entry that has none of a private question the diary knows: their absence would tell something."""
    mine = Value.objects.filter(entry__person_id=person_id)
    for definition in table.sealed:
        answered = mine.filter(key=definition.key)
        if not answered.exists():
            continue
        without = Entry.objects.filter(person_id=person_id).exclude(pk__in=answered.values("entry_id"))
        for chunk in _chunks(without.order_by("pk")):
            insert_rows(model=Value, rows=[
                sealed_row(entry, definition, sealed.NOTHING, said_by=entry.said_by, typed_by=None, sealer=new)
                for entry in chunk
            ])  # fmt: skip


def _revisions(person_id: uuid.UUID, table: Definitions, old: Opener | None, new: Sealer) -> None:
    mine = Revision.objects.filter(entry__person_id=person_id, document__isnull=False).order_by("pk")
    for chunk in _chunks(mine):
        for row in chunk:
            opened = sealed.document_opened(row.document, table, row.entry_id, old)
            row.document = sealed.document_sealed(opened, table, row.entry_id, new)
        update_rows(model=Revision, rows=chunk, fields=["document"])


def _replaced(person_id: uuid.UUID, table: Definitions, old: Opener | None, new: Sealer) -> None:
    private = [d.key for d in table.sealed]
    mine = ReplacedValue.objects.filter(value__entry__person_id=person_id, value__key__in=private).order_by(
        "pk"
    )
    for chunk in _chunks(mine.select_related("value")):
        kept: list[ReplacedValue] = []
        for row in chunk:
            told = before_told(row, table, old)
            if told.state in ("closed", "broken"):
                row.delete()
                continue
            assert row.value is not None
            box = sealed.seal(told, table[row.value.key], row.value.entry_id, new)
            row.before = {**sealed.EMPTY, "sealed": sealed.as_text(box)}
            kept.append(row)
        update_rows(model=ReplacedValue, rows=kept, fields=["before"])


def before_told(row: ReplacedValue, table: Definitions, opener: Opener | None) -> sealed.Told:
    """What an answer said before an import changed it."""
    value = row.value
    assert value is not None
    definition, box = table[value.key], sealed.as_box(row.before.get("sealed"))
    if box is None:
        return sealed.of_columns(row.before, definition)
    return sealed.open_box(box, definition, value.entry_id, opener)
