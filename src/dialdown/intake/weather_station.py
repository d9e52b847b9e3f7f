"""The table of a weather station: one row a day, or readings by the minute or hour, into days of weather.

Columns are known by their names and units ("Outdoor Temperature(°F)", "rel_pressure_hpa"); what is not
known is left out. Times are the clock on the wall; an offset that is written down is not counted.
Errors are a `TableError`: one sentence with file, line, column and what was expected.
"""

from __future__ import annotations

import datetime as dt
import re
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from zoneinfo import ZoneInfo

from dialdown.intake.csv_text import CsvText, Source, file_name, read_bytes
from dialdown.intake.table_error import TableError, quote
from dialdown.intake.weather import Hour, WeatherDay, days_of

# Times of a table are read as if they were UTC: a wall clock has no offset.
WALL = ZoneInfo("UTC")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?")
CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
NOT_KNOWN = {"", "-", "--", "---", "NA", "NaN", "nan", "null", "None"}
WHEN = ("time", "datetime", "date_time", "date time", "timestamp", "dateutc", "simple date")
MOMENTS_A_DAY = 1440
# What a station calls other things than the weather outside.
INSIDE = r"indoor|inside|\bin\b|soil|dew|feels|chill|heat|apparent|pool|channel|water"


@dataclass(frozen=True)
class Column:
    """How a column is known: a pattern that its name must match, one that it must not, and its units."""

    field: str
    name: str
    but: str
    units: tuple[tuple[str, Callable[[float], float]], ...]


def _times(factor: float) -> Callable[[float], float]:
    return lambda value: value * factor


def _celsius(value: float) -> float:
    return (value - 32.0) / 1.8


FAHRENHEIT = ((r"°?\bf\b|fahrenheit|℉|°f", _celsius),)
SPEED = (
    (r"m/s|ms\b|mps", _times(3.6)),
    (r"mph|mi/h", _times(1.609344)),
    (r"\bkn\b|knot|kts?\b", _times(1.852)),
)
# The first row that knows a column takes it; the first column of a field is used.
COLUMNS = (
    Column("low", r"temp.*(min|low)|(min|low).*temp", INSIDE, FAHRENHEIT),
    Column("high", r"temp.*(max|high)|(max|high).*temp", INSIDE, FAHRENHEIT),
    Column("temperature", r"temp", INSIDE, FAHRENHEIT),
    Column(
        "pressure", r"press|baro", r"abs|trend|vapou?r|min|max",
        ((r"in ?hg", _times(33.86389)), (r"mm ?hg|torr", _times(1.333224)), (r"kpa", _times(10.0))),
    ),
    Column("humidity", r"humid|\brh\b", INSIDE, ()),
    Column("wind", r"wind", r"dir|chill|run|angle|deg", SPEED),
    Column("rain", r"rain|precip", r"rate|week|month|year|event|prob|max|hour", ((r"\bin\b|inch", _times(25.4)),)),
)  # fmt: skip
# A counter that starts anew each midnight: the day's rain is its highest reading.
COUNTER = re.compile(r"daily|today|day|total|sum|accum")
PLAUSIBLE = {
    "pressure": (500.0, 1100.0), "temperature": (-95.0, 65.0), "low": (-95.0, 65.0), "high": (-95.0, 65.0),
    "humidity": (0.0, 101.0), "wind": (0.0, 500.0), "rain": (0.0, 2000.0),
}  # fmt: skip


@dataclass(frozen=True)
class Station:
    """What a table holds: the days, whether it had one row a day, and the columns that were understood."""

    days: dict[dt.date, WeatherDay]
    daily: bool
    understood: dict[str, str] = field(default_factory=dict[str, str])


def read_station(source: Source) -> Station:
    """Read a weather table from a path, an open binary file or bytes. Raises TableError."""
    file = file_name(source)
    text = CsvText(read_bytes(source, file), file)
    when, clock = _when(text)
    chosen = _columns(text, {when, clock})
    understood = {field: text.column(index) for field, (index, _) in chosen.items()}
    if not chosen:
        raise text.error(
            text.header_line, None, "a column of pressure, temperature, humidity, wind or rain",
            ", ".join(name for name in text.header[:8] if name),
        )  # fmt: skip
    rows = list(_rows(text, when, clock, chosen))
    daily = all(at.time() == dt.time() for _, at, _ in rows) and clock is None
    if daily:
        return Station(_daily(text, when, rows), True, understood)
    counter = "rain" in understood and COUNTER.search(understood["rain"].casefold()) is not None
    return Station(_readings(rows, counter=counter), False, understood)


