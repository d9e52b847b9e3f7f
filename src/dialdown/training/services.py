"""Writes of practice."""

from __future__ import annotations

from dialdown.training.touch.keeping import (
    SavedGo,
    answer_later,
    bring_go_back,
    choose_touch,
    open_touch_ladder,
    put_touch_away,
    save_go,
    take_go_out,
    undo_touch_choice,
)

__all__ = [
    "SavedGo", "answer_later", "bring_go_back", "choose_touch", "open_touch_ladder", "put_touch_away", "save_go",
    "take_go_out", "undo_touch_choice",
]  # fmt: skip
