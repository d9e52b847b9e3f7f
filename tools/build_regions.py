"""Writes `regions.csv`: every region of the body map with its label and the published outline it overlaps most.

    python tools/build_regions.py            # writes src/dialdown/intake/data/regions.csv
    python tools/build_regions.py --report   # prints every overlap and writes nothing

The outlines (CSV: id, x, y; male figure, front and back) are read from `bodymap/` below DIALDOWN_REFERENCE_DATA,
by default `../shared/data` beside the repository. Only the segments' numbers end up in the table, no outline does.

The two figures stand differently: the drawing has a larger head, arms held wider and a higher rib arch. So the
drawing is not laid over the outlines as a whole: each body part is bent along a chain of joints (crown to crotch,
shoulder to fingertip, hip to toe), and its width is scaled with the figure's half width there. Needs shapely.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, inf
from pathlib import Path

import numpy as np
from shapely import Polygon, segmentize, transform
from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "src/dialdown/ui/templates/ui/bodymap.svg"
TABLE = ROOT / "src/dialdown/intake/data/regions.csv"
COLUMNS = ("id", "view", "side", "place", "part", "label", "outline")
PARTS = ("head", "trunk", "arm", "hand", "leg", "foot")
SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
STEP = 1.5  # drawing units between two points that are bent

# x of each figure's midline. The person's left is on the picture's right in the front view, on its left in the back.
DRAWING_MIDDLE = {"front": 190.0, "back": 570.0}
OUTLINE_MIDDLE = {"front": 140.5, "back": 146.5}
PICTURE_RIGHT = {"front": "left", "back": "right"}

Joint = tuple[float, float, float]  # distance from the midline, height, half width of the body there

# The same anatomical points, read off both figures: (drawing, outline). The front trunk has the rib arch, which
# both figures show; without it the drawing's belly would be laid over the outlines' chest.
CHAINS: Mapping[str, Mapping[str, tuple[tuple[Joint, Joint], ...]]] = {
    "front": {
        "middle": (
            ((0, 8, 45), (0, 18, 28)),  # crown
            ((0, 112, 34), (0, 84, 21)),  # chin
            ((0, 143, 40), (0, 111, 34)),  # pit of the throat
            ((0, 215, 57), (0, 208, 47)),  # rib arch, half way out
            ((0, 371, 61), (0, 310, 54)),  # crotch
        ),
        "arm": (
            ((63, 166, 21), (65, 127, 15)),  # shoulder joint
            ((104, 265, 15.5), (71, 213, 14)),  # elbow
            ((135, 352, 12.5), (90, 281, 11)),  # wrist
            ((159, 422, 24), (103, 339, 20)),  # tip of the middle finger
        ),
        "leg": (
            ((30, 336, 31), (27, 290, 27)),  # hip joint
            ((40.5, 471, 22), (24, 417, 17)),  # knee
            ((43, 606, 14.5), (19, 531, 11)),  # ankle joint
            ((51, 676, 20), (22, 563, 15)),  # toes
        ),
    },
    "back": {
        "middle": (
            ((0, 8, 45), (0, 13, 26)),  # crown
            ((0, 112, 34), (0, 82, 18)),  # base of the skull
            ((0, 143, 40), (0, 109.5, 34)),  # root of the neck
            ((0, 371, 61), (0, 326, 55)),  # fold below the buttocks
        ),
        "arm": (
            ((63, 166, 21), (65, 125, 15)),
            ((104, 265, 15.5), (71, 211, 14)),
            ((135, 352, 12.5), (90, 279, 11)),
            ((159, 422, 24), (110, 339, 20)),
        ),
        "leg": (
            ((30, 336, 31), (28, 300, 26)),
            ((40.5, 473, 22), (24, 417, 18)),
            ((43, 606, 14.5), (21, 526, 11)),
            ((51, 676, 20), (23, 564, 15)),
        ),
    },
}
CHAIN_OF = {"head": "middle", "trunk": "middle", "arm": "arm", "hand": "arm", "leg": "leg", "foot": "leg"}


class NoOutlines(Exception):
    """The outlines are not there."""


@dataclass(frozen=True)
class Shape:
    """A region as drawn."""

    id: str
    part: str
    label: str
    polygon: Polygon

    @property
    def view(self) -> str:
        return self.id.split("-", 2)[0]

    @property
    def side(self) -> str:
        return self.id.split("-", 2)[1]

    @property
    def place(self) -> str:
        return self.id.split("-", 2)[2]


@dataclass(frozen=True)
class Overlap:
    """Which outline a region overlaps most: its number, the share of the region in it, the next best share."""

    outline: int
    share: float
    next_outline: int
    next_share: float


def points(path: str) -> list[tuple[float, float]]:
    """The corners of a closed path with one absolute start and relative lines (`M1 2l3 4 5 6z`)."""
    if not re.fullmatch(r"M[^Mlz]+l[^Mlz]+z", path):
        raise ValueError(f"not one closed ring of relative lines: {path[:40]}")
    numbers = [float(n) for n in NUMBER.findall(path)]
    x = y = 0.0
    ring: list[tuple[float, float]] = []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        # The drawing has one decimal; summing binary fractions would blur it.
        x, y = round(x + dx, 1), round(y + dy, 1)
        ring.append((x, y))
    return ring


def plain(template: str) -> str:
    """The drawing as plain SVG: the words without their translation tags."""
    words = re.sub(r"""\{% translate (["'])(.*?)\1 %\}""", r"\2", template)
    return re.sub(r"\{%.*?%\}", "", words)


def shapes(drawing: Path = DRAWING) -> list[Shape]:
    """The regions of the drawing, in its order."""
    # Our own file, and the standard library's parser loads nothing from outside.
    root = ET.fromstring(plain(drawing.read_text(encoding="utf-8")))  # noqa: S314
    return [
        Shape(
            path.attrib["id"],
            path.attrib["data-part"],
            (path.findtext(f"{SVG}title") or "").strip(),
            Polygon(points(path.attrib["d"])),
        )
        for path in root.iter(f"{SVG}path")
        if path.get("class") == "r"
    ]


def reference() -> Path:
    """The folder of the outlines."""
    folder = Path(os.environ.get("DIALDOWN_REFERENCE_DATA") or ROOT.parent / "shared" / "data") / "bodymap"
    if not folder.is_dir():
        raise NoOutlines("no outlines: set DIALDOWN_REFERENCE_DATA to the folder that holds `bodymap`")
    return folder


def outlines(view: str, folder: Path | None = None) -> dict[int, Polygon]:
    """The male figure's segments by number; y grows downward."""
    rings: dict[int, list[tuple[float, float]]] = {}
    table = (folder or reference()) / f"male_{view}_poly_coords_df.csv"
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rings.setdefault(int(row["id"]), []).append((float(row["x"]), float(row["y"])))
    return {number: Polygon(ring) for number, ring in sorted(rings.items())}


def bent(point: tuple[float, float], chain: tuple[tuple[Joint, Joint], ...]) -> tuple[float, float]:
    """Where a point of the drawing lies in the outlines' figure (both measured from the midline outward).

    The point belongs to the nearest bone of the chain (the first and last reach on beyond their ends). It keeps its
    share of the bone's length, and its distance from the bone in half widths of the body.
    """
    x, y = point
    nearest, found = inf, point
    bones = list(pairwise(chain))
    for i, ((a, at), (b, bt)) in enumerate(bones):
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = hypot(dx, dy)
        along = ((x - a[0]) * dx + (y - a[1]) * dy) / length**2
        across = ((x - a[0]) * dy - (y - a[1]) * dx) / length
        within = min(max(along, 0.0), 1.0)
        held = along if (along < 0 and i == 0) or (along > 1 and i == len(bones) - 1) else within
        away = hypot((along - held) * length, across)
        if away >= nearest:
            continue
        tx, ty = bt[0] - at[0], bt[1] - at[1]
        there = hypot(tx, ty)
        off = across / (a[2] + (b[2] - a[2]) * within) * (at[2] + (bt[2] - at[2]) * within)
        nearest = away
        found = (at[0] + tx * held + off * ty / there, at[1] + ty * held - off * tx / there)
    return found


def laid_over(shape: Shape) -> BaseGeometry:
    """A region of the drawing, bent to the outlines' figure and in its coordinates."""
    chain = CHAINS[shape.view][CHAIN_OF[shape.part]]
    sign = 1 if PICTURE_RIGHT[shape.view] == shape.side else -1
    middle, target = DRAWING_MIDDLE[shape.view], OUTLINE_MIDDLE[shape.view]

    def move(corners: np.ndarray) -> np.ndarray:
        there = (bent((sign * (x - middle), y), chain) for x, y in corners.tolist())
        return np.array([(target + sign * u, v) for u, v in there])

    return transform(segmentize(shape.polygon, STEP), move).buffer(0)


def overlap(shape: Shape, segments: Mapping[int, Polygon]) -> Overlap:
    """The outline with the largest overlap of area, and the runner-up."""
    region = laid_over(shape)
    shares = sorted(
        ((region.intersection(segment).area / region.area, number) for number, segment in segments.items()),
        key=lambda found: (-found[0], found[1]),
    )
    (first, number), (second, runner_up) = shares[:2]
    if first <= 0:
        raise ValueError(f"{shape.id} overlaps no outline")
    return Overlap(number, first, runner_up, second)


def overlaps(drawn: list[Shape], folder: Path | None = None) -> dict[str, Overlap]:
    """The overlap of every region, by id."""
    segments = {view: outlines(view, folder) for view in DRAWING_MIDDLE}
    return {shape.id: overlap(shape, segments[shape.view]) for shape in drawn}


def in_list_order(drawn: list[Shape]) -> list[Shape]:
    """The order of the list beside the map: by body part, front before back, from the top down, left before right."""
    top: dict[tuple[str, str], float] = {}
    for shape in drawn:
        key = (shape.view, shape.place)
        top[key] = min(top.get(key, inf), shape.polygon.bounds[1])
    return sorted(
        drawn,
        key=lambda s: (
            PARTS.index(s.part),
            s.view == "back",
            top[s.view, s.place],
            s.place,
            s.side == "right",
        ),
    )


def table(drawn: list[Shape], found: Mapping[str, Overlap]) -> str:
    """The text of `regions.csv`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for s in in_list_order(drawn):
        writer.writerow((s.id, s.view, s.side, s.place, s.part, s.label, found[s.id].outline))
    return out.getvalue()


def main() -> None:
    """Writes the table, or reports the overlaps."""
    parser = argparse.ArgumentParser(description="Writes regions.csv from the drawing and the outlines.")
    parser.add_argument("--report", action="store_true", help="print every overlap and write nothing")
    report = parser.parse_args().report
    drawn = shapes()
    try:
        found = overlaps(drawn)
    except NoOutlines as missing:
        raise SystemExit(str(missing)) from None
    if report:
        for shape in sorted(drawn, key=lambda shape: found[shape.id].share - found[shape.id].next_share):
            o = found[shape.id]
            print(f"{shape.id:28} {o.outline} {o.share:4.0%}   next {o.next_outline} {o.next_share:4.0%}")
        return
    TABLE.write_text(table(drawn, found), encoding="utf-8", newline="\n")
    print(f"{TABLE.relative_to(ROOT)}: {len(drawn)} regions")


if __name__ == "__main__":
    main()
