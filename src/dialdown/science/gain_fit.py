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
from dialdown.science.gain_slope import plain_slope

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
MIXTURE = (-3.0, -1.5, 0.0, 1.5, 3.0)
# Of a load that is always the same the answer is the gain: no level, no weekdays, any first gain, and a drift of
# about three quarters of the answers' SD, since nothing else makes them drift.
NOTHING, NO_DRIFT, FIRST_ANSWER, MORE_DRIFT = 1e-3, -16.0, 20.0, 2.0
# Parts of the mixture less likely than the best by more than e to this power are left out.
LEAST_LIKELY = 7.0
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
    """BFGS from `theta` (5,): the lowest point, its cost, and whether it was reached.

    The slope is exact where all days are plain numbers, else by forward differences.
    """
    theta = theta.copy()
    here = cost(theta, centre, days, start, day, load, weekday, low, high, signal)
    sd = np.array(PRIOR_SD)
    slope = np.empty(PARAMETERS)
    old_slope = np.zeros(PARAMETERS)
    step = np.zeros(PARAMETERS)
    inverse = np.diag(np.array([0.05, 0.1, 0.3, 1.5, 1.0]))
    trial_signal = signal.copy()
    plain = True
    for i in range(len(low)):
        if low[i] != high[i]:
            plain = False
    for turn in range(MOST_STEPS):
        if plain:
            slope = (theta - centre) / (sd * sd) - plain_slope(theta, days, start, day, load, weekday, low)
        else:
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


@compiled
def mixed(
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
    steps: Floats,
    means: Floats,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """The field with the gain's drift moved by each of `steps` (k,): log likelihood with its prior (k,), gain
    and variance (k, days), covariances with the averages `means` (a, days) as (k, a, days), and among these (k, a, a).

    Parts that are less likely than the best by e^-7 keep zeros and a likelihood of -inf.
    """  # fmt: skip
    many, wanted = len(steps), len(means)
    likely = np.full(many, -math.inf)
    gains, variances = np.zeros((many, days)), np.zeros((many, days))
    alongs, amongs = np.zeros((many, wanted, days)), np.zeros((many, wanted, wanted))
    best = -math.inf
    for order in range(many):
        # From the middle outwards, so that the best is known early.
        k = many // 2 + (order + 1) // 2 * (1 if order % 2 == 1 else -1)
        moved = theta.copy()
        moved[-1] += steps[k]
        prior, log_prior = prior_band(moved, days, start)
        field, _, band, border, covariance, value = settle(
            moved, prior, start, day, load, weekday, low, high, signal.copy(), WEEK
        )
        away = (moved[-1] - centre[-1]) / PRIOR_SD[-1]
        value += 0.5 * log_prior - 0.5 * away * away
        best = max(best, value)
        if value > best - LEAST_LIKELY:
            likely[k] = value
            gains[k] = field[1::3]
            variances[k], alongs[k], amongs[k] = gain_covariances(band, border, covariance, means)
    return likely, gains, variances, alongs, amongs


def fit_gain(pairs: Pairs, scale: float, *, fixed: bool = False) -> GainFit:
    """Fit the dynamics, then the gain; `scale` (outcome units) is the outcome's standard deviation.

    `fixed`: the load is 1 on every day, so that level and gain are one and the same; then there is a gain only.
    """
    variance = scale * scale
    centre = np.array(PRIOR_MEAN)
    centre[0] += math.log(variance)
    centre[-1] += math.log(variance * YEAR / pairs.days)
    start = np.array([FREE_LEVEL, FIRST_GAIN, WEEKDAY]) ** 2 * variance
    if fixed:
        centre[3] = NO_DRIFT
        centre[-1] += MORE_DRIFT
        start = np.array([NOTHING, FIRST_ANSWER, NOTHING]) ** 2 * variance
    near = np.where(np.isfinite(pairs.low), pairs.low, pairs.high)
    near = np.where(np.isfinite(pairs.low) & np.isfinite(pairs.high), (pairs.low + pairs.high) / 2.0, near)
    middle = 0.0 if fixed else float(near.mean())
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
    theta, _, converged = search(theta, centre, *given, low - offset, high - offset, signal)
    means = np.stack([pairs.reference, pairs.latest])
    likely, gains, variances, alongs, amongs = mixed(
        theta, centre, *given, low, high, signal + offset, np.array(MIXTURE), means
    )
    if not converged or not np.isfinite(likely.max()):
        likely, converged = np.zeros(len(MIXTURE)), False
    share = np.exp(likely - likely.max())
    share /= share.sum()
    gain, levels = share @ gains, gains @ means.T
    averages = share @ levels
    away, off = gains - gain, levels - averages
    return GainFit(
        gain=gain,
        variance=share @ (variances + away**2),
        averages=averages,
        among=np.einsum("k,kab->ab", share, amongs) + np.einsum("k,ka,kb->ab", share, off, off),
        along=np.einsum("k,kat->at", share, alongs) + (share[:, None] * off).T @ away,
        theta=theta,
        converged=converged,
    )
