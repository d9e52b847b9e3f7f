"""How hard is it to see which side a picture shows? Its mirror image is laid over it under all turns and shifts in the plane.

Score = 100 x (1 - best correlation): 0 would mean that nobody could tell. Validated against pictures only, not against people.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageOps

from dialdown.training.stimuli.skeleton import rotation
from tools.stimuli.draw import draw, project
from tools.stimuli.mesh import normals
from tools.stimuli.source import Floats, Ints

SIZE = 112
STEP = 6  # degrees


def grey(points: Floats, quads: Ints, radius: float, view: tuple[float, float]) -> Floats:
    """The picture (SIZE, SIZE) of upright points, 0 where there is nothing, under light from the front and above."""
    tilt, turn = view
    seen = points @ rotation(tilt, turn, 0).T
    outward = normals(seen, quads)
    light = np.array([0, 1.6, 1.8]) / np.hypot(1.6, 1.8)
    shade = 40 + 0.5 * (70 + 60 * outward[:, 1] + 110 * np.clip(outward @ light, 0, 1))
    pixels, away = project(seen, radius, SIZE)
    triangles = np.vstack([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return draw(pixels, away, triangles, shade[:, None], SIZE, np.zeros(1))[..., 0]


def score(picture: Floats) -> float:
    """100 x (1 - the best correlation of a picture with its turned and shifted mirror image)."""
    mirror = ImageOps.mirror(Image.fromarray(np.clip(picture, 0, 255).astype("u1")))
    spectrum = np.fft.rfft2(picture)
    energy = (picture**2).sum()
    best = 0.0
    for turn in range(0, 360, STEP):
        turned = np.asarray(mirror.rotate(turn, resample=Image.Resampling.BILINEAR), float)
        overlap = np.fft.irfft2(spectrum * np.conj(np.fft.rfft2(turned)), s=picture.shape).max()
        best = max(best, float(overlap / np.sqrt(energy * (turned**2).sum())))
    return round((1 - best) * 100, 1)
