"""The diary as one CSV table: a row a moment, a column a definition or place."""

from __future__ import annotations

import csv
import uuid
from typing import IO, TYPE_CHECKING
from zoneinfo import ZoneInfo

from dialdown.diary import selectors as diary
from dialdown.diary.documents import document_of
from dialdown.export.private import Private, leaving
from dialdown.intake.cells import guarded
from dialdown.intake.definitions import Definition
from dialdown.people.access import require_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dialdown.diary.models import Entry
    from dialdown.people.access import Viewer

FIXED = ("date", "time", "zone", "said_by", "entered_later", "skipped")


def write_csv(viewer: Viewer, person_id: uuid.UUID, out: IO[str], *, private: bool = False) -> int:
    """Write every moment the viewer may see, oldest first; returns the number of rows. Raises Denied.

    Empty = not answered; `skipped` lists what was skipped. Yes = 1, no = 0, a choice = its number
    (its key when it has none), tags separated by spaces. Private answers have a column only with `private`; raises
    CannotOpen while her key is closed.
    """
    require_answers(viewer, person_id)
    hers = leaving(viewer, person_id, diary.definitions(person_id), private=private)
    definitions = [d for d in diary.visible_definitions(viewer, person_id) if d.key not in hers.left_out]
    places = diary.marked_places(viewer, person_id)
    table = csv.writer(out, lineterminator="\n")
    table.writerow([*FIXED, *(guarded(d.key) for d in definitions), *(f"pain.{place}" for place in places)])
    count = 0
    for row in _rows(viewer, person_id, definitions, places, hers):
        table.writerow(row)
        count += 1
    return count


def _rows(
    viewer: Viewer, person_id: uuid.UUID, definitions: list[Definition], places: list[str], hers: Private
) -> Iterator[list[object]]:
    sight = require_answers(viewer, person_id)
    everything = diary.definitions(person_id)
    entries = diary.entries(viewer, person_id).prefetch_related("values", "regions", "signs")
    for entry in entries.iterator(chunk_size=1000):
        document = document_of(entry, everything, sight, hers.opener)
        pains = {r["region"]: r["pain"] for r in document["regions"]}
        yield [
            *_fixed(entry), guarded(" ".join(key for key in document["skipped"] if key not in hers.left_out)),
            *(_cell(document["values"].get(d.key), d) for d in definitions),
            *(pains.get(place) for place in places),
        ]  # fmt: skip


def _fixed(entry: Entry) -> list[object]:
    local = entry.at.astimezone(ZoneInfo(entry.zone))
    return [
        entry.day.isoformat(),
        local.strftime("%H:%M:%S"),
        entry.zone,
        entry.said_by,
        int(entry.entered_later),
    ]


def _cell(answer: object, definition: Definition) -> object:
    if answer is None:
        return None
    number = definition.number(answer)
    if number is not None:
        return f"{number:g}" if number == float(f"{number:g}") else repr(number)
    return guarded(" ".join(answer) if isinstance(answer, list) else str(answer))
