"""Compile what the pages ask for, once on a machine: `python -m dialdown.science.ready`.

The first pattern and the first volume of a machine take half a minute of compiling. A server starts this beside itself,
so that whoever opens the first page need not wait for it.
"""

from __future__ import annotations

import contextlib
import os

import numpy as np

from dialdown.science import (
    conditional_logit,
    estimate_volume,
    estimate_volume_fixed,
    find_patterns,
    load_at_same_pain,
)
from dialdown.science.flare_size import flare_size
from dialdown.science.kernel_cache import cache_folder
from dialdown.science.simulate import simulate_diary

DAYS = 200


def compile_all() -> None:
    """Ask made-up diaries everything that the pages ask."""
    made = simulate_diary(DAYS, seed=1, factors=3, factor_missing=0.1)
    pain, dates = made.outcome, [str(day) for day in made.dates]
    kinds = {"f0": "behaviour", "f1": "weather", "f2": "calendar"}
    for outcome in (pain, np.where(np.isnan(pain), np.nan, pain > np.nanmedian(pain))):
        find_patterns(outcome, made.factors, dates=dates, kinds=kinds, peeking="any")
    conditional_logit(np.arange(DAYS) % 2.0, made.factors["f1"].round(1), np.arange(DAYS) // 30)
    load = np.exp(made.factors["f0"])
    louder = np.clip(pain + load, 0.0, 10.0).round()
    estimate_volume(louder, load, dates=dates, peeking="any")
    estimate_volume(
        louder * 3.0, load, dates=dates, scale=(0.0, 30.0), step=np.full(DAYS, 1.0), peeking="any"
    )
    estimate_volume_fixed(louder, dates=dates, peeking="any")
    load_at_same_pain(louder, load, dates=dates, peeking="any")
    flare_size(louder, dates=dates, peeking="any")


def main() -> None:
    # Beside a server, never before it: pages come first.
    if hasattr(os, "nice"):
        os.nice(10)
    with contextlib.suppress(OSError):
        cache_folder().mkdir(parents=True, exist_ok=True)
    compile_all()


if __name__ == "__main__":
    main()
