"""Reads about moving. Every selector takes the viewer and needs the scope `move`."""

from __future__ import annotations

from dialdown.activity.keeping.doors import may_read, plan_of, today_of
from dialdown.activity.reading.over_time import (
    first_day,
    hand_over_due,
    programme,
    programmes,
    review_due,
    reviews,
    watch,
    watch_due,
)
from dialdown.activity.reading.planned import planned_loads
from dialdown.activity.reading.plans import Standing, done, latest, standing, standings
from dialdown.activity.reading.prescriptions import conflict, prescription, prescriptions, waiting
from dialdown.activity.reading.sums import PlanLine, Sum, plan_lines, week_sums

__all__ = [
    "PlanLine", "Standing", "Sum", "conflict", "done", "first_day", "hand_over_due", "latest", "may_read", "plan_lines", "plan_of",
    "planned_loads", "prescription", "prescriptions", "programme", "programmes", "review_due", "reviews", "standing", "standings",
    "today_of", "waiting", "watch", "watch_due", "week_sums",
]  # fmt: skip