def _when(text: CsvText) -> tuple[int, int | None]:
    """The column of the day or moment, and that of the clock when it stands apart."""
    names = [name.casefold() for name in text.header]
    if "date" in names:
        return names.index("date"), names.index("time") if "time" in names else None
    for name in WHEN:
        if name in names:
            return names.index(name), None
    if names[0] == "":
        return 0, None
    raise text.error(text.header_line, None, 'a column named "date" or "time"', quote(text.header[0]))


def _columns(text: CsvText, taken: set[int | None]) -> dict[str, tuple[int, Callable[[float], float]]]:
    found: dict[str, tuple[int, Callable[[float], float]]] = {}
    for index, raw in enumerate(text.header):
        name = re.sub(r"[_()\[\]/]+", " ", raw.casefold())
        if index in taken:
            continue
        column = next((c for c in COLUMNS if re.search(c.name, name) and not re.search(c.but, name)), None)
        if column is not None and column.field not in found:
            whole = f"{raw.casefold()} {name}"
            convert = next((change for unit, change in column.units if re.search(unit, whole)), _times(1.0))
            found[column.field] = (index, convert)
    return found


def _rows(
    text: CsvText, when: int, clock: int | None, chosen: dict[str, tuple[int, Callable[[float], float]]]
) -> Iterator[tuple[int, dt.datetime, dict[str, float]]]:
    for line, row in text.rows():
        at = _moment(text, line, when, row[when], "" if clock is None else row[clock], clock)
        values: dict[str, float] = {}
        for name, (index, convert) in chosen.items():
            cell = row[index]
            if cell in NOT_KNOWN:
                continue
            if not NUMBER.fullmatch(cell):
                raise text.error(line, index, "a number or nothing", quote(cell))
            number = convert(float(cell))
            least, most = PLAUSIBLE[name]
            if least <= number <= most:
                values[name] = number
        yield line, at, values


def _moment(text: CsvText, line: int, when: int, cell: str, time: str, clock: int | None) -> dt.datetime:
    if clock is not None and not CLOCK.fullmatch(time):
        raise text.error(line, clock, "a time like 13:45", quote(time) if time else "nothing")
    whole = f"{cell} {time}".strip()
    found = TIME.fullmatch(whole)
    try:
        if found:
            hour = found[2] if len(found[2].split(":")[0]) == 2 else f"0{found[2]}"
            return dt.datetime.fromisoformat(f"{found[1]}T{hour}").replace(tzinfo=dt.UTC)
        if DATE.fullmatch(whole):
            return dt.datetime.combine(dt.date.fromisoformat(whole), dt.time(), dt.UTC)
    except ValueError:
        pass
    raise text.error(
        line,
        when,
        "a date like 2026-01-31 or a time like 2026-01-31 13:45",
        quote(cell) if cell else "nothing",
    )


def _daily(
    text: CsvText, when: int, rows: Iterable[tuple[int, dt.datetime, dict[str, float]]]
) -> dict[dt.date, WeatherDay]:
    days: dict[dt.date, WeatherDay] = {}
    for line, at, values in rows:
        day = at.date()
        if day in days:
            raise text.error(line, when, "every date once", f"{day} again")
        days[day] = WeatherDay(day, **values)
    return dict(sorted(days.items()))


def _readings(
    rows: list[tuple[int, dt.datetime, dict[str, float]]], *, counter: bool
) -> dict[dt.date, WeatherDay]:
    hours: dict[int, Hour] = {}
    highest: dict[dt.date, float] = {}
    for _, at, values in rows:
        fallen = values.get("rain")
        if counter and fallen is not None:
            highest[at.date()] = max(fallen, highest.get(at.date(), 0.0))
        moment = int(at.timestamp())
        hours[moment] = Hour(
            moment, pressure=values.get("pressure"), temperature=values.get("temperature"),
            humidity=values.get("humidity"), wind=values.get("wind"), rain=None if counter else fallen,
        )  # fmt: skip
    moments = sorted(hours)
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    every = min(24.0, max(24.0 / MOMENTS_A_DAY, statistics.median(gaps) / 3600.0)) if gaps else 24.0
    days = days_of(hours.values(), WALL, every=every)
    if not counter:
        return days
    # A day counts once it has enough other readings; a counter alone cannot tell a dry day from a lost one.
    return {day: replace(one, rain=highest.get(day)) if one.known else one for day, one in days.items()}


__all__ = ["Station", "TableError", "read_station"]
