"""Notes about groups of medicines: sourced sentences only. A name is matched; nothing is advised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dialdown.care.files import document
from dialdown.care.medicines.models import Dose, Medicine
from dialdown.intake.shipped import checked

# Groups whose warning is about mood; each has a sourced sentence that says so. Whoever writes one down, changes it or its
# amount is told once, and nobody else is (`mood_safety_note` of the notes).
MOOD = frozenset({"antidepressants", "gabapentinoids"})


@dataclass(frozen=True)
class Fact:
    """One sentence and where it stands: title and address (or identifier) of each source."""

    text: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ClassNote:
    """What published sources say of a group of medicines."""

    key: str
    group: str
    facts: tuple[Fact, ...]
    ask_whom: str


def with_every_note() -> str:
    """The sentence that stands beside every note."""
    return document("medicine_notes.yaml")["general"]["shown_with_every_note"]


@cache
def notes() -> tuple[tuple[ClassNote, re.Pattern[str]], ...]:
    """Groups with at least one sourced sentence, and the names that belong to them. Raises BadData."""
    found: list[tuple[ClassNote, re.Pattern[str]]] = []
    for place, row in enumerate(document("medicine_notes.yaml")["notes"], start=1):
        where = f"medicine_notes.yaml, {row.get('id', f'row {place}')}"
        fields = {
            "id": str,
            "medicine_class": str,
            "examples_for_matching": list,
            "facts": list,
            "ask_whom": str,
        }
        checked(where, row, fields)
        for fact in row["facts"]:
            checked(f"{where}, facts", fact, {"text": str, "sources": list}, {"seen": ("yes", "no")})
        facts = tuple(
            Fact(fact["text"], tuple((s["title"], s["ref"]) for s in fact["sources"] if s["seen"] == "yes"))
            for fact in row["facts"]
            if fact["seen"] == "yes"
        )
        if facts:
            names = "|".join(re.escape(name) for name in row["examples_for_matching"])
            note = ClassNote(row["id"], row["medicine_class"], facts, row["ask_whom"])
            found.append((note, re.compile(rf"\b(?:{names})\b", re.IGNORECASE)))
    return tuple(found)


@cache
def note_for(name: str) -> ClassNote | None:
    """The note of the first group that a name belongs to."""
    return next((note for note, names in notes() if names.search(name)), None)


def can_change_mood(row: object) -> Medicine | None:
    """The medicine of a row that was written down or changed (it, or an amount of it) when its group can change mood."""
    found = row.medicine if isinstance(row, Dose) else row
    if not isinstance(found, Medicine):
        return None
    note = note_for(f"{found.nickname} {found.name}")
    return found if note is not None and note.key in MOOD else None
