"""An exercise in the owner's own words is sealed with her key, like a note of her diary."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from django.db.models import Q

from dialdown.learn.models import LessonNote
from dialdown.people.models import SaidBy
from dialdown.people.sealing.boxes import CannotOpen

if TYPE_CHECKING:
    from dialdown.people.sealing.boxes import Opener, Sealer

# A box is filled up to one of these, in bytes, so that its length says little.
SIZES = (1024, 4096, 16384)
WHAT = "lesson_note"


def seal_note(*, note: LessonNote, sealer: Sealer) -> None:
    """Put the answers of an unsaved note into its box."""
    plain = json.dumps(note.answers, ensure_ascii=False, separators=(",", ":")).encode()
    # JSON may end with spaces.
    size = next((size for size in SIZES if size >= len(plain)), len(plain))
    note.sealed, note.answers = sealer.seal(plain.ljust(size), WHAT, note.pk), {}


def open_note(box: bytes, note_id: uuid.UUID, opener: Opener | None) -> dict[str, str] | None:
    """The answers in a box; None while her key is not open here, or when no key opens it."""
    if opener is None:
        return None
    try:
        found = json.loads(opener.open(bytes(box), WHAT, note_id))
    except (CannotOpen, ValueError):
        return None
    return {str(key): str(text) for key, text in found.items()} if isinstance(found, dict) else None


def reseal(person_id: uuid.UUID, old: Opener | None, new: Sealer) -> None:
    """Seal all of a person's own exercises anew; what the old key does not open is removed."""
    mine = LessonNote.objects.filter(person_id=person_id).filter(
        Q(said_by=SaidBy.SELF) | Q(sealed__isnull=False)
    )
    for note in mine:
        answers = note.answers if note.sealed is None else open_note(note.sealed, note.pk, old)
        if answers is None:
            note.delete()
            continue
        note.answers = answers
        seal_note(note=note, sealer=new)
        note.save(update_fields=["answers", "sealed"])
