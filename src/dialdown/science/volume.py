"""The volume: how strongly the outcome answers to a known load, over time, relative to a reference window.

Pain may go up and down while the nervous system turns its amplifier down. The gain, in points per usual
change of the load, shows that. Method, measured coverage and error rates: docs/science/volume.md.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.gain_fit import GainFit, Pairs, fit_gain
from dialdown.science.table import DayTable, day_table
from dialdown.science.volume_pairs import WINDOW, Refusal, VolumePairs, volume_pairs
from dialdown.science.volume_results import Volume, VolumeChange, VolumeDay
from dialdown.science.written_down import step_each, steps_of, written

Floats = NDArray[np.float64]

LEVEL = 0.90
LONGEST_LAG = 30
YEAR = 365
# A band wider than this share of the gain in the window shows nothing.
WIDEST = 0.8


def estimate_volume(
    outcome: object,
    load: object,
    *,
    dates: object | None = None,
    load_lag: int = 1,
    model: Literal["bounded", "gaussian"] = "bounded",
    scale: tuple[float, float] = (0.0, 10.0),
    step: object | None = None,
    peeking: Literal["none", "any"] = "none",
) -> Volume:
    """Sensitivity over time: the gain of `outcome` on `load`, relative to the reference window.

    Parameters
    ----------
    outcome : pain, one number a row (rows,), NaN = not recorded.
    load : what it answers to, one number a row (rows,), any unit, NaN = not recorded.
    dates : ISO dates or datetime64, one a row, any order, gaps allowed, none twice. Without dates
        rows are consecutive days and days are numbered from 0.
    load_lag : 1 = yesterday's load (what a person does today may answer to today's pain); 0 = a load that was
        planned or fixed before the outcome.
    model : "bounded" takes a written-down value as an interval, open at the ends of `scale`; it falls back to
        "gaussian" where no `step` is known. "gaussian" is a fast preview.
    step : step of the scale: a number, or one a row (rows,) where it changed, NaN = not known, and then that day
        is a plain number; None = found from the values (1, .5, .25 or .1).
    peeking : "none" when this table is looked at once; "any" when the verdict has to be valid however often
        one looks while the diary grows (the interval of the change is wider).

    Returns
    -------
    Volume, with a band at 90 % by day that includes the uncertainty of the window's own gain, and the change
    from the window to the last 60 days. When nothing can be said it says why instead.

    Raises
    ------
    ValueError with one sentence on bad input.
    """
    if load_lag != int(load_lag) or not 0 <= load_lag <= LONGEST_LAG:
        raise ValueError(f"load_lag: {load_lag}; expected a whole number of days, 0 to {LONGEST_LAG}")
    load_lag = int(load_lag)
    if model not in ("bounded", "gaussian"):
        raise ValueError(f"model: {model!r}; expected 'bounded' or 'gaussian'")
    check_scale(scale, step, peeking)
    each = step_each(step, outcome)
    table = day_table(outcome, {"load": load} if each is None else {"load": load, "step": each}, dates)
    about = blank(peeking, model, len(table.outcome))
    try:
        pairs = volume_pairs(table, load_lag)
    except Refusal as refusal:
        return refused(about, refusal, table)
    steps = steps_of(pairs.outcome, scale, None if each is None else table.factors["step"][pairs.row])
    if model == "gaussian" or not np.isfinite(steps[pairs.used]).any():
        model, steps = "gaussian", np.full(len(steps), np.nan)
    about = replace(
        about, first=table.name(pairs.start), last=table.name(pairs.window_end), model=model,
        pairs=len(pairs.row), left_out=int((~pairs.used).sum()), load_sd=pairs.sd,
        calendar=pairs.end - pairs.start + 1,
    )  # fmt: skip
    used = pairs.outcome[pairs.used]
    fit = fit_gain(_for_fit(table, pairs, scale, steps), float(used.std()))
    try:
        return told(about, table, pairs.start, fit, critical(peeking, about.calendar))
    except Refusal as refusal:
        return refused(about, refusal, table)


def check_scale(scale: tuple[float, float], step: object | None, peeking: str) -> None:
    """ValueError with one sentence on a scale, a step or a way of looking that cannot be."""
    known = np.asarray(1.0 if step is None else step)
    fits = (
        known.dtype.kind in "iuf"
        and known.ndim < 2
        and not bool((known <= 0.0).any() or np.isinf(known).any())
    )
    if peeking not in ("none", "any"):
        raise ValueError(f"peeking: {peeking!r}; expected 'none' or 'any'")
    if not (scale[0] < scale[1] and math.isfinite(scale[1] - scale[0]) and fits):
        raise ValueError("scale, step: expected (lowest, highest) and a step above 0")


def blank(peeking: str, model: str, calendar: int) -> Volume:
    """A volume that says nothing yet."""
    return Volume(
        days=(), level=LEVEL, enough=False, why_not=None, reason=None, first=None, last=None, change=VolumeChange(),
        peeking=peeking, model=model, pairs=0, left_out=0, calendar=calendar,
    )  # fmt: skip


def told(about: Volume, table: DayTable, start: int, fit: GainFit, z: float) -> Volume:
    """The volume that `fit` gives from grid row `start` on; the change reaches `z` standard errors. Raises Refusal."""
    _check(fit)
    return replace(about, enough=True, days=_days(table, start, fit), change=_change(fit, z))


def critical(peeking: str, calendar: int) -> float:
    """How many standard errors the interval of the change reaches on a diary of `calendar` days.

    Looked at once: those of 90 %. Looked at often: the error is spent over the years of the diary, the k-th one
    with 6 / (pi k)^2 of it, so that the sum stays what it is however long one looks. That the looks inside one year
    together stay within their share is measured (docs/science/volume.md), because they share most of their days.
    """
    tail = (1.0 - LEVEL) / 2.0
    if peeking == "any":
        tail *= year_share(calendar)
    return float(-ndtri(tail))


def year_share(calendar: int) -> float:
    """The share of all error that the present year of a diary of `calendar` days may spend; the shares of all years sum to 1."""
    return 6.0 / (math.pi * (1 + (calendar - 1) // YEAR)) ** 2


def _for_fit(table: DayTable, pairs: VolumePairs, scale: tuple[float, float], steps: Floats) -> Pairs:
    days = pairs.end - pairs.start + 1
    row, value = pairs.row[pairs.used], pairs.outcome[pairs.used]
    low, high = written(value, scale, steps[pairs.used])
    reference, latest = np.zeros(days), np.zeros(days)
    reference[: pairs.window_end - pairs.start + 1] = 1.0
    latest[-WINDOW:] = 1.0
    return Pairs(
        days=days, day=(row - pairs.start).astype(np.int64), weekday=table.weekdays()[row],
        load=(pairs.load[pairs.used] - pairs.mean) / pairs.sd, low=low, high=high,
        reference=reference / reference.sum(), latest=latest / latest.sum(),
    )  # fmt: skip


def _check(fit: GainFit) -> None:
    """Raises Refusal where the band says nothing or the window's own gain may be 0."""
    z = float(ndtri(0.5 + LEVEL / 2.0))
    if not fit.converged:
        raise Refusal("search", "No volume could be worked out of these days: the search did not end.")
    gain, spread = float(fit.averages[0]), math.sqrt(float(fit.among[0, 0]))
    if not gain - z * spread > 0.0:
        raise Refusal(
            "denominator", "In the reference window the outcome did not clearly rise with the load, so there is "
            "nothing to compare with.",
        )  # fmt: skip
    if 2.0 * z * float(np.median(np.sqrt(fit.variance))) > WIDEST * max(gain, float(fit.averages[1])):
        raise Refusal("band", "The load explains too little of the outcome for a line: the band would show nothing.")  # fmt: skip


