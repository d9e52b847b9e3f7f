"""A small software renderer: triangles sampled into a depth buffer. For scores and for pictures where a browser cannot draw."""

from __future__ import annotations

import numpy as np

from tools.stimuli.source import Floats, Ints

# Half the angle of view of the camera.
HALF_VIEW = np.radians(11)


def project(points: Floats, radius: float, size: int, margin: float = 1.04) -> tuple[Floats, Floats]:
    """Pixels (n, 2) from the top left and distance (n,) from a camera that sees a sphere of this radius round the origin."""
    away = radius * margin / np.sin(HALF_VIEW) - points[:, 2]
    focal = size / 2 / np.tan(HALF_VIEW)
    at = points[:, :2] / away[:, None] * focal
    return np.stack([size / 2 + at[:, 0], size / 2 - at[:, 1]], 1), away


def draw(
    pixels: Floats, away: Floats, triangles: Ints, values: Floats, size: int, background: Floats
) -> Floats:
    """Picture (size, size, channels): nearest sample wins; `values` (n, channels) per point are interpolated."""
    corners = pixels[triangles]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    longest = np.maximum(np.abs(first).max(1), np.abs(second).max(1))
    longest = np.maximum(longest, np.abs(corners[:, 2] - corners[:, 1]).max(1))
    flat = np.full(size * size, np.inf)
    picture = np.tile(background, (size * size, 1))
    # Samples less than one pixel apart, in groups of triangles of like size.
    steps = np.maximum(np.ceil(longest * 1.5).astype(int), 1)
    spots: list[Ints] = []
    depths: list[Floats] = []
    colours: list[Floats] = []
    for step in np.unique(steps):
        some = triangles[steps == step]
        i, j = np.meshgrid(np.arange(step + 1), np.arange(step + 1), indexing="ij")
        keep = i + j <= step
        u, v = i[keep] / step, j[keep] / step
        share = np.stack([1 - u - v, u, v], 1)
        where = np.floor(np.einsum("sk,tkc->tsc", share, pixels[some])).astype(int)
        inside = ((where >= 0) & (where < size)).all(2)
        spots.append((where[..., 1] * size + where[..., 0])[inside])
        depths.append(np.einsum("sk,tk->ts", share, away[some])[inside])
        colours.append(np.einsum("sk,tkc->tsc", share, values[some])[inside])
    spot, depth, colour = np.concatenate(spots), np.concatenate(depths), np.concatenate(colours)
    order = np.lexsort((depth, spot))
    spot, depth, colour = spot[order], depth[order], colour[order]
    nearest = np.ones(len(spot), bool)
    nearest[1:] = spot[1:] != spot[:-1]
    flat[spot[nearest]] = depth[nearest]
    picture[spot[nearest]] = colour[nearest]
    return picture.reshape(size, size, -1)
