"""The weather as factors of a diary: what each is called, and its days."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dialdown.diary.selectors import DaySeries
from dialdown.insights.models import WeatherRow, WeatherSetting
from dialdown.intake.definitions import Definition
from dialdown.intake.weather import WeatherDay, weather_factors
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

PREFIX = "weather."
# What a grant must name: the weather tells roughly where she lives.
SCOPE = "factors"
FIELDS = ("pressure", "temperature", "low", "high", "humidity", "wind", "rain")


@dataclass(frozen=True)
class Asked:
    """A weather factor as it is asked about: its name in `intake.weather`, which way round, its unit and its belief."""

    key: str
    of: str
    sign: float
    unit: str
    belief: str


# Pressure is asked about the way people speak of it: falling.
ASKED = (
    Asked("weather.pressure_fall_24h", "pressure_change_24h", -1.0, "hPa", "pressure"),
    Asked("weather.pressure_fall_48h", "pressure_change_48h", -1.0, "hPa", "pressure"),
    Asked("weather.temperature", "temperature", 1.0, "°C", "temperature"),
    Asked("weather.temperature_range", "temperature_range", 1.0, "°C", "temperature_range"),
    Asked("weather.humidity", "humidity", 1.0, "%", "humidity"),
    Asked("weather.wind", "wind", 1.0, "km/h", "wind"),
    Asked("weather.rain", "rain", 1.0, "mm", "rain"),
)
BELIEF_OF = {asked.key: asked.belief for asked in ASKED}


def labels() -> dict[str, str]:
    """What each factor is called."""
    return {
        "weather.pressure_fall_24h": _("Falling air pressure, over a day"),
        "weather.pressure_fall_48h": _("Falling air pressure, over two days"),
        "weather.temperature": _("Warm days"), "weather.temperature_range": _("Warm days with cold nights"),
        "weather.humidity": _("Damp air"), "weather.wind": _("Wind"), "weather.rain": _("Rain"),
    }  # fmt: skip


def belief_labels() -> dict[str, str]:
    """What a person is asked about, in her words; one thought holds for both spans of falling pressure."""
    return {
        "pressure": _("Falling air pressure, storms coming"), "rain": _("Rain"), "humidity": _("Damp air"),
        "temperature": _("Warm days"), "temperature_range": _("Warm days with cold nights"), "wind": _("Wind"),
    }  # fmt: skip


def definition(asked: Asked) -> Definition:
    """A weather factor as a definition, so that it is said and analysed like every other."""
    return Definition(
        asked.key,
        "weather",
        "factor",
        "amount",
        labels()[asked.key],
        "mean",
        SCOPE,
        unit=asked.unit,
        kind="weather",
    )


def stored_days(
    person_id: uuid.UUID, source: str, first: dt.date | None = None, last: dt.date | None = None
) -> dict[dt.date, WeatherDay]:
    """The stored weather of one source, oldest first."""
    rows = WeatherRow.objects.filter(person_id=person_id, source=source)
    if first is not None:
        rows = rows.filter(day__gte=first)
    if last is not None:
        rows = rows.filter(day__lte=last)
    found = rows.order_by("day").values_list("day", *FIELDS)
    return {day: WeatherDay(day, *numbers) for day, *numbers in found}


def asked_days(days: Mapping[dt.date, WeatherDay]) -> dict[str, dict[dt.date, float]]:
    """Every factor that is asked about, by key and day."""
    known = weather_factors(days)
    return {
        asked.key: {day: asked.sign * value for day, value in known[asked.of].items()}
        for asked in ASKED
        if asked.of in known
    }


def source_of(viewer: Viewer, person_id: uuid.UUID) -> str | None:
    """Where the weather of a person comes from; None when it is off or not for this viewer."""
    if not require(viewer, person_id).line(SCOPE):
        return None
    source = WeatherSetting.objects.filter(person_id=person_id).values_list("source", flat=True).first()
    return None if source in (None, WeatherSetting.Source.OFF) else source


def series(
    values: Mapping[str, Mapping[dt.date, float]], first: dt.date, last: dt.date
) -> dict[str, DaySeries]:
    """Weather as daily series from `first` to `last`, said by a device."""
    found: dict[str, DaySeries] = {}
    for asked in ASKED:
        days = {day: n for day, n in values.get(asked.key, {}).items() if first <= day <= last}
        if days:
            found[asked.key] = DaySeries(definition(asked), "device", days, {})
    return found
