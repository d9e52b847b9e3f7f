"""From the verdicts of the looks to one plain answer per factor."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dialdown.science.findings import (
    best_lag,
    day_effects,
    days_by_lag,
    joint_effect,
    joint_p,
    later_days,
    lead_p,
    odds_ratio,
)
from dialdown.science.group_tests import GroupTest, needed_noncentrality, reach_of
from dialdown.science.lags import BINARY, CHANGES, FILLED, NEAR, OWN, RECORDED, SD
from dialdown.science.looks import FEWEST_CHANGES, FEWEST_NEAR, LEAST_OWN, Look, Verdicts
from dialdown.science.multiplicity import FEWEST_DAYS
from dialdown.science.pattern_results import FactorPattern, LagEffect

Floats = NDArray[np.float64]

DAYS_A_MONTH = 365.25 / 12.0
BOUND_LEVEL = 0.95
LEAD_LIMIT = 0.01
JOINT_LIMIT = 0.10
MOSTLY_FILLED = 0.5


@dataclass(frozen=True)
class Planning:
    """What the answers need besides the looks: `smallest` effect to plan for, in outcome units, and
    whether the diary is looked at often (`peeking`)."""

    smallest: float
    peeking: bool


def factor_answers(
    look: Look, verdicts: Verdicts, planning: Planning, kinds: dict[str, str]
) -> list[FactorPattern]:
    """One answer per factor, in the order of the table."""
    asked = max(1, int(np.isfinite(look.p).sum()))
    found = np.flatnonzero(verdicts.found_at > 0).tolist()
    level = 1.0 - verdicts.alpha * min(asked, len(found)) / asked
    answers: list[FactorPattern] = []
    # Plain numbers from here on: there is one answer a factor, and NumPy's own scalars are slow one by one.
    records, first = look.records.tolist(), look.first.tolist()
    p, q = verdicts.p.tolist(), verdicts.q.tolist()
    asked_lags = [tuple(range(earliest, look.lags + 1)) for earliest in (0, 1)]
    for j, name in enumerate(look.table.factors):
        record, test = records[j], look.tests[j]
        base: dict[str, Any] = {
            "name": name, "kind": kinds[name], "lags": asked_lags[first[j]],
            "p": _known(p[j]), "q": _known(q[j]),
            "found": j in found, "recorded_days": int(record[RECORDED]), "used_days": int(record[NEAR]),
            "filled_share": record[FILLED] if record[SD] > 0.0 else None,
        }  # fmt: skip
        if test is None and j in verdicts.discoveries:
            answers.append(_as_it_was_found(base, look, j, verdicts, planning))
        elif test is None:
            reason, note = _why_not(look, record, j)
            answers.append(FactorPattern(**base, reason=reason, note=note))
        elif base["found"]:
            others = [other for other in found if other != j and look.tests[other] is not None]
            answers.append(_finding(base, look, j, record, test, level, others, verdicts, planning))
        else:
            answers.append(_bound(base, look, record, test, verdicts.next_alpha / asked, planning))
    return answers


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _change(record: list[float]) -> tuple[float, float, str]:
    """A realistic change of the factor: in its own units, in standardised units, in words."""
    if record[BINARY]:
        return 1.0, 1.0 / record[SD], "absent to present"
    return record[SD], 1.0, "one person-SD"


def _finding(
    base: dict[str, Any], look: Look, factor: int, record: list[float], test: GroupTest, level: float, others: list[int],
    verdicts: Verdicts, planning: Planning,
) -> FactorPattern:  # fmt: skip
    per, change, unit = _change(record)
    leads, joint = _known(lead_p(look, factor)), _known(joint_p(look, factor, others))
    # Where it can be told from what else was found, its effect is the one beside that.
    given = others if joint is not None and joint <= JOINT_LIMIT else []
    told = joint_effect(look, factor, level, given) if given else None
    effect, low, high = told or (test.effect, *test.interval(level))
    lagged = days_by_lag(look, factor)
    found_on, later = None, None
    if planning.peeking:
        found_at = int(verdicts.found_at[factor])
        date = look.table.date(int(look.day[found_at - 1]))
        found_on = date.isoformat() if date else None
        later = _held_up(look, factor, found_at, float(verdicts.first_effect[factor]))
    days = day_effects(look, factor, lagged, level, given if told else ())
    notes: list[str] = []
    if leads is not None and leads < LEAD_LIMIT:
        notes.append("Its later days go with the outcome too: it may answer to the outcome.")
    if joint is not None and joint > JOINT_LIMIT:
        names = ", ".join(list(look.table.factors)[other] for other in others)
        notes.append(f"It moves together with {names}: the diary cannot tell which of them it is.")
    if told is not None:
        notes.append("Its effect is the one beside what else was found.")
    if later is not None:
        notes.append(f"On the days after it was found it {later}.")
    odds = odds_ratio(look, factor, change)
    if odds is not None:
        notes.append(f"Beside days of the same month the odds of yes are {odds:.2g} times.")
    if low <= 0.0 <= high:
        notes.append("Whether all days together make it more or less is not clear.")
    notes += _filled_note(record)
    return FactorPattern(
        **base, effect=change * effect, low=change * low, high=change * high, level=level, per=per, unit=unit,
        best_lag=best_lag(look, factor, lagged), lead_p=leads,
        lag_effects=tuple(LagEffect(lag, *(change * one for one in numbers)) for lag, *numbers in days),
        joint_p=joint, beside_others=told is not None, found_on=found_on, later=later, odds=odds, note=" ".join(notes) or None,
    )  # fmt: skip


def _as_it_was_found(
    base: dict[str, Any], look: Look, factor: int, verdicts: Verdicts, planning: Planning
) -> FactorPattern:
    """What was found stays found: the effect of then, with its date, where the last look cannot ask any more."""
    discovery = verdicts.discoveries[factor]
    then, known = discovery.look, discovery.known
    record, test = then.records[factor].tolist(), then.tests[factor]
    assert test is not None
    asked = max(1, int(np.isfinite(then.p).sum()))
    level = 1.0 - discovery.alpha * min(asked, len(known)) / asked
    others = [other for other in known if other != factor and then.tests[other] is not None]
    base = {**base, "filled_share": record[FILLED]}
    # Nothing after the discovery is judged here, so this is the answer of one look.
    was = _finding(
        base, then, factor, record, test, level, others, verdicts, Planning(planning.smallest, peeking=False)
    )
    reason, why = _why_not(look, look.records[factor].tolist(), factor)
    at = int(verdicts.found_at[factor])
    date = look.table.date(int(look.day[at - 1]))
    since = f"on {date.isoformat()}" if date else f"after {at} observed days"
    notes = [f"Found {since}, with the effect of then. The newest days cannot be judged: {why}", was.note]
    return was._replace(
        found_on=date.isoformat() if date else None,
        reason=reason,
        note=" ".join(note for note in notes if note),
    )


def _bound(
    base: dict[str, Any], look: Look, record: list[float], test: GroupTest, alpha: float, planning: Planning
) -> FactorPattern:
    per, change, unit = _change(record)
    # The outer end of the interval.
    bound = change * (abs(test.effect) + test.se * reach_of(test.rest, BOUND_LEVEL))
    if bound >= look.moved:
        return FactorPattern(
            **base, reason="wide", note="The days so far leave every size of an effect possible."
        )
    days = len(look.table.outcome)
    months = _months(test, smallest=planning.smallest / change, alpha=alpha, days=days)
    return FactorPattern(
        **base, per=per, unit=unit, bound=bound, months_needed=months,
        note=" ".join(_filled_note(record)) or None,
    )  # fmt: skip


def _months(test: GroupTest, *, smallest: float, alpha: float, days: int) -> int | None:
    """Further months of the same diary until an effect of `smallest` is found in 4 of 5 cases."""
    have = smallest * smallest * test.pull
    if not (have > 0.0 and math.isfinite(have)):
        return None
    needed = needed_noncentrality(alpha, test.rank, test.rest)
    months = (needed / have - 1.0) * days / DAYS_A_MONTH
    return max(0, math.ceil(months)) if months < 1e6 else None


def _held_up(look: Look, factor: int, found_at: int, first_effect: float) -> str | None:
    """Judged on the days after the discovery only; None while they cannot tell.

    Held up = the 90 % interval of the later days lies on the side of the first effect; did not hold
    up = it excludes even half of the first effect.
    """
    later = later_days(look, factor, found_at)
    if later is None:
        return None
    sign = 1.0 if first_effect >= 0.0 else -1.0
    least, most = sorted((sign * later[1], sign * later[2]))
    if least > 0.0:
        return "held up"
    return "did not hold up" if most < 0.5 * abs(first_effect) else None


def _filled_note(record: list[float]) -> list[str]:
    if record[FILLED] > MOSTLY_FILLED:
        return ["More than half of the earlier days it needs were not recorded."]
    return []


def _why_not(look: Look, record: list[float], factor: int) -> tuple[str, str]:
    """Why a factor could not be asked about: a word for programs and a sentence for people."""
    recorded, changes = int(record[RECORDED]), int(record[CHANGES])
    if recorded == 0:
        return "never_recorded", "Never recorded in this time."
    if recorded < FEWEST_DAYS:
        return "few_days", f"Recorded on {recorded} days; {FEWEST_DAYS} are needed."
    if changes == 0:
        return "constant", "It was the same every day, so nothing can be said."
    if changes < FEWEST_CHANGES or not record[SD] > 0.0:
        return "hardly_varied", (
            f"It hardly varied: it differed from its usual value on {changes} days; {FEWEST_CHANGES} are needed."
            if changes < FEWEST_CHANGES
            else "It hardly varied, so nothing can be said."
        )
    if look.refused.get(factor) == "same":
        return "same", "It says next to the same as the outcome, so it has no effect that could be told."
    if look.refused.get(factor) == "apart":
        return "apart", "Too few of its days can be read beside the outcome."
    if record[NEAR] < FEWEST_NEAR:
        return "apart", f"Too few days of it lie near the outcome; {FEWEST_NEAR} are needed."
    if look.refusal is not None and record[OWN] >= LEAST_OWN:
        return "outcome", look.refusal
    return "calendar", "It follows the weekday or a straight line, so it cannot be told apart from them."


def enough_on(last: dt.date | None, observed: int, days: int) -> str | None:
    """Date (ISO) of the 42nd observed day at the present rate: last date + missing days / observed rate.

    None without dates, without any observed day, or when it lies after the year 9999.
    """
    if last is None or observed == 0:
        return None
    try:
        return (last + dt.timedelta(days=math.ceil((FEWEST_DAYS - observed) * days / observed))).isoformat()
    except OverflowError:
        return None
