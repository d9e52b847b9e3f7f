"""Where on a picture the joints of what it shows must lie, by the bones and the camera alone: nothing of the browser's code is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dialdown.training.stimuli.anatomy import Side, on_screen
from dialdown.training.stimuli.bank import bank
from tools.stimuli.draw import project

# Joints that lie inside what is drawn; elbow and knee of a hand and a foot are beyond the cuff.
INSIDE = (
    "finger",
    "toe",
    "metacarpal",
    "wrist",
    "foot",
    "head",
    "neck",
    "spine0",
    "upperarm",
    "lowerarm",
    "lowerleg",
)
BEYOND = {"hand": ("lowerarm",), "foot": ("lowerleg",), "elbow": ("upperarm",)}


def joints(spec: Mapping[str, Any], pixels: int, side: Side | None = None) -> np.ndarray:
    """Column and row of each joint inside a picture of `pixels` points, (n, 2); of the other side when `side` names it."""
    part = bank().poses["parts"][spec["part"]]
    posed = bank().posed(spec["part"], spec["posture"], spec["jitter"])
    *middle, radius = part["postures"][spec["posture"]]["fit"]
    stand = np.eye(3) if part["frame"] is None else posed.turn(part["frame"]).T
    screen = on_screen(
        side or spec["side"], tilt=spec["tilt"], turn=spec["turn"], angle_deg=spec["angle_deg"]
    )
    wanted = [
        name.startswith(INSIDE) and not name.startswith(BEYOND.get(spec["part"], ()))
        for name in posed.skeleton.names
    ]
    at, _away = project(
        (posed.places[wanted] @ stand.T - middle) @ screen.T,
        radius / spec["size"],
        pixels,
        bank().poses["camera"]["margin"],
    )
    seen = np.floor(at).astype(int)
    return seen[((seen >= 0) & (seen < pixels)).all(1)]


def outside(there: np.ndarray, at: np.ndarray) -> int:
    """How many of these places are not covered."""
    return int((~there[at[:, 1], at[:, 0]]).sum())
