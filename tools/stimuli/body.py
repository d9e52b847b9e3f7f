"""Head, arms and clothes for neck, back and shoulder. Always dressed: the trunk is the smooth mesh that clothes are made from.

The closed list of what is skin here: head and neck above the collar, arms below the sleeves. Legs are not there at all.
"""

from __future__ import annotations

import numpy as np

from tools.stimuli.frames import HAND, SPINE
from tools.stimuli.glb import Landmark
from tools.stimuli.mesh import Patch, along, coarsened, cut, eased, hemmed
from tools.stimuli.skinning import Skeleton, patch
from tools.stimuli.source import SKIN_POINTS, Bools, Floats, Human, Ints

ARM = ("clavicle", "shoulder01", "upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist")
ARM_SKIN = ("upperarm01", "upperarm02", "lowerarm01", "lowerarm02", *HAND)
LEG = ("pelvis", "upperleg01", "upperleg02")
HEAD_BONES = (
    "neck", "head", "jaw", "special", "levator", "ocul", "oris", "orbic", "risor", "tempor", "tongue", "eye",
)  # fmt: skip
SLEEVE, SLEEVE_SKIN = 0.56, 0.38  # of the way from shoulder to elbow
SHIRT_OFF, SHORTS_OFF, HAIR_OFF = 0.009, 0.006, 0.006  # metres off the skin
HAND_GRAIN, EAR_GRAIN = 0.011, 0.005  # metres: hands and ears are small in these pictures
EYES = slice(14_598, 14_742)


def body(human: Human) -> tuple[Skeleton, list[Patch], dict[str, Landmark]]:
    """Bones, skin, clothes and landmarks of a dressed body down to the thighs."""
    bones = (*SPINE, *(f"{bone}.{side}" for side in "LR" for bone in (*ARM, *LEG)))
    skeleton = Skeleton(human, bones)
    return skeleton, [*_head(skeleton), *_arms(skeleton), *_clothes(skeleton)], _marks(skeleton)


def _faces(human: Human, group: str, chosen: Bools) -> Ints:
    faces = human.faces[human.groups == group]
    return faces[chosen[faces].all(1)]


def _head(skeleton: Skeleton) -> list[Patch]:
    human = skeleton.human
    points = human.points
    skin = np.arange(len(points)) < SKIN_POINTS
    on_head = human.pull([bone for bone in human.weights if bone.startswith(HEAD_BONES)])
    on_head[SKIN_POINTS:] = 0
    hair_line = _hair_line(human)
    inside_mouth = human.mask("mpfb_inside-mouth.jpg") > 0.5
    shown = (
        skin
        & (on_head > 0.35)
        & (points[:, 1] > _collar(human) - 0.035)
        & ~inside_mouth
        & (hair_line < 0.012)
    )
    faces = _faces(human, "body", shown)
    ear = (human.mask("mpfb_ears.jpg") > 0.5)[faces].all(1)
    head = patch(skeleton, points, faces[~ear], "skin", smooth=False)
    ears = coarsened(patch(skeleton, points, faces[ear], "skin", smooth=False), EAR_GRAIN)
    moved, quads, _ = cut(points, _faces(human, "body", skin & (on_head > 0.5)), hair_line)
    hair = hemmed(patch(skeleton, moved, quads, "hair", smooth=False), HAIR_OFF, HAIR_OFF)
    eyes = np.zeros(len(points), bool)
    eyes[EYES] = True
    both = [
        patch(skeleton, points, _faces(human, f"helper-{side}-eye", eyes), "eye", smooth=False)
        for side in "lr"
    ]
    return [head, ears, hair, *both]


def _hair_line(human: Human) -> Floats:
    """Positive where hair grows: above a line that is high in front and low in the nape, not on the ears. Metres."""
    away = human.points - human.heads["head"]
    above = away[:, 1] - 0.055 - 0.55 * away[:, 2]
    # Distance from a box round each ear.
    from_ear = np.maximum.reduce([0.062 - np.abs(away[:, 0]), away[:, 2] - 0.03, away[:, 1] - 0.075])
    return np.minimum(above, from_ear)


def _arms(skeleton: Skeleton) -> list[Patch]:
    human = skeleton.human
    points = human.points
    made: list[Patch] = []
    for side in "LR":
        on_arm = human.pull([f"{bone}.{side}" for bone in ARM_SKIN]) > 0.5
        on_arm[SKIN_POINTS:] = False
        on_hand = human.pull([f"{bone}.{side}" for bone in HAND]) > 0.5
        below = (
            along(points, human.heads[f"upperarm01.{side}"], human.heads[f"lowerarm01.{side}"]) - SLEEVE_SKIN
        )
        faces = _faces(human, "body", on_arm)
        hand = on_hand[faces].all(1)
        moved, quads, _ = cut(points, faces[~hand], below)
        made.append(patch(skeleton, moved, quads, "skin"))
        made.append(coarsened(patch(skeleton, points, faces[hand], "skin", smooth=False), HAND_GRAIN))
    return made


def _clothes(skeleton: Skeleton) -> list[Patch]:
    human = skeleton.human
    points = human.points
    cloth = human.faces[human.groups == "helper-tights"]
    hip, knee = human.heads["upperleg01.L"][1], human.heads["lowerleg01.L"][1]
    height = points[:, 1]
    sleeve = np.full(len(points), 1.0)
    for side in "LR":
        shoulder, elbow = human.heads[f"upperarm01.{side}"], human.heads[f"lowerarm01.{side}"]
        on_arm = human.pull([f"{bone}.{side}" for bone in ARM_SKIN]) > 0.5
        length = float(np.linalg.norm(elbow - shoulder))
        sleeve = np.where(on_arm, (SLEEVE - along(points, shoulder, elbow)) * length, sleeve)
    collar = _collar(human) + 0.014 - 0.3 * points[:, 2] - height
    shirt = np.minimum.reduce([height - hip - 0.02, collar, sleeve])
    on_arms = human.pull([f"{bone}.{side}" for side in "LR" for bone in ARM_SKIN]) > 0.5
    legs = cloth[~on_arms[cloth].any(1)]
    shorts = np.minimum(hip + 0.05 - height, height - (hip - 0.72 * (hip - knee)))
    made: list[Patch] = []
    for faces, inside, material, off, steps in (
        (cloth, shirt, "shirt", SHIRT_OFF, 1),
        (legs, shorts, "shorts", SHORTS_OFF, 12),
    ):
        moved, quads, _ = cut(points, faces, inside)
        made.append(hemmed(eased(patch(skeleton, moved, quads, material), steps), off, 0.006))
    return made


def _collar(human: Human) -> float:
    return float(human.heads["neck01"][1])


def _marks(skeleton: Skeleton) -> dict[str, Landmark]:
    """Tip of the nose, back of the head and crown: the points of the head that lie farthest that way."""
    human = skeleton.human
    head = human.heads["head"]
    points = human.points[:SKIN_POINTS]
    points = points[points[:, 1] > head[1]]
    ends = {
        "nose": points[np.argmax(np.where(np.abs(points[:, 0]) < 0.01, points[:, 2], -1))],
        "back_of_head": points[np.argmin(points[:, 2])],
        "crown": points[np.argmax(points[:, 1])],
    }
    return {
        name: Landmark("head", skeleton.frames["head"].T @ (point - head)) for name, point in ends.items()
    }
