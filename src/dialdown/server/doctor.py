"""The body of `dialdown doctor`: does this installation stand on firm ground?"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.http.request import split_domain_port
from django.utils import timezone

from dialdown.people import selectors as people
from dialdown.server import databases
from dialdown.server.backup import making
from dialdown.server.config import config
from dialdown.server.tls import authority

Level = Literal["fine", "note", "wrong"]
# Below this a diary can no longer be kept safely.
LEAST_FREE = 200 << 20
# A backup is made every day; after three without one somebody should look.
LATE_DAYS = 3
MIGRATED = "all up to date"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `note` = good to know, `wrong` = needs doing something."""

    name: str
    level: Level
    says: str


def look() -> list[Finding]:
    """Look at everything. Nothing is changed."""
    found: list[Finding] = []
    there = databases.is_there()
    waits = there and _waiting_steps() > 0
    for check in CHECKS:
        name = check.__name__.strip("_").replace("_", " ")
        if check in IN_DATABASE and not there:
            continue
        try:
            found.extend(check())
        except DatabaseError as error:
            # A table that a step which waits will make is not there yet: nothing is wrong with that.
            said = "looked at when those steps are done" if waits else f"could not be looked at: {error}"
            found.append(Finding(name, "note" if waits else "wrong", said))
        except OSError as error:
            found.append(Finding(name, "wrong", f"could not be looked at: {error}"))
    if not there:
        found.append(Finding("database", "note", "none here yet; the next start of the server makes it"))
    return found


def to_dict(found: list[Finding]) -> dict[str, object]:
    """As plain data for `--json`."""
    return {"ok": all(f.level != "wrong" for f in found), "findings": [asdict(f) for f in found]}


def _data_folder() -> Iterator[Finding]:
    folder = Path(settings.DATA_FOLDER)
    if not folder.exists():
        yield Finding(
            "data folder", "note", f"{folder} is not there yet; the next start of the server makes it"
        )
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(
            "data folder", "wrong", f"{folder} cannot be written; give it to the user who runs dialdown"
        )
        return
    open_to = [
        path for path in (folder, *folder.glob("*.sqlite3*"), folder / "secret-key", config().database_key)
        if os.name == "posix" and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]  # fmt: skip
    if open_to:
        names = ", ".join(str(path) for path in open_to)
        yield Finding(
            "data folder",
            "wrong",
            f"other users of this machine can read {names}; take their rights away (chmod go=)",
        )
    else:
        yield Finding("data folder", "fine", f"{folder}, for its owner only")


def _free_disk() -> Iterator[Finding]:
    folder = Path(settings.DATA_FOLDER)
    # A folder that is not there yet will lie on the disk of the nearest one that is.
    free = shutil.disk_usage(
        next(path for path in (folder, *folder.absolute().parents) if path.exists())
    ).free
    said = f"{free / (1 << 30):.1f} GB free"
    yield Finding(
        "disk",
        "fine" if free >= LEAST_FREE else "wrong",
        said if free >= LEAST_FREE else f"{said}; make room",
    )


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SHOW server_version")
            yield Finding("database", "fine", f"PostgreSQL {cursor.fetchone()[0]}")
            return
        cursor.execute("PRAGMA integrity_check(3)")
        said = "; ".join(row[0] for row in cursor.fetchall())
        cursor.execute("PRAGMA foreign_key_check")
        loose = len(cursor.fetchall())
        if said != "ok":
            yield Finding("database", "wrong", f"SQLite says: {said}; restore a backup or an export")
        elif loose:
            yield Finding(
                "database",
                "wrong",
                f"{loose} rows refer to something that is gone; restore a backup or an export",
            )
        else:
            encrypted = connection.settings_dict["ENGINE"] == "dialdown.server.sqlcipher"
            yield Finding("database", "fine", "SQLite, whole" + (", encrypted" if encrypted else ""))
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0])
        if mode == "wal":
            yield Finding("write-ahead log", "fine", "on")
        else:
            yield Finding(
                "write-ahead log", "wrong", f"journal mode is {mode}; put the data folder on a local disk"
            )


def _key_place() -> Iterator[Finding]:
    here = config()
    if here.database.startswith("sqlcipher:") and here.database_key.parent == here.data:
        from dialdown.server.sqlcipher import key

        if not key.needs_passphrase(here.database_key):
            yield Finding(
                "database key", "note",
                "lies bare beside the database: protects a stolen copy of the database, not a stolen disk",
            )  # fmt: skip


