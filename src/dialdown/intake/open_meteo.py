"""Open-Meteo's two addresses and the JSON they answer with: built and read, never sent here.

Everything is asked for by the hour, in UTC and as seconds since 1970. Days are made on this side:
the service does not move a day's bounds when the clocks change, and the time zone stays at home.
Source: open-meteo.com/en/docs and open-meteo.com/en/docs/historical-weather-api; data CC BY 4.0.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any, cast
from urllib.parse import urlencode

from dialdown.intake.weather import Hour, Place

ARCHIVE = "https://archive-api.open-meteo.com/v1/archive"
FORECAST = "https://api.open-meteo.com/v1/forecast"
# The archive is complete up to about five days ago; what is younger comes from the forecast's past days.
ARCHIVE_DELAY = dt.timedelta(days=7)
# Name in the answer -> (field of Hour, unit, least, most). A number outside is not known.
VARIABLES: dict[str, tuple[str, str, float, float]] = {
    "pressure_msl": ("pressure", "hPa", 850.0, 1100.0),
    "temperature_2m": ("temperature", "°C", -95.0, 65.0),
    "relative_humidity_2m": ("humidity", "%", 0.0, 101.0),
    "wind_speed_10m": ("wind", "km/h", 0.0, 500.0),
    "precipitation": ("rain", "mm", 0.0, 500.0),
}
LONGEST_REASON = 200


class Unreadable(ValueError):
    """An answer that is not what the service documents; the text says why."""


def address(base: str, place: Place, first: dt.date, last: dt.date) -> str:
    """The whole address of one question: a coarse place, two dates (UTC), five names."""
    asked = {
        "latitude": f"{place.latitude:g}", "longitude": f"{place.longitude:g}", "start_date": first.isoformat(),
        "end_date": last.isoformat(), "hourly": ",".join(VARIABLES), "timezone": "GMT", "timeformat": "unixtime",
    }  # fmt: skip
    return f"{base}?{urlencode(asked, safe=',')}"


def reason(data: bytes) -> str:
    """What the service says is wrong (`{"error": true, "reason": "…"}`), shortened; "" when it says nothing."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    words = cast(dict[str, Any], said).get("reason") if isinstance(said, dict) else None
    return "".join(c for c in words if c.isprintable())[:LONGEST_REASON] if isinstance(words, str) else ""


def parse_hours(data: bytes) -> list[Hour]:
    """The hours of an answer of the archive or the forecast. Raises Unreadable."""
    try:
        answer = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no JSON: {str(error)[:LONGEST_REASON]}") from None
    table = _object(answer, "an object").get("hourly")
    hourly = _object(table, "hourly")
    units = _object(cast(dict[str, Any], answer).get("hourly_units"), "hourly_units")
    if units.get("time") != "unixtime":
        raise Unreadable("hourly_units: expected times as unixtime")
    times = _list(hourly, "time")
    columns: dict[str, list[float | None]] = {}
    for name, (field, unit, least, most) in VARIABLES.items():
        if units.get(name) != unit:
            raise Unreadable(f"hourly_units: expected {name} in {unit}")
        values = _list(hourly, name)
        if len(values) != len(times):
            raise Unreadable(f"hourly: expected {len(times)} values of {name}, found {len(values)}")
        columns[field] = [_number(value, name, least, most) for value in values]
    found: list[Hour] = []
    for i, at in enumerate(times):
        if isinstance(at, bool) or not isinstance(at, int) or not 0 <= at < 1 << 40:
            raise Unreadable("hourly: expected whole seconds as time")
        found.append(Hour(at, **{field: values[i] for field, values in columns.items()}))
    return found


def _no_number(text: str) -> None:
    raise ValueError(f"expected numbers, found {text}")


def _object(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable(f"expected {what}")
    return cast(dict[str, Any], value)


def _list(table: dict[str, Any], name: str) -> list[Any]:
    values = table.get(name)
    if not isinstance(values, list):
        raise Unreadable(f"hourly: expected a list of {name}")
    return cast(list[Any], values)


def _number(value: object, name: str, least: float, most: float) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Unreadable(f"hourly: expected numbers of {name}")
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and least <= number <= most else None
