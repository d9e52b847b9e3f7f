"""What a written-down number says: an interval as wide as the step of its scale, open at the ends of the scale."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = (1.0, 0.5, 0.25, 0.1)


def step_of(outcome: Floats, scale: tuple[float, float]) -> float | None:
    """The step in which values (n,) were written down on a scale; None when there is none or they leave it."""
    if float(outcome.min()) < scale[0] or float(outcome.max()) > scale[1]:
        return None
    for step in STEPS:
        steps = (outcome - scale[0]) / step
        if float(np.abs(steps - np.round(steps)).max()) < 1e-6:
            return step
    return None


def step_each(step: object | None, outcome: object) -> Floats | None:
    """The step of every row (rows,) of `outcome`; None = to be found from the values. `step` has been checked."""
    if step is None:
        return None
    given = np.asarray(step, dtype=np.float64)
    return np.full(len(np.asarray(outcome)), float(given)) if given.ndim == 0 else given


def steps_of(outcome: Floats, scale: tuple[float, float], each: Floats | None) -> Floats:
    """The step of recorded values (n,), NaN = a plain number; all of them where a value leaves the scale."""
    if each is None or float(outcome.min()) < scale[0] or float(outcome.max()) > scale[1]:
        found = step_of(outcome, scale) if each is None else None
        return np.full(len(outcome), math.nan if found is None else found)
    return each


def written(value: Floats, scale: tuple[float, float], steps: Floats) -> tuple[Floats, Floats]:
    """The ends (n,) and (n,) between which a written-down `value` (n,) lies; open at the ends of the scale.

    `steps` (n,) as it was written down, NaN = the value itself is both ends.
    """
    known = np.isfinite(steps)
    half = np.where(known, steps, 0.0) / 2.0
    low = np.where(known & (value <= scale[0]), -np.inf, value - half)
    return low, np.where(known & (value >= scale[1]), np.inf, value + half)
