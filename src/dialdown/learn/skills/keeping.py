"""What people save of an exercise: stored, read by whoever may, taken out and brought back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.intake.records import BadInput, Problem
from dialdown.learn.models import LessonNote
from dialdown.learn.skills.lessons import PARENTS, lesson
from dialdown.learn.skills.sealing import open_note, seal_note
from dialdown.people import selectors as people
from dialdown.people.access import Denied, require
from dialdown.people.models import SaidBy
from dialdown.people.sealing import keys
from dialdown.people.sealing.words import doubted
from dialdown.people.services import hold

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

# Her answers are as private as her notes.
SCOPE = "note"
LONGEST = 2000
AHEAD = dt.timedelta(days=1)
Outcome = Literal["created", "same", "deleted", "updated"]


@dataclass(frozen=True)
class SavedNote:
    """An exercise and what became of it."""

    note: LessonNote
    stored: Outcome


@transaction.atomic
def save_exercise(
    *,
    viewer: Viewer,
    note_id: uuid.UUID,
    person_id: uuid.UUID,
    lesson_id: str,
    answers: Mapping[str, Any],
    saved_at: Any,
) -> SavedNote:
    """Store the answers of an exercise. The same id again changes nothing. Raises BadInput, Denied."""
    require(viewer, person_id, write=True)
    # Two deliveries of one exercise may both find nothing.
    hold(person_id=person_id)
    stored = LessonNote.objects.filter(pk=note_id).first()
    if stored is not None:
        if stored.person_id != person_id or stored.typed_by_id != getattr(viewer, "pk", None):
            raise Denied
        return SavedNote(stored, "same")
    known = lesson(lesson_id)
    if known is None:
        raise BadInput([Problem("lesson", _("We do not have this lesson. Please choose another one."))])
    said = {
        field.key: str(answers[field.key]).strip()
        for field in known.exercise.fields if str(answers.get(field.key) or "").strip()
    }  # fmt: skip
    wrong = [
        Problem(f"answers.{key}", _("That is longer than we can keep. 2000 letters fit."))
        for key, text in said.items() if len(text) > LONGEST
    ]  # fmt: skip
    if not said:
        wrong.append(Problem("answers", _("One line is enough. Nothing to save yet.")))
    at = _instant(saved_at)
    if at is None:
        wrong.append(Problem("saved_at", _("We couldn’t read that date.")))
    if wrong:
        raise BadInput(wrong)
    # The four lessons for parents are about the parent: whoever writes there speaks for herself.
    voice = people.voice(viewer, person_id)
    note = LessonNote(
        pk=note_id, person_id=person_id, lesson=known.id, answers=said, saved_at=at,
        said_by=SaidBy.PARENT if known.audience == PARENTS else voice, typed_by_id=getattr(viewer, "pk", None),
    )  # fmt: skip
    try:
        sealer = keys.sealer(person_id, viewer=viewer) if note.said_by == SaidBy.SELF else None
    except keys.Doubted:
        raise BadInput([Problem("answers", doubted())]) from None
    if sealer is not None:
        seal_note(note=note, sealer=sealer)
    note.save(force_insert=True)
    return SavedNote(note, "created")


def _instant(raw: Any) -> dt.datetime | None:
    try:
        at = raw if isinstance(raw, dt.datetime) else dt.datetime.fromisoformat(raw)
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo is not None and at <= timezone.now() + AHEAD else None


@transaction.atomic
def take_exercise_out(*, viewer: Viewer, note_id: uuid.UUID, out: bool = True) -> SavedNote:
    """Take an exercise out, or bring it back. Only whoever wrote it. Raises Denied."""
    note = LessonNote.objects.select_for_update().filter(pk=note_id).first()
    if note is None or note.typed_by_id is None or note.typed_by_id != getattr(viewer, "pk", None):
        raise Denied
    require(viewer, note.person_id, write=True)
    note.deleted_at = timezone.now() if out else None
    note.save(update_fields=["deleted_at"])
    return SavedNote(note, "deleted" if out else "updated")


@dataclass(frozen=True)
class KeptExercise:
    """A saved exercise as a viewer may read it. `answers` is None while the owner's key is not open here."""

    note: LessonNote
    answers: Mapping[str, str] | None
    mine: bool


def exercises(viewer: Viewer, person_id: uuid.UUID, lesson_id: str = "") -> list[KeptExercise]:
    """What was saved, newest first: the viewer's own, and the owner's own words where notes are shown to the viewer."""
    sight = require(viewer, person_id)
    mine = Q(typed_by_id=getattr(viewer, "pk", None), typed_by_id__isnull=False)
    if SCOPE in sight:
        mine |= Q(said_by=SaidBy.SELF)
    found = LessonNote.objects.filter(mine, person_id=person_id, deleted_at__isnull=True)
    rows = found.filter(lesson=lesson_id) if lesson_id else found
    opener = keys.opener(viewer, person_id)
    return [
        KeptExercise(
            note, note.answers if note.sealed is None else open_note(note.sealed, note.pk, opener),
            note.typed_by_id is not None and note.typed_by_id == getattr(viewer, "pk", None),
        )
        for note in rows
    ]  # fmt: skip
