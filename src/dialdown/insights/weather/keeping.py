"""Writes about weather: where it comes from, and what a person thinks it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.insights.changes import changed
from dialdown.insights.models import Belief, WeatherRow, WeatherSetting
from dialdown.insights.weather.factors import FIELDS, SCOPE, belief_labels
from dialdown.intake.records import LARGEST, BadInput, Problem
from dialdown.intake.table_error import TableError
from dialdown.intake.weather import coarse
from dialdown.intake.weather_station import PLAUSIBLE, read_station
from dialdown.people import services as people
from dialdown.people.access import Denied, require
from dialdown.people.models import AuditEvent, Person, SaidBy

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

Source = WeatherSetting.Source
LONGEST_NAME = 60


def _may(viewer: Viewer, person: Person) -> None:
    if SCOPE not in require(viewer, person.pk, write=True):
        raise Denied


def _tell(viewer: Viewer, person: Person, what: str) -> None:
    """Into the list that she reads: with the service on, something about her leaves the machine."""
    people.record(subject=person.pk, kind=AuditEvent.Kind.OTHER, viewer=viewer, about={"what": what})


def _setting(person: Person) -> WeatherSetting:
    found, _created = WeatherSetting.objects.select_for_update().get_or_create(person=person)
    return found


@transaction.atomic
def switch_on(
    *, viewer: Viewer, person: Person, latitude: object, longitude: object, grid: object, name: str = ""
) -> WeatherSetting:
    """Ask the weather service about a coarse place from now on. Only the rounded place is stored.

    Raises BadInput or Denied. Another place than before forgets the weather of that place.
    """
    _may(viewer, person)
    problems: list[Problem] = []
    numbers: dict[str, float] = {}
    for where, raw in (("latitude", latitude), ("longitude", longitude), ("grid", grid)):
        try:
            numbers[where] = float(str(raw).strip().replace(",", ".").replace("\u2212", "-"))
        except ValueError:
            problems.append(Problem(where, _("We couldn’t read that number. Try 52.5.")))
    label = " ".join(name.split())
    if len(label) > LONGEST_NAME or "\x00" in label:
        problems.append(Problem("name", _("Up to 60 letters fit.")))
    if problems:
        raise BadInput(problems)
    try:
        place = coarse(numbers["latitude"], numbers["longitude"], numbers["grid"])
    except ValueError as error:
        where = str(error).partition(":")[0]
        words = {
            "latitude": _("Latitude goes from −90 (south) to 90 (north)."),
            "longitude": _("Longitude goes from −180 (west) to 180 (east)."), "grid": _("Choose how coarse."),
        }  # fmt: skip
        raise BadInput([Problem(where, words[where])]) from None
    setting = _setting(person)
    if setting.source != Source.SERVICE:
        _tell(viewer, person, "weather_on")
    if (setting.latitude, setting.longitude) != (place.latitude, place.longitude):
        WeatherRow.objects.filter(person=person, source=Source.SERVICE).delete()
    setting.source, setting.name = Source.SERVICE, label
    setting.latitude, setting.longitude = place.latitude, place.longitude
    setting.tried_at, setting.problem, setting.detail = None, "", ""
    setting.typed_by = viewer
    setting.save()
    changed(person.pk)
    return setting


@transaction.atomic
def switch_off(*, viewer: Viewer, person: Person) -> None:
    """Ask nobody any more. What was stored stays until the place changes, and is used no longer."""
    _may(viewer, person)
    if WeatherSetting.objects.filter(person=person).exclude(source=Source.OFF).update(source=Source.OFF):
        _tell(viewer, person, "weather_off")
    changed(person.pk)


@transaction.atomic
def forget(*, viewer: Viewer, person: Person) -> None:
    """Switch off and throw the place and all stored weather away. What she thinks stays."""
    _may(viewer, person)
    rows, _by_model = WeatherRow.objects.filter(person=person).delete()
    changed_settings = WeatherSetting.objects.filter(person=person).update(
        source=Source.OFF, name="", latitude=None, longitude=None, tried_at=None, problem="", detail=""
    )
    if rows or changed_settings:
        _tell(viewer, person, "weather_forgotten")
    changed(person.pk)


@transaction.atomic
def bring_in_station(*, viewer: Viewer, person: Person, file: IO[bytes]) -> int:
    """Take the table of a weather station in place of the service; returns its days. Days that come again are replaced.

    Raises BadInput with the reader's sentence, or Denied.
    """
    _may(viewer, person)
    try:
        station = read_station(file)
    except TableError as error:
        raise BadInput([Problem("file", str(error))]) from None
    rows = [
        WeatherRow(
            person=person, source=Source.STATION, day=day, **{name: getattr(one, name) for name in FIELDS}
        )
        for day, one in station.days.items()
        if one.known
    ]
    if not rows:
        raise BadInput([Problem("file", _("No whole day of weather was found in that table."))])
    WeatherRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person", "source", "day"],
        update_fields=list(FIELDS),
        batch_size=400,
    )
    setting = _setting(person)
    if setting.source != Source.STATION:
        _tell(viewer, person, "weather_station")
    setting.source, setting.typed_by = Source.STATION, viewer
    setting.save(update_fields=["source", "typed_by"])
    changed(person.pk)
    return len(rows)


def unfit(row: WeatherRow | WeatherSetting) -> str:
    """Why a row of an archive cannot be of a station's table; "" when it can. Nothing may be asked outside by a file."""
    if row.source != Source.STATION and (isinstance(row, WeatherRow) or row.source != Source.OFF):
        return f"source: {row.source!r} is not a weather station’s table"
    if isinstance(row, WeatherSetting):
        return ""
    known = {name: getattr(row, name) for name in FIELDS if getattr(row, name) is not None}
    if not known or not row.settled:
        return "settled: expected a whole day of weather"
    for name, number in known.items():
        least, most = PLAUSIBLE[name]
        # A day's rain is the sum of its readings.
        if not least <= number <= (LARGEST if name == "rain" else most):
            return f"{name}: {number:g} is no weather"
    return ""


@transaction.atomic
def say_beliefs(
    *, viewer: Viewer, person: Person, thoughts: Mapping[str, str], said_by: str = SaidBy.SELF
) -> int:
    """Store what she thinks each kind of weather does, with today's date; returns how many thoughts were new.

    `thoughts`: belief to a `Belief.Thought`; an empty one says nothing. The same thought again is not
    stored again, another one is added and the earlier stays. Raises BadInput or Denied.
    """
    _may(viewer, person)
    known = belief_labels()
    wrong = [
        key
        for key, thought in thoughts.items()
        if key not in known or (thought and thought not in Belief.Thought.values)
    ]
    if wrong:
        raise BadInput([Problem(key, _("Choose one of the answers.")) for key in wrong])
    setting = _setting(person)
    latest = {belief.factor: belief.thought for belief in Belief.objects.filter(person=person)}
    new = [
        Belief(person=person, factor=key, thought=thought, said_by=said_by, typed_by=viewer)
        for key, thought in thoughts.items()
        if thought and latest.get(key) != thought
    ]
    Belief.objects.bulk_create(new)
    if setting.beliefs_asked_at is None:
        setting.beliefs_asked_at = timezone.now()
        setting.save(update_fields=["beliefs_asked_at"])
    return len(new)
