"""The bank of pictures: every posture of every part from every view, and a picture drawn from it by a seed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dialdown.training.stimuli import skeleton
from dialdown.training.stimuli.anatomy import Direction, Side, direction_shown, on_screen, side_shown
from dialdown.training.stimuli.skeleton import Posed, Skeleton

FOLDER = Path(__file__).resolve().parents[1] / "static/training/stimuli"
FORMAT = 1
ANGLES = tuple(range(0, 360, 45))
JITTER = 6  # degrees, either way
SIZES = (0.85, 1.0)
# Logits that a picture is harder upside down than upright, and pointing outwards than inwards. Priors of our own after the error
# rates of mental rotation by angle (docs/science/laterality.md); answers of a person move her ability, not these.
UPSIDE_DOWN, OUTWARDS = 1.2, 0.2


@dataclass(frozen=True)
class Item:
    """One posture from one view. `ambiguity`: 0 = nobody could tell the side. `base`: difficulty upright, in logits."""

    id: str
    part: str
    posture: str
    view: str
    ambiguity: float
    level: int
    base: float


@dataclass(frozen=True)
class Stimulus:
    """One picture, whole: what the browser needs to draw it and what it shows. Angles in degrees, clockwise on the screen."""

    item: str
    part: str
    mesh: str
    side: Side
    posture: str
    view: str
    angle_deg: int
    tilt: float
    turn: float
    tone: int
    light: int
    size: float
    jitter: tuple[int, ...]
    direction: Direction | None
    ambiguity: float
    level: int
    difficulty: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return vars(self) | {"jitter": list(self.jitter)}


@dataclass(frozen=True)
class Bank:
    """Items by part, and the document that says how each is posed."""

    items: tuple[Item, ...]
    poses: Mapping[str, Any]
    skeletons: Mapping[str, Skeleton]

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Every part that can be practised."""
        return tuple(dict.fromkeys(item.part for item in self.items))

    def of(self, part: str, *, view: str | None = None, posture: str | None = None) -> tuple[Item, ...]:
        """The items of a part, of one view or posture when named. Raises KeyError when there is none."""
        found = tuple(
            item
            for item in self.items
            if item.part == part and view in (None, item.view) and posture in (None, item.posture)
        )
        if not found:
            raise KeyError(f"{part}, {view or 'any view'}, {posture or 'any posture'}: no such picture")
        return found

    def views(self, part: str) -> tuple[str, ...]:
        """The views of a part."""
        return tuple(dict.fromkeys(item.view for item in self.of(part)))

    def posed(self, part: str, posture: str, jitter: Sequence[float] = ()) -> Posed:
        """The bones of the left part in a posture."""
        shape = self.poses["parts"][part]
        turns = {bone: list(turn) for bone, turn in shape["postures"][posture]["bones"].items()}
        for bone, degrees in zip(shape["jitter"], jitter, strict=False):
            turns.setdefault(bone, [0, 0, 0])[0] += degrees
        return self.skeletons[shape["mesh"]].pose({bone: (x, y, z) for bone, (x, y, z) in turns.items()})


@cache
def bank() -> Bank:
    """The bank of this version."""
    documents = {
        name: json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) for name in ("poses", "bank")
    }
    meshes = sorted({part["mesh"] for part in documents["poses"]["parts"].values()})
    return Bank(
        items=tuple(Item(**item) for item in documents["bank"]["items"]),
        poses=documents["poses"],
        skeletons={mesh: skeleton.read(FOLDER / f"{mesh}.glb") for mesh in meshes},
    )


def drawings(specs: Iterable[Mapping[str, Any]]) -> list[str]:
    """The ready-made drawings of these pictures for browsers without WebGL, by file name; an own picture has none."""
    return sorted({f"{spec['item'].replace('/', '-')}.webp" for spec in specs if "own" not in spec})


def generate(
    seed: int | np.random.Generator, *, part: str, side: Side, view: str | None = None, posture: str | None = None,
    angle_deg: int | None = None, tone: int | None = None, light: int | None = None,
) -> Stimulus:  # fmt: skip
    """Draw one picture of a part and side; what is not named is drawn evenly. The same seed gives the same picture.

    `side` and `direction` of the answer are read from the joints of the posed part. Raises KeyError when there is no such picture.
    """
    rng = np.random.default_rng(seed)
    book = bank()
    found = book.of(part, view=view, posture=posture)
    item = found[int(rng.integers(len(found)))]
    shape = book.poses["parts"][part]
    angles = shape.get("angles", ANGLES)
    drawn_angle, drawn_tone, drawn_light = (
        int(rng.integers(count))
        for count in (len(angles), len(book.poses["tones"]), len(book.poses["lights"]))
    )
    angle = (angles[drawn_angle] if angle_deg is None else angle_deg) % 360
    size = round(float(rng.uniform(*SIZES)), 2)
    shaken = rng.integers(-JITTER, JITTER + 1, len(shape["jitter"])).tolist()
    jitter = tuple(shaken) if shape["postures"][item.posture]["jitter"] else ()
    tilt, turn = shape["views"][item.view]
    posed = _posed(part, item.posture, jitter)
    screen = on_screen(side, tilt=tilt, turn=turn, angle_deg=angle) @ _upright(posed, shape["frame"])
    shown = side_shown(part, posed, screen)
    direction = direction_shown(part, shown, posed, screen)
    return Stimulus(
        item=item.id, part=part, mesh=shape["mesh"], side=shown, posture=item.posture, view=item.view, angle_deg=angle,
        tilt=tilt, turn=turn, tone=drawn_tone if tone is None else tone, light=drawn_light if light is None else light,
        size=size, jitter=jitter, direction=direction, ambiguity=item.ambiguity, level=level(item, angle),
        difficulty=difficulty(item, angle, direction),
    )  # fmt: skip


@lru_cache(maxsize=16)
def _posed(part: str, posture: str, jitter: tuple[int, ...]) -> Posed:
    """The same fingers in another turn are posed once."""
    return bank().posed(part, posture, jitter)


def away_from_upright(angle_deg: float) -> float:
    """Degrees between a picture and upright, 0-180."""
    return min(angle_deg % 360, -angle_deg % 360)


def level(item: Item, angle_deg: float) -> int:
    """1 plain and about upright, 2 turned, 3 palm or sole or turned in depth."""
    if item.level > 1:
        return item.level
    return 1 if away_from_upright(angle_deg) <= 45 else 2


def difficulty(item: Item, angle_deg: float, direction: Direction | None) -> float:
    """Logits: a person of ability a is right with probability 1 / (1 + exp(difficulty - a))."""
    harder = UPSIDE_DOWN * away_from_upright(angle_deg) / 180 + OUTWARDS * (direction == "lateral")
    return round(item.base + harder, 2)


def _upright(posed: Posed, frame: str | None) -> skeleton.Floats:
    return np.eye(3) if frame is None else posed.turn(frame).T
