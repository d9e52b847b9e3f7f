"""Visits as a calendar file (RFC 5545), for the person's own calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dialdown.care.visits import reading
from dialdown.care.visits.models import Visit
from dialdown.people.models import Person

if TYPE_CHECKING:
    from icalendar import Event

    from dialdown.people.access import Viewer


def calendar(viewer: Viewer, person: Person) -> tuple[bytes, int]:
    """The calendar file of a person's visits and how many it holds. What was asked and agreed stays out. Raises Denied."""
    import icalendar

    rows = reading.visits(viewer, person)
    found = icalendar.Calendar()
    found.add("prodid", "-//Dialdown//visits//EN")
    found.add("version", "2.0")
    for row in rows:
        found.add_component(_event(row))
    return found.to_ical(), len(rows)


def _event(visit: Visit) -> Event:
    import icalendar

    event = icalendar.Event()
    # The same visit keeps its identity: a calendar that reads the file again changes it in place.
    event.add("uid", f"{visit.pk}@dialdown")
    event.add("dtstamp", visit.saved_at.astimezone(dt.UTC))
    event.add("last-modified", visit.saved_at.astimezone(dt.UTC))
    event.add("summary", visit.title)
    if visit.clock:
        local = dt.datetime.combine(visit.day, dt.time.fromisoformat(visit.clock), ZoneInfo(visit.zone))
        # In UTC: no table of time zones is needed to read it. How long it takes, nobody knows: no end is given.
        event.add("dtstart", local.astimezone(dt.UTC))
    else:
        event.add("dtstart", visit.day)
        event.add("dtend", visit.day + dt.timedelta(days=1))
    if visit.place:
        event.add("location", visit.place)
    return event
