"""Eight years of a real diary in, by the command line, and the same file again."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.table import Line

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = Path(os.environ.get("DIALDOWN_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
DIARY = REFERENCE / "diaries" / "myaiguide" / "participant1_daily.csv"
MAP = ROOT / "src" / "dialdown" / "intake" / "data" / "maps" / "myaiguide.yaml"
TIMES = 3


def _import(data: Path, *more: str) -> float:
    command = [sys.executable, "-m", "dialdown", "import", str(DIARY), "--person", "Adult", "--map", str(MAP)]
    before = time.perf_counter()
    subprocess.run([*command, "--data", str(data), *more], check=True, capture_output=True)
    return time.perf_counter() - before


def measure() -> list[Line]:
    """Whole commands, from the start of Python to the last commit; needs the reference data."""
    if not DIARY.exists():
        raise SystemExit(
            f"{DIARY.name} is not there: set DIALDOWN_REFERENCE_DATA to the folder that holds it"
        )
    first: list[float] = []
    again: list[float] = []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as folder:
            first.append(_import(Path(folder), "--create-person"))
            again.append(_import(Path(folder)))
    return [
        Line(f"2,913 days, 69,162 answers, into an empty database, median of {TIMES}", median(first), "s", 5),
        Line(f"the same file again, which adds nothing, median of {TIMES}", median(again), "s", 5),
    ]
