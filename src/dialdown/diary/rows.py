"""Bring the stored rows of an entry in line with a record, and leave what did not change alone.

An unchanged answer keeps its row, and with it whose words it is, who typed it and which file it
came from: editing a note does not make a device's steps hers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db import models

from dialdown.diary.documents import document_of, region_rows, rows_of, sign_rows
from dialdown.diary.models import Entry, RegionMark, Sign, Value
from dialdown.intake.definitions import Definitions
from dialdown.intake.records import EntryRecord
from dialdown.people.access import Sight
from dialdown.people.models import Account

ORIGIN = ("said_by", "typed_by_id", "batch_id")
_ANSWER: Mapping[type[models.Model], tuple[str, ...]] = {
    Value: ("number", "text", "tags", "skipped"),
    RegionMark: ("pain", "quality", "brings_on", "own_word"),
    Sign: ("answer", "reading"),
}
_NAME: Mapping[type[models.Model], Callable[[Any], str]] = {
    Value: lambda row: row.key,
    RegionMark: lambda row: f"{row.region} {row.side}",
    Sign: lambda row: f"{row.kind} {row.side}",
}


def hidden_keys(entry: Entry, definitions: Definitions, sight: Sight) -> frozenset[str]:
    """Keys of stored answers that the viewer may not see, or that no definition describes any more."""
    return frozenset(
        row.key
        for row in entry.values.all()
        if row.key not in definitions.entries or definitions[row.key].scope not in sight
    )


def hides(entry: Entry, definitions: Definitions, sight: Sight) -> bool:
    """True when the entry holds something that the viewer may not see."""
    if "body" not in sight and (entry.regions.exists() or entry.signs.exists()):
        return True
    return any(key in definitions.entries for key in hidden_keys(entry, definitions, sight))


def clear(entry: Entry, definitions: Definitions, sight: Sight) -> None:
    """Remove what the viewer sees of an entry."""
    entry.values.exclude(key__in=hidden_keys(entry, definitions, sight)).delete()
    if "body" in sight:
        entry.regions.all().delete()
        entry.signs.all().delete()


def write(entry: Entry, record: EntryRecord, definitions: Definitions, typed_by: Account | None) -> None:
    """Store the rows of an entry that has none yet."""
    Value.objects.bulk_create(rows_of(record, entry, definitions, typed_by).values())
    RegionMark.objects.bulk_create(region_rows(record, entry, typed_by))
    Sign.objects.bulk_create(sign_rows(record, entry, typed_by))


def replace(
    entry: Entry, record: EntryRecord, definitions: Definitions, typed_by: Account | None, *,
    sight: Sight, origins: Mapping[str, Mapping[str, list[Any]]] | None = None,
) -> None:  # fmt: skip
    """Make the rows say what the record says. What `sight` does not reach stays as it is.

    `origins` (from `snapshot`) says where answers came from that are put back.
    """
    known = origins or {}
    hidden = hidden_keys(entry, definitions, sight)
    wanted = [row for key, row in rows_of(record, entry, definitions, typed_by).items() if key not in hidden]
    _exchange(entry.values.all(), wanted, known.get("values", {}), keep=hidden)
    if "body" in sight:
        _exchange(entry.regions.all(), region_rows(record, entry, typed_by), known.get("regions", {}))
        _exchange(entry.signs.all(), sign_rows(record, entry, typed_by), known.get("signs", {}))


def _exchange(
    stored: Iterable[Any], wanted: list[Any], origins: Mapping[str, list[Any]], keep: Collection[str] = ()
) -> None:
    model = getattr(stored, "model", None) or type(next(iter(stored)))
    name, answer = _NAME[model], _ANSWER[model]
    old = {name(row): row for row in stored if name(row) not in keep}
    fresh: list[Any] = []
    for row in wanted:
        before = old.get(name(row))
        if before is not None and all(getattr(before, f) == getattr(row, f) for f in answer):
            del old[name(row)]
            continue
        if name(row) in origins:
            for field, value in zip(ORIGIN, origins[name(row)], strict=True):
                setattr(row, field, value)
        fresh.append(row)
    if old:
        model.objects.filter(pk__in=[row.pk for row in old.values()]).delete()
    if fresh:
        model.objects.bulk_create(fresh)


def _origins(rows: Iterable[Any]) -> dict[str, list[Any]]:
    return {
        _NAME[type(row)](row): [
            row.said_by,
            row.typed_by_id and str(row.typed_by_id),
            row.batch_id and str(row.batch_id),
        ]
        for row in rows
    }


def snapshot(entry: Entry, definitions: Definitions) -> dict[str, Any]:
    """The whole entry as a document that also says where every answer came from; undo reads it."""
    return {
        **document_of(entry, definitions),
        "origins": {
            "values": _origins(entry.values.all()), "regions": _origins(entry.regions.all()), "signs": _origins(entry.signs.all()),
        },
    }  # fmt: skip
