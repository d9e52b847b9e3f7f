"""Penalised REML search over (atanh phi, log r, log q): coarse grid, then damped Newton.

The priors are weak (statistics notes, pipeline step 2): they keep a short diary from piling up
at a zero variance, and they make the optimum unique in practice. They are stated on ratios, so
the fit does not depend on the outcome's unit.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dialdown.science.compiled import compiled
from dialdown.science.whitening import reml_deviance

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Mean and standard deviation of the normal priors on atanh phi, log r, log q.
PRIOR_MEAN = (0.55, 0.0, -7.0)
PRIOR_SD = (0.6, 2.0, 2.5)
# Step widths of the differences: the search's own, another one to check its end, a wide one for curvature.
SEARCH_STEP, CHECK_STEP, HESSIAN_STEP = 1e-3, 3e-4, 2e-3


@compiled
def penalised_deviance(theta: Floats, day: Ints, columns: Floats) -> float:
    """REML deviance plus minus twice the log prior density (up to a constant), at `theta` (3,)."""
    for i in range(3):
        if not abs(theta[i]) < 60.0:
            return math.inf
    value = reml_deviance(math.tanh(theta[0]), math.exp(theta[1]), math.exp(theta[2]), day, columns)
    for i in range(3):
        distance = (theta[i] - PRIOR_MEAN[i]) / PRIOR_SD[i]
        value += distance * distance
    return value


@compiled
def curvature(theta: Floats, step: float, day: Ints, columns: Floats) -> tuple[float, Floats, Floats]:
    """Value, gradient (3,) and Hessian (3, 3) by central differences of width `step`."""
    here = penalised_deviance(theta, day, columns)
    plus = np.empty(3)
    minus = np.empty(3)
    gradient = np.empty(3)
    hessian = np.empty((3, 3))
    for i in range(3):
        moved = theta.copy()
        moved[i] = theta[i] + step
        plus[i] = penalised_deviance(moved, day, columns)
        moved[i] = theta[i] - step
        minus[i] = penalised_deviance(moved, day, columns)
        gradient[i] = (plus[i] - minus[i]) / (2.0 * step)
        hessian[i, i] = (plus[i] - 2.0 * here + minus[i]) / (step * step)
    for i in range(3):
        for j in range(i):
            moved = theta.copy()
            moved[i] += step
            moved[j] += step
            both_up = penalised_deviance(moved, day, columns)
            moved[i] -= 2.0 * step
            moved[j] -= 2.0 * step
            both_down = penalised_deviance(moved, day, columns)
            mixed = both_up + both_down + 2.0 * here - plus[i] - plus[j] - minus[i] - minus[j]
            hessian[i, j] = mixed / (2.0 * step * step)
            hessian[j, i] = hessian[i, j]
    return here, gradient, hessian


@compiled
def damped_step(gradient: Floats, hessian: Floats, damping: float) -> tuple[bool, Floats]:
    """Solve (hessian + damping) step = -gradient by Cholesky; False where that is not downhill for sure."""
    root = np.zeros((3, 3))
    step = np.zeros(3)
    for j in range(3):
        for i in range(j, 3):
            value = hessian[i, j] + (damping if i == j else 0.0)
            for k in range(j):
                value -= root[i, k] * root[j, k]
            if i == j:
                if not value > 1e-6:
                    return False, step
                root[j, j] = math.sqrt(value)
            else:
                root[i, j] = value / root[j, j]
    for i in range(3):
        value = -gradient[i]
        for k in range(i):
            value -= root[i, k] * step[k]
        step[i] = value / root[i, i]
    for i in range(2, -1, -1):
        value = step[i]
        for k in range(i + 1, 3):
            value -= root[k, i] * step[k]
        step[i] = value / root[i, i]
    return True, step


@compiled
def descend(start: Floats, day: Ints, columns: Floats) -> tuple[Floats, float]:
    """Damped Newton from one start; returns the end point and its deviance."""
    theta = start.copy()
    damping = 0.1
    value, gradient, hessian = curvature(theta, SEARCH_STEP, day, columns)
    for _ in range(60):
        if np.abs(gradient).max() < 1e-5 or not math.isfinite(value):
            break
        moved = False
        for _ in range(20):
            downhill, step = damped_step(gradient, hessian, damping)
            if downhill:
                longest = np.abs(step).max()
                if longest > 2.0:
                    step *= 2.0 / longest
                candidate = penalised_deviance(theta + step, day, columns)
                if candidate < value:
                    theta = theta + step
                    damping *= 0.1
                    moved = True
                    break
            damping = max(10.0 * damping, 1e-3)
        if not moved:
            break
        value, gradient, hessian = curvature(theta, SEARCH_STEP, day, columns)
    return theta, value


@compiled
def best_fit(day: Ints, columns: Floats) -> tuple[Floats, Floats, Floats]:
    """Lowest point from two starts (slow level small, slow level large).

    Returns theta (3,), the gradient (3,) checked again with another step width, the Hessian (3, 3).
    """
    low = math.inf
    best = np.zeros(3)
    for log_q in (-8.0, -4.0):
        start = np.zeros(3)
        start_value = math.inf
        for a in (0.1, 0.6, 1.1):
            for log_r in (-1.5, 0.5, 2.5):
                point = np.array([a, log_r, log_q])
                value = penalised_deviance(point, day, columns)
                if value < start_value:
                    start_value = value
                    start = point
        theta, value = descend(start, day, columns)
        if value < low:
            low = value
            best = theta
    _, gradient, _ = curvature(best, CHECK_STEP, day, columns)
    _, _, hessian = curvature(best, HESSIAN_STEP, day, columns)
    return best, gradient, hessian
