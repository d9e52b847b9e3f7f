"""Tables of weather stations, as their makers write them."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialdown.intake.table_error import TableError
from dialdown.intake.weather_station import Station, read_station

DAY = dt.date(2025, 7, 1)


def readings(head: str, row: str, *, every: int = 60, days: int = 1) -> bytes:
    """A table with a reading each `every` minutes; `row` has {time}, {date}, {clock} and {hour}."""
    lines = [head]
    for i in range(days * 1440 // every):
        at = dt.datetime.combine(DAY, dt.time()) + dt.timedelta(minutes=every * i)
        lines.append(
            row.format(
                time=at.strftime("%Y-%m-%d %H:%M"), date=at.date(), clock=at.strftime("%H:%M"), hour=at.hour
            )
        )
    return "\n".join(lines).encode()


def test_a_row_a_day() -> None:
    found = read_station(
        b"date,pressure,temp_min,temp_max,humidity,wind,rain\n2025-07-01,1013.2,9,21.5,70,18,0.4\n2025-07-02,,,,,,\n"
    )
    day = found.days[DAY]
    assert found.daily
    assert (day.pressure, day.low, day.high, day.humidity, day.wind, day.rain) == (
        1013.2,
        9.0,
        21.5,
        70.0,
        18.0,
        0.4,
    )
    assert not found.days[dt.date(2025, 7, 2)].known


def test_american_units_and_a_counter_of_the_day() -> None:
    data = readings(
        "Time,Outdoor Temperature(°F),Indoor Temperature(°F),Dew Point(°F),Abs Pressure(inHg),Rel Pressure(inHg),"
        "Outdoor Humidity(%),Wind Speed(mph),Wind Direction(°),Hourly Rain(in),Daily Rain(in)",
        "{time},68,75,50,28,29.92,55,10,270,9,0.{hour:02d}",
    )
    found = read_station(data)
    day = found.days[DAY]
    assert not found.daily
    assert found.understood["pressure"] == "Rel Pressure(inHg)"
    assert found.understood["temperature"] == "Outdoor Temperature(°F)"
    assert day.temperature == pytest.approx(20.0)
    assert day.pressure == pytest.approx(1013.2, abs=0.1)
    assert day.wind == pytest.approx(16.1, abs=0.1)
    assert day.rain == pytest.approx(0.23 * 25.4)


@pytest.mark.parametrize("every", [5, 10, 30, 60, 180])
def test_readings_of_any_rhythm(every: int) -> None:
    found = read_station(readings("time;temp;wind_speed_ms", "{time};10;5", every=every, days=3))
    days = found.days
    assert [day.temperature for day in days.values()] == [10.0] * 3
    assert days[DAY].wind == pytest.approx(18.0)


def test_date_and_clock_apart_and_an_offset() -> None:
    apart = read_station(readings("Date,Time,Temp", "{date},{clock},12"))
    assert apart.days[DAY].temperature == 12.0
    offset = read_station(readings("timestamp,temperature", "{date}T{clock}:00+02:00,12"))
    # The clock on the wall counts.
    assert offset.days[DAY].temperature == 12.0


def test_a_station_that_was_off_for_half_a_day() -> None:
    data = b"\n".join(readings("time,temp", "{time},12", every=10).splitlines()[:73])
    assert read_station(data).days[DAY].temperature is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "an empty file"), (b"date,mood\n2025-07-01,3\n", "a column of pressure"),
        (b"day,temp\n2025-07-01,3\n", 'a column named "date" or "time"'),
        (b"date,temp\n01.07.2025,3\n", 'line 2, column "date": expected a date like 2026-01-31'),
        (b"date,temp\n2025-07-01,warm\n", 'line 2, column "temp": expected a number or nothing, found "warm"'),
        (b"date,temp\n2025-07-01,3\n2025-07-01,4\n", "every date once"),
        (b"date,time,temp\n2025-07-01,noon,3\n", "a time like 13:45"), (b"date,temp\n2025-02-30,3\n", "expected a date"),
        (b"PK\x03\x04rest", "a zip or Excel file"), (b"date,temp\n2025-07-01\n", "2 cells"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(data: bytes, words: str) -> None:
    with pytest.raises(TableError, match=words.replace("(", r"\(")):
        read_station(data)


def test_absurd_numbers_are_not_known() -> None:
    found = read_station(b"date,temp,pressure\n2025-07-01,9999,1013\n2025-07-02,1e400,-1\n")
    assert found.days[DAY].temperature is None
    assert not found.days[dt.date(2025, 7, 2)].known


@given(st.text(max_size=300))
def test_whatever_table_comes(text: str) -> None:
    for data in (text.encode("utf-8", "ignore"), b"date,temp,rain\n" + text.encode("utf-8", "ignore")):
        with suppress(TableError):
            assert isinstance(read_station(data), Station)
