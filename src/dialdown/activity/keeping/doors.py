"""What every write starts with: leave to move somebody's plan, and whether moving is open."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dialdown.activity.activities import Activity, shipped
from dialdown.activity.models import Plan
from dialdown.diary import selectors as diary
from dialdown.diary.services import said_by_default, touch
from dialdown.intake.records import BadInput, Problem
from dialdown.people import selectors as people
from dialdown.people.access import Denied, require
from dialdown.people.models import Person
from dialdown.people.places import is_zone

if TYPE_CHECKING:
    from dialdown.people.access import Sight, Viewer

SCOPE = "move"


def may_write(viewer: Viewer, person_id: uuid.UUID) -> Sight:
    """The viewer's sight when she may write about this person's moving. Raises Denied."""
    sight = require(viewer, person_id, write=True)
    if SCOPE not in sight:
        raise Denied
    return sight


def may_read(viewer: Viewer, person_id: uuid.UUID) -> Sight:
    """The viewer's sight when she may see this person's moving. Raises Denied."""
    sight = require(viewer, person_id)
    if SCOPE not in sight:
        raise Denied
    return sight


def open_for_moving(viewer: Viewer, person_id: uuid.UUID) -> None:
    """Raises Denied while a doctor has not looked (again): then nothing about moving is begun or planned."""
    if not people.clearance(viewer, person_id).open:
        raise Denied


def plan_of(viewer: Viewer, plan_id: uuid.UUID, *, write: bool = True) -> Plan:
    """One plan. Raises Denied."""
    plan = Plan.objects.filter(pk=plan_id).select_related("person").first()
    if plan is None:
        raise Denied
    (may_write if write else may_read)(viewer, plan.person_id)
    return plan


def activity_of(key: str) -> Activity:
    """A row of the shipped table. Raises BadInput."""
    try:
        return shipped()[key]
    except KeyError:
        raise BadInput([Problem("activity", "choose one of the list")]) from None


def checked_words(text: object, *, where: str, longest: int) -> str:
    """Text as it is stored: trimmed, not empty, at most `longest` characters. Raises BadInput."""
    found = " ".join(str(text or "").split())
    if not found or "\x00" in found:
        raise BadInput([Problem(where, _("Write a few words here."))])
    if len(found) > longest:
        raise BadInput(
            [Problem(where, _("That is long. Up to %(number)d letters fit.") % {"number": longest})]
        )
    return found


def voice(viewer: Viewer, person: Person) -> str:
    """Whose words a write is when nobody said: the owner's own, a parent's."""
    return said_by_default(viewer=viewer, person=person)


def today_of(person: Person) -> dt.date:
    """The present day where the person lives."""
    return diary.today_of(person)


__all__ = [
    "activity_of", "checked_words", "is_zone", "may_read", "may_write", "open_for_moving", "plan_of", "today_of", "touch", "voice",
]  # fmt: skip
