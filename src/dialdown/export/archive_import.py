"""Bring an archive back in: into the diary it came from, or as a diary of its own."""

from __future__ import annotations

import json
import uuid
import zlib
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from dialdown.diary.models import ImportBatch
from dialdown.diary.services import Holding, ImportProblem, Kind
from dialdown.export.removing import remove
from dialdown.export.restore import Archive, ArchiveError, is_archive, read_archive
from dialdown.export.storing import Progress, Restored, restore, stored_here
from dialdown.people import selectors as people
from dialdown.people.access import Operator, sight
from dialdown.people.models import Grant

# What is told by name; the other tables hold what belongs to these.
KINDS = {
    "entry": gettext_noop("Check-ins"), "goal": gettext_noop("Goals"), "event": gettext_noop("What began and ended"),
    "factor": gettext_noop("Own factors"), "sign_off": gettext_noop("Has a doctor looked?"),
}  # fmt: skip


class ArchiveImport:
    """A Dialdown archive."""

    key = "archive"

    def recognises(self, path: Path) -> bool:
        """A zip with our manifest."""
        return is_archive(path)

    def open(self, batch: ImportBatch, path: Path, mapping: object = None) -> Archive:
        """The whole archive, checked, and may this login bring it in?"""
        try:
            archive = read_archive(path, batch.file_name)
        except ArchiveError as error:
            raise ImportProblem(str(error)) from None
        viewer = Operator() if batch.by_operator else batch.typed_by
        if people.exists(Operator(), archive.person_id):
            seen = sight(viewer, archive.person_id)
            if Grant.ALL not in seen or not seen.may_write:
                raise ImportProblem(
                    f"{batch.file_name}: holds a diary of this machine that is not yours to write"
                )
            if archive.person_id != batch.person_id:
                raise ImportProblem(
                    f"{batch.file_name}: holds the diary of {archive.person_name}; open that diary first"
                )
        return archive

    def look(self, batch: ImportBatch, opened: Archive) -> Holding:
        """What the archive holds by table, and what of it is here."""
        archive = opened
        entries: list[Any] = archive.rows["entry"]
        days = {entry.day for entry in entries}
        kinds = [
            Kind(_(label), len(archive.rows[name]), stored_here(archive, name))
            for name, label in KINDS.items()
            if archive.rows[name]
        ]
        number = len(archive.unmarked)
        said = ngettext(
            "%(n)d line says it is a clinician’s. It was not written on this machine, so it is marked “from a file”.",
            "%(n)d lines say they are a clinician’s. They were not written on this machine, so they are marked “from a file”.",
            number,
        ) % {"n": number}
        notes = {
            "person": archive.person_name, "new_person": archive.person_id != batch.person_id, "said": [said] if number else [],
        }  # fmt: skip
        return Holding(
            kinds, len(days), min(days, default=None), max(days, default=None), archive.total, notes
        )

    def write(self, batch: ImportBatch, opened: Archive, progress: Progress | None) -> dict[str, Any]:
        """Store what is not here yet, in one transaction."""
        batch.rows_total = opened.total
        try:
            result = restore(archive=opened, owner=batch.typed_by, progress=progress)
        except ArchiveError as error:
            raise ImportProblem(str(error)) from None
        batch.content = _packed(result)
        return summary(opened, result)

    def take_out(self, batch: ImportBatch) -> int:
        """Remove the rows that the archive added, but none that somebody changed since."""
        if batch.content is None:
            return 0
        told = json.loads(zlib.decompress(bytes(batch.content)))
        ids = {name: [uuid.UUID(pk) for pk in found] for name, found in told["ids"].items()}
        return remove(
            ids=ids,
            since=batch.finished_at,
            person_id=uuid.UUID(told["person"]),
            with_person=told["person_added"],
        )


def summary(archive: Archive, result: Restored) -> dict[str, Any]:
    """What became of an archive, as plain data."""
    return {
        "person": archive.person_name, "person_id": str(archive.person_id), "person_added": result.person_added,
        "rows_added": result.total("added"), "rows_same": result.total("same"), "rows_kept": result.total("kept"),
        "tables": result.tables,
    }  # fmt: skip


def _packed(result: Restored) -> bytes:
    ids = {name: [str(pk) for pk in found] for name, found in result.ids.items() if found}
    told = {"person": str(result.person_id), "person_added": result.person_added, "ids": ids}
    return zlib.compress(json.dumps(told).encode())
