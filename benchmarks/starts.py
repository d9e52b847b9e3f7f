"""From the command to the first answer, and the memory it takes."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.table import Line
from tests.servers.live import LiveServer

TIMES = 5


def _start(server: LiveServer) -> float:
    before = time.perf_counter()
    server.start()
    return time.perf_counter() - before


def measure() -> list[Line]:
    """Starts on an empty data folder (which makes the database) and on one that is there."""
    with tempfile.TemporaryDirectory() as folder:
        server = LiveServer(Path(folder))
        try:
            first = _start(server)
            later: list[float] = []
            for _ in range(TIMES):
                server.stop()
                later.append(_start(server))
            memory = server.memory()
        finally:
            server.stop()
    return [
        Line("first start, database made", first, "s", 10),
        Line(f"later start, median of {TIMES}", median(later), "s", 2),
        Line("memory of all its processes", memory / 2**20, "MB", 200),
    ]
