"""Before and after something began: the difference, and how much of it would have come by itself.

What is begun on a bad stretch is followed by better days even when it does nothing (regression to the
mean). So the days before are explained by themselves (slow level, memory, noise); from them follows what
the days after would have been on their own, with an interval; only what is left beyond that is news.

Source: best linear unbiased prediction, Goldberger 1962, J Am Stat Assoc 57:369; regression to the mean in
before-after data: Barnett, van der Pols and Dobson 2005, Int J Epidemiol 34:215.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.dynamics import NullFit, fit_null
from dialdown.science.pattern_results import plain
from dialdown.science.table import day_table
from dialdown.science.trials import Estimate
from dialdown.science.trials_randomisation import LEVEL, overlap_free

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# The stretch just before, the longest memory of days before, and the longest time after.
JUST_BEFORE, LONGEST_BEFORE, LONGEST_AFTER = 14, 365, 60
FEWEST_BEFORE, FEWEST_AFTER, FEWEST_JUST = 42, 14, 5
# Another stretch is "as high" when its mean comes this near to the one just before, in points.
NEAR = 0.25
FEWEST_STRETCHES = 3


@dataclass(frozen=True)
class OtherStretches:
    """Earlier stretches of the same diary that were at least as far from usual: how many, and the mean
    change from such a stretch to the days that followed it (outcome units)."""

    stretches: int
    change: float


@dataclass(frozen=True)
class BeforeAfter:
    """What was different after an event, in outcome units.

    `before` mean of the 14 days just before, `usual` mean of all days before (a year at most), `after` mean of
    the days after. `change` = after - before, the difference everybody sees. `difference` after against all days
    before, by a whitened regression. `by_itself` what the days after would have been had nothing happened;
    `beyond` = after - by_itself, what is left. `others` = her own other stretches like the one before.
    `verdict` more, less or not_clear: whether `beyond` leaves 0. `why_not` few_before, few_after, flat or None.
    """

    event: dt.date
    days_before: int
    days_after: int
    before: float | None = None
    usual: float | None = None
    after: float | None = None
    change: float | None = None
    difference: Estimate | None = None
    by_itself: Estimate | None = None
    beyond: Estimate | None = None
    overlap_free: float | None = None
    others: OtherStretches | None = None
    verdict: Literal["more", "less", "not_clear"] = "not_clear"
    why_not: Literal["few_before", "few_after", "flat"] | None = None
    level: float = LEVEL

    def to_dict(self) -> dict[str, Any]:
        """Plain data; never NaN, not known = None."""

        def shown(found: Estimate | None) -> dict[str, Any] | None:
            return found and {"value": plain(found.value), "low": plain(found.low), "high": plain(found.high)}

        numbers = ("days_before", "days_after", "before", "usual", "after", "change", "overlap_free")
        return {
            "event": self.event.isoformat(), **{name: plain(getattr(self, name)) for name in numbers},
            "difference": shown(self.difference), "by_itself": shown(self.by_itself), "beyond": shown(self.beyond),
            "others": {"stretches": self.others.stretches, "change": self.others.change} if self.others else None,
            "verdict": self.verdict, "why_not": self.why_not, "level": self.level,
        }  # fmt: skip


def before_after(
    outcome: object, dates: object, event: dt.date, *, until: dt.date | None = None, level: float = LEVEL
) -> BeforeAfter:  # fmt: skip
    """What was different after `event`, beside what the diary would have done by itself.

    `outcome` one number a row, NaN = not recorded; `dates` as in `find_patterns`. `event` is the first day
    after; with `until` the days from `event` to it are left out (a programme) and the days after begin later.
    At most 60 days after count, and a year before. `level` of every interval: .95 for one outcome looked at;
    1 - .05 / k where k outcomes of one event stand side by side. ValueError on bad input.
    """
    if not 0.5 <= level < 1.0:
        raise ValueError(f"level: {level}; expected .5 or more, and less than 1")
    table = day_table(outcome, {}, dates)
    if table.first is None:
        raise ValueError("dates: expected a date for every row")
    at = (event - table.first).days
    begins = at if until is None else (until - table.first).days + 1
    if begins < at:
        raise ValueError(f"until: {until} is before {event}")
    known = np.flatnonzero(np.isfinite(table.outcome)).astype(np.int64)
    before = known[(known < at) & (known >= at - LONGEST_BEFORE)]
    after = known[(known >= begins) & (known < begins + LONGEST_AFTER)]
    just = before[before >= at - JUST_BEFORE]
    counted = BeforeAfter(event, len(before), len(after), level=level)
    if len(before) < FEWEST_BEFORE or len(just) < FEWEST_JUST:
        return _without(counted, "few_before")
    if len(after) < FEWEST_AFTER:
        return _without(counted, "few_after")
    y = table.outcome
    try:
        fit = fit_null(before, y[before], np.ones((len(before), 1)))
        step = _step(before, after, y, level)
    except ValueError:
        return _without(counted, "flat")
    by_itself, beyond = _forecast(fit, y[before], after, float(y[after].mean()), level)
    mean_just, usual, mean_after = (float(y[part].mean()) for part in (just, before, after))
    free = overlap_free(y[just], y[after])
    assert beyond.low is not None
    assert beyond.high is not None
    return BeforeAfter(
        event=event, days_before=len(before), days_after=len(after), before=mean_just, usual=usual, after=mean_after,
        change=mean_after - mean_just, difference=step, by_itself=by_itself, beyond=beyond,
        overlap_free=None if math.isnan(free) else free, others=_others(y[max(0, at - LONGEST_BEFORE) : at], mean_just, usual),
        verdict="more" if beyond.low > 0.0 else "less" if beyond.high < 0.0 else "not_clear",
        level=level,
    )  # fmt: skip


def _without(counted: BeforeAfter, why: Literal["few_before", "few_after", "flat"]) -> BeforeAfter:
    return replace(counted, why_not=why)


def _step(before: Ints, after: Ints, y: Floats, level: float) -> Estimate:
    """The level after against the level before, whitened; dynamics fitted beside the step."""
    day = np.concatenate([before, after])
    design = np.column_stack([np.ones(len(day)), (np.arange(len(day)) >= len(before)).astype(np.float64)])
    fit = fit_null(day, y[day], design)
    white, answer = fit.whiten(design), fit.whiten(y[day][:, None])[:, 0]
    value = float(np.linalg.lstsq(white, answer, rcond=None)[0][1])
    error = math.sqrt(fit.scale * float(np.linalg.inv(white.T @ white)[1, 1]))
    reach = float(stdtrit(len(day) - 2, 0.5 + level / 2.0)) * error
    return Estimate(value, value - reach, value + reach)


def _covariance(theta: Floats, a: Ints, b: Ints, start: int) -> Floats:
    """Covariance of the outcome on days `a` (n,) with days `b` (m,) over the white variance, (n, m)."""
    phi, r, q = math.tanh(theta[0]), math.exp(theta[1]), math.exp(theta[2])
    level = q * np.minimum(a[:, None] - start, b[None, :] - start)
    return level + r * phi ** np.abs(a[:, None] - b[None, :]) + (a[:, None] == b[None, :])


def _given(theta: Floats, day: Ints, y: Floats, after: Ints) -> tuple[float, float]:
    """Mean and variance of the mean of the days `after` (m,), had nothing happened, with dynamics `theta` (3,).

    The variance holds the days' own noise and memory, and that of the estimated level.
    """
    start = int(day[0])
    ones, share = np.ones(len(day)), np.full(len(after), 1.0 / len(after))
    link = _covariance(theta, day, after, start) @ share
    own = float(share @ _covariance(theta, after, after, start) @ share)
    solved = np.linalg.solve(_covariance(theta, day, day, start), np.column_stack([ones, y, link]))
    precision = float(ones @ solved[:, 0])
    level = float(ones @ solved[:, 1]) / precision
    rest = solved[:, 1] - level * solved[:, 0]
    scale = float((y - level) @ rest) / (len(day) - 1)
    loose = 1.0 - float(ones @ solved[:, 2])
    return level + float(link @ rest), scale * (own - float(link @ solved[:, 2]) + loose * loose / precision)


def _dynamics(fit: NullFit) -> Floats:
    """Six dynamics (6, 3) that stand for all that the days before leave possible.

    Third-degree cubature of the normal approximation at the fit (Stroud 1971): memory and drift are known badly
    from a short diary, and a forecast that took them as known would be too sure.
    """
    curved, turn = np.linalg.eigh(fit.hessian / 2.0)
    spread = turn * np.sqrt(3.0 / np.maximum(curved, 1e-2))
    points = np.concatenate([fit.theta + spread.T, fit.theta - spread.T])
    # A memory of 1 and a level that jumps more in a day than the noise are beyond what a diary is.
    return np.clip(points, [-2.0, -6.0, -12.0], [2.0, 6.0, 0.0])


def _forecast(
    fit: NullFit, y: Floats, after: Ints, mean_after: float, level: float
) -> tuple[Estimate, Estimate]:  # fmt: skip
    """What the mean of the days `after` (m,) would have been, and what is left beyond it."""
    means, variances = np.array([_given(theta, fit.day, y, after) for theta in _dynamics(fit)]).T
    expected = float(means.mean())
    variance = float(variances.mean() + means.var())
    reach = float(stdtrit(len(fit.day) - 1, 0.5 + level / 2.0)) * math.sqrt(variance)
    left = mean_after - expected
    return Estimate(expected, expected - reach, expected + reach), Estimate(left, left - reach, left + reach)


def _others(y: Floats, mean_just: float, usual: float) -> OtherStretches | None:
    """Her other stretches at least as far from usual as the one just before, none overlapping, and what followed.

    `y` (days,) the days before on the grid, NaN = not recorded.
    """
    side = 1.0 if mean_just >= usual else -1.0
    changes: list[float] = []
    day, last = 0, len(y) - JUST_BEFORE
    while day + 2 * JUST_BEFORE <= last:
        here, following = y[day : day + JUST_BEFORE], y[day + JUST_BEFORE : day + 2 * JUST_BEFORE]
        enough = all(np.isfinite(part).sum() >= FEWEST_JUST for part in (here, following))
        if enough and side * (float(np.nanmean(here)) - mean_just) >= -NEAR:
            changes.append(float(np.nanmean(following) - np.nanmean(here)))
            day += JUST_BEFORE
        else:
            day += 1
    if len(changes) < FEWEST_STRETCHES:
        return None
    return OtherStretches(len(changes), float(np.mean(changes)))
