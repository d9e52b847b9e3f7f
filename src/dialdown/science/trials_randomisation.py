"""Exact inference from the coin alone: sign flips of pair differences, intervals by inversion, non-overlap.

A personal trial tosses a coin for the order in every pair. If the second arm adds the same amount to
every block, `difference - amount` of a pair has either sign with probability one half, whatever the days
do among themselves. So the test holds for any autocorrelation, drift or shape.

Source: Edgington and Onghena, Randomization Tests, 4th ed. 2007, ch. 6; Fisher, The Design of
Experiments, 1935, par. 21; intervals by inversion: Garthwaite 1996, Biometrics 52:1387.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Up to here every assignment is written down; above, as many are drawn.
MOST_WRITTEN = 16
DRAWN = 2**16
DRAWING_SEED = 20_260_705
# Sums that differ by less than this share of the largest one are ties.
TIE = 1e-9
LEVEL = 0.95


@cache
def assignments(pairs: int) -> Floats:
    """Every way the coins can fall, (2^pairs, pairs) of 1 and -1; above 16 pairs 65,536 drawn ones.

    The first row is the way they did fall (no flip).
    """
    if pairs <= MOST_WRITTEN:
        number, bit = np.arange(2**pairs, dtype=np.int64)[:, None], np.arange(pairs, dtype=np.int64)[None, :]
        flipped = (number >> bit) & np.int64(1)
    else:
        flipped = np.random.default_rng(DRAWING_SEED).integers(0, 2, (DRAWN, pairs))
        flipped[0] = 0
    return np.where(flipped == 1, -1.0, 1.0)


def flip_p(differences: Floats) -> Floats:
    """Two-sided p-values of sign-flip tests, (trials,), of pair differences (trials, pairs).

    A difference of 0 (a pair without an answer) is the same as a pair that is not there.
    """
    pairs = differences.shape[1]
    signs = assignments(pairs)
    # The two ways that are each other's mirror have the same size: half of a written list is enough.
    signs = signs[: len(signs) // 2] if 0 < pairs <= MOST_WRITTEN else signs
    totals = np.abs(differences @ signs.T)
    slack = TIE * np.abs(differences).sum(axis=1, keepdims=True)
    return (totals >= totals[:, :1] - slack).mean(axis=1)


def smallest_p(pairs: int) -> float:
    """The smallest two-sided p-value that so many pairs can give."""
    return 2.0 / 2.0**pairs if 0 < pairs <= MOST_WRITTEN else (1.0 / DRAWN if pairs else 1.0)


def flip_interval(differences: Floats, level: float = LEVEL) -> tuple[float, float] | None:
    """All amounts that the two-sided test of pair differences (pairs,) does not reject; None with too few pairs.

    The ends are means of subsets of the differences: an amount is rejected when too few subsets have a
    mean on its far side. Covers at least `level`.
    """
    pairs = len(differences)
    if pairs == 0:
        return None
    flipped = assignments(pairs)[1:] < 0.0
    size = flipped.sum(axis=1)
    flipped, size = flipped[size > 0], size[size > 0]
    means = np.sort((flipped @ differences) / size)
    # An end is kept when its tail, with the assignment that fell, is more than half of what may be missed.
    tail = (1.0 - level) / 2.0 * (len(means) + 1)
    place = math.floor(tail + 1e-9)
    return None if place < 1 else (float(means[place - 1]), float(means[len(means) - place]))


def overlap_free(first: Floats, second: Floats) -> float:
    """Non-overlap of all pairs (NAP): share of pairs of a `first` and a `second` day where the second is higher.

    `first` (n,), `second` (m,), NaN left out; ties count half; NaN when a side is empty.
    Source: Parker and Vannest 2009, Behavior Therapy 40:357.
    """
    a, b = first[np.isfinite(first)], second[np.isfinite(second)]
    if len(a) == 0 or len(b) == 0:
        return math.nan
    gap = np.sign(b[:, None] - a[None, :])
    return float((gap + 1.0).mean() / 2.0)
