"""Flares: days clearly above a person's own level, how long they last, and how long they usually take to settle.

A flare begins on a day whose outcome is at least `spreads` of the person's own spreads (and at least `least` points)
above her level: the median of the recorded days among the `window` days before. It is over on the first of two
recorded days in a row that are back within one spread (or `least` / 2) of the level it began from. Level and spread are
medians, so that the flares themselves hardly move them; every number of the definition can be changed. A flare that still
runs, or one of whose ends lies in more than a week without a record, lasted at least so long.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.pattern_results import plain
from dialdown.science.table import day_table

Floats = NDArray[np.float64]

FEWEST_BEFORE = 10
# After this many days without a record nobody knows how a flare went on.
LONGEST_GAP = 7
LEVEL = 0.90
# Half of a settled rest never lies outside of the smallest and the largest of five in more than 6 %.
FEWEST_FOR_MEDIAN = 5
MAD_TO_SD = 1.4826


@dataclass(frozen=True)
class Flare:
    """One flare. `start`, `end` ISO dates (grid rows without dates), `end` the last day before it had settled.

    `days` from the first day to the last one, both included; `settled` False when the record ended first, `begun` False
    when nobody knows on which day it began, because the week before was not recorded (in both cases it lasted at least so
    long). `recovery` days from its highest day (the last of equals) until it had settled. `peak` the highest outcome,
    `level` the level it began from.
    """

    start: str | int
    end: str | int
    days: int
    settled: bool
    peak: float
    level: float
    recovery: int
    begun: bool = True

    @property
    def whole(self) -> bool:
        """True when both of its ends were seen."""
        return self.begun and self.settled


@dataclass(frozen=True)
class Flares:
    """All flares of an outcome, and how flares of this person settle.

    `median_days` with its interval [`low_days`, `high_days`] of at least 90 %; None with fewer than five flares or where
    too many of them were not seen from beginning to end (`high_days` None = no upper end can be given).
    `recovery_median_days` and its interval the same from the highest day on. `level` and `spread` at the end of the
    record, `threshold` from which a day would now begin a flare.
    """

    flares: tuple[Flare, ...]
    median_days: float | None
    low_days: int | None
    high_days: int | None
    level: float | None
    spread: float | None
    threshold: float | None
    window: int
    spreads: float
    least: float
    recovery_median_days: float | None = None
    recovery_low_days: int | None = None
    recovery_high_days: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As plain data; never NaN, not known = None."""
        names = (
            "median_days",
            "low_days",
            "high_days",
            "level",
            "spread",
            "threshold",
            "window",
            "spreads",
            "least",
            "recovery_median_days",
            "recovery_low_days",
            "recovery_high_days",
        )
        return {
            **{name: plain(getattr(self, name)) for name in names},
            "flares": [{name: plain(value) for name, value in vars(flare).items()} for flare in self.flares],
        }


