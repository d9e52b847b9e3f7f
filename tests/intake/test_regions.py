"""The body map: the drawing, its table of regions, and the published outlines they belong to."""

from __future__ import annotations

import csv
import gzip
import math
import re
from collections import Counter
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest

from dialdown.intake.regions import SIDES, drawn, regions

PARTS = ["head", "trunk", "arm", "hand", "leg", "foot"]
# Saved in families' diaries: a place may be added here, never renamed or taken away.
PLACES = {
    "front": (
        "forehead face jaw neck chest upper-belly lower-belly hip shoulder upper-arm elbow forearm wrist hand fingers "
        "thigh knee shin ankle foot toes"
    ).split(),
    "back": (
        "head neck shoulder-blade mid-back lower-back buttock shoulder upper-arm elbow forearm wrist hand fingers "
        "thigh knee calf ankle heel sole"
    ).split(),
}
PINNED = {f"{view}-{side}-{place}" for view in PLACES for side in ("left", "right") for place in PLACES[view]}
UNSIDED = {f"{view}-{place}" for view in PLACES for place in PLACES[view]}
# Down the limbs and the middle: the next place never lies higher on the outlines' figure.
DOWNWARD = {
    "front": (
        "forehead face neck chest upper-belly lower-belly hip thigh knee shin ankle foot toes",
        "shoulder upper-arm elbow forearm wrist hand fingers",
    ),
    "back": (
        "head neck shoulder-blade mid-back lower-back buttock thigh knee calf ankle heel",
        "shoulder upper-arm elbow forearm wrist hand fingers",
    ),
}
MIDDLE = {"front": Decimal(190), "back": Decimal(570)}
NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
REGION = re.compile(
    r"""<path id="(?P<id>[^"]+)" class="r" data-part="(?P<part>\w+)" d="(?P<path>[^"]+)">"""
    r"""<title>\{% translate "(?P<label>[^"]+)" %\}</title></path>"""
)
Point = tuple[float, float]


@pytest.fixture(scope="module")
def drawing(root: Path) -> str:
    return (root / "src/dialdown/ui/templates/ui/bodymap.svg").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shapes(drawing: str) -> dict[str, dict[str, str]]:
    return {match["id"]: match.groupdict() for match in REGION.finditer(drawing)}


@pytest.fixture(scope="module")
def outlines(reference_data: Path) -> dict[str, dict[int, Point]]:
    """The centre of every outline, by view and number; x from the figure's midline, in the picture."""
    if not (reference_data / "bodymap").is_dir():
        pytest.skip("the reference data has no body-map outlines")
    found: dict[str, dict[int, Point]] = {}
    for view in PLACES:
        rings: dict[int, list[Point]] = {}
        with (reference_data / f"bodymap/male_{view}_poly_coords_df.csv").open(
            encoding="utf-8", newline=""
        ) as file:
            for row in csv.DictReader(file):
                rings.setdefault(int(row["id"]), []).append((float(row["x"]), float(row["y"])))
        across = [x for ring in rings.values() for x, _ in ring]
        middle = (min(across) + max(across)) / 2
        found[view] = {n: (x - middle, y) for n, (x, y) in ((n, _centre(ring)) for n, ring in rings.items())}
    return found


def _centre(ring: list[Point]) -> Point:
    """The centre of a polygon's area."""
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        area, x, y = area + cross / 2, x + (x0 + x1) * cross / 6, y + (y0 + y1) * cross / 6
    return x / area, y / area


def _mirrors(centres: dict[int, Point]) -> dict[int, int]:
    """For every outline the one that lies where its mirror image would."""
    return {n: min(centres, key=lambda m: math.dist(centres[m], (-x, y))) for n, (x, y) in centres.items()}


def _corners(path: str) -> list[tuple[Decimal, Decimal]]:
    numbers = [Decimal(n) for n in NUMBER.findall(path)]
    x = y = Decimal(0)
    ring: list[tuple[Decimal, Decimal]] = []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        ring.append((x, y))
    return ring


# The drawing


def test_the_drawing_has_the_pinned_regions(drawing: str, shapes: dict[str, dict[str, str]]) -> None:
    assert set(shapes) == PINNED
    assert len(PINNED) == drawing.count('class="r"') == drawing.count("<title>") == 80
    assert all(count == 1 for count in Counter(re.findall(r'\bid="([^"]+)"', drawing)).values())


