"""Rows, files and free pages: all of it, then say which backups still hold what was erased."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection

from dialdown.diary import services as diary
from dialdown.export import backup_names
from dialdown.people import services as people

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

log = logging.getLogger("dialdown.erasing")


@dataclass(frozen=True)
class Left:
    """What is left of an erased diary here: backups that hold it, and whether last copies lie in the log for minutes."""

    backups: list[str]
    in_log: bool


def erase(*, viewer: Viewer, person_id: uuid.UUID) -> Left:
    """Erase a person for good; returns what of her is left on this machine. Raises Denied."""
    waiting = diary.waiting_files(person_id=person_id)
    people.erase_person(viewer=viewer, person_id=person_id)
    for path in waiting:
        diary.write_over(path)
    emptied = scrub()
    return Left(backups(), in_log=not emptied)


def scrub() -> bool:
    """Rewrite the file and empty its log, so that freed pages keep nothing; False when the log has to wait for readers."""
    try:
        with connection.cursor() as cursor:
            # What was deleted is zeros already (secure_delete); this takes its shape away too.
            cursor.execute("VACUUM" if connection.vendor == "sqlite" else "VACUUM (FULL)")
    except DatabaseError:
        # Somebody else is writing right now. The rows are gone; their old places are overwritten as the file is used.
        log.warning("the database was busy: free space will be tidied with the next erasing")
    return people.empty_log()


def backups() -> list[str]:
    """The dated backups of this machine, newest first: all of them were made before now."""
    folder = Path(settings.BACKUP_FOLDER)
    found = (
        [path.name for path in folder.iterdir() if backup_names.made_at(path.name)] if folder.is_dir() else []
    )
    return sorted(found, reverse=True)
