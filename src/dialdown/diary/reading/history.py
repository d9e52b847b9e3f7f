"""What the calendar and the lists of small wins show."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q

from dialdown.diary.models import Goal, GoalStep, Value
from dialdown.diary.reading.diary import definitions, entries
from dialdown.intake.definitions import Definition
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


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


def days_written(viewer: Viewer, person_id: uuid.UUID, *, since: dt.date | None = None) -> int:
    """How many days have an entry, all of them or those from `since` on."""
    rows = entries(viewer, person_id) if since is None else entries(viewer, person_id).filter(day__gte=since)
    return rows.order_by().aggregate(n=Count("day", distinct=True))["n"]


def span(viewer: Viewer, person_id: uuid.UUID) -> tuple[dt.date, dt.date] | None:
    """First and last diary day, or None for an empty diary."""
    found = entries(viewer, person_id).order_by().aggregate(first=Min("day"), last=Max("day"))
    return None if found["first"] is None else (found["first"], found["last"])


@dataclass(frozen=True)
class Win:
    """A small win of one day: an own text, or an option of the table (its label is translated where it is shown)."""

    day: dt.date
    text: str
    from_table: bool


def wins(viewer: Viewer, person_id: uuid.UUID, first: dt.date, last: dt.date) -> list[Win]:
    """Small wins, steps that were done and goals that were reached, newest first."""
    if "goals" not in require(viewer, person_id):
        return []
    table = definitions(person_id)
    shown: dict[str, Definition] = {d.key: d for d in table if d.group == "win"}
    rows = Value.objects.filter(
        entry__person_id=person_id, entry__deleted_at__isnull=True, skipped=False, key__in=shown,
        entry__day__range=(first, last),
    ).values_list("entry__day", "key", "text", "tags")  # fmt: skip
    found: list[Win] = []
    for day, key, text, tags in rows:
        if text:
            found.append(Win(day, text, False))
        for tag in tags:
            option = shown[key].option(tag)
            if option is not None:
                found.append(Win(day, option.label, True))
    steps = GoalStep.objects.filter(goal__person_id=person_id, done_on__range=(first, last))
    found += [Win(step.done_on, step.text, False) for step in steps if step.done_on is not None]
    for goal in Goal.objects.filter(person_id=person_id, reached_at__isnull=False).select_related("person"):
        if goal.reached_at is not None and first <= (day := goal.person.day_of(goal.reached_at)) <= last:
            found.append(Win(day, goal.text, False))
    # The same win twice on a day is one win.
    return sorted(set(found), key=lambda win: (win.day, win.text), reverse=True)
