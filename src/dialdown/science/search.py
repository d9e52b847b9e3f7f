"""Penalised REML search over (atanh phi, log r, log q): coarse grid, then Newton with a safeguard.

The priors are weak: they keep a short diary from piling up at a zero variance, and they make the
optimum unique in practice. They are stated on ratios, so the fit does not depend on the outcome's unit.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dialdown.science.compiled import compiled
from dialdown.science.whitening import reml_deviance

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Mean and standard deviation of the normal priors on atanh phi, log r, log q. SOME_MEMORY leans towards
# days that resemble the day before (statistics notes, pipeline step 2). OPEN does not lean to either
# side: a short diary without memory is then not given some (docs/decisions/0022-other-dynamics.md).
SOME_MEMORY = np.array([[0.55, 0.0, -7.0], [0.6, 2.0, 2.5]])
OPEN = np.array([[0.0, 1.0, -7.0], [1.5, 1.0, 2.5]])
# Step widths of the differences: the search's own, and another one to check its end.
SEARCH_STEP, CHECK_STEP = 1e-3, 3e-4
# Newton distance (standard errors) at which one last step ends far inside any rounding that matters.
NEAR = 5e-3
LONGEST_STEP = 2.5
# With a borrowed curvature: a last step from here is near enough, and each has to come nearer by this factor.
NEARBY, NEARER = 0.1, 0.7
# Directions that curve less than this are walked as if they curved as much.
LEAST_CURVED = 1e-2
# Coarse grids with a small and with a large slow level: the deviance can have a valley in each.
STARTS = tuple(
    np.array([[a, log_r, log_q] for a in (0.1, 0.6, 1.1) for log_r in (-1.5, 0.5, 2.5)])
    for log_q in (-8.0, -4.0)
)
# A second search that comes this near to the end of the first one is in the same valley.
SAME_VALLEY = 0.5
PAIRS = ((0, 1), (0, 2), (1, 2))
# The points around one at which a curvature needs the deviance: up, down, two up together.
AROUND = np.concatenate([np.eye(3), -np.eye(3), [np.eye(3)[i] + np.eye(3)[j] for i, j in PAIRS]])


@compiled
def deviances(points: Floats, day: Ints, columns: Floats, prior: Floats) -> Floats:
    """REML deviance minus twice the log prior density (up to a constant), (k,), at `points` (k, 3).

    `prior` (2, 3): means and standard deviations.
    """
    values = np.empty(len(points))
    for k in range(len(points)):
        a, log_r, log_q = points[k, 0], points[k, 1], points[k, 2]
        if not (abs(a) < 60.0 and abs(log_r) < 60.0 and abs(log_q) < 60.0):
            values[k] = math.inf
            continue
        values[k] = reml_deviance(math.tanh(a), math.exp(log_r), math.exp(log_q), day, columns)
        for i in range(3):
            distance = (points[k, i] - prior[0, i]) / prior[1, i]
            values[k] += distance * distance
    return values


def curvature(theta: Floats, here: float, day: Ints, columns: Floats, prior: Floats) -> tuple[Floats, Floats]:
    """Gradient (3,) and Hessian (3, 3) at `theta` (3,), where the deviance is `here`, by differences."""
    a, b, c, less_a, less_b, less_c, ab, ac, bc = deviances(
        theta + SEARCH_STEP * AROUND, day, columns, prior
    ).tolist()
    gradient = np.array([a - less_a, b - less_b, c - less_c])
    mixed = ab - a - b + here, ac - a - c + here, bc - b - c + here
    hessian = np.array([
        [a - 2.0 * here + less_a, mixed[0], mixed[1]],
        [mixed[0], b - 2.0 * here + less_b, mixed[2]],
        [mixed[1], mixed[2], c - 2.0 * here + less_c],
    ])  # fmt: skip
    return gradient / (2.0 * SEARCH_STEP), hessian / SEARCH_STEP**2


def gradient_at(theta: Floats, day: Ints, columns: Floats, prior: Floats) -> Floats:
    """The gradient (3,) by central differences, with another step width than the search uses."""
    values = deviances(theta + CHECK_STEP * AROUND[:6], day, columns, prior)
    with np.errstate(invalid="ignore"):  # where nothing is left of the outcome there is no deviance
        return (values[:3] - values[3:]) / (2.0 * CHECK_STEP)


def newton_step(gradient: Floats, hessian: Floats) -> tuple[Floats, float]:
    """A step (3,) that is downhill wherever the deviance curves, and its length in standard errors.

    Directions that curve downwards are walked as if they curved upwards (modified Newton).
    """
    if curves_upwards(hessian, LEAST_CURVED):
        step = -solved(hessian, gradient)
    elif np.isfinite(hessian).all() and np.isfinite(gradient).all():
        curved, turn = np.linalg.eigh(hessian)
        step = -turn @ ((gradient @ turn) / np.maximum(np.abs(curved), LEAST_CURVED))
    else:
        return np.zeros(3), math.inf
    # The deviance is -2 log likelihood: its Hessian is twice the inverse covariance.
    distance = math.sqrt(max(-float(gradient @ step), 0.0) / 2.0)
    return step * min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), 1e-300)), distance


def curves_upwards(hessian: Floats, least: float) -> bool:
    """Whether every direction curves by more than `least`: whether `hessian` (3, 3) less that has a Cholesky root."""
    (a, d, e), (_, b, f), (_, _, c) = hessian.tolist()
    a, b, c = a - least, b - least, c - least
    if not 0.0 < a < math.inf:
        return False
    b, f = b - d * d / a, f - d * e / a
    return 0.0 < b < math.inf and 0.0 < c - e * e / a - f * f / b < math.inf


def solved(matrix: Floats, right: Floats) -> Floats:
    """x (3,) with `matrix` (3, 3) x = `right` (3,), for a symmetric matrix that curves upwards."""
    (a, d, e), (_, b, f), (_, _, c) = matrix.tolist()
    x, y, z = right.tolist()
    d_a, e_a = d / a, e / a
    b, f = b - d * d_a, f - d * e_a
    y, z = y - x * d_a, z - x * e_a
    f_b = f / b
    z = (z - y * f_b) / (c - e * e_a - f * f_b)
    y = y / b - f_b * z
    return np.array([x / a - d_a * y - e_a * z, y, z])


def descend(
    start: Floats, value: float, day: Ints, columns: Floats, prior: Floats, known: Floats | None = None
) -> tuple[Floats, Floats] | None:
    """Newton from `start` (3,), where the deviance is `value`, with halved steps where a full one is not better.

    End point and Hessian; None when it comes into the valley of the point `known`.
    """
    theta, hessian = start, np.full((3, 3), math.nan)
    for _ in range(60):
        gradient, hessian = curvature(theta, value, day, columns, prior)
        step, distance = newton_step(gradient, hessian)
        if distance < NEAR or not math.isfinite(distance):
            return theta + step, hessian
        for _ in range(30):
            there = float(deviances((theta + step)[None], day, columns, prior)[0])
            if there < value:
                break
            step = step / 2.0
        else:
            break
        theta, value = theta + step, there
        if known is not None and float(np.abs(theta - known).max()) < SAME_VALLEY:
            return None
    return theta, hessian


def fit_near(start: Floats, hessian: Floats, day: Ints, columns: Floats, prior: Floats) -> Floats | None:
    """The lowest point (3,) of the valley that `start` (3,) lies in, for an interval: a few hundredths of a standard error off.

    `hessian` (3, 3) at `start` of a deviance much like this one: steps take it for the curvature of every point while each
    comes clearly nearer, else the way is walked with curvatures of its own. None when that does not settle.
    """
    theta, before = start, math.inf
    while True:
        step, distance = newton_step(gradient_at(theta, day, columns, prior), hessian)
        if not distance < NEARER * before:
            break
        theta, before = theta + step, distance
        if distance < NEARBY:
            return theta
    value = float(deviances(start[None], day, columns, prior)[0])
    found = descend(start, value, day, columns, prior)
    assert found is not None
    theta, own = found
    return theta if newton_step(gradient_at(theta, day, columns, prior), own)[1] < NEARBY else None


def best_fit(day: Ints, columns: Floats, prior: Floats) -> tuple[Floats, Floats]:
    """Lowest point (3,) from the best start of each grid, and the Hessian (3, 3) there."""
    small, large = (_best(grid, day, columns, prior) for grid in STARTS)
    one = descend(*small, day, columns, prior)
    assert one is not None
    other = descend(*large, day, columns, prior, known=one[0])
    if other is None:
        return one
    first, second = deviances(np.stack([one[0], other[0]]), day, columns, prior)
    return other if second < first else one


def _best(grid: Floats, day: Ints, columns: Floats, prior: Floats) -> tuple[Floats, float]:
    """The point (3,) of `grid` (k, 3) with the lowest deviance, and that deviance."""
    values = deviances(grid, day, columns, prior)
    best = int(np.argmin(values))
    return grid[best], float(values[best])
