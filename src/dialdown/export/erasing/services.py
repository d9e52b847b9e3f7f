"""Rows, files and free pages: all of it, then say which backups still hold what was erased."""

from __future__ import annotations

import logging
import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection

from dialdown.diary import services as diary
from dialdown.people import services as people

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

log = logging.getLogger("dialdown.erasing")
BACKUP = re.compile(r"^dialdown-\d{4}-\d{2}-\d{2}T\d{6}Z\.age$")


def erase(*, viewer: Viewer, person_id: uuid.UUID) -> list[str]:
    """Erase a person for good; returns the names of the backups here that still hold her. Raises Denied."""
    waiting = diary.waiting_files(person_id=person_id)
    people.erase_person(viewer=viewer, person_id=person_id)
    for path in waiting:
        diary.write_over(path)
    scrub()
    return backups()


def scrub() -> None:
    """Give freed pages no chance to keep what stood in them: rewrite the file and empty its log."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                # What was deleted is zeros already (secure_delete); this takes its shape away too.
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                cursor.execute("VACUUM (FULL)")
    except DatabaseError:
        # Somebody else is writing right now. The rows are gone; their old places are overwritten as the file is used.
        log.warning("the database was busy: free space will be tidied with the next erasing")


def backups() -> list[str]:
    """The dated backups of this machine, newest first: all of them were made before now."""
    folder = Path(settings.BACKUP_FOLDER)
    found = [path.name for path in folder.iterdir() if BACKUP.match(path.name)] if folder.is_dir() else []
    return sorted(found, reverse=True)
