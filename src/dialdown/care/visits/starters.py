"""Questions to start with, and what each part of a team does: our own words, with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dialdown.care.files import document
from dialdown.intake.shipped import Source, checked


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
def starters() -> tuple[StarterGroup, ...]:
    """Questions by occasion. Raises BadData."""
    for place, group in enumerate(document("visits.yaml")["starters"], start=1):
        where = f"visits.yaml, {group.get('id', f'row {place}')}"
        checked(where, group, {"id": str, "heading": str, "questions": list})
        for question in group["questions"]:
            checked(f"{where}, questions", question, dict.fromkeys(("id", "text", "why"), str))
    return tuple(
        StarterGroup(
            g["id"], g["heading"], tuple(Starter(q["id"], q["text"], q["why"]) for q in g["questions"])
        )
        for g in document("visits.yaml")["starters"]
    )


@cache
def roles() -> dict[str, str]:
    """What each part of a team does, by its key."""
    return dict(document("visits.yaml")["roles"])


@cache
def sources() -> tuple[Source, ...]:
    """Where the questions and the parts of a team come from."""
    return tuple(Source(s["title"], s["ref"], s["for"]) for s in document("visits.yaml")["sources"])
