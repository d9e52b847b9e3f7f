"""Cities to choose from without asking anybody: those that name the world's time zones, with their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

POSITION = re.compile(r"([+-]\d{4,6})([+-]\d{5,7})")


@dataclass(frozen=True)
class City:
    """A city of the table of time zones: its zone, country code and place in degrees."""

    key: str
    name: str
    country: str
    latitude: float
    longitude: float


def degrees(text: str) -> float:
    """Degrees of an ISO 6709 number: +DDMM, +DDDMM, +DDMMSS or +DDDMMSS."""
    sign, digits = -1.0 if text[0] == "-" else 1.0, text[1:]
    whole = len(digits) - (4 if len(digits) in (6, 7) else 2)
    minutes, seconds = digits[whole : whole + 2], digits[whole + 2 :]
    return sign * (int(digits[:whole]) + int(minutes) / 60 + (int(seconds) / 3600 if seconds else 0.0))


@cache
def cities() -> tuple[City, ...]:
    """Every city of the table, by name."""
    found: list[City] = []
    text = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        country, position, zone = line.split("\t")[:3]
        match = POSITION.fullmatch(position)
        if match:
            name = zone.rpartition("/")[2].replace("_", " ")
            found.append(City(zone, name, country, degrees(match[1]), degrees(match[2])))
    return tuple(sorted(found, key=lambda city: (city.name, city.key)))


def by_key(key: str) -> City | None:
    """The city of a time zone, or None."""
    return next((city for city in cities() if city.key == key), None)


def options(country: str) -> list[City]:
    """The cities to choose from, those of a country (two letters) first."""
    return sorted(cities(), key=lambda city: city.country != country)
