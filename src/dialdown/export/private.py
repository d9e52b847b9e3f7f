"""Private answers on their way out and in: out of their boxes only for her, and into boxes again where they arrive."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dialdown.diary import resealing, sealed
from dialdown.insights import services as insights
from dialdown.learn import selectors as learn
from dialdown.learn import services as learn_services
from dialdown.people.sealing import keys
from dialdown.people.sealing.boxes import CannotOpen, Opener, Sealer

if TYPE_CHECKING:
    from dialdown.intake.definitions import Definitions
    from dialdown.people.access import Viewer

# Exercises of lessons go with her notes.
NOTE = "note"


@dataclass(frozen=True)
class Private:
    """What a file does with private answers. `left_out` are the keys that are not in it at all."""

    definitions: Definitions
    opener: Opener | None
    left_out: frozenset[str]
    # False while the person has no key: then nothing is sealed.
    sealing: bool = True

    def manifest(self) -> dict[str, Any]:
        """What the file itself says about it."""
        names = sorted(d.key for d in self.definitions.sealed)
        if not self.sealing:
            note = _("Not sealed: nobody has made a key for this diary yet.")
        elif self.left_out:
            note = _("Left out: they are sealed. With the passphrase of the diary they can be taken along.")
        else:
            note = _("In this file and readable: whoever has it can read them.")
        return {"answers": names, "in_it": not self.left_out, "note": note}

    def value(self, row: dict[str, Any]) -> dict[str, Any] | None:
        """A stored answer as a file holds it; None when it is not for this file, or says nothing."""
        box = row.pop("sealed")
        definition = self.definitions.get(row["key"])
        if row["key"] in self.left_out or (definition is None and box is not None):
            return None
        if box is None or definition is None:
            return row
        told = sealed.open_box(box, definition, row["entry_id"], self.opener)
        return {**row, **sealed.columns(told.answer, definition)} if told.said else None

    def exercise(self, row: dict[str, Any]) -> dict[str, Any] | None:
        """A saved exercise as a file holds it: private like a note."""
        box = row.pop("sealed")
        if NOTE in self.left_out:
            return None
        if box is None:
            return row
        answers = learn.open_answers(box, row["id"], self.opener)
        return None if answers is None else {**row, "answers": answers}

    def record(self, row: dict[str, Any]) -> dict[str, Any] | None:
        """What patterns said, as a file holds it: never of a private answer, and what was found with one only beside it."""
        private = {definition.key for definition in self.definitions.sealed}
        return insights.record_in_file(row=row, private=private, beside=not self.left_out)

    def document(self, document: dict[str, Any] | None, entry_id: uuid.UUID) -> dict[str, Any] | None:
        """A kept version of an entry as a file holds it."""
        if document is None:
            return None
        opened = sealed.document_opened(document, self.definitions, entry_id, self.opener)
        opened["values"] = {k: v for k, v in opened["values"].items() if k not in self.left_out}
        opened["skipped"] = [k for k in opened["skipped"] if k not in self.left_out]
        if opened.get("origins"):
            of_values = opened["origins"].get("values", {})
            kept = {k: v for k, v in of_values.items() if k not in self.left_out}
            opened["origins"] = {**opened["origins"], "values": kept}
        return opened

    def before(self, before: dict[str, Any], key: str, entry_id: uuid.UUID) -> dict[str, Any] | None:
        """How an answer stood before an import changed it; None when it is not for this file."""
        plain = {name: value for name, value in before.items() if name != "sealed"}
        definition = self.definitions.get(key)
        if key in self.left_out or definition is None:
            return None
        if "sealed" not in before:
            return plain
        told = sealed.open_box(sealed.as_box(before["sealed"]) or b"", definition, entry_id, self.opener)
        if told.state == "nothing":
            return plain
        return {**plain, **sealed.columns(told.answer, definition)} if told.said else None


def leaving(viewer: Viewer, person_id: uuid.UUID, definitions: Definitions, *, private: bool) -> Private:
    """For a file that goes out. With `private` her answers are in it. Raises CannotOpen when her key is not open here."""
    if keys.key_of(person_id) is None:
        return Private(definitions, None, frozenset(), sealing=False)
    if not private:
        return Private(definitions, None, frozenset(d.key for d in definitions.sealed))
    opener = keys.opener(viewer, person_id)
    if opener is None:
        raise CannotOpen("the private part is closed")
    return Private(definitions, opener, frozenset())


KeysOf = Mapping[uuid.UUID, tuple[str, uuid.UUID]]


def seal_rows(rows: Iterable[Any], definitions: Definitions, sealer: Sealer, keys_of: KeysOf) -> None:
    """Put the private answers of rows that come from a file into boxes.

    `keys_of`: key and entry of every value of the file, by its id.
    """
    for row in rows:
        name = type(row).__name__
        if name == "Value":
            definition = definitions.get(row.key)
            if definition is not None and definition.sealed:
                row.sealed = sealed.seal(sealed.told(row, definition, None), definition, row.entry_id, sealer)
                row.number, row.text, row.tags, row.skipped = None, "", [], False
        elif name == "LessonNote":
            learn_services.seal_note(note=row, sealer=sealer)
        elif name == "Revision" and row.document is not None:
            row.document = sealed.document_sealed(row.document, definitions, row.entry_id, sealer)
        elif name == "ReplacedValue" and row.value_id is not None:
            key, entry_id = keys_of[row.value_id]
            definition = definitions.get(key)
            if definition is not None and definition.sealed:
                box = sealed.seal(sealed.of_columns(row.before, definition), definition, entry_id, sealer)
                row.before = {**sealed.EMPTY, "sealed": sealed.as_text(box)}


def fill_up(person_id: uuid.UUID, definitions: Definitions, sealer: Sealer) -> None:
    """Entries from a file get sealed rows that say nothing, like every other entry."""
    resealing.silent(person_id, definitions, sealer)


def without_private(document: Any, definitions: Definitions) -> Any:
    """A kept version of an entry for a comparison: what is private in it cannot be compared here."""
    if not isinstance(document, dict):
        return document
    left_out = frozenset(d.key for d in definitions.sealed)
    return Private(definitions, None, left_out).document(document, uuid.UUID(int=0))
