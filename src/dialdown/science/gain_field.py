"""The field of a diary that has a gain: slow level, gain and day-to-day memory of every day, solved at once.

Model of the days on which outcome and load are known (s2 = variance of one day's own noise)::

    y_t = c + level_t + gain_t * load_t + ar_t + weekday + e_t

    level, gain: random walks, daily step variances q_level and q_gain; ar: AR(1), memory phi, marginal variance r

All days together are a Gaussian Markov field: the precision of (level, gain, ar) by day is a band of half
width 3, bordered by the seven weekdays. One Cholesky decomposition gives the likelihood, the middle and
every variance in time that grows with the days; missing days cost nothing.

Source: Rue and Held, Gaussian Markov Random Fields (2005), ch. 2; the variances by Takahashi's recursion.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dialdown.science.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WEEK = 7
BAND = 3
# theta: log s2, atanh phi, log r / s2, log q_level / s2, log q_gain (outcome units squared a day).
PARAMETERS = 5


@compiled
def prior_band(theta: Floats, days: int, start: Floats) -> tuple[Floats, float]:
    """Precision of the field before any outcome, (3 days, 4) lower band, and its log-determinant.

    `start` (3,) variances of the first level, of the first gain and of a weekday.
    """
    s2 = math.exp(theta[0])
    phi = math.tanh(theta[1])
    r = s2 * math.exp(theta[2])
    step = np.array([s2 * math.exp(theta[3]), math.exp(theta[4]), r * (1.0 - phi * phi)])
    first = np.array([start[0], start[1], r])
    link = np.array([1.0, 1.0, phi])
    band = np.zeros((3 * days, BAND + 1))
    log_det = -WEEK * math.log(start[2])
    for i in range(3):
        log_det -= math.log(first[i]) + (days - 1) * math.log(step[i])
        own, back_own, across = 1.0 / step[i], link[i] * link[i] / step[i], -link[i] / step[i]
        band[i, 0] = 1.0 / first[i]
        for t in range(days - 1):
            band[3 * t + i, 0] += back_own
            band[3 * t + 3 + i, 0] += own
            band[3 * t + 3 + i, BAND] = across
    return band, log_det


@compiled
def solve_field(
    prior: Floats,
    start: Floats,
    day: Ints,
    load: Floats,
    weekday: Ints,
    weight: Floats,
    pull: Floats,
    week: int,
) -> tuple[Floats, Floats, Floats, Floats, Floats, float]:
    """The middle of the field given `weight` (n,) precisions and `pull` (n,) = weight * centred outcome.

    `day` (n,) grid rows of the observed days with their `load` and `weekday`; `week` 7, or 0 to leave
    the weekdays out. Returns the field's middle (3 days,), the weekdays' (week,), the Cholesky band
    (3 days + 6, 4), the border forward-solved (3 days, week), the weekdays' covariance (week, week)
    and the log-determinant of the whole precision. The decomposition is L D L' (no root in the chain from row
    to row); the band has three empty rows before and behind, so that nothing has to ask where it begins, and its
    first column holds 1 / D.
    """  # fmt: skip
    size = len(prior)
    low = np.zeros((size + 2 * BAND, BAND + 1))
    low[BAND : BAND + size] = prior
    middle = np.zeros(size)
    # Three empty rows in front, as in the band.
    padded = np.zeros((size + BAND, week))
    corner = np.zeros((week, week))
    target = np.zeros(week)
    for k in range(week):
        corner[k, k] = 1.0 / start[2]
    for n in range(len(day)):
        row, w, x = 3 * day[n], weight[n], load[n]
        at = row + BAND
        low[at, 0] += w
        low[at + 1, 0] += w * x * x
        low[at + 1, 1] += w * x
        low[at + 2, 0] += w
        low[at + 2, 1] += w * x
        low[at + 2, 2] += w
        middle[row] += pull[n]
        middle[row + 1] += pull[n] * x
        middle[row + 2] += pull[n]
        if week > 0:
            d = weekday[n]
            padded[at, d] += w
            padded[at + 1, d] += w * x
            padded[at + 2, d] += w
            corner[d, d] += w
            target[d] += pull[n]
    log_det, product = 0.0, 1.0
    # Of the three rows before: 1 / D, the entries that are still needed, and the solution.
    inverse_1, inverse_2, inverse_3 = 0.0, 0.0, 0.0
    first_1, first_2, second_1 = 0.0, 0.0, 0.0
    one, two, three = 0.0, 0.0, 0.0
    for i in range(size):
        row = low[i + BAND]
        # Entries times their pivot first, so that only one division stands between a row and the next.
        far = row[3]
        mid = row[2] - far * first_2
        near = row[1] - far * second_1 - mid * first_1
        third, second, first = far * inverse_3, mid * inverse_2, near * inverse_1
        rest = row[0] - far * third - mid * second - near * first
        inverse = 1.0 / rest
        row[0], row[1], row[2], row[3] = inverse, first, second, third
        value = middle[i] - first * one - second * two - third * three
        middle[i] = value
        one, two, three = value, one, two
        inverse_1, inverse_2, inverse_3 = inverse, inverse_1, inverse_2
        first_1, first_2, second_1 = first, first_1, second
        product *= rest
        if not 1e-100 < product < 1e100:
            log_det += math.log(product)
            product = 1.0
    log_det += math.log(product)
    weekdays = np.zeros(week)
    covariance = np.zeros((week, week))
    border = padded[BAND:]
    if week > 0:
        for i in range(BAND, size + BAND):
            first, second, third = low[i, 1], low[i, 2], low[i, 3]
            for c in range(WEEK):
                padded[i, c] -= (
                    first * padded[i - 1, c] + second * padded[i - 2, c] + third * padded[i - 3, c]
                )
        scaled = border * low[BAND : BAND + size, :1]
        left = corner - border.T @ scaled
        covariance[:, :] = np.linalg.inv(left)
        log_det += np.linalg.slogdet(left)[1]
        weekdays = covariance @ (target - scaled.T @ middle)
        middle = middle - border @ weekdays
    back(low, middle)
    return middle, weekdays, low, border, covariance, log_det


@compiled
def forward(low: Floats, values: Floats) -> None:
    """Solve L x = values (3 days,) in place."""
    one, two, three = 0.0, 0.0, 0.0
    for i in range(len(values)):
        at = i + BAND
        value = values[i] - low[at, 1] * one - low[at, 2] * two - low[at, 3] * three
        values[i] = value
        one, two, three = value, one, two


@compiled
def back(low: Floats, values: Floats) -> None:
    """Solve D L' x = values (3 days,) in place."""
    one, two, three = 0.0, 0.0, 0.0
    for i in range(len(values) - 1, -1, -1):
        at = i + BAND
        value = values[i] * low[at, 0] - low[at + 1, 1] * one - low[at + 2, 2] * two - low[at + 3, 3] * three
        values[i] = value
        one, two, three = value, one, two


