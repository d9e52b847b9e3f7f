"""The kinds of letters and the steps that they can ask for, as shipped data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dialdown.care.files import document
from dialdown.intake.shipped import BadData, Source
from dialdown.intake.shipped import checked as whole

SETTINGS = ("school", "work", "care", "any")
RISKS = ("low", "medium", "high")
LETTER = {
    **dict.fromkeys(("id", "title", "help", "setting", "audience"), str), "parts": list, "fields": list, "facts": list,
    "pages": int,
}  # fmt: skip
STEP = {
    **dict.fromkeys(("id", "setting", "area", "title", "text", "duration", "exit", "risk", "seen"), str), "sources": list,
    "review_weeks": int,
}  # fmt: skip
PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Fact:
    """One sentence that a letter rests on, with its sources. It stands beside the letter and never in it."""

    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class LetterKind:
    """One kind: what it asks, from which parts it is made, who signs, what it rests on.

    `more` are those of its fields that a first letter is whole without: they stand folded in the form.
    """

    id: str
    title: str
    help: str
    setting: str
    audience: str
    opening: str
    parts: tuple[str, ...]
    fields: tuple[str, ...]
    more: tuple[str, ...]
    signs: tuple[str, ...]
    legal: bool
    pages: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Step:
    """One thing to ask for. `text` has {placeholders}; `review_weeks` 0 = after the event; `risk` of avoidance; `caution` may be ""."""

    id: str
    setting: str
    area: str
    title: str
    text: str
    duration: str
    review_weeks: int
    exit: str
    caution: str
    risk: str
    sources: tuple[Source, ...]
    sourced: bool
    # What usually stands in its places; can be changed.
    usual: Mapping[str, str]

    @property
    def places(self) -> tuple[str, ...]:
        """The places of its text, without the name."""
        return tuple(dict.fromkeys(key for key in PLACE.findall(self.text) if key != "name"))


def _document(name: str) -> dict[str, Any]:
    return document(name, "letters")


def _where(file: str, row: Mapping[str, Any], found: Mapping[str, object]) -> str:
    """The file and the row, for a sentence. Raises BadData for an id that stands there twice."""
    key = row.get("id", f"row {len(found) + 1}")
    if key in found:
        raise BadData(f"{file}, {key}: id stands there twice; expected one of its own")
    return f"{file}, {key}"


def _sources(rows: list[dict[str, str]]) -> tuple[Source, ...]:
    return tuple(Source(row["title"], row["ref"]) for row in rows)


@cache
def kinds() -> dict[str, LetterKind]:
    """Every kind of letter by its id, in the order of the page. Raises BadData."""
    found: dict[str, LetterKind] = {}
    for row in _document("letters.yaml")["letters"]:
        where = _where("letters.yaml", row, found)
        whole(where, row, LETTER, {"setting": SETTINGS})
        for fact in row["facts"]:
            whole(f"{where}, facts", fact, {"text": str, "sources": list})
        facts = tuple(Fact(fact["text"], _sources(fact["sources"])) for fact in row["facts"])
        whole(where, row, {}, {"more": set(row["fields"]) - set(PLACE.findall(row["opening"]))})
        found[row["id"]] = LetterKind(
            row["id"], row["title"], row["help"], row["setting"], row["audience"], row["opening"], tuple(row["parts"]),
            tuple(row["fields"]), tuple(row["more"]), tuple(row["signs"]), bool(row["legal"]), int(row["pages"]), facts,
        )  # fmt: skip
    return found


@cache
def steps() -> dict[str, Step]:
    """Every step by its id. Raises BadData."""
    found: dict[str, Step] = {}
    for row in _document("accommodations.yaml")["accommodations"]:
        among = {"setting": SETTINGS, "risk": RISKS, "seen": ("yes", "no")}
        whole(_where("accommodations.yaml", row, found), row, STEP, among)
        found[row["id"]] = Step(
            row["id"], row["setting"], row["area"], row["title"], row["text"], row["duration"],
            int(row["review_weeks"]), row["exit"], row.get("caution", ""), row["risk"], _sources(row["sources"]), row["seen"] == "yes",
            row.get("usual", {}),
        )  # fmt: skip
    return found


def steps_for(setting: str) -> list[Step]:
    """The steps that fit a letter: those of its setting; of both for one that goes anywhere."""
    return [step for step in steps().values() if setting in ("any", step.setting)]


@cache
def checked() -> str:
    """The day on which the sources were looked at, ISO."""
    return str(_document("letters.yaml")["checked"])
