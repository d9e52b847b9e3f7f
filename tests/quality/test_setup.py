"""A machine that lacks something is told in one sentence what, and nothing is installed behind anyone's back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.quality.tree import ROOT

TOOLS = ("sh", "sed", "dirname", "cat")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder for PATH with a few basic programs, as somebody who is not root sees them."""
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (tmp_path / tool).symlink_to(found)
    _program(tmp_path / "id", "echo 1000")
    return tmp_path


def _program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def _run(bare: Path, script: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(ROOT / "tools" / script), *arguments],
        env={"PATH": str(bare), "HOME": str(bare)} | more, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert all(word in done.stderr for word in words), done.stderr


def test_no_python(bare: Path) -> None:
    _one_sentence(_run(bare, "find_python.sh"), "Python 3.11")


def test_an_old_python_only(bare: Path) -> None:
    _program(bare / "python3", "exit 1")
    _one_sentence(_run(bare, "find_python.sh"), "Python 3.11")


def test_a_newer_python_beside_an_old_one_is_found(bare: Path) -> None:
    _program(bare / "python3", "exit 1")
    (bare / "python3.12").symlink_to(sys.executable)
    assert _run(bare, "find_python.sh").stdout == "python3.12\n"


def test_a_python_that_cannot_make_environments(bare: Path) -> None:
    # Debian's python3 without python3-venv: recent enough, but no ensurepip.
    _program(bare / "python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    _one_sentence(_run(bare, "find_python.sh"), "python3-venv")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("chromium", ("Chromium", "DIALDOWN_TEST_CHROMIUM")),
        ("gettext", ("gettext",)),
    ],
)
def test_a_missing_program(bare: Path, name: str, words: tuple[str, ...]) -> None:
    _one_sentence(_run(bare, "need.sh", name), name, *words)


@pytest.mark.skipif(
    bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), reason="PostgreSQL is installed"
)
def test_missing_postgresql(bare: Path) -> None:
    _one_sentence(_run(bare, "need.sh", "postgresql"), "postgresql", "DIALDOWN_TEST_DATABASE")


def test_what_is_named_counts_as_there(bare: Path) -> None:
    _program(bare / "my-browser", "")
    assert _run(bare, "need.sh", "chromium", DIALDOWN_TEST_CHROMIUM="my-browser").returncode == 0
    assert _run(bare, "need.sh", "postgresql", DIALDOWN_TEST_DATABASE="postgresql://x/y").returncode == 0


def test_ci_runs_the_command_of_the_readme() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8")
