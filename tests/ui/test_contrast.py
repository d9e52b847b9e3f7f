"""Every pair of colours that meets on a screen, in three themes (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dialdown.ui.look import COLOURS

TOKENS = Path("src/dialdown/ui/static/ui/tokens.css")
TEXT, CONTROL = 4.5, 3.0
GROUNDS = ("bg", "surface", "sunken")
PAIRS = [
    *((front, back, TEXT) for front in ("ink", "ink-2") for back in GROUNDS),
    *((front, back, CONTROL) for front in ("edge", "focus") for back in GROUNDS),
    *(
        (f"on-{name}", name, TEXT)
        for name in ("primary", "primary-soft", "flare", "flare-soft", "notice-soft", "win-soft")
    ),
    *((front, "surface", TEXT) for front in ("primary", "flare", "notice")),
    ("primary", "bg", TEXT),
    ("primary", "sunken", CONTROL),
    *((f"c{n}", back, CONTROL) for n in (1, 2, 3, 4) for back in ("surface", f"c{n}-band")),
    *((front, "map-skin", CONTROL) for front in ("map-on", "map-face", "focus")),
    # What the app's own style adds: its links and small print stand on soft cards too.
    ("on-primary-soft", "surface", TEXT),
]


def theme(css: str, name: str) -> dict[str, str]:
    """The colours of a theme, names resolved."""
    block = re.search(rf"\[data-theme={name}\]\{{(.*?)\}}", css, re.DOTALL)
    assert block is not None
    colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block[1]))
    return colours | {k: colours[v] for k, v in re.findall(r"--([\w-]+):\s*var\(--([\w-]+)\)", block[1])}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark", "quiet"])
def test_every_pair_can_be_read(name: str, root: Path) -> None:
    colours = theme((root / TOKENS).read_text(encoding="utf-8"), name)
    short = {
        f"{front} on {back}": round(contrast(colours[front], colours[back]), 2)
        for front, back, least in PAIRS
        if contrast(colours[front], colours[back]) < least
    }
    assert short == {}


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_the_browser_paints_the_same_ground(root: Path) -> None:
    css = (root / TOKENS).read_text(encoding="utf-8")
    assert {name: theme(css, name)["bg"] for name in COLOURS} == COLOURS


def test_nobody_chosen_in_the_dark_is_the_dark_theme(root: Path) -> None:
    css = (root / TOKENS).read_text(encoding="utf-8")
    system = re.search(r":root:not\(\[data-theme\]\)\{(.*?)\}", css, re.DOTALL)
    assert system is not None
    assert dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", system[1])).items() <= theme(css, "dark").items()
