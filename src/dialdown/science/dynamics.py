"""Explain the outcome by itself: fit of the null model, with a tested convergence and a fit check."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.search import CHECK_STEP, HESSIAN_STEP, best_fit, curvature, descend
from dialdown.science.whitening import whiten

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# The largest distance from the optimum that still counts as "at the optimum", in standard errors of
# the parameters (Newton decrement, checked with another step width than the search used).
DISTANCE_LIMIT = 1e-3
CHECK_LAGS = 14
# Dynamics parameters that the check has to pay for (the weak priors make the third nearly free).
CHECK_SPENT = 2


@dataclass(frozen=True)
class NullFit:
    """The outcome explained by itself, at the penalised REML optimum.

    `theta` (3,) atanh phi, log r, log q with `covariance` (3, 3); `r` and `q` are ratios to the white
    variance; `scale` is the white variance in squared outcome units. `regressors` (n, p) of full
    rank; `basis` (n, p) an orthonormal basis of them after whitening and `residual` (n,) the whitened
    outcome with them projected out.
    """

    day: Ints
    outcome: Floats
    regressors: Floats
    theta: Floats
    covariance: Floats
    phi: float
    r: float
    q: float
    scale: float
    gradient: float
    converged: bool
    basis: Floats
    residual: Floats

    def whiten(self, columns: Floats) -> Floats:
        """`columns` (n, c) through the same filter, (n, c)."""
        white, _ = whiten(self.phi, self.r, self.q, self.day, np.ascontiguousarray(columns))
        return white

    def without_regressors(self, white: Floats) -> Floats:
        """Whitened columns (n, c) with the null regressors taken out, (n, c)."""
        return white - self.basis @ (self.basis.T @ white)


def null_regressors(day: Ints, weekday: Ints) -> Floats:
    """Intercept, linear trend and weekdays for the observed days, (n, p) and of full rank.

    `day` (n,) day numbers, `weekday` (n,) 0-6. A weekday that was never observed gets no column.
    """
    span = float(day[-1] - day[0]) or 1.0
    trend = (day - day.mean()) / span
    columns = [np.ones(len(day)), trend]
    columns += [(weekday == d).astype(np.float64) for d in np.unique(weekday)[1:]]
    design = np.column_stack(columns)
    # Columns are kept while they add rank (a very gappy diary can lose the trend or a weekday).
    _, triangle = np.linalg.qr(design)
    keep = np.abs(np.diag(triangle)) > 1e-8 * math.sqrt(len(day))
    return np.ascontiguousarray(design[:, keep])


def fit_null(day: Ints, outcome: Floats, regressors: Floats) -> NullFit:
    """Fit level + AR(1) + white noise by REML with weak priors.

    `day` (n,) increasing day numbers of the observed days; `outcome` (n,) finite; `regressors` (n, p)
    of full rank with an intercept. ValueError when the regressors leave nothing of the outcome.
    """
    columns = _without_digits_lost(outcome, regressors)
    theta, _, gradient, hessian, _ = best_fit(day, columns)
    return _at(theta, gradient, hessian, day, outcome, regressors)


def dynamics_beside(null: NullFit, columns: Floats) -> NullFit:
    """The dynamics estimated again with `columns` (n, k) among the regressors, starting at those of `null`.

    The result explains the outcome by the regressors of `null` alone, at the new dynamics.
    ValueError when the columns leave nothing of the outcome.
    """
    wide = _without_digits_lost(null.outcome, np.column_stack([null.regressors, columns]))
    theta, _ = descend(null.theta, null.day, wide)
    _, gradient, _ = curvature(theta, CHECK_STEP, null.day, wide)
    _, _, hessian = curvature(theta, HESSIAN_STEP, null.day, wide)
    return _at(theta, gradient, hessian, null.day, null.outcome, null.regressors)


def _without_digits_lost(outcome: Floats, regressors: Floats) -> Floats:
    """Orthonormal regressors and the scaled rest of the outcome, (n, p + 1).

    REML does not see what the regressors explain: taking it out first keeps the digits.
    """
    start, _ = np.linalg.qr(regressors)
    rest = outcome - start @ (start.T @ outcome)
    unit = math.sqrt(float(rest @ rest) / len(rest))
    if not unit > max(1e-9 * float(np.abs(outcome).max()), 1e-100):
        raise ValueError("apart from weekday and a straight line, the outcome hardly changes")
    return np.ascontiguousarray(np.column_stack([start, rest / unit]))


def _at(
    theta: Floats, gradient: Floats, hessian: Floats, day: Ints, outcome: Floats, regressors: Floats
) -> NullFit:
    curved, turn = np.linalg.eigh(hessian) if np.isfinite(hessian).all() else (np.zeros(3), np.eye(3))
    positive = bool(curved[0] > 0.0)
    # The deviance is -2 log likelihood: its Hessian is twice the inverse covariance.
    covariance = 2.0 * (turn / curved) @ turn.T if positive else np.full((3, 3), np.nan)
    distance = math.sqrt(float(gradient @ covariance @ gradient)) / 2.0 if positive else math.inf
    phi, r, q = math.tanh(theta[0]), math.exp(theta[1]), math.exp(theta[2])
    white, _ = whiten(phi, r, q, day, np.ascontiguousarray(np.column_stack([regressors, outcome])))
    basis, _ = np.linalg.qr(white[:, :-1])
    residual = white[:, -1] - basis @ (basis.T @ white[:, -1])
    return NullFit(
        day=day, outcome=outcome, regressors=regressors, theta=theta, covariance=covariance,
        phi=phi, r=r, q=q, scale=float(residual @ residual) / (len(outcome) - regressors.shape[1]),
        gradient=float(np.abs(gradient).max()), converged=distance < DISTANCE_LIMIT,
        basis=basis, residual=residual,
    )  # fmt: skip


def innovation_check(day: Ints, innovations: Floats, lags: int = CHECK_LAGS) -> float:
    """Ljung-Box p-value over the pairs of days that were both observed, lags 1 to `lags`.

    `day` (n,) day numbers, `innovations` (n,). NaN when no lag has 10 pairs.
    Source: Ljung and Box 1978, Biometrika 65:297, with each lag weighted by its own pairs.
    """
    grid = np.full(int(day[-1] - day[0]) + 1, np.nan)
    grid[day - day[0]] = innovations
    variance = float(innovations @ innovations) / len(innovations)
    if not variance > 0.0:
        return math.nan
    total, used = 0.0, 0
    for k in range(1, min(lags, len(grid) - 1) + 1):
        products = grid[k:] * grid[:-k]
        known = products[np.isfinite(products)]
        if len(known) >= 10:
            total += (len(known) + 2.0) * (float(known.mean()) / variance) ** 2
            used += 1
    free = used - CHECK_SPENT
    return float(chdtrc(free, total)) if free > 0 else math.nan
