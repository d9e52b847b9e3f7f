"""From several moments of a day to one number a day, by definition and per source."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence

# Each takes the numbers of one day in the order of their time.
ROLLUPS: dict[str, Callable[[Sequence[float]], float]] = {
    "mean": lambda numbers: math.fsum(numbers) / len(numbers),
    "max": max,
    "sum": math.fsum,
    "last": lambda numbers: numbers[-1],
    "any": lambda numbers: 1.0 if any(numbers) else 0.0,
}

# Whose words an analysis uses when a key has several sources: her own first, then in this order.
SOURCES = ("self", "import", "device", "parent", "clinician")


def days(rows: Iterable[tuple[dt.date, str, float]], rollup: str) -> dict[str, dict[dt.date, float]]:
    """Roll rows (day, said by, number), ordered by time, up to `{said by: {day: number}}`.

    Sources stay apart: they are never merged or averaged.
    """
    grouped: dict[str, dict[dt.date, list[float]]] = {}
    for day, said_by, number in rows:
        grouped.setdefault(said_by, {}).setdefault(day, []).append(number)
    combine = ROLLUPS[rollup]
    return {
        source: {day: combine(numbers) for day, numbers in by_day.items()}
        for source, by_day in grouped.items()
    }


def main_source(by_source: dict[str, dict[dt.date, float]]) -> str | None:
    """The source an analysis uses: her own words when there are any, else the first that has days."""
    return next((source for source in SOURCES if by_source.get(source)), None)
