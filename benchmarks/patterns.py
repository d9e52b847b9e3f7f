"""The pattern finder: median time of ten people, and of the command, beside other software."""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import dialdown.science as ds
from benchmarks.table import Line, seconds

DAYS, FACTORS, PEOPLE, TIMES = 365, 40, 10, 20


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


def _command(diary: Path, cache: Path) -> float:
    """Seconds of one `dialdown patterns` from the shell."""
    before = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "dialdown.cli", "patterns", str(diary), "--json"], check=True, capture_output=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache)},
    )  # fmt: skip
    return time.perf_counter() - before


def _commands(diary: ds.SimulatedDiary) -> tuple[float, float]:
    """Seconds of the first run ever (nothing compiled) and of later ones."""
    with tempfile.TemporaryDirectory() as folder:
        path, cache = Path(folder) / "diary.csv", Path(folder) / "cache"
        columns = diary.to_dict()
        rows = zip(*columns.values(), strict=True)
        lines = [
            ",".join(columns),
            *(",".join("" if cell is None else str(cell) for cell in row) for row in rows),
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return _command(path, cache), median(_command(path, cache) for _ in range(5))


def measure() -> list[Line]:
    """365 days, 40 weather factors at lags 0-7, numba warm; and statsmodels on one of the diaries."""
    diaries = [
        ds.simulate_diary(DAYS, seed=seed, effects=["f0=0.7@1-3"], factors=FACTORS) for seed in range(PEOPLE)
    ]
    kinds = dict.fromkeys(diaries[0].factors, "weather")

    def all_of_them(peeking: Any = "none", of: Callable[[list[float]], float] = median) -> float:
        """Median over the people of each one's median (or what `of` says)."""
        return median(
            seconds(
                lambda d=d: ds.find_patterns(
                    d.outcome, d.factors, dates=d.dates, kinds=kinds, peeking=peeking
                ),
                TIMES,
                of,
            )
            for d in diaries
        )

    ours = all_of_them()
    first, later = _commands(diaries[0])
    lines = [
        Line(f"{DAYS} days x {FACTORS} weather factors, looked at once", 1000 * ours, "ms", 3),
        Line(
            "the same, fastest of 20 repetitions (what other work on the machine leaves)",
            1000 * all_of_them(of=min),
            "ms",
        ),
        Line("the same, all looks of the year", 1000 * all_of_them("any"), "ms"),
        Line("the command, first run ever", first, "s", 8),
        Line("the command, later", later, "s", 2),
    ]
    theirs = _sarimax(diaries[0], 2)
    if theirs is not None:
        # Written so that "at most" keeps its meaning: our share of their time.
        lines.append(
            Line("our time as a share of one SARIMAX per factor", ours / (theirs * FACTORS), "", 0.001)
        )
    return lines
