"""Reads of what Insights keeps beside the diary: weather, thoughts about it, and what left this machine."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Min
from django.utils import timezone

from dialdown.insights.models import AskedOutcome, Belief, OutgoingRequest, WeatherRow, WeatherSetting
from dialdown.insights.pain import pain_series
from dialdown.insights.volume.flares import definition_words, flares_of, settle_words
from dialdown.insights.weather.factors import SCOPE
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@dataclass(frozen=True)
class Weather:
    """Where a person's weather comes from, and which days of it are stored."""

    setting: WeatherSetting
    days: int
    first: dt.date | None
    last: dt.date | None


def weather(viewer: Viewer, person_id: uuid.UUID) -> Weather | None:
    """The weather of a person; None when it was never set up, or is not for this viewer."""
    if not require(viewer, person_id).line(SCOPE):
        return None
    setting = WeatherSetting.objects.filter(person_id=person_id).first()
    if setting is None:
        return None
    source = setting.source if setting.source != WeatherSetting.Source.OFF else WeatherSetting.Source.SERVICE
    rows = WeatherRow.objects.filter(person_id=person_id, source=source)
    found = rows.aggregate(first=Min("day"), last=Max("day"))
    return Weather(setting, rows.count(), found["first"], found["last"])


def beliefs(viewer: Viewer, person_id: uuid.UUID) -> dict[str, Belief]:
    """What she thinks each kind of weather does: her latest thought, by kind."""
    if not require(viewer, person_id).line(SCOPE):
        return {}
    return {belief.factor: belief for belief in Belief.objects.filter(person_id=person_id)}


def asked_outcomes(viewer: Viewer, person_id: uuid.UUID) -> list[str]:
    """The further outcomes that patterns are asked about now."""
    require(viewer, person_id)
    return list(AskedOutcome.objects.filter(person_id=person_id, asked=True).values_list("key", flat=True))


def outgoing(viewer: Viewer, person_id: uuid.UUID, days: int | None = None) -> list[OutgoingRequest]:
    """The requests about a person that left this machine, newest first (of the last `days`, or all that are kept)."""
    if SCOPE not in require(viewer, person_id):
        return []
    found = OutgoingRequest.objects.filter(person_id=person_id)
    if days is not None:
        found = found.filter(at__gte=timezone.now() - dt.timedelta(days=days))
    return list(found)


def weather_is_on(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True while the weather service is asked about a person's place."""
    require(viewer, person_id)
    return WeatherSetting.objects.filter(person_id=person_id, source=WeatherSetting.Source.SERVICE).exists()


def may_set_weather(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True for whoever may switch a person's weather on and off."""
    sight = require(viewer, person_id)
    return sight.may_write and SCOPE in sight


def may_see_list(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True for whoever sees the requests about a person: they tell roughly where she lives."""
    return SCOPE in require(viewer, person_id)


__all__ = [
    "Weather", "asked_outcomes", "beliefs", "definition_words", "flares_of", "may_see_list", "may_set_weather", "outgoing", "pain_series",
    "settle_words", "weather", "weather_is_on",
]  # fmt: skip
