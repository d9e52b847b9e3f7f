"""`poses.json` and `bank.json`: postures as turns of bones, views, the sphere of each, how ambiguous and how hard each is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tools.stimuli.ambiguity import grey, score
from tools.stimuli.look import look
from tools.stimuli.scene import Mesh, sphere, upright
from tools.stimuli.shapes import Shape
from tools.stimuli.source import Floats

FORMAT = 1
# Views whose mirror image fits better than this are left out. Set by looking at the pictures, not by asking people.
CUT_OFFS = {"hand": 6.0, "foot": 4.0}
CUT_OFF = 4.0
# Where a score is as usual as any: the middle of all views.
USUAL = 14.0
# Difficulty (logit) of an upright picture, before the angle is added. The plain view: 92 of 100 right at ability 0.
PLAIN, BACK, PALM, DEEP, PER_SCORE = -2.5, 0.0, 0.25, 0.4, 0.04


def poses(shapes: Mapping[str, Shape], meshes: Mapping[str, Mesh]) -> dict[str, Any]:
    """What the browser needs to pose, place, light and paint a part."""
    parts: dict[str, Any] = {}
    for part, shape in shapes.items():
        mesh = meshes[shape.mesh]
        postures: dict[str, Any] = {}
        for name, turns in shape.postures.items():
            posed = mesh.skeleton.pose(turns)
            fit = sphere(shape, name, mesh.posed(posed), posed)
            bones = {bone: _rounded(turn, 1) for bone, turn in turns.items() if any(turn)}
            postures[name] = {"bones": bones, "fit": _rounded(fit, 4), "jitter": name not in shape.still}
        parts[part] = {
            "mesh": shape.mesh, "frame": shape.frame, "limb": shape.limb, "jitter": shape.jitter,
            "views": shape.views, "postures": postures,
        }  # fmt: skip
    return {"format": FORMAT, **look(), "parts": parts}


def bank(
    shapes: Mapping[str, Shape], meshes: Mapping[str, Mesh], tell: Callable[[str], None]
) -> dict[str, Any]:
    """Every posture from every view with its score; those below the cut-off stand apart."""
    items: list[dict[str, Any]] = []
    left_out: list[dict[str, Any]] = []
    for part, shape in shapes.items():
        cut_off = CUT_OFFS.get(part, CUT_OFF)
        for name, turns in shape.postures.items():
            mesh = meshes[shape.mesh]
            posed = mesh.skeleton.pose(turns)
            points = mesh.posed(posed)
            x, y, z, radius = sphere(shape, name, points, posed)
            standing = points @ upright(shape, posed).T - (x, y, z)
            for view in shape.views_of(name):
                item = _item(part, shape, name, view, _score(standing, mesh, radius, shape, view))
                (items if item["ambiguity"] >= cut_off else left_out).append(item)
        tell(part)
    cut_offs = {part: CUT_OFFS.get(part, CUT_OFF) for part in shapes}
    return {"format": FORMAT, "cut_off": cut_offs, "items": items, "left_out": left_out}


def written(document: Mapping[str, Any]) -> bytes:
    """The bytes of a document: one line per posture or item, so that a change can be read."""
    text = json.dumps(document, separators=(",", ":"))
    for opening in ('{"id":', '"views":', '"postures":', '"left_out":', '"parts":'):
        text = text.replace(opening, f"\n{opening}")
    return (text.replace('},"', '},\n"') + "\n").encode()


def _score(standing: Floats, mesh: Mesh, radius: float, shape: Shape, view: str) -> float:
    return score(grey(standing, mesh.quads, radius, shape.views[view]))


def _item(part: str, shape: Shape, posture: str, view: str, ambiguity: float) -> dict[str, Any]:
    plain, deep = view in shape.plain, view in shape.deep
    base = PLAIN + (BACK if plain else DEEP if deep else PALM) + PER_SCORE * max(0.0, USUAL - ambiguity)
    return {
        "id": f"{part}/{posture}/{view}", "part": part, "posture": posture, "view": view, "ambiguity": ambiguity,
        "level": 1 if plain else 3, "base": round(base, 2),
    }  # fmt: skip


def _rounded(values: tuple[float, ...], digits: int) -> list[float]:
    return [round(float(value), digits) + 0.0 for value in values]
