"""What other folders read from here. It is the same for everyone; the viewer is asked for by every selector."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from dialdown.learn import files, lines, signs
from dialdown.learn.claims import book as _claims
from dialdown.learn.claims.book import Claim, Explained
from dialdown.learn.signs import Group, RedFlag
from dialdown.learn.skills import lessons as _lessons
from dialdown.learn.skills.keeping import KeptExercise, exercises
from dialdown.learn.skills.lessons import FALLBACK, Lesson
from dialdown.learn.skills.sealing import open_note as _open_note

if TYPE_CHECKING:
    from dialdown.people.sealing.boxes import Opener


def red_flags(viewer: object, group: Group | None = None) -> list[RedFlag]:
    """Signs that need a doctor, for cards and paper."""
    return signs.red_flags(group)


def country_choices(viewer: object) -> list[tuple[str, str]]:
    """Countries with help lines, for set-up: (code, name)."""
    return [(c.code, c.name) for c in lines.countries()]


def review(viewer: object) -> dict[str, Any]:
    """Who has checked the safety texts: `drafted`, `reviewer`, `reviewed_on` (None = nobody yet)."""
    return files.document("review.yaml")


def lessons(viewer: object, language: str = FALLBACK) -> tuple[Lesson, ...]:
    """Every lesson in the order of the course, in a language as far as it was translated."""
    return _lessons.lessons(language)


def lesson(viewer: object, lesson_id: str, language: str = FALLBACK) -> Lesson | None:
    """One lesson, or None."""
    return _lessons.lesson(lesson_id, language)


def open_answers(
    viewer: object, box: bytes, note_id: uuid.UUID, opener: Opener | None
) -> dict[str, str] | None:
    """The answers of a sealed exercise, or None while its key is not open."""
    return _open_note(box, note_id, opener)


def skills_review(viewer: object) -> dict[str, Any]:
    """Who has checked the lessons and the calm pages: `drafted`, `reviewer`, `reviewed_on` (None = nobody yet)."""
    return files.document("review.yaml")["skills"]


def claims(viewer: object, wanted: str = "") -> list[Claim]:
    """The guide's claims, those with every word of `wanted` when it is given."""
    return _claims.search(wanted)


def explained(viewer: object) -> Explained:
    """Pain explained at three levels, with what is not known."""
    return _claims.explained()


def claims_review(viewer: object) -> dict[str, Any]:
    """Who has checked the claims: `drafted`, `reviewer`, `reviewed_on` (None = nobody yet)."""
    return files.document("review.yaml")["claims"]


__all__ = [
    "Claim", "Explained", "KeptExercise", "Lesson", "RedFlag", "claims", "claims_review", "country_choices", "exercises",
    "explained", "lesson", "lessons", "open_answers",
    "red_flags", "review", "skills_review",
]  # fmt: skip
