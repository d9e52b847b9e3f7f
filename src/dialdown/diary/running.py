"""Which imports are running right now, and which were left behind by a process that is gone.

The process that brings a file in holds a lock as long as it lives: on PostgreSQL an advisory lock,
on SQLite a lock on a small file beside the database. The system lets go of both when the process dies.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection


def folder() -> Path:
    """Where uploads wait and locks lie: in the data folder, for the owner only. Made when missing."""
    found = Path(settings.DATA_FOLDER) / "imports"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


@contextmanager
def hold(batch_id: uuid.UUID) -> Iterator[bool]:
    """Hold the lock of one import; False when another process holds it."""
    if connection.vendor == "postgresql":
        number = batch_id.int & (1 << 63) - 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            held = bool(cursor.fetchone()[0])
        try:
            yield held
        finally:
            if held:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
        return
    path = _file(batch_id)
    with path.open("a+b") as file:
        held = _lock(file)
        try:
            yield held
        finally:
            if held:
                with suppress(OSError):
                    path.unlink()


def _file(batch_id: uuid.UUID) -> Path:
    """Beside the database, whatever data folder a process was given."""
    database = Path(str(connection.settings_dict["NAME"]))
    place = database.parent if database.is_file() else folder()
    return place / f"import-{batch_id}.lock"


def _lock(file: IO[bytes]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def write_over(path: Path) -> None:
    """Write over an upload before it goes: what is private in it should not lie on in the free part of the disk."""
    with suppress(OSError):
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 20)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink(missing_ok=True)
