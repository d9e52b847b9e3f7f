"""The test of each factor: does its lag group explain anything that the outcome's own past does not?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import (  # pyright: ignore[reportMissingTypeStubs]
    fdtrc,
    ncfdtr,
    stdtrit,
)

from dialdown.science.dynamics import NullFit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Directions that keep less than this share of a column's own size are numerically gone.
RANK_LIMIT = 1e-7
POWER = 0.80


@dataclass(frozen=True)
class GroupTest:
    """One factor's F test and its lag curve, per unit of the standardised factor.

    `rank` degrees of freedom of the group (0 = the weekday, the trend or the level explain the
    factor completely; `p` is then NaN), `rest` residual degrees of freedom. `coefficients` (3,) of
    the lag shapes with `covariance` (3, 3). `effect` cumulative over the lags with its `se`.
    `pull` = noncentrality per squared unit of an effect that is spread equally over the lags.
    """

    p: float
    rank: int
    rest: int
    effect: float
    se: float
    coefficients: Floats
    covariance: Floats
    pull: float

    def interval(self, level: float) -> tuple[float, float]:
        """Two-sided t interval of the cumulative effect at `level`."""
        reach = self.se * float(stdtrit(self.rest, 0.5 + level / 2.0))
        return self.effect - reach, self.effect + reach


def _triangles(columns: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Gram-Schmidt of groups of columns (n, m, 3), all groups at once: R (m, 3, 3) and Q'target (m, 3)."""
    groups = columns.shape[1]
    triangle, turned = np.zeros((groups, 3, 3)), np.zeros((groups, 3))
    left = np.repeat(target[:, None], groups, axis=1)
    basis: list[Floats] = []
    for j in range(3):
        column = columns[:, :, j].copy()
        for k, known in enumerate(basis):
            triangle[:, k, j] = np.einsum("nm,nm->m", known, column)
            column -= triangle[:, k, j] * known
        length = np.sqrt(np.einsum("nm,nm->m", column, column))
        triangle[:, j, j] = length
        column /= np.where(length > 0.0, length, 1.0)
        turned[:, j] = np.einsum("nm,nm->m", column, left)
        left -= turned[:, j] * column
        basis.append(column)
    return triangle, turned


def group_tests(null: NullFit, columns: Floats, totals: Floats) -> list[GroupTest]:
    """F test of every group of three lag columns after the null model.

    `columns` (n, 3 m) unwhitened columns of standardised factors (a zero column is left out);
    `totals` (m, 3) sum of each lag shape over its lags (of the first, constant shape: their number).
    """
    groups = len(totals)
    white = null.whiten(columns)
    raw = np.sqrt(np.einsum("ij,ij->j", white, white))
    white = null.without_regressors(white)
    size = np.sqrt(np.einsum("ij,ij->j", white, white))
    size[size <= RANK_LIMIT * raw] = 0.0
    scaled = np.where(size > 0.0, size, np.inf)
    triangle, turned = _triangles((white / scaled).reshape(-1, groups, 3), null.residual)
    left, singular, right = np.linalg.svd(triangle)
    keep = singular > RANK_LIMIT * np.maximum(1.0, singular[:, :1])
    shrink = np.where(keep, 1.0 / np.where(keep, singular, 1.0), 0.0)
    along = np.einsum("gji,gj->gi", left, turned) * keep
    explained = (along * along).sum(axis=1)
    rank = keep.sum(axis=1)
    rest = len(null.residual) - null.basis.shape[1] - rank
    variance = np.maximum(float(null.residual @ null.residual) - explained, 0.0) / rest
    half = np.swapaxes(right, 1, 2) * shrink[:, None, :] / scaled.reshape(groups, 3, 1)
    coefficients = np.einsum("gij,gj->gi", half, along)
    covariance = np.einsum("gik,gjk->gij", half, half) * variance[:, None, None]
    effect = np.einsum("gi,gi->g", totals, coefficients)
    se = np.sqrt(np.einsum("gi,gij,gj->g", totals, covariance, totals))
    with np.errstate(invalid="ignore", divide="ignore"):
        p = fdtrc(rank, rest, explained / rank / variance)
        pull = (size.reshape(groups, 3)[:, 0] / totals[:, 0]) ** 2 / variance
    return [
        GroupTest(
            float(p[g]), int(rank[g]), int(rest[g]), float(effect[g]), float(se[g]), coefficients[g],
            covariance[g], float(pull[g]),
        )
        for g in range(groups)
    ]  # fmt: skip


def _fit(columns: Floats, target: Floats) -> tuple[Floats, int, Floats]:
    """Least squares through scaled singular values: fitted values, rank, orthonormal basis."""
    size = np.sqrt(np.einsum("ij,ij->j", columns, columns))
    size[size == 0.0] = 1.0
    left, singular, _ = np.linalg.svd(columns / size, full_matrices=False)
    basis = left[:, singular > RANK_LIMIT * max(1.0, float(singular[0]))]
    return basis @ (basis.T @ target), basis.shape[1], basis


def given_test(null: NullFit, asked: Floats, given: Floats) -> float:
    """p-value of the columns `asked` (n, a) after the null model and the columns `given` (n, b).

    Both unwhitened. NaN when `given` leaves nothing of `asked`.
    """
    columns = null.without_regressors(null.whiten(np.concatenate([asked, given], axis=1)))
    asked, given = columns[:, : asked.shape[1]], columns[:, asked.shape[1] :]
    base, base_rank, basis = _fit(given, null.residual)
    rest = asked - basis @ (basis.T @ asked)
    size = np.sqrt(np.einsum("ij,ij->j", asked, asked))
    own = np.sqrt(np.einsum("ij,ij->j", rest, rest))
    rest = rest[:, own > 1e-5 * size]
    if rest.shape[1] == 0:
        return math.nan
    target = null.residual - base
    fitted, rank, _ = _fit(rest, target)
    free = len(target) - null.basis.shape[1] - base_rank - rank
    error = target - fitted
    if free < 1 or not float(error @ error) > 0.0:
        return math.nan
    return float(fdtrc(rank, free, float(fitted @ fitted) / rank / (float(error @ error) / free)))


@lru_cache(maxsize=4096)
def needed_noncentrality(alpha: float, rank: int, rest: int) -> float:
    """Noncentrality that an F test at `alpha` needs for 80 % power (bisection)."""
    low_f, high_f = 0.0, 1.0
    while float(fdtrc(rank, rest, high_f)) > alpha:
        high_f *= 2.0
    for _ in range(40):
        middle = 0.5 * (low_f + high_f)
        low_f, high_f = (middle, high_f) if float(fdtrc(rank, rest, middle)) > alpha else (low_f, middle)
    low, high = 0.0, 1.0
    while float(ncfdtr(rank, rest, high, high_f)) > 1.0 - POWER:
        high *= 2.0
    for _ in range(30):
        middle = 0.5 * (low + high)
        missed = float(ncfdtr(rank, rest, middle, high_f))
        low, high = (middle, high) if missed > 1.0 - POWER else (low, middle)
    return 0.5 * (low + high)
