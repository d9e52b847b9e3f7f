"""What Today has to know before it asks anything."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Min, Q

from dialdown.diary.models import RegionMark, Value, WritingCheck
from dialdown.diary.reading.diary import definitions, entries, factors
from dialdown.diary.reading.moments import Moment, moments
from dialdown.intake.definitions import Definition
from dialdown.people import selectors as people
from dialdown.people.access import require
from dialdown.people.models import Person

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

# Before four in the morning the day before may still be meant.
NIGHT_ENDS = 4
GAP_DAYS = 7
CHECK_EVERY = dt.timedelta(days=28)
CHECK_AGAIN = dt.timedelta(days=7)
PLACES_WITHIN = 14


def asked(
    viewer: Viewer, person_id: uuid.UUID, mode: str, extra: tuple[str, ...] = ()
) -> tuple[Definition, ...]:
    """The definitions that a check-in asks in a mode and the viewer may answer, in the order of the table.

    `extra` adds keys that are asked although the mode does not (a stored answer that is being corrected).
    """
    sight = require(viewer, person_id)
    resting = {f.key for f in factors(viewer, person_id) if not f.asked}
    return tuple(
        d
        for d in definitions(person_id)
        if d.scope in sight and ((mode in d.modes and d.key not in resting) or d.key in extra)
    )


@dataclass(frozen=True)
class Today:
    """The state of Today for one person at one instant in her own zone."""

    now: dt.datetime
    day: dt.date
    # Set before four in the morning: the day that may be meant.
    yesterday: dt.date | None
    moments: tuple[Moment, ...]
    # Whoever is here answered or skipped pain today: it is not asked again unless she wants to.
    pain_asked: bool
    # Days since the last entry before today, when that is a gap worth a word; None otherwise.
    gap: int | None
    first: bool
    paused: bool
    check_due: bool


def today_of(person: Person, now: dt.datetime | None = None) -> dt.date:
    """The present day where the person lives."""
    return person.today() if now is None else person.day_of(now)


def today(viewer: Viewer, person: Person, now: dt.datetime) -> Today:
    """Everything Today needs; a handful of indexed queries however long the diary is."""
    local = person.local(now)
    day = local.date()
    mine = moments(
        viewer, person.pk, day - dt.timedelta(days=day.weekday()) if person.check_in == "weekly" else day, day
    )
    last = entries(viewer, person.pk).filter(day__lt=day).order_by().aggregate(last=Max("day"))["last"]
    gap = None if last is None else (day - last).days - 1
    pain = [d.key for d in definitions(person.pk) if d.group == "pain"]
    return Today(
        now=local, day=day, yesterday=day - dt.timedelta(days=1) if local.hour < NIGHT_ENDS else None,
        moments=tuple(m for m in mine if m.day == day or m.mode == "weekly"),
        pain_asked=Value.objects.filter(
            Q(said_by=people.voice(viewer, person.pk)) | Q(typed_by=getattr(viewer, "pk", None), typed_by__isnull=False),
            entry__person_id=person.pk, entry__day=day, entry__deleted_at__isnull=True, key__in=pain
        ).exclude(said_by__in=("device", "import")).exists(),
        gap=gap if gap is not None and gap >= GAP_DAYS and not mine else None,
        first=last is None and not mine,
        paused=person.paused_until is not None and day < person.paused_until,
        check_due=writing_check_due(viewer, person, now),
    )  # fmt: skip


def writing_check_due(viewer: Viewer, person: Person, now: dt.datetime) -> bool:
    """True when four weeks have passed since the last answer, or since the first entry written here."""
    if not require(viewer, person.pk).may_write:
        return False
    last = WritingCheck.objects.filter(person_id=person.pk).last()
    if last is not None:
        return now - last.created_at >= (
            CHECK_AGAIN if last.answer == WritingCheck.Answer.LATER else CHECK_EVERY
        )
    # A file that was brought in says nothing about what writing here does to her.
    first = (
        entries(viewer, person.pk)
        .exclude(mode__in=("import", "device"))
        .order_by()
        .aggregate(at=Min("created_at"))
    )
    return first["at"] is not None and now - first["at"] >= CHECK_EVERY


def last_places(
    viewer: Viewer, person_id: uuid.UUID, before: dt.date
) -> tuple[dt.date, tuple[str, ...]] | None:
    """The places picked on the last day before `before` (two weeks back at most), or None."""
    if "body" not in require(viewer, person_id):
        return None
    rows = RegionMark.objects.filter(
        entry__person_id=person_id, entry__deleted_at__isnull=True, entry__day__lt=before,
        entry__day__gte=before - dt.timedelta(days=PLACES_WITHIN),
    )  # fmt: skip
    found = list(rows.values_list("entry__day", "region").distinct())
    if not found:
        return None
    latest = max(day for day, _region in found)
    return latest, tuple(sorted(region for day, region in found if day == latest))
