"""What is shown of each part: its mesh, the frame that stands upright, its postures and its views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.stimuli.postures import ELBOWS, FEET, FOOT_JITTER, HAND_JITTER, HANDS, KNEES, Rest, Turns

# Tilt (+ = the upper end comes towards the viewer) and turn about the upright axis, in degrees, of the left side.
View = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """One part. `frame` is the bone that stands upright in the picture, None for a body that stands by itself.

    `plain` views are the easiest ones, `deep` ones are turned in depth; a body part is looked at from near: `focus` is a
    landmark or joint and a radius in metres. `limb` parts have a medial and a lateral direction.
    """

    mesh: str
    frame: str | None
    views: Mapping[str, View]
    postures: Mapping[str, Turns]
    plain: frozenset[str]
    deep: frozenset[str]
    jitter: tuple[str, ...] = ()
    still: frozenset[str] = frozenset()
    focus: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    limb: bool = True
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def views_of(self, posture: str) -> tuple[str, ...]:
        """The views that show this posture; all of them unless `only` names some."""
        return self.only.get(posture, tuple(self.views))


HAND_VIEWS = {
    "back": (0, 180), "palm": (0, 0), "thumb": (-20, 75), "little": (-15, -80), "back_tilted": (35, 215), "palm_tilted": (35, -30),
}  # fmt: skip
FOOT_VIEWS = {
    "top": (38, 180), "sole": (-12, 8), "inner": (-15, 75), "outer": (-15, -75), "top_tilted": (55, 150), "outer_tilted": (40, 235),
}  # fmt: skip
ARM_VIEWS = {"back": (0, 180), "front": (0, 0), "thumb": (-10, 80), "little": (-10, -80)}
LEG_VIEWS = {"front": (0, 180), "back": (0, 0), "inner": (-10, 75), "outer": (-10, -75)}


TILTED = frozenset({"back_tilted", "front_tilted"})
BODY_VIEWS = {"back": (0, 180), "front": (0, 0), "back_tilted": (15, 205), "front_tilted": (8, 30)}
SHOULDER_VIEWS = {"front": (0, -12), "back": (0, 168), "front_tilted": (15, 25), "back_tilted": (15, 215)}


def _neck(down: float = 0, turn: float = 0, tilt: float = 0) -> Turns:
    """Towards the left: `turn` of the face, `tilt` of the ear to the shoulder."""
    shares = {"neck01": (0.3, 0.25, 0.3), "neck02": (0.3, 0.25, 0.3), "head": (0.4, 0.5, 0.4)}
    return {bone: (down * x, turn * y, -tilt * z) for bone, (x, y, z) in shares.items()}


def _back(lean: float = 0, twist: float = 0) -> Turns:
    """Towards the left, evenly over the spine."""
    return {f"spine0{number}": (0, twist / 4, -lean / 4) for number in (4, 3, 2, 1)}


def _shoulder(flexion: float = 0, abduction: float = 0, blade: float = 0) -> Turns:
    return {"upperarm01_L": (flexion, 0, abduction), "shoulder01_L": (0, 0, blade)}


NECKS = {
    "turn": _neck(turn=52), "turn_half": _neck(turn=34), "tilt": _neck(tilt=34), "tilt_half": _neck(tilt=22),
    "turn_down": _neck(down=24, turn=44), "turn_up": _neck(down=-14, turn=44),
}  # fmt: skip
BACKS = {
    "lean": _back(lean=36), "lean_half": _back(lean=22), "twist": _back(twist=52), "twist_half": _back(twist=32),
    "lean_twist": _back(lean=22, twist=26),
}  # fmt: skip
SHOULDERS = {
    "rest": _shoulder(), "aside": _shoulder(abduction=35, blade=4), "forward": _shoulder(flexion=40),
    "raised": _shoulder(flexion=40, abduction=26, blade=2),
}  # fmt: skip


def shapes(rest: Rest) -> dict[str, Shape]:
    """Every part that a person can practise, by the name that she sees. `rest` = flexion of a bone at rest, in degrees."""
    hands = {name: hand.turns(rest) for name, hand in HANDS.items()}
    feet = {name: foot.turns() for name, foot in FEET.items()}
    still = frozenset(name for name, hand in HANDS.items() if hand.touching)
    return {
        "hand": Shape(
            "hand", "wrist_L", HAND_VIEWS, hands, frozenset({"back"}), frozenset(HAND_VIEWS) - {"back", "palm"}, HAND_JITTER, still
        ),
        "foot": Shape(
            "foot", "foot_L", FOOT_VIEWS, feet, frozenset({"top"}), frozenset(FOOT_VIEWS) - {"top", "sole"}, FOOT_JITTER
        ),
        "elbow": Shape(
            "arm", "lowerarm01_L", ARM_VIEWS,
            {
                f"{bend}_{hand}": {"lowerarm01_L": (degrees, 0, 0), **hands[hand]}
                for bend, degrees in ELBOWS.items() for hand in ("relaxed", "open")
            },
            frozenset({"back"}), frozenset({"thumb", "little"}), HAND_JITTER,
            # From the front the upper arm of a bent elbow stands before the forearm.
            only={f"{bend}_{hand}": ("back", "thumb", "little") for bend in ("bent", "folded") for hand in ("relaxed", "open")},
        ),
        "knee": Shape(
            "leg", "lowerleg01_L", LEG_VIEWS,
            {
                f"{bend}_{foot}": {"lowerleg01_L": (degrees, 0, 0), **feet[foot]}
                for bend, degrees in KNEES.items() for foot in ("neutral", "plantar")
            },
            frozenset({"front"}), frozenset({"inner", "outer"}), FOOT_JITTER,
            # From behind the thigh of a bent knee stands before the shin.
            only={f"{bend}_{foot}": ("front", "inner", "outer") for bend in ("bent", "folded") for foot in ("neutral", "plantar")},
        ),
        "neck": Shape("body", None, BODY_VIEWS, NECKS, frozenset({"front", "back"}), TILTED, focus={"": ("head", 0.19)}, limb=False),
        "back": Shape("body", None, BODY_VIEWS, BACKS, frozenset({"front", "back"}), TILTED, focus={"": ("spine02", 0.46)}, limb=False),
        "shoulder": Shape(
            "body", None, SHOULDER_VIEWS, SHOULDERS, frozenset({"front", "back"}), TILTED, focus={"": ("upperarm01_L", 0.25)}, limb=False
        ),
    }  # fmt: skip
