"""The tables of the database: made at once where there are none, step by step where an older version left some."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dialdown.people import append_only

ONE_AT_A_TIME = 0x7461626C  # any number of our own
log = logging.getLogger(__name__)


def bring_up_to_date() -> None:
    """Make or migrate the tables when the database lacks a step of this version; all of a new database or nothing.

    Going through every step builds each model as it once was, which takes seconds; an empty database gets the tables
    as they are now (`tests/server/test_tables.py` holds that both ways end in the same).
    """
    if _waiting(MigrationExecutor(connection)):
        with _alone():
            # Another start may have done it meanwhile.
            executor = MigrationExecutor(connection)
            steps = _waiting(executor)
            if steps and not _made_new(executor, steps):
                call_command("migrate", verbosity=0, interactive=False)
    if not append_only.in_place():
        # A start that was cut off after its last step leaves them out. The chain of the list still shows what was changed.
        log.warning("The database would have let the list of looks be changed; it does not any more.")
        append_only.install()


def _waiting(executor: MigrationExecutor) -> list[tuple[str, str]]:
    """The steps that the database lacks: app and name."""
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(step.app_label, step.name) for step, _ in plan]


@contextmanager
def _alone() -> Iterator[None]:
    """One start at a time: whoever comes second waits here."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
        return
    folder = os.open(Path(connection.settings_dict["NAME"]).parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _made_new(executor: MigrationExecutor, steps: list[tuple[str, str]]) -> bool:
    """False, and nothing done, when there are tables."""
    with connection.schema_editor() as editor:
        if connection.introspection.table_names():
            return False
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        while editor.deferred_sql:
            editor.execute(editor.deferred_sql.pop(0))
        executor.recorder.ensure_schema()
        for app, name in steps:
            executor.recorder.record_applied(app, name)
        # What belongs to the tables is written with them: who is killed in between leaves no table without its triggers.
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return True
