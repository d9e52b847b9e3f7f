"""Whether a row that was written elsewhere is one that could have been written here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dialdown.activity import quotas
from dialdown.activity.activities import shipped
from dialdown.activity.amounts import LONGEST, MOST
from dialdown.activity.keeping.doors import is_zone
from dialdown.activity.keeping.plans import SHARES
from dialdown.activity.models import PlanFact
from dialdown.activity.prescribing import STOP_RULES

LARGEST = max(LONGEST, MOST)
WITH_AMOUNT, WITHOUT_PLAN = (
    {PlanFact.Kind.HAND, PlanFact.Kind.FLOOR, PlanFact.Kind.STEP},
    {PlanFact.Kind.ILL, PlanFact.Kind.FLARE, PlanFact.Kind.RELAPSE, PlanFact.Kind.RESTING},
)


def unfit(name: str, row: Any) -> str:
    """Why a row of the table `name` could not have been written here; "" when it could."""
    check = CHECKS.get(name)
    return check(row) if check is not None else ""


def _plan(row: Any) -> str:
    if row.activity not in shipped():
        return f"activity: {row.activity[:40]!r} is not one that this version knows"
    if not 1 <= row.first <= LARGEST or (row.top is not None and not 1 <= row.top <= LARGEST):
        return "first, top: expected an amount from 1 on"
    if not quotas.LEAST_STEP <= row.step_share <= quotas.MOST_STEP:
        return "step_share: expected 0.1 to 0.2"
    return ""


def _fact(row: Any) -> str:
    if (row.kind == PlanFact.Kind.PRESCRIBED) != (row.prescription_id is not None):
        return "prescription: expected with a prescribed plan, and only there"
    if (row.kind in WITHOUT_PLAN) != (row.plan_id is None):
        return f"plan: does not fit {row.kind}"
    if (row.kind in WITH_AMOUNT) != (row.amount is not None) or (
        row.amount is not None and not 1 <= row.amount <= LARGEST
    ):
        return f"amount: does not fit {row.kind}"
    if row.kind == PlanFact.Kind.STEP and row.amount not in SHARES:
        return "amount: expected a step of 10 to 20 %"
    if row.until is not None and row.until < row.day:
        return "until: expected on or after the day"
    return ""


def _prescription(row: Any) -> str:
    if row.activity not in shipped():
        return f"activity: {row.activity[:40]!r} is not one that this version knows"
    if not 1 <= row.floor <= row.amount <= row.ceiling <= LARGEST or not 0 <= row.weekly <= LARGEST:
        return "floor, amount, ceiling: expected in this order"
    if not all(isinstance(key, str) for key in row.stop_rules) or set(row.stop_rules) - STOP_RULES.keys():
        return "stop_rules: expected keys of the list"
    return ""


def _done(row: Any) -> str:
    if not is_zone(row.zone):
        return f"zone: {row.zone[:40]!r} is not a time zone"
    return "" if row.amount <= LARGEST else "amount: is more than a day holds"


def _programme(row: Any) -> str:
    return "" if row.starts_on <= row.ends_on else "ends_on: expected on or after starts_on"


def _hours(row: Any) -> str:
    given = (row.physiotherapy, row.occupational, row.psychology)
    return "" if all(n is None or 0 <= n <= 16 for n in given) else "hours: expected 0 to 16"


CHECKS: dict[str, Callable[[Any], str]] = {
    "plan": _plan, "plan_fact": _fact, "prescription": _prescription, "done": _done, "programme": _programme, "programme_day": _hours,
}  # fmt: skip
