"""The .glb of one part: coarse quads, quantised, with bones whose rest is baked in anatomical frames."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.stimuli.mesh import Patch
from tools.stimuli.skinning import Skeleton
from tools.stimuli.source import Floats

BYTE, SHORT, USHORT, FLOAT = 5121, 5122, 5123, 5126
STEPS = 32_767  # of a position, over half the extent of the part
COPYRIGHT = "Shape, rig and weights: MakeHuman/MPFB, CC0 1.0"


@dataclass(frozen=True)
class Landmark:
    """A point that goes with a bone, in that bone's own frame (metres)."""

    bone: str
    point: Floats


def name(bone: str) -> str:
    """Loaders strip dots from names."""
    return bone.replace(".", "_")


def glb(skeleton: Skeleton, patches: Sequence[Patch], landmarks: Mapping[str, Landmark]) -> bytes:
    """The file. Patches that are subdivided come first; `extras.subdivide` is how many quads they have together."""
    ordered = sorted(patches, key=lambda patch: not patch.smooth)
    starts = np.cumsum([0, *(len(patch.points) for patch in ordered)])
    points = np.vstack([patch.points for patch in ordered])
    quads = np.vstack([patch.quads + start for patch, start in zip(ordered, starts, strict=False)])
    if len(points) > 65_535:
        raise ValueError(f"{len(points)} points; expected fewer than 65,536")
    middle = (points.min(0) + points.max(0)) / 2
    scale = float(np.abs(points - middle).max())
    positions = np.zeros((len(points), 4), "<i2")
    positions[:, :3] = np.round((points - middle) / scale * STEPS)
    joints, weights = _strongest(np.vstack([patch.weights for patch in ordered]))
    masks = np.round(np.clip(np.vstack([patch.masks for patch in ordered]), 0, 1) * 255).astype("u1")
    triangles = np.stack([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]], 1).reshape(-1).astype("<u2")
    inverse = np.array([_inverse(skeleton, bone, middle, scale) for bone in skeleton.bones], "<f4")

    document = _document(skeleton, {key: _landmark(value) for key, value in landmarks.items()})
    document["meshes"][0]["extras"] = {
        "subdivide": sum(len(patch.quads) for patch in ordered if patch.smooth)
    }
    box = {"min": positions[:, :3].min(0).tolist(), "max": positions[:, :3].max(0).tolist()}
    blob = b""
    for data, kind, shape, more, view in (
        (positions, SHORT, "VEC3", {"normalized": True, **box}, {"target": 34962, "byteStride": 8}),
        (masks, BYTE, "VEC4", {"normalized": True}, {"target": 34962}),
        (joints, BYTE, "VEC4", {}, {"target": 34962}),
        (weights, BYTE, "VEC4", {"normalized": True}, {"target": 34962}),
        (triangles, USHORT, "SCALAR", {}, {"target": 34963}),
        (inverse, FLOAT, "MAT4", {}, {}),
    ):
        raw = data.tobytes()
        number = len(document["bufferViews"])
        document["bufferViews"].append({"buffer": 0, "byteOffset": len(blob), "byteLength": len(raw), **view})
        document["accessors"].append(
            {"bufferView": number, "componentType": kind, "count": len(data), "type": shape, **more}
        )
        blob += raw + b"\0" * (-len(raw) % 4)
    document["buffers"] = [{"byteLength": len(blob)}]
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    return (
        struct.pack("<III", 0x46546C67, 2, 28 + len(text) + len(blob))
        + struct.pack("<II", len(text), 0x4E4F534A) + text
        + struct.pack("<II", len(blob), 0x004E4942) + blob
    )  # fmt: skip


def _document(skeleton: Skeleton, landmarks: dict[str, Any]) -> dict[str, Any]:
    nodes: list[dict[str, Any]] = []
    roots: list[int] = []
    for bone in skeleton.bones:
        parent = skeleton.human.parent(bone)
        turn, place = skeleton.frames[bone], skeleton.human.heads[bone]
        if parent in skeleton.place:
            frame = skeleton.frames[parent]
            turn, place = frame.T @ turn, frame.T @ (place - skeleton.human.heads[parent])
            nodes[skeleton.place[parent]].setdefault("children", []).append(len(nodes))
        else:
            roots.append(len(nodes))
        nodes.append(
            {"name": name(bone), "translation": _short(place, 5), "rotation": _short(_quaternion(turn), 6)}
        )
    nodes.append({"name": "mesh", "mesh": 0, "skin": 0})
    attributes = {"POSITION": 0, "_MASK": 1, "JOINTS_0": 2, "WEIGHTS_0": 3}
    return {
        "asset": {"version": "2.0", "generator": "tools.stimuli", "copyright": COPYRIGHT},
        "extensionsUsed": ["KHR_mesh_quantization"], "extensionsRequired": ["KHR_mesh_quantization"],
        "scene": 0, "scenes": [{"nodes": [*roots, len(nodes) - 1], "extras": {"landmarks": landmarks}}], "nodes": nodes,
        "meshes": [{"primitives": [{"attributes": attributes, "indices": 4}]}],
        "skins": [{"joints": list(range(len(skeleton.bones))), "inverseBindMatrices": 5}],
        "accessors": [], "bufferViews": [],
    }  # fmt: skip


def _landmark(landmark: Landmark) -> list[Any]:
    return [name(landmark.bone), *_short(landmark.point, 4)]


def _inverse(skeleton: Skeleton, bone: str, middle: Floats, scale: float) -> Floats:
    """From a quantised position to the bone's frame, column by column."""
    turn = skeleton.frames[bone].T
    matrix = np.eye(4)
    matrix[:3, :3] = turn * scale
    matrix[:3, 3] = turn @ (middle - skeleton.human.heads[bone])
    return matrix.T


def _strongest(weights: Floats) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The four strongest bones of each point and their weights in 255ths, which sum to 255."""
    joints = np.argsort(-weights, 1, kind="stable")[:, :4]
    four = np.take_along_axis(weights, joints, 1)
    whole = np.floor(four / four.sum(1, keepdims=True) * 255)
    whole[:, 0] += 255 - whole.sum(1)
    joints[whole == 0] = 0
    return joints.astype("u1"), whole.astype("u1")


def _quaternion(turn: Floats) -> Floats:
    """x, y, z, w of a rotation matrix."""
    w = np.sqrt(max(0.0, 1 + np.trace(turn))) / 2
    if w > 1e-4:
        made = np.array(
            [turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1], 4 * w * w]
        ) / (4 * w)
    else:
        i = int(np.argmax(np.diag(turn)))
        j, k = (i + 1) % 3, (i + 2) % 3
        s = np.sqrt(1 + turn[i, i] - turn[j, j] - turn[k, k]) * 2
        made = np.zeros(4)
        made[3] = (turn[k, j] - turn[j, k]) / s
        made[i], made[j], made[k] = s / 4, (turn[j, i] + turn[i, j]) / s, (turn[k, i] + turn[i, k]) / s
    return made / np.linalg.norm(made)


def _short(values: Floats, digits: int) -> list[float]:
    return [round(float(value), digits) + 0.0 for value in values]
