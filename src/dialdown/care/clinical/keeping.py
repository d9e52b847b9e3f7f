"""What a clinician records of an examination, from her own login: her rows, and nobody else's."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from dialdown.care.clinical.doors import may_examine
from dialdown.care.clinical.forms import RuleItemsForm
from dialdown.care.clinical.models import RuleItems
from dialdown.care.records.keeping import Unfit
from dialdown.diary.selectors import today_of
from dialdown.diary.services import touch
from dialdown.people.access import Denied
from dialdown.people.models import Account, Person, SaidBy

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


def form(viewer: Viewer, person: Person, row: RuleItems | None = None) -> RuleItemsForm:
    """The form of a new row, or of one's own `row`. Raises Denied."""
    _door(viewer, person)
    more = {} if row else {"initial": {"examiner": str(viewer)[:80]}}
    return RuleItemsForm(instance=row, today=today_of(person), person_id=person.pk, **more)


def own_row(
    viewer: Viewer, person: Person, row_id: uuid.UUID, *, out: bool = False, lock: bool = False
) -> RuleItems:
    """A row that this clinician recorded (with `out`, one that is taken out; with `lock`, held). Raises Denied."""
    login = _door(viewer, person)
    rows = RuleItems.objects.select_for_update() if lock else RuleItems.objects
    found = rows.filter(
        pk=row_id, person=person, typed_by=login, said_by=SaidBy.CLINICIAN, removed_at__isnull=not out
    ).first()
    if found is None:
        raise Denied
    return found


@transaction.atomic
def record(
    *, viewer: Viewer, person: Person, given: Mapping[str, Any], row: RuleItems | None = None
) -> RuleItems:
    """Store an examination, or other words for one's own `row`; said and typed by this clinician.

    It is counted and shown, nothing is concluded from it. Raises Unfit or Denied.
    """
    login = _door(viewer, person)
    if row is not None:
        row = own_row(viewer, person, row.pk, lock=True)
    filled = RuleItemsForm(given, instance=row, today=today_of(person), person_id=person.pk)
    if not filled.is_valid():
        raise Unfit(filled)
    found: RuleItems = filled.save(commit=False)
    if row is None:
        found.person, found.typed_by, found.said_by = person, login, SaidBy.CLINICIAN
    # The database stores no such character.
    found.examiner, found.note = found.examiner.replace("\x00", ""), found.note.replace("\x00", "")
    found.saved_at = timezone.now()
    found.save()
    touch(person.pk)
    return found


@transaction.atomic
def take_out(*, viewer: Viewer, person: Person, row_id: uuid.UUID) -> RuleItems:
    """Take one's own row out; `bring_back` undoes it. Raises Denied."""
    found = own_row(viewer, person, row_id, lock=True)
    # The same moment in both: what the family took out has another, and stays out.
    found.removed_at = found.saved_at = timezone.now()
    found.save(update_fields=["removed_at", "saved_at"])
    touch(person.pk)
    return found


@transaction.atomic
def bring_back(*, viewer: Viewer, person: Person, row_id: uuid.UUID) -> RuleItems:
    """Bring back a row that this clinician took out. Raises Denied, also for what the family took out."""
    found = own_row(viewer, person, row_id, out=True, lock=True)
    if found.removed_at != found.saved_at:
        raise Denied
    found.removed_at = None
    found.save(update_fields=["removed_at"])
    touch(person.pk)
    return found


def _door(viewer: Viewer, person: Person) -> Account:
    if not may_examine(viewer, person.pk) or not isinstance(viewer, Account):
        raise Denied
    return viewer
