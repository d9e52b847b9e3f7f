"""Breathing, relaxing, grounding and things to do, as data: captions with their seconds, and ideas by kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dialdown.learn import files
from dialdown.learn.skills.lessons import Source

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


@cache
def scripts(page: str = "") -> tuple[Script, ...]:
    """The scripts of a page, or all of them."""
    found = tuple(
        Script(
            row["id"], row["page"], row["title"], row["seconds"], row["care"],
            tuple(Caption(c["at"], c["text"]) for c in row["captions"]),
        )
        for row in files.document("data/calm.yaml")["scripts"]
    )  # fmt: skip
    return tuple(script for script in found if page in ("", script.page))


@cache
def ideas() -> tuple[IdeaGroup, ...]:
    """Things to do when it is loud, by kind."""
    return tuple(
        IdeaGroup(row["heading"], tuple(Idea(i["text"], i["minutes"]) for i in row["things"]))
        for row in files.document("data/calm.yaml")["ideas"]
    )


@cache
def sources() -> tuple[Source, ...]:
    """Where the calm pages come from."""
    return tuple(Source(s["title"], s["ref"], s["for"]) for s in files.document("data/calm.yaml")["sources"])
