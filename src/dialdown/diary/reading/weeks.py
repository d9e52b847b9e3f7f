"""Whole weeks of a diary: for whoever may see sums of a week and not its days. A week that runs is not shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialdown.diary import rollup
from dialdown.diary.models import Value
from dialdown.diary.reading.diary import definitions
from dialdown.diary.reading.history import Win
from dialdown.diary.reading.today import today_of
from dialdown.people.access import require
from dialdown.people.models import Person

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """One definition over Monday to Sunday: days with an answer, days with more than nothing, sum over the days."""

    first: dt.date
    days: int
    days_with: int
    total: float

    @property
    def mean(self) -> float:
        """A day, over the days with an answer."""
        return self.total / self.days


def last_week(person: Person) -> dt.date:
    """The Monday of the last week that is over where the person lives."""
    today = today_of(person)
    return today - dt.timedelta(days=today.weekday()) - WEEK


def weeks(
    viewer: Viewer, person: Person, keys: Iterable[str], *, number: int
) -> dict[str, dict[str, dict[dt.date, Week]]]:
    """The last `number` whole weeks: key -> whose words -> Monday -> Week; sources are never merged.

    Only keys whose weekly sums the viewer may see; weeks without an answer are absent. Raises Denied.
    """
    sight = require(viewer, person.pk)
    wanted = {
        d.key: d for d in definitions(person.pk) if d.numeric and d.rollup != "none" and d.key in set(keys)
    }
    wanted = {key: found for key, found in wanted.items() if sight.week(found.scope)}
    last = last_week(person)
    rows = Value.objects.filter(
        entry__person_id=person.pk, entry__deleted_at__isnull=True, number__isnull=False, key__in=wanted,
        entry__day__range=(last - WEEK * (number - 1), last + WEEK - dt.timedelta(days=1)),
    ).exclude(entry__mode="weekly")  # fmt: skip
    by_key: dict[str, list[tuple[dt.date, str, float]]] = {}
    ordered = rows.order_by("entry__day", "entry__at", "entry_id")
    for key, day, said_by, amount in ordered.values_list("key", "entry__day", "said_by", "number"):
        by_key.setdefault(key, []).append((day, said_by, amount))
    return {
        key: {
            source: _weeks(days) for source, days in rollup.days(numbers, wanted[key].rollup).items()
        }
        for key, numbers in by_key.items()
    }  # fmt: skip


def _weeks(days: dict[dt.date, float]) -> dict[dt.date, Week]:
    grouped: dict[dt.date, list[float]] = {}
    for day, amount in days.items():
        grouped.setdefault(day - dt.timedelta(days=day.weekday()), []).append(amount)
    return {
        first: Week(first, len(found), sum(amount > 0 for amount in found), sum(found))
        for first, found in sorted(grouped.items())
    }


def wins_of_week(viewer: Viewer, person: Person) -> list[Win]:
    """The small wins of the last whole week, without days, each once; no goals, and nothing when not opened."""
    if not require(viewer, person.pk).week("goals"):
        return []
    first = last_week(person)
    table = {d.key: d for d in definitions(person.pk) if d.group == "win"}
    rows = Value.objects.filter(
        entry__person_id=person.pk, entry__deleted_at__isnull=True, skipped=False, key__in=table,
        entry__day__range=(first, first + dt.timedelta(days=6)),
    ).values_list("key", "text", "tags")  # fmt: skip
    found: set[Win] = set()
    for key, text, tags in rows:
        if text:
            found.add(Win(first, text, False))
        options = (table[key].option(tag) for tag in tags)
        found |= {Win(first, option.label, True) for option in options if option is not None}
    return sorted(found, key=lambda win: win.text)
