"""Bring missing days of weather in: newest first, a year at a time, each request written down."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from dialdown.diary import selectors as diary
from dialdown.insights.changes import changed
from dialdown.insights.models import OutgoingRequest, WeatherRow, WeatherSetting
from dialdown.insights.weather.factors import FIELDS, SCOPE
from dialdown.insights.weather.other_years import YEARS, years_back
from dialdown.intake.open_meteo import ARCHIVE_DELAY
from dialdown.intake.weather import ONE_DAY, Place, WeatherDay, days_of
from dialdown.intake.weather_client import Sent, WeatherClient, WeatherProblem
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

logger = logging.getLogger(__name__)
LONGEST = 366
# Days before the diary that its first lags need.
BEFORE = dt.timedelta(days=10)
# After a try, whatever came of it, none follows by itself for so long.
REST = dt.timedelta(hours=6)
# What left is shown for so long.
KEPT = dt.timedelta(days=400)
SERVICE = WeatherSetting.Source.SERVICE


@dataclass(frozen=True)
class Portion:
    """Days that are asked for in one request; `recent` = too young for the archive."""

    first: dt.date
    last: dt.date
    recent: bool


def portions(have: Mapping[dt.date, bool], first: dt.date, today: dt.date) -> list[Portion]:
    """What to ask for so that every day from `first` to yesterday is there, newest first.

    `have` = stored days, True when settled. A stored day that was too young is asked for once more
    when the archive has it.
    """
    settled_until = today - ARCHIVE_DELAY
    found: list[Portion] = []
    young = [day for i in range(1, ARCHIVE_DELAY.days) if (day := today - i * ONE_DAY) >= first]
    if any(day not in have for day in young):
        found.append(Portion(min(young), max(young), recent=True))
    day = settled_until
    while day >= first:
        if have.get(day):
            day -= ONE_DAY
            continue
        start = day
        # Up to a year in one request; what is stored already in between is not worth a second one.
        missing = [d for i in range(LONGEST) if (d := day - i * ONE_DAY) >= first and not have.get(d)]
        start = min(missing)
        found.append(Portion(start, day, recent=False))
        day = start - ONE_DAY
    return found


def due(setting: WeatherSetting | None, now: dt.datetime) -> bool:
    """True when a try may follow by itself."""
    return (
        setting is not None
        and setting.source == SERVICE
        and (setting.tried_at is None or now - setting.tried_at >= REST)
    )


def start(*, viewer: Viewer, person: Person, again: bool = False) -> bool:
    """Bring in what is missing, beside the page that asked; `again` = she pressed the button.

    False when nothing is to be done, a try is under way, or this viewer may not write. Raises Denied.
    """
    sight = require(viewer, person.pk)
    if not sight.may_write or SCOPE not in sight:
        return False
    setting = WeatherSetting.objects.filter(person=person).first()
    now = timezone.now()
    if setting is None or setting.source != SERVICE or not (again or due(setting, now)):
        return False
    whole = diary.span(viewer, person.pk)
    if whole is None:
        return False
    # Two pages that open at once must not both ask.
    claimed = WeatherSetting.objects.filter(pk=setting.pk, tried_at=setting.tried_at).update(tried_at=now)
    if claimed:
        _beside(setting.pk, whole[0])
    return bool(claimed)


def _beside(setting_id: uuid.UUID, first: dt.date) -> None:
    def run() -> None:
        try:
            fetch(setting_id=setting_id, first=first)
        except Exception:
            # The traceback would hold the place.
            logger.warning("Bringing the weather in stopped.")
        finally:
            connection.close()

    threading.Thread(target=run, name="weather", daemon=True).start()


def client() -> WeatherClient:
    """The client that is used; a test puts another in its place."""
    return WeatherClient()


def fetch(*, setting_id: uuid.UUID, first: dt.date, now: dt.datetime | None = None) -> int:
    """Ask for every day that is missing and store it; returns the number of days that came.

    `first` = first day of the diary. Stops at the first problem and writes down which; what came
    before it stays.
    """
    setting = WeatherSetting.objects.select_related("person").get(pk=setting_id)
    person, zone = setting.person, ZoneInfo(setting.person.zone)
    assert setting.latitude is not None
    assert setting.longitude is not None
    place = Place(setting.latitude, setting.longitude)
    today = (now or timezone.now()).astimezone(zone).date()
    have = dict(WeatherRow.objects.filter(person=person, source=SERVICE).values_list("day", "settled"))
    asking = client()
    asking.told = lambda sent: _write_down(person.pk, sent)
    came, problem, detail = 0, "", ""
    try:
        for portion in portions(have, years_back(first - BEFORE, YEARS), today):
            if not _still(setting):
                break
            ask = asking.recent if portion.recent else asking.past
            # A day of hers begins and ends on another day of UTC.
            hours = ask(place, portion.first - ONE_DAY, portion.last + ONE_DAY)
            days = days_of(hours, zone)
            came += _store(setting, portion, days)
    except WeatherProblem as error:
        problem, detail = error.kind, error.detail[:200]
    WeatherSetting.objects.filter(pk=setting.pk).update(problem=problem, detail=detail)
    OutgoingRequest.objects.filter(person=person, at__lt=timezone.now() - KEPT).delete()
    return came


def _still(setting: WeatherSetting) -> bool:
    """False once it was switched off, or the place changed."""
    return WeatherSetting.objects.filter(
        pk=setting.pk, source=SERVICE, latitude=setting.latitude, longitude=setting.longitude
    ).exists()


@transaction.atomic
def _store(setting: WeatherSetting, portion: Portion, days: Mapping[dt.date, WeatherDay]) -> int:
    # Locked: a place that changes meanwhile must not get these days.
    WeatherSetting.objects.select_for_update().get(pk=setting.pk)
    if not _still(setting):
        return 0
    rows: list[WeatherRow] = []
    day = portion.first
    while day <= portion.last:
        known = days.get(day)
        if not portion.recent or (known is not None and known.known):
            # A settled day without weather is kept as such, so that it is not asked for again.
            numbers = {name: getattr(known, name, None) for name in FIELDS}
            rows.append(
                WeatherRow(
                    person=setting.person, source=SERVICE, day=day, settled=not portion.recent, **numbers
                )
            )
        day += ONE_DAY
    WeatherRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "source", "day"], update_fields=[*FIELDS, "settled"],
        batch_size=400,
    )  # fmt: skip
    changed(setting.person_id)
    return len(rows)


def _write_down(person_id: uuid.UUID, sent: Sent) -> None:
    OutgoingRequest.objects.create(
        person_id=person_id, host=sent.host, address=sent.address[:600], size=sent.size, outcome=sent.outcome
    )
