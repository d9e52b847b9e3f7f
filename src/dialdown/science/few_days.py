"""So that a few days do not decide: far answers are drawn in, and a check by factors that are shifted in time.

The F test takes what is left of the outcome for normal. A flare is far from that, and a factor that was
there on eight days rests on those eight: one flare beside two of them would look like a pattern.
See docs/decisions/0024-flares-and-rare-factors.md for the measurements.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.dynamics import NullFit

Floats = NDArray[np.float64]

# Days further from the median than this many robust standard deviations count as that far.
FURTHEST = 2.5
# Nine in ten days of a normal outcome lie within this many standard deviations.
NINE_IN_TEN = 1.6449
# Days of the rarer answer that a yes/no outcome needs.
FEWEST_EITHER = 10
# A factor of which fewer days than this carry one of its directions is checked by shifting it.
FEWEST_CARRYING = 10.0
# Shifts by fewer days than this (either way round) are too near to the factor as it is.
LEAST_SHIFT = 15
FEWEST_SHIFTS = 12


def is_yes_no(outcome: Floats) -> bool:
    """Whether every recorded value (n,) is 0 or 1."""
    return bool(((outcome == 0.0) | (outcome == 1.0)).all())


def drawn_in(outcome: Floats) -> Floats:
    """The outcome (n,) with days that are far from its median counted as 2.5 robust SDs away (winsorised).

    Yes/no answers stay as they are. The robust SD is the distance that nine in ten days keep to the
    median, over 1.645. ValueError when a yes/no outcome has too few days of one answer, or another one
    is the same on more than nine in ten days: then a few days would decide.
    """
    if is_yes_no(outcome):
        rarer = min(float(outcome.sum()), float((1.0 - outcome).sum()))
        if 0.0 < rarer < FEWEST_EITHER:
            raise ValueError(
                f"the answer was another one on {rarer:.0f} days only, and {FEWEST_EITHER} are needed"
            )
        return outcome
    ordered, last = np.sort(outcome), len(outcome) - 1
    middle = float(ordered[last // 2] + ordered[(last + 1) // 2]) / 2.0
    away = float(np.sort(np.abs(outcome - middle))[math.ceil(0.9 * last)])
    if away == 0.0 and ordered[0] != ordered[last]:
        raise ValueError("the outcome hardly changes: it was the same on more than nine in ten days")
    reach = FURTHEST / NINE_IN_TEN * away
    return np.clip(outcome, middle - reach, middle + reach)


def days_carrying(null: NullFit, columns: Floats) -> Floats:
    """How many days carry the direction of each factor's three columns that rests on the fewest, (m,).

    `columns` (n, 3 m) unwhitened. Kish's effective number, (sum of squares)^2 / sum of fourth powers, of
    the whitened columns; a column of zeros has none.
    """
    squares = null.without_regressors(null.whiten(columns)) ** 2
    total, fourth = squares.sum(axis=0), np.einsum("ij,ij->j", squares, squares)
    carrying = np.where(fourth > 0.0, total**2 / np.where(fourth > 0.0, fourth, 1.0), np.inf)
    return carrying.reshape(-1, 3).min(axis=1)


class Shifting(NamedTuple):
    """The outcome's side of the check: how much each calendar day (days,) weighs in the score."""

    weight: Floats

    @classmethod
    def of(cls, null: NullFit, days: int) -> Shifting:
        """From the null fit, on a grid of `days` days."""
        weight = np.zeros(days)
        weight[null.day] = null.whiten(np.eye(len(null.day))).T @ null.residual
        return cls(weight)

    def p(self, columns: Floats) -> float:
        """p-value of lag columns on every calendar day, (days, 3), against the same columns shifted round.

        A shift keeps the factor's own memory, clusters and rarity and takes only its tie to the outcome.
        The scores of the shifts give the covariance of the score, and a gamma distribution with the
        mean and variance of their squared lengths the tail (moment-matched permutation; Winkler et al.
        2016, NeuroImage 141:502). 1 when there are too few shifts for that.
        """
        days = len(columns)
        turned = np.conj(np.fft.rfft(columns, axis=0)) * np.fft.rfft(self.weight)[:, None]
        scores = np.fft.irfft(turned, days, axis=0)
        shifted = scores[LEAST_SHIFT : days - LEAST_SHIFT + 1]
        if len(shifted) < FEWEST_SHIFTS:
            return 1.0
        inverse = np.linalg.pinv(shifted.T @ shifted / len(shifted), rcond=1e-9, hermitian=True)
        length = np.einsum("si,ij,sj->s", shifted, inverse, shifted)
        # Squared lengths of normal scores have twice their mean as variance: never less than that.
        mean, variance = float(length.mean()), max(float(length.var()), 2.0 * float(length.mean()))
        if not mean > 0.0:
            return 1.0
        here = float(scores[0] @ inverse @ scores[0])
        return float(gammaincc(mean * mean / variance, here * mean / variance))
