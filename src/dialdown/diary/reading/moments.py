"""One moment of a diary as a page shows it: the answers the viewer may see, and whose they are."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from dialdown.diary import sealed
from dialdown.diary.documents import document_of
from dialdown.diary.models import Entry
from dialdown.diary.reading.diary import definitions, entries
from dialdown.intake.definitions import Definition, Definitions
from dialdown.intake.records import Answer
from dialdown.people.access import Denied, Sight, require_answers
from dialdown.people.models import Account
from dialdown.people.sealing import keys

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@dataclass(frozen=True)
class Answered:
    """One answer with its origin; `answer` None = skipped."""

    definition: Definition
    answer: Answer | None
    said_by: str
    typed_by: Account | None


@dataclass(frozen=True)
class Moment:
    """One entry. `at` is in its own zone; `days_later` counts from its day to the day it was written."""

    id: uuid.UUID
    day: dt.date
    at: dt.datetime
    mode: str
    said_by: str
    typed_by: Account | None
    entered_later: bool
    days_later: int
    remembered: str
    document: dict[str, Any]
    answers: tuple[Answered, ...]
    # Private answers that are there and cannot be read: her key is not open here, or they were changed from outside.
    closed: tuple[Definition, ...] = ()
    broken: tuple[Definition, ...] = ()

    def answer(self, key: str) -> Answer | None:
        """The answer to one definition; None when skipped, missing or hidden."""
        return next((a.answer for a in self.answers if a.definition.key == key), None)

    def skipped(self, key: str) -> bool:
        """True when this definition was skipped, not just left out."""
        return any(a.definition.key == key and a.answer is None for a in self.answers)


def moment_of(
    entry: Entry, definitions: Definitions, sight: Sight, opener: sealed.Opener | None = None
) -> Moment:
    """A moment from an entry whose values, regions, signs and typists are prefetched."""
    answers: list[Answered] = []
    unread: dict[str, list[Definition]] = {"closed": [], "broken": []}
    rows = {row.key: row for row in entry.values.all()}
    # In the order of the table, which is the order of the form.
    for definition in definitions:
        row = rows.get(definition.key)
        if row is not None and definition.scope in sight:
            found = sealed.told(row, definition, opener)
            if found.said:
                answers.append(Answered(definition, found.answer, row.said_by, row.typed_by))
            elif found.state in unread:
                unread[found.state].append(definition)
    zone = ZoneInfo(entry.zone)
    written = entry.created_at.astimezone(zone).date()
    return Moment(
        id=entry.pk, day=entry.day, at=entry.at.astimezone(zone), mode=entry.mode, said_by=entry.said_by,
        typed_by=entry.typed_by, entered_later=entry.entered_later,
        days_later=max(0, (written - entry.day).days) if entry.entered_later else 0, remembered=entry.remembered,
        document=document_of(entry, definitions, sight, opener), answers=tuple(answers),
        closed=tuple(unread["closed"]), broken=tuple(unread["broken"]),
    )  # fmt: skip


def prefetched(viewer: Viewer, person_id: uuid.UUID) -> QuerySet[Entry]:
    """The entries of a person with everything a moment needs, in a fixed number of queries."""
    return entries(viewer, person_id).select_related("typed_by").prefetch_related(
        "values__typed_by", "regions", "signs"
    )  # fmt: skip


def moments(viewer: Viewer, person_id: uuid.UUID, first: dt.date, last: dt.date) -> list[Moment]:
    """The moments from `first` to `last`, oldest first. Raises Denied for who may see no single answer."""
    sight = require_answers(viewer, person_id)
    table = definitions(person_id)
    found = prefetched(viewer, person_id).filter(day__range=(first, last))
    opener = keys.opener(viewer, person_id)
    return [moment_of(entry, table, sight, opener) for entry in found]


def moment(viewer: Viewer, entry_id: uuid.UUID) -> tuple[uuid.UUID, Moment]:
    """One moment and its person. Raises Denied when it is not there (any more) or not for this viewer."""
    person_id = Entry.objects.filter(pk=entry_id).values_list("person_id", flat=True).first()
    if person_id is None:
        raise Denied
    sight = require_answers(viewer, person_id)
    entry = prefetched(viewer, person_id).filter(pk=entry_id).first()
    if entry is None:
        raise Denied
    return person_id, moment_of(entry, definitions(person_id), sight, keys.opener(viewer, person_id))
