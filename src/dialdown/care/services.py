"""Writes of the care room."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dialdown.care.fitting import unfit
from dialdown.care.flare.keeping import keep_plan, save_flare
from dialdown.care.letters.reading import for_school, stays
from dialdown.care.models import Acknowledgement, ClinicianNote, SchoolSheet
from dialdown.care.noting import may_note
from dialdown.care.records.keeping import keep, take_out
from dialdown.care.records.kinds import KINDS
from dialdown.people import selectors as people
from dialdown.people.access import Denied, require
from dialdown.people.models import Account, Person

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

LONGEST = 4000


class Empty(ValueError):
    """There is nothing to keep."""


@transaction.atomic
def save_school_sheet(
    *, viewer: Account, person: Person, plan: str, review_on: dt.date | None, letter: uuid.UUID | None = None
) -> SchoolSheet:
    """Keep the page for school, by whoever may write in the diary and share it. Raises Denied.

    `letter` is kept as it stands now: what is changed in the draft afterwards is not seen there. One that is there
    and could not be chosen any more (its day of review is over, the draft lacks something) stays as it stands.
    """
    require(viewer, person.pk, write=True)
    people.require_share(viewer, person.pk)
    stored = SchoolSheet.objects.select_for_update().filter(person=person).first()
    told = {
        "plan": plan.strip()[:LONGEST],
        "review_on": review_on,
        "letter": {}
        if letter is None
        else stays(viewer, stored, letter) or for_school(viewer, person, letter),
        "typed_by": viewer,
        "saved_at": timezone.now(),
    }
    sheet, made = SchoolSheet.objects.get_or_create(person=person, defaults=told)
    if not made and (sheet.plan, sheet.review_on, sheet.letter) != (told["plan"], review_on, told["letter"]):
        SchoolSheet.objects.filter(pk=sheet.pk).update(version=F("version") + 1, **told)
        sheet.refresh_from_db()
    return sheet


@transaction.atomic
def acknowledge(*, viewer: Viewer, person_id: uuid.UUID) -> Acknowledgement:
    """Say that the page for school was read, as it stands now. Once a grant and state. Raises Denied."""
    if "school" not in require(viewer, person_id):
        raise Denied
    grant = people.grant_of(viewer, person_id)
    sheet = SchoolSheet.objects.filter(person_id=person_id).first()
    if grant is None or sheet is None:
        raise Denied
    found, _made = Acknowledgement.objects.get_or_create(
        sheet=sheet, grant=grant, version=sheet.version, defaults={"by_whom": people.name_of(grant)[:60]}
    )
    return found


def add_note(*, viewer: Account, person: Person, text: str) -> ClinicianNote:
    """A clinician's note about a person who opened her diary to them. Raises Denied or Empty."""
    if not may_note(viewer, person.pk):
        raise Denied
    require(viewer, person.pk)
    plain = text.strip()[:LONGEST]
    if not plain:
        raise Empty
    return ClinicianNote.objects.create(
        person=person, author=viewer, author_name=str(viewer)[:60], text=plain
    )


def remove_note(*, viewer: Account, note_id: uuid.UUID) -> ClinicianNote:
    """Take out a note of one's own. Raises Denied."""
    note = ClinicianNote.objects.filter(pk=note_id, author_id=viewer.pk).first()
    if note is None or not may_note(viewer, note.person_id):
        raise Denied
    note.delete()
    return note


__all__ = [
    "KINDS", "Empty", "acknowledge", "add_note", "keep", "keep_plan", "remove_note",
    "save_flare", "save_school_sheet", "take_out", "unfit",
]  # fmt: skip
