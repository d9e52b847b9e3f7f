"""What the pages ask for is compiled beforehand: nothing is left to be compiled when they ask."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core.registry import CPUDispatcher

from dialdown import science
from dialdown.science import kernel_cache, ready


def kernels() -> dict[str, CPUDispatcher]:
    found: dict[str, CPUDispatcher] = {}
    for module in pkgutil.iter_modules(science.__path__, "dialdown.science."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, CPUDispatcher):
                found[f"{value.py_func.__module__}.{name}"] = value
    return found


def test_every_kernel_is_compiled_and_real_questions_compile_no_more() -> None:
    ready.compile_all()
    before = {name: len(kernel.signatures) for name, kernel in kernels().items()}
    assert len(before) >= 20
    # A kernel that only kernels call comes inside them from the cache of an earlier run, and has no form of its own.
    inner = {name for kernel in kernels().values() for name in kernel.py_func.__code__.co_names}
    assert {name for name, forms in before.items() if not forms and name.split(".")[-1] not in inner} == set()
    rng = np.random.default_rng(3)
    days = 150
    dates = [str(np.datetime64("2025-01-01") + i) for i in range(days)]
    pain = rng.integers(0, 11, days).astype(float)
    pain[rng.random(days) < 0.2] = np.nan
    swim = (rng.random(days) < 0.3).astype(float)
    for outcome in (pain, (pain > 5).astype(float)):
        science.find_patterns(
            outcome,
            {"swim": swim, "rain": rng.random(days)},
            dates=dates,
            kinds={"swim": "behaviour", "rain": "weather"},
            peeking="any",
        )
    science.estimate_volume(
        pain,
        rng.random(days) * 60,
        dates=dates,
        load_lag=1,
        scale=(0.0, 10.0),
        step=np.full(days, 1.0),
        peeking="any",
    )
    science.load_at_same_pain(pain, rng.random(days) * 60, dates=dates, peeking="any")
    assert {name: len(kernel.signatures) for name, kernel in kernels().items()} == before


def test_asking_whether_it_was_done_loads_no_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(kernel_cache, "cache_folder", lambda: tmp_path / "numba")
    assert kernel_cache.never_compiled()
    (tmp_path / "numba").mkdir()
    assert not kernel_cache.never_compiled()
    asked = "import sys; from dialdown.science import kernel_cache; kernel_cache.never_compiled(); print('numba' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
