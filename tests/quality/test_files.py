"""What no file of the project may hold, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.quality.tree import files, name, text

# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(
    r"(?<![\w.~/-])/(?:root|work|home|Users)/(?!user\b|you\b|\.\.\.)\w+|\b[A-Z]:\\Users\\\w+"
)
REGISTRIES = re.compile(
    "|".join(re.escape(".".join(parts)) for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"),
        ("deb", "debian", "org"), ("jsdelivr", "net"), ("unpkg", "com"), ("googleapis", "com"),
    ))
)  # fmt: skip
UNFINISHED = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "TB" + "D")) + r")\b")
# Published diaries and texts are kept as their authors wrote them.
QUOTED = ("src/dialdown/ui/static/ui/fonts/", "THIRD_PARTY")


def _finds(pattern: re.Pattern[str]) -> Iterator[str]:
    for path in files():
        content = text(path)
        if content is None or name(path).startswith(QUOTED):
            continue
        for number, line in enumerate(content.splitlines(), 1):
            match = pattern.search(line)
            if match:
                yield f"{name(path)}:{number}: {match[0]}"


@pytest.mark.parametrize(
    "pattern", [MACHINE_PATH, REGISTRIES, UNFINISHED], ids=["machine path", "registry", "unfinished"]
)
def test_no_file_holds(pattern: re.Pattern[str]) -> None:
    assert list(_finds(pattern)) == []


def test_lock_files_hold_versions_and_hashes_only() -> None:
    locks = [
        path for path in files() if name(path).startswith("requirements/") or path.name == "package-lock.json"
    ]
    assert len(locks) >= 3
    addresses = [
        f"{name(path)}: {line}" for path in locks for line in (text(path) or "").splitlines() if "://" in line
    ]
    # A package may name its funding page; where it was fetched from may not be there.
    assert [line for line in addresses if '"url"' not in line] == []
    for path in locks:
        if path.suffix == ".txt":
            lines = (text(path) or "").splitlines()
            pins = [line for line in lines if line and not line.startswith((" ", "#"))]
            assert pins
            assert all("==" in line and line.endswith("\\") for line in pins), name(path)


def test_no_file_is_large() -> None:
    large = [
        f"{name(path)}: {path.stat().st_size >> 20} MB" for path in files() if path.stat().st_size > 5 << 20
    ]
    assert large == []
