"""The pictures of a sitting of imagine: upright, seen as one's own, drawn anew each time."""

from __future__ import annotations

from typing import Any

import numpy as np

from dialdown.training.stages.words import good_side
from dialdown.training.stimuli.bank import Side, drawings, generate

NEAR = {"hand": "elbow", "foot": "knee"}


def pictures(part: str, side: str, step: str, amount: int, seed: int | None = None) -> list[dict[str, Any]]:
    """What the browser draws, one after the other. `side` is the side that hurts; only the step "other" shows the other one."""
    rng = np.random.default_rng(seed)
    shown = NEAR[part] if step == "near" else part
    own: Side = "left" if side == "left" else "right"
    whose = good_side(side) if step == "other" else own
    return [generate(rng, part=shown, side=whose, angle_deg=0).to_dict() for _turn in range(amount)]


def files(specs: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Which files draw these pictures: meshes by name, and the drawings for browsers without WebGL by file name."""
    return {"meshes": sorted({spec["mesh"] for spec in specs}), "flat": drawings(specs)}
