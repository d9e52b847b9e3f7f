"""What no template may hold, and what the shared files promise."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

# A file for somebody without a login carries all it needs; its own policy names both by their hash (tests/export/test_page_file.py).
ALONE = "page_file/file.html"
TEMPLATES = sorted(
    path
    for path in Path(__file__).resolve().parents[2].glob("src/dialdown/**/templates/**/*.html")
    if not path.as_posix().endswith(ALONE)
)
INLINE = re.compile(
    r"""<style\b | \sstyle\s*= | \son[a-z]+\s*=\s*["'] | javascript: | <script(?![^>]*\ssrc=)(?![^>]*type="application/json") """,
    re.VERBOSE | re.IGNORECASE,
)


@pytest.fixture(scope="module")
def sprite() -> ModuleType:
    """The tool that draws the sprite."""
    path = Path(__file__).resolve().parents[2] / "tools" / "build_sprite.py"
    spec = importlib.util.spec_from_file_location("build_sprite", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 40


def test_no_template_holds_inline_style_script_or_handler() -> None:
    found = [
        f"{path.name}: {m[0]}"
        for path in TEMPLATES
        for m in INLINE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "bad",
    ['<p style="x">', "<style>", '<a onclick="x()">', "<script>x()</script>", '<a href="javascript:x">'],
)
def test_the_look_for_inline_finds_it(bad: str) -> None:
    assert INLINE.search(bad)


def test_no_template_asks_another_host() -> None:
    pattern = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""")
    assert [path.name for path in TEMPLATES if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_no_style_asks_another_host(root: Path) -> None:
    sheets = [p for p in root.glob("src/dialdown/**/static/**/*.css") if "built" not in p.parts]
    assert len(sheets) >= 3
    for sheet in sheets:
        css = sheet.read_text(encoding="utf-8")
        assert "@import" not in css
        for address in re.findall(r"url\((.*?)\)", css):
            assert (sheet.parent / address.strip("\"'")).is_file(), f"{sheet.name}: {address}"


def test_every_icon_asked_for_is_drawn(sprite: ModuleType) -> None:
    assert sprite.asked_for() - sprite.drawn() == set()


def test_only_icons_in_use_are_drawn(sprite: ModuleType) -> None:
    """`python tools/build_sprite.py … --prune` takes the others out."""
    assert sprite.drawn() - sprite.asked_for() - sprite.alone() == set()


def test_licences_travel_with_what_they_cover(root: Path) -> None:
    ui = root / "src/dialdown/ui"
    assert "ISC License" in (ui / "licences/lucide.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in (ui / "static/ui/fonts/OFL.txt").read_text(encoding="utf-8").upper()
