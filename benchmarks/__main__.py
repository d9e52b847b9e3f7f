"""Runs every benchmark and writes docs/reference/benchmarks.md; exit 1 when a target is missed.

`python -m benchmarks starts` runs one and only prints it.
"""

from __future__ import annotations

import datetime as dt
import importlib
import os
import platform
import sys
from pathlib import Path

from benchmarks.table import Line

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "reference" / "benchmarks.md"
NOT_ONE = {"__init__", "__main__", "table"}


def names() -> list[str]:
    """The benchmarks: every module here that is one."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_ONE)


def run(name: str) -> tuple[str, list[Line]]:
    """The heading and the lines of one benchmark."""
    module = importlib.import_module(f"benchmarks.{name}")
    return (module.__doc__ or name).strip().splitlines()[0].rstrip("."), module.measure()


def main() -> int:
    wanted = sys.argv[1:] or names()
    today = dt.datetime.now(dt.UTC).date().isoformat()
    parts = [
        "# Benchmarks\n",
        "Made by `make bench`. Not edited by hand. Times on a busy machine only get longer.\n",
        f"{today} · {os.cpu_count()} cores · Python {platform.python_version()}\n",
    ]
    missed: list[str] = []
    for name in wanted:
        print(f"{name} ...", file=sys.stderr)
        heading, lines = run(name)
        rows = [
            "| What | Measured | Target | Kept |",
            "|---|---|---|---|",
            *(line.markdown() for line in lines),
        ]
        parts += [f"## {heading}\n", "\n".join(rows) + "\n"]
        missed += [line.what for line in lines if not line.kept]
    text = "\n".join(parts)
    if wanted == names():
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
    print(text)
    for what in missed:
        print(f"target missed: {what}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
