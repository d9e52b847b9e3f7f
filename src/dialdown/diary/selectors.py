"""Reads of a diary. Every selector takes the viewer and shows what her grants allow."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from dialdown.diary import rollup
from dialdown.diary.documents import document_of
from dialdown.diary.keeping.events import scope_of
from dialdown.diary.keeping.goals import monday
from dialdown.diary.models import DiaryVersion, Entry, Event, Goal, RegionMark, Value, WritingCheck
from dialdown.diary.reading.diary import definitions, entries, factors, visible_definitions
from dialdown.diary.reading.history import DayMark, Win, calendar, days_written, span, wins
from dialdown.diary.reading.moments import Answered, Moment, moment, moments
from dialdown.diary.reading.private import private_numbers, private_skips
from dialdown.diary.reading.resolution import day_steps, region_steps
from dialdown.diary.reading.signs import SignDay, sign_days
from dialdown.diary.reading.today import Today, asked, last_places, today, today_of, writing_check_due
from dialdown.diary.reading.weeks import Week, last_week, weeks, wins_of_week
from dialdown.intake.definitions import Definition
from dialdown.people.access import Denied, require, require_answers
from dialdown.people.sealing import keys as sealing_keys

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


def version(person_id: uuid.UUID) -> int:
    """A number that grows with every change of the diary."""
    return DiaryVersion.objects.filter(pk=person_id).values_list("number", flat=True).first() or 0


def entry_document(viewer: Viewer, entry_id: uuid.UUID) -> dict[str, Any]:
    """One entry as its plain document, left to what the viewer may see. Raises Denied."""
    entry = Entry.objects.filter(pk=entry_id).prefetch_related("values", "regions", "signs").first()
    if entry is None:
        raise Denied
    sight = require_answers(viewer, entry.person_id)
    return document_of(
        entry, definitions(entry.person_id), sight, sealing_keys.opener(viewer, entry.person_id)
    )


def day_documents(viewer: Viewer, person_id: uuid.UUID, day: dt.date) -> list[dict[str, Any]]:
    """The documents of one day in the order of their time."""
    sight = require_answers(viewer, person_id)
    table = definitions(person_id)
    found = entries(viewer, person_id).filter(day=day).prefetch_related("values", "regions", "signs")
    opener = sealing_keys.opener(viewer, person_id)
    return [document_of(entry, table, sight, opener) for entry in found]


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
    *,
    weekly: bool = False,
) -> dict[str, DaySeries]:
    """Daily numbers by key (all numeric definitions when `keys` is None), only what the viewer may see.

    Skipped and missing days are absent from `days`, and so are private answers while her key is closed. A
    weekly check-in is about a week and so is no day's number: with `weekly` only those are read, by the day
    they were written.
    """
    sight = require(viewer, person_id)
    wanted = {
        d.key: d
        for d in definitions(person_id)
        if d.numeric and d.rollup != "none" and sight.line(d.scope) and (keys is None or d.key in set(keys))
    }
    return _series(viewer, person_id, wanted, first, last, weekly=weekly)


def counted_days(
    viewer: Viewer, person_id: uuid.UUID, keys: Iterable[str], first: dt.date, last: dt.date
) -> dict[str, DaySeries]:
    """What the diary counted towards moving (steps, minutes), for whoever may see the plan it counts towards.

    A plan is the same for all who see it, so leave for moving is enough. Empty without it.
    """
    if not require(viewer, person_id).week("move"):
        return {}
    chosen = set(keys)
    wanted = {d.key: d for d in definitions(person_id) if d.key in chosen and not d.sealed}
    return _series(viewer, person_id, wanted, first, last)


def pain_beside_practice(viewer: Viewer, person_id: uuid.UUID, first: dt.date) -> dict[dt.date, float]:
    """Her pain by day, for the rules that hold practice back; never to be shown, unless the viewer may see it anyway.

    What is open is the same for all who look, so leave for training is enough. Empty without it.
    """
    if "train" not in require(viewer, person_id):
        return {}
    wanted = {d.key: d for d in definitions(person_id) if d.key in ("pain_mean", "pain_now") and not d.sealed}
    series = _series(viewer, person_id, wanted, first, None)
    return next((series[key].days for key in ("pain_mean", "pain_now") if key in series), {})


def _series(
    viewer: Viewer,
    person_id: uuid.UUID,
    wanted: dict[str, Definition],
    first: dt.date | None,
    last: dt.date | None,
    *,
    weekly: bool = False,
) -> dict[str, DaySeries]:
    rows = Value.objects.filter(entry__person_id=person_id, entry__deleted_at__isnull=True, key__in=wanted)
    rows = rows.filter(entry__mode="weekly") if weekly else rows.exclude(entry__mode="weekly")
    if first is not None:
        rows = rows.filter(entry__day__gte=first)
    if last is not None:
        rows = rows.filter(entry__day__lte=last)
    by_key: dict[str, list[tuple[dt.date, str, float]]] = {}
    ordered = rows.order_by("entry__day", "entry__at", "entry_id")
    plain = ordered.filter(number__isnull=False).values_list("key", "entry__day", "said_by", "number")
    for key, day, said_by, number in plain.iterator(5000):
        by_key.setdefault(key, []).append((day, said_by, number))
    for key, day, said_by, number in private_numbers(viewer, person_id, ordered, wanted):
        by_key.setdefault(key, []).append((day, said_by, number))
    found: dict[str, DaySeries] = {}
    # In the order of the definitions: in which order a database holds the answers of one check-in says nothing.
    for key in (key for key in wanted if key in by_key):
        by_source = rollup.days(by_key[key], wanted[key].rollup)
        source = rollup.main_source(by_source)
        if source is not None:
            main = by_source.pop(source)
            found[key] = DaySeries(wanted[key], source, main, by_source)
    return found


@dataclass(frozen=True)
class RegionDay:
    """A place that was picked on a day, with its pain (None = picked without a number) and whose words it is."""

    day: dt.date
    region: str
    side: str
    pain: float | None
    source: str = "self"


def region_days(
    viewer: Viewer, person_id: uuid.UUID, first: dt.date | None = None, last: dt.date | None = None
) -> list[RegionDay]:
    """Places by day, the highest pain of the day each; empty when the viewer may not see the body map.

    One source only, her own words when there are any: sources are never merged.
    """
    if not require(viewer, person_id).line("body"):
        return []
    rows = RegionMark.objects.filter(entry__person_id=person_id, entry__deleted_at__isnull=True)
    if first is not None:
        rows = rows.filter(entry__day__gte=first)
    if last is not None:
        rows = rows.filter(entry__day__lte=last)
    said = set(rows.order_by().values_list("said_by", flat=True).distinct())
    source = next((name for name in rollup.SOURCES if name in said), None)
    found = rows.filter(said_by=source).values_list("entry__day", "region", "side").annotate(top=Max("pain"))
    return [RegionDay(*row, source or "self") for row in found.order_by("entry__day", "region", "side")]


def marked_places(viewer: Viewer, person_id: uuid.UUID) -> list[str]:
    """Every place that was ever marked, whoever marked it; empty when the viewer may not see the body map."""
    if "body" not in require(viewer, person_id):
        return []
    rows = RegionMark.objects.filter(entry__person_id=person_id, entry__deleted_at__isnull=True)
    return sorted(rows.order_by().values_list("region", flat=True).distinct())


def weekly_keys(viewer: Viewer, person_id: uuid.UUID) -> frozenset[str]:
    """Everything that weekly check-ins ever answered, as far as the viewer may see it."""
    sight = require(viewer, person_id)
    rows = Value.objects.filter(
        entry__person_id=person_id, entry__deleted_at__isnull=True, entry__mode="weekly"
    )
    known = definitions(person_id)
    found = {key: known.get(key) for key in rows.order_by().values_list("key", flat=True).distinct()}
    return frozenset(
        key for key, definition in found.items() if definition is not None and definition.scope in sight
    )


def skipped_days(
    viewer: Viewer, person_id: uuid.UUID, key: str, first: dt.date, last: dt.date, *, said_by: str
) -> frozenset[dt.date]:
    """Days on which one source skipped `key` on purpose, even if it was answered later on the same day."""
    found = definitions(person_id).get(key)
    if found is None or not require(viewer, person_id).line(found.scope):
        return frozenset()
    rows = Value.objects.filter(
        entry__person_id=person_id, entry__deleted_at__isnull=True, key=key, said_by=said_by, entry__day__range=(first, last)
    )  # fmt: skip
    plain = rows.filter(skipped=True).values_list("entry__day", flat=True)
    return frozenset({*plain, *private_skips(viewer, person_id, rows, found)})


def goals(viewer: Viewer, person_id: uuid.UUID) -> list[Goal]:
    """Open goals with their steps and ratings; neither reached nor put away."""
    return [g for g in all_goals(viewer, person_id) if g.reached_at is None and g.closed_at is None]


def all_goals(viewer: Viewer, person_id: uuid.UUID) -> list[Goal]:
    """Every goal, the reached ones and those put away too, with steps and ratings."""
    if "goals" not in require(viewer, person_id):
        return []
    return list(Goal.objects.filter(person_id=person_id).prefetch_related("steps", "ratings"))


def events(viewer: Viewer, person_id: uuid.UUID) -> list[Event]:
    """Events by start; those of a kind the viewer may not see are left out."""
    sight = require(viewer, person_id)
    return [e for e in Event.objects.filter(person_id=person_id) if scope_of(e.kind) in sight]


@dataclass(frozen=True)
class MedicineLine:
    """A medicine as a line: its name, and from when to when (None: nobody wrote its first day). No dose, no note."""

    title: str
    starts_on: dt.date | None
    ends_on: dt.date | None


def medicine_lines(viewer: Viewer, person_id: uuid.UUID) -> list[MedicineLine]:
    """Medicines by their start; empty when the viewer may not see that line."""
    if not require(viewer, person_id).line("medicine"):
        return []
    rows = Event.objects.filter(person_id=person_id, kind="medicine").order_by("starts_on", "id")
    return [MedicineLine(row.title, row.starts_on, row.ends_on) for row in rows]


def event(viewer: Viewer, event_id: uuid.UUID) -> Event:
    """One event. Raises Denied."""
    found = Event.objects.filter(pk=event_id).first()
    if found is None or scope_of(found.kind) not in require(viewer, found.person_id):
        raise Denied
    return found


def last_writing_check(viewer: Viewer, person_id: uuid.UUID) -> WritingCheck | None:
    """Her last answer to the four-weekly question."""
    require_answers(viewer, person_id)
    return WritingCheck.objects.filter(person_id=person_id).last()


__all__ = [
    "Answered", "DayMark", "DaySeries", "MedicineLine", "Moment", "RegionDay", "SignDay", "Today", "Week", "Win", "all_goals",
    "asked", "calendar", "counted_days", "day_documents", "day_series", "day_steps", "days_written", "definitions", "entries",
    "entry_document", "event", "events", "factors", "goals", "last_places", "last_week", "last_writing_check", "marked_places",
    "medicine_lines", "moment", "moments", "monday", "pain_beside_practice", "region_days", "region_steps", "sign_days", "span",
    "today", "today_of", "version", "visible_definitions", "weekly_keys", "weeks", "wins", "wins_of_week", "writing_check_due",
]  # fmt: skip
