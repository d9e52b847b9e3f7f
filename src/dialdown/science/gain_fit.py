"""How fast things drift in this diary: penalised search over five dynamics, then a mixture over the gain's drift.

Plain maximum likelihood piles up at a gain that never moves, and its band is too narrow. Weak priors keep it away
from there, and the band is averaged over how fast the gain may drift (docs/science/volume.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dialdown.science.bounded import log_likelihood, settle
from dialdown.science.compiled import compiled
from dialdown.science.gain_field import PARAMETERS, WEEK, gain_covariances, prior_band

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Normal priors on theta (see gain_field): one day's noise around half of the outcome's variance, memory and
# level as in the pattern finder, and a gain that drifts by about a quarter of the outcome's SD over the whole
# diary, however long it is: four months are not enough to know that a gain stands still.
PRIOR_MEAN = (math.log(0.5), 0.55, 0.0, -7.0, -8.5)
PRIOR_SD = (1.0, 0.6, 2.0, 2.5, 1.5)
YEAR = 365.0
# The first level is free; a first gain of more than the outcome's own SD per SD of the load cannot be.
FREE_LEVEL, FIRST_GAIN, WEEKDAY = 3.0, 1.0, 0.5
MIXTURE = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
STEP = 1e-3
NEAR = 5e-2
MOST_STEPS = 40


@dataclass(frozen=True)
class Pairs:
    """Days on which outcome and load are both known.

    `days` calendar days of the grid; `day` (n,) rows in it, `weekday` (n,) 0-6; `load` (n,) in SDs of the
    reference window; `low`, `high` (n,) ends of what was written down (the same = a plain number);
    `reference` and `latest` (days,) weights of the average over the window and over the last days.
    """

    days: int
    day: Ints
    weekday: Ints
    load: Floats
    low: Floats
    high: Floats
    reference: Floats
    latest: Floats


@dataclass(frozen=True)
class GainFit:
    """The gain of every day and what is known of its averages, mixed over how fast it may drift.

    `gain`, `variance` (days,) outcome units per SD of the load; `averages` (2,) of the window and of the last
    days, their covariance `among` (2, 2), and `along` (2, days) covariances with every day. `theta` (5,).
    """

    gain: Floats
    variance: Floats
    averages: Floats
    among: Floats
    along: Floats
    theta: Floats
    converged: bool


@compiled
def cost(
    theta: Floats,
    centre: Floats,
    days: int,
    start: Floats,
    day: Ints,
    load: Floats,
    weekday: Ints,
    low: Floats,
    high: Floats,
    signal: Floats,
) -> float:
    """Minus the log likelihood and the log prior (up to a constant); `centre` (5,) of the priors."""  # fmt: skip
    value = 0.0
    for i in range(PARAMETERS):
        away = (theta[i] - centre[i]) / PRIOR_SD[i]
        if not abs(away) < 8.0:
            return math.inf
        value += 0.5 * away * away
    return value - log_likelihood(theta, days, start, day, load, weekday, low, high, signal)


@compiled
def search(
    theta: Floats,
    centre: Floats,
    days: int,
    start: Floats,
    day: Ints,
    load: Floats,
    weekday: Ints,
    low: Floats,
    high: Floats,
    signal: Floats,
) -> tuple[Floats, float, bool]:
    """BFGS from `theta` (5,) with forward differences: the lowest point, its cost, and whether it was reached."""  # fmt: skip
    theta = theta.copy()
    here = cost(theta, centre, days, start, day, load, weekday, low, high, signal)
    slope = np.empty(PARAMETERS)
    old_slope = np.zeros(PARAMETERS)
    step = np.zeros(PARAMETERS)
    inverse = np.diag(np.array([0.05, 0.1, 0.3, 1.5, 1.0]))
    trial_signal = signal.copy()
    for turn in range(MOST_STEPS):
        for i in range(PARAMETERS):
            moved = theta.copy()
            moved[i] += STEP
            trial_signal[:] = signal
            slope[i] = (
                cost(moved, centre, days, start, day, load, weekday, low, high, trial_signal) - here
            ) / STEP
        if turn > 0:
            change = slope - old_slope
            along = step @ change
            if along > 1e-10:
                half = inverse @ change
                inverse += np.outer(step, step) * ((along + change @ half) / (along * along))
                inverse -= (np.outer(half, step) + np.outer(step, half)) / along
        step = -(inverse @ slope)
        decrement = -(slope @ step)
        if decrement < NEAR * NEAR:
            return theta, here, True
        largest = np.abs(step).max()
        if largest > 1.5:
            step = step * (1.5 / largest)
        for _ in range(25):
            trial_signal[:] = signal
            there = cost(theta + step, centre, days, start, day, load, weekday, low, high, trial_signal)
            if there < here + 1e-4 * (slope @ step):
                break
            step = step * 0.4
        else:
            return theta, here, bool(decrement < 1e-2)
        theta = theta + step
        here = there
        signal[:] = trial_signal
        old_slope = slope.copy()
    return theta, here, False


def fit_gain(pairs: Pairs, scale: float) -> GainFit:
    """Fit the dynamics, then the gain; `scale` (outcome units) is the outcome's standard deviation."""
    variance = scale * scale
    centre = np.array(PRIOR_MEAN)
    centre[0] += math.log(variance)
    centre[-1] += math.log(variance * YEAR / pairs.days)
    start = np.array([FREE_LEVEL, FIRST_GAIN, WEEKDAY]) ** 2 * variance
    near = np.where(np.isfinite(pairs.low), pairs.low, pairs.high)
    near = np.where(np.isfinite(pairs.low) & np.isfinite(pairs.high), (pairs.low + pairs.high) / 2.0, near)
    middle = float(near.mean())
    near = near - middle
    low, high = pairs.low - middle, pairs.high - middle
    given = (pairs.days, start, pairs.day, pairs.load, pairs.weekday)
    plain = bool((low == high).all())
    # The search takes the weekdays as known, from the ends taken as plain numbers; the answer does not.
    signal = np.zeros(len(low))
    weekdays = settle(centre, prior_band(centre, pairs.days, start)[0], *given[1:], near, near, signal, WEEK)[
        1
    ]
    offset = weekdays[pairs.weekday]
    signal -= offset
    theta = centre
    if not plain:
        theta, _, _ = search(theta, centre, *given, near - offset, near - offset, signal)
    theta, best, converged = search(theta, centre, *given, low - offset, high - offset, signal)
    means = np.stack([pairs.reference, pairs.latest])
    weights: list[float] = []
    parts: list[tuple[Floats, Floats, Floats, Floats]] = []
    for away in MIXTURE:
        moved = theta.copy()
        moved[-1] += away
        part_signal = signal.copy()
        here = cost(moved, centre, *given, low - offset, high - offset, part_signal)
        if not best - here > -12.0:
            continue
        prior, _ = prior_band(moved, pairs.days, start)
        field, _, band, border, covariance, _ = settle(
            moved, prior, *given[1:], low, high, part_signal + offset, WEEK
        )
        parts.append((field[1::3].copy(), *gain_covariances(band, border, covariance, means)))
        weights.append(math.exp(best - here))
    share = np.array(weights) / sum(weights)
    gain = _mean(share, [part[0] for part in parts])
    middles = np.array([part[0] for part in parts])
    away, level = middles - gain, middles @ means.T
    averages = share @ level
    off = level - averages
    return GainFit(
        gain=gain,
        variance=_mean(share, [part[1] for part in parts]) + share @ away**2,
        averages=averages,
        among=_mean(share, [part[3] for part in parts]) + np.einsum("k,ka,kb->ab", share, off, off),
        along=_mean(share, [part[2] for part in parts]) + np.einsum("k,ka,kt->at", share, off, away),
        theta=theta,
        converged=converged,
    )


def _mean(share: Floats, parts: list[Floats]) -> Floats:
    return np.einsum("k,k...->...", share, np.array(parts))
