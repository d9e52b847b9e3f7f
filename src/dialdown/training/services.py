"""Writes of practice."""

from __future__ import annotations

from dialdown.training.recognise.keeping import (
    SavedSession,
    answer_session_later,
    save_session,
    take_session_out,
    undo_session_later,
)
from dialdown.training.recognise.own.keeping import add_own_picture, take_own_picture_out
from dialdown.training.stages.keeping import (
    SavedSitting,
    answer_sitting_later,
    choose_doses,
    choose_side,
    choose_stage,
    save_sitting,
    take_sitting_out,
    undo_sitting_later,
    undo_stage_choice,
)
from dialdown.training.touch.keeping import (
    SavedGo,
    answer_later,
    bring_go_back,
    choose_touch,
    open_touch_ladder,
    put_touch_away,
    save_go,
    take_go_out,
    undo_later,
    undo_touch_choice,
)

__all__ = [
    "SavedGo",
    "SavedSession",
    "SavedSitting",
    "add_own_picture",
    "answer_later",
    "answer_session_later",
    "answer_sitting_later",
    "bring_go_back",
    "choose_doses",
    "choose_side",
    "choose_stage",
    "choose_touch",
    "open_touch_ladder",
    "put_touch_away",
    "save_go",
    "save_session",
    "save_sitting",
    "take_go_out",
    "take_own_picture_out",
    "take_session_out",
    "take_sitting_out",
    "undo_later",
    "undo_session_later",
    "undo_sitting_later",
    "undo_stage_choice",
    "undo_touch_choice",
]  # fmt: skip
