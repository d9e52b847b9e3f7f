"""Intervals and tests for answers and their times."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr, stdtrit  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.laterality_results import Interval

Floats = NDArray[np.float64]

LEVEL = 0.95
UNKNOWN = Interval(math.nan, math.nan, math.nan)
# The factor that makes the median absolute deviation of normal data their standard deviation.
SCALED_MAD = 1.482602218505602


def wilson(right: float, n: int, level: float = LEVEL) -> Interval:
    """A share of correct answers with Wilson's score interval (Wilson 1927). Not known without answers."""
    if n == 0:
        return UNKNOWN
    z = float(ndtri((1 + level) / 2))
    share = right / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(share, min(max(0.0, middle - half), share), max(min(1.0, middle + half), share))


def mean(kept: Floats, held: Floats, level: float = LEVEL) -> Interval:
    """The mean of the times that were kept (ms) with Yuen's interval for trimmed means (Yuen 1974).

    `held` are the same times and those left out, pulled to the limit of the trimming: without them the interval would be too
    narrow, since what varies most has been taken away. Without trimming both are the same and this is Student's interval.
    """
    n = len(kept)
    if n == 0:
        return UNKNOWN
    value = float(kept.mean())
    if n < 2:
        return Interval(value, math.nan, math.nan)
    spread = float(((held - held.mean()) ** 2).sum())
    half = _t(level, n - 1) * math.sqrt(spread / (n * (n - 1)))
    return Interval(value, value - half, value + half)


def difference(first: Floats, second: Floats, level: float = LEVEL) -> Interval:
    """Mean of the second minus mean of the first with Welch's interval; not known with fewer than two of either."""
    if len(first) < 2 or len(second) < 2:
        return UNKNOWN
    value = float(second.mean() - first.mean())
    a, b = first.var(ddof=1) / len(first), second.var(ddof=1) / len(second)
    error = math.sqrt(a + b)
    if error == 0:
        return Interval(value, value, value)
    freedom = (a + b) ** 2 / (a * a / (len(first) - 1) + b * b / (len(second) - 1))
    half = _t(level, float(freedom)) * error
    return Interval(value, value - half, value + half)


def rise(values: Floats, level: float) -> Interval:
    """How much a row of values (sessions,) rises from its first to its last along a straight line; three values at least."""
    n = len(values)
    at = np.linspace(-0.5, 0.5, n)
    slope = float(at @ values / (at @ at))
    left = values - values.mean() - slope * at
    half = _t(level, n - 2) * math.sqrt(float(left @ left) / (n - 2) / float(at @ at))
    return Interval(slope, slope - half, slope + half)


def balanced(accuracy: Floats, times: Floats) -> Floats:
    """Balanced integration score (Liesefeld & Janczyk 2019) of people or sessions (n,): z of the accuracy minus z of the mean time.

    With the standard deviation of exactly these; NaN where they are all alike.
    """

    def z(values: Floats) -> Floats:
        sd = values.std()
        return (values - values.mean()) / sd if sd > 0 else np.full(len(values), np.nan)

    return z(accuracy) - z(times)


def crawford_howell(person: float, controls: Floats) -> tuple[float, float, float]:
    """One person against a small sample of controls (Crawford & Howell 1998): t, two-sided p, z. NaN with fewer than two controls."""
    n = len(controls)
    sd = float(controls.std(ddof=1)) if n > 1 else 0.0
    if sd == 0 or math.isnan(person):
        return math.nan, math.nan, math.nan
    z = (person - float(controls.mean())) / sd
    t = z / math.sqrt((n + 1) / n)
    return t, float(2 * stdtr(n - 1, -abs(t))), z


def around_median(log_times: Floats, limit: float = 3.0) -> tuple[float, float]:
    """Lowest and highest value within `limit` scaled MADs of the median; without limit when at least half are equal."""
    median = float(np.median(log_times))
    far = limit * SCALED_MAD * float(np.median(np.abs(log_times - median)))
    return (median - far, median + far) if far > 0 else (-math.inf, math.inf)


def _t(level: float, freedom: float) -> float:
    return float(stdtrit(freedom, (1 + level) / 2))
