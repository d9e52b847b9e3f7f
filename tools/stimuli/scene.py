"""The left side as the browser would set it up: a posed mesh, upright before the viewer, and the sphere that holds it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dialdown.training.stimuli.skeleton import Posed, Skeleton
from tools.stimuli.mesh import Patch
from tools.stimuli.shapes import Shape
from tools.stimuli.source import Floats, Ints


@dataclass(frozen=True)
class Mesh:
    """A part ready to be posed: smooth points (n, 3), quads, weights (n, bones), masks (n, 4) and bones."""

    points: Floats
    quads: Ints
    weights: Floats
    masks: Floats
    skeleton: Skeleton

    @classmethod
    def of(cls, patches: list[Patch], skeleton: Skeleton) -> Mesh:
        """As the browser has it after one step of subdivision."""
        smooth = [patch.subdivided() if patch.smooth else patch for patch in patches]
        starts = np.cumsum([0, *(len(patch.points) for patch in smooth)])
        quads = np.vstack([patch.quads + start for patch, start in zip(smooth, starts, strict=False)])
        points, weights, masks = (
            np.vstack([getattr(patch, key) for patch in smooth]) for key in ("points", "weights", "masks")
        )
        return cls(points, quads, weights, masks, skeleton)

    def posed(self, posed: Posed) -> Floats:
        """Points (n, 3) after linear blend skinning."""
        rest = self.skeleton.pose({})
        made = np.zeros_like(self.points)
        for bone in range(len(self.skeleton.names)):
            turn = posed.turns[bone] @ rest.turns[bone].T
            moved = (self.points - rest.places[bone]) @ turn.T + posed.places[bone]
            made += self.weights[:, bone : bone + 1] * moved
        return made


def upright(shape: Shape, posed: Posed) -> Floats:
    """The rotation (3, 3) that makes the frame bone stand upright; none for a body."""
    return np.eye(3) if shape.frame is None else posed.turn(shape.frame).T


def sphere(shape: Shape, posture: str, points: Floats, posed: Posed) -> tuple[float, float, float, float]:
    """Centre and radius (metres) of what the picture shows, in upright space."""
    turn = upright(shape, posed)
    near = shape.focus.get(posture) or shape.focus.get("")
    if near:
        name, radius = near
        centre = posed.landmark(name) if name in posed.skeleton.landmarks else posed.joint(name)
        x, y, z = turn @ centre
        return float(x), float(y), float(z), radius
    turned = points @ turn.T
    centre = (turned.min(0) + turned.max(0)) / 2
    radius = float(np.linalg.norm(turned - centre, axis=1).max())
    return float(centre[0]), float(centre[1]), float(centre[2]), radius