def test_left_and_right_are_exact_mirror_images(shapes: dict[str, dict[str, str]]) -> None:
    for name, shape in shapes.items():
        view, side, place = name.split("-", 2)
        if side == "left":
            right = _corners(shapes[f"{view}-right-{place}"]["path"])
            assert [(2 * MIDDLE[view] - x, y) for x, y in _corners(shape["path"])] == right, name


def test_the_persons_left_is_on_the_pictures_right_only_from_the_front(
    shapes: dict[str, dict[str, str]],
) -> None:
    for name, shape in shapes.items():
        view, side, _ = name.split("-", 2)
        on_the_right = (view == "front") == (side == "left")
        assert all((x > MIDDLE[view]) == on_the_right for x, _ in _corners(shape["path"])), name


def test_the_silhouettes_are_closed_and_stand_in_the_picture(drawing: str) -> None:
    paths = re.findall(r' class="s" aria-hidden="true" d="(M[^M"]+z)"', drawing)
    assert len(paths) == 2
    for path, (left, right) in zip(paths, ((0, 380), (380, 760)), strict=True):
        corners = _corners(path)
        assert all(left < x < right and 0 < y < 690 for x, y in corners)
        assert sum(x for x, _ in (min(corners), max(corners))) == left + right


def test_the_drawing_fits_a_strict_page(drawing: str) -> None:
    assert 'viewBox="0 0 760 690"' in drawing
    for banned in ("<style", "style=", "<script", "aria-checked", "tabindex", "href=", "url("):
        assert banned not in drawing, banned
    # Handlers such as onclick.
    assert not re.search(r"\son\w+=", drawing)


def test_the_drawing_stays_small(drawing: str) -> None:
    assert len(gzip.compress(drawing.encode(), 9, mtime=0)) < 8_500


def test_your_left_and_your_right_stand_beside_both_views(drawing: str) -> None:
    said = [
        (float(x), word)
        for x, word in re.findall(r'<text x="(\d+)"[^>]*>\{% translate "([^"]+)" %\}', drawing)
    ]
    assert [word for _, word in sorted(said)] == ["Your right", "Your left", "Your left", "Your right"]


def test_every_colour_of_the_drawing_has_a_rule(drawing: str, root: Path) -> None:
    rules = (root / "src/dialdown/ui/static/ui/bodymap.css").read_text(encoding="utf-8")
    for name in set(re.findall(r'class="(\w)"', drawing)):
        assert f".bodymap .{name}{{" in rules, name
    tokens = (root / "src/dialdown/ui/static/ui/tokens.css").read_text(encoding="utf-8")
    for token in set(re.findall(r"var\((--[\w-]+)\)", rules)):
        assert f"{token}:" in tokens, token


# The table


