"""Weather by hour into weather by day, and the factors that are asked about.

A day is the person's own: from midnight to midnight where she lives, so it has 23 or 25 hours when
the clocks change.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from zoneinfo import ZoneInfo

# A day with more hours missing than this has no value: half a day says nothing about the whole.
MOST_MISSING = 3
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Hour:
    """The weather at one moment; None = not known.

    `at` seconds since 1970 (UTC); `pressure` at sea level in hPa, `temperature` in °C, `humidity` in
    percent, `wind` in km/h; `rain` in mm, fallen in the hour *before* `at`.
    """

    at: int
    pressure: float | None = None
    temperature: float | None = None
    humidity: float | None = None
    wind: float | None = None
    rain: float | None = None


@dataclass(frozen=True)
class WeatherDay:
    """The weather of one day; None = not known.

    `pressure`, `temperature`, `humidity` are means over the day, `low` and `high` the coldest and the
    warmest hour, `wind` the windiest hour, `rain` the sum. Units as in `Hour`.
    """

    day: dt.date
    pressure: float | None = None
    temperature: float | None = None
    low: float | None = None
    high: float | None = None
    humidity: float | None = None
    wind: float | None = None
    rain: float | None = None

    @property
    def known(self) -> bool:
        """True when anything is known of the day."""
        return any(getattr(self, field.name) is not None for field in fields(self)[1:])


@dataclass(frozen=True)
class WeatherFactor:
    """A factor made from days of weather: its unit, and how a day's value comes about."""

    name: str
    unit: str
    of: Callable[[Mapping[dt.date, WeatherDay], dt.date], float | None]


def _plain(field: str) -> Callable[[Mapping[dt.date, WeatherDay], dt.date], float | None]:
    return lambda days, day: getattr(days[day], field)


def _change(back: int) -> Callable[[Mapping[dt.date, WeatherDay], dt.date], float | None]:
    def change(days: Mapping[dt.date, WeatherDay], day: dt.date) -> float | None:
        now, earlier = days[day].pressure, days.get(day - back * ONE_DAY)
        if now is None or earlier is None or earlier.pressure is None:
            return None
        return now - earlier.pressure

    return change


def _range(days: Mapping[dt.date, WeatherDay], day: dt.date) -> float | None:
    low, high = days[day].low, days[day].high
    return None if low is None or high is None else high - low


# Change = mean of the day minus mean of the day one (two) before: positive = the pressure rises.
FACTORS = (
    WeatherFactor("pressure_change_24h", "hPa", _change(1)),
    WeatherFactor("pressure_change_48h", "hPa", _change(2)),
    WeatherFactor("temperature", "°C", _plain("temperature")),
    WeatherFactor("temperature_range", "°C", _range),
    WeatherFactor("humidity", "%", _plain("humidity")),
    WeatherFactor("wind", "km/h", _plain("wind")),
    WeatherFactor("rain", "mm", _plain("rain")),
)


def weather_factors(days: Mapping[dt.date, WeatherDay]) -> dict[str, dict[dt.date, float]]:
    """Every factor by day; days on which it is not known are absent, and so is a factor that has none."""
    found: dict[str, dict[dt.date, float]] = {}
    for factor in FACTORS:
        values = {day: value for day in sorted(days) if (value := factor.of(days, day)) is not None}
        if values:
            found[factor.name] = values
    return found


def hours_of(day: dt.date, zone: ZoneInfo) -> float:
    """How many hours a day has in a zone: 23 or 25 when the clocks change."""
    start, end = (_midnight(one, zone) for one in (day, day + ONE_DAY))
    return (end - start) / 3600.0


def _midnight(day: dt.date, zone: ZoneInfo) -> float:
    return dt.datetime.combine(day, dt.time(), zone).timestamp()


def days_of(hours: Iterable[Hour], zone: ZoneInfo, *, every: float = 1.0) -> dict[dt.date, WeatherDay]:
    """Days of a zone from hours in any order, sorted by day; a moment that comes twice counts once.

    `every` = hours between two readings. A value of a day needs all its readings but those of
    `MOST_MISSING` hours, so a day that a request cut in two stays unknown.
    """
    moments = {hour.at: hour for hour in hours}
    seen: dict[dt.date, list[Hour]] = {}
    rain: dict[dt.date, list[float]] = {}
    for at in sorted(moments):
        hour = moments[at]
        seen.setdefault(_day(at, zone), []).append(hour)
        if hour.rain is not None:
            # What fell before midnight fell on the day that ends there.
            rain.setdefault(_day(at - 1, zone), []).append(hour.rain)
    found: dict[dt.date, WeatherDay] = {}
    for day in sorted({*seen, *rain}):
        needed = max(1.0, (hours_of(day, zone) - MOST_MISSING) / every)
        here = seen.get(day, [])

        def enough(values: list[float], needed: float = needed) -> list[float] | None:
            return values if len(values) >= needed - 1e-9 else None

        pressure = enough([h.pressure for h in here if h.pressure is not None])
        temperature = enough([h.temperature for h in here if h.temperature is not None])
        humidity = enough([h.humidity for h in here if h.humidity is not None])
        wind = enough([h.wind for h in here if h.wind is not None])
        fallen = enough(rain.get(day, []))
        found[day] = WeatherDay(
            day,
            pressure=_mean(pressure), temperature=_mean(temperature),
            low=min(temperature) if temperature else None, high=max(temperature) if temperature else None,
            humidity=_mean(humidity), wind=max(wind) if wind else None,
            rain=math.fsum(fallen) if fallen else None,
        )  # fmt: skip
    return found


def _day(at: int, zone: ZoneInfo) -> dt.date:
    return dt.datetime.fromtimestamp(at, zone).date()


def _mean(values: list[float] | None) -> float | None:
    return math.fsum(values) / len(values) if values else None


# --- where -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A coarse place, in degrees: never finer than a tenth."""

    latitude: float
    longitude: float

    def __str__(self) -> str:
        return f"{self.latitude:g}, {self.longitude:g}"


# How coarse a place may be chosen, in degrees of latitude (0.1 degree = 11 km, 0.25 = 28 km).
GRIDS = (0.1, 0.25)


def coarse(latitude: float, longitude: float, grid: float = GRIDS[0]) -> Place:
    """The nearest point of a grid, so that what leaves the machine never says where a house stands.

    Raises ValueError for a place that is not on Earth and for a grid that is not in `GRIDS`.
    """
    if not (math.isfinite(latitude) and -90.0 <= latitude <= 90.0):
        raise ValueError(f"latitude: {latitude}; expected -90 to 90")
    if not (math.isfinite(longitude) and -180.0 <= longitude <= 180.0):
        raise ValueError(f"longitude: {longitude}; expected -180 to 180")
    if grid not in GRIDS:
        raise ValueError(f"grid: {grid}; expected {' or '.join(map(str, GRIDS))}")
    # Adding 0 turns -0 into 0.
    return Place(*(round(round(value / grid) * grid, 2) + 0.0 for value in (latitude, longitude)))
