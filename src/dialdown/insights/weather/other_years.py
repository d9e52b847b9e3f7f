"""A check on weather patterns: the same season of other years, which could not have mattered.

The outcome of a diary is set beside the weather of ten other years, day for day. Whatever looks as
strong there is made by seasons, memory or luck.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence

import numpy as np

YEARS = 10
# Fewer other years than this say nothing.
FEWEST_YEARS = 5


def years_back(day: dt.date, years: int) -> dt.date:
    """The same day of the year `years` earlier; 28 February for a leap day that has no twin."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def how_often(
    outcome: Mapping[dt.date, float], grid: Sequence[dt.date], weather: Mapping[str, Mapping[dt.date, float]]
) -> dict[str, tuple[int, int]]:
    """By factor: in how many other years it looks as strong as in the real one, and of how many years.

    `grid` the calendar days that were looked at, `weather` factor to day to value, with the days of
    other years. The same analysis, each year beside the same outcome: the p-values of one look are
    compared. A factor that cannot be asked about, or has too few other years, is left out.
    """
    from dialdown.science import find_patterns

    columns: dict[str, np.ndarray] = {}
    for key, days in weather.items():
        for back in range(YEARS + 1):
            values = np.array([days.get(years_back(day, back), math.nan) for day in grid])
            # A year that is not whole would be compared on other days than the real one.
            if back == 0 or np.isfinite(values).mean() > 0.9:
                columns[f"{key}@{back}"] = values
    if not any(name.endswith("@1") for name in columns):
        return {}
    found = find_patterns(
        np.array([outcome.get(day, math.nan) for day in grid]), columns,
        dates=[day.isoformat() for day in grid], kinds=dict.fromkeys(columns, "weather"),
    )  # fmt: skip
    p = {pattern.name: pattern.p for pattern in found.factors}
    answers: dict[str, tuple[int, int]] = {}
    for key in weather:
        real = p.get(f"{key}@0")
        others = [one for back in range(1, YEARS + 1) if (one := p.get(f"{key}@{back}")) is not None]
        if real is not None and len(others) >= FEWEST_YEARS:
            answers[key] = (sum(one <= real for one in others), len(others))
    return answers