def test_every_drawn_region_has_one_row_with_its_own_words(
    root: Path, shapes: dict[str, dict[str, str]]
) -> None:
    with (root / "src/dialdown/intake/data/regions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert Counter(row["id"] for row in rows) == dict.fromkeys(shapes, 1)
    for row in rows:
        assert row["id"] == f"{row['view']}-{row['side']}-{row['place']}"
        assert (row["part"], row["label"]) == (shapes[row["id"]]["part"], shapes[row["id"]]["label"])
    assert [region.id for region in drawn()] == [row["id"] for row in rows]


def test_the_list_goes_by_body_part_and_each_place_comes_left_then_right() -> None:
    assert list(dict.fromkeys(region.part for region in drawn())) == PARTS
    order = [PARTS.index(region.part) for region in drawn()]
    assert order == sorted(order)
    for left, right in zip(drawn()[::2], drawn()[1::2], strict=True):
        assert (left.side, right.side) == ("left", "right")
        assert (left.view, left.place, left.part) == (right.view, right.place, right.part)
        assert left.label != right.label
        assert left.label.lower().replace("left", "right") == right.label.lower()


def test_ids_are_never_renumbered() -> None:
    assert set(regions()) == PINNED | UNSIDED
    assert len(PINNED | UNSIDED) == 120
    assert {region.side for region in regions().values()} < set(SIDES)


def test_a_place_without_a_side_is_there_and_says_no_side() -> None:
    for name in UNSIDED:
        region = regions()[name]
        assert (region.side, region.outline) == ("not_stated", None), name
        assert re.fullmatch(r"[A-Z][a-z]+( [a-z]+)*(, [a-z]+( [a-z]+)*)?", region.label), region.label
        assert not re.search(r"\b(left|right)\b", region.label, re.IGNORECASE), region.label
        assert region.part == regions()[f"{region.view}-left-{region.place}"].part
    assert regions()["front-knee"].label == "Kneecap"
    assert regions()["back-knee"].label == "Back of knee"
    assert regions()["back-head"].label == "Back of head"
    assert regions()["back-sole"].label == "Sole of foot and toes"


def test_no_two_regions_have_the_same_label() -> None:
    assert [
        label for label, n in Counter(region.label for region in regions().values()).items() if n > 1
    ] == []


# The outlines


def test_every_region_belongs_to_an_outline_of_its_own_view(outlines: dict[str, dict[int, Point]]) -> None:
    assert {view: len(centres) for view, centres in outlines.items()} == {"front": 36, "back": 38}
    for region in drawn():
        assert region.outline in outlines[region.view], region.id


def test_the_outlines_come_in_mirror_pairs(outlines: dict[str, dict[int, Point]]) -> None:
    for centres in outlines.values():
        pairs = _mirrors(centres)
        assert all(pairs[pairs[n]] == n != pairs[n] for n in pairs)


def test_left_and_right_belong_to_mirrored_outlines(outlines: dict[str, dict[int, Point]]) -> None:
    pairs = {view: _mirrors(centres) for view, centres in outlines.items()}
    for region in drawn():
        if region.side == "left":
            right = regions()[f"{region.view}-right-{region.place}"]
            assert region.outline is not None
            assert pairs[region.view][region.outline] == right.outline, region.id


def test_every_outline_lies_on_the_regions_own_side(outlines: dict[str, dict[int, Point]]) -> None:
    for region in drawn():
        assert region.outline is not None
        on_the_right = outlines[region.view][region.outline][0] > 0
        assert on_the_right == ((region.view == "front") == (region.side == "left")), region.id


def test_the_outlines_go_down_the_body_as_the_regions_do(outlines: dict[str, dict[int, Point]]) -> None:
    for view, chains in DOWNWARD.items():
        for chain in chains:
            for side in ("left", "right"):
                numbers = [regions()[f"{view}-{side}-{place}"].outline for place in chain.split()]
                heights = [outlines[view][n][1] for n in numbers if n is not None]
                assert len(heights) == len(numbers)
                assert heights == sorted(heights), (view, side)


def test_the_table_is_what_the_tool_writes(root: Path, reference_data: Path) -> None:
    pytest.importorskip("shapely", reason="shapely draws the overlaps and is only in the dev extra")
    folder = reference_data / "bodymap"
    if not folder.is_dir():
        pytest.skip("the reference data has no body-map outlines")
    tool = import_module("tools.build_regions")
    shapes = tool.shapes()
    committed = (root / "src/dialdown/intake/data/regions.csv").read_bytes()
    assert tool.table(shapes, tool.overlaps(shapes, folder)).encode() == committed


def test_the_overlaps_are_clear_but_for_the_hip(reference_data: Path) -> None:
    pytest.importorskip("shapely", reason="shapely draws the overlaps and is only in the dev extra")
    folder = reference_data / "bodymap"
    if not folder.is_dir():
        pytest.skip("the reference data has no body-map outlines")
    tool = import_module("tools.build_regions")
    found = tool.overlaps(tool.shapes(), folder)
    # "Hip and groin" is one region on purpose; the outlines cut it in two halves of nearly the same size.
    close = {name for name, overlap in found.items() if overlap.share - overlap.next_share < 0.15}
    assert close == {"front-left-hip", "front-right-hip"}
    assert min(overlap.share for overlap in found.values()) > 0.4


def test_whoever_marks_a_place_never_reads_of_the_outlines(root: Path, drawing: str) -> None:
    shown = [drawing, *(f"{region.id} {region.label}" for region in regions().values())]
    shown += [path.read_text(encoding="utf-8") for path in (root / "src/dialdown/ui").rglob("*bodymap*.css")]
    assert not any("choir" in words.lower() for words in shown)
    assert "choir" not in (root / "src/dialdown/intake/data/regions.csv").read_text(encoding="utf-8").lower()
