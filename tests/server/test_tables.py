"""A new database gets its tables at once, an older one step by step: both end in the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.installations import ENGINES, installation
from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.slow]

# An older database is SQLite's or PostgreSQL's: SQLCipher goes the same way as SQLite.
STARTS = [*((engine, False) for engine in ENGINES), ("sqlite", True), ("postgres", True)]
# Django itself gives this table, which nothing uses, a smaller number when it makes it at once.
UNUSED = "auth_group_permissions.id"
SETUP = "from dialdown.server.start import setup; setup(); "
# The database as it was when the room of care had its first step only.
OLDER = (
    "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'dialdown.server.settings'; import django; django.setup(); "
    "from django.core.management import call_command; call_command('migrate', 'care', '0001', verbosity=0); "
)
# What a step that makes the table of looks anew does to its triggers.
GONE = (
    "from django.db import connection; from dialdown.people.append_only import SQLITE; cursor = connection.cursor(); "
    "[cursor.execute(f'DROP TRIGGER {name}') for name in SQLITE] if connection.vendor == 'sqlite' else "
    "cursor.execute('DROP TRIGGER auditevent_no_change ON people_auditevent')"
)
STEPS = "SELECT app || '.' || name, 'done' FROM django_migrations"
SQLITE = ("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL", STEPS)
POSTGRES = (
    """SELECT table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default, character_maximum_length)
    FROM information_schema.columns WHERE table_schema = 'public'""",
    """SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace""",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    STEPS,
)


def declared(server: LiveServer, questions: tuple[str, ...]) -> dict[str, list[str]]:
    """Every column, constraint, index, trigger and done step by its name, past Django."""
    return {name: parts(words) for question in questions for name, words in server.query(question)}


def parts(words: str) -> list[str]:
    """A declaration cut at the commas outside of inner brackets; the columns of a table have no order, those of an index do."""
    head, _, body = words.partition("(")
    cut, depth = [""], 0
    for letter in body.rpartition(")")[0]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            cut.append("")
        else:
            cut[-1] += letter.strip() or " "
    cut = [one.strip() for one in cut]
    return [head, *(sorted(cut) if head.startswith("CREATE TABLE") else cut)]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_new_database_has_the_tables_of_an_old_one(tmp_path: Path, engine: str) -> None:
    questions = POSTGRES if engine == "postgres" else SQLITE
    with installation(tmp_path / "old", engine) as old, installation(tmp_path / "new", engine) as new:
        old.data.mkdir(mode=0o700, exist_ok=True)
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--verbosity", "0"], check=True, timeout=300,
            env=old.environment | {"DJANGO_SETTINGS_MODULE": "dialdown.server.settings"},
        )  # fmt: skip
        new.start().stop()
        before, now = declared(old, questions), declared(new, questions)
    assert len(before) > 250
    assert before.pop(UNUSED, []) == now.pop(UNUSED, []) or engine == "postgres"
    assert now == before


def asked(server: LiveServer, code: str) -> int:
    return subprocess.run(
        [sys.executable, "-c", code], env=server.environment, timeout=120, check=False
    ).returncode


@pytest.mark.parametrize(("engine", "older"), STARTS)
def test_two_starts_at_once_leave_one_whole_database(tmp_path: Path, engine: str, older: bool) -> None:
    """On a new folder, and on one that an older version left."""
    with installation(tmp_path, engine) as server:
        if older:
            server.data.mkdir(mode=0o700, exist_ok=True)
            assert asked(server, OLDER) == 0
        both = [subprocess.Popen([sys.executable, "-c", SETUP], env=server.environment) for _ in range(2)]
        assert [one.wait(120) for one in both] == [0, 0]
        assert server.start().healthy()


@pytest.mark.parametrize(("engine", "older"), STARTS)
def test_a_start_that_is_killed_is_made_whole_by_the_next(tmp_path: Path, engine: str, older: bool) -> None:
    """Killed when the tables are made and what belongs to them is not."""
    killed = (
        "import os; from django.db.models.signals import post_migrate; "
        "post_migrate.connect(lambda **_: os.kill(os.getpid(), 9), weak=False); "
    )
    with installation(tmp_path, engine) as server:
        if older:
            server.data.mkdir(mode=0o700, exist_ok=True)
            assert asked(server, OLDER + GONE) == 0
        assert asked(server, killed + SETUP) == -9
        assert (
            asked(server, SETUP + "from dialdown.people.append_only import in_place; assert in_place()") == 0
        )