@compiled
def near_covariances(low: Floats) -> Floats:
    """Covariance of i and i + j of the field, (3 days + 3, 4) with empty rows behind; weekdays taken as known."""
    size = len(low) - 2 * BAND
    near = np.zeros((size + BAND, BAND + 1))
    for i in range(size - 1, -1, -1):
        one, two, three = low[i + BAND + 1, 1], low[i + BAND + 2, 2], low[i + BAND + 3, 3]
        near[i, 3] = -(one * near[i + 1, 2] + two * near[i + 2, 1] + three * near[i + 3, 0])
        near[i, 2] = -(one * near[i + 1, 1] + two * near[i + 2, 0] + three * near[i + 2, 1])
        near[i, 1] = -(one * near[i + 1, 0] + two * near[i + 1, 1] + three * near[i + 1, 2])
        near[i, 0] = low[i + BAND, 0] - one * near[i, 1] - two * near[i, 2] - three * near[i, 3]
    return near


@compiled
def gain_covariances(
    low: Floats, border: Floats, covariance: Floats, means: Floats
) -> tuple[Floats, Floats, Floats]:
    """What is known of the gain: variances (days,), covariances with averages (a, days), and among these (a, a).

    `means` (a, days) are the weights of averages of the gain over days.
    """
    size, week = border.shape
    days = size // 3
    near = near_covariances(low)
    spread = np.zeros((days, week))
    variances = np.empty(days)
    turned = np.zeros((size + BAND, week))
    for i in range(size - 1, -1, -1):
        at = i + BAND
        inverse, one, two, three = low[at, 0], low[at + 1, 1], low[at + 2, 2], low[at + 3, 3]
        for c in range(WEEK):
            turned[i, c] = (
                border[i, c] * inverse
                - one * turned[i + 1, c]
                - two * turned[i + 2, c]
                - three * turned[i + 3, c]
            )
    own = np.ascontiguousarray(turned[1:size:3])
    spread = own @ covariance
    for t in range(days):
        variances[t] = near[3 * t + 1, 0]
        for c in range(week):
            variances[t] += spread[t, c] * own[t, c]
    along = (means @ spread) @ own.T
    for a in range(len(means)):
        column = np.zeros(size)
        column[1::3] = means[a]
        forward(low, column)
        back(low, column)
        along[a] += column[1::3]
    return variances, along, along @ means.T
