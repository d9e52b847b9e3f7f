"""Explain the outcome by itself: fit of the null model, with a tested convergence and a fit check."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.search import SOME_MEMORY, best_fit, curves_upwards, gradient_at, newton_step
from dialdown.science.triangular import orthonormal
from dialdown.science.whitening import innovation_slopes, whiten

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# The largest distance from the optimum that still counts as "at the optimum", in standard errors of
# the parameters (Newton decrement, checked with another step width than the search used).
DISTANCE_LIMIT = 1e-3
# From this many observed days on, other dynamics are allowed for in full; in shorter diaries in
# proportion. By measurement: docs/decisions/0022-other-dynamics.md.
FULL_DAYS = 96.0
# Width of the differences for what a change of the dynamics would do to the whitened outcome.
TURN_STEP = 1e-4
LARGEST_SHARE = 1.0 - 1e-6
CHECK_LAGS = 14
# Below this p-value of the innovation check the outcome does not follow the simple day-to-day model.
CHECK_LIMIT = 0.01
# Dynamics parameters that the check has to pay for (the weak priors make the third nearly free).
CHECK_SPENT = 2


@dataclass(frozen=True)
class NullFit:
    """The outcome explained by itself, at the penalised REML optimum.

    `columns` (n, p + 1) an orthonormal basis of the null regressors and what it leaves of the
    outcome, over `unit`. `theta` (3,) = atanh `phi`, log `r`, log `q`, with the `hessian` (3, 3) of
    the deviance; `r` and `q` are ratios to the white variance; `scale` is the white variance in
    squared outcome units. `basis` (n, p) is an orthonormal basis of the whitened null regressors
    and `residual` (n,) the whitened outcome with them projected out. `past` (n, k) orthonormal and
    `share` (k,) between 0 and 1: see `allow_for_other_dynamics`; without it k = 0.
    """

    day: Ints
    columns: Floats
    unit: float
    theta: Floats
    hessian: Floats
    gradient: float
    converged: bool
    scale: float
    basis: Floats
    residual: Floats
    prior: Floats
    past: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    share: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def phi(self) -> float:
        """Day-to-day memory."""
        return math.tanh(self.theta[0])

    @property
    def r(self) -> float:
        """Variance of the part with memory."""
        return math.exp(self.theta[1])

    @property
    def q(self) -> float:
        """Variance of the level's daily step."""
        return math.exp(self.theta[2])

    def whiten(self, columns: Floats) -> Floats:
        """`columns` (n, c) through the same filter, (n, c)."""
        white, _ = whiten(self.phi, self.r, self.q, self.day, np.ascontiguousarray(columns))
        return white

    def without_regressors(self, white: Floats) -> Floats:
        """Whitened columns (n, c) with the null regressors taken out, (n, c)."""
        return white - self.basis @ (self.basis.T @ white)

    def beside_other_dynamics(self, white: Floats) -> Floats:
        """Whitened columns (n, c) with the null regressors taken out, and what could as well be other dynamics, (n, c)."""
        if not len(self.share):
            return self.without_regressors(white)
        both, in_part = self._both
        return white - in_part @ (both.T @ white)

    @cached_property
    def _both(self) -> tuple[Floats, Floats]:
        """`basis` and `past` side by side, (n, p + k), and the same with each column as far as it is taken out."""
        both = np.concatenate([self.basis, self.past], axis=1)
        part = np.concatenate([np.ones(self.basis.shape[1]), 1.0 - np.sqrt(1.0 - self.share)])
        return both, both * part

    @cached_property
    def target(self) -> Floats:
        """The outcome (n,) to hold against columns of `beside_other_dynamics`: inner products with them
        are those of `residual` with the columns before, because the fit has settled the dynamics."""
        if not len(self.share):
            return self.residual
        return self.residual + self.past @ (
            (1.0 / np.sqrt(1.0 - self.share) - 1.0) * (self.past.T @ self.residual)
        )

    @cached_property
    def check(self) -> float:
        """p-value of the innovation check; NaN with too few days for it."""
        return innovation_check(self.day, self.residual)

    @property
    def follows_the_model(self) -> bool:
        """Whether the innovation check finds nothing against the fit (or has too few days to say)."""
        return not self.check < CHECK_LIMIT

    @property
    def free(self) -> float:
        """Degrees of freedom that regressors and dynamics leave."""
        return len(self.residual) - self.basis.shape[1] - float(self.share.sum())


