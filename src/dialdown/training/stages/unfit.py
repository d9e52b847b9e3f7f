"""Why a row of an archive about the stages is none that a page could show."""

from __future__ import annotations

from typing import Any

from dialdown.intake.records import BadInput
from dialdown.training.stages.book import book
from dialdown.training.stages.documents import parse_sitting
from dialdown.training.stages.facts import IMAGINE, MIRROR
from dialdown.training.stages.models import Sitting, StageChoice, StagePath

FIELDS = (
    "stage", "step", "how", "at", "saved_at", "zone", "planned", "done", "ended", "before", "after", "later", "colour", "swelling",
    "later_colour", "later_swelling", "odd", "counted", "seen", "felt", "imagined", "moved",
)  # fmt: skip


def unfit(row: Any) -> str:
    """A sentence, or "" when the row is fine."""
    if isinstance(row, StagePath) and row.doses not in book().doses:
        return f"doses: {row.doses[:20]!r} is not one of {', '.join(book().doses)}"
    if isinstance(row, StageChoice):
        staged = row.kind in (StageChoice.Kind.OPEN, StageChoice.Kind.STEP, StageChoice.Kind.EASIER)
        if staged != (row.stage in (IMAGINE, MIRROR)):
            return "kind, stage: only opening and steps belong to a stage"
        if (row.kind == StageChoice.Kind.DOSES) != (row.doses in book().doses):
            return "kind, doses: only a choice of how many sittings a day names one"
        if (row.kind == StageChoice.Kind.UNDONE) != (row.undoes_id is not None):
            return "kind, undoes: only a taking back names what it takes back"
    if isinstance(row, Sitting):
        try:
            parse_sitting({name: getattr(row, name) for name in FIELDS})
        except BadInput as error:
            return f"{error.problems[0].where}: {error.problems[0].message}"
    return ""
