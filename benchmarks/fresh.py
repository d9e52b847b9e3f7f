"""From a fresh clone to the first page, by `make run` alone: nothing installed, nothing kept from before."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from statistics import median

from benchmarks.table import Line

ROOT = Path(__file__).resolve().parent.parent
LONGEST, TIMES = 900.0, 3


def _until_the_first_page(clone: Path, environment: Mapping[str, str]) -> float:
    """Seconds from the command to the first page of the demo, which is then stopped."""
    log = clone.parent / "log"
    before = time.perf_counter()
    with log.open("w") as told:
        process = subprocess.Popen(
            ["make", "run"], cwd=clone, env=environment, stdin=subprocess.DEVNULL, stdout=told,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        while time.perf_counter() - before < LONGEST and process.poll() is None:
            found = re.search(r"The demo is at (http\S+)", log.read_text())
            with suppress(OSError):
                if found and urllib.request.urlopen(found[1], timeout=60).read():
                    return time.perf_counter() - before
            time.sleep(0.02)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
    raise SystemExit(f"make run showed no page in {LONGEST:.0f} s: {log.read_text()[-2000:]}")


def measure() -> list[Line]:
    """What is committed, cloned into an empty folder, with empty caches; packages come from where pip gets them here."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DIALDOWN_", "NUMBA_", "PYTHON", "VIRTUAL_ENV", "MAKE"))
        }
        kept |= {
            "XDG_CACHE_HOME": f"{folder}/cache",
            "PIP_CACHE_DIR": f"{folder}/pip",
            "DIALDOWN_NO_BROWSER": "1",
        }
        first = _until_the_first_page(clone, kept)
        later = [_until_the_first_page(clone, kept) for _ in range(TIMES)]
    return [
        Line("from a fresh clone to the first page, all set-up done", first, "s", 180),
        Line(f"the same command later, median of {TIMES}", median(later), "s", 2),
    ]
