"""Anatomical frames of the bones, so that a posture is written in clinical angles.

Columns x, y, z of a frame: y along the bone, z to the side it flexes to, x the axis of flexion. For a digit z is minus the mean
normal of its nail, which holds for thumb and toes where the curve of the chain does not.
"""

from __future__ import annotations

import numpy as np

from tools.stimuli.mesh import normals, unit
from tools.stimuli.source import SKIN_POINTS, Bools, Floats, Human

FINGERS = tuple(f"finger{k}-{j}" for k in range(1, 6) for j in (1, 2, 3))
TOES = tuple(f"toe{k}-{j}" for k in range(1, 6) for j in (1, 2, 3) if (k, j) != (1, 3))
HAND = ("wrist", *(f"metacarpal{k}" for k in range(1, 5)), *FINGERS)
FOOT = ("foot", *TOES)
SPINE = ("root", "spine05", "spine04", "spine03", "spine02", "spine01", "neck01", "neck02", "neck03", "head")
FORWARD, UP = np.array([0.0, 0, 1]), np.array([0.0, 1, 0])


def _frame(y: Floats, z: Floats) -> Floats:
    y = unit(y)
    x = unit(np.cross(y, z))
    return np.stack([x, y, np.cross(x, y)], 1)


def frames(human: Human) -> dict[str, Floats]:
    """The frame (3, 3) of every bone that a part may hold."""
    skin = human.faces[human.groups == "body"]
    outward = normals(human.points, skin)
    outward[SKIN_POINTS:] = 0
    made = {bone: np.eye(3) for bone in SPINE}
    for side in "LR":
        made |= _arm(human, side, outward)
        made |= _leg(human, side, outward)
    return made


def rest_flexion(human: Human, made: dict[str, Floats], bone: str) -> float:
    """Degrees by which a bone is bent at rest against the straight continuation of its parent."""
    parent = human.parent(bone)
    assert parent is not None
    y = made[parent].T @ made[bone][:, 1]
    return float(np.degrees(np.arctan2(y[2], y[1])))


def _nail_normal(human: Human, bone: str, outward: Floats) -> Floats:
    nail: Bools = human.nails > 0.5
    mine = [point for point, weight in human.weights[bone] if weight > 0.5 and nail[point]]
    return unit(outward[mine].mean(0))


def _arm(human: Human, side: str, outward: Floats) -> dict[str, Floats]:
    head = {bone: human.heads[f"{bone}.{side}"] for bone in (*HAND, "upperarm01", "lowerarm01")}
    tail = human.tails
    across = unit(np.cross(head["finger2-1"] - head["wrist"], head["finger5-1"] - head["wrist"]))
    palm = across if across @ _nail_normal(human, f"finger3-3.{side}", outward) < 0 else -across
    made = {"wrist": _frame(head["finger3-1"] - head["wrist"], palm)}
    for k in range(1, 5):
        made[f"metacarpal{k}"] = _frame(head[f"finger{k + 1}-1"] - head[f"metacarpal{k}"], palm)
    for k in range(1, 6):
        dorsal = _nail_normal(human, f"finger{k}-3.{side}", outward)
        for j in (1, 2, 3):
            bone = f"finger{k}-{j}"
            made[bone] = _frame(tail[f"{bone}.{side}"] - head[bone], -dorsal)
    upper = head["lowerarm01"] - head["upperarm01"]
    lower = head["wrist"] - head["lowerarm01"]
    flexor = np.cross(np.cross(upper, lower), upper)
    for bone in ("upperarm01", "upperarm02", "lowerarm01", "lowerarm02"):
        made[bone] = _frame(upper if bone.startswith("upper") else lower, flexor)
    for bone in ("clavicle", "shoulder01"):
        made[bone] = _frame(tail[f"{bone}.{side}"] - human.heads[f"{bone}.{side}"], FORWARD)
    return {f"{bone}.{side}": frame for bone, frame in made.items()}


def _leg(human: Human, side: str, outward: Floats) -> dict[str, Floats]:
    head = {bone: human.heads[f"{bone}.{side}"] for bone in (*FOOT, "upperleg01", "lowerleg01")}
    thigh = head["lowerleg01"] - head["upperleg01"]
    shin = head["foot"] - head["lowerleg01"]
    made = {"pelvis": np.eye(3), "foot": _frame(head["toe2-1"] - head["foot"], -UP)}
    for bone in ("upperleg01", "upperleg02", "lowerleg01", "lowerleg02"):
        made[bone] = _frame(thigh if bone.startswith("upper") else shin, -FORWARD)
    for k in range(1, 6):
        last = 2 if k == 1 else 3
        dorsal = _nail_normal(human, f"toe{k}-{last}.{side}", outward)
        for j in range(1, last + 1):
            bone = f"toe{k}-{j}"
            made[bone] = _frame(human.tails[f"{bone}.{side}"] - head[bone], -dorsal)
    return {f"{bone}.{side}": frame for bone, frame in made.items()}
