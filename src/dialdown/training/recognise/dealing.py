"""The list of pictures of one session, drawn from a seed: the same deal is the same list. No Django.

Practice: each place of the list holds three pictures of one side (easier, aimed, harder); the page takes the one that fits how it
goes. Side, view, turn (clockwise or not), skin tone and light are balanced within each side, so that none of them tells the side.
The weekly check is the same pictures each week in another order: sides x two views x eight angles, and the control part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from dialdown.training.recognise.ability import wanted
from dialdown.training.stimuli.anatomy import Side
from dialdown.training.stimuli.bank import ANGLES, Item, Stimulus, bank, difficulty, generate

SIDES: tuple[Side, Side] = ("left", "right")
AIM, FLARE_AIM = 0.83, 0.90
TOP = 5
# The same side at most this often in a row.
LONGEST_RUN = 3
# Between the three pictures of a place, in logits.
APART = 0.5
# How often each cell of the weekly check is shown: the part, the control part.
ROUNDS, CONTROL_ROUNDS = 2, 1
# What the weekly check shows never changes with her: one seed for its postures.
WEEKLY_SEED = 20261128


@dataclass(frozen=True)
class Deal:
    """What a list is drawn from. `count` = pictures; `ability` in logits; `level` 1 to 5 (plain, turned, palm, busy, grey and busy)."""

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
    """The places of a session in order, each with one (weekly) or three (practice) specifications of one side. Raises KeyError."""
    return _weekly(deal) if deal.kind == "weekly" else _practice(deal)


def _practice(deal: Deal) -> list[list[dict[str, Any]]]:
    rng = np.random.default_rng(deal.seed)
    items = [item for item in bank().of(deal.part) if item.level <= max(min(deal.level, 3), 1)]
    views = sorted({item.view for item in items})
    sides = in_mixed_order(rng, deal.count)
    pots = {side: _pots(rng, sides.count(side), views) for side in SIDES}
    places: list[list[dict[str, Any]]] = []
    aimed = wanted(deal.ability, deal.aim)
    for side in sides:
        view, clockwise, tone, light = pots[side].pop()
        angles = [angle for angle in ANGLES if allowed(angle, clockwise, deal.level)]
        drawn = [
            generate(
                rng,
                part=deal.part,
                side=side,
                view=item.view,
                posture=item.posture,
                angle_deg=angle,
                tone=tone,
                light=light,
            )
            for item, angle in three(rng, [item for item in items if item.view == view], angles, aimed)
        ]
        places.append([_shown(one, deal.level) for one in drawn])
    return places


def three(
    rng: np.random.Generator, items: Sequence[Item], angles: Sequence[int], aimed: float
) -> list[tuple[Item, int]]:
    """An easier, a fitting and a harder picture, each another one where there are so many."""
    pairs = [(items[i], angle) for i in rng.permutation(len(items)) for angle in angles]
    found: list[tuple[Item, int]] = []
    for goal in (aimed - APART, aimed, aimed + APART):
        rest = [pair for pair in pairs if pair not in found] or pairs
        near = sorted(rest, key=lambda pair: abs(difficulty(pair[0], pair[1], None) - goal))[:6]
        found.append(near[int(rng.integers(len(near)))])
    return found


def allowed(angle: int, clockwise: bool, level: int) -> bool:
    """Whether a turn of the picture belongs to a level: upright ones first, then all of one turning."""
    if level == 1 and min(angle, 360 - angle) > 45:
        return False
    return angle in (0, 180) or (angle < 180) == clockwise


def _pots(rng: np.random.Generator, count: int, views: Sequence[str]) -> list[tuple[str, bool, int, int]]:
    """View, turn, tone and light of the pictures of one side: each as often as the others, in an order of its own."""
    tones, lights = len(bank().poses["tones"]), len(bank().poses["lights"])

    def evenly(length: int) -> list[int]:
        return [int(k) for k in rng.permutation([k % length for k in range(count)])]

    return [
        (views[v], bool(turn), tone, light)
        for v, turn, tone, light in zip(
            evenly(len(views)), evenly(2), evenly(tones), evenly(lights), strict=True
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
    cells: dict[Side, list[tuple[str, str, str, int]]] = {side: [] for side in SIDES}
    for part, rounds in _weekly_parts(deal.part):
        for view in _weekly_views(part):
            postures = [item.posture for item in bank().of(part, view=view)]
            for angle in ANGLES:
                for posture in fixed.choice(postures, rounds, replace=len(postures) < rounds):
                    for side in SIDES:
                        cells[side].append((part, view, str(posture), angle))
    pots = {
        side: [(tone, light) for _view, _turn, tone, light in _pots(rng, len(cells[side]), ("",))]
        for side in SIDES
    }
    order = {side: [cells[side][int(k)] for k in rng.permutation(len(cells[side]))] for side in SIDES}
    places: list[list[dict[str, Any]]] = []
    for side in in_mixed_order(rng, weekly_count(deal.part)):
        (part, view, posture, angle), (tone, light) = order[side].pop(), pots[side].pop()
        one = generate(
            rng, part=part, side=side, view=view, posture=posture, angle_deg=angle, tone=tone, light=light
        )
        places.append([_shown(one, 1)])
    return places
