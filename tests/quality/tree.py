"""The files of the project, as its history keeps them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "dialdown"


@cache
def files() -> tuple[Path, ...]:
    """Every file that is kept, or would be: tracked, and new ones that are not ignored."""
    said = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(
        path for name in sorted(set(said.stdout.split("\0"))) if name and (path := ROOT / name).is_file()
    )


@cache
def text(path: Path) -> str | None:
    """The text of a file; None for pictures, fonts and other binary files."""
    content = path.read_bytes()
    if b"\0" in content[:8192]:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def name(path: Path) -> str:
    """The path as a reader of the project writes it."""
    return path.relative_to(ROOT).as_posix()
