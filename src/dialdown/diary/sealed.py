"""Private answers: sealed as they are stored, opened only where their owner has her key open.

Every save seals an answer for each private question its writer may answer, also "nothing was said": that a row is
there says nothing about what is in it. The boxes have a few sizes only, so that their length says little.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dialdown.diary.models import Value
from dialdown.intake.definitions import Definition, Definitions
from dialdown.intake.records import Answer, parse_answer
from dialdown.people.sealing import keys
from dialdown.people.sealing.boxes import CannotOpen, Opener, Sealer

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

State = Literal["answered", "skipped", "nothing", "closed", "broken"]
# What a box holds is filled up to one of these, in bytes; words take the second at least.
SIZES = (64, 256, 1024, 4096, 16384, 1 << 16)
WORDS = 1
# What a sealed row says outside its box.
EMPTY: Mapping[str, Any] = {"number": None, "text": "", "tags": [], "skipped": False}


@dataclass(frozen=True, slots=True)
class Told:
    """What a stored row says to whoever reads it. `closed`: her key is not open here; `broken`: no key opens it."""

    state: State
    answer: Answer | None = None

    @property
    def said(self) -> bool:
        """True when it can be read and something was answered or skipped."""
        return self.state in ("answered", "skipped")


NOTHING, SKIPPED = Told("nothing"), Told("skipped")
CLOSED, BROKEN = Told("closed"), Told("broken")


@dataclass(frozen=True, slots=True)
class Private:
    """What a viewer can do with the private part of a diary: seal (None: nothing is sealed yet), open (None: closed)."""

    sealer: Sealer | None = None
    opener: Opener | None = None
    # The key that was open here is not the one that seals now: nothing private is taken until her words say why.
    doubted: bool = False


def private_of(viewer: Viewer, person_id: uuid.UUID) -> Private:
    """For a save: seals whoever writes, opens only for the owner with her key open."""
    try:
        return Private(keys.sealer(person_id, viewer=viewer), keys.opener(viewer, person_id))
    except keys.Doubted:
        return Private(keys.sealer(person_id), doubted=True)


def said(answer: Answer | None) -> Told:
    """An answer of a record; None = skipped."""
    return SKIPPED if answer is None else Told("answered", answer)


def seal(told: Told, definition: Definition, entry_id: uuid.UUID, sealer: Sealer) -> bytes:
    """The box of one answer, bound to person, entry and key."""
    content: dict[str, Any] = {}
    if told.state == "answered":
        content["answer"] = list(told.answer) if isinstance(told.answer, tuple) else told.answer
    elif told.state == "skipped":
        content["skipped"] = True
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    fitting = SIZES[WORDS if definition.type == "text" else 0 :]
    # JSON may end with spaces.
    return sealer.seal(
        plain.ljust(next((size for size in fitting if size >= len(plain)), len(plain))),
        entry_id,
        definition.key,
    )


def open_box(box: bytes, definition: Definition, entry_id: uuid.UUID, opener: Opener | None) -> Told:
    """What is in the box of one answer. Never raises: a box that does not open is told apart in words."""
    if opener is None:
        return CLOSED
    try:
        content = json.loads(opener.open(bytes(box), entry_id, definition.key))
        if content.get("skipped"):
            return SKIPPED
        # Anyone who may write can seal: what is in a box is checked like any other answer.
        answer = parse_answer(content.get("answer"), definition)
        return NOTHING if answer is None else Told("answered", answer)
    except (CannotOpen, ValueError, AttributeError, TypeError):
        return BROKEN


def told(row: Value, definition: Definition, opener: Opener | None) -> Told:
    """What a stored row says to whoever has `opener`."""
    if row.sealed is not None:
        return open_box(row.sealed, definition, row.entry_id, opener)
    return _plain(row.skipped, row.number, row.text, row.tags, definition)


def _plain(skipped: bool, number: float | None, text: str, tags: list[str], definition: Definition) -> Told:
    if skipped:
        return SKIPPED
    if definition.type in ("choice", "text"):
        return Told("answered", text)
    if definition.type == "choices":
        return Told("answered", tuple(tags))
    return Told("answered", bool(number) if definition.type == "yes_no" else number)


def of_columns(fields: Mapping[str, Any], definition: Definition) -> Told:
    """What the unsealed columns of an answer say; nothing in them is no answer."""
    if all(fields[name] == EMPTY[name] for name in EMPTY):
        return NOTHING
    return _plain(fields["skipped"], fields["number"], fields["text"], fields["tags"], definition)


def columns(answer: Answer | None, definition: Definition) -> dict[str, Any]:
    """An answer as the columns that hold it unsealed; None = skipped."""
    words = definition.type in ("choice", "text")
    number = None if answer is None else definition.number(answer)
    return {
        "number": None if number is None else float(number),
        "text": str(answer) if words and answer is not None else "",
        "tags": list(answer) if isinstance(answer, tuple) else [], "skipped": answer is None,
    }  # fmt: skip


def as_text(box: bytes | None) -> str | None:
    """A box for JSON."""
    return None if box is None else base64.b64encode(bytes(box)).decode()


def as_box(text: str | None) -> bytes | None:
    """The box again."""
    return None if text is None else base64.b64decode(text)


def boxes(rows: Iterable[Value]) -> dict[str, str]:
    """The boxes of an entry's rows by key, for JSON."""
    return {row.key: base64.b64encode(bytes(row.sealed)).decode() for row in rows if row.sealed is not None}


def document_opened(
    document: dict[str, Any], definitions: Definitions, entry_id: uuid.UUID, opener: Opener | None
) -> dict[str, Any]:
    """A kept document (see `rows.snapshot`) without boxes: their answers stand in it, or are left out."""
    kept = {name: value for name, value in document.items() if name not in ("boxes", "sealed")}
    values, skipped = dict(kept["values"]), set(kept["skipped"])
    hidden: set[str] = set()
    for key, text in document.get("boxes", {}).items():
        definition = definitions.get(key)
        found = open_box(as_box(text) or b"", definition, entry_id, opener) if definition else BROKEN
        if found.state == "answered":
            values[key] = list(found.answer) if isinstance(found.answer, tuple) else found.answer
        elif found.state == "skipped":
            skipped.add(key)
        else:
            hidden.add(key)
    origins = kept.get("origins")
    if origins:
        of_values = {key: value for key, value in origins.get("values", {}).items() if key not in hidden}
        kept["origins"] = {**origins, "values": of_values}
    return {**kept, "values": dict(sorted(values.items())), "skipped": sorted(skipped)}


def document_sealed(
    document: dict[str, Any], definitions: Definitions, entry_id: uuid.UUID, sealer: Sealer
) -> dict[str, Any]:
    """The other way: the private answers of a kept document go into boxes."""
    values, skipped, found = (
        dict(document["values"]),
        set(document["skipped"]),
        dict(document.get("boxes", {})),
    )
    for definition in definitions.sealed:
        if definition.key in values:
            raw = values.pop(definition.key)
            answer: Answer = tuple(raw) if isinstance(raw, list) else raw
            found[definition.key] = as_text(seal(said(answer), definition, entry_id, sealer))
        elif definition.key in skipped:
            skipped.discard(definition.key)
            found[definition.key] = as_text(seal(SKIPPED, definition, entry_id, sealer))
    return {**document, "values": values, "skipped": sorted(skipped), "sealed": sorted(found), "boxes": found}
