"""WEATHER.csv of `dialdown patterns`: a table of weather by date, or the readings of a weather station."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dialdown.intake.table_error import TableError
from dialdown.intake.weather import weather_factors
from dialdown.intake.weather_station import read_station
from dialdown.science.diary_table import DiaryTable, read_diary_table

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a table of days does not say by itself.
DERIVED = ("pressure_change_24h", "pressure_change_48h", "temperature_range")


def weather_table(file: Path) -> DiaryTable:
    """The weather by date. Raises TableError.

    A row a day: every numeric column as it is, and what can be derived from those that are understood
    (pressure change over one and two days, daily range of temperature). Readings by the minute or hour:
    the factors of `intake.weather`, by day.
    """
    try:
        station = read_station(file)
    except TableError:
        # Columns of no known name may be weather, too; a table that cannot be read says why here.
        return read_diary_table(file)
    found = weather_factors(station.days)
    days = list(station.days)
    if not station.daily:
        columns = {name: _column(values, days) for name, values in found.items()}
        return DiaryTable(file.name, np.array(days, dtype="datetime64[D]"), columns, {}, frozenset())
    table = read_diary_table(file)
    in_order: list[dt.date] = table.dates.tolist()
    for name in DERIVED:
        if name in found and name not in table.columns:
            table.columns[name] = _column(found[name], in_order)
    return table


def _column(values: Mapping[dt.date, float], days: list[dt.date]) -> np.ndarray:
    return np.array([values.get(day, np.nan) for day in days], dtype=np.float64)
