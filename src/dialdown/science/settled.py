"""A clear effect, estimated with the dynamics fitted beside it instead of before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dialdown.science.dynamics import NullFit, allow_for_other_dynamics, fit_null
from dialdown.science.group_tests import GroupTest, group_tests
from dialdown.science.search import OPEN

Floats = NDArray[np.float64]

# Factors with a p up to here are estimated so. A factor that does nothing hardly changes what the outcome's own past
# seems to be, and its interval covers as it should; fitting 40 of them anew would take ten times as long.
CLEAR = 0.01


# Rounds end when the effect moves by less than this share of its standard error; a strong effect takes four or five.
STILL, MOST_ROUNDS = 0.02, 10


def settled(
    null: NullFit, outcome: Floats, regressors: Floats, columns: Floats, totals: Floats, test: GroupTest
) -> GroupTest:
    """The same test (p and rank stay) with effect, curve and interval of both fitted together.

    The dynamics of `null` were fitted to an outcome that still held the factor's effect, and take a part of it for
    memory: a real effect is then estimated with an error that is larger than its interval knows, and a strong one
    twice too large. Here the effect is taken out, the dynamics are fitted to what is left, and what they find of the
    effect is added, until that is next to nothing (Gauss-Newton; Durbin 1970, Econometrica 38:410). `outcome` (n,)
    and `regressors` (n, p) as `null` was fitted to, `columns` (n, 3) of the factor, unwhitened, `totals` (3,) as in
    `group_tests`. Where a fit does not converge the effect stands as it was.
    """
    for _ in range(MOST_ROUNDS):
        left = outcome - columns @ test.coefficients
        beside = fit_null(null.day, left, regressors, OPEN, near=null.theta)
        if not beside.converged:
            break
        (more,) = group_tests(allow_for_other_dynamics(beside), columns, totals[None])
        test = test._replace(
            rest=more.rest,
            effect=test.effect + more.effect,
            se=more.se,
            coefficients=test.coefficients + more.coefficients,
            covariance=more.covariance,
        )
        null = beside
        if abs(more.effect) < STILL * more.se:
            break
    return test
