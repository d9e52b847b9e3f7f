"""The diary as one CSV table: a row a moment, a column a definition or place."""

from __future__ import annotations

import csv
import uuid
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dialdown.diary import selectors as diary
from dialdown.diary.documents import document_of
from dialdown.export.private import leaving
from dialdown.intake.cells import guarded
from dialdown.intake.definitions import Definition
from dialdown.intake.guess import WEEK
from dialdown.people.access import require_answers

if TYPE_CHECKING:
    from dialdown.diary.models import Entry
    from dialdown.people.access import Viewer

Document = dict[str, Any]

FIXED = ("date", "time", "zone", "said_by", "entered_later", "skipped")


@dataclass(frozen=True)
class _Columns:
    """What the table holds after its fixed columns, in their order."""

    daily: list[Definition]
    weekly: list[Definition]
    places: list[str]

    def names(self) -> list[str]:
        return [
            *(guarded(d.key) for d in self.daily), *(guarded(f"{WEEK}{d.key}") for d in self.weekly), "places",
            *(f"pain.{place}" for place in self.places),
        ]  # fmt: skip


def write_csv(viewer: Viewer, person_id: uuid.UUID, out: IO[str], *, private: bool = False) -> int:
    """Write every moment the viewer may see, oldest first; returns the number of rows. Raises Denied.

    A row holds the words of one voice: a moment that two people answered has two. What a weekly check-in says stands in
    columns of its own, `week.function`, so that nobody takes it for a day. Empty = not answered; `skipped` lists what was
    skipped, `places` what was picked on the body map, with a number or without. Yes = 1, no = 0, a choice = its number
    (its key when it has none), tags separated by spaces. Private answers have a column only with `private`; raises
    CannotOpen while her key is closed.
    """
    sight = require_answers(viewer, person_id)
    hers = leaving(viewer, person_id, diary.definitions(person_id), private=private)
    shown = [d for d in diary.visible_definitions(viewer, person_id) if d.key not in hers.left_out]
    weekly = diary.weekly_keys(viewer, person_id)
    columns = _Columns(shown, [d for d in shown if d.key in weekly], diary.marked_places(viewer, person_id))
    table = csv.writer(out, lineterminator="\n")
    table.writerow([*FIXED, *columns.names()])
    everything, count = diary.definitions(person_id), 0
    entries = diary.entries(viewer, person_id).prefetch_related("values", "regions", "signs")
    for entry in entries.iterator(chunk_size=1000):
        document = document_of(entry, everything, sight, hers.opener)
        for voice in _voices(entry, document, hers.left_out):
            table.writerow(_row(entry, document, voice, columns, hers.left_out))
            count += 1
    return count


def _voices(entry: Entry, document: Document, left_out: frozenset[str]) -> list[str]:
    """Whose words a moment holds, whoever began it first; that one also when nobody said anything that is shown."""
    told = {*document["values"], *document["skipped"]} - left_out
    said = {row.said_by for row in entry.values.all() if row.key in told}
    if document["regions"]:
        said |= {row.said_by for row in entry.regions.all()}
    return [entry.said_by] if not said else sorted(said, key=lambda voice: (voice != entry.said_by, voice))


def _row(
    entry: Entry, document: Document, voice: str, columns: _Columns, left_out: frozenset[str]
) -> list[object]:
    hers = {row.key for row in entry.values.all() if row.said_by == voice} - left_out
    values = {key: answer for key, answer in document["values"].items() if key in hers}
    daily, weekly = ({}, values) if entry.mode == "weekly" else (values, {})
    picked = {row.region for row in entry.regions.all() if row.said_by == voice}
    pains = {row["region"]: row["pain"] for row in document["regions"] if row["region"] in picked}
    local = entry.at.astimezone(ZoneInfo(entry.zone))
    return [
        entry.day.isoformat(), local.strftime("%H:%M:%S"), entry.zone, voice, int(entry.entered_later),
        guarded(" ".join(key for key in document["skipped"] if key in hers)),
        *(_cell(daily.get(d.key), d) for d in columns.daily), *(_cell(weekly.get(d.key), d) for d in columns.weekly),
        " ".join(sorted(pains)), *(pains.get(place) for place in columns.places),
    ]  # fmt: skip


def _cell(answer: object, definition: Definition) -> object:
    if answer is None:
        return None
    number = definition.number(answer)
    if number is not None:
        return f"{number:g}" if number == float(f"{number:g}") else repr(number)
    return guarded(" ".join(answer) if isinstance(answer, list) else str(answer))
