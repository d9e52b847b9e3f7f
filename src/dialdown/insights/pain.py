"""The one pain series of a diary: pictures, patterns, volume and flares go by it, so that they speak of the same thing.

Definition. Of pain right now, the worst of the day, pain on average, and the highest place of each day on the body map (so
that several places never add up), the one that is known on most days of the whole diary; where two are equal, the first of
them in this order. One source only, her own words when there are any. Several answers of a day are rolled up as the
definition says (a mean, or the highest), and every day carries the step in which it was written down. Weekly answers are
about a week and are no day's number.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from dialdown.diary import selectors as diary
from dialdown.diary.selectors import DaySeries
from dialdown.intake.definitions import Definition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dialdown.people.access import Viewer

# What is asked about a day, in the order that decides between two that are known on as many days.
PAIN = ("pain_now", "pain_worst", "pain_mean")
HIGHEST = "highest"


@dataclass(frozen=True)
class Pain:
    """Pain by day in points, and the step of every day on which it is known."""

    series: DaySeries
    steps: dict[dt.date, float]

    @property
    def days(self) -> dict[dt.date, float]:
        """Points by day."""
        return self.series.days

    @property
    def scale(self) -> tuple[float, float]:
        """Lowest and highest answer."""
        low, high = self.series.definition.min, self.series.definition.max
        return (0.0 if low is None else low, 10.0 if high is None else high)


def pain_series(
    viewer: Viewer, person_id: uuid.UUID, first: dt.date | None = None, last: dt.date | None = None
) -> DaySeries | None:
    """Pain by day, None where there is none for this viewer. Raises Denied.

    With `first` and `last`: that pain in this time, if it is known on any of its days; else what is known on most of them, so
    that a time in which something else was asked is not empty.
    """
    known = _known(viewer, person_id)
    main = _most(known)
    if main is None or first is None or last is None:
        return main
    inside = [_cut(series, first, last) for series in known]
    return next((one for one in inside if one.definition == main.definition and one.days), _most(inside))


def _known(viewer: Viewer, person_id: uuid.UUID) -> list[DaySeries]:
    """Every pain that the diary knows by day, in the order that decides between equals."""
    asked = diary.day_series(viewer, person_id, PAIN)
    marks = diary.region_days(viewer, person_id)
    highest: dict[dt.date, float] = {}
    for mark in marks:
        if mark.pain is not None:
            highest[mark.day] = max(mark.pain, highest.get(mark.day, 0.0))
    found = [asked[key] for key in PAIN if key in asked]
    if highest:
        definition = Definition(
            HIGHEST, "pain", "outcome", "scale", "Highest place", "max", "body", min=0.0, max=10.0
        )
        found.append(DaySeries(definition, marks[0].source, highest, {}))
    return found


def _most(known: list[DaySeries]) -> DaySeries | None:
    most = max(known, key=lambda series: len(series.days), default=None)
    return most if most is not None and most.days else None


def _cut(series: DaySeries, first: dt.date, last: dt.date) -> DaySeries:
    days = {day: number for day, number in series.days.items() if first <= day <= last}
    return DaySeries(series.definition, series.source, days, series.others)


def heading(definition: Definition) -> str:
    """Which pain it is, as it stands above a picture."""
    return _("The highest place each day") if definition.key == HIGHEST else str(_(definition.label))


def pain_of(viewer: Viewer, person_id: uuid.UUID) -> Pain | None:
    """The pain series of a diary with its steps; None where there is none for this viewer. Raises Denied."""
    series = pain_series(viewer, person_id)
    if series is None:
        return None
    if series.definition.key == HIGHEST:
        step = diary.definitions(person_id).region_pain.step
        return Pain(series, diary.region_steps(viewer, person_id, step, series.source))
    return Pain(series, diary.day_steps(viewer, person_id, series))


def on_days(grid: Sequence[dt.date], numbers: Mapping[dt.date, float]) -> np.ndarray:
    """Numbers by day as an array over `grid`, NaN where there is none."""
    return np.array([numbers.get(day, np.nan) for day in grid])
