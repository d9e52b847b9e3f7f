"""`dialdown doctor` looks and changes nothing: no folder, no database, no step of the database, no right of a file."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

from dialdown.server import doctor
from tests.servers.installations import document, run


def as_it_lies(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file with its rights and what is in it."""
    return {
        str(path.relative_to(folder)): (
            stat.S_IMODE(path.stat().st_mode), hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in (folder, *sorted(folder.rglob("*")))
    }  # fmt: skip


def levels(told: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["level"] for one in told["findings"]}


def test_where_nothing_is_yet_nothing_is_made(tmp_path: Path) -> None:
    data = tmp_path / "not" / "there"
    told = document(run("doctor", "--json", data=data, DIALDOWN_HOSTS="diary.example"))
    assert list(tmp_path.iterdir()) == []
    said = levels(told)
    assert (said["data folder"], said["database"], said["disk"]) == ("note", "note", "fine")
    # What an address switches off is told all the same.
    assert "browsers there switch off" in next(
        one["says"] for one in told["findings"] if one["name"] == "address"
    )
    assert told["ok"]


@pytest.mark.skipif(os.name != "posix", reason="rights of files as Unix has them")
def test_a_database_that_waits_for_its_steps_goes_on_waiting(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    file = data / "dialdown.sqlite3"
    with sqlite3.connect(file) as old:
        old.execute("PRAGMA journal_mode=WAL")
        old.execute("CREATE TABLE of_an_older_version (id INTEGER PRIMARY KEY)")
    old.close()
    # The restore of a copy by hand: others may read it, and only the doctor says so.
    file.chmod(0o644)
    before = as_it_lies(data)
    done = run("doctor", "--json", data=data)
    assert as_it_lies(data) == before
    told = json.loads(done.stdout)
    says = {one["name"]: one["says"] for one in told["findings"]}
    assert "steps wait; the next start of the server" in says["database version"]
    assert levels(told)["database version"] == levels(told)["looks"] == levels(told)["imports"] == "note"
    assert str(file) in says["data folder"]
    assert (levels(told)["data folder"], done.returncode) == ("wrong", 1)


@pytest.mark.django_db
def test_a_table_that_is_gone_is_wrong_unless_a_step_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Any:
        raise DatabaseError("no such table")

    monkeypatch.setattr(doctor, "CHECKS", (gone,))
    for waiting, level in ((0, "wrong"), (2, "note")):
        monkeypatch.setattr(doctor, "_waiting_steps", lambda waiting=waiting: waiting)
        assert [(one.name, one.level) for one in doctor.look()] == [("gone", level)]
