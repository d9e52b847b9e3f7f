"""Reads of a diary. Every selector takes the viewer and shows what her grants allow."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, Q, QuerySet

from dialdown.diary import rollup
from dialdown.diary.documents import document_of
from dialdown.diary.models import DiaryVersion, Entry, Event, Factor, Goal, RegionMark, Value, WritingCheck
from dialdown.intake.definitions import Definition, Definitions, own_factor, shipped
from dialdown.people.access import Denied, require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


def definitions(person_id: uuid.UUID) -> Definitions:
    """Everything this person's diary can hold: the shipped table and her own factors."""
    own = [
        own_factor(f.key, f.label, f.type, unit=f.unit, kind=f.kind) for f in Factor.objects.filter(person_id=person_id)
    ]
    return shipped().with_own(own) if own else shipped()


def visible_definitions(viewer: Viewer, person_id: uuid.UUID) -> tuple[Definition, ...]:
    """The definitions whose answers the viewer may see."""
    sight = require(viewer, person_id)
    return tuple(d for d in definitions(person_id) if d.scope in sight)


def version(person_id: uuid.UUID) -> int:
    """A number that grows with every change of the diary."""
    return DiaryVersion.objects.filter(pk=person_id).values_list("number", flat=True).first() or 0


def entries(viewer: Viewer, person_id: uuid.UUID) -> QuerySet[Entry]:
    """The entries of a person, oldest first, without those taken out."""
    require(viewer, person_id)
    return Entry.objects.filter(person_id=person_id, deleted_at__isnull=True).order_by("day", "at", "id")


def entry_document(viewer: Viewer, entry_id: uuid.UUID) -> dict[str, Any]:
    """One entry as its plain document, left to what the viewer may see. Raises Denied."""
    entry = Entry.objects.filter(pk=entry_id).prefetch_related("values", "regions", "signs").first()
    if entry is None:
        raise Denied
    sight = require(viewer, entry.person_id)
    return document_of(entry, definitions(entry.person_id), sight)


def day_documents(viewer: Viewer, person_id: uuid.UUID, day: dt.date) -> list[dict[str, Any]]:
    """The documents of one day in the order of their time."""
    sight = require(viewer, person_id)
    table = definitions(person_id)
    found = entries(viewer, person_id).filter(day=day).prefetch_related("values", "regions", "signs")
    return [document_of(entry, table, sight) for entry in found]


@dataclass(frozen=True)
class DayMark:
    """What the calendar shows of one day: how many moments, and whether all were written later."""

    day: dt.date
    entries: int
    all_later: bool


def calendar(viewer: Viewer, person_id: uuid.UUID, first: dt.date, last: dt.date) -> dict[dt.date, DayMark]:
    """The days from `first` to `last` that have an entry."""
    rows = (
        entries(viewer, person_id)
        .filter(day__range=(first, last))
        .order_by()
        .values_list("day")
        .annotate(n=Count("id"), later=Count("id", filter=Q(entered_later=True)))
    )
    return {day: DayMark(day, n, n == later) for day, n, later in rows}


def span(viewer: Viewer, person_id: uuid.UUID) -> tuple[dt.date, dt.date] | None:
    """First and last diary day, or None for an empty diary."""
    found = entries(viewer, person_id).aggregate(first=Min("day"), last=Max("day"))
    return None if found["first"] is None else (found["first"], found["last"])


@dataclass(frozen=True)
class DaySeries:
    """One definition rolled up to days. `source` says whose words; other sources stay in `others`."""

    definition: Definition
    source: str
    days: dict[dt.date, float]
    others: dict[str, dict[dt.date, float]]


def day_series(
    viewer: Viewer,
    person_id: uuid.UUID,
    keys: Iterable[str] | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> dict[str, DaySeries]:
    """Daily numbers by key (all numeric definitions when `keys` is None), only what the viewer may see.

    Skipped and missing days are absent from `days`.
    """
    sight = require(viewer, person_id)
    wanted = {
        d.key: d
        for d in definitions(person_id)
        if d.numeric and d.rollup != "none" and d.scope in sight and (keys is None or d.key in set(keys))
    }
    rows = Value.objects.filter(
        entry__person_id=person_id, entry__deleted_at__isnull=True, number__isnull=False, key__in=wanted
    )
    if first is not None:
        rows = rows.filter(entry__day__gte=first)
    if last is not None:
        rows = rows.filter(entry__day__lte=last)
    by_key: dict[str, list[tuple[dt.date, str, float]]] = {}
    ordered = rows.order_by("entry__day", "entry__at", "entry_id")
    for key, day, said_by, number in ordered.values_list("key", "entry__day", "said_by", "number").iterator(5000):
        by_key.setdefault(key, []).append((day, said_by, number))
    found: dict[str, DaySeries] = {}
    for key, moments in by_key.items():
        by_source = rollup.days(moments, wanted[key].rollup)
        source = rollup.main_source(by_source)
        if source is not None:
            main = by_source.pop(source)
            found[key] = DaySeries(wanted[key], source, main, by_source)
    return found


@dataclass(frozen=True)
class RegionDay:
    """A place that was picked on a day, with its pain (None = picked without a number)."""

    day: dt.date
    region: str
    side: str
    pain: float | None


def region_days(
    viewer: Viewer, person_id: uuid.UUID, first: dt.date | None = None, last: dt.date | None = None
) -> list[RegionDay]:
    """Places by day, the highest pain of the day each; empty when the viewer may not see the body map."""
    if "body" not in require(viewer, person_id):
        return []
    rows = RegionMark.objects.filter(entry__person_id=person_id, entry__deleted_at__isnull=True)
    if first is not None:
        rows = rows.filter(entry__day__gte=first)
    if last is not None:
        rows = rows.filter(entry__day__lte=last)
    found = rows.values_list("entry__day", "region", "side").annotate(top=Max("pain")).order_by("entry__day", "region")
    return [RegionDay(*row) for row in found]


def goals(viewer: Viewer, person_id: uuid.UUID) -> list[Goal]:
    """Open goals with their steps and ratings."""
    if "goals" not in require(viewer, person_id):
        return []
    return list(
        Goal.objects.filter(person_id=person_id, closed_at__isnull=True).prefetch_related("steps", "ratings")
    )


def events(viewer: Viewer, person_id: uuid.UUID) -> list[Event]:
    """Events by start; those of a kind the viewer may not see are left out."""
    sight = require(viewer, person_id)
    scope = {"medicine": "medicine", "illness": "illness"}
    return [e for e in Event.objects.filter(person_id=person_id) if scope.get(e.kind, "function") in sight]


def last_writing_check(viewer: Viewer, person_id: uuid.UUID) -> WritingCheck | None:
    """Her last answer to the four-weekly question."""
    require(viewer, person_id)
    return WritingCheck.objects.filter(person_id=person_id).last()
