"""What the plans of Move asked for, day by day: a load that was fixed before the day's pain."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dialdown.activity.keeping.doors import SCOPE
from dialdown.activity.reading.plans import replayed
from dialdown.people.access import require
from dialdown.people.models import Person

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

# Days whose amount was fixed beforehand. The amount of a flare day, and of those on the way back from one,
# answers to pain itself and so cannot be set against it.
FIXED = ("measuring", "plan", "ask")


def planned_loads(viewer: Viewer, person: Person) -> dict[str, tuple[str, str, dict[dt.date, float]]]:
    """Key -> title, unit (texts of the table) and amount by day, for every activity that was ever planned.

    Timed amounts in minutes. Empty for who does not see the days of moving. Raises Denied.
    """
    if not require(viewer, person.pk).line(SCOPE):
        return {}
    found: dict[str, tuple[str, str, dict[dt.date, float]]] = {}
    for one in sorted(replayed(viewer, person, away=True), key=lambda one: one.plan.begins):
        scale = 60.0 if one.activity.timed else 1.0
        days = {
            day.day: day.today / scale for day in one.course.days
            if day.today is not None and day.state in FIXED and (one.plan.put_away_on is None or day.day <= one.plan.put_away_on)
        }  # fmt: skip
        if days:
            key = f"move.{one.activity.id}"
            unit = "minutes" if one.activity.timed else one.activity.many
            earlier = found[key][2] if key in found else {}
            found[key] = (one.activity.title, unit, {**earlier, **days})
    return found
