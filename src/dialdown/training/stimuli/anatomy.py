"""What a picture shows, read from where its joints are: which side it is, and whether it points to the midline or away.

Nothing here knows what was asked for. Screen space: x to the right, y up, z towards the viewer.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from dialdown.training.stimuli.skeleton import Floats, Posed, rotation

Side = Literal["left", "right"]
Direction = Literal["medial", "lateral"]

MIRROR = np.diag([-1.0, 1.0, 1.0])
# Root of the limb, its far end, towards the thumb or big toe from the little one, palm or sole and the other side.
_HAND = ("wrist_L", "finger3-1_L", "finger2-1_L", "finger5-1_L", "palm", "back")
_FOOT = ("foot_L", "toe2-1_L", "toe1-1_L", "toe5-1_L", "sole", "instep")
_LIMBS = {"hand": _HAND, "elbow": _HAND, "foot": _FOOT, "knee": _FOOT}


def on_screen(side: Side, *, tilt: float, turn: float, angle_deg: float) -> Floats:
    """The matrix (3, 3) from the upright left part to the screen; the right side is mirrored first, then turned.

    `angle_deg` turns the picture clockwise, whatever its side.
    """
    if side == "left":
        return rotation(tilt, turn, -angle_deg)
    return rotation(tilt, -turn, -angle_deg) @ MIRROR


def side_shown(part: str, posed: Posed, screen: Floats) -> Side:
    """The side that a picture shows. Raises KeyError when the part is unknown."""
    if part in _LIMBS:
        root, far, inner, outer, front, back = _LIMBS[part]
        limb = np.stack(
            [
                posed.joint(far) - posed.joint(root),
                posed.joint(inner) - posed.joint(outer),
                posed.landmark(front) - posed.landmark(back),
            ]
        )
        # Fingers up, thumb to the picture's left, palm to the viewer: a left hand, and so is all that can be turned into it.
        return "left" if np.linalg.det(limb @ screen.T) > 0 else "right"
    return _body(part, posed, screen)


def direction_shown(part: str, side: Side, posed: Posed, screen: Floats) -> Direction | None:
    """Whether fingers or toes point towards the viewer's own midline or away from it; None straight up or down."""
    if part not in _LIMBS:
        return None
    root, far, *_ = _LIMBS[part]
    if part == "elbow":
        root, far = "lowerarm01_L", "wrist_L"
    if part == "knee":
        root, far = "lowerleg01_L", "foot_L"
    across = float((screen @ (posed.joint(far) - posed.joint(root)))[0])
    length = float(np.linalg.norm(posed.joint(far) - posed.joint(root)))
    if abs(across) < 0.02 * length:
        return None
    return "lateral" if (across > 0) == (side == "right") else "medial"


def _body(part: str, posed: Posed, screen: Floats) -> Side:
    """For neck and back the side that it turns or leans to, for a shoulder the side that it is on."""
    if part == "shoulder":
        left = _left(posed, screen, "spine01", "neck01", "spine01")
        return _signed((posed.joint("upperarm01_L") - posed.joint("spine01")) @ screen.T @ left)
    if part == "neck":
        left = _left(posed, screen, "root", "neck01", "spine01")
        turned = posed.landmark("nose") - posed.landmark("back_of_head")
        leaning = posed.landmark("crown") - posed.joint("neck01")
    elif part == "back":
        left = _left(posed, screen, "root", "spine05", "root")
        turned = posed.turn("spine01")[:, 2]
        leaning = posed.joint("neck01") - posed.joint("spine05")
    else:
        raise KeyError(part)
    shares = [float(screen @ way @ left / np.linalg.norm(way)) for way in (turned, leaning)]
    return _signed(max(shares, key=abs))


def _left(posed: Posed, screen: Floats, low: str, high: str, facing: str) -> Floats:
    """The left of the body that is seen: across its upright axis and the way it faces, whichever way it was mirrored."""
    up = screen @ (posed.joint(high) - posed.joint(low))
    left = np.cross(up, screen @ posed.turn(facing)[:, 2])
    return left / np.linalg.norm(left)


def _signed(value: float) -> Side:
    return "left" if value > 0 else "right"
