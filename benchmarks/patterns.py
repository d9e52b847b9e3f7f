"""The pattern finder: time for one person, beside other software."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

import dialdown.science as ds
from benchmarks.table import Line

DAYS, FACTORS, TIMES = 365, 40, 30


def _seconds(work: Callable[[], object], times: int) -> float:
    work()
    taken: list[float] = []
    for _ in range(times):
        before = time.perf_counter()
        work()
        taken.append(time.perf_counter() - before)
    return median(taken)


def _sarimax(diary: ds.SimulatedDiary, factors: int) -> float | None:
    """Seconds for one SARIMAX(1,0,1) with lags 0-7 of each of `factors` factors, per factor."""
    if importlib.util.find_spec("statsmodels") is None:
        return None
    sm: Any = importlib.import_module("statsmodels.api")
    before = time.perf_counter()
    for values in list(diary.factors.values())[:factors]:
        lagged = np.column_stack([np.roll(values, lag) for lag in range(8)])
        model = sm.tsa.SARIMAX(diary.outcome, exog=lagged, order=(1, 0, 1), trend="c")
        model.fit(disp=0, maxiter=50)
    return (time.perf_counter() - before) / factors


def measure() -> list[Line]:
    """365 days, 40 weather factors at lags 0-7, numba warm; and statsmodels on the same diary."""
    diary = ds.simulate_diary(DAYS, seed=1, effects=["f0=0.7@1-3"], factors=FACTORS)
    kinds = dict.fromkeys(diary.factors, "weather")

    def once(peeking: Any = "none") -> object:
        return ds.find_patterns(diary.outcome, diary.factors, dates=diary.dates, kinds=kinds, peeking=peeking)

    ours = _seconds(once, TIMES)
    lines = [
        Line(f"{DAYS} days x {FACTORS} weather factors, looked at once", 1000 * ours, "ms", 3),
        Line("the same, all looks of the year", 1000 * _seconds(lambda: once("any"), TIMES), "ms"),
    ]
    theirs = _sarimax(diary, 2)
    if theirs is not None:
        # Written so that "at most" keeps its meaning: our share of their time.
        lines.append(
            Line("our time as a share of one SARIMAX per factor", ours / (theirs * FACTORS), "", 0.001)
        )
    return lines
