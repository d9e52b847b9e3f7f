"""The volume: median time of ten person-years, warm, beside statsmodels."""

from __future__ import annotations

import importlib
import importlib.util
import time
from statistics import median
from typing import Any

import numpy as np

import dialdown.science as ds
from benchmarks.table import Line
from benchmarks.truth.volume import Case, diary, seed

PEOPLE, TIMES = 10, 20


def _ours(model: Any) -> float:
    """Seconds of one person-year: the median over people of each one's median."""
    case = Case("logistic fall")
    each: list[float] = []
    for person in range(PEOPLE):
        _gain, load, outcome = diary(case, seed(case, person))
        ds.estimate_volume(outcome, load, model=model)
        taken: list[float] = []
        for _ in range(TIMES):
            before = time.perf_counter()
            ds.estimate_volume(outcome, load, model=model)
            taken.append(time.perf_counter() - before)
        each.append(median(taken))
    return median(each)


def _statsmodels() -> float | None:
    """Seconds of one fit of the nearest model statsmodels has: local level, AR(1), one fixed slope (no gain that moves)."""
    if importlib.util.find_spec("statsmodels") is None:
        return None
    sm: Any = importlib.import_module("statsmodels.api")
    case = Case("logistic fall")
    _gain, load, outcome = diary(case, seed(case, 0))
    exog = np.concatenate([[0.0], load[:-1]])
    before = time.perf_counter()
    sm.tsa.UnobservedComponents(outcome, level="llevel", autoregressive=1, exog=exog).fit(disp=0)
    return time.perf_counter() - before


def measure() -> list[Line]:
    """365 days, a quarter of them missing, numba warm."""
    gaussian, bounded, theirs = _ours("gaussian"), _ours("bounded"), _statsmodels()
    lines = [
        Line("Gaussian volume, a person-year", 1000 * gaussian, "ms", 3),
        Line("bounded volume, a person-year", 1000 * bounded, "ms", 50),
    ]
    if theirs is not None:
        lines.append(Line("statsmodels: level, AR(1), one slope that stands still", 1000 * theirs, "ms"))
    return lines
