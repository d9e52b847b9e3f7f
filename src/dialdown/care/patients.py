"""The list of people who share with a clinician: by name, never by pain."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialdown.diary import selectors as diary
from dialdown.people import selectors as people
from dialdown.people.access import sight

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Grant, Person

WEEKS = 8
WIDE, TALL = 96, 26


@dataclass(frozen=True)
class Patient:
    """One row: who, until when it is shared, school over eight whole weeks, and what is new."""

    person: Person
    age: int | None
    grant: Grant | None
    sparkline: str
    school: tuple[int, int] | None
    entry_days: tuple[int, int] | None
    new_days: int | None

    @property
    def until(self) -> dt.date | None:
        """The last day on which it is shared; None without an end."""
        return self.person.last_day(self.grant.ends_at) if self.grant else None


def patients(viewer: Viewer) -> list[Patient]:
    """Everybody who shares something with the viewer, by name."""
    return [_patient(viewer, person) for person in people.visible_to(viewer)]


def _patient(viewer: Viewer, person: Person) -> Patient:
    seen = sight(viewer, person.pk)
    today = diary.today_of(person)
    grant = people.grant_of(viewer, person.pk)
    points, school = _school(viewer, person) if seen.week("function") else ("", None)
    if not seen.daily:
        return Patient(person, person.age(today), grant, points, school, None, None)
    span = diary.span(viewer, person.pk)
    days = (span[1] - span[0]).days + 1 if span else 0
    looked = people.last_look(viewer, person.pk, "care_one_page")
    new = diary.days_written(viewer, person.pk, since=person.day_of(looked)) if looked else None
    return Patient(
        person, person.age(today), grant, points, school, (diary.days_written(viewer, person.pk), days), new
    )


def _school(viewer: Viewer, person: Person) -> tuple[str, tuple[int, int] | None]:
    """A small line of school days a week, and the last whole week as (days there, days with an answer)."""
    found = diary.weeks(viewer, person, ["school_hours"], number=WEEKS)
    school = found.get("school_hours", {}).get("self", {})
    last = diary.last_week(person)
    mondays = [last - dt.timedelta(days=7 * back) for back in reversed(range(WEEKS))]
    points = [
        f"{4 + (WIDE - 8) * place / (WEEKS - 1):.1f} {22 - 18 * min(5, school[monday].days_with) / 5:.1f}"
        for place, monday in enumerate(mondays)
        if monday in school
    ]
    now = school.get(last)
    return "L".join(points) if len(points) > 1 else "", None if now is None else (now.days_with, now.days)
