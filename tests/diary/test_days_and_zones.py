"""Which day a moment belongs to, in whose zone, and what counts as entered later."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from dialdown.diary import selectors, services
from dialdown.intake.records import BadInput
from dialdown.people.models import Account
from tests.diary.household import Home

pytestmark = pytest.mark.database


def stored(home: Home, entry_id: uuid.UUID, viewer: Account | None = None) -> dict[str, Any]:
    return selectors.entry_document(viewer or home.robin, entry_id)


def wheres(error: pytest.ExceptionInfo[BadInput]) -> set[str]:
    return {problem.where for problem in error.value.problems}


@pytest.mark.parametrize(
    ("saved_at", "zone", "day", "later"),
    [
        ("2026-03-02T21:00:00+01:00", "Europe/Berlin", "2026-03-02", False),
        ("2026-03-03T03:59:00+01:00", "Europe/Berlin", "2026-03-02", False),
        ("2026-03-03T04:00:00+01:00", "Europe/Berlin", "2026-03-02", True),
        ("2026-03-03T03:59:00+01:00", "Europe/Berlin", "2026-03-01", True),
        # The same instant is another day elsewhere.
        ("2026-03-03T05:00:00+00:00", "America/Los_Angeles", "2026-03-02", False),
        ("2026-03-02T20:00:00+00:00", "Pacific/Auckland", "2026-03-02", True),
        # Clocks go forward at two and back at three: the night has 23 or 25 hours.
        ("2026-03-29T01:30:00+01:00", "Europe/Berlin", "2026-03-28", False),
        ("2026-03-29T03:30:00+02:00", "Europe/Berlin", "2026-03-28", False),
        ("2026-03-29T04:30:00+02:00", "Europe/Berlin", "2026-03-28", True),
        ("2026-10-25T02:30:00+02:00", "Europe/Berlin", "2026-10-24", False),
        ("2026-10-25T02:30:00+01:00", "Europe/Berlin", "2026-10-24", False),
    ],
)
def test_entered_later_is_judged_where_she_is(
    home: Home, saved_at: str, zone: str, day: str, later: bool
) -> None:
    saved = home.save(at=dt.datetime.fromisoformat(saved_at), zone=zone, day=day, values={"function": 5})
    assert saved.entry.entered_later is later
    assert saved.entry.day == dt.date.fromisoformat(day)


def test_a_day_that_is_not_said_is_the_calendar_date_where_she_is(home: Home) -> None:
    saved = home.save(
        at=dt.datetime.fromisoformat("2026-03-03T02:00:00+00:00"),
        zone="America/New_York",
        values={"function": 5},
    )
    assert saved.entry.day == dt.date(2026, 3, 2)


def test_entered_later_stays_when_it_is_corrected(home: Home) -> None:
    day = (timezone.now() - dt.timedelta(days=5)).date()
    saved = home.save(day=day.isoformat(), remembered="roughly", values={"function": 5})
    services.edit_entry(
        viewer=home.robin,
        entry_id=saved.entry.pk,
        document={**stored(home, saved.entry.pk), "values": {"function": 6}},
    )
    saved.entry.refresh_from_db()
    assert (saved.entry.entered_later, saved.entry.remembered, saved.entry.day) == (True, "roughly", day)


def test_a_week_is_no_days_number(home: Home) -> None:
    home.save(mode="weekly", values={"function": 5, "pain_worst": 9})
    assert selectors.day_series(home.robin, home.person.pk) == {}
    weekly = selectors.day_series(home.robin, home.person.pk, weekly=True)
    assert {key: list(series.days.values()) for key, series in weekly.items()} == {
        "function": [5.0],
        "pain_worst": [9.0],
    }


def test_every_change_is_counted(home: Home) -> None:
    numbers = [selectors.version(home.person.pk)]
    saved = home.save(values={"function": 5})
    numbers.append(selectors.version(home.person.pk))
    services.delete_entry(viewer=home.robin, entry_id=saved.entry.pk)
    numbers.append(selectors.version(home.person.pk))
    services.undo(viewer=home.robin, entry_id=saved.entry.pk)
    numbers.append(selectors.version(home.person.pk))
    assert numbers == sorted(set(numbers))
