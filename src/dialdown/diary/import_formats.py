"""The kinds of file that can be brought in: one registry, from a name to who reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from dialdown.diary.models import ImportBatch
    from dialdown.intake.mapping import Mapping as ColumnMapping

Progress = Callable[[int], None]


class ImportProblem(ValueError):
    """A file that cannot be brought in. The text is one sentence: file, line, column and what was expected.

    `kept` is the sentence that may be stored: without what the file says.
    """

    def __init__(self, said: str, kept: str = "") -> None:
        super().__init__(said)
        self.kept = kept or said


@dataclass(frozen=True)
class Kind:
    """One kind of answer in a file: on how many days, and on how many of these it is here already."""

    label: str
    days: int
    here: int
    private: bool = False


@dataclass(frozen=True)
class Holding:
    """What a file holds, before anything of it is stored. `total` counts what progress is measured in."""

    kinds: list[Kind]
    days: int
    first: dt.date | None
    last: dt.date | None
    total: int
    notes: Mapping[str, Any] = field(default_factory=dict[str, Any])


class ImportFormat(Protocol):
    """Reads one kind of file. Every method raises ImportProblem when the file is not what it must be."""

    key: str

    def recognises(self, path: Path) -> bool:
        """True when the file looks like this kind."""
        ...

    def open(self, batch: ImportBatch, path: Path, mapping: ColumnMapping | None = None) -> Any:
        """The whole file, checked; nothing is stored. `mapping` instead of the batch's own."""
        ...

    def look(self, batch: ImportBatch, opened: Any) -> Holding:
        """What the file holds, and what of it is here."""
        ...

    def write(self, batch: ImportBatch, opened: Any, progress: Progress | None) -> dict[str, Any]:
        """Store it; returns the counts. Whatever goes wrong, nothing of it stays."""
        ...

    def take_out(self, batch: ImportBatch) -> int:
        """Remove what this batch brought; returns how many entries."""
        ...


@cache
def formats() -> dict[str, ImportFormat]:
    """Every format by its key, in the order in which a file is offered to them."""
    found: list[ImportFormat] = [import_string(name)() for name in settings.IMPORT_FORMATS]
    return {one.key: one for one in found}


def recognise(path: Path) -> str:
    """The key of the format that takes this file."""
    return next((key for key, one in formats().items() if one.recognises(path)), "table")
