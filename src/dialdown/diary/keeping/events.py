"""Events: something that began, and perhaps ended."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from dialdown.diary.changes import touch
from dialdown.diary.keeping.goals import words
from dialdown.diary.models import Event
from dialdown.intake.records import EARLIEST, BadInput, Problem
from dialdown.people.access import Denied, require
from dialdown.people.models import Person, SaidBy

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

# What a grant must name before anyone else sees an event of a kind.
SCOPES = {"medicine": "medicine", "illness": "illness"}


def scope_of(kind: str) -> str:
    """The scope an event of this kind belongs to."""
    return SCOPES.get(kind, "function")


def _day(raw: object, where: str) -> dt.date:
    try:
        day = raw if isinstance(raw, dt.date) else dt.date.fromisoformat(str(raw).strip())
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= dt.date(9998, 1, 1):
        raise BadInput([Problem(where, _("We couldn’t read that date. Try 2025-11-20."))])
    return day


def _checked(
    viewer: Viewer, person_id: uuid.UUID, kind: str, title: str, starts_on: object, ends_on: object
) -> dict[str, object]:
    sight = require(viewer, person_id, write=True)
    problems: list[Problem] = []
    found: dict[str, object] = {"kind": kind, "ends_on": None}
    if kind not in Event.Kind.values:
        problems.append(Problem("kind", _("Choose what it is.")))
    elif scope_of(kind) not in sight:
        raise Denied
    for name, read in (
        ("title", lambda: words(title, where="title", longest=120)),
        ("starts_on", lambda: _day(starts_on, "starts_on")),
        ("ends_on", lambda: _day(ends_on, "ends_on") if ends_on not in (None, "") else None),
    ):
        try:
            found[name] = read()
        except BadInput as error:
            problems.extend(error.problems)
    if not problems and found["ends_on"] is not None and found["ends_on"] < found["starts_on"]:
        problems.append(Problem("ends_on", _("The end comes before the start. Try a later day.")))
    if problems:
        raise BadInput(problems)
    return found


@transaction.atomic
def add_event(
    *, viewer: Viewer, person: Person, kind: str, title: str, starts_on: object, ends_on: object = None,
    said_by: str = SaidBy.SELF,
) -> Event:  # fmt: skip
    """Something began: a programme, a medicine, an illness, a time of getting back. Raises BadInput or Denied."""
    fields = _checked(viewer, person.pk, kind, title, starts_on, ends_on)
    event = Event.objects.create(person=person, said_by=said_by, typed_by=viewer, **fields)
    touch(person.pk)
    return event


def _event(viewer: Viewer, event_id: uuid.UUID) -> Event:
    event = Event.objects.filter(pk=event_id).first()
    if event is None or scope_of(event.kind) not in require(viewer, event.person_id, write=True):
        raise Denied
    return event


@transaction.atomic
def edit_event(
    *, viewer: Viewer, event_id: uuid.UUID, kind: str, title: str, starts_on: object, ends_on: object = None
) -> Event:
    """Correct an event; who said it first stays."""
    event = _event(viewer, event_id)
    for name, value in _checked(viewer, event.person_id, kind, title, starts_on, ends_on).items():
        setattr(event, name, value)
    event.save(update_fields=["kind", "title", "starts_on", "ends_on"])
    touch(event.person_id)
    return event


@transaction.atomic
def delete_event(*, viewer: Viewer, event_id: uuid.UUID) -> Event:
    """Take an event out; the returned row says what `add_event` needs to bring it back."""
    event = _event(viewer, event_id)
    event.delete()
    touch(event.person_id)
    return event
