"""How likely a written-down value is: an interval on the scale, open at both of its ends.

A 7 of a scale with steps of 1 says that what was felt lay between 6.5 and 7.5; a 10 says that it was
above 9.5, and nothing about how far. So days at an end carry what they know and no more. The
likelihood is log-concave, so Newton's method reaches the one top (Laplace's method around it).

Source: Durbin and Koopman, Time Series Analysis by State Space Methods, 2nd ed., ch. 10 and 13.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dialdown.science.compiled import compiled
from dialdown.science.gain_field import prior_band, solve_field

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PASSES = 30
# Passes end when no day's signal moves by more than this share of one day's noise.
STILL = 1e-5
LONGEST_STEP = 4.0
FARTHEST = 24.0
LEAST_WEIGHT = 1e-9
ROOT_2, ROOT_2PI, LOG_2PI = math.sqrt(2.0), math.sqrt(2.0 * math.pi), math.log(2.0 * math.pi)


@compiled
def interval_pull(low: float, high: float, signal: float, sd: float) -> tuple[float, float, float]:
    """Log likelihood of `low` <= signal + noise < `high`, its slope in the signal, and minus its curvature."""
    first, second = (low - signal) / sd, (high - signal) / sd
    turned = first + second < 0.0
    if turned:
        first, second = -second, -first
    if first > FARTHEST:  # beyond the reach of erfc: as if the near end itself had been written down
        sign = -1.0 if turned else 1.0
        return -0.5 * first * first - math.log(first * ROOT_2PI), sign * first / sd, 1.0 / (sd * sd)
    share = 0.5 * (math.erfc(first / ROOT_2) - (0.0 if second == math.inf else math.erfc(second / ROOT_2)))
    if not share > 1e-300:
        share = 1e-300
    at_first = math.exp(-0.5 * first * first) / ROOT_2PI if first > -40.0 else 0.0
    at_second = math.exp(-0.5 * second * second) / ROOT_2PI if second < 40.0 else 0.0
    slope = (at_first - at_second) / share
    up = second * at_second if second < 40.0 else 0.0
    down = first * at_first if first > -40.0 else 0.0
    curve = (up - down) / share + slope * slope
    return math.log(share), (-slope if turned else slope) / sd, max(curve, LEAST_WEIGHT) / (sd * sd)


@compiled
def log_likelihood(
    theta: Floats,
    days: int,
    start: Floats,
    day: Ints,
    load: Floats,
    weekday: Ints,
    low: Floats,
    high: Floats,
    signal: Floats,
) -> float:
    """Log likelihood of the observed days under `theta` (5,), all else integrated out (Laplace); weekdays left out.

    `low`, `high` (n,) centred ends of what was written down; low = high means a plain number.
    `signal` (n,) where to begin; holds the top's signal afterwards.
    """  # fmt: skip
    prior, log_prior = prior_band(theta, days, start)
    value = settle(theta, prior, start, day, load, weekday, low, high, signal, 0)[5]
    return value + 0.5 * log_prior


@compiled
def settle(
    theta: Floats,
    prior: Floats,
    start: Floats,
    day: Ints,
    load: Floats,
    weekday: Ints,
    low: Floats,
    high: Floats,
    signal: Floats,
    week: int,
) -> tuple[Floats, Floats, Floats, Floats, Floats, float]:
    """Newton to the top of the field: what `solve_field` returns there, with the log likelihood (but for
    the prior's determinant) as its last part."""  # fmt: skip
    n = len(day)
    s2 = math.exp(theta[0])
    sd = math.sqrt(s2)
    weight, pull = np.empty(n), np.empty(n)
    plain = True
    for i in range(n):
        if low[i] != high[i]:
            plain = False
    total, passes = 0.0, 0
    while True:
        passes += 1
        for i in range(n):
            if low[i] == high[i]:
                weight[i], pull[i] = 1.0 / s2, low[i] / s2
            else:
                _, slope, weight[i] = interval_pull(low[i], high[i], signal[i], sd)
                pull[i] = weight[i] * signal[i] + slope
        middle, weekdays, band, border, covariance, log_det = solve_field(
            prior, start, day, load, weekday, weight, pull, week
        )
        moved = 0.0
        for i in range(n):
            at = 3 * day[i]
            step = middle[at] + middle[at + 1] * load[i] + middle[at + 2] - signal[i]
            if week > 0:
                step += weekdays[weekday[i]]
            if not plain:
                # A day far out on a flat tail would overshoot.
                step = min(max(step, -LONGEST_STEP * sd), LONGEST_STEP * sd)
                moved = max(moved, abs(step))
            signal[i] += step
        if moved < STILL * sd or passes == PASSES:
            break
    for i in range(n):
        if low[i] == high[i]:
            away = low[i] - signal[i]
            total -= 0.5 * (away * away / s2 + math.log(s2) + LOG_2PI)
        else:
            total += interval_pull(low[i], high[i], signal[i], sd)[0]
        # x'Qx at the top, from the normal equations.
        total -= 0.5 * signal[i] * (pull[i] - weight[i] * signal[i])
    return middle, weekdays, band, border, covariance, total - 0.5 * log_det
