"""Own pictures in a list of practice: up to every second place, each as often left as right."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any, Protocol

import numpy as np

from dialdown.training.recognise.dealing import SIDES, Deal
from dialdown.training.stimuli.anatomy import Side
from dialdown.training.stimuli.bank import Item, bank, difficulty, level

# What stands in the place of a posture: by it answers to own pictures are told from all others.
POSTURE = "own"
# The same photo comes at most so often in a session.
OFTEN = 4


class Photo(Protocol):
    """What is told of an own picture."""

    side: str
    view: str


def with_own(
    places: list[list[dict[str, Any]]], deal: Deal, mine: Sequence[tuple[Photo, str]]
) -> list[list[dict[str, Any]]]:
    """The places of a practice, some of them with own pictures; `mine`: each with the address of its photo.

    A weekly check stays as it is: it is the same each week. Every photo is shown as it is and mirrored, equally often, so that a
    blanket or the light in it does not give the side away.
    """
    if not mine or deal.kind != "training":
        return places
    rng = np.random.default_rng([deal.seed, 1])
    count = min(len(places) // 2, OFTEN * len(mine)) // len(SIDES)
    made = list(places)
    for side in SIDES:
        here = [number for number, place in enumerate(places) if place[0]["side"] == side]
        chosen = sorted(int(k) for k in rng.permutation(here)[:count])
        order = [int(k) for k in rng.permutation(len(mine))]
        for turn, number in enumerate(chosen):
            photo, address = mine[order[turn % len(mine)]]
            made[number] = _place(deal, side, photo, address, places[number])
    return made


def _place(
    deal: Deal, side: Side, photo: Photo, address: str, place: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """One photo in the turns of the place that it takes."""
    like = bank().of(deal.part, view=photo.view)
    item = Item(
        f"{deal.part}/{POSTURE}/{photo.view}", deal.part, POSTURE, photo.view, fmean(one.ambiguity for one in like),
        min(one.level for one in like), fmean(one.base for one in like),
    )  # fmt: skip
    return [
        {
            "item": item.id, "part": deal.part, "mesh": place[0]["mesh"], "side": side, "posture": POSTURE, "view": photo.view,
            "angle_deg": angle, "tilt": 0, "turn": 0, "tone": 0, "light": 0, "size": 1.0, "jitter": [], "direction": None,
            "ambiguity": item.ambiguity, "level": level(item, angle), "difficulty": difficulty(item, angle, None), "scene": 0,
            "own": address, "mirrored": photo.side != side,
        }
        for angle in (one["angle_deg"] for one in place)
    ]  # fmt: skip
