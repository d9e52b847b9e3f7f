"""Which days a volume is made of: pairs of outcome and load, the reference window, loads that can be compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dialdown.science.table import DayTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WINDOW, WINDOW_PAIRS = 60, 30
FEWEST_PAIRS, FEWEST_LATEST = 60, 20
# The load has to differ from its usual value on this many days of the window.
FEWEST_CHANGES = 10
# Loads farther than this many middle halves outside the window's middle half are another kind of day:
# the pain after five times the usual walk says nothing about the pain after the usual one.
FENCE = 3.0
LEAST_IN_RANGE = 0.5
# Of the window's spread the last 60 days need this much.
LEAST_SPREAD = 0.25


class Refusal(ValueError):
    """Why there is no volume: `reason` a word for programs, the message a sentence for people."""

    def __init__(self, reason: str, sentence: str, enough_at: int | None = None) -> None:
        super().__init__(sentence)
        self.reason, self.enough_at = reason, enough_at


@dataclass(frozen=True)
class VolumePairs:
    """Days on which outcome and load are both known, from grid row `start` to row `end` (both included).

    `row` (n,) grid rows, `outcome` and `load` (n,) as recorded; `window_end` last row of the reference window;
    `used` (n,) bool: the load can be compared; `mean`, `sd` of the load in the window.
    """

    start: int
    end: int
    window_end: int
    row: Ints
    outcome: Floats
    load: Floats
    used: NDArray[np.bool_]
    mean: float
    sd: float


def lagged(load: Floats, lag: int) -> Floats:
    """The load `lag` days before each day (days,)."""
    return load if lag == 0 else np.concatenate([np.full(min(lag, len(load)), np.nan), load[:-lag]])


def volume_pairs(table: DayTable, lag: int) -> VolumePairs:
    """The pairs of a table whose one factor is the load. Raises Refusal."""
    load = lagged(next(iter(table.factors.values())), lag)
    row = np.flatnonzero(np.isfinite(table.outcome) & np.isfinite(load))
    if len(row) == 0:
        raise Refusal("few_days", "There is no day yet on which both the outcome and the load are known.")
    # From the first day with anything written down to the last one.
    anything = np.flatnonzero(np.isfinite(table.outcome) | np.isfinite(next(iter(table.factors.values()))))
    start, end = int(anything[0]), int(anything[-1])
    in_window = row < start + WINDOW
    if in_window.sum() >= WINDOW_PAIRS:
        window_end = start + WINDOW - 1
    elif len(row) >= WINDOW_PAIRS:
        # A load that was counted long before the first outcome does not stretch the window.
        start, window_end = max(start, int(row[0]) - lag), int(row[WINDOW_PAIRS - 1])
        in_window = row <= window_end
    else:
        raise Refusal(
            "few_days", f"Outcome and load are both known on {len(row)} days; {FEWEST_PAIRS} are needed."
        )
    latest = row > end - WINDOW
    if end - window_end < WINDOW:
        raise Refusal(
            "few_days", f"A volume compares the last {WINDOW} days with the first ones; they are still the same.",
            window_end + WINDOW,
        )  # fmt: skip
    if len(row) < FEWEST_PAIRS:
        raise Refusal(
            "few_days", f"Outcome and load are both known on {len(row)} days; {FEWEST_PAIRS} are needed."
        )
    before = load[row[in_window]]
    if float(np.ptp(table.outcome[row])) == 0.0:
        raise Refusal("constant", "The outcome was the same every day.")
    changes = int((before != np.median(before)).sum())
    mean, sd = float(before.mean()), float(before.std(ddof=1))
    if changes < FEWEST_CHANGES or not sd > 1e-9 * max(1.0, abs(mean)):
        raise Refusal(
            "load_varies",
            f"The load hardly varied in the reference window: it differed from its usual value on {changes} days; "
            f"{FEWEST_CHANGES} are needed.",
        )
    low, high = np.quantile(before, [0.25, 0.75])
    half = (high - low) if high > low else 1.35 * sd
    used = (load[row] >= low - FENCE * half) & (load[row] <= high + FENCE * half)
    # The scale is that of the days that are used, so that one odd day does not make it.
    usual = load[row[in_window & used]]
    mean, sd = float(usual.mean()), float(usual.std(ddof=1))
    now = load[row[latest & used]]
    if len(now) < LEAST_IN_RANGE * latest.sum():
        raise Refusal(
            "load_moved", "The load is now far outside of what it was in the reference window, so the two "
            "cannot be compared.",
        )  # fmt: skip
    if len(now) < FEWEST_LATEST:
        raise Refusal(
            "few_days",
            f"Of the last {WINDOW} days {len(now)} have outcome and load; {FEWEST_LATEST} are needed.",
        )
    if not float(now.std(ddof=1)) >= LEAST_SPREAD * sd or not sd > 0.0:
        raise Refusal("load_varies", "The load hardly varied in the last 60 days, so the pain after more of it is unknown.")  # fmt: skip
    return VolumePairs(start, end, window_end, row, table.outcome[row], load[row], used, mean, sd)
