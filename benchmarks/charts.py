"""Drawing one picture: our own shapes beside vl-convert (where that is installed)."""

from __future__ import annotations

import datetime as dt
import gzip
import importlib
import importlib.util
import os
import random
import tempfile
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.table import Line

WEEKS, TIMES = 60, 30


def _numbers() -> dict[dt.date, float]:
    rng = random.Random(1)
    first = dt.date(2025, 1, 6)
    return {first + dt.timedelta(days=i): float(rng.randint(0, 16)) / 2 for i in range(7 * WEEKS)}


def _own() -> Callable[[], str]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DIALDOWN_DATA", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialdown.server.settings")
        importlib.import_module("django").setup()
    from dialdown.diary.selectors import DaySeries
    from dialdown.insights.charts import doing
    from dialdown.insights.periods import Span
    from dialdown.intake.definitions import shipped

    days = _numbers()
    series = DaySeries(shipped()["school_hours"], "self", days, {})
    # One call draws the narrow and the wide picture, the words and the table.
    return lambda: doing.draw(series, Span("all", min(days), max(days))).wide


def _other() -> Callable[[], str] | None:
    if importlib.util.find_spec("vl_convert") is None:
        return None
    days = _numbers()
    weeks: dict[str, list[float]] = {}
    for day, number in days.items():
        weeks.setdefault((day - dt.timedelta(days=day.weekday())).isoformat(), []).append(number)
    specification = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "width": 680, "height": 200, "mark": "bar",
        "data": {"values": [{"week": week, "hours": sum(n) / len(n)} for week, n in weeks.items()]},
        "encoding": {"x": {"field": "week", "type": "temporal"}, "y": {"field": "hours", "type": "quantitative"}},
    }  # fmt: skip
    # Loading it is part of its first picture.
    return lambda: str(_converter().vegalite_to_svg(specification))


def _converter() -> Any:
    return importlib.import_module("vl_convert")


def _timed(draw: Callable[[], str]) -> tuple[float, list[float], int]:
    """Seconds of the first picture, of the further ones, and bytes of one gzipped."""
    spent: list[float] = []
    picture = ""
    for _ in range(1 + TIMES):
        start = time.process_time()
        picture = draw()
        spent.append(time.process_time() - start)
    return spent[0], spent[1:], len(gzip.compress(picture.encode()))


def measure() -> list[Line]:
    """Processor time and size of a bar chart of 60 weeks."""
    lines: list[Line] = []
    for name, draw in (
        ("own drawing, narrow and wide with words and table", _own()),
        ("vl-convert, one drawing", _other()),
    ):
        if draw is None:
            continue
        first, further, size = _timed(draw)
        lines += [
            Line(f"{name}: first picture of a process", 1000 * first, "ms"),
            Line(f"{name}: each further one, median of {TIMES}", 1000 * median(further), "ms"),
            Line(f"{name}: one picture gzipped", size / 1000, "kB"),
        ]
    return lines
