"""Flare size: are the ups and downs getting smaller? For diaries without a load; named so, because it is no gain.

What the outcome's own past leaves open (the whitened innovations) is compared between stretches of 60 days: flares
may get smaller before the average moves. Source: statistics notes, section 2, G4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.dynamics import fit_null, null_regressors
from dialdown.science.stretches import stretches_of
from dialdown.science.table import day_table

Floats = NDArray[np.float64]

FEWEST, FEWEST_IN_ONE = 60, 25
LEVEL = 0.90


@dataclass(frozen=True)
class SizeStretch:
    """Some 60 days: the size of the ups and downs, 1.0 = that of the first ones, with its interval."""

    first: str | int
    last: str | int
    days: int
    size: float
    low: float
    high: float


@dataclass(frozen=True)
class FlareSize:
    """`stretches` after the first one; `why_not` a word (few_days, constant).

    `next_on` ISO date (grid row without dates) of the next answer, None = it may be another one every day.
    """

    stretches: tuple[SizeStretch, ...]
    level: float
    why_not: str | None
    next_on: str | int | None = None


def flare_size(
    outcome: object, *, dates: object | None = None, peeking: Literal["none", "any"] = "none"
) -> FlareSize:
    """Size of the ups and downs per 60 days, relative to the first 60; `outcome`, `dates` as in `estimate_volume`.

    The ratio of two standard deviations; its interval from the variance of a log variance, (kurtosis - 1) / n, with
    the kurtosis of all days, so that heavy tails make it wider. `peeking` as in `load_at_same_pain`. ValueError with one
    sentence on bad input.
    """
    table = day_table(outcome, {}, dates)
    day = np.flatnonzero(np.isfinite(table.outcome)).astype(np.int64)
    if len(day) == 0:
        return FlareSize((), LEVEL, "few_days")

    parts = stretches_of(day, peeking)
    place, count = parts.place, parts.count
    day = day[: len(place)]
    following = None if parts.next_row is None else table.name(parts.next_row)
    many = [int((place == k).sum()) for k in range(count)]
    if len(day) < FEWEST or count < 2 or many[0] < FEWEST_IN_ONE:
        return FlareSize((), LEVEL, "few_days", following)
    try:
        fit = fit_null(day, table.outcome[day], null_regressors(day, table.weekdays()[day]))
    except ValueError:
        return FlareSize((), LEVEL, "constant", following)
    squares = fit.residual**2
    means = np.array([squares[place == k].mean() if many[k] else np.nan for k in range(count)])
    scaled = squares / means[place]
    kurtosis = max(3.0, float((scaled**2).mean()))
    found: list[SizeStretch] = []
    for k in range(1, count):
        if many[k] < FEWEST_IN_ONE or not (means[k] > 0.0 and means[0] > 0.0):
            continue
        size = math.sqrt(float(means[k] / means[0]))
        times = -float(stdtrit(many[k] + many[0] - 2, parts.tail(k, LEVEL)))
        reach = 0.5 * times * math.sqrt((kurtosis - 1.0) * (1.0 / many[k] + 1.0 / many[0]))
        first, last = parts.ends(k)
        found.append(
            SizeStretch(table.name(first), table.name(last), many[k], size, size * math.exp(-reach), size * math.exp(reach))
        )  # fmt: skip
    return FlareSize(tuple(found), LEVEL, None if found else "few_days", following)