def ratio_interval(
    top: Floats, top_variance: Floats, cross: Floats, under: float, under_variance: float, z: float
) -> tuple[Floats, Floats]:
    """Fieller's interval of top / under, both normal with covariance `cross`; `under` clearly above 0.

    Source: Fieller 1954, J R Stat Soc B 16:175.
    """
    a = under * under - z * z * under_variance
    b = top * under - z * z * cross
    c = top * top - z * z * top_variance
    reach = np.sqrt(np.maximum(b * b - a * c, 0.0))
    return (b - reach) / a, (b + reach) / a


def _days(table: DayTable, start: int, fit: GainFit) -> tuple[VolumeDay, ...]:
    z = float(ndtri(0.5 + LEVEL / 2.0))
    under, under_variance = float(fit.averages[0]), float(fit.among[0, 0])
    low, high = ratio_interval(fit.gain, fit.variance, fit.along[0], under, under_variance, z)
    reach = z * np.sqrt(fit.variance)
    columns = (fit.gain / under, low, high, fit.gain, fit.gain - reach, fit.gain + reach)
    return tuple(
        map(VolumeDay, _names(table, start, len(fit.gain)), *(column.tolist() for column in columns))
    )


def _names(table: DayTable, start: int, days: int) -> list[str] | range:
    """The days of the answer: ISO dates, or rows where there are none."""
    if table.first is None:
        return range(start, start + days)
    first = np.datetime64(table.first, "D")
    return np.datetime_as_string(first + np.arange(start, start + days)).tolist()


def _change(fit: GainFit, z: float) -> VolumeChange:
    under, top = (float(value) for value in fit.averages)
    spread = math.sqrt(max(float(fit.among[0, 0] + fit.among[1, 1] - 2.0 * fit.among[0, 1]), 1e-300))
    end, score = top / under, (top - under) / spread
    if not under > z * math.sqrt(float(fit.among[0, 0])):
        # At this reach the window's own gain may be 0: no end can be given on either side.
        return VolumeChange(1.0, end, None, None, score)
    low, high = ratio_interval(
        fit.averages[1:], fit.among[1:, 1], fit.among[0, 1:], under, float(fit.among[0, 0]), z
    )
    return VolumeChange(1.0, end, float(low[0]) - 1.0, float(high[0]) - 1.0, score)


def refused(about: Volume, refusal: Refusal, table: DayTable) -> Volume:
    """The volume that cannot be told, with the reason and the day on which it may be."""
    enough_on = None
    if refusal.enough_at is not None and table.first is not None:
        try:
            enough_on = (table.first + dt.timedelta(days=refusal.enough_at)).isoformat()
        except OverflowError:
            enough_on = None
    return replace(about, why_not=str(refusal), reason=refusal.reason, enough_on=enough_on)
