"""Draws the set that is shown where a browser has no WebGL, each posture and view once: `python -m tools.flat_pictures`.

The renderer is the page's own (frontend/stimuli/pictures.ts), run once in Chromium; left ones, upright, in all skin tones, with nothing
behind them. A browser of another version may draw a few pixels otherwise, so this is run when the bank or the drawing changes, not in
each build.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialdown.training.stimuli.bank import FOLDER, Item, bank, drawings
from hatch_build import FRONTEND, MODULES
from tests.servers.chromium import launched

if TYPE_CHECKING:
    from playwright.sync_api import Route

# Points across, and the size that is drawn. A trunk goes on beyond the picture: also turned, its smallest one must be filled.
LIMB, TRUNK = (256, 1.0), (384, 0.6)
QUALITY = 0.8
# Drawn twice as large, so that an edge is partly see-through when it is made small.
DRAW = """async ([specs, ground, quality]) => {
  const pictures = await stimuli.openPictures(document);
  const large = document.createElement('canvas'), small = document.createElement('canvas');
  const pen = large.getContext('2d', { willReadFrequently: true }), found = [];
  for (const { pixels, ...spec } of specs) {
    await pictures.load(spec.part);
    large.width = large.height = 2 * pixels;
    small.width = small.height = pixels;
    await pictures.draw(spec, large);
    if (pictures.flat) throw new Error('no WebGL here');
    const image = pen.getImageData(0, 0, 2 * pixels, 2 * pixels), all = new Uint32Array(image.data.buffer);
    for (let i = 0; i < all.length; i++) if (all[i] === ground) all[i] = 0;
    pen.putImageData(image, 0, 0);
    const fine = small.getContext('2d');
    fine.imageSmoothingQuality = 'high';
    fine.drawImage(large, 0, 0, pixels, pixels);
    found.push(small.toDataURL('image/webp', quality));
  }
  return found;
}"""


def _spec(item: Item, number: int) -> dict[str, Any]:
    poses = bank().poses
    part = poses["parts"][item.part]
    tilt, turn = part["views"][item.view]
    pixels, size = LIMB if part["limb"] else TRUNK
    # Six views, six tones: one further for each posture, so that no view has a tone of its own.
    tone = (number + number // 6) % len(poses["tones"])
    return {
        "item": item.id, "part": item.part, "mesh": part["mesh"], "posture": item.posture, "view": item.view, "side": "left",
        "angle_deg": 0, "tilt": tilt, "turn": turn, "tone": tone, "light": 0, "size": size, "jitter": [], "level": 1, "difficulty": 0,
        "pixels": pixels,
    }  # fmt: skip


def _page() -> str:
    files = {"poses": "poses.json"} | {mesh: f"{mesh}.glb" for mesh in bank().skeletons}
    named = "".join(f'<data data-picture="{name}" data-src="/{file}"></data>' for name, file in files.items())
    return f"<!doctype html>{named}"


def _ground(colour: str) -> int:
    """`#rrggbb`, opaque, as one number of a picture: red is the lowest byte."""
    return int.from_bytes(bytes.fromhex(colour[1:]) + b"\xff", "little")


def _bundle(folder: str) -> str:
    """The renderer as one script with a name of its own."""
    out = Path(folder) / "pictures.js"
    given = [
        "--bundle",
        "--format=iife",
        "--global-name=stimuli",
        f"--outfile={out}",
        str(FRONTEND / "stimuli/pictures.ts"),
    ]
    subprocess.run([str(MODULES / ".bin/esbuild"), *given], check=True, cwd=FRONTEND, stdout=sys.stderr)
    return out.read_text(encoding="utf-8")


def _answer(route: Route) -> None:
    name = route.request.url.rsplit("/", 1)[1]
    if name:
        route.fulfill(body=(FOLDER / name).read_bytes())
    else:
        route.fulfill(body=_page(), content_type="text/html")


def main() -> None:
    """Write flat/*.webp and flat/flat.json."""
    specs = [_spec(item, number) for number, item in enumerate(bank().items)]
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        page = browser.new_page()
        page.set_default_timeout(0)
        page.route("**/*", _answer)
        page.goto("http://127.0.0.1:9/")
        page.add_script_tag(content=_bundle(folder))
        drawn = page.evaluate(DRAW, [specs, _ground(bank().poses["background"]), QUALITY])
    flat = FOLDER / "flat"
    flat.mkdir(exist_ok=True)
    for old in flat.glob("*.webp"):
        old.unlink()
    rows: list[dict[str, Any]] = []
    for spec, picture in zip(specs, drawn, strict=True):
        (file,) = drawings([spec])
        (flat / file).write_bytes(base64.b64decode(picture.split(",", 1)[1]))
        rows.append({"file": file} | {key: spec[key] for key in ("part", "posture", "view", "tone", "size")})
    (flat / "flat.json").write_text(
        "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
