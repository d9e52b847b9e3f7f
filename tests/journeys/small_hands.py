"""The hands of the films as the counter sees them: 40 x 30 grey, one picture of each shape from open to closed, as a file for its unit tests.

python -m tests.journeys.small_hands frontend/tests/hands.json      # draws with Chromium
"""

from __future__ import annotations

import base64
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.journeys.moving_hands import BEFORE, EACH, SHAPES, fold, write_hands
from tests.servers.chromium import launched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VIEWS = ("palm", "back")
# As the page of the mirror does: the shown half of the picture drawn on 40 x 30 pixels. The number of the frame lies in the other half.
SHRINK = """async (films) => { const canvas = document.createElement('canvas'); [canvas.width, canvas.height] = [40, 30];
  const pen = canvas.getContext('2d', { willReadFrequently: true }), found = [];
  for (const jpeg of films) { const one = new Image(); one.src = 'data:image/jpeg;base64,' + jpeg; await one.decode();
    pen.drawImage(one, 320, 0, 320, 480, 0, 0, 40, 30);
    const rgba = pen.getImageData(0, 0, 40, 30).data, grey = [];
    for (let i = 0; i < rgba.length; i += 4) grey.push(Math.round(0.299 * rgba[i] + 0.587 * rgba[i + 1] + 0.114 * rgba[i + 2]));
    found.push(grey); }
  return found; }"""


def small(browser: Browser, view: str) -> list[str]:
    """The shapes of one view from open to closed, each as base64 of its grey values."""
    with tempfile.TemporaryDirectory() as folder:
        film = write_hands(browser, Path(folder), view=view, shown_moves=True).read_bytes()
    frames = film.split(b"\xff\xd8\xff")[1:]
    of_shape = {round(fold(BEFORE + n) * (SHAPES - 1)): frames[BEFORE + n] for n in range(EACH // 2 + 1)}
    jpegs = [base64.b64encode(b"\xff\xd8\xff" + of_shape[shape]).decode() for shape in sorted(of_shape)]
    page = browser.new_page()
    found = page.evaluate(SHRINK, jpegs)
    page.close()
    return [base64.b64encode(bytes(grey)).decode() for grey in found]


def main(path: Path) -> None:
    """Draw both sides of the hand and write them."""
    with launched() as browser:
        found = {view: small(browser, view) for view in VIEWS}
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
