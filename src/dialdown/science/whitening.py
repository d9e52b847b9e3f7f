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
def whiten(phi: float, r: float, q: float, day: Ints, columns: Floats) -> tuple[Floats, float]:
    """Standardised one-step innovations of every column under one model.

    `day` (n,) increasing day numbers of the observed rows; `columns` (n, c).
    Returns the whitened columns (n, c) and the log-determinant of the innovation variances.
    """
    n, width = columns.shape
    white = np.empty((n, width))
    level = np.zeros(width)
    ar = np.zeros(width)
    p_level, p_cross, p_ar = 0.0, 0.0, r
    log_det, product = 0.0, 1.0
    for i in range(n):
        if i > 0:
            steps = day[i] - day[i - 1]
            decay = phi if steps == 1 else phi**steps
            p_level += q * steps
            p_cross *= decay
            p_ar = decay * decay * p_ar + r * (1.0 - decay * decay)
            for c in range(width):
                ar[c] *= decay
        to_level = p_level + p_cross
        to_ar = p_cross + p_ar
        variance = to_level + to_ar + 1.0
        precision = 1.0 / variance
        scale = math.sqrt(precision)
        gain_level = to_level * precision
        gain_ar = to_ar * precision
        for c in range(width):
            innovation = columns[i, c] - level[c] - ar[c]
            white[i, c] = innovation * scale
            level[c] += gain_level * innovation
            ar[c] += gain_ar * innovation
        p_level -= gain_level * to_level
        p_cross -= gain_level * to_ar
        p_ar -= gain_ar * to_ar
        product *= variance
        if product > LOG_WHEN:  # one logarithm for many days
            log_det += math.log(product)
            product = 1.0
    return white, log_det + math.log(product)


@compiled
def innovations(phi: float, r: float, q: float, day: Ints, series: Floats) -> tuple[Floats, Floats]:
    """One-step innovations (n,) of one series under one model, not standardised, and their variances (n,).

    Arguments as in `whiten`; `series` (n,).
    """
    n = len(series)
    found, variances = np.empty(n), np.empty(n)
    level, ar = 0.0, 0.0
    p_level, p_cross, p_ar = 0.0, 0.0, r
    for i in range(n):
        if i > 0:
            steps = day[i] - day[i - 1]
            decay = phi if steps == 1 else phi**steps
            p_level += q * steps
            p_cross *= decay
            p_ar = decay * decay * p_ar + r * (1.0 - decay * decay)
            ar *= decay
        to_level = p_level + p_cross
        to_ar = p_cross + p_ar
        variances[i] = to_level + to_ar + 1.0
        found[i] = series[i] - level - ar
        gain_level, gain_ar = to_level / variances[i], to_ar / variances[i]
        level += gain_level * found[i]
        ar += gain_ar * found[i]
        p_level -= gain_level * to_level
        p_cross -= gain_level * to_ar
        p_ar -= gain_ar * to_ar
    return found, variances


@compiled
def innovation_slopes(theta: Floats, day: Ints, series: Floats, step: float) -> Floats:
    """How the standardised innovations of one series change with the dynamics, (n, 3).

    `theta` (3,) = atanh phi, log r, log q; `series` (n,). Central differences of width `step`; the
    variances that standardise are held, so that a row knows earlier days only.
    """
    slopes = np.empty((len(series), 3))
    here = innovations(math.tanh(theta[0]), math.exp(theta[1]), math.exp(theta[2]), day, series)[1]
    for k in range(3):
        up, down = theta.copy(), theta.copy()
        up[k] += step
        down[k] -= step
        more = innovations(math.tanh(up[0]), math.exp(up[1]), math.exp(up[2]), day, series)[0]
        less = innovations(math.tanh(down[0]), math.exp(down[1]), math.exp(down[2]), day, series)[0]
        for i in range(len(series)):
            slopes[i, k] = (more[i] - less[i]) / (2.0 * step * math.sqrt(here[i]))
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
    white, log_det = whiten(phi, r, q, day, columns)
    found = pivots(white)
    n, width = white.shape
    if not found[width - 1] > 0.0:
        return math.inf
    rest = n - width + 1
    value = log_det + rest * (1.0 + math.log(2.0 * math.pi * found[width - 1] / rest))
    for j in range(width - 1):
        value += math.log(found[j])
    return value
