"""The unit tests of the browser parts, in the runner of their own language."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.quality.tree import files, text
from tests.quality.tree import name as written

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_browser_parts(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "hatch_build.py", "--test"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_the_page_for_developers_names_every_part_and_what_mounts_it(root: Path) -> None:
    said = (root / "frontend" / "README.md").read_text(encoding="utf-8")
    scripts = [path for path in files() if written(path).startswith("frontend/") and path.suffix == ".ts"]
    parts = {written(path).removeprefix("frontend/"): text(path) or "" for path in scripts}
    folders = {f"{part.partition('/')[0]}/" for part in parts if "/" in part}
    top = {part for part in parts if "/" not in part}
    islands = {
        part.removeprefix("islands/").removesuffix(".ts") for part in parts if part.startswith("islands/")
    }
    assert islands
    assert {part for part in folders | top | islands if f"`{part}`" not in said} == set()
    marks = {
        mark
        for source in parts.values()
        for mark in re.findall(r'\bisland\("[^"\[]*\[(data-[\w-]+)\]', source)
    }
    assert marks
    assert {mark for mark in marks if not re.search(rf"\b{mark}\b(?!-)", said)} == set()
