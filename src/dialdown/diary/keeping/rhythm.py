"""How often a diary asks: the mode, a pause, and the four-weekly question that leads to both."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from dialdown.diary.models import WritingCheck
from dialdown.intake.records import BadInput, Problem
from dialdown.people.access import require
from dialdown.people.models import Person, SaidBy

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

LONGEST_PAUSE = dt.timedelta(days=366)


@transaction.atomic
def set_mode(*, viewer: Viewer, person: Person, mode: str) -> Person:
    """Remember how this person checks in: quick, full, weekly or off (pain off)."""
    require(viewer, person.pk, write=True)
    if mode not in Person.CheckIn.values:
        raise BadInput([Problem("mode", _("Choose one of the four."))])
    person.check_in = mode
    person.save(update_fields=["check_in"])
    return person


@transaction.atomic
def pause(*, viewer: Viewer, person: Person, until: dt.date | None, today: dt.date) -> Person:
    """Ask nothing before `until` (at most a year away), or start again with None. Nothing is lost by it."""
    require(viewer, person.pk, write=True)
    if until is not None and not today < until <= today + LONGEST_PAUSE:
        raise BadInput([Problem("until", _("Choose a day after today."))])
    person.paused_until = until
    person.save(update_fields=["paused_until"])
    return person


@transaction.atomic
def answer_writing_check(
    *, viewer: Viewer, person: Person, answer: str, said_by: str = SaidBy.SELF
) -> WritingCheck:
    """Does writing here help, make no difference, or make it worse? Every answer is kept."""
    require(viewer, person.pk, write=True)
    if answer not in WritingCheck.Answer.values:
        raise BadInput([Problem("answer", _("Choose one of the answers."))])
    return WritingCheck.objects.create(person=person, answer=answer, said_by=said_by, typed_by=viewer)
