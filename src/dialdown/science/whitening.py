"""Kalman whitening of irregularly observed daily series: slow level + AR(1) + white noise.

Model for the observed days (white variance 1, the common scale is concentrated out)::

    y_t = level_t + ar_t + e_t,   level: random walk, step variance q, starts at 0
                                  ar:    AR(1) with coefficient phi and marginal variance r

The level starts at 0 because an intercept is always among the regressors: that is the same
as a diffuse start. The filter is one-sided, so a whitened row holds only the past. Hence a
regressor may depend on *earlier* outcomes (activity after yesterday's pain) and the test
stays valid. Gaps cost nothing: the state is moved over them in closed form.

Source: Durbin and Koopman, Time Series Analysis by State Space Methods, 2nd ed., ch. 4 and 6.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dialdown.science.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Far from overflow: the variance of one day never has a hundred digits.
LOG_WHEN = 1e100


@compiled
def whiten(phi: float, r: float, q: float, day: Ints, columns: Floats) -> tuple[Floats, Floats]:
    """Standardised one-step innovations of every column under one model.

    `day` (n,) increasing day numbers of the observed rows; `columns` (n, c).
    Returns the whitened columns (n, c) and the innovation variances (n,).
    """
    n, width = columns.shape
    white, variances = np.empty((n, width)), np.empty(n)
    level = np.zeros(width)
    ar = np.zeros(width)
    p_level, p_cross, p_ar = 0.0, 0.0, r
    decay, square = 1.0, phi * phi
    added = r * (1.0 - square)
    for i in range(n):
        if i > 0:
            steps = day[i] - day[i - 1]
            p_level += q * steps
            if steps == 1:
                decay = phi
                p_ar = square * p_ar + added
            else:
                decay = phi**steps
                p_ar = decay * decay * p_ar + r * (1.0 - decay * decay)
            p_cross *= decay
        to_level = p_level + p_cross
        to_ar = p_cross + p_ar
        variance = to_level + (to_ar + 1.0)
        precision = 1.0 / variance
        scale = math.sqrt(precision)
        gain_level = to_level * precision
        gain_ar = to_ar * precision
        for c in range(width):
            kept = ar[c] * decay
            innovation = columns[i, c] - level[c] - kept
            white[i, c] = innovation * scale
            level[c] += gain_level * innovation
            ar[c] = kept + gain_ar * innovation
        # Multiplied in this order the next day does not wait for the gains.
        p_level -= to_level * to_level * precision
        p_cross -= to_level * to_ar * precision
        p_ar -= to_ar * to_ar * precision
        variances[i] = variance
    return white, variances


@compiled
def innovation_slopes(theta: Floats, day: Ints, series: Floats, step: float) -> Floats:
    """How the standardised innovations of one series change with the dynamics, (n, 3).

    `theta` (3,) = atanh phi, log r, log q; `series` (n,). Central differences of width `step`; the
    variances that standardise are held, so that a row knows earlier days only.
    """
    column = series.copy().reshape(-1, 1)
    _, held = whiten(math.tanh(theta[0]), math.exp(theta[1]), math.exp(theta[2]), day, column)
    slopes = np.zeros((len(series), 3))
    for k in range(3):
        for sign in (1.0, -1.0):
            at = theta.copy()
            at[k] += sign * step
            white, variances = whiten(math.tanh(at[0]), math.exp(at[1]), math.exp(at[2]), day, column)
            for i in range(len(series)):
                slopes[i, k] += sign * white[i, 0] * math.sqrt(variances[i] / held[i]) / (2.0 * step)
    return slopes


@compiled
def pivots(white: Floats) -> Floats:
    """Cholesky pivots (c,) of the Gram matrix of whitened columns (n, c): each one's squared rest.

    A pivot is the sum of squares that the columns before leave of a column. Where that is
    numerically nothing, it and all that follow are 0.
    """
    width = white.shape[1]
    gram = np.dot(white.T, white)
    found = np.zeros(width)
    for j in range(width):
        pivot = gram[j, j]
        for k in range(j):
            pivot -= gram[j, k] * gram[j, k]
        if not pivot > 1e-12 * gram[j, j]:
            break
        found[j] = pivot
        root = math.sqrt(pivot)
        for i in range(j + 1, width):
            value = gram[i, j]
            for k in range(j):
                value -= gram[i, k] * gram[j, k]
            gram[i, j] = value / root
    return found


@compiled
def reml_deviance(phi: float, r: float, q: float, day: Ints, columns: Floats) -> float:
    """-2 log restricted likelihood with the scale concentrated out, constants included.

    `columns` (n, p + 1): p regressors of full rank, then the outcome. With an intercept as the
    only regressor and r = 0 this equals the exact diffuse likelihood of the local level model.
    Returns inf where the fit is numerically perfect or the regressors lose rank.
    """
    white, variances = whiten(phi, r, q, day, columns)
    found = pivots(white)
    n, width = white.shape
    if not found[width - 1] > 0.0:
        return math.inf
    rest = n - width + 1
    value = rest * (1.0 + math.log(2.0 * math.pi * found[width - 1] / rest))
    product = 1.0
    for i in range(n):
        product *= variances[i]
        if product > LOG_WHEN:  # one logarithm for many days
            value += math.log(product)
            product = 1.0
    value += math.log(product)
    for j in range(width - 1):
        value += math.log(found[j])
    return value
