"""The one pain series that volume and flares go by, so that they speak of the same thing.

Definition. Of pain on average, right now and the worst of the day, the one that was answered on most days
of the whole diary (the order of `composing.PAIN` where two are equal); where none was ever asked, the highest place of each
day on the body map, so that several places never add up. One source only, her own words when there are any. Several answers
of a day are rolled up as the definition says (a mean, or the highest), and every day carries the step in which it was
written down. Weekly answers are about a week and are no day's number.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dialdown.diary import selectors as diary
from dialdown.insights.composing import PAIN, pain_series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dialdown.diary.selectors import DaySeries
    from dialdown.people.access import Viewer


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


def pain_of(viewer: Viewer, person_id: uuid.UUID) -> Pain | None:
    """The pain series of a diary; None where there is none for this viewer. Raises Denied."""
    asked = diary.day_series(viewer, person_id, PAIN)
    most = max(asked, key=lambda key: (len(asked[key].days), -PAIN.index(key)), default=None)
    if most is not None and asked[most].days:
        return Pain(asked[most], diary.day_steps(viewer, person_id, asked[most]))
    found = pain_series({}, diary.region_days(viewer, person_id))
    if found is None:
        return None
    step = diary.definitions(person_id).region_pain.step
    return Pain(found[1], diary.region_steps(viewer, person_id, step, found[1].source))


def on_days(grid: Sequence[dt.date], numbers: Mapping[dt.date, float]) -> np.ndarray:
    """Numbers by day as an array over `grid`, NaN where there is none."""
    return np.array([numbers.get(day, np.nan) for day in grid])
