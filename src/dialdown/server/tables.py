"""The tables of the database: made at once where there are none, step by step where an older version left some."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ONE_AT_A_TIME = 0x7461626C  # any number of our own


def bring_up_to_date() -> None:
    """Make or migrate the tables when the database lacks a step of this version; all of a new database or nothing.

    Going through every step builds each model as it once was, which takes seconds; an empty database gets the tables
    as they are now (`tests/server/test_tables.py` holds that both ways end in the same).
    """
    executor = MigrationExecutor(connection)
    steps = [
        (step.app_label, step.name) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]
    if not steps:
        return
    if not _made_new(executor, steps):
        call_command("migrate", verbosity=0, interactive=False)


def _made_new(executor: MigrationExecutor, steps: list[tuple[str, str]]) -> bool:
    """False, and nothing done, when there are tables: looked at where nobody else can be making them."""
    with connection.schema_editor() as editor:
        if connection.vendor == "postgresql":
            # Held until all is written. SQLite has one writer at a time anyway.
            editor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
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
