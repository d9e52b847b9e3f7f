"""A new database gets its tables at once, an older one step by step: both end in the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.installations import ENGINES, installation
from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.slow]

# Django itself gives this table, which nothing uses, a smaller number when it makes it at once.
UNUSED = "auth_group_permissions.id"
SETUP = "from dialdown.server.start import setup; setup(); "
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


@pytest.mark.parametrize("engine", ENGINES)
def test_two_starts_at_once_on_a_new_folder_leave_one_whole_database(tmp_path: Path, engine: str) -> None:
    with installation(tmp_path, engine) as server:
        both = [subprocess.Popen([sys.executable, "-c", SETUP], env=server.environment) for _ in range(2)]
        assert [one.wait(120) for one in both] == [0, 0]
        assert server.start().healthy()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_first_start_that_is_killed_leaves_all_or_nothing(tmp_path: Path, engine: str) -> None:
    """Killed when the tables are made and what belongs to them is not."""
    killed = (
        "import os; from django.db.models.signals import post_migrate; "
        "post_migrate.connect(lambda **_: os.kill(os.getpid(), 9), weak=False); "
    )
    with installation(tmp_path, engine) as server:
        first = [sys.executable, "-c", killed + SETUP]
        assert subprocess.run(first, env=server.environment, timeout=120, check=False).returncode == -9
        whole = [
            sys.executable,
            "-c",
            SETUP + "from dialdown.people.append_only import in_place; assert in_place()",
        ]
        subprocess.run(whole, env=server.environment, timeout=120, check=True)
