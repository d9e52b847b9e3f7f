"""What the page of left or right loads: under 250 kB gzipped with everything, and nothing of it on the other pages."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

from hatch_build import BUILT, build

if TYPE_CHECKING:
    from tests.report import Figure

LIMIT = 250_000
IMPORTED = re.compile(r"""(?:from|import)\s*["'](\./[^"']+)["']""")


def loaded(entry: str) -> dict[Path, bytes]:
    """The files that an entry loads, by what they import."""
    found: dict[Path, bytes] = {}
    waiting = [BUILT / entry]
    while waiting:
        path = waiting.pop().resolve()
        if path in found:
            continue
        found[path] = path.read_bytes()
        waiting += [path.parent / name for name in IMPORTED.findall(found[path].decode())]
    return found


def packed(files: dict[Path, bytes]) -> int:
    return sum(len(gzip.compress(content, 9)) for content in files.values())


def test_the_trainer_is_small(figure: Figure) -> None:
    build()
    trainer, frame = loaded("recognise.js"), loaded("app.js")
    assert any(b"WebGLRenderer" in content for content in trainer.values())
    figure("left or right: everything that its page loads, gzipped, kB", f"{packed(trainer) / 1000:.1f}")
    assert packed(trainer) < LIMIT
    assert not any(b"WebGLRenderer" in content for content in frame.values())
