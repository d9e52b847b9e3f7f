"""Hand, foot, arm and leg of the left side, each with a cuff that hides where it is cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.stimuli.frames import FOOT, HAND
from tools.stimuli.glb import Landmark
from tools.stimuli.mesh import Patch, along, cut, tube
from tools.stimuli.skinning import Skeleton, free, patch
from tools.stimuli.source import SKIN_POINTS, Floats, Human


@dataclass(frozen=True)
class Limb:
    """Bones from the body outwards; the skin is cut at `cut` of the way from one joint to the next, the cuff ends at `cuff`."""

    above: tuple[str, ...]
    outer: tuple[str, ...]
    start: str
    end: str
    cut: float
    cuff: float

    @property
    def bones(self) -> tuple[str, ...]:
        """Of the left side, parents first."""
        return tuple(f"{bone}.L" for bone in (*self.above, *self.outer))


FOREARM, UPPER_ARM = ("lowerarm01", "lowerarm02"), ("upperarm01", "upperarm02")
SHIN, THIGH = ("lowerleg01", "lowerleg02"), ("upperleg01", "upperleg02")
LIMBS = {
    "hand": Limb(FOREARM, HAND, "lowerarm01", "wrist", 0.66, 0.82),
    "foot": Limb(SHIN, FOOT, "lowerleg01", "foot", 0.66, 0.80),
    "arm": Limb((*UPPER_ARM, *FOREARM), HAND, "upperarm01", "lowerarm01", 0.30, 0.52),
    "leg": Limb((*THIGH, *SHIN), FOOT, "upperleg01", "lowerleg01", 0.30, 0.55),
}


def limb(human: Human, shape: Limb) -> tuple[Skeleton, list[Patch], dict[str, Landmark]]:
    """Bones, skin and cuff of a limb, and the landmarks that its side is read from."""
    skeleton = Skeleton(human, shape.bones)
    start, end = human.heads[f"{shape.start}.L"], human.heads[f"{shape.end}.L"]
    on_limb = human.pull(shape.bones) > 0.5
    on_limb[SKIN_POINTS:] = False
    at = along(human.points, start, end)
    skin = human.faces[human.groups == "body"]
    skin = skin[on_limb[skin].all(1)]
    points, quads, _ = cut(human.points, skin, at - shape.cut - 0.02)
    cuff = tube(human.points[on_limb & (at > shape.cut - 0.15)], start, end, shape.cut, shape.cuff)
    patches = [patch(skeleton, points, quads, "skin"), free(skeleton, *cuff, "cuff")]
    landmarks = hand_marks(skeleton, "L") if "wrist.L" in skeleton.place else foot_marks(skeleton, "L")
    return skeleton, patches, landmarks


def hand_marks(skeleton: Skeleton, side: str) -> dict[str, Landmark]:
    """Skin in the middle of the palm and of the back of the hand."""
    wrist = f"wrist.{side}"
    frame = skeleton.frames[wrist]
    heads = skeleton.human.heads
    middle = (heads[wrist] + heads[f"finger3-1.{side}"]) / 2
    palm, back = _through(skeleton, middle, frame[:, 2])
    return {"palm": _mark(skeleton, wrist, palm), "back": _mark(skeleton, wrist, back)}


def foot_marks(skeleton: Skeleton, side: str) -> dict[str, Landmark]:
    """Skin in the middle of the sole and of the instep."""
    foot = f"foot.{side}"
    heads = skeleton.human.heads
    middle = (heads[foot] + heads[f"toe3-1.{side}"]) / 2
    sole, instep = _through(skeleton, middle, skeleton.frames[foot][:, 2])
    return {"sole": _mark(skeleton, foot, sole), "instep": _mark(skeleton, foot, instep)}


def _through(skeleton: Skeleton, middle: Floats, direction: Floats) -> tuple[Floats, Floats]:
    """The two points of the skin nearest to a line through `middle`: the one ahead and the one behind."""
    skin = skeleton.human.points[:SKIN_POINTS]
    ahead = (skin - middle) @ direction
    aside = np.linalg.norm(skin - middle - np.outer(ahead, direction), axis=1)
    near = np.where(np.abs(ahead) < 0.06, aside, np.inf)
    return skin[np.argmin(np.where(ahead > 0.004, near, np.inf))], skin[
        np.argmin(np.where(ahead < -0.004, near, np.inf))
    ]


def _mark(skeleton: Skeleton, bone: str, point: Floats) -> Landmark:
    return Landmark(bone, skeleton.frames[bone].T @ (point - skeleton.human.heads[bone]))
