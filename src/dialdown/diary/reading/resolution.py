"""How finely the numbers of a series were written down, day by day.

A 7 on a scale of whole numbers says that what was felt lay between 6.5 and 7.5; a 7.5 on a scale of halves says
less than half as wide. The step is stored with every answer, so a scale that changed over the years stays readable.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dialdown.diary.models import RegionMark, Value
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.diary.selectors import DaySeries
    from dialdown.people.access import Viewer

# What a scale may have been written in where the stored step does not fit the answers, coarsest first.
STEPS = (1.0, 0.5, 0.25, 0.1)
NEAR = 1e-6


def day_steps(
    viewer: Viewer, person_id: uuid.UUID, series: DaySeries, *, weekly: bool = False
) -> dict[dt.date, float]:
    """The step of each day of a series (`weekly` as in `day_series`); days whose step is not known are absent.

    Several answers of a day: the coarsest step among them, since a mean of sevens is known no better than a seven;
    for a series that keeps the last answer of a day, the step of that one. An import stores the step of our own
    scale, whatever the file had: where its numbers do not fit, the step is the coarsest one that fits them all.
    """
    definition = series.definition
    if not require(viewer, person_id).line(definition.scope):
        return {}
    rows = Value.objects.filter(
        entry__person_id=person_id, entry__deleted_at__isnull=True, key=definition.key, said_by=series.source, skipped=False
    )  # fmt: skip
    rows = rows.filter(entry__mode="weekly") if weekly else rows.exclude(entry__mode="weekly")
    ordered = rows.order_by("entry__day", "entry__at", "entry_id")
    return _by_day(
        list(ordered.values_list("entry__day", "batch_id", "step", "number")), definition.min or 0.0,
        last=definition.rollup == "last",
    )  # fmt: skip


def region_steps(
    viewer: Viewer, person_id: uuid.UUID, step: float | None, source: str
) -> dict[dt.date, float]:
    """The same for the highest place of each day; `step` in which the body map asks."""
    if not require(viewer, person_id).line("body"):
        return {}
    marks = RegionMark.objects.filter(
        entry__person_id=person_id, entry__deleted_at__isnull=True, said_by=source, pain__isnull=False
    ).values_list("entry__day", "batch_id", "pain")
    return _by_day([(day, batch, step, pain) for day, batch, pain in marks], 0.0, last=False)


def _by_day(
    rows: Iterable[tuple[dt.date, uuid.UUID | None, float | None, float | None]], start: float, *, last: bool
) -> dict[dt.date, float]:
    """Rows (day, batch, stored step, number; None = sealed) in the order of their time, rolled up to the step of each day."""
    groups: dict[tuple[uuid.UUID | None, float | None], list[float]] = {}
    kept = list(rows)
    for _day, batch, step, number in kept:
        groups.setdefault((batch, step), []).extend([] if number is None else [number])
    fitting = {group: _fitting(group[1], numbers, start) for group, numbers in groups.items()}
    days: dict[dt.date, list[float | None]] = {}
    for day, batch, step, _number in kept:
        days.setdefault(day, []).append(fitting[batch, step])
    found: dict[dt.date, float] = {}
    for day, steps in days.items():
        counted = steps[-1:] if last else steps
        known = [step for step in counted if step is not None]
        if len(known) == len(counted):
            found[day] = max(known)
    return found


def _fitting(step: float | None, numbers: list[float], start: float) -> float | None:
    """The stored step where all numbers are whole steps from `start`, else the coarsest finer one that fits; None = none does."""
    tried = STEPS if step is None else (step, *(one for one in STEPS if one < step))
    if step is None and not numbers:
        return None
    for one in tried:
        if all(abs((number - start) / one - round((number - start) / one)) < NEAR for number in numbers):
            return one
    return None
