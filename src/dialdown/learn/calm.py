"""Breathing, relaxing, grounding and things to do, as data: captions with their seconds, and ideas by kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from dialdown.intake.shipped import BadData, Source, checked
from dialdown.learn import files
from dialdown.learn.skills.lessons import source

CALM = "data/calm.yaml"
PAGES = ("breathing", "relaxing", "grounding")

# Six breaths a minute.
BREATHE_IN, BREATHE_OUT = 4, 6


@dataclass(frozen=True)
class Caption:
    """One line and the second from which it stands."""

    at: int
    text: str


@dataclass(frozen=True)
class Script:
    """A short exercise in captions; `page` is where it is offered, `seconds` how long it takes."""

    id: str
    page: str
    title: str
    seconds: int
    care: str
    captions: tuple[Caption, ...]

    @property
    def minutes(self) -> int:
        """The length in whole minutes, rounded up."""
        return -(-self.seconds // 60)


@dataclass(frozen=True)
class Idea:
    """Something that holds the attention, and for how many minutes."""

    text: str
    minutes: str


@dataclass(frozen=True)
class IdeaGroup:
    """Ideas of one kind."""

    heading: str
    things: tuple[Idea, ...]


def _captions(where: str, row: dict[str, Any]) -> tuple[Caption, ...]:
    for place, one in enumerate(row["captions"], start=1):
        checked(f"{where}, caption {place}", one, {"at": int, "text": str})
    starts = [one["at"] for one in row["captions"]]
    if starts[0] != 0 or starts != sorted(set(starts)) or starts[-1] >= row["seconds"]:
        raise BadData(
            f"{where}: captions start at {starts}; expected 0, later and later, all before second {row['seconds']}"
        )
    return tuple(Caption(one["at"], one["text"]) for one in row["captions"])


@cache
def _scripts() -> tuple[Script, ...]:
    """Every script. Raises BadData."""
    found: list[Script] = []
    for place, row in enumerate(files.document(CALM)["scripts"], start=1):
        where = f"calm.yaml, script {place}"
        checked(where, row, {"id": str, "title": str, "seconds": int, "captions": list}, {"page": PAGES})
        where = f"calm.yaml, {row['id']}"
        found.append(
            Script(
                row["id"],
                row["page"],
                row["title"],
                row["seconds"],
                row.get("care") or "",
                _captions(where, row),
            )
        )
    return tuple(found)


def scripts(page: str = "") -> tuple[Script, ...]:
    """The scripts of a page, or all of them."""
    return tuple(script for script in _scripts() if page in ("", script.page))


@cache
def ideas() -> tuple[IdeaGroup, ...]:
    """Things to do when it is loud, by kind. Raises BadData."""
    found: list[IdeaGroup] = []
    for place, row in enumerate(files.document(CALM)["ideas"], start=1):
        where = f"calm.yaml, ideas {place}"
        checked(where, row, {"heading": str, "things": list})
        for at, one in enumerate(row["things"], start=1):
            checked(f"{where}, thing {at}", one, {"text": str, "minutes": str})
        found.append(
            IdeaGroup(row["heading"], tuple(Idea(one["text"], one["minutes"]) for one in row["things"]))
        )
    return tuple(found)


@cache
def sources() -> tuple[Source, ...]:
    """Where the calm pages come from. Raises BadData."""
    rows = files.document(CALM)["sources"]
    return tuple(source(one, f"calm.yaml, source {place}") for place, one in enumerate(rows, start=1))
