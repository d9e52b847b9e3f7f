"""A setting that cannot be used is one line on stderr, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def doctor(folder: Path, *more: str) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIALDOWN_")}
    done = subprocess.run(
        [sys.executable, "-m", "dialdown", "doctor", "--data", str(folder), *more],
        capture_output=True, text=True, env=kept, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "where",
    ["sqlite:////no/such/folder/diary.sqlite3", "sqlite:///{file}", "postgresql://nobody@127.0.0.1:1/none"],
)
def test_a_database_that_cannot_be_opened(tmp_path: Path, where: str) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear diary, " * 100)
    code, said = doctor(tmp_path / "data", "--database", where.format(file=file))
    assert (code, said.startswith("database: "), said.count("\n")) == (1, True, 1), said
    assert file.read_text() == "Dear diary, " * 100


@pytest.mark.parametrize("line", ["hosts = 5", 'hosts = "diary.example"', "hosts = [1]"])
def test_hosts_that_are_no_list_of_names(tmp_path: Path, line: str) -> None:
    (tmp_path / "dialdown.toml").write_text(line)
    code, said = doctor(tmp_path)
    assert (code, said.startswith("hosts: "), said.count("\n")) == (1, True, 1), said
