"""Hours become a person's own days, and days become the factors that are asked about."""

from __future__ import annotations

import datetime as dt
import math
from zoneinfo import ZoneInfo

import pytest

from dialdown.intake.weather import Hour, WeatherDay, coarse, days_of, hours_of, weather_factors

BERLIN = ZoneInfo("Europe/Berlin")


def hours(first: dt.date, last: dt.date, **fields: object) -> list[Hour]:
    """Every hour of UTC from `first` to `last`; a field may be a function of the moment."""
    start = dt.datetime.combine(first, dt.time(), dt.UTC)
    count = ((last - first).days + 1) * 24
    found = []
    for i in range(count):
        at = int((start + dt.timedelta(hours=i)).timestamp())
        found.append(Hour(at, **{n: f(at) if callable(f) else f for n, f in fields.items()}))
    return found


@pytest.mark.parametrize(
    ("day", "zone", "length"),
    [
        (dt.date(2025, 3, 30), "Europe/Berlin", 23), (dt.date(2025, 10, 26), "Europe/Berlin", 25),
        (dt.date(2025, 10, 25), "Europe/Berlin", 24), (dt.date(2025, 4, 6), "Australia/Lord_Howe", 24.5),
        (dt.date(2025, 6, 1), "Asia/Kathmandu", 24), (dt.date(2025, 6, 1), "Pacific/Kiritimati", 24),
    ],
)  # fmt: skip
def test_a_day_has_its_own_length(day: dt.date, zone: str, length: float) -> None:
    assert hours_of(day, ZoneInfo(zone)) == length


@pytest.mark.parametrize("day", [dt.date(2025, 3, 30), dt.date(2025, 10, 26), dt.date(2025, 7, 1)])
def test_a_day_is_cut_at_her_midnight(day: dt.date) -> None:
    """Rain of a millimetre an hour adds up to the hours of the day, on days of 23, 24 and 25 hours."""
    whole = hours(day - dt.timedelta(days=2), day + dt.timedelta(days=2), rain=1.0, temperature=5.0)
    found = days_of(whole, BERLIN)[day]
    assert found.rain == hours_of(day, BERLIN)
    assert (found.temperature, found.low, found.high) == (5.0, 5.0, 5.0)


def test_each_hour_falls_on_the_right_day() -> None:
    """Pressure that says which local day it is: every mean is that day, nothing leaks over midnight."""

    def number(at: int) -> float:
        return float(dt.datetime.fromtimestamp(at, BERLIN).toordinal())

    found = days_of(hours(dt.date(2025, 3, 25), dt.date(2025, 4, 3), pressure=number), BERLIN)
    for day, weather in found.items():
        assert weather.pressure in (None, float(day.toordinal()))
    assert sum(weather.pressure is not None for weather in found.values()) == 10


def test_rain_before_midnight_belongs_to_the_day_that_ends() -> None:
    midnight = int(dt.datetime(2025, 7, 2, tzinfo=BERLIN).timestamp())
    rows = hours(dt.date(2025, 6, 29), dt.date(2025, 7, 4), rain=lambda at: 7.0 if at == midnight else 0.0)
    found = days_of(rows, BERLIN)
    assert (found[dt.date(2025, 7, 1)].rain, found[dt.date(2025, 7, 2)].rain) == (7.0, 0.0)


def test_half_a_day_is_not_a_day() -> None:
    whole = hours(dt.date(2025, 7, 1), dt.date(2025, 7, 1), humidity=50.0)
    utc = ZoneInfo("UTC")
    assert days_of(whole[:21], utc)[dt.date(2025, 7, 1)].humidity == 50.0
    assert days_of(whole[:20], utc)[dt.date(2025, 7, 1)].humidity is None
    assert days_of([], utc) == {}
    # A moment that comes twice counts once.
    assert days_of(whole[:10] * 3, utc)[dt.date(2025, 7, 1)].humidity is None


def test_factors_of_a_day() -> None:
    first = dt.date(2025, 1, 1)
    pressures = (1010.0, 1000.0, None, 1004.0, 1009.0)
    days = {
        first + dt.timedelta(days=i): WeatherDay(
            first + dt.timedelta(days=i),
            pressure=p,
            temperature=4.0,
            low=-2.0,
            high=9.5,
            humidity=80.0,
            wind=31.0,
            rain=0.0,
        )
        for i, p in enumerate(pressures)
    }
    found = weather_factors(days)
    at = lambda i: first + dt.timedelta(days=i)  # noqa: E731
    assert found["pressure_change_24h"] == {at(1): -10.0, at(4): 5.0}
    assert found["pressure_change_48h"] == {at(3): 4.0}
    assert set(found["temperature_range"].values()) == {11.5}
    assert set(found) == {
        "pressure_change_24h", "pressure_change_48h", "temperature", "temperature_range", "humidity", "wind", "rain",
    }  # fmt: skip
    # A gap of days is no change: the day before is missing, not the same.
    alone = {at(0): days[at(0)], at(3): days[at(3)]}
    assert "pressure_change_24h" not in weather_factors(alone)


@pytest.mark.parametrize(("grid", "said"), [(0.1, "52.5, 13.4"), (0.25, "52.5, 13.5")])
def test_a_place_is_only_ever_coarse(grid: float, said: str) -> None:
    assert str(coarse(52.5234567, 13.4114321, grid)) == said


def test_a_coarse_place_is_near_and_on_the_grid() -> None:
    for i in range(-900, 901, 7):
        for grid in (0.1, 0.25):
            place = coarse(i / 10.001, i / 5.0, grid)
            assert abs(place.latitude - i / 10.001) <= grid / 2 + 1e-9
            assert abs(place.latitude / grid - round(place.latitude / grid)) < 1e-6
            assert len(f"{place.longitude:g}".partition(".")[2]) <= 2


@pytest.mark.parametrize(
    ("latitude", "longitude", "grid"), [(91, 0, 0.1), (0, 181, 0.1), (math.nan, 0, 0.1), (0, 0, 0.01)]
)
def test_no_place_at_all(latitude: float, longitude: float, grid: float) -> None:
    with pytest.raises(ValueError, match="expected"):
        coarse(latitude, longitude, grid)
