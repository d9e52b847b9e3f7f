"""A camera that sees rendered hands: one opens and closes, the other rests. Drawn by the trainer's own code, written as a film of JPEGs."""

from __future__ import annotations

import io
import json
import math
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from dialdown.training.stimuli.bank import FOLDER, generate
from tools.stimuli.studio import studio

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Chromium plays such a film at 30 frames a second, over and over.
FPS, WIDE, HIGH = 30, 640, 480
MOVEMENTS, EACH, BEFORE, AFTER = 8, 60, 60, 90
FRAMES = BEFORE + MOVEMENTS * EACH + AFTER
SHAPES = 16
HAND = 300
BITS = 10
# Reads the number of the frame, from the blocks in the half that is not shown.
NUMBER = """() => { const video = document.querySelector('[data-shown]');
  if (video.readyState < 2) return -1;
  const canvas = document.createElement('canvas'); [canvas.width, canvas.height] = [640, 480];
  const pen = canvas.getContext('2d', { willReadFrequently: true }); pen.drawImage(video, 0, 0, 640, 480);
  let found = 0; for (let bit = 0; bit < 10; bit++) if (pen.getImageData(70 + 20 * bit, 35, 1, 1).data[1] > 128) found += 2 ** bit;
  return found; }"""


def fold(frame: int) -> float:
    """How far the moving hand is closed, 0 to 1."""
    if not BEFORE <= frame < BEFORE + MOVEMENTS * EACH:
        return 0.0
    return (1 - math.cos(2 * math.pi * ((frame - BEFORE) % EACH) / EACH)) / 2


def write_hands(browser: Browser, folder: Path, *, view: str, shown_moves: bool) -> Path:
    """The film: the right half is the one that is shown, and its hand moves, or rests while the hidden left one moves."""
    shapes = _shapes(folder / "pictures")
    rng = np.random.default_rng(5)
    table = np.clip(rng.normal(112, 6, (HIGH, WIDE, 1)) + np.array([6.0, 0.0, -8.0]), 0, 255).astype(np.uint8)
    with studio(shapes, browser) as drawing:
        drawn: dict[str, list[Image.Image]] = {}
        for side in ("left", "right"):
            spec = generate(
                3, part="hand", side=side, posture="open", view=view, angle_deg=0, tone=1, light=0
            )
            drawn[side] = [
                drawing.draw(
                    spec.to_dict() | {"posture": f"fold{n}", "jitter": [], "size": 1.0}, HAND, clear=True
                )
                for n in range(SHAPES)
            ]
    film = folder / f"{view}-{'shown' if shown_moves else 'hidden'}.mjpeg"
    made: dict[tuple[int, int], Image.Image] = {}
    with film.open("wb") as file:
        for frame in range(FRAMES):
            moving = round(fold(frame) * (SHAPES - 1))
            shape = (0, moving) if shown_moves else (moving, 0)
            if shape not in made:
                made[shape] = Image.fromarray(table)
                for x, side, n in ((10, "left", shape[0]), (330, "right", shape[1])):
                    made[shape].paste(drawn[side][n], (x, 120), drawn[side][n])
            pixels = np.array(made[shape])
            for bit in range(BITS):
                pixels[20:50, 60 + 20 * bit : 80 + 20 * bit] = 235 if frame >> bit & 1 else 16
            kept = io.BytesIO()
            Image.fromarray(pixels).save(kept, "JPEG", quality=88)
            file.write(kept.getvalue())
    return film


def _shapes(folder: Path) -> Path:
    """The built pictures with more postures of the hand: from open to a fist, seen from where the open one is seen."""
    shutil.copytree(FOLDER, folder)
    poses = json.loads((folder / "poses.json").read_text(encoding="utf-8"))
    postures = poses["parts"]["hand"]["postures"]
    still, closed = postures["open"], postures["fist"]
    for n in range(SHAPES):
        share = n / (SHAPES - 1)
        bones = {
            bone: [
                (1 - share) * a + share * b
                for a, b in zip(
                    still["bones"].get(bone, [0, 0, 0]), closed["bones"].get(bone, [0, 0, 0]), strict=True
                )
            ]
            for bone in {**still["bones"], **closed["bones"]}
        }
        postures[f"fold{n}"] = {"bones": bones, "fit": still["fit"], "jitter": False}
    (folder / "poses.json").write_text(json.dumps(poses), encoding="utf-8")
    return folder
