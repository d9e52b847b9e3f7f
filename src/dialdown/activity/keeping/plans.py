"""Plans, and the facts that move them. Every one of these can be taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.activity import quotas
from dialdown.activity.keeping.doors import (
    activity_of,
    may_write,
    open_for_moving,
    plan_of,
    today_of,
    touch,
    voice,
)
from dialdown.activity.models import Plan, PlanFact
from dialdown.intake.records import BadInput, Problem
from dialdown.people.access import Denied
from dialdown.people.models import Person
from dialdown.people.services import hold

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

Kind = PlanFact.Kind
# What can be noted of every plan at once, and of one plan.
NOTED_OF_ALL = frozenset({Kind.ILL, Kind.FLARE, Kind.RELAPSE})
NOTED_OF_ONE = frozenset({Kind.HAND, Kind.FLOOR, Kind.STEP, Kind.START_NOW, Kind.MEASURE, Kind.KEEP})
# The share of a weekly step, in percent of the baseline.
SHARES = range(round(100 * quotas.LEAST_STEP), round(100 * quotas.MOST_STEP) + 1)


@transaction.atomic
def begin_plan(
    *, viewer: Viewer, person: Person, activity: str, first: int | None = None, top: int | None = None, step_share: float = 0.1,
) -> Plan:  # fmt: skip
    """A new plan that begins today with measuring; `first` is the floor until then, `top` an amount to stay at.

    An open plan of the same activity is returned as it is. Raises Denied while moving is closed.
    """
    may_write(viewer, person.pk)
    open_for_moving(viewer, person.pk)
    row = activity_of(activity)
    # Locked, so that two taps at once do not make two plans.
    hold(person_id=person.pk)
    found = Plan.objects.filter(person=person, activity=activity, put_away_on__isnull=True).first()
    if found is not None:
        return found
    if not quotas.LEAST_STEP <= step_share <= quotas.MOST_STEP:
        raise BadInput([Problem("step_share", _("A step is 10 to 20 % of the baseline a week."))])
    if (first is not None and first < 1) or (top is not None and top < 1):
        raise BadInput([Problem("first", _("Start with one, or more."))])
    plan = Plan.objects.create(
        person=person, activity=activity, begins=today_of(person), first=first or row.first, top=top, step_share=step_share,
        said_by=voice(viewer, person), typed_by=viewer,
    )  # fmt: skip
    touch(person.pk)
    return plan


@transaction.atomic
def put_away(*, viewer: Viewer, plan_id: uuid.UUID, away: bool = True) -> Plan:
    """Put a plan away, with everything that was written down; or take it up again."""
    plan = plan_of(viewer, plan_id)
    if not away:
        open_for_moving(viewer, plan.person_id)
        others = Plan.objects.filter(
            person_id=plan.person_id, activity=plan.activity, put_away_on__isnull=True
        )
        if others.exclude(pk=plan.pk).exists():
            raise BadInput([Problem("plan", _("There is a plan for this already."))])
    plan.put_away_on = today_of(plan.person) if away else None
    plan.save(update_fields=["put_away_on"])
    touch(plan.person_id)
    return plan


@transaction.atomic
def note_fact(
    *, viewer: Viewer, person: Person, kind: str, plan_id: uuid.UUID | None = None, amount: int | None = None, day: dt.date | None = None,
) -> PlanFact:  # fmt: skip
    """Something that moves plans, noted for today (or an earlier `day`). The same twice is one.

    Illness, a flare day and getting back are about every plan; the others name theirs. `amount` goes with a change by
    hand, a chosen floor (both in the unit of the activity) and a chosen step (10 to 20 % of the baseline a week).
    """
    may_write(viewer, person.pk)
    open_for_moving(viewer, person.pk)
    plan = None
    if kind in NOTED_OF_ONE and plan_id is not None:
        plan = plan_of(viewer, plan_id)
        if plan.person_id != person.pk:
            raise Denied
    elif kind not in NOTED_OF_ALL or plan_id is not None:
        raise BadInput([Problem("kind", _("Choose one of the buttons."))])
    if kind in (Kind.HAND, Kind.FLOOR) and (amount is None or amount < 1):
        raise BadInput([Problem(kind, _("Write an amount, one or more."))])
    if kind == Kind.STEP and amount not in SHARES:
        raise BadInput([Problem(kind, _("A step is 10 to 20 % of the baseline a week."))])
    today = today_of(person)
    when = day or today
    if when > today or when < today - dt.timedelta(days=28):
        raise BadInput([Problem("day", _("Choose a day of the last four weeks."))])
    # A day holds one fact of a kind: a second tap is the same, also at once, and a second amount replaces the first.
    hold(person_id=person.pk)
    same = PlanFact.objects.filter(person=person, plan=plan, kind=kind, day=when, undone_at__isnull=True)
    found = same.filter(amount=amount).first()
    if found is not None:
        return found
    same.update(undone_at=timezone.now())
    fact = PlanFact.objects.create(
        person=person,
        plan=plan,
        kind=kind,
        day=when,
        amount=amount,
        said_by=voice(viewer, person),
        typed_by=viewer,
    )
    touch(person.pk)
    return fact


@transaction.atomic
def undo_fact(*, viewer: Viewer, fact_id: uuid.UUID, undone: bool = True) -> PlanFact:
    """Take a fact back (or bring it back): every plan is again as if it had not been noted."""
    fact = PlanFact.objects.filter(pk=fact_id).select_related("prescription", "person").first()
    if fact is None:
        raise Denied
    may_write(viewer, fact.person_id)
    if fact.kind not in NOTED_OF_ALL | NOTED_OF_ONE:
        raise BadInput([Problem("fact", _("This is changed where it was made."))])
    fact.undone_at = timezone.now() if undone else None
    fact.save(update_fields=["undone_at"])
    touch(fact.person_id)
    return fact
