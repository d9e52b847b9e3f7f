"""Private answers among many rows: opened one by one, and only while their owner has her key open."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from dialdown.diary import sealed
from dialdown.diary.models import Value
from dialdown.intake.definitions import Definition
from dialdown.people.sealing import keys

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


def _opened(
    viewer: Viewer, person_id: uuid.UUID, rows: QuerySet[Value], wanted: Mapping[str, Definition]
) -> Iterator[tuple[Definition, dt.date, str, sealed.Told]]:
    opener = keys.opener(viewer, person_id)
    private = [key for key, definition in wanted.items() if definition.sealed]
    if opener is None or not private:
        return
    found = rows.filter(key__in=private, sealed__isnull=False)
    columns = found.values_list("key", "entry__day", "said_by", "entry_id", "sealed")
    for key, day, said_by, entry_id, box in columns.iterator(5000):
        yield wanted[key], day, said_by, sealed.open_box(box, wanted[key], entry_id, opener)


def private_numbers(
    viewer: Viewer, person_id: uuid.UUID, rows: QuerySet[Value], wanted: Mapping[str, Definition]
) -> Iterator[tuple[str, dt.date, str, float]]:
    """(key, day, said by, number) of the sealed rows, in their order; nothing while her key is closed."""
    for definition, day, said_by, told in _opened(viewer, person_id, rows, wanted):
        number = definition.number(told.answer) if told.state == "answered" else None
        if number is not None:
            yield definition.key, day, said_by, number


def private_skips(
    viewer: Viewer, person_id: uuid.UUID, rows: QuerySet[Value], definition: Definition
) -> Iterator[dt.date]:
    """The days on which a private question was skipped; nothing while her key is closed."""
    for _definition, day, _said_by, told in _opened(viewer, person_id, rows, {definition.key: definition}):
        if told.state == "skipped":
            yield day
