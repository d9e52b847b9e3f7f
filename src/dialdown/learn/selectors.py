"""Reads about lessons, claims and who checked them. Only saved exercises are somebody's: they alone ask for the viewer."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from dialdown.learn import files
from dialdown.learn.claims import book as _claims
from dialdown.learn.claims.book import Claim, Explained
from dialdown.learn.skills import lessons as _lessons
from dialdown.learn.skills.keeping import KeptExercise, exercises
from dialdown.learn.skills.lessons import FALLBACK, Lesson
from dialdown.learn.skills.sealing import open_note as _open_note

if TYPE_CHECKING:
    from dialdown.people.sealing.boxes import Opener


def review() -> dict[str, Any]:
    """Who has checked the safety texts: `drafted`, `reviewer`, `reviewed_on` (None = nobody yet)."""
    return files.document("review.yaml")


def lessons(language: str = FALLBACK) -> tuple[Lesson, ...]:
    """Every lesson in the order of the course, in a language as far as it was translated."""
    return _lessons.lessons(language)


def lesson(lesson_id: str, language: str = FALLBACK) -> Lesson | None:
    """One lesson, or None."""
    return _lessons.lesson(lesson_id, language)


def open_answers(box: bytes, note_id: uuid.UUID, opener: Opener | None) -> dict[str, str] | None:
    """The answers of a sealed exercise, or None while its key is not open."""
    return _open_note(box, note_id, opener)


def skills_review() -> dict[str, Any]:
    """Who has checked the lessons and the calm pages: `drafted`, `reviewer`, `reviewed_on` (None = nobody yet)."""
    return files.document("review.yaml")["skills"]


def claims(wanted: str = "") -> list[Claim]:
    """The guide's claims, those with every word of `wanted` when it is given."""
    return _claims.search(wanted)


def explained() -> Explained:
    """Pain explained at three levels, with what is not known."""
    return _claims.explained()


def claims_review() -> dict[str, Any]:
    """Who has checked the claims: `drafted`, `reviewer`, `reviewed_on` (None = nobody yet)."""
    return files.document("review.yaml")["claims"]


__all__ = [
    "Claim", "Explained", "KeptExercise", "Lesson", "claims", "claims_review", "exercises", "explained", "lesson", "lessons",
    "open_answers", "review", "skills_review",
]  # fmt: skip
