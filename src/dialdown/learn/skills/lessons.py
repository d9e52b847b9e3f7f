"""The lessons as data: read from YAML, checked field by field, frozen.

One file a lesson and language in `skills/<language>/`. A lesson that a language does not have yet is shown in English
and marked as English, so that a screen reader pronounces it right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

FALLBACK = "en"
TEEN, ADULT, PARENT = "teen", "adult", "parent"
EVERYONE, PARENTS = "everyone", "parents"
VOICES = {EVERYONE: (TEEN, ADULT), PARENTS: (PARENT,)}
PICTURES = ("knobs",)
FIELDS = {"id", "title", "icon", "minutes", "for", "exercise", "sources"}
KEY = re.compile(r"^[a-z][a-z-]{1,29}$")


class BadLesson(ValueError):
    """A file that is no lesson; says which and why."""


@dataclass(frozen=True)
class Block:
    """A paragraph, or the items of a list."""

    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One heading with its blocks."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Voice:
    """The lesson as it is told to one kind of reader."""

    lead: str
    parts: tuple[Part, ...]

    def words(self) -> str:
        """All running text of the voice, a full stop after each heading and item, for counting."""
        said = [self.lead]
        for part in self.parts:
            said.append(_sentence(part.heading))
            for block in part.blocks:
                said += [block.text] if block.text else [_sentence(item) for item in block.items]
        return " ".join(said)


@dataclass(frozen=True)
class Question:
    """A field of an exercise; `rows` 1 is a single line."""

    key: str
    label: str
    rows: int


@dataclass(frozen=True)
class Exercise:
    """One small thing to do, and where else it leads."""

    title: str
    ask: str
    fields: tuple[Question, ...]
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class Source:
    """Where a fact comes from and what it was used for. `address` is "" when the reference is no address."""

    title: str
    ref: str
    used_for: str

    @property
    def address(self) -> str:
        """An address that can be opened; a PubMed number leads to its page."""
        if self.ref.startswith("PMID "):
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.ref.removeprefix('PMID ')}/"
        return self.ref


@dataclass(frozen=True)
class Lesson:
    """One lesson of about five minutes, for everyone or for parents."""

    id: str
    title: str
    icon: str
    minutes: int
    audience: str
    voices: Mapping[str, Voice]
    exercise: Exercise
    sources: tuple[Source, ...]
    picture: str = ""
    language: str = FALLBACK
    order: str = field(default="", compare=False)

    def told(self, voice: str) -> Voice:
        """The lesson in a voice; its only voice when it has one."""
        return self.voices.get(voice) or next(iter(self.voices.values()))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", ":")) else f"{text}."


def parse(text: str, name: str, language: str = FALLBACK) -> Lesson:
    """A lesson from its YAML. Raises BadLesson."""
    raw = yaml.safe_load(text)
    if not isinstance(raw, dict) or not raw.keys() >= FIELDS:
        raise BadLesson(f"{name}: expected the fields {', '.join(sorted(FIELDS))}")
    if raw["for"] not in VOICES or not raw.keys() <= FIELDS | {"picture"} | set(VOICES[raw["for"]]):
        raise BadLesson(f"{name}: expected one of {', '.join(VOICES)} and its voices only")
    if not KEY.match(raw["id"]) or raw.get("picture", "knobs") not in PICTURES:
        raise BadLesson(f"{name}: id or picture is not one that this version knows")
    missing = [voice for voice in VOICES[raw["for"]] if voice not in raw]
    if missing or not raw["sources"]:
        raise BadLesson(f"{name}: misses {', '.join(missing) or 'sources'}")
    voices = {voice: _voice(raw[voice], name) for voice in VOICES[raw["for"]]}
    sources = tuple(Source(s["title"], s["ref"], s["for"]) for s in raw["sources"])
    return Lesson(
        raw["id"], raw["title"], raw["icon"], int(raw["minutes"]), raw["for"], voices, _exercise(raw["exercise"], name),
        sources, raw.get("picture", ""), language, name,
    )  # fmt: skip


def _voice(raw: Any, name: str) -> Voice:
    parts = tuple(Part(part["heading"], tuple(_blocks(part["text"]))) for part in raw["parts"])
    if not parts or not all(part.blocks for part in parts):
        raise BadLesson(f"{name}: a part without text")
    return Voice(raw["lead"], parts)


def _blocks(text: str) -> list[Block]:
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in paragraph.splitlines()]
        if all(line.startswith("- ") for line in lines):
            found.append(Block(items=tuple(line[2:] for line in lines)))
        else:
            found.append(Block(text=" ".join(lines)))
    return found


def _exercise(raw: Any, name: str) -> Exercise:
    fields = tuple(Question(f["key"], f["label"], int(f["rows"])) for f in raw["fields"])
    if not fields or len({f.key for f in fields}) != len(fields) or not all(KEY.match(f.key) for f in fields):
        raise BadLesson(f"{name}: an exercise has fields with keys of their own")
    link = raw.get("link") or {}
    return Exercise(raw["title"], raw["ask"], fields, link.get("href", ""), link.get("label", ""))


@cache
def lessons(language: str = FALLBACK) -> tuple[Lesson, ...]:
    """Every lesson in the order of the course, in `language` as far as it was translated."""
    found = _folder(FALLBACK)
    if language != FALLBACK:
        found |= _folder(language)
    return tuple(sorted(found.values(), key=lambda lesson: lesson.order))


def _folder(language: str) -> dict[str, Lesson]:
    folder = files("dialdown.learn").joinpath("skills", language)
    if not folder.is_dir():
        return {}
    rows = [
        parse(path.read_text(encoding="utf-8"), path.name, language)
        for path in folder.iterdir() if path.name.endswith(".yaml")
    ]  # fmt: skip
    return {lesson.id: lesson for lesson in rows}


def lesson(lesson_id: str, language: str = FALLBACK) -> Lesson | None:
    """A lesson by its id."""
    return next((one for one in lessons(language) if one.id == lesson_id), None)
