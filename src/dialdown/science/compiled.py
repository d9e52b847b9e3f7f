"""One typed door to numba, so that every kernel is compiled and cached the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.kernel_cache import cache_folder

P = ParamSpec("P")
R = TypeVar("R")

_numba = cast(Any, numba)
if not _numba.config.CACHE_DIR:
    # An explicit NUMBA_CACHE_DIR wins; numba falls back by itself when the folder cannot be written.
    _numba.config.CACHE_DIR = str(cache_folder())


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with numba in strict IEEE arithmetic and keep the machine code in the cache folder."""
    return cast(Callable[P, R], _numba.njit(cache=True)(function))
