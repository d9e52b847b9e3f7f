"""One typed door to numba, so that every kernel is compiled and cached the same way."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba  # pyright: ignore[reportMissingTypeStubs]

P = ParamSpec("P")
R = TypeVar("R")


def cache_folder() -> Path:
    """The user's cache folder for compiled kernels (nothing is written into the installed package)."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "dialdown" / "numba" / _stamp()


def _stamp() -> str:
    """One name for the present state of all kernels.

    numba looks at the file of a kernel only, not at the kernels in other files that it calls: without
    this, a new version could run machine code of the old one.
    """
    state = blake2b(digest_size=8)
    for module in sorted(Path(__file__).parent.glob("*.py")):
        state.update(module.read_bytes())
    return state.hexdigest()


_numba = cast(Any, numba)
if not _numba.config.CACHE_DIR:
    # An explicit NUMBA_CACHE_DIR wins; numba falls back by itself when the folder cannot be written.
    _numba.config.CACHE_DIR = str(cache_folder())


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with numba in strict IEEE arithmetic and keep the machine code in the cache folder."""
    return cast(Callable[P, R], _numba.njit(cache=True)(function))
