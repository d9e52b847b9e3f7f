"""The weekly summary: whose counts they are, and days without an answer apart from days away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from dialdown.care.week import week_page
from dialdown.diary import selectors
from dialdown.diary import services as diary
from dialdown.people.models import Account, Person
from dialdown.uuid7 import uuid7
from tests.access.households import client_of, owner

pytestmark = pytest.mark.django_db


def told(login: Account, person: Person, day: dt.date, voice: str, **values: Any) -> None:
    at = dt.datetime.combine(day, dt.time(18), tzinfo=dt.UTC).isoformat()
    diary.save_entry(viewer=login, document={
        "id": str(uuid7()), "person": str(person.pk), "at": at, "zone": "Europe/London", "day": day.isoformat(), "mode": "full",
        "said_by": voice, "saved_at": at, "skipped": [], "signs": [], "regions": [], "values": values,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("voice", "whose", "by"),
    [("parent", "A parent’s count.", "told by a parent"), ("self", "Robin’s count.", "")],
)
def test_a_count_has_the_voice_that_typed_it(voice: str, whose: str, by: str) -> None:
    """Five days planned, three answered, there on two: 2 of 5 would count two silent days as days away."""
    login, person = owner("Robin")
    monday = selectors.last_week(person)
    for back in (7, 0):
        for n in range(5):
            values = {"school_hours_planned": 6} | ({"school_hours": 5 if n < 2 else 0} if n < 3 else {})
            told(login, person, monday + dt.timedelta(days=n - back), voice, **values)
    page = week_page(login, person)
    (school,) = (line for line in page.lines if line.words.startswith("School"))
    assert school.words == "School: 2 days"
    said = "from 3 of 7 days; 4 without an answer; planned: 5; 2 the week before"
    assert school.small == (f"{said}; {by}" if by else said)
    assert page.school is not None
    assert page.school.whose == whose
    assert whose in client_of(login).get(f"/people/{person.pk}/week").content.decode()
