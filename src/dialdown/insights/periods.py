"""Stretches of time that Insights can show, and the steps they are drawn in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _

PERIODS = {"6w": (42, _("6 weeks")), "6m": (182, _("6 months")), "1y": (365, _("A year")), "all": (None, _("All"))}
DEFAULT = "6m"


@dataclass(frozen=True)
class Span:
    """A period that is shown: first and last day, both included."""

    key: str
    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return (self.last - self.first).days + 1

    @property
    def step(self) -> str:
        """Day, week or month: what one point of a picture stands for."""
        return "day" if self.days <= 60 else "week" if self.days <= 800 else "month"

    @property
    def step_days(self) -> int:
        """Length of a step in days, for deciding what is a gap."""
        return {"day": 1, "week": 7, "month": 31}[self.step]

    def dates(self) -> list[dt.date]:
        """Every day of the span."""
        return [self.first + dt.timedelta(days=i) for i in range(self.days)]


def span_of(key: str, diary: tuple[dt.date, dt.date]) -> Span:
    """The period `key` of a diary, ending with its last day."""
    length = PERIODS[key][0]
    first, last = diary
    return Span(key, first if length is None else max(first, last - dt.timedelta(days=length - 1)), last)


@dataclass(frozen=True)
class Bucket:
    """One step of a picture: its first and last day and what was recorded in it.

    `low`, `middle`, `high` are the quartiles of the daily numbers; `mean` their mean; `n` days.
    """

    first: dt.date
    last: dt.date
    n: int
    mean: float
    low: float
    middle: float
    high: float

    @property
    def centre(self) -> dt.date:
        """The day in the middle, where a point is drawn."""
        return self.first + (self.last - self.first) / 2

    @property
    def missing(self) -> int:
        """Calendar days without a number."""
        return (self.last - self.first).days + 1 - self.n


def start_of(day: dt.date, step: str) -> dt.date:
    """First day of the step that a day lies in (weeks start on Monday)."""
    if step == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def end_of(start: dt.date, step: str) -> dt.date:
    """Last day of a step."""
    if step == "week":
        return start + dt.timedelta(days=6)
    if step == "month":
        return (start + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return start


def within(days: Mapping[dt.date, float], span: Span) -> dict[dt.date, float]:
    """The numbers of a span, in order."""
    return {day: days[day] for day in sorted(days) if span.first <= day <= span.last}


def buckets(days: Mapping[dt.date, float], span: Span, step: str | None = None) -> list[Bucket]:
    """The steps of a span that hold at least one number; empty steps are left out, never filled."""
    step = step or span.step
    grouped: dict[dt.date, list[float]] = {}
    for day, number in within(days, span).items():
        grouped.setdefault(start_of(day, step), []).append(number)
    found: list[Bucket] = []
    for start, numbers in grouped.items():
        low, middle, high = (float(q) for q in np.quantile(numbers, (0.25, 0.5, 0.75)))
        found.append(
            Bucket(
                max(start, span.first), min(end_of(start, step), span.last), len(numbers),
                float(np.mean(numbers)), low, middle, high,
            )
        )  # fmt: skip
    return found
