"""Between rows and the plain document of one entry, both ways."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.db import models

from dialdown.diary import sealed
from dialdown.diary.models import Entry, RegionMark, Sign, Value
from dialdown.intake.definitions import Definition, Definitions
from dialdown.intake.records import Answer, EntryRecord
from dialdown.people.access import Sight
from dialdown.people.models import Account
from dialdown.people.sealing.boxes import Opener, Sealer
from dialdown.uuid7 import uuid7

MakeId = Callable[[], uuid.UUID | None]


Row = TypeVar("Row", bound=models.Model)


@cache
def _columns(model: type[models.Model]) -> tuple[tuple[str, Any], ...]:
    return tuple((field.attname, field.get_default) for field in model._meta.concrete_fields)


def new_row(model: type[Row], given: dict[str, Any]) -> Row:
    """An unsaved row from its columns. By position, as rows come from the database: three times as fast as by name."""
    return model(*[given[name] if name in given else default() for name, default in _columns(model)])


def value_row(
    entry: Entry,
    definition: Definition,
    answer: Answer | None,
    *,
    said_by: str,
    typed_by: Account | None,
    make_id: MakeId = uuid7,
    sealer: Sealer | None = None,
) -> Value:
    """An unsaved row for one answer; None = skipped. A private one is sealed when there is a key to seal it with."""
    if sealer is not None and definition.sealed:
        return sealed_row(
            entry,
            definition,
            sealed.said(answer),
            said_by=said_by,
            typed_by=typed_by,
            make_id=make_id,
            sealer=sealer,
        )
    return new_row(
        Value, {**_about(entry, definition, said_by, typed_by, make_id), **sealed.columns(answer, definition)}
    )


def sealed_row(
    entry: Entry, definition: Definition, told: sealed.Told, *, said_by: str, typed_by: Account | None, sealer: Sealer,
    make_id: MakeId = uuid7,
) -> Value:  # fmt: skip
    """An unsaved row of a private answer, or of none: both look the same."""
    box = sealed.seal(told, definition, entry.pk, sealer)
    return box_row(entry, definition, box, said_by=said_by, typed_by=typed_by, make_id=make_id)


def box_row(
    entry: Entry, definition: Definition, box: bytes | None, *, said_by: str, typed_by: Account | None,
    make_id: MakeId = uuid7,
) -> Value:  # fmt: skip
    """An unsaved row around a box that was sealed before."""
    return new_row(
        Value,
        {**_about(entry, definition, said_by, typed_by, make_id), **sealed.EMPTY, "tags": [], "sealed": box},
    )


def _about(
    entry: Entry, definition: Definition, said_by: str, typed_by: Account | None, make_id: MakeId
) -> dict[str, Any]:
    return {
        "id": make_id(), "entry_id": entry.pk, "key": definition.key, "step": definition.step, "anchors": definition.anchors,
        "said_by": said_by, "typed_by_id": typed_by and typed_by.pk, "batch_id": None,
    }  # fmt: skip


def rows_of(
    record: EntryRecord,
    entry: Entry,
    definitions: Definitions,
    typed_by: Account | None,
    make_id: MakeId = uuid7,
    sealer: Sealer | None = None,
) -> dict[str, Value]:
    """Unsaved value rows of a record by key."""
    answers: dict[str, Answer | None] = {**dict.fromkeys(sorted(record.skipped)), **record.values}
    return {
        key: value_row(
            entry,
            definitions[key],
            answer,
            said_by=record.said_by,
            typed_by=typed_by,
            make_id=make_id,
            sealer=sealer,
        )
        for key, answer in answers.items()
    }


def region_rows(
    record: EntryRecord, entry: Entry, typed_by: Account | None, make_id: MakeId = uuid7
) -> list[RegionMark]:
    """Unsaved body-map rows of a record."""
    return [
        new_row(RegionMark, {
            "id": make_id(), "entry_id": entry.pk, "region": r.region, "side": r.side, "pain": r.pain, "quality": list(r.quality),
            "brings_on": list(r.brings_on), "own_word": r.own_word, "said_by": record.said_by,
            "typed_by_id": typed_by and typed_by.pk, "batch_id": None,
        })
        for r in record.regions
    ]  # fmt: skip


def sign_rows(record: EntryRecord, entry: Entry, typed_by: Account | None) -> list[Sign]:
    """Unsaved left-right signs of a record."""
    return [
        Sign(
            entry_id=entry.pk, kind=s.kind, side=s.side, answer=s.answer or "", reading=s.reading,
            said_by=record.said_by, typed_by_id=typed_by and typed_by.pk,
        )
        for s in record.signs
    ]  # fmt: skip


def document_of(
    entry: Entry, definitions: Definitions, sight: Sight | None = None, opener: Opener | None = None
) -> dict[str, Any]:
    """The plain document of a stored entry, left to what `sight` may see (None: everything).

    `sealed` names the private answers that `opener` does not open: they stay as they are when the document is saved.
    Reads `values`, `regions` and `signs`; prefetch them for many entries.
    """
    values: dict[str, Any] = {}
    skipped: list[str] = []
    closed: list[str] = []
    for row in entry.values.all():
        definition = definitions.get(row.key)
        if definition is None or (sight is not None and definition.scope not in sight):
            continue
        found = sealed.told(row, definition, opener)
        if found.state == "skipped":
            skipped.append(row.key)
        elif found.state == "answered":
            values[row.key] = list(found.answer) if isinstance(found.answer, tuple) else found.answer
        elif found.state != "nothing":
            closed.append(row.key)
    body = sight is None or "body" in sight
    return {
        "id": str(entry.pk), "person": str(entry.person_id), "at": entry.at.isoformat(), "zone": entry.zone,
        "day": entry.day.isoformat(), "mode": entry.mode, "said_by": entry.said_by,
        "saved_at": entry.saved_at.isoformat(), "remembered": entry.remembered or None,
        "values": dict(sorted(values.items())), "skipped": sorted(skipped), "sealed": sorted(closed),
        "regions": [
            {"region": r.region, "side": r.side, "pain": r.pain, "quality": r.quality, "brings_on": r.brings_on, "own_word": r.own_word}
            for r in sorted(entry.regions.all(), key=lambda r: r.region)
        ] if body else [],
        "signs": [
            {"kind": s.kind, "side": s.side, "answer": s.answer or None, "reading": s.reading}
            for s in sorted(entry.signs.all(), key=lambda s: (s.kind, s.side))
        ] if body else [],
    }  # fmt: skip
