"""A backup a day while the server runs; uploads that nobody chose from and last copies of what was erased go away."""

from __future__ import annotations

import datetime as dt
import logging
import threading

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from dialdown.diary import imports
from dialdown.people import database_log
from dialdown.server.backup import making
from dialdown.server.config import Config
from dialdown.server.mistakes import Mistake

log = logging.getLogger("dialdown.backup")
EVERY = dt.timedelta(days=1)
LOOK_AFTER = 600.0
# Not in the first seconds, when people are waiting for the first page.
FIRST_AFTER = 30.0


def due(config: Config, now: dt.datetime) -> bool:
    """True when there is a key to seal with and no backup of the last day. One from the future does not count."""
    if not config.backup_daily or config.demo or making.recipient(config) is None:
        return False
    newest = next((b.made_at for b in making.kept(config.backup_folder) if b.made_at <= now), None)
    return newest is None or now - newest >= EVERY


def make_when_due(config: Config) -> bool:
    """Make the day's backup when it is due; True when one was made. A problem is logged, never raised."""
    if not due(config, timezone.now()):
        return False
    try:
        to = making.recipient(config)
        assert to is not None
        making.make_dated(config, to=to)
    except Mistake as error:
        log.warning("no backup was made: %s", error)
        return False
    finally:
        close_old_connections()
        connection.close()
    return True


def turn(config: Config) -> None:
    """What is due now, whether or not there is a key for backups. A problem is logged, never raised."""
    try:
        imports.forget_old()
    except (DatabaseError, OSError) as error:
        log.warning("uploads that wait were not looked through: %s", type(error).__name__)
    # Before the backup: its long read would hold the log back.
    if not database_log.try_again():
        log.warning("last copies of what was erased or sealed anew still lie in the log of the database")
    make_when_due(config)


def start(config: Config) -> threading.Event:
    """Look every ten minutes in a thread of its own, until the event is set."""
    stop = threading.Event()

    def run() -> None:
        wait = FIRST_AFTER
        while not stop.wait(wait):
            turn(config)
            close_old_connections()
            connection.close()
            wait = LOOK_AFTER

    threading.Thread(target=run, daemon=True, name="daily backup").start()
    return stop
