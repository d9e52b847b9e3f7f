"""How good she is at this part, in logits: a walk that each answer moves, after Elo and Rasch. No Django.

The same few lines run on the page between two pictures (frontend/recognise/ability.ts).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

# Before anything is known: right in nine of ten of the plainest pictures.
START = 0.0
# A step of the walk: large at first, never so small that she could not change.
FIRST_STEP, LAST_STEP, SLOWING = 0.4, 0.12, 0.05
LOWEST, HIGHEST = -3.0, 4.0
# How much harder a picture is 45 degrees further from upright, in logits (stimuli.bank.UPSIDE_DOWN / 4).
STEP = 0.3


def chance(ability: float, difficulty: float) -> float:
    """The probability of a right answer, 0 to 1."""
    return 1 / (1 + math.exp(difficulty - ability))


def moved(ability: float, difficulty: float, right: bool, seen: int) -> float:
    """The ability after one more answer; `seen` = answers before it."""
    step = max(FIRST_STEP / (1 + SLOWING * seen), LAST_STEP)
    return min(max(ability + step * (right - chance(ability, difficulty)), LOWEST), HIGHEST)


def ability_after(answers: Iterable[tuple[float, bool]]) -> float:
    """The ability after answers in the order of their time, each (difficulty, right)."""
    found = START
    for seen, (difficulty, right) in enumerate(answers):
        found = moved(found, difficulty, right, seen)
    return found


def wanted(ability: float, aim: float) -> float:
    """The difficulty that is answered right with the probability `aim`."""
    return ability - math.log(aim / (1 - aim))
