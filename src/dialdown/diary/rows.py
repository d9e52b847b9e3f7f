"""Bring the stored rows of an entry in line with a record, and leave what did not change alone.

An unchanged answer keeps its row, and with it whose words it is, who typed it and which file it
came from: editing a note does not make a device's steps hers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db import models

from dialdown.diary import sealed
from dialdown.diary.documents import box_row, document_of, region_rows, rows_of, sealed_row, sign_rows
from dialdown.diary.models import Entry, RegionMark, Sign, Value
from dialdown.diary.sealed import Private
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


def write(
    entry: Entry, record: EntryRecord, definitions: Definitions, typed_by: Account | None, *,
    sight: Sight, private: Private,
) -> None:  # fmt: skip
    """Store the rows of an entry that has none yet."""
    wanted = rows_of(record, entry, definitions, typed_by, sealer=private.sealer)
    _fill(wanted, entry, record, definitions, typed_by, sight=sight, private=private)
    Value.objects.bulk_create(wanted.values())
    RegionMark.objects.bulk_create(region_rows(record, entry, typed_by))
    Sign.objects.bulk_create(sign_rows(record, entry, typed_by))


def replace(
    entry: Entry, record: EntryRecord, definitions: Definitions, typed_by: Account | None, *,
    sight: Sight, private: Private, origins: Mapping[str, Mapping[str, list[Any]]] | None = None,
    boxes: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Make the rows say what the record says. What `sight` does not reach stays as it is.

    A private answer that the writer could not read and did not answer anew stays too. `origins` and `boxes` (from
    `snapshot`) say where answers came from that are put back, and what stood in the sealed ones.
    """
    known = origins or {}
    hidden = hidden_keys(entry, definitions, sight)
    wanted = rows_of(record, entry, definitions, typed_by, sealer=private.sealer)
    if boxes is None:
        stays = _stays(wanted, entry, record, definitions, sight=sight, private=private)
        _fill(wanted, entry, record, definitions, typed_by, sight=sight, private=private)
    else:
        stays = _put_back(wanted, entry, record, definitions, typed_by, boxes)
    keep = hidden | stays
    fresh = [row for key, row in wanted.items() if key not in keep]
    _exchange(entry.values.all(), fresh, known.get("values", {}), keep=keep)
    if "body" in sight:
        _exchange(entry.regions.all(), region_rows(record, entry, typed_by), known.get("regions", {}))
        _exchange(entry.signs.all(), sign_rows(record, entry, typed_by), known.get("signs", {}))


def _stays(
    wanted: dict[str, Value], entry: Entry, record: EntryRecord, definitions: Definitions, *, sight: Sight, private: Private
) -> frozenset[str]:  # fmt: skip
    """Keys of stored private answers that are left as they are: unread and unanswered, or the same as before."""
    found: set[str] = set()
    for row in entry.values.all():
        definition = definitions.get(row.key)
        if definition is None or not definition.sealed or definition.scope not in sight or row.sealed is None:
            continue
        told = sealed.told(row, definition, private.opener)
        if row.key in wanted:
            said = sealed.SKIPPED if row.key in record.skipped else sealed.said(record.values[row.key])
            if told == said:
                found.add(row.key)
        elif told.state in ("closed", "broken", "nothing") or row.key in record.sealed:
            found.add(row.key)
    return frozenset(found)


def _fill(
    wanted: dict[str, Value], entry: Entry, record: EntryRecord, definitions: Definitions, typed_by: Account | None, *,
    sight: Sight, private: Private,
) -> None:  # fmt: skip
    """A sealed row for each private question without an answer, too: that a row is there must not tell anything."""
    if private.sealer is None:
        return
    for definition in definitions.sealed:
        if definition.key not in wanted and definition.scope in sight:
            wanted[definition.key] = sealed_row(
                entry,
                definition,
                sealed.NOTHING,
                said_by=record.said_by,
                typed_by=typed_by,
                sealer=private.sealer,
            )


def _put_back(
    wanted: dict[str, Value], entry: Entry, record: EntryRecord, definitions: Definitions, typed_by: Account | None,
    boxes: Mapping[str, str],
) -> frozenset[str]:  # fmt: skip
    """The sealed rows as they stood, unopened; returns the keys of those that still stand so."""
    stored = {row.key: row for row in entry.values.all()}
    same: set[str] = set()
    for key, text in boxes.items():
        definition, box = definitions.get(key), sealed.as_box(text)
        before = stored.get(key)
        if definition is None or (
            before is not None and before.sealed is not None and bytes(before.sealed) == box
        ):
            same.add(key)
            continue
        wanted[key] = box_row(entry, definition, box, said_by=record.said_by, typed_by=typed_by)
    return frozenset(same)


def _exchange(
    stored: Iterable[Any], wanted: list[Any], origins: Mapping[str, list[Any]], keep: Collection[str] = ()
) -> None:
    model = getattr(stored, "model", None) or type(next(iter(stored)))
    name, answer = _NAME[model], _ANSWER[model]
    old = {name(row): row for row in stored if name(row) not in keep}
    fresh: list[Any] = []
    for row in wanted:
        before = old.get(name(row))
        sealed_anew = isinstance(row, Value) and row.sealed is not None
        if (
            before is not None
            and not sealed_anew
            and all(getattr(before, f) == getattr(row, f) for f in answer)
        ):
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
    """The whole entry as a document that also says where every answer came from; undo reads it.

    Private answers stand in it as they are stored, in `boxes` by key.
    """
    return {
        **document_of(entry, definitions), "boxes": sealed.boxes(entry.values.all()),
        "origins": {
            "values": _origins(entry.values.all()), "regions": _origins(entry.regions.all()), "signs": _origins(entry.signs.all()),
        },
    }  # fmt: skip
