"""Plans as they stand on a day: replayed from facts and from what was done."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dialdown.activity import quotas
from dialdown.activity.activities import Activity, shipped
from dialdown.activity.keeping.doors import may_read, today_of
from dialdown.activity.models import Done, Plan, PlanFact, Prescription, Programme
from dialdown.diary import selectors as diary
from dialdown.people import selectors as people
from dialdown.people.access import Denied
from dialdown.people.models import Person
from dialdown.training import selectors as training

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@dataclass(frozen=True)
class Standing:
    """One plan on one day: what it says, what was done, and how it came there."""

    plan: Plan
    activity: Activity
    course: quotas.Course
    day: quotas.Day
    done: dict[dt.date, int]
    # Days whose amount came from a device.
    counted: frozenset[dt.date]
    prescription: Prescription | None
    facts: dict[str, PlanFact] = field(default_factory=dict[str, PlanFact])

    @property
    def done_today(self) -> int | None:
        """The amount written down (or counted) today; None when there is none."""
        return self.done.get(self.day.day)

    @property
    def turn(self) -> quotas.Turn | None:
        """The newest change of the plan."""
        return self.course.turns[-1] if self.course.turns else None


def standings(
    viewer: Viewer,
    person: Person,
    on: dt.date | None = None,
    *,
    plan_id: uuid.UUID | None = None,
    away: bool = False,
) -> list[Standing]:
    """Every open plan (with `away` those put away too) as it stands on a day (default: today). Raises Denied."""
    may_read(viewer, person.pk)
    return replayed(viewer, person, on, plan_id=plan_id, away=away)


def replayed(
    viewer: Viewer,
    person: Person,
    on: dt.date | None = None,
    *,
    plan_id: uuid.UUID | None = None,
    away: bool = False,
) -> list[Standing]:
    """The same for functions of this room that asked for leave themselves, and show less than a plan."""
    day = on or today_of(person)
    plans = Plan.objects.filter(person=person, begins__lte=day)
    if plan_id is not None:
        plans = plans.filter(pk=plan_id)
    elif not away:
        plans = plans.filter(put_away_on__isnull=True)
    found = [plan for plan in plans if plan.activity in shipped()]
    if not found:
        return []
    facts = list(
        PlanFact.objects.filter(person=person, undone_at__isnull=True, day__lte=day).select_related(
            "prescription"
        )
    )
    pauses = _pauses(viewer, person)
    dones = _dones(found, day)
    devices = _devices(viewer, person, found, day)
    return [_standing(plan, facts, pauses, dones.get(plan.pk, {}), devices, day) for plan in found]


def standing(viewer: Viewer, plan: Plan, on: dt.date | None = None) -> Standing | None:
    """One plan as it stands on a day; None before its first day."""
    return next(iter(standings(viewer, plan.person, on, plan_id=plan.pk)), None)


def done(viewer: Viewer, done_id: uuid.UUID) -> Done | None:
    """What was done at one moment; None when there is none that the viewer may see."""
    found = Done.objects.filter(pk=done_id).select_related("plan").first()
    try:
        if found is not None:
            may_read(viewer, found.plan.person_id)
    except Denied:
        # One of somebody else and one that nobody has are answered alike.
        return None
    return found


def latest(viewer: Viewer, plan: Plan, most: int = 6) -> list[Done]:
    """The newest rows that were written down for a plan."""
    may_read(viewer, plan.person_id)
    return list(Done.objects.filter(plan=plan, deleted_at__isnull=True).order_by("-at", "-id")[:most])


def _standing(
    plan: Plan, facts: list[PlanFact], pauses: list[quotas.Fact], own: dict[dt.date, int],
    devices: dict[str, dict[dt.date, int]], day: dt.date,
) -> Standing:  # fmt: skip
    activity = shipped()[plan.activity]
    mine = [fact for fact in facts if fact.plan_id in (None, plan.pk)]
    counted: dict[dt.date, int] = {}
    for key in activity.device:
        # What she wrote down herself counts; a device only on days without.
        counted |= {on: n for on, n in devices.get(key, {}).items() if on not in own and on >= plan.begins}
    done = own | counted
    setting = quotas.Setting(
        "seconds" if activity.timed else "count", plan.begins, plan.first, plan.step_share, plan.top
    )
    course = quotas.course(setting, [*pauses, *(_fact(f) for f in mine)], done, day, training.decide)
    last = next((f for f in reversed(mine) if f.kind in (PlanFact.Kind.PRESCRIBED, PlanFact.Kind.OWN)), None)
    return Standing(
        plan, activity, course, course.days[-1], done, frozenset(counted),
        last.prescription if last is not None and last.kind == PlanFact.Kind.PRESCRIBED else None, {str(f.pk): f for f in mine},
    )  # fmt: skip


def _fact(row: PlanFact) -> quotas.Fact:
    terms = None
    if row.prescription is not None:
        p = row.prescription
        terms = quotas.Terms(
            p.amount, p.floor, p.ceiling, p.weekly, p.review_on, p.hold_after_illness, who=p.who
        )
    return quotas.Fact(row.kind, row.day, row.until, row.amount, terms, str(row.pk))  # pyright: ignore[reportArgumentType]


def _pauses(viewer: Viewer, person: Person) -> list[quotas.Fact]:
    locked = [quotas.Fact("locked", first, last) for first, last in people.locks(viewer, person.pk)]
    programmes = Programme.objects.filter(person=person)
    return locked + [quotas.Fact("programme", p.starts_on, p.ends_on) for p in programmes]


def _dones(plans: Iterable[Plan], day: dt.date) -> dict[uuid.UUID, dict[dt.date, int]]:
    """Amounts by plan and day. Several moments of a day add up."""
    rows = Done.objects.filter(plan__in=[p.pk for p in plans], deleted_at__isnull=True, day__lte=day)
    found: dict[uuid.UUID, dict[dt.date, int]] = {}
    for plan_id, on, amount in rows.values_list("plan_id", "day", "amount"):
        days = found.setdefault(plan_id, {})
        days[on] = days.get(on, 0) + amount
    return found


def _devices(
    viewer: Viewer, person: Person, plans: Iterable[Plan], day: dt.date
) -> dict[str, dict[dt.date, int]]:
    """What the diary holds for the activities that a device can count: whole steps, and minutes as seconds."""
    plans = list(plans)
    keys = {key for plan in plans for key in shipped()[plan.activity].device}
    if not keys:
        return {}
    begins = min(plan.begins for plan in plans)
    found = diary.counted_days(viewer, person.pk, keys, begins, day)
    by_key: dict[str, dict[dt.date, int]] = {}
    for key, series in found.items():
        factor = 60 if series.definition.unit == "minutes" else 1
        by_key[key] = {on: round(number * factor) for on, number in series.days.items()}
    return by_key
