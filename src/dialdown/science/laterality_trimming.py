"""Which correct answers count for times."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from dialdown.science.laterality_statistics import around_median
from dialdown.science.laterality_table import Bools, Floats, Responses

# Nobody has looked at a picture and answered it before this.
FASTEST_MS = 200.0


@dataclass(frozen=True)
class Times:
    """(rows,) `kept` = counts; `held` = its time in ms, pulled to the limit when it was too far out, NaN when it does not count at
    all. `counts` = correct answers that each rule left out."""

    kept: Bools
    held: Floats
    counts: dict[str, int]


def limits(trim: str) -> tuple[tuple[float, str], tuple[float, str]] | None:
    """LOW and HIGH in ms, each with its words; None for `none` and `mad`. Raises ValueError for another rule."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", trim)
    if found:
        if float(found[1]) >= float(found[2]):
            raise ValueError(f"trim: expected LOW-HIGH with LOW under HIGH, got {trim}")
        return (float(found[1]), found[1]), (float(found[2]), found[2])
    if trim not in ("none", "mad"):
        raise ValueError(f"trim: expected none, mad or LOW-HIGH in ms, got {trim}")
    return None


def trim_times(data: Responses, trim: str) -> Times:
    """Apply `none`, `mad` or `LOW-HIGH` (ms) to the correct answers. Raises ValueError for another rule."""
    timed = (data.correct == 1) & ~np.isnan(data.rt_ms)
    if trim == "none":
        return _within(data, timed, np.full(len(timed), -np.inf), np.full(len(timed), np.inf), {})
    told = limits(trim)
    if told:
        (low, low_words), (high, high_words) = told
        counts = {
            f"under_{low_words}_ms": int((timed & (data.rt_ms < low)).sum()),
            f"over_{high_words}_ms": int((timed & (data.rt_ms > high)).sum()),
        }
        return _within(data, timed, np.full(len(timed), low), np.full(len(timed), high), counts)
    fast = timed & (data.rt_ms < FASTEST_MS)
    timed &= ~fast
    low, high = np.full(len(timed), -np.inf), np.full(len(timed), np.inf)
    for rows in data.groups("person", "part", where=timed).values():
        low[rows], high[rows] = np.exp(around_median(np.log(data.rt_ms[rows])))
    far = timed & ((data.rt_ms < low) | (data.rt_ms > high))
    return _within(data, timed, low, high, {"under_200_ms": int(fast.sum()), "over_3_mad": int(far.sum())})


def _within(data: Responses, timed: Bools, low: Floats, high: Floats, counts: dict[str, int]) -> Times:
    held = np.where(timed, np.clip(data.rt_ms, low, high), np.nan)
    return Times(timed & (data.rt_ms >= low) & (data.rt_ms <= high), held, counts)
