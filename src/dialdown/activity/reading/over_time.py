"""Where somebody is on her way: the first day, the look back, the light watch, a programme and what follows it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialdown.activity.keeping.doors import may_read, today_of
from dialdown.activity.keeping.stages import period
from dialdown.activity.models import LightWatch, Plan, Programme, Review
from dialdown.diary import selectors as diary
from dialdown.people import selectors as people
from dialdown.people.access import Denied, require
from dialdown.people.models import Person

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

REVIEW_AFTER = dt.timedelta(weeks=6)
HAND_OVER_WITHIN = dt.timedelta(days=60)


@dataclass(frozen=True)
class FirstDay:
    """What the first day still holds. Every part can be left out."""

    cleared: bool
    new_pain: bool
    goals: int
    plans: int

    @property
    def left(self) -> bool:
        """True while something of it is not there yet."""
        return not self.cleared or not self.goals or not self.plans


def first_day(viewer: Viewer, person: Person) -> FirstDay:
    """The state of the first day's path."""
    sight = require(viewer, person.pk)
    state = people.clearance(viewer, person.pk)
    return FirstDay(
        state.open, state.new_pain is not None and not state.open,
        len(diary.goals(viewer, person.pk)) if "goals" in sight else 0,
        Plan.objects.filter(person=person).count() if "move" in sight else 0,
    )  # fmt: skip


def review_due(viewer: Viewer, person: Person) -> bool:
    """True when six weeks have passed since the first plan, or since the last look back."""
    may_read(viewer, person.pk)
    today = today_of(person)
    last = reviews(viewer, person.pk)
    first = Plan.objects.filter(person=person).order_by("begins").first()
    since = last[-1].on if last else first.begins if first else None
    return since is not None and person.stage == Person.Stage.EVERY_DAY and today - since >= REVIEW_AFTER


def reviews(viewer: Viewer, person_id: uuid.UUID) -> list[Review]:
    """The looks back, oldest first."""
    may_read(viewer, person_id)
    return list(Review.objects.filter(person_id=person_id))


def watch(viewer: Viewer, person_id: uuid.UUID) -> list[LightWatch]:
    """The answers of the light watch, newest first."""
    may_read(viewer, person_id)
    return list(LightWatch.objects.filter(person_id=person_id).order_by("-since", "-id"))


def watch_due(viewer: Viewer, person: Person, on: dt.date | None = None) -> bool:
    """True while this week's (or month's) three questions are open and the stage asks them."""
    may_read(viewer, person.pk)
    if person.stage not in (Person.Stage.LIGHT, Person.Stage.MONTHLY):
        return False
    since = period(person, on or today_of(person))
    return not LightWatch.objects.filter(person=person, since=since).exists()


def programmes(viewer: Viewer, person_id: uuid.UUID) -> list[Programme]:
    """Programmes with their hours, oldest first."""
    may_read(viewer, person_id)
    return list(Programme.objects.filter(person_id=person_id).prefetch_related("hours"))


def programme(viewer: Viewer, programme_id: uuid.UUID) -> Programme:
    """One programme with its hours. Raises Denied."""
    found = Programme.objects.filter(pk=programme_id).prefetch_related("hours").first()
    if found is None:
        raise Denied
    may_read(viewer, found.person_id)
    return found


def hand_over_due(viewer: Viewer, person: Person) -> Programme | None:
    """A programme that has ended within two months and whose hand-over has not been gone through."""
    may_read(viewer, person.pk)
    day = today_of(person)
    ended = Programme.objects.filter(person=person, ends_on__lt=day, ends_on__gte=day - HAND_OVER_WITHIN)
    return ended.filter(handed_over_on__isnull=True).last()
