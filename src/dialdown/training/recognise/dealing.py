"""The list of pictures of one session, drawn from a seed: the same deal is the same list. No Django.

Practice: each place of the list holds one posture in four turns (much easier, easier, fitting, harder); the page takes the one that
fits how it goes. Side, view, how far and which way it is turned, skin tone and light are balanced within each side, so that none of
them tells the side. Her ability moves all turns of a list together, so that what fits is right about as often as aimed at.
The weekly check is the same pictures each week in another order: sides x two views x eight angles, and the control part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

import numpy as np

from dialdown.training.recognise.ability import STEP, wanted
from dialdown.training.stimuli.anatomy import Side
from dialdown.training.stimuli.bank import ANGLES, UPSIDE_DOWN, Item, Stimulus, bank, generate

SIDES: tuple[Side, Side] = ("left", "right")
AIM, FLARE_AIM = 0.83, 0.90
TOP = 5
# The same side at most this often in a row.
LONGEST_RUN = 3
# The turns of a place in steps of 45 degrees from the one that fits, which is the third.
STEPS, FITTING = (-2, -1, 0, 1), 2
# A list is turned at most so many steps further than an even one, so that it never shows pictures upside down alone.
FURTHEST = 2
# How often each cell of the weekly check is shown: the part, the control part.
ROUNDS, CONTROL_ROUNDS = 2, 1
# What the weekly check shows never changes, neither with her nor from week to week: one seed for its postures, fingers and sizes. Skin
# tone and light do, so that no picture is known again by them.
WEEKLY_SEED = 20261128


@dataclass(frozen=True)
class Deal:
    """What a list is drawn from. `count` = pictures; `ability` in logits; `level` 1 to 5 (plain, turned, palm, everyday, grey)."""

    seed: int
    kind: str
    part: str
    count: int
    level: int = 1
    ability: float = 0.0
    aim: float = AIM

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def control_of(part: str) -> str:
    """The part to compare with: far from the one that is practised."""
    return "hand" if part in ("foot", "knee") else "foot"


def weekly_count(part: str) -> int:
    """Pictures of a weekly check."""
    return (
        len(SIDES)
        * len(ANGLES)
        * sum(rounds * len(_weekly_views(name)) for name, rounds in _weekly_parts(part))
    )


def pictures(deal: Deal) -> list[list[dict[str, Any]]]:
    """The places of a session in order, each with one (weekly) or four (practice) specifications of one side. Raises KeyError."""
    return _weekly(deal) if deal.kind == "weekly" else _practice(deal)


def _practice(deal: Deal) -> list[list[dict[str, Any]]]:
    rng = np.random.default_rng(deal.seed)
    items = [item for item in bank().of(deal.part) if item.level <= max(min(deal.level, 3), 1)]
    views, turns = sorted({item.view for item in items}), turns_of(deal.level)
    sides = in_mixed_order(rng, deal.count)
    pots = {side: _pots(rng, sides.count(side), views, turns) for side in SIDES}
    further = _further(items, turns, wanted(deal.ability, deal.aim))
    places: list[list[dict[str, Any]]] = []
    for side in sides:
        view, turn, clockwise, tone, light = pots[side].pop()
        seen = [item for item in items if item.view == view]
        item, drawn = seen[int(rng.integers(len(seen)))], int(rng.integers(2**32))
        angles = [_turned(turns, turn + 45 * (further + step), clockwise) for step in STEPS]
        # One seed for all: the same fingers, the same size, turned otherwise.
        specs = [
            generate(drawn, part=deal.part, side=side, view=view, posture=item.posture, angle_deg=angle, tone=tone, light=light)
            for angle in angles
        ]  # fmt: skip
        places.append([_shown(one, deal.level) for one in specs])
    return places


def turns_of(level: int) -> tuple[int, ...]:
    """Degrees from upright that belong to a level: upright ones first, then all."""
    return tuple(angle for angle in ANGLES if angle <= (45 if level == 1 else 180))


def fitting(count: int, now: float, then: float) -> int:
    """Which of the `count` turns of a place comes; `now` and `then` = her ability now and when the list was dealt."""
    return min(max(FITTING + round((now - then) / STEP), 0), count - 1)


def _further(items: Sequence[Item], turns: Sequence[int], aimed: float) -> int:
    """How many steps all turns of a list move, so that the mean picture is about as hard as `aimed`."""

    def hard(further: int) -> float:
        return (
            base
            + UPSIDE_DOWN * fmean(_turned(turns, turn + 45 * further, clockwise=True) for turn in turns) / 180
        )

    base = fmean(item.base for item in items)
    last = len(turns) - 1
    return min(
        range(-last, min(FURTHEST, last) + 1), key=lambda further: (abs(hard(further) - aimed), abs(further))
    )


def _turned(turns: Sequence[int], turn: int, clockwise: bool) -> int:
    """Degrees clockwise on the screen, no further from upright than the turns of the level."""
    kept = min(max(turn, 0), turns[-1])
    return kept if clockwise else -kept % 360


def _pots(
    rng: np.random.Generator, count: int, views: Sequence[str], turns: Sequence[int] = (0,)
) -> list[tuple[str, int, bool, int, int]]:
    """View, degrees from upright, turning, tone and light of the pictures of one side: each as often as the others, in its own order."""
    tones, lights = len(bank().poses["tones"]), len(bank().poses["lights"])

    def evenly(length: int) -> list[int]:
        return [int(k) for k in rng.permutation([k % length for k in range(count)])]

    return [
        (views[v], turns[t], bool(clockwise), tone, light)
        for v, t, clockwise, tone, light in zip(
            evenly(len(views)), evenly(len(turns)), evenly(2), evenly(tones), evenly(lights), strict=True
        )
    ]


def _shown(one: Stimulus, level: int) -> dict[str, Any]:
    """The specification with what stands behind the picture at the two hardest levels."""
    return one.to_dict() | {"scene": max(level - 3, 0)}


def in_mixed_order(rng: np.random.Generator, count: int) -> list[Side]:
    """Sides, half and half (an odd one by chance), never more than three of one in a row."""
    odd = [SIDES[int(rng.integers(2))]] if count % 2 else []
    while True:
        sides = [SIDES[int(k)] for k in rng.permutation([k % 2 for k in range(count - len(odd))])]
        for one in odd:
            sides.insert(int(rng.integers(len(sides) + 1)), one)
        if _longest_run(sides) <= LONGEST_RUN:
            return sides


def _longest_run(sides: Sequence[Side]) -> int:
    longest = run = 0
    before: Side | None = None
    for side in sides:
        run = run + 1 if side == before else 1
        before = side
        longest = max(longest, run)
    return longest


def _weekly_parts(part: str) -> tuple[tuple[str, int], ...]:
    return (part, ROUNDS), (control_of(part), CONTROL_ROUNDS)


def _weekly_views(part: str) -> tuple[str, ...]:
    """The plain view and the one from the other side (palm, sole): the first two of the bank."""
    return bank().views(part)[:2]


def _weekly(deal: Deal) -> list[list[dict[str, Any]]]:
    fixed, rng = np.random.default_rng(WEEKLY_SEED), np.random.default_rng(deal.seed)
    cells: dict[Side, list[tuple[str, str, str, int, int]]] = {side: [] for side in SIDES}
    for part, rounds in _weekly_parts(deal.part):
        for view in _weekly_views(part):
            postures = [item.posture for item in bank().of(part, view=view)]
            for angle in ANGLES:
                for posture in fixed.choice(postures, rounds, replace=len(postures) < rounds):
                    drawn = int(fixed.integers(2**32))
                    for side in SIDES:
                        cells[side].append((part, view, str(posture), angle, drawn))
    pots = {
        side: [(tone, light) for *_others, tone, light in _pots(rng, len(cells[side]), ("",))]
        for side in SIDES
    }
    order = {side: [cells[side][int(k)] for k in rng.permutation(len(cells[side]))] for side in SIDES}
    places: list[list[dict[str, Any]]] = []
    for side in in_mixed_order(rng, weekly_count(deal.part)):
        (part, view, posture, angle, drawn), (tone, light) = order[side].pop(), pots[side].pop()
        one = generate(
            drawn, part=part, side=side, view=view, posture=posture, angle_deg=angle, tone=tone, light=light
        )
        places.append([_shown(one, 1)])
    return places