def _backups() -> Iterator[Finding]:
    here = config()
    if making.recipient(here) is None:
        yield Finding(
            "backups", "note", "no key to seal them with, so none are made by themselves: dialdown backup --new-key FILE"
        )  # fmt: skip
        return
    newest = next(iter(making.kept(here.backup_folder)), None)
    if newest is None:
        yield Finding("backups", "note", f"none in {here.backup_folder} yet; the server makes one a day")
        return
    days = (timezone.now() - newest.made_at).days
    old = days > LATE_DAYS
    yield Finding(
        "backups", "wrong" if old and here.backup_daily else "fine",
        f"the newest is {days} days old; is the server running, is there room in {here.backup_folder}?"
        if old else f"newest of {newest.made_at:%Y-%m-%d %H:%M} UTC, this machine cannot read it",
    )  # fmt: skip


def _looks() -> Iterator[Finding]:
    wrong = people.chain_problems()
    yield Finding(
        "list of looks", "wrong" if wrong else "fine",
        f"not as Dialdown left it: {'; '.join(wrong[:3])}" if wrong else "whole, every link of the chain holds",
    )  # fmt: skip


def _waiting_steps() -> int:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrations() -> Iterator[Finding]:
    waiting = _waiting_steps()
    yield Finding(
        "database version",
        "note" if waiting else "fine",
        f"{waiting} steps wait; the next start of the server, or any other command on this data, takes them (make a copy first)"
        if waiting
        else MIGRATED,
    )


def _imports() -> Iterator[Finding]:
    from dialdown.diary.models import ImportBatch

    states = (ImportBatch.State.RUNNING, ImportBatch.State.LEAVING)
    number = ImportBatch.objects.filter(state__in=states).count()
    if number:
        yield Finding(
            "imports",
            "note",
            f"{number} running, or left from a stop; the next start of the server takes those out",
        )


def _islands() -> Iterator[Finding]:
    missing = [
        name for name in ("built/app.js", "built/islands.css", "built/sw.js") if not finders.find(name)
    ]
    if missing:
        yield Finding(
            "browser parts",
            "note",
            f"not built ({', '.join(missing)}): pages work, offline and the body map do not",
        )
    else:
        yield Finding("browser parts", "fine", "built")


@dataclass(frozen=True)
class Feature:
    """Something that browsers allow at a secure address only."""

    key: str
    words: str


# HTTPS, or this very machine: everything else is no secure address for a browser.
SECURE_ONLY = (
    Feature("offline", "check-ins without a network"), Feature("camera", "the webcam mirror"),
    Feature("passkeys", "signing in with a passkey"), Feature("install", "putting Dialdown on the home screen"),
)  # fmt: skip


def is_secure_address(host: str, *, https: bool) -> bool:
    """True when a browser at this address allows everything. `host` may carry a port."""
    name, _port = split_domain_port(host)
    return https or name in ("localhost", "[::1]") or name.startswith("127.") or name.endswith(".localhost")


def _address() -> Iterator[Finding]:
    current = config()
    others = [host for host in current.hosts if not is_secure_address(host, https=False)]
    off = ", ".join(feature.words for feature in SECURE_ONLY)
    if current.https:
        yield Finding("address", "fine", f"https for {', '.join(others) or 'this machine'}: everything is on")
    elif others:
        yield Finding(
            "address", "note",
            f"http for {', '.join(others)}: browsers there switch off {off}; use serve --tls, or a proxy with https",
        )  # fmt: skip
    else:
        yield Finding("address", "fine", "only this machine (a secure place for browsers): everything is on")
    if current.https and not current.proxies and not current.tls_phones:
        yield Finding(
            "proxy", "note", "https is set and no proxy is named: what a proxy says is not believed"
        )


def _health_link() -> Iterator[Finding]:
    public = config().address
    yield Finding(
        "link for a clinic", "fine" if public else "note",
        f"offered, at {public}" if public
        else "not offered: this machine has no public address (setting `address`); a locked file goes everywhere",
    )  # fmt: skip


def _certificate() -> Iterator[Finding]:
    files = authority.Files(config().data / "tls")
    if not files.certificate.exists():
        return
    left = authority.days_left(files)
    yield Finding(
        "certificate", "fine" if left > 0 else "wrong",
        f"{left} days left, renewed by itself" if left > 0 else "has run out; start serve --tls again",
    )  # fmt: skip


def _switches() -> Iterator[Finding]:
    off = [name for name, on in settings.SWITCHES.items() if not on]
    yield Finding(
        "switches",
        "note" if off else "fine",
        f"switched off here: {', '.join(off)}" if off else "everything is switched on",
    )


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _data_folder, _free_disk, _database, _migrations, _imports, _islands, _address, _health_link,
    _certificate, _key_place, _backups, _looks, _switches,
)  # fmt: skip
# These ask the database, which may not be there yet.
IN_DATABASE = (_database, _migrations, _imports, _looks)
