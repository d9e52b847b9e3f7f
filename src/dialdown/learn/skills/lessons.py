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

from dialdown.intake.shipped import BadData, Source, checked

FALLBACK = "en"
TEEN, ADULT, PARENT = "teen", "adult", "parent"
EVERYONE, PARENTS = "everyone", "parents"
VOICES = {EVERYONE: (TEEN, ADULT), PARENTS: (PARENT,)}
PICTURES = ("knobs",)
FIELDS = {
    **dict.fromkeys(("id", "title", "icon", "for"), str),
    "minutes": int,
    "exercise": dict,
    "sources": list,
}
KEY = re.compile(r"^[a-z][a-z-]{1,29}$")


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
    """A lesson from its YAML. Raises BadData."""
    raw = _read(text, name)
    checked(name, raw, FIELDS, {"for": VOICES, **({"picture": PICTURES} if "picture" in raw else {})})
    told = VOICES[raw["for"]]
    strange = sorted(raw.keys() - FIELDS.keys() - {"picture", *told})
    if strange:
        raise BadData(
            f"{name}: {strange[0]} is no field of a lesson for {raw['for']}; expected {', '.join((*FIELDS, *told))}"
        )
    if not KEY.match(raw["id"]):
        raise BadData(f"{name}: id is {raw['id']!r}; expected small letters and hyphens")
    checked(name, raw, dict.fromkeys(told, dict))
    voices = {voice: _voice(raw[voice], f"{name}, {voice}") for voice in told}
    sources = tuple(
        source(one, f"{name}, source {place}") for place, one in enumerate(raw["sources"], start=1)
    )
    return Lesson(
        raw["id"], raw["title"], raw["icon"], raw["minutes"], raw["for"], voices, _exercise(raw["exercise"], f"{name}, exercise"),
        sources, raw.get("picture", ""), language, name,
    )  # fmt: skip


def _read(text: str, name: str) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadData(f"{name}{line}: {error.problem}; expected YAML") from None
    checked(name, raw, {})
    return raw


def _voice(raw: dict[str, Any], where: str) -> Voice:
    checked(where, raw, {"lead": str, "parts": list})
    for place, part in enumerate(raw["parts"], start=1):
        checked(f"{where}, part {place}", part, {"heading": str, "text": str})
    return Voice(
        raw["lead"], tuple(Part(part["heading"], tuple(_blocks(part["text"]))) for part in raw["parts"])
    )


def source(raw: Any, where: str) -> Source:
    """One source of a lesson or a calm page. Raises BadData."""
    checked(where, raw, {"title": str, "ref": str, "for": str})
    found = Source(raw["title"], raw["ref"], raw["for"])
    if not found.address:
        raise BadData(f"{where}: ref is {found.ref!r}; expected an address or the number of a paper")
    return found


def _blocks(text: str) -> list[Block]:
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in paragraph.splitlines()]
        if all(line.startswith("- ") for line in lines):
            found.append(Block(items=tuple(line[2:] for line in lines)))
        else:
            found.append(Block(text=" ".join(lines)))
    return found


def _exercise(raw: dict[str, Any], where: str) -> Exercise:
    checked(where, raw, {"title": str, "ask": str, "fields": list})
    keys: set[str] = set()
    for place, one in enumerate(raw["fields"], start=1):
        at = f"{where}, field {place}"
        checked(at, one, {"key": str, "label": str, "rows": int})
        if not KEY.match(one["key"]) or one["key"] in keys:
            raise BadData(
                f"{at}: key is {one['key']!r}; expected small letters and hyphens that stand there once"
            )
        keys.add(one["key"])
    link = raw.get("link") or {}
    if link:
        checked(f"{where}, link", link, {"href": str, "label": str})
    fields = tuple(Question(f["key"], f["label"], f["rows"]) for f in raw["fields"])
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
    found: dict[str, Lesson] = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".yaml"):
            one = parse(path.read_text(encoding="utf-8"), path.name, language)
            if one.id in found:
                raise BadData(
                    f"{path.name}: id is {one.id!r}, as in {found[one.id].order}; expected one of its own"
                )
            found[one.id] = one
    return found


def lesson(lesson_id: str, language: str = FALLBACK) -> Lesson | None:
    """A lesson by its id."""
    return next((one for one in lessons(language) if one.id == lesson_id), None)
