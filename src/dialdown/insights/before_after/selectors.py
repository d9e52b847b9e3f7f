"""Reads for before and after: an event of the diary, set beside what her days do by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialdown.diary import selectors as diary
from dialdown.insights.outcomes import is_pain
from dialdown.people.access import Denied, require

if TYPE_CHECKING:
    from dialdown.diary.models import Event
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person
    from dialdown.science import BeforeAfter

# What is looked at for every event: what she does first, pain second, sleep last.
LOOKED_AT = (
    "function",
    "hours_up",
    "school_hours",
    "walking_minutes",
    "pain_now",
    "pain_worst",
    "pain_mean",
    "sleep_hours",
)

# Level of one outcome that is looked at alone.
ONE = 0.95


@dataclass(frozen=True)
class EventChange:
    """One outcome before and after an event."""

    outcome: str
    found: BeforeAfter


def before_after(
    viewer: Viewer, person: Person, event: Event, on: dt.date | None = None
) -> list[EventChange]:
    """What was different after an event, outcome by outcome; empty where nothing may be seen.

    A programme is compared with the days after its end; anything else with the days after it began, or after `on`: a day on which
    something of it changed, like an amount.
    Raises Denied for somebody else's event.
    """
    require(viewer, person.pk)
    if event.person_id != person.pk:
        raise Denied
    series = diary.day_series(viewer, person.pk, LOOKED_AT)
    pain_off = person.check_in == "off"
    days = {key: series[key].days for key in LOOKED_AT if key in series and not (pain_off and is_pain(key))}
    counted = [EventChange(key, _look(numbers, event, on, ONE)) for key, numbers in days.items()]
    # All that can be answered stands on one page, so what luck may say of one is shared among them.
    answered = sum(one.found.why_not is None for one in counted)
    if answered < 2:
        return counted
    level = 1.0 - (1.0 - ONE) / answered
    return [EventChange(one.outcome, _look(days[one.outcome], event, on, level)) for one in counted]


def _look(numbers: Mapping[dt.date, float], event: Event, on: dt.date | None, level: float) -> BeforeAfter:
    """One outcome (day to number) before and after an event, or a change within it."""
    from dialdown.science import before_after as compare

    ordered = dict(sorted(numbers.items()))
    # One that still runs has no days after it yet.
    during = (event.ends_on or dt.date.max) if event.kind == "programme" else None
    return compare(list(ordered.values()), list(ordered), on or event.starts_on, until=during, level=level)


def comparable(viewer: Viewer, person: Person) -> list[Event]:
    """The events that have a before and an after, newest first."""
    today = diary.today_of(person)
    return [event for event in reversed(diary.events(viewer, person.pk)) if event.starts_on <= today]
