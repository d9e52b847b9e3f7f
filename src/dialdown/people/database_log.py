"""SQLite's log of writes: emptied when something was erased or sealed anew, so that nothing of before lies on in it.

Whoever still reads from it holds it back. Then a file in the data folder says so, and the server tries again.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

log = logging.getLogger("dialdown.erasing")
MARKER = "log-to-empty"
# Most readers are gone within a moment. A page waits this long, and no longer.
PATIENCE = 3.0
PAUSE = 0.1
# Writers wait while SQLite waits for readers: a little at a time.
BUSY_MS = 200


def empty(patience: float | None = None) -> bool:
    """Empty the log; False when somebody read from it all the while (`patience` seconds): `try_again` goes on then."""
    if connection.vendor != "sqlite":
        return True
    until = time.monotonic() + (PATIENCE if patience is None else patience)
    while not (done := _emptied()) and time.monotonic() < until:
        time.sleep(PAUSE)
    _mark(waits=not done)
    return done


def waits() -> bool:
    """True while something of before lies on in the log."""
    return _marker().exists()


def try_again() -> bool:
    """Empty the log if it waits for that; True when nothing waits any more."""
    return empty() if waits() else True


def _emptied() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            usual = int(cursor.fetchone()[0])
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            try:
                # It raises nothing when it could not: its row says so.
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy = cursor.fetchone()[0]
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {usual}")
    except DatabaseError:
        return False
    return not busy


def _mark(*, waits: bool) -> None:
    try:
        if waits:
            _marker().touch(mode=0o600)
            log.warning(
                "the log of the database is being read: it is emptied with one of the server's next turns"
            )
        else:
            _marker().unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s: %s", MARKER, error.strerror)


def _marker() -> Path:
    return Path(settings.DATA_FOLDER) / MARKER
