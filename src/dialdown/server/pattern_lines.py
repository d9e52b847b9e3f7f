"""What the pattern finder says on a terminal: every answer with its interval, its lag, its notes and what would sharpen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dialdown.intake.definitions import shipped

if TYPE_CHECKING:
    from dialdown.science import Patterns
    from dialdown.science.pattern_results import FactorPattern

SHARE = "of 100 days"


def unit_of(outcome: str, values: NDArray[np.float64]) -> str:
    """What effects on a column are counted in: days of yes for 1 and 0, points of a scale, or its own unit; "" when nobody says."""
    known = values[np.isfinite(values)]
    if len(known) and bool(np.isin(known, (0.0, 1.0)).all()):
        return SHARE
    definition = shipped().get(outcome)
    if definition is not None:
        return "points" if definition.type == "scale" else definition.unit
    return "points" if outcome.startswith("pain") else ""


# Further months that are no plan any more.
FAR_MONTHS = 120


def lines(found: Patterns, unit: str) -> list[str]:
    """What goes with the outcome; for the others, how large an effect is still possible."""
    if not found.enough:
        when = f"; enough on {found.enough_on} at this pace" if found.enough_on else ""
        return [f"{found.observed_days} recorded days: not enough yet{when}"]
    span = f"{found.first_date} to {found.last_date}"
    said = [f"{found.outcome}, {span}: {found.observed_days} of {found.days} days recorded"]
    told = found.dynamics
    if found.peeking == "any" and told.next_look is not None:
        as_of = f"Looked at up to {told.as_of}; the" if told.as_of else "The"
        said.append(f"{as_of} next new answer comes at {told.next_look} recorded days.")
    if told.warning:
        said.append(told.warning)
    asked = sum(factor.p is not None for factor in found.factors)
    if found.found:
        said.append(
            f"{len(found.found)} of {asked} found; even where nothing matters, {100 * found.fdr:g} % of such tables find something."
        )
    for factor in found.factors:
        said += _factor(factor, unit)
    return said


def _factor(factor: FactorPattern, unit: str) -> list[str]:
    if factor.effect is not None and factor.low is not None and factor.high is not None:
        low, high = (_amount(number, "", unit == SHARE) for number in (factor.low, factor.high))
        level = 100.0 * (factor.level or 0.0)
        q = "" if factor.q is None else f", q = {factor.q:.3f}"
        head = f"  {factor.name}: {_amount(factor.effect, unit, unit == SHARE)} {_per(factor)} ({level:.4g} % interval {low} to {high}){q}"
        more = [_lag(factor.best_lag)]
        if factor.found_on and not factor.reason:
            more.append(f"Found on {factor.found_on}.")
        return [head, *(f"    {words}" for words in [" ".join(more), factor.note or ""] if words)]
    if factor.bound is not None:
        bound = _amount(factor.bound, unit, unit == SHARE).lstrip("+")
        head = f"  {factor.name}: less than {bound} {_per(factor)}, if anything (95 % limit)"
        more = [factor.note or ""]
        if factor.months_needed and factor.months_needed <= FAR_MONTHS:
            months = "month" if factor.months_needed == 1 else "months"
            more.append(f"A sharper answer needs about {factor.months_needed} more {months}.")
        return [head, *(f"    {words}" for words in more if words)]
    return [f"  {factor.name}: {factor.note or 'cannot be told yet'}"]


def _amount(number: float, unit: str, share: bool) -> str:
    written = f"{100 * number:+.1f}" if share else f"{number:+.2f}"
    return f"{written} {unit}".rstrip()


def _per(factor: FactorPattern) -> str:
    if factor.per is None:
        return ""
    return "when it is there" if factor.unit == "absent to present" else f"when it is {factor.per:g} higher"


def _lag(lag: int | None) -> str:
    if lag is None:
        return ""
    if lag == 0:
        return "Clearest on the same day or the next."
    return f"Clearest {lag} {'day' if lag == 1 else 'days'} later, give or take one."
