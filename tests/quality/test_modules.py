"""Modules stay small and are named by what they are about."""

from __future__ import annotations

from statistics import median

from tests.quality.tree import files, name, text

MOST_LINES = 500
MEDIAN_LINES = 150
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "base_utils", "lib"}


def _modules() -> dict[str, int]:
    return {
        name(path): len((text(path) or "").splitlines())
        for path in files()
        if path.suffix in (".py", ".ts")
        and "migrations" not in path.parts
        and "node_modules" not in path.parts
    }


def test_no_module_is_too_long() -> None:
    assert {module: lines for module, lines in _modules().items() if lines > MOST_LINES} == {}


def test_the_median_module_is_short() -> None:
    lines = [lines for module, lines in _modules().items() if module.startswith("src/") and lines]
    assert median(lines) <= MEDIAN_LINES


def test_no_module_has_a_vague_name() -> None:
    assert [
        module for module in _modules() if module.rpartition("/")[2].partition(".")[0].lower() in VAGUE
    ] == []
