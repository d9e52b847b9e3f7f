"""Writes: what people save of the lessons' exercises."""

from __future__ import annotations

from dialdown.learn.skills.keeping import SavedNote, save_exercise, take_exercise_out
from dialdown.learn.skills.sealing import seal_note

__all__ = ["SavedNote", "save_exercise", "seal_note", "take_exercise_out"]
