"""From chosen faces of the body to patches that follow the bones of one part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tools.stimuli.frames import frames
from tools.stimuli.mesh import Patch
from tools.stimuli.source import SKIN_POINTS, Floats, Human, Ints

# Ids of what is painted (the third mask holds id x 20 / 255).
MATERIALS = {"skin": 0, "shirt": 1, "shorts": 2, "hair": 3, "eye": 4, "iris": 5, "cuff": 6}
PALM_FADE = 0.035


@dataclass(frozen=True)
class Skeleton:
    """The bones of one part, as the rig of the body names them; other bones count for their nearest parent here."""

    human: Human
    bones: tuple[str, ...]

    @cached_property
    def frames(self) -> dict[str, Floats]:
        """The anatomical frame of each bone of the body."""
        return frames(self.human)

    @cached_property
    def place(self) -> dict[str, int]:
        """The number of each bone."""
        return {bone: number for number, bone in enumerate(self.bones)}

    @cached_property
    def weights(self) -> Floats:
        """(points, bones), rows sum to 1; a point without weight follows the first bone."""
        weights = np.zeros((len(self.human.points), len(self.bones)))
        for bone, pulls in self.human.weights.items():
            at: str | None = bone
            while at is not None and at not in self.place:
                at = self.human.parent(at)
            if at is not None:
                for point, weight in pulls:
                    weights[point, self.place[at]] += weight
        weights[weights.sum(1) < 1e-6, 0] = 1
        return weights / weights.sum(1, keepdims=True)

    def nearest(self, points: Floats) -> Floats:
        """Weights of free points: those of the nearest point of the skin."""
        skin = self.human.points[:SKIN_POINTS]
        near = [int(np.argmin(((skin - point) ** 2).sum(1))) for point in points]
        return self.weights[near]

    def sum(self, weights: Floats, names: tuple[str, ...], side: str) -> Floats:
        """How much each row follows the bones whose name begins so, on one side."""
        chosen = [self.place[bone] for bone in self.bones if bone.startswith(names) and bone.endswith(side)]
        return weights[:, chosen].sum(1)


def patch(skeleton: Skeleton, points: Floats, quads: Ints, material: str, *, smooth: bool = True) -> Patch:
    """The chosen quads of the body as one patch, its points numbered anew and its masks painted."""
    used = np.unique(quads)
    number = np.full(len(points), -1)
    number[used] = np.arange(len(used))
    made = Patch(points[used], number[quads], skeleton.weights[used], np.zeros((len(used), 4)), smooth)
    made.masks[:, 2] = MATERIALS[material] * 20 / 255
    outward = made.normals
    if material == "eye":
        made.masks[outward[:, 2] > 0.92, 2] = MATERIALS["iris"] * 20 / 255
    if material == "skin":
        made.masks[:, 1] = skeleton.human.nails[used]
        made.masks[:, 3] = skeleton.human.mask("mpfb_lips.jpg")[used]
        for side in "LR":
            made.masks[:, 0] = np.maximum(made.masks[:, 0], _palm(skeleton, made, outward, side))
            made.masks[:, 0] = np.maximum(made.masks[:, 0], _sole(skeleton, made, outward, side))
    return made


def free(skeleton: Skeleton, points: Floats, quads: Ints, material: str, *, smooth: bool = True) -> Patch:
    """A made shape, like a cuff, that follows the skin under it."""
    masks = np.zeros((len(points), 4))
    masks[:, 2] = MATERIALS[material] * 20 / 255
    return Patch(points, quads, skeleton.nearest(points), masks, smooth)


def _palm(skeleton: Skeleton, made: Patch, outward: Floats, side: str) -> Floats:
    wrist = f"wrist.{side}"
    if wrist not in skeleton.place:
        return np.zeros(len(made.points))
    frame = skeleton.frames[wrist]
    on_hand = skeleton.sum(made.weights, ("finger", "metacarpal", "wrist"), side)
    facing = outward @ frame[:, 2]
    for k in range(1, 6):
        on_finger = skeleton.sum(made.weights, (f"finger{k}",), side)
        facing = facing * (1 - on_finger) + on_finger * (
            outward @ skeleton.frames[f"finger{k}-2.{side}"][:, 2]
        )
    from_wrist = (made.points - skeleton.human.heads[wrist]) @ frame[:, 1]
    fade = np.clip(on_hand * 1.6 - 0.5, 0, 1) * np.clip((from_wrist + 0.012) / PALM_FADE, 0, 1)
    return np.clip((facing - 0.05) / 0.45, 0, 1) * fade


def _sole(skeleton: Skeleton, made: Patch, outward: Floats, side: str) -> Floats:
    if f"foot.{side}" not in skeleton.place:
        return np.zeros(len(made.points))
    on_foot = skeleton.sum(made.weights, ("toe", "foot"), side)
    return np.clip((-outward[:, 1] - 0.05) / 0.45, 0, 1) * np.clip(on_foot * 1.6 - 0.5, 0, 1)
