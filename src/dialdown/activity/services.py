"""Writes about moving. What these functions return has been stored."""

from __future__ import annotations

from dialdown.activity.keeping.dones import SavedDone, delete_done, save_done
from dialdown.activity.keeping.fitting import unfit
from dialdown.activity.keeping.plans import begin_plan, note_fact, put_away, undo_fact
from dialdown.activity.keeping.prescriptions import (
    accept,
    bring_code,
    decline,
    end,
    may_prescribe,
    offer,
    reopen,
)
from dialdown.activity.keeping.programmes import (
    end_programme,
    handed_over,
    note_hours,
    plan_programme,
    remove_programme,
)
from dialdown.activity.keeping.stages import answer_watch, keep_review, set_stage

__all__ = [
    "SavedDone", "accept", "answer_watch", "begin_plan", "bring_code", "decline", "delete_done", "end", "end_programme",
    "handed_over", "keep_review", "may_prescribe", "note_fact", "note_hours", "offer", "plan_programme", "put_away",
    "remove_programme", "reopen", "save_done", "set_stage", "undo_fact", "unfit",
]  # fmt: skip
