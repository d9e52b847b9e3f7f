"""What a new plan starts with: our suggestions, to be changed. Ideas from clinics' pages; the wording is ours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dialdown.care.files import document
from dialdown.intake.shipped import checked


@dataclass(frozen=True)
class Suggestions:
    """Lines for each part of a plan, the draft of a message, and a care line for warmth."""

    first_steps: tuple[str, ...]
    kit: tuple[str, ...]
    tiny_move: str
    getting_back: tuple[str, ...]
    message: str
    warmth: str


@cache
def suggestions() -> Suggestions:
    """The shipped suggestions. Raises BadData."""
    raw = document("flare.yaml")
    lists = dict.fromkeys(("first_steps", "kit", "getting_back"), list)
    checked("flare.yaml", raw, {**lists, **dict.fromkeys(("tiny_move", "message", "warmth"), str)})
    return Suggestions(
        tuple(raw["first_steps"]), tuple(raw["kit"]), raw["tiny_move"], tuple(raw["getting_back"]), raw["message"], raw["warmth"],
    )  # fmt: skip
