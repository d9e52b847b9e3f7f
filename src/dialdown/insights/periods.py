"""Stretches of time that Insights can show, and the steps they are drawn in."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# A line is never joined across more missing days than this.
BRIDGE = 2
PERIODS = {
    "6w": (42, _("6 weeks")),
    "6m": (182, _("6 months")),
    "1y": (365, _("A year")),
    "all": (None, _("All")),
}
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

    def steps(self, step: str) -> list[tuple[dt.date, dt.date]]:
        """First and last day of every step, cut to the span."""
        found: list[tuple[dt.date, dt.date]] = []
        start = start_of(self.first, step)
        while start <= self.last:
            end = end_of(start, step)
            found.append((max(start, self.first), min(end, self.last)))
            start = end + dt.timedelta(days=1)
        return found


def span_of(key: str, diary: tuple[dt.date, dt.date]) -> Span:
    """The period `key` of a diary, ending with its last day."""
    length = PERIODS[key][0]
    first, last = diary
    return Span(key, first if length is None else max(first, last - dt.timedelta(days=length - 1)), last)


@dataclass(frozen=True)
class Bucket:
    """One step of a picture: its first and last day and what was recorded in it.

    `low`, `middle`, `high` are the quartiles of the daily numbers; `mean` their mean; `n` days, the earliest and
    the latest of them `seen_first` and `seen_last`.
    """

    first: dt.date
    last: dt.date
    seen_first: dt.date
    seen_last: dt.date
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
    grouped: dict[dt.date, dict[dt.date, float]] = {}
    for day, number in within(days, span).items():
        grouped.setdefault(start_of(day, step), {})[day] = number
    found: list[Bucket] = []
    for start, numbers in grouped.items():
        seen, values = list(numbers), sorted(numbers.values())
        low, middle, high = (quantile(values, share) for share in (0.25, 0.5, 0.75))
        found.append(
            Bucket(
                max(start, span.first), min(end_of(start, step), span.last), seen[0], seen[-1], len(values),
                math.fsum(values) / len(values), low, middle, high,
            )
        )  # fmt: skip
    return found


def quantile(values: list[float], share: float) -> float:
    """The quantile of sorted numbers, between two of them in a straight line."""
    at = share * (len(values) - 1)
    below = int(at)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (at - below)


def without_gap(earlier: Bucket, later: Bucket) -> bool:
    """Whether a line may join two steps: no more than BRIDGE days without a number lie between them."""
    return (later.seen_first - earlier.seen_last).days <= BRIDGE + 1


def next_week(earlier: Bucket, later: Bucket) -> bool:
    """Whether a line may join two weekly check-ins: no week lies between them."""
    return (start_of(later.seen_first, "week") - start_of(earlier.seen_last, "week")).days <= 7


def runs(steps: list[Bucket], joined: Callable[[Bucket, Bucket], bool] = without_gap) -> list[list[Bucket]]:
    """Steps that one line may join, in order."""
    found: list[list[Bucket]] = []
    for step in steps:
        if found and joined(found[-1][-1], step):
            found[-1].append(step)
        else:
            found.append([step])
    return found


def empty(steps: list[Bucket], span: Span, step: str | None = None) -> list[tuple[dt.date, dt.date]]:
    """The steps of a span without any number, as first and last day."""
    held = {bucket.first for bucket in steps}
    return [(first, last) for first, last in span.steps(step or span.step) if first not in held]
