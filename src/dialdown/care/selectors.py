"""Reads of the care room. Every selector takes the viewer and shows what her grants allow."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dialdown.care.flare.reading import plan as flare_plan
from dialdown.care.flare.reading import what_helped
from dialdown.care.letters.reading import school_letters
from dialdown.care.models import Acknowledgement, ClinicianNote, Letter, SchoolSheet
from dialdown.care.noting import may_note
from dialdown.care.one_page import one_page
from dialdown.care.paper.engine import NoLetter
from dialdown.care.paper.one_page import cannot_print, one_page_paper
from dialdown.care.patients import patients
from dialdown.care.visits.calendar import calendar
from dialdown.care.visits.reading import open_questions
from dialdown.care.week import week_page
from dialdown.diary import selectors as diary
from dialdown.people import selectors as people
from dialdown.people.access import Denied, require, sight

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@dataclass(frozen=True)
class SchoolPage:
    """The page for school and whether this viewer said that it was read as it stands."""

    sheet: SchoolSheet | None
    acknowledged: Acknowledgement | None
    # The blocks of the letter that was chosen for school (see `paper.document`), or None.
    letter: dict[str, Any] | None = None
    # Whether their days of review are over: what was agreed until then may hold no longer.
    plan_over: bool = False
    letter_over: bool = False


def school_page(viewer: Viewer, person_id: uuid.UUID) -> SchoolPage:
    """The hard-day plan, its review date, and the letter that was chosen for school. Raises Denied."""
    if "school" not in require(viewer, person_id):
        raise Denied
    sheet = SchoolSheet.objects.filter(person_id=person_id).first()
    grant = people.grant_of(viewer, person_id)
    if sheet is None:
        return SchoolPage(None, None)
    read = None
    if grant is not None:
        read = Acknowledgement.objects.filter(sheet=sheet, grant=grant, version=sheet.version).first()
    today = diary.today_of(sheet.person)
    until = sheet.letter.get("review_on", "")
    return SchoolPage(
        sheet, read, _letter(sheet),
        plan_over=sheet.review_on is not None and sheet.review_on < today,
        letter_over=bool(until) and dt.date.fromisoformat(until) < today,
    )  # fmt: skip


def _letter(sheet: SchoolSheet) -> dict[str, Any] | None:
    """What school reads of the letter; a letter that was taken out is not there either."""
    there = Letter.objects.filter(
        pk=sheet.letter.get("id"), person_id=sheet.person_id, removed_at__isnull=True
    )
    return sheet.letter["page"] if sheet.letter and there.exists() else None


def acknowledgements(viewer: Viewer, person_id: uuid.UUID) -> list[Acknowledgement]:
    """Who said that the page for school was read, newest first, for who may share it."""
    people.require_share(viewer, person_id)
    return list(
        Acknowledgement.objects.filter(sheet__person_id=person_id)
        .select_related("sheet")
        .order_by("-at")[:20]
    )


def notes(viewer: Viewer, person_id: uuid.UUID) -> list[ClinicianNote]:
    """Clinicians' notes: all of them for the owner, their own for a clinician, none for others."""
    require(viewer, person_id)
    if people.may_share(viewer, person_id):
        return list(ClinicianNote.objects.filter(person_id=person_id))
    if may_note(viewer, person_id):
        return list(ClinicianNote.objects.filter(person_id=person_id, author_id=getattr(viewer, "pk", None)))
    return []


def pages_for(viewer: Viewer, person_id: uuid.UUID) -> list[str]:
    """Which pages of this room open for the viewer, the one meant for her first: one_page, week, school."""
    seen = sight(viewer, person_id)
    if not seen:
        raise Denied
    found = [
        name
        for name, opens in (
            ("one_page", seen.daily),
            ("week", any(seen.week(group) for group in ("function", "goals", "move", "visits"))),
            ("school", "school" in seen),
        )
        if opens
    ]
    if seen.audience != "clinician" and "week" in found:
        found.remove("week")
        found.insert(0, "week")
    return found


__all__ = [
    "NoLetter", "acknowledgements", "calendar", "cannot_print", "flare_plan", "may_note", "notes", "one_page", "one_page_paper",
    "open_questions", "pages_for", "patients", "school_letters", "school_page", "week_page", "what_helped",
]  # fmt: skip
