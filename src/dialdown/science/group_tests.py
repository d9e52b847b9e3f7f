"""The test of each factor: does its lag group explain anything that the outcome's own past does not?"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import (  # pyright: ignore[reportMissingTypeStubs]
    fdtrc,
    ncfdtr,
    stdtrit,
)

from dialdown.science.dynamics import NullFit
from dialdown.science.triangular import triangles

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Directions that keep less than this share of a column's own size are numerically gone.
RANK_LIMIT = 1e-7
# A column of which the others leave less than this says the same as they do.
OWN_LIMIT = 1e-5
POWER = 0.80


class GroupTest(NamedTuple):
    """One factor's F test and its lag curve, per unit of the standardised factor.

    `rank` degrees of freedom of the group (0 = the weekday, the trend or the level explain the
    factor completely; `p` is then NaN), `rest` residual degrees of freedom (dynamics count in part). `coefficients` (3,) of
    the lag shapes with `covariance` (3, 3). `effect` cumulative over the lags with its `se`.
    `pull` = noncentrality per squared unit of an effect that is spread equally over the lags.
    """

    p: float
    rank: int
    rest: float
    effect: float
    se: float
    coefficients: Floats
    covariance: Floats
    pull: float

    def interval(self, level: float) -> tuple[float, float]:
        """Two-sided t interval of the cumulative effect at `level`."""
        reach = self.se * reach_of(self.rest, level)
        return self.effect - reach, self.effect + reach


@lru_cache(maxsize=256)
def reach_of(rest: float, level: float) -> float:
    """Half the width of a two-sided t interval at `level`, in standard errors."""
    return float(stdtrit(rest, 0.5 + level / 2.0))


def group_tests(null: NullFit, columns: Floats, totals: Floats) -> list[GroupTest]:
    """F test of every group of three lag columns after the null model.

    `columns` (n, 3 m) unwhitened columns of standardised factors (a zero column is left out);
    `totals` (m, 3) sum of each lag shape over its lags (of the first, constant shape: their number).
    """
    white = null.whiten(columns)
    raw = np.sqrt(np.einsum("ij,ij->j", white, white))
    white = null.beside_other_dynamics(white)
    size = np.sqrt(np.einsum("ij,ij->j", white, white))
    size[size <= RANK_LIMIT * raw] = np.inf
    triangle, turned = triangles(white, 1.0 / size, null.target, 3)
    squares = np.full(len(totals), float(null.residual @ null.residual))
    return _tests(triangle, turned, squares, null.free, size.reshape(-1, 3), totals)


def _tests(
    triangle: Floats, turned: Floats, squares: Floats, free: float, size: Floats, totals: Floats
) -> list[GroupTest]:
    """The tests from triangular factors (m, 3, 3) of columns of length 1.

    `turned` (m, 3) the outcome along them, `squares` (m,) its sum of squares before the factor with
    `free` degrees of freedom, `size` (m, 3) true lengths (inf = left out), `totals` (m, 3).
    """
    inverse, along, rank = _inverses(triangle, turned)
    explained = (along * along).sum(axis=1)
    rest = free - rank
    variance = np.maximum(squares - explained, 0.0) / rest
    half = inverse / size[:, :, None]
    coefficients = np.einsum("gij,gj->gi", half, along)
    covariance = np.einsum("gik,gjk->gij", half, half) * variance[:, None, None]
    effect = np.einsum("gi,gi->g", totals, coefficients)
    se = np.sqrt(np.einsum("gi,gij,gj->g", totals, covariance, totals))
    length = np.where(np.isfinite(size[:, 0]), size[:, 0], 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = fdtrc(rank, rest, explained / rank / variance)
        pull = (length / totals[:, 0]) ** 2 / variance
    numbers = (each.tolist() for each in (p, rank, rest, effect, se))
    return list(
        map(GroupTest._make, zip(*numbers, list(coefficients), list(covariance), pull.tolist(), strict=True))
    )


def _inverses(triangle: Floats, turned: Floats) -> tuple[Floats, Floats, Ints]:
    """Of triangles (m, 3, 3) of columns of length 1: (pseudo-)inverses, `turned` (m, 3) in their directions, ranks (m,)."""
    # The columns have length 1: the smallest singular value is at least a third of the determinant.
    if (np.prod(np.einsum("gii->gi", triangle), axis=1) > 6.0 * RANK_LIMIT).all():
        return cast(Floats, np.linalg.inv(triangle)), turned, np.full(len(triangle), 3, np.int64)
    left, singular, right = np.linalg.svd(triangle)
    keep = singular > RANK_LIMIT * np.maximum(1.0, singular[:, :1])
    shrink = np.where(keep, 1.0 / np.where(keep, singular, 1.0), 0.0)
    along = np.einsum("gji,gj->gi", left, turned) * keep
    return np.swapaxes(right, 1, 2) * shrink[:, None, :], along, keep.sum(axis=1)


def given_test(null: NullFit, asked: Floats, given: Floats) -> float:
    """p-value of the columns `asked` (n, a) after the null model and the columns `given` (n, b).

    Both unwhitened. NaN when `given` leaves nothing of `asked`.
    """
    columns = null.without_regressors(null.whiten(np.concatenate([given, asked], axis=1)))
    limit = np.repeat([RANK_LIMIT, OWN_LIMIT], [given.shape[1], asked.shape[1]])
    # What is left of each column after those before it stands on the diagonal.
    triangle = _triangle(columns, null.residual)
    size = np.sqrt(np.einsum("ij,ij->j", triangle, triangle))[:-1]
    keep = np.abs(np.diagonal(triangle))[:-1] > limit * size
    if not keep.all():
        triangle = _triangle(columns[:, keep], null.residual)
    kept, rank = int(keep.sum()), int(keep[given.shape[1] :].sum())
    free = len(null.residual) - null.basis.shape[1] - kept
    explained, error = triangle[kept - rank : kept, -1], float(triangle[-1, -1] ** 2)
    if rank == 0 or free < 1 or not error > 0.0:
        return math.nan
    return float(fdtrc(rank, free, float(explained @ explained) / rank / (error / free)))


def _triangle(columns: Floats, target: Floats) -> Floats:
    """The triangle R (c + 1, c + 1) of the QR of columns (n, c) and, last, the target (n,)."""
    width = int(columns.shape[1]) + 1
    return triangles(np.column_stack([columns, target]), np.ones(width), target, width)[0][0]


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
