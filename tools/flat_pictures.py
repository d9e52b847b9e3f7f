"""Draws the small set of left hands and feet that is shown where a browser has no WebGL: `python -m tools.flat_pictures`.

The renderer is the page's own (frontend/stimuli/pictures.ts), run once in Chromium; upright, in middle skin tones. A browser of
another version may draw a few pixels otherwise, so this is run when the bank changes, not in each build.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatch_build import FRONTEND, MODULES
from tests.servers.chromium import launched

if TYPE_CHECKING:
    from playwright.sync_api import Route

FOLDER = Path(__file__).resolve().parents[1] / "src/dialdown/training/static/training/stimuli"
VIEWS = {"hand": ("back", "palm", "thumb"), "foot": ("top", "sole", "inner")}
PIXELS, QUALITY = 256, 0.8
PAGE = '<!doctype html><data data-picture="poses" data-src="/poses.json"></data>' + "".join(
    f'<data data-picture="{part}" data-src="/{part}.glb"></data>' for part in VIEWS
)
DRAW = """async ([specs, size, quality]) => {
  const pictures = await stimuli.openPictures(document);
  if (pictures.flat) throw new Error('no WebGL here');
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const found = [];
  for (const spec of specs) {
    await pictures.load(spec.part);
    pictures.draw(spec, canvas);
    found.push(canvas.toDataURL('image/webp', quality));
  }
  return found;
}"""


def _specs() -> list[dict[str, object]]:
    items = json.loads((FOLDER / "bank.json").read_text(encoding="utf-8"))["items"]
    poses = json.loads((FOLDER / "poses.json").read_text(encoding="utf-8"))["parts"]
    wanted = [item for item in items if item["view"] in VIEWS.get(item["part"], ())]
    return [_spec(item, poses[item["part"]], number) for number, item in enumerate(wanted)]


def _spec(item: dict[str, Any], part: dict[str, Any], number: int) -> dict[str, object]:
    tilt, turn = part["views"][item["view"]]
    return {
        "item": item["id"], "part": item["part"], "mesh": part["mesh"], "posture": item["posture"], "view": item["view"], "side": "left",
        "angle_deg": 0, "tilt": tilt, "turn": turn, "tone": 1 + number % 4, "light": 0, "size": 0.95, "jitter": [], "level": 1,
        "difficulty": 0,
    }  # fmt: skip


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
        route.fulfill(body=PAGE, content_type="text/html")


def main() -> None:
    """Write flat/*.webp and flat/flat.json."""
    specs = _specs()
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        page = browser.new_page()
        page.route("**/*", _answer)
        page.goto("http://127.0.0.1:9/")
        page.add_script_tag(content=_bundle(folder))
        drawn = page.evaluate(DRAW, [specs, PIXELS, QUALITY])
    flat = FOLDER / "flat"
    flat.mkdir(exist_ok=True)
    for old in flat.glob("*.webp"):
        old.unlink()
    rows = []
    for spec, picture in zip(specs, drawn, strict=True):
        file = f"{str(spec['item']).replace('/', '-')}.webp"
        (flat / file).write_bytes(base64.b64decode(picture.split(",", 1)[1]))
        rows.append({"file": file, "part": spec["part"], "posture": spec["posture"], "view": spec["view"]})
    (flat / "flat.json").write_text(
        "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
