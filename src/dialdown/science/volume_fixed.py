"""The volume by a load that is the same every time: a standard touch, once a week, and how much it hurts.

With a known and fixed load the answer itself is the gain. It is explained by the same field as `estimate_volume`
(`gain_fit`), without a level beside the gain: a load that never varies cannot tell the two apart, so whatever else
makes the touch hurt is in this volume. Measured coverage and error rates: docs/science/volume.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.gain_fit import Pairs, fit_gain
from dialdown.science.table import day_table
from dialdown.science.volume import LEVEL, blank, check_scale, refused, told, year_share
from dialdown.science.volume_pairs import WINDOW, Refusal
from dialdown.science.volume_results import Volume
from dialdown.science.written_down import step_each, steps_of, written

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Touches: of the window, of the last 60 days, in all.
WINDOW_TOUCHES, FEWEST_LATEST, FEWEST = 6, 5, 12
# Last 60 days of a year that share no touch: each is an answer of its own to the same first ones.
LOOKS_A_YEAR = 6


def estimate_volume_fixed(
    answer: object,
    *,
    dates: object | None = None,
    scale: tuple[float, float] = (0.0, 10.0),
    step: object | None = None,
    peeking: Literal["none", "any"] = "none",
) -> Volume:
    """Sensitivity over time, from what the same load brings each time.

    Parameters
    ----------
    answer : how much it hurt, one number a row (rows,), NaN = not done on that day.
    dates, scale, step, peeking : as in `estimate_volume`.

    Returns
    -------
    Volume, with `pairs` the number of touches, no load and one day a row from the first touch to the last. The
    window is the first 60 days when they hold 6 touches, else the first 6. Refusals: few_days, constant, band,
    denominator, search.

    Raises
    ------
    ValueError with one sentence on bad input.
    """
    check_scale(scale, step, peeking)
    each = step_each(step, answer)
    table = day_table(answer, {} if each is None else {"step": each}, dates)
    about = blank(peeking, "bounded", len(table.outcome))
    row = np.flatnonzero(np.isfinite(table.outcome)).astype(np.int64)
    try:
        start, window_end = _window(row)
        value = table.outcome[row]
        if float(np.ptp(value)) == 0.0:
            raise Refusal("constant", "The answer was the same every time.")
        steps = steps_of(value, scale, None if each is None else table.factors["step"][row])
        days = int(row[-1]) - start + 1
        about = replace(
            about, first=table.name(start), last=table.name(window_end), pairs=len(row), calendar=days,
            model="bounded" if np.isfinite(steps).any() else "gaussian",
        )  # fmt: skip
        reference, latest = np.zeros(days), np.zeros(days)
        reference[: window_end - start + 1], latest[-WINDOW:] = 1.0, 1.0
        low, high = written(value, scale, steps)
        touches = Pairs(
            days=days, day=row - start, weekday=table.weekdays()[row], load=np.ones(len(row)), low=low, high=high,
            reference=reference / reference.sum(), latest=latest / latest.sum(),
        )  # fmt: skip
        fit = fit_gain(touches, float(value.std()), fixed=True)
        return told(about, table, start, fit, reach(peeking, days, len(row)))
    except Refusal as refusal:
        return refused(about, refusal, table)


def reach(peeking: str, calendar: int, touches: int) -> float:
    """How many standard errors the interval of the change reaches after `touches` in `calendar` days.

    The noise is learned from few touches, so the quantile is Student's (the level and the noise take one touch
    each). Looked at often: what a year may spend (`year_share`) is divided among its six stretches of last
    days, because the few touches of one say little about those of the next: without it 19 of 150 people whose touch
    always felt the same were told "quieter" or "louder" within a year (docs/science/volume.md).
    """
    tail = (1.0 - LEVEL) / 2.0
    if peeking == "any":
        tail *= year_share(calendar) / LOOKS_A_YEAR
    return -float(stdtrit(touches - 2, tail))


def _window(row: Ints) -> tuple[int, int]:
    """First row and last row of the reference window. Raises Refusal."""
    if len(row) < FEWEST:
        raise Refusal("few_days", f"The same load was met {len(row)} times; {FEWEST} are needed.")
    start = int(row[0])
    first = row < start + WINDOW
    end = start + WINDOW - 1 if first.sum() >= WINDOW_TOUCHES else int(row[WINDOW_TOUCHES - 1])
    last = int(row[-1])
    if last - end < WINDOW:
        raise Refusal(
            "few_days", f"A volume compares the last {WINDOW} days with the first ones; they are still the same.",
            end + WINDOW,
        )  # fmt: skip
    latest = int((row > last - WINDOW).sum())
    if latest < FEWEST_LATEST:
        raise Refusal(
            "few_days",
            f"In the last {WINDOW} days the same load was met {latest} times; {FEWEST_LATEST} are needed.",
        )
    return start, end
