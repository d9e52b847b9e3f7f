"""The database itself refuses to change or remove an audit event: triggers on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

TABLE = "people_auditevent"
REFUSAL = "audit events are never changed or removed"
# An event of this id or number is there already.
STANDS = (
    "EXISTS (SELECT 1 FROM people_auditevent "
    "WHERE id = NEW.id OR (subject = NEW.subject AND number = NEW.number))"
)
SQLITE = {
    "auditevent_no_update": f"CREATE TRIGGER IF NOT EXISTS auditevent_no_update BEFORE UPDATE ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    "auditevent_no_delete": f"CREATE TRIGGER IF NOT EXISTS auditevent_no_delete BEFORE DELETE ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    # INSERT OR REPLACE removes the row that is in its way without asking the trigger above.
    "auditevent_no_replace": f"CREATE TRIGGER IF NOT EXISTS auditevent_no_replace BEFORE INSERT ON {TABLE} "
    f"WHEN {STANDS} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
}
BODY = f" BEGIN RAISE EXCEPTION '{REFUSAL}'; END "
REFUSE = f"$${BODY}$$"
CALL = "EXECUTE FUNCTION auditevent_refuse()"
POSTGRES = (
    f"CREATE OR REPLACE FUNCTION auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS {REFUSE}",
    f"CREATE OR REPLACE TRIGGER auditevent_no_change BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW {CALL}",
    f"CREATE OR REPLACE TRIGGER auditevent_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {CALL}",
)


def install(using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Put the triggers in place; does nothing when they are there. Runs after every migration."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in SQLITE.values() if connection.vendor == "sqlite" else POSTGRES:
            cursor.execute(statement)


def in_place(using: str = DEFAULT_DB_ALIAS) -> bool:
    """True when the database refuses: every trigger is there and says what it should."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE]
            )
            return {name: _says(sql) for name, sql in cursor.fetchall()} == {
                name: _says(sql) for name, sql in SQLITE.items()
            }
        cursor.execute(
            "SELECT count(*) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O' AND prosrc = %s",
            [TABLE, BODY],
        )
        return cursor.fetchone()[0] == len(POSTGRES) - 1


def _says(trigger: str) -> str:
    """When a trigger acts and what it does; SQLite keeps the words before that in its own way."""
    return trigger[trigger.index(" BEFORE ") :]


@contextmanager
def lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Off while the block runs. Only for erasing somebody altogether; inside a transaction."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            install(using)
        else:
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