def find_flares(
    outcome: object,
    *,
    dates: object | None = None,
    window: int = 28,
    spreads: float = 2.0,
    least: float = 2.0,
) -> Flares:
    """The flares of `outcome` (rows,), NaN = not recorded; `dates` as in `find_patterns`.

    `window` days before a day that make its level (at least 14), `spreads` and `least` (points) see above.
    ValueError with one sentence on bad input.
    """
    if not (14 <= window <= 365 and 0.0 < spreads <= 10.0 and 0.0 <= least < math.inf):
        raise ValueError("window 14 to 365, spreads above 0 and up to 10, least 0 or more are expected")
    table = day_table(outcome, {}, dates)
    values = table.outcome
    # The spread around the own level over the whole record.
    levels = _levels(values, window)
    away = np.abs(values - levels)
    known = away[np.isfinite(away)]
    spread = MAD_TO_SD * float(np.median(known)) if len(known) >= FEWEST_BEFORE else math.nan
    found: list[Flare] = []
    rise, back = max(spreads * spread, least), max(spread, least / 2.0)

    row = 0
    while math.isfinite(spread) and row < len(values):
        if not (math.isfinite(levels[row]) and values[row] >= levels[row] + rise):
            row += 1
            continue
        end, settled = _end(values, row, float(levels[row]) + back)
        during = values[row : end + 1]
        peak = float(np.nanmax(during))
        highest = row + int(np.flatnonzero(during == peak)[-1])
        # After more than a week without a record nobody knows on which day it began.
        begun = bool(np.isfinite(values[max(0, row - 1 - LONGEST_GAP) : row]).any())
        found.append(
            Flare(
                table.name(row), table.name(end), end - row + 1, settled, peak, float(levels[row]), end + 1 - highest, begun
            )
        )  # fmt: skip
        row = end + 1
    whole = np.array([flare.whole for flare in found], dtype=np.bool_)
    median, low, high = median_time(np.array([flare.days for flare in found], dtype=np.float64), whole)
    # Of a flare whose end was not seen the highest day may be still to come: of its way back one day is sure.
    back_again = np.array([flare.recovery if flare.settled else 1 for flare in found], dtype=np.float64)
    again, again_low, again_high = median_time(back_again, whole)
    level = _level(values[-window:])
    return Flares(
        flares=tuple(found), median_days=median, low_days=low, high_days=high,
        level=level if math.isfinite(level) else None, spread=spread if math.isfinite(spread) else None,
        threshold=level + rise if math.isfinite(level + spread) else None, window=window, spreads=spreads, least=least,
        recovery_median_days=again, recovery_low_days=again_low, recovery_high_days=again_high,
    )  # fmt: skip


def _level(before: Floats) -> float:
    known = before[np.isfinite(before)]
    return float(np.median(known)) if len(known) >= FEWEST_BEFORE else math.nan


def _levels(values: Floats, window: int) -> Floats:
    """The level before each day (days,); NaN while too few days are known."""
    return np.array([_level(values[max(0, row - window) : row]) for row in range(len(values))])


def _end(values: Floats, start: int, back: float) -> tuple[int, bool]:
    """The last day of the flare that begins at `start`, and whether it was seen to settle."""
    last, first_back = start, -1
    for row in range(start + 1, len(values)):
        if not math.isfinite(values[row]):
            if row - last > LONGEST_GAP:
                return last if first_back < 0 else first_back - 1, False
            continue
        last = row
        if values[row] > back:
            first_back = -1
        elif first_back < 0:
            first_back = row
        else:
            return first_back - 1, True
    return (last if first_back < 0 else first_back - 1), False


def median_time(days: Floats, settled: NDArray[np.bool_]) -> tuple[float | None, int | None, int | None]:
    """Median of `days` (n,) with an interval of at least 90 %; where not `settled` (n,) it lasted at least so long.

    The median is that of Kaplan and Meier; the interval is that of the order statistics, whose lower end takes an
    unsettled time as over when it was last seen and whose upper end takes it as never over: it keeps its
    promise whatever came after. Source: Kaplan and Meier 1958, J Am Stat Assoc 53:457; Conover, Practical
    Nonparametric Statistics, 3rd ed., 3.2.
    """
    n = len(days)
    if n < FEWEST_FOR_MEDIAN:
        return None, None, None
    rank = 0
    while 2.0 * float(bdtr(rank, n, 0.5)) <= 1.0 - LEVEL:
        rank += 1
    # rank - 1 smaller ones are outside on each side with at most 5 %.
    low = float(np.sort(days)[rank - 1])
    high = float(np.sort(np.where(settled, days, math.inf))[n - rank])
    left, median = 1.0, None
    for time in np.unique(days[settled]):
        left *= 1.0 - float((settled & (days == time)).sum()) / float((days >= time).sum())
        if left <= 0.5:
            median = float(time)
            break
    return median, int(low), int(high) if math.isfinite(high) else None
