"""Postures in clinical angles (degrees), and what each is as turns of bones away from rest.

Finger: flexion at the knuckle, abduction (+ = towards the thumb), flexion of the middle and of the end joint, all against
straight. Thumb: flexion, abduction and twist at its base, flexion of its two joints, against rest. Wrist: flexion.
Ankle: plantarflexion, inversion (+ = the sole turns inwards), toe-in; toes: flexion of all, of the big one, spread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Turns = dict[str, tuple[float, float, float]]
# Rest flexion of a bone of the rig, in degrees.
Rest = Callable[[str], float]
Finger = tuple[float, float, float, float]
Thumb = tuple[float, float, float, float, float]


@dataclass(frozen=True)
class Hand:
    """Fingers 2 to 5, the thumb, and the wrist. `touching` postures have pads that meet: they are not jittered."""

    fingers: tuple[Finger, Finger, Finger, Finger]
    thumb: Thumb
    wrist: float = 0
    touching: bool = False

    def turns(self, rest: Rest) -> Turns:
        """The bones of the left hand."""
        made: Turns = {}
        for number, (knuckle, abduction, middle, end) in enumerate(self.fingers, 2):
            for joint, (flexion, aside) in enumerate(((knuckle, abduction), (middle, 0), (end, 0)), 1):
                bone = f"finger{number}-{joint}"
                made[f"{bone}_L"] = (flexion - rest(f"{bone}.L"), 0, aside)
        flexion, abduction, twist, middle, end = self.thumb
        made |= {
            "finger1-1_L": (flexion, twist, abduction),
            "finger1-2_L": (middle, 0, 0),
            "finger1-3_L": (end, 0, 0),
        }
        if self.wrist:
            made["wrist_L"] = (self.wrist, 0, 0)
        return made


@dataclass(frozen=True)
class Foot:
    """The ankle and the toes."""

    ankle: tuple[float, float, float] = (0, 0, 0)
    toes: float = 0
    big: float = 0
    spread: float = 0

    def turns(self) -> Turns:
        """The bones of the left foot."""
        plantar, inversion, inward = self.ankle
        made: Turns = {"foot_L": (plantar, inward, inversion)}
        for toe in range(1, 6):
            flexion = self.big if toe == 1 else self.toes
            made[f"toe{toe}-1_L"] = (flexion, 0, (toe - 2.2) * -self.spread)
            made[f"toe{toe}-2_L"] = (flexion * (0.6 if toe == 1 else 0.8), 0, 0)
            if toe > 1:
                made[f"toe{toe}-3_L"] = (flexion * 0.5, 0, 0)
        return made


_CURLED = ((82, 0, 98, 60), (86, 0, 100, 62), (84, 2, 98, 60))
HANDS: Mapping[str, Hand] = {
    "open": Hand(((0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0)), (0, 0, 0, 0, 0)),
    "spread": Hand(((-5, 14, 0, 0), (-5, 2, 0, 0), (-5, -12, 0, 0), (-5, -22, 0, 0)), (-12, 0, 0, -5, -10)),
    "together": Hand(((2, -4, 2, 2), (2, 0, 2, 2), (2, 4, 2, 2), (4, 9, 3, 2)), (10, -12, 0, 5, 5)),
    "relaxed": Hand(((15, 0, 22, 10), (22, 0, 28, 14), (28, 0, 32, 16), (32, -4, 34, 18)), (8, 0, 0, 12, 12)),
    "fist": Hand(((82, 0, 102, 64), (86, 0, 104, 66), (88, 0, 104, 66), (86, 2, 102, 64)), (40, 10, 26, 34, 40)),
    "thumb_up": Hand(((80, 0, 98, 62), (84, 0, 100, 64), (86, 0, 100, 64), (84, 2, 98, 62)), (-14, -4, 0, -6, -14)),
    "point": Hand(((0, 0, 3, 2), *_CURLED), (32, 20, 20, 40, 42)),
    "gun": Hand(((0, 0, 3, 2), *_CURLED), (-10, -2, 0, 0, -8)),
    "victory": Hand(((0, 12, 2, 2), (0, -8, 2, 2), (82, 0, 98, 60), (80, 2, 96, 60)), (36, 24, 24, 42, 46)),
    "ok": Hand(
        ((62.2, -7.8, 59.2, 30.6), (14, -2, 14, 8), (6, -6, 8, 5), (0, -14, 4, 3)), (25.8, 7.2, 22.9, 28.3, 22.5), touching=True
    ),
    "pinch": Hand(
        ((65.6, -9.8, 50.9, 21.2), (66, 0, 70, 40), (72, 0, 78, 44), (74, 0, 78, 44)), (30.5, 9.1, 20.7, 22.3, 12.7), touching=True
    ),
    "tripod": Hand(
        ((84.4, 14.1, 41.1, 6.9), (76.3, -14.0, 56.1, 25.7), (70, 0, 76, 42), (74, 0, 80, 44)),
        (40.6, 30.8, 20.2, 28.8, 20.6), touching=True,
    ),
    "cup": Hand(((30, 4, 32, 16), (34, 0, 34, 18), (36, -4, 36, 20), (38, -8, 36, 20)), (12, 24, 10, 14, 14)),
    "grip_can": Hand(((44, 0, 52, 28), (48, 0, 54, 30), (50, 0, 56, 30), (52, -2, 56, 30)), (18, 32, 12, 22, 24)),
    "grip_rod": Hand(((66, 0, 80, 42), (70, 0, 84, 44), (74, 0, 86, 46), (76, 0, 86, 46)), (26, 26, 16, 30, 30)),
    "hook": Hand(((4, 0, 88, 58), (4, 0, 90, 60), (4, 0, 90, 60), (6, 0, 88, 58)), (10, 0, 0, 18, 18)),
    "claw": Hand(((-14, 6, 62, 40), (-14, 0, 64, 42), (-14, -6, 64, 42), (-14, -14, 60, 40)), (-6, 6, 0, 20, 34)),
    "horns": Hand(((0, 6, 2, 2), (82, 0, 98, 60), (84, 0, 98, 60), (0, -10, 2, 2)), (36, 22, 22, 42, 46)),
    "phone": Hand(((80, 0, 98, 60), (84, 0, 100, 62), (86, 0, 100, 62), (0, -16, 2, 2)), (-14, 0, 0, -4, -12)),
    "three": Hand(((0, 12, 2, 2), (0, 0, 2, 2), (0, -12, 2, 2), (80, 2, 92, 56)), (36, 28, 24, 42, 44)),
    "wrist_flex": Hand(((20, 0, 24, 10), (24, 0, 26, 12), (28, 0, 28, 14), (30, -4, 30, 14)), (8, 0, 0, 10, 10), wrist=60),
    "wrist_ext": Hand(((12, 0, 16, 8), (14, 0, 18, 8), (16, 0, 18, 8), (18, -4, 20, 8)), (2, 0, 0, 6, 6), wrist=-55),
}  # fmt: skip
FEET: Mapping[str, Foot] = {
    "neutral": Foot(),
    "plantar": Foot((38, 0, 0)),
    "dorsi": Foot((-20, 0, 0)),
    "invert": Foot((6, 26, 8)),
    "evert": Foot((-4, -20, -6)),
    "toes_curl": Foot((8, 0, 0), toes=46, big=34),
    "toes_up": Foot((-6, 0, 0), toes=-34, big=-40),
    "big_up": Foot(toes=12, big=-42),
    "big_down": Foot(toes=-24, big=28),
    "spread": Foot(toes=-4, big=-4, spread=9),
    "tiptoe": Foot((45, 0, 0), toes=-42, big=-44),
    "point": Foot((46, 8, 0), toes=22, big=18),
}
# The knuckles and middle joints that a hand is jittered at, the toes of a foot.
HAND_JITTER = tuple(f"finger{finger}-{joint}_L" for finger in range(2, 6) for joint in (1, 2))
FOOT_JITTER = tuple(f"toe{toe}-1_L" for toe in range(1, 6))
ELBOWS = {"straight": -38, "soft": 0, "bent": 40, "folded": 80}
KNEES = {"straight": 0, "soft": 25, "bent": 55, "folded": 88}
