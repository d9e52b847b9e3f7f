"""The unit tests of the browser parts, in the runner of their own language."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_browser_parts(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "hatch_build.py", "--test"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
