"""Doses and questions as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

HOME = "home"
# The answer that none of the questions is so: said, not left out.
NONE = "none"


@dataclass(frozen=True)
class Doses:
    """How many sittings a day, and where that comes from. English, shown through gettext."""

    id: str
    label: str
    a_day: int
    help: str
    source: str


@dataclass(frozen=True)
class Question:
    """Asked before the first sitting."""

    id: str
    text: str


@dataclass(frozen=True)
class Book:
    """All of data/doses.yaml."""

    doses: Mapping[str, Doses]
    questions: tuple[Question, ...]


@cache
def book() -> Book:
    """Doses and questions of this version."""
    found = yaml.safe_load(files("dialdown.training").joinpath("data/doses.yaml").read_text(encoding="utf-8"))
    doses = {
        row["id"]: Doses(row["id"], row["label"], int(row["a_day"]), row["help"], row["source"])
        for row in found["doses"]
    }
    return Book(doses, tuple(Question(row["id"], row["text"]) for row in found["questions"]))
