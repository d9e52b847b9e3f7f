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

from dialdown.server.config import config

Level = Literal["fine", "note", "wrong"]
# Below this a diary can no longer be kept safely.
LEAST_FREE = 200 << 20
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
    for check in CHECKS:
        try:
            found.extend(check())
        except (OSError, DatabaseError) as error:
            found.append(
                Finding(
                    check.__name__.strip("_").replace("_", " "), "wrong", f"could not be looked at: {error}"
                )
            )
    return found


def to_dict(found: list[Finding]) -> dict[str, object]:
    """As plain data for `--json`."""
    return {"ok": all(f.level != "wrong" for f in found), "findings": [asdict(f) for f in found]}


def _data_folder() -> Iterator[Finding]:
    folder = Path(settings.DATA_FOLDER)
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(
            "data folder", "wrong", f"{folder} cannot be written; give it to the user who runs dialdown"
        )
        return
    open_to = [
        path for path in (folder, *folder.glob("*.sqlite3*"), folder / "secret-key")
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
    free = shutil.disk_usage(settings.DATA_FOLDER).free
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
            yield Finding("database", "fine", "SQLite, whole")
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0])
        if mode == "wal":
            yield Finding("write-ahead log", "fine", "on")
        else:
            yield Finding(
                "write-ahead log", "wrong", f"journal mode is {mode}; put the data folder on a local disk"
            )


def _migrations() -> Iterator[Finding]:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    open_steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield Finding(
        "database version",
        "wrong" if open_steps else "fine",
        f"{open_steps} steps missing" if open_steps else MIGRATED,
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


def _address() -> Iterator[Finding]:
    current = config()
    others = [host for host in current.hosts if host not in ("localhost", "127.0.0.1", "[::1]")]
    if current.https:
        yield Finding("address", "fine", f"https for {', '.join(others) or 'this machine'}: everything is on")
    elif others:
        yield Finding(
            "address", "note",
            f"http for {', '.join(others)}: browsers there switch off check-ins without network, the camera and passkeys; use https",
        )  # fmt: skip
    else:
        yield Finding("address", "fine", "only this machine (a secure place for browsers): everything is on")


def _switches() -> Iterator[Finding]:
    off = [name for name, on in settings.SWITCHES.items() if not on]
    yield Finding(
        "switches",
        "note" if off else "fine",
        f"switched off here: {', '.join(off)}" if off else "everything is switched on",
    )


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _data_folder, _free_disk, _database, _migrations, _imports, _islands, _address, _switches,
)  # fmt: skip
