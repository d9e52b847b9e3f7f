"""Intensive programmes: from a day to a day, with their hours; own amounts, practice and pain questions rest meanwhile."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from dialdown.activity.keeping.doors import checked_words, may_write, today_of, touch, voice
from dialdown.activity.models import Programme, ProgrammeDay
from dialdown.diary import services as diary
from dialdown.intake.records import BadInput, Problem
from dialdown.people.access import Denied
from dialdown.people.models import Person
from dialdown.people.services import hold

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

LONGEST = dt.timedelta(days=366)
HOURS = ("physiotherapy", "occupational", "psychology")


@transaction.atomic
def plan_programme(
    *, viewer: Viewer, person: Person, name: str, starts_on: dt.date | None, ends_on: dt.date | None,
    programme_id: uuid.UUID | None = None,
) -> Programme:  # fmt: skip
    """A programme from its first to its last day (a year at most), or other dates for one. Two never overlap."""
    may_write(viewer, person.pk)
    title = checked_words(name, where="name", longest=80)
    problems: list[Problem] = []
    if starts_on is None:
        problems.append(Problem("starts_on", _("Choose the first day.")))
    if ends_on is None or (starts_on is not None and not starts_on <= ends_on <= starts_on + LONGEST):
        problems.append(Problem("ends_on", _("Choose the last day, on or after the first.")))
    if problems or starts_on is None or ends_on is None:
        raise BadInput(problems)
    # Locked, so that two taps at once do not overlap.
    hold(person_id=person.pk)
    others = Programme.objects.filter(person=person, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if others.exclude(pk=programme_id).exists():
        raise BadInput([Problem("starts_on", _("There is a programme in these days already."))])
    found = Programme(person=person, typed_by=viewer, said_by=voice(viewer, person))
    if programme_id is not None:
        found = _mine(viewer, programme_id)
    found.name, found.starts_on, found.ends_on = title, starts_on, ends_on
    told = {"kind": "programme", "title": title, "starts_on": starts_on, "ends_on": ends_on}
    # Before and after are told apart by what began and ended.
    if found.event_id is None:
        found.event = diary.add_event(viewer=viewer, person=person, **told)
    else:
        diary.edit_event(viewer=viewer, event_id=found.event_id, **told)
    found.save()
    _tell(person)
    return found


@transaction.atomic
def end_programme(*, viewer: Viewer, programme_id: uuid.UUID) -> Programme:
    """It ended, the day before today, whatever was planned."""
    found = _mine(viewer, programme_id)
    yesterday = today_of(found.person) - dt.timedelta(days=1)
    if found.starts_on > yesterday:
        raise BadInput([Problem("ends_on", _("It has not begun yet. Take it out instead."))])
    return plan_programme(
        viewer=viewer, person=found.person, name=found.name, starts_on=found.starts_on,
        ends_on=min(found.ends_on, yesterday), programme_id=found.pk,
    )  # fmt: skip


@transaction.atomic
def remove_programme(*, viewer: Viewer, programme_id: uuid.UUID) -> Programme:
    """Take a programme out again, with its hours: plans are as if it had never been noted."""
    found = _mine(viewer, programme_id)
    if found.event_id is not None:
        diary.delete_event(viewer=viewer, event_id=found.event_id)
    person = found.person
    found.delete()
    _tell(person)
    return found


@transaction.atomic
def note_hours(
    *, viewer: Viewer, programme_id: uuid.UUID, day: dt.date, hours: Mapping[str, float | None]
) -> ProgrammeDay:
    """Hours of physiotherapy, occupational therapy and psychology of one programme day; empty = not noted."""
    found = _mine(viewer, programme_id)
    if not found.starts_on <= day <= found.ends_on:
        raise BadInput([Problem("day", _("That day is outside the programme."))])
    if any(n is not None and not 0 <= n <= 16 for n in hours.values()):
        raise BadInput([Problem("physiotherapy", _("Try a number of hours from 0 to 16."))])
    row, _made = ProgrammeDay.objects.update_or_create(
        programme=found, day=day, defaults={**{name: hours.get(name) for name in HOURS}, "typed_by": viewer}
    )
    touch(found.person_id)
    return row


@transaction.atomic
def handed_over(*, viewer: Viewer, programme_id: uuid.UUID, on: dt.date | None) -> Programme:
    """The hand-over after a programme was gone through (or, with None, it opens again)."""
    found = _mine(viewer, programme_id)
    found.handed_over_on = on
    found.save(update_fields=["handed_over_on"])
    touch(found.person_id)
    return found


def _mine(viewer: Viewer, programme_id: uuid.UUID) -> Programme:
    """For a change: its person is locked first and then the row, everywhere in this order. Raises Denied."""
    person_id = Programme.objects.filter(pk=programme_id).values_list("person_id", flat=True).first()
    if person_id is None:
        raise Denied
    may_write(viewer, person_id)
    hold(person_id=person_id)
    found = (
        Programme.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=programme_id)
        .first()
    )
    if found is None:
        raise Denied
    return found


def _tell(person: Person) -> None:
    """The rooms below (pain questions, practice) look at the person: the programme that is on, or comes next."""
    found = Programme.objects.filter(person=person, ends_on__gte=today_of(person)).first()
    person.programme_from = found.starts_on if found else None
    person.programme_until = found.ends_on if found else None
    person.save(update_fields=["programme_from", "programme_until"])
    touch(person.pk)
