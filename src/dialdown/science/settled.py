"""A clear effect, estimated with the dynamics fitted beside it instead of before it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dialdown.science.dynamics import NullFit, allow_for_other_dynamics
from dialdown.science.group_tests import GroupTest
from dialdown.science.search import fit_near
from dialdown.science.triangular import orthonormal
from dialdown.science.whitening import whiten

Floats = NDArray[np.float64]

# Factors with a p up to here are estimated so. A factor that does nothing hardly changes what the outcome's own past
# seems to be, and its interval covers as it should (docs/decisions/0027-clear-effects-settle.md).
CLEAR = 0.01


def settled(
    null: NullFit, columns: Floats, totals: Floats, test: GroupTest
) -> tuple[GroupTest, NullFit | None] | None:
    """The same test (p and rank stay) with effect and interval of factor and dynamics fitted together, and that fit beside the factor.

    The dynamics of `null` were fitted to an outcome that still held the factor's effect, and take a part of it for
    memory: a real effect is then estimated with an error that is larger than its interval knows, and a strong one
    twice too large. Here they are fitted by REML with the factor among the regressors. `columns` (n, 3) of the
    factor, unwhitened, `totals` (3,) as in `group_tests`. A factor of which the null regressors leave less than its
    shapes keeps the test's own, without a fit. None where no dynamics settle beside it: then it leaves next to nothing of the
    outcome, and has no effect that could be told.
    """
    used = columns.any(axis=0)
    if test.rank < used.sum():
        return test, None
    own, known = columns[:, used], null.basis.shape[1]
    joint = np.concatenate([null.columns[:, :known], own, null.columns[:, known:]], axis=1)
    theta = fit_near(null.theta, null.hessian, null.day, joint, null.prior)
    if theta is None:
        return None
    white, _ = whiten(math.tanh(theta[0]), math.exp(theta[1]), math.exp(theta[2]), null.day, joint)
    basis, _ = orthonormal(white[:, :known])
    left = white[:, known:] - basis @ (basis.T @ white[:, known:])
    inner = left.T @ left
    along = np.linalg.solve(inner[:-1, :-1], inner[:-1, -1])
    residual = null.unit * (left[:, -1] - left[:, :-1] @ along)
    beside = replace(
        null, theta=theta, basis=basis, residual=residual,
        columns=np.concatenate([joint[:, :known], (joint[:, -1] - own @ along)[:, None]], axis=1),
        scale=float(residual @ residual) / (len(residual) - known - len(along)),
    )  # fmt: skip
    beside = allow_for_other_dynamics(beside)
    # What could as well be other dynamics is no information about the factor.
    shared = beside.past.T @ left[:, :-1]
    certain = inner[:-1, :-1] - (shared.T * beside.share) @ shared
    rest = beside.free - len(along)
    coefficients, covariance = np.zeros(len(totals)), np.zeros((len(totals), len(totals)))
    coefficients[used] = null.unit * along
    covariance[np.ix_(used, used)] = float(residual @ residual) / rest * np.linalg.inv(certain)
    fitted = test._replace(
        rest=rest, effect=float(totals @ coefficients), se=math.sqrt(float(totals @ covariance @ totals)),
        coefficients=coefficients, covariance=covariance,
    )  # fmt: skip
    return fitted, beside
