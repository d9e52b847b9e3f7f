"""Countries and time zones to choose from, and what to suggest first."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

# The rest of the world has one entry in the table of help numbers.
ELSEWHERE = "ZZ"
# Where the table of zones does not begin with the one most people live in.
MOST_PEOPLE = {"AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto"}
LANGUAGE_TAG = re.compile(r"^[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})(?:-|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Country:
    """A country with help numbers: its ISO 3166-1 code and English name."""

    code: str
    name: str


@cache
def countries() -> tuple[Country, ...]:
    """The countries of the table of help numbers, by name; everywhere else is not one of them."""
    # Read as a file: people lies below learn and must not import it.
    with (
        files("dialdown").joinpath("learn/data/help_countries.csv").open(encoding="utf-8", newline="") as file
    ):
        names = {row["country"]: row["country_name"] for row in csv.DictReader(file)}
    found = [Country(code, name) for code, name in names.items() if code != ELSEWHERE]
    return tuple(sorted(found, key=lambda country: country.name))


def suggested_country(accept_language: str) -> str:
    """The first listed country that the browser's languages name ("en-GB,en;q=0.9" gives GB), else ""."""
    listed = {country.code for country in countries()}
    for part in accept_language.split(","):
        match = LANGUAGE_TAG.match(part.split(";")[0].strip())
        if match and match[1].upper() in listed:
            return match[1].upper()
    return ""


@cache
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    text = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, _position, zone = line.split("\t")[:3]
            table.setdefault(code, []).append(zone)
    return {code: tuple(zones) for code, zones in table.items()}


@cache
def zones(*, listed: bool = False) -> tuple[str, ...]:
    """Every zone that people live in, by name, and UTC; `listed` = only those of the listed countries."""
    table = _zones_by_country()
    codes = [country.code for country in countries()] if listed else table
    return (*sorted({zone for code in codes for zone in table.get(code, ())}), "UTC")


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """True for the name of a zone that this machine knows; browsers also send older names of zones."""
    return name in _known()


def zone_info(name: str) -> ZoneInfo:
    """The rules of a zone; UTC for a name that this machine does not know (any more)."""
    return ZoneInfo(name if is_zone(name) else "UTC")


def zone_of(country: str) -> str:
    """The zone in which most people of a country live; UTC when the country is not known."""
    return MOST_PEOPLE.get(country) or next(iter(_zones_by_country().get(country, ())), "UTC")


def zone_words(zone: str) -> str:
    """A zone as people read it: "New York (America)"."""
    area, _, place = zone.replace("_", " ").rpartition("/")
    return f"{place} ({area})" if area else place
