"""Plans beside what was done, summed over some days. No single day, and nothing about pain."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dialdown.activity import amounts
from dialdown.activity.activities import Activity
from dialdown.activity.keeping.doors import may_read
from dialdown.activity.reading.plans import Standing, replayed
from dialdown.people.access import require
from dialdown.people.models import Person

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@dataclass(frozen=True)
class Sum:
    """One plan over some days, in the unit of its activity. `asked` = days on which it asked for an amount."""

    activity: Activity
    planned: int
    done: int
    asked: int
    done_days: int

    @property
    def planned_words(self) -> str:
        """What the plan asked for, in words."""
        return amounts.words(self.planned, self.activity)

    @property
    def done_words(self) -> str:
        """What was done, in words."""
        return amounts.words(self.done, self.activity)


@dataclass(frozen=True)
class PlanLine:
    """One plan as a line of a page for a clinician: where it stands, and four weeks of it."""

    title: str
    amount: str
    floor: str
    ceiling: str
    state: str
    who: str
    sum: Sum


def week_sums(viewer: Viewer, person: Person, first: dt.date) -> list[Sum]:
    """Every open plan over the week from `first` on, for whoever may see moving as weekly sums; else empty."""
    if not require(viewer, person.pk).week("move"):
        return []
    last = first + dt.timedelta(days=6)
    sums = [summed(one, first, last) for one in replayed(viewer, person, last)]
    return [one for one in sums if one.asked or one.done_days]


def plan_lines(viewer: Viewer, person: Person, first: dt.date, last: dt.date) -> list[PlanLine]:
    """Every open plan as it stands on `last`, with its sum over the days. Raises Denied."""
    may_read(viewer, person.pk)
    return [
        PlanLine(
            _(one.activity.title), amounts.words(one.day.amount, one.activity), amounts.words(one.day.floor, one.activity),
            amounts.words(one.day.ceiling, one.activity), one.day.state, one.prescription.who if one.prescription else "",
            summed(one, first, last),
        )
        for one in replayed(viewer, person, last)
    ]  # fmt: skip


def summed(standing: Standing, first: dt.date, last: dt.date) -> Sum:
    """One plan over the days from `first` to `last`, both in it."""
    asked = [day.today for day in standing.course.days if first <= day.day <= last and day.today is not None]
    done = [amount for day, amount in standing.done.items() if first <= day <= last]
    return Sum(standing.activity, sum(asked), sum(done), len(asked), len(done))
