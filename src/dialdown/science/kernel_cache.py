"""Where machine code of the kernels is kept; without numba, so that asking costs nothing."""

from __future__ import annotations

import os
import sys
from hashlib import blake2b
from pathlib import Path


def cache_folder() -> Path:
    """The user's cache folder for compiled kernels (nothing is written into the installed package)."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "dialdown" / "numba" / _stamp()


def never_compiled() -> bool:
    """True when nobody has compiled, or begun to compile, the kernels as they are now on this machine."""
    return not os.environ.get("NUMBA_CACHE_DIR") and not cache_folder().exists()


def _stamp() -> str:
    """One name for the present state of all kernels.

    numba looks at the file of a kernel only, not at the kernels in other files that it calls: without
    this, a new version could run machine code of the old one.
    """
    state = blake2b(digest_size=8)
    for module in sorted(Path(__file__).parent.glob("*.py")):
        state.update(module.read_bytes())
    return state.hexdigest()
