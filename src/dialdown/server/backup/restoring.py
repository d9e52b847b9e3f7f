"""Restore a backup into an installation that holds nobody yet, and prove that all of it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from pyrage import x25519

from dialdown.people import selectors as people
from dialdown.people.access import Operator
from dialdown.people.models import Account, Person
from dialdown.server.atomic_file import write_whole
from dialdown.server.backup import lines, rows
from dialdown.server.mistakes import Mistake


def anybody_here() -> bool:
    """True when this installation holds a login or a diary: then nothing may be restored over it."""
    if Account._meta.db_table not in connection.introspection.table_names():
        return False
    return Account.objects.exists() or Person.objects.exists()


def restore(path: Path, *, key: x25519.Identity | None, secret: str | None) -> dict[str, Any]:
    """Store everything from a backup, all of it or nothing; returns counts and checksums as stored now.

    The database must hold nobody. A backup of an older version is stored as that version had it, and then
    brought up to date. Raises Mistake.
    """
    if anybody_here():
        raise Mistake(
            "this installation holds a diary already; expected an empty data folder (--data) or database to restore into"
        )
    storing = _Storing(path.name)
    try:
        with transaction.atomic():
            contents = lines.check(path, key=key, secret=secret, taker=storing)
            storing.finish()
            proof = _prove(path.name, contents, storing.models)
            connection.check_constraints()
    except (DatabaseError, ValidationError, ValueError, TypeError) as error:
        if isinstance(error, Mistake):
            raise
        raise Mistake(f"{path.name}: holds rows that do not fit together ({type(error).__name__})") from None
    finally:
        call_command("migrate", verbosity=0, interactive=False)
    _keep_secret_key(contents.head)
    return {
        "file": str(path), "made_at": contents.head.get("made_at"), "version": contents.head.get("version"),
        "from": contents.head.get("engine"), "into": connection.vendor, "rows": contents.rows, "tables": proof,
        "open": _open_again(),
    }  # fmt: skip


def _open_again() -> list[dict[str, str | None]]:
    """Who can look into whose diary now: a grant that was ended after the backup was made is alive in it."""
    return [
        {
            "person": way.person.display_name, "to": way.to, "by": way.by,
            "until": way.until.isoformat() if way.until else None,
        }
        for way in people.ways_in(Operator())
    ]  # fmt: skip


def prepare(head: dict[str, Any], name: str) -> None:
    """Give the empty database the tables of the version that wrote the backup. Raises Mistake."""
    executor = MigrationExecutor(connection)
    wanted = _steps(head)
    if any(step not in executor.loader.graph.nodes for step in wanted):
        raise Mistake(
            f"{name}: was written by Dialdown {str(head.get('version'))[:20]}, which this one does not know; "
            "expected this version or an older one (update first)"
        )
    try:
        executor.migrate(wanted)
    except IrreversibleError:
        raise Mistake(
            f"{name}: is of an older version; expected a database that nothing has been in yet (an empty --data folder)"
        ) from None


def _steps(head: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((str(app), str(step)) for app, step in head["migrations"].items())


def _keep_secret_key(head: dict[str, Any]) -> None:
    key = head.get("secret_key")
    if isinstance(key, str) and len(key) >= 32 and key.isascii():
        with write_whole(Path(settings.DATA_FOLDER) / "secret-key", force=True) as file:
            file.write(key.encode())


def _prove(
    name: str, contents: lines.Contents, stored: dict[str, type[models.Model]]
) -> dict[str, dict[str, Any]]:
    """Every table read back: as many rows, the same checksum. Raises Mistake when one differs."""
    proof: dict[str, dict[str, Any]] = {}
    for table, expected in sorted(contents.tables.items()):
        found = rows.sum_of(stored[table], expected.columns)
        if (found.rows, found.hex) != (expected.rows, expected.sum):
            raise Mistake(f"{name}: table {table} is not the same after storing it; nothing was kept")
        proof[table] = {"rows": found.rows, "sum": found.hex}
    return proof


class _Storing:
    """Stores the rows of a backup as they come, with the tables as they were in its version."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.models: dict[str, type[models.Model]] = {}
        self._filled: list[type[models.Model]] = []
        self._waiting: list[models.Model] = []

    def begin(self, head: dict[str, Any]) -> None:
        state = MigrationExecutor(connection).loader.project_state(_steps(head))
        self.models = {model._meta.db_table: model for model in rows.tables(state.apps)}
        # What a fresh installation writes by itself (names of its tables) comes from the backup instead. All of it goes
        # before anything is stored: the end of one row can be the end of rows of another table.
        for model in self.models.values():
            model._base_manager.all().delete()

    def table(self, name: str, columns: list[str]) -> None:
        model = self.models.get(name)
        if model is None:
            raise Mistake(f"{self._name}: holds a table that Dialdown does not know ({name[:60]!r})")
        self._reader = rows.Reader(model, columns)
        self._filled.append(model)

    def row(self, values: list[Any]) -> None:
        self._waiting.append(self._reader.row(values))
        if len(self._waiting) >= rows.CHUNK:
            self._store()

    def end(self) -> None:
        self._store()

    def _store(self) -> None:
        if self._waiting:
            type(self._waiting[0])._base_manager.bulk_create(self._waiting)
            self._waiting = []

    def finish(self) -> None:
        """Numbers that the database gives go on after the highest one stored."""
        missing = set(self.models) - {model._meta.db_table for model in self._filled}
        if missing:
            raise Mistake(f"{self._name}: the table {min(missing)} is missing")
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), self._filled):
                cursor.execute(statement)
