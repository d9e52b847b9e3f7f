"""Many questions and many looks: Benjamini-Hochberg, and the fixed schedule of looks."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST_DAYS = 42

# Observed days at which a growing diary is looked at, and the share of the error budget each look
# may spend. Little early (six weeks can only show something very large), most between five months
# and a year of a diary with a few gaps. After the listed looks one more at every growth by the
# square root of two; each spends half of what is left, so that all looks ever taken spend no more
# than 1. Chosen by power at equal ever-false: benchmarks/truth/looking.py.
EARLY_LOOKS = ((42, 0.01), (70, 0.04), (140, 0.20), (210, 0.20), (280, 0.35), (400, 0.10))
GROWTH = math.sqrt(2.0)


def false_discovery_q(p: Floats) -> Floats:
    """Benjamini-Hochberg adjusted p-values, (m,), NaN where `p` is NaN (that question was not asked).

    Source: Benjamini and Hochberg 1995, J R Stat Soc B 57:289.
    """
    q = np.full(p.shape, np.nan)
    asked = np.flatnonzero(np.isfinite(p))
    if len(asked):
        order = asked[np.argsort(p[asked], kind="stable")]
        ranked = p[order] * len(order) / np.arange(1, len(order) + 1)
        q[order] = np.minimum(1.0, np.minimum.accumulate(ranked[::-1])[::-1])
    return q


def look_schedule(observed_days: int) -> list[tuple[int, float]]:
    """Looks already due after `observed_days`: (observed days at the look, share of the budget)."""
    looks: list[tuple[int, float]] = []
    while (look := next_look(looks))[0] <= observed_days:
        looks.append(look)
    return looks


def next_look(looks: list[tuple[int, float]]) -> tuple[int, float]:
    """The look that follows all `looks` taken so far."""
    if len(looks) < len(EARLY_LOOKS):
        return EARLY_LOOKS[len(looks)]
    left = 1.0 - sum(share for _, share in looks)
    return math.ceil(looks[-1][0] * GROWTH / 10.0) * 10, left / 2.0


def outcome_budgets(outcomes: int, fdr: float = 0.10) -> tuple[float, ...]:
    """The `fdr` for each of several outcomes of one diary, the person's main outcome first.

    The main outcome keeps `fdr`; the others share half of `fdr`. A person with no pattern at all
    is then *ever* told something with a probability of at most 1.5 `fdr`, however the outcomes hang
    together (union bound). ValueError when `outcomes` < 1.
    """
    if outcomes < 1:
        raise ValueError(f"outcomes: {outcomes}; expected at least 1")
    return (fdr,) + (fdr / 2.0 / max(1, outcomes - 1),) * (outcomes - 1)
