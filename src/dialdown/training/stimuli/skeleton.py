"""The bones of a .glb part and forward kinematics: where every joint goes when a posture turns the bones."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Flexion, twist and abduction of one bone away from rest, in degrees.
Turn = tuple[float, float, float]


@dataclass(frozen=True)
class Skeleton:
    """Bones, parents first. `places` (n, 3) in metres and `turns` (n, 3, 3) are those of rest, against the parent."""

    names: tuple[str, ...]
    parents: tuple[int, ...]
    places: Floats
    turns: Floats
    landmarks: Mapping[str, tuple[str, Floats]]

    @cached_property
    def number(self) -> dict[str, int]:
        """Which bone has this name."""
        return {name: number for number, name in enumerate(self.names)}

    def pose(self, turned: Mapping[str, Sequence[float]]) -> Posed:
        """Turn bones away from rest: x = flexion, y = twist, z = abduction, applied as rest * Rz * Rx * Ry (degrees).

        Raises KeyError when a bone is not in this part.
        """
        own = self.turns.copy()
        for bone, (x, y, z) in turned.items():
            own[self.number[bone]] = own[self.number[bone]] @ rotation(x, y, z)
        places, turns = np.empty_like(self.places), np.empty_like(self.turns)
        for bone, parent in enumerate(self.parents):
            if parent < 0:
                places[bone], turns[bone] = self.places[bone], own[bone]
            else:
                places[bone] = places[parent] + turns[parent] @ self.places[bone]
                turns[bone] = turns[parent] @ own[bone]
        return Posed(self, places, turns)


@dataclass(frozen=True)
class Posed:
    """Where the bones are: `places` (n, 3) and `turns` (n, 3, 3) in the space of the part."""

    skeleton: Skeleton
    places: Floats
    turns: Floats

    def joint(self, bone: str) -> Floats:
        """Where a bone begins, (3,)."""
        return self.places[self.skeleton.number[bone]]

    def turn(self, bone: str) -> Floats:
        """The frame of a bone, (3, 3): columns flexion axis, along the bone, flexing side."""
        return self.turns[self.skeleton.number[bone]]

    def landmark(self, name: str) -> Floats:
        """A named point of the skin, (3,)."""
        bone, point = self.skeleton.landmarks[name]
        return self.joint(bone) + self.turn(bone) @ point


def rotation(x: float, y: float, z: float) -> Floats:
    """Rz(z) @ Rx(x) @ Ry(y) of degrees: what other software calls Euler order ZXY."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(np.radians((x, y, z))), np.sin(np.radians((x, y, z)))
    return np.array(
        [
            [cz * cy - sz * sx * sy, -sz * cx, cz * sy + sz * sx * cy],
            [sz * cy + cz * sx * sy, cz * cx, sz * sy - cz * sx * cy],
            [-cx * sy, sx, cx * cy],
        ]
    )


def read(path: Path) -> Skeleton:
    """The bones of a .glb. Raises ValueError when it is no binary glTF with a skin."""
    return parse(path.read_bytes(), path.name)


def parse(raw: bytes, name: str = "part") -> Skeleton:
    """The bones of the bytes of a .glb. Raises ValueError when it is no binary glTF with a skin."""
    if raw[:4] != b"glTF" or len(raw) < 20:
        raise ValueError(f"{name}: expected a binary glTF file")
    length = struct.unpack_from("<I", raw, 12)[0]
    document: dict[str, Any] = json.loads(raw[20 : 20 + length])
    try:
        joints: list[int] = document["skins"][0]["joints"]
    except (KeyError, IndexError):
        raise ValueError(f"{name}: expected a mesh with bones") from None
    nodes = [document["nodes"][joint] for joint in joints]
    parents = [-1] * len(nodes)
    for number, node in enumerate(nodes):
        for child in node.get("children", ()):
            parents[joints.index(child)] = number
    marks = document["scenes"][0].get("extras", {}).get("landmarks", {})
    return Skeleton(
        names=tuple(node["name"] for node in nodes),
        parents=tuple(parents),
        places=np.array([node["translation"] for node in nodes], float),
        turns=np.array([_matrix(*node["rotation"]) for node in nodes]),
        landmarks={key: (bone, np.array(point, float)) for key, (bone, *point) in marks.items()},
    )


def _matrix(x: float, y: float, z: float, w: float) -> Floats:
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
