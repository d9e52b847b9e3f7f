"""The ladders as data: what to touch with, in which order, and what to do with that part of the body afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from dialdown.intake.shipped import Source

START_SECONDS = 5
FULL_SECONDS = 60
PAIR, ANY = "pair", "any"


@dataclass(frozen=True)
class Ladder:
    """One part of the body. `things` from soft to coarse; `then` what follows each go; English, shown through gettext."""

    place: str
    label: str
    sides: tuple[str, ...]
    things: tuple[str, ...]
    then: str
    care: str = ""

    def thing(self, rung: int) -> str:
        """What the rung is touched with; rungs count from 1 and a number beyond the end is the last one."""
        return self.things[min(max(rung, 1), len(self.things)) - 1]


@dataclass(frozen=True)
class Book:
    """All of data/ladders.yaml."""

    ladders: Mapping[str, Ladder]
    how: tuple[str, ...]
    sources: tuple[Source, ...]


@cache
def book() -> Book:
    """The ladders of this version, by place, in the order of the list."""
    found: dict[str, Any] = yaml.safe_load(
        files("dialdown.training").joinpath("data/ladders.yaml").read_text(encoding="utf-8")
    )
    ladders = {
        row["place"]: Ladder(
            row["place"], row["label"], ("left", "right") if row["sides"] == PAIR else ("left", "right", "middle"),
            tuple(row["things"]), row["then"], row.get("care", ""),
        )
        for row in found["ladders"]
    }  # fmt: skip
    sources = tuple(Source(s["title"], s["ref"], s["for"]) for s in found["sources"])
    return Book(ladders, tuple(found["how"]), sources)
