"""Slope of the likelihood in the five dynamics, exact, for days that are plain numbers: one solve instead of six.

By Fisher's identity the slope of the log likelihood is what the slope of the full data's log likelihood is
expected to be given the outcome: sums of squares of the field's steps, from its middle and the band of covariances.

Source: Durbin and Koopman, Time Series Analysis by State Space Methods, 2nd ed., 7.3.3.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dialdown.science.compiled import compiled
from dialdown.science.gain_field import PARAMETERS, near_covariances, prior_band, solve_field

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def plain_slope(
    theta: Floats, days: int, start: Floats, day: Ints, load: Floats, weekday: Ints, outcome: Floats
) -> Floats:
    """Slope (5,) of the log likelihood of `outcome` (n,), centred, weekdays taken off, in `theta` (5,)."""
    n, steps = len(day), days - 1
    s2 = math.exp(theta[0])
    phi = math.tanh(theta[1])
    r, q_level, q_gain = s2 * math.exp(theta[2]), s2 * math.exp(theta[3]), math.exp(theta[4])
    left = 1.0 - phi * phi
    prior, _ = prior_band(theta, days, start)
    weight, pull = np.full(n, 1.0 / s2), outcome / s2
    x, _, low, _, _, _ = solve_field(prior, start, day, load, weekday, weight, pull, 0)
    near = near_covariances(low)
    own = 0.0
    for k in range(n):
        i, at = 3 * day[k], load[k]
        away = outcome[k] - x[i] - at * x[i + 1] - x[i + 2]
        own += away * away + near[i, 0] + at * at * near[i + 1, 0] + near[i + 2, 0]
        own += 2.0 * (at * near[i, 1] + near[i, 2] + at * near[i + 1, 1])
    level, gain, before, after, across = 0.0, 0.0, 0.0, 0.0, 0.0
    for t in range(steps):
        i, j = 3 * t, 3 * t + 3
        step = x[j] - x[i]
        level += step * step + near[i, 0] + near[j, 0] - 2.0 * near[i, 3]
        step = x[j + 1] - x[i + 1]
        gain += step * step + near[i + 1, 0] + near[j + 1, 0] - 2.0 * near[i + 1, 3]
        before += x[i + 2] * x[i + 2] + near[i + 2, 0]
        after += x[j + 2] * x[j + 2] + near[j + 2, 0]
        across += x[i + 2] * x[j + 2] + near[i + 2, 3]
    moved = after - 2.0 * phi * across + phi * phi * before
    first = x[2] * x[2] + near[2, 0]
    slope = np.empty(PARAMETERS)
    slope[2] = 0.5 * (first / r - 1.0 + moved / (r * left) - steps)
    slope[3] = 0.5 * (level / q_level - steps)
    slope[4] = 0.5 * (gain / q_gain - steps)
    slope[0] = 0.5 * (own / s2 - n) + slope[2] + slope[3]
    slope[1] = steps * phi + (across - phi * before) / r - phi * moved / (r * left)
    return slope
