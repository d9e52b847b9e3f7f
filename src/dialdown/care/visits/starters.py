"""Questions to start with, and what each part of a team does: our own words, with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Starter:
    """One question, and why it is asked."""

    key: str
    text: str
    why: str


@dataclass(frozen=True)
class StarterGroup:
    """Questions for one occasion."""

    key: str
    heading: str
    questions: tuple[Starter, ...]


@cache
def _document() -> dict[str, Any]:
    return yaml.safe_load(files("dialdown.care").joinpath("data/visits.yaml").read_text(encoding="utf-8"))


@cache
def starters() -> tuple[StarterGroup, ...]:
    """Questions by occasion."""
    return tuple(
        StarterGroup(
            g["id"], g["heading"], tuple(Starter(q["id"], q["text"], q["why"]) for q in g["questions"])
        )
        for g in _document()["starters"]
    )


@cache
def roles() -> dict[str, str]:
    """What each part of a team does, by its key."""
    return dict(_document()["roles"])


@cache
def sources() -> tuple[tuple[str, str, str], ...]:
    """Title, address or identifier, and what it is for."""
    return tuple((s["title"], s["ref"], s["for"]) for s in _document()["sources"])