def allow_for_other_dynamics(null: NullFit) -> NullFit:
    """The same fit, ready for factors that may themselves answer to earlier outcomes.

    The dynamics are estimated, and a factor that goes with the outcome's own past could take over a
    part of what they explain. To first order, other dynamics change the whitened outcome along three
    columns S (n, 3), the derivatives of its innovations: they hold earlier days only. With dynamics
    and factor fitted together, the information about a factor's columns x is
    x'x - x'S (S'S + P)^-1 S'x, P the precision of the priors, and its score remains x'residual
    (Durbin 1970, Econometrica 38:410; Davidson and MacKinnon 1993, Estimation and Inference in
    Econometrics, ch. 6: Gauss-Newton regression). S is kept as orthonormal `past` and the `share` of
    each direction that the outcome itself has determined.
    """
    # What the regressors leave, unwhitened, at their generalised least squares coefficients.
    along = null.basis.T @ null.whiten(null.columns)
    left = null.columns[:, -1] - null.columns[:, :-1] @ np.linalg.solve(along[:, :-1], along[:, -1])
    scores = null.unit * innovation_slopes(null.theta, null.day, left, TURN_STEP)
    basis, triangle = orthonormal(null.without_regressors(scores))
    determined = triangle.T @ triangle
    precision = null.scale * np.diag(1.0 / null.prior[1] ** 2)
    share, turn = np.linalg.eigh(triangle @ np.linalg.solve(determined + precision, triangle.T))
    full = min(1.0, len(left) / FULL_DAYS)
    return replace(null, past=basis @ turn, share=full * np.clip(share, 0.0, LARGEST_SHARE))


def null_regressors(day: Ints, weekday: Ints) -> Floats:
    """Intercept, linear trend and weekdays for the observed days, (n, p) and of full rank.

    `day` (n,) day numbers, `weekday` (n,) 0-6. A weekday that was never observed gets no column.
    """
    span = float(day[-1] - day[0]) or 1.0
    trend = (day - day.mean()) / span
    later = np.flatnonzero(np.bincount(weekday, minlength=7))[1:]
    design = np.column_stack([np.ones(len(day)), trend, weekday[:, None] == later])
    # Columns are kept while they add rank (a very gappy diary can lose the trend or a weekday).
    _, triangle = orthonormal(design)
    return np.ascontiguousarray(design[:, np.diag(triangle) > 1e-8 * math.sqrt(len(day))])


def fit_null(day: Ints, outcome: Floats, regressors: Floats, prior: Floats = SOME_MEMORY) -> NullFit:
    """Fit level + AR(1) + white noise by REML with weak priors.

    `day` (n,) increasing day numbers of the observed days; `outcome` (n,) finite; `regressors` (n, p)
    of full rank with an intercept; `prior` (2, 3) as in `search`. ValueError when the regressors leave nothing of the outcome.
    """
    start, _ = orthonormal(regressors)
    rest = outcome - start @ (start.T @ outcome)
    unit = math.sqrt(float(rest @ rest) / len(rest))
    if not unit > max(1e-9 * float(np.abs(outcome).max()), 1e-100):
        raise ValueError("apart from weekday and a straight line, the outcome hardly changes")
    # REML does not see what the regressors explain: taking it out first keeps the digits.
    columns = np.column_stack([start, rest / unit])
    theta, hessian = best_fit(day, columns, prior)
    gradient = gradient_at(theta, day, columns, prior)
    curved = curves_upwards(hessian, 0.0)
    white, _ = whiten(math.tanh(theta[0]), math.exp(theta[1]), math.exp(theta[2]), day, columns)
    basis, _ = orthonormal(white[:, :-1])
    residual = unit * (white[:, -1] - basis @ (basis.T @ white[:, -1]))
    return NullFit(
        day=day, columns=columns, unit=unit, theta=theta, hessian=hessian, gradient=float(np.abs(gradient).max()),
        converged=curved and newton_step(gradient, hessian)[1] < DISTANCE_LIMIT,
        scale=float(residual @ residual) / (len(rest) - basis.shape[1]), basis=basis, residual=residual,
        prior=prior,
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
    seen = np.isfinite(grid).astype(np.float64)
    grid[seen == 0.0] = 0.0
    after = np.zeros(min(lags, len(grid) - 1))
    pairs = np.correlate(np.concatenate([seen, after]), seen, "valid")[1:]
    products = np.correlate(np.concatenate([grid, after]), grid, "valid")[1:]
    used = pairs >= 10.0
    pairs, products = pairs[used], products[used]
    total = float((pairs + 2.0) @ (products / pairs / variance) ** 2)
    free = len(pairs) - CHECK_SPENT
    return float(chdtrc(free, total)) if free > 0 else math.nan
