"""Colours, light and camera of the pictures: calm, matt, without a side of their own."""

from __future__ import annotations

from typing import Any

# Skin, palm or sole, nail; from light to dark.
TONES = (
    ("#f3d3c0", "#f6d2c4", "#f3c3b4"),
    ("#e3b391", "#ecc2a8", "#e8bca6"),
    ("#c68f68", "#dcae90", "#d3a288"),
    ("#96623f", "#c39474", "#b98a70"),
    ("#6a4129", "#ab7d63", "#9a6f5a"),
    ("#452a1c", "#94694f", "#7f5a48"),
)
# By id of the material; the skin has a tone instead.
MATERIALS = ("", "#5b7f95", "#3f4a5a", "#3a2a22", "#f4f2ee", "#4a3426", "#5b7f95")
# The key light stands in the middle, to the left or to the right: drawn for each picture, whatever its side.
LIGHTS = tuple({"key": [x, 1.6, 1.8], "rim": [-1.6 * x, 0.4, -1.2]} for x in (0, -1, 1))


def look() -> dict[str, Any]:
    """What the browser paints and lights with."""
    return {
        "background": "#f2f1ee",
        "camera": {"fov": 22, "margin": 1.04},
        "exposure": 0.92,
        "hemisphere": {"sky": "#ffffff", "ground": "#b09a8c", "strength": 1.9},
        "key": {"colour": "#fff4ea", "strength": 1.9},
        "rim": {"colour": "#dde8ff", "strength": 0.8},
        "lights": LIGHTS,
        "material": {"roughness": 0.62, "sheen": 0.25, "sheen_roughness": 0.5, "sheen_colour": "#ffb9a0"},
        "tones": [dict(zip(("skin", "palm", "nail"), tone, strict=True)) for tone in TONES],
        "lip": "#b5605a",
        "lip_share": 0.38,
        "materials": MATERIALS,
    }
