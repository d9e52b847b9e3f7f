"""The archive that `dialdown import` is given: one diary as it was written out, back into this installation."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialdown.export.archive_import import summary
from dialdown.export.restore import Archive, ArchiveError, read_archive
from dialdown.export.storing import restore
from dialdown.people.access import require
from dialdown.people.models import Account, Grant
from dialdown.server import naming
from dialdown.server.mistakes import Mistake

if TYPE_CHECKING:
    from dialdown.server.bringing_in import Progress


def archive_in(
    *, file: Path, name: str, create: bool, owner: Account | None, dry_run: bool, progress: Progress
) -> dict[str, Any]:
    """Bring the archive `file` in; returns what was done. Raises Mistake with nothing written."""
    try:
        return _archive_in(file, name, create=create, owner=owner, dry_run=dry_run, progress=progress)
    except ArchiveError as error:
        raise Mistake(str(error)) from None


def _archive_in(
    file: Path, name: str, *, create: bool, owner: Account | None, dry_run: bool, progress: Progress
) -> dict[str, Any]:
    archive = read_archive(file, file.name)
    found = naming.people.find(naming.OPERATOR, str(archive.person_id))
    if name not in (archive.person_name, str(archive.person_id), *(p.display_name for p in found)):
        raise Mistake(
            f"{file.name}: holds the diary of {archive.person_name}; expected --person {archive.person_name!r}"
        )
    if not found and not create:
        raise Mistake(
            f"{name}: is not here yet; expected --create-person to make the person that {file.name} holds"
        )
    told = {"file": file.name, "format": "archive", "dry_run": dry_run}
    if found:
        _tell(archive)
    if dry_run:
        return {**told, **_would_do(archive)}
    with progress(file.name, archive.total) as tick:
        result = restore(archive=archive, owner=owner, progress=tick)
    if not found:
        _tell(archive)
    return {**told, **summary(archive, result)}


def _tell(archive: Archive) -> None:
    """Every table is compared with what the archive holds, and how they differ is printed."""
    require(naming.OPERATOR, archive.person_id, write=True).tell([Grant.ALL])


def _would_do(archive: Archive) -> dict[str, Any]:
    days: set[dt.date] = {row.day for row in archive.rows["entry"]}  # type: ignore[attr-defined]
    return {
        "person": archive.person_name, "person_id": str(archive.person_id), "days": len(days),
        "tables": {name: len(rows) for name, rows in archive.rows.items()},
    }  # fmt: skip
