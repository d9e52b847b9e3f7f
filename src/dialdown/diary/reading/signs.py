"""Signs of the left and the right by day."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialdown.diary.models import Sign
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@dataclass(frozen=True)
class SignDay:
    """One kind of sign on one side on a day: whose words, every answer of that day, its last reading (in its unit)."""

    day: dt.date
    kind: str
    side: str
    source: str
    answers: frozenset[str]
    reading: float | None


def sign_days(viewer: Viewer, person_id: uuid.UUID, first: dt.date, last: dt.date) -> list[SignDay]:
    """Signs by day from `first` to `last`, sources apart; empty when the viewer may not see the body map."""
    if not require(viewer, person_id).line("body"):
        return []
    rows = (
        Sign.objects.filter(
            entry__person_id=person_id, entry__deleted_at__isnull=True, entry__day__range=(first, last)
        )
        .order_by("entry__day", "entry__at", "entry_id")
        .values_list("entry__day", "kind", "side", "said_by", "answer", "reading")
    )
    found: dict[tuple[dt.date, str, str, str], tuple[set[str], float | None]] = {}
    for day, kind, side, source, answer, reading in rows:
        answers, before = found.get((day, kind, side, source), (set[str](), None))
        kept = {*answers, answer} if answer else answers
        found[day, kind, side, source] = kept, before if reading is None else reading
    return [SignDay(*key, frozenset(answers), reading) for key, (answers, reading) in found.items()]
