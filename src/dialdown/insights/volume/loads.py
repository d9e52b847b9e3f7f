"""What a volume can go by: loads of the diary, amounts that were planned elsewhere, and the touch check."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from dialdown.diary import selectors as diary
from dialdown.diary.selectors import DaySeries

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

# What pain may answer to, and how many days before: what she does today may answer to today's pain, so
# the day before counts; hours that were planned were fixed before.
LOADS = {"steps": 1, "walking_minutes": 1, "school_hours": 1, "hours_up": 1, "school_hours_planned": 0}
# The same touch each time: no load that varies, but one that is known. Both sides, always apart.
TOUCH = "touch_check"
SIDES = ("left", "right")
# Planned amounts of another room are called after it and its row.
PLANNED = re.compile(r"move\.[a-z0-9_-]{1,40}")


@dataclass(frozen=True)
class Load:
    """One load by day. `lag` days before the pain; `title`, `unit` texts of a shipped table, where it is none of the diary's."""

    key: str
    lag: int
    days: dict[dt.date, float]
    title: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Touched:
    """The touch check of one side, and the step of every answer."""

    series: DaySeries
    steps: dict[dt.date, float]


def known(key: str) -> bool:
    """True when a choice of this load can be stored, whether or not there is a number of it."""
    return key in ("", TOUCH, *LOADS) or PLANNED.fullmatch(key) is not None


def loads_of(viewer: Viewer, person: Person) -> dict[str, Load]:
    """The loads with a number: those of the diary first, the one that is known on most days before the others."""
    found = diary.day_series(viewer, person.pk, LOADS)
    ordered = sorted(found.items(), key=lambda one: (-len(one[1].days), list(LOADS).index(one[0])))
    loads = [Load(key, LOADS[key], series.days) for key, series in ordered]
    # Rooms that come after this one say by name what they planned: called with the viewer and the person.
    for name in settings.VOLUME_LOADS:
        loads += [
            Load(key, 0, days, title, unit)
            for key, (title, unit, days) in import_string(name)(viewer, person).items()
        ]
    return {load.key: load for load in loads}


def touches(viewer: Viewer, person: Person) -> dict[str, Touched]:
    """The touch check by side, from daily and weekly check-ins: unlike other answers of a week it is one of its day."""
    keys = {f"{TOUCH}_{side}": side for side in SIDES}
    daily = diary.day_series(viewer, person.pk, keys)
    weekly = diary.day_series(viewer, person.pk, keys, weekly=True)
    found: dict[str, Touched] = {}
    for key, side in keys.items():
        rows = [rows[key] for rows in (daily, weekly) if key in rows]
        # Sources are never merged: her own words when there are any.
        source = next(
            (name for name in ("self", *(row.source for row in rows)) if any(r.source == name for r in rows)),
            "",
        )
        days = {day: n for row in reversed(rows) if row.source == source for day, n in row.days.items()}
        if days:
            series = DaySeries(rows[0].definition, source, days, {})
            # The daily answer of a day goes before the weekly one, as above.
            steps = diary.day_steps(viewer, person.pk, series, weekly=True) | diary.day_steps(
                viewer, person.pk, series
            )
            found[side] = Touched(series, steps)
    return found
