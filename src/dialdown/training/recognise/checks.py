"""What her weekly checks say together, beside the part that was not practised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dialdown import science as ds
from dialdown.science.laterality_change import FEWEST_SESSIONS
from dialdown.science.laterality_statistics import balanced
from dialdown.training.recognise.columns import columns
from dialdown.training.recognise.models import RecogniseSession

if TYPE_CHECKING:
    from dialdown.science.laterality_results import Cell, Change


@dataclass(frozen=True)
class Check:
    """One whole weekly check: the part, and the part beside it. Times in ms after trimming; NaN = too few, or too few checks."""

    day: dt.date
    own: Cell
    beside: Cell
    # Right answers and time in one number, of each of the two parts among the checks of this list.
    own_balance: float
    beside_balance: float


@dataclass(frozen=True)
class Checks:
    """The checks of one part on the device of the latest one, oldest first.

    `elsewhere` = checks on other devices, which are left out: times there differ by themselves. `beside_practised`: the part to
    compare was practised too, so that it cannot say what repeating alone does.
    """

    part: str
    control: str
    checks: tuple[Check, ...]
    elsewhere: int
    beside_practised: bool
    change: Change


def weekly_checks(sessions: Sequence[RecogniseSession]) -> list[Checks]:
    """For each part with two whole weekly checks or more on one device; `sessions` of one person in any order, answers prefetched."""
    practised = {one.part for one in sessions if one.kind == RecogniseSession.Kind.TRAINING}
    whole = sorted(
        (
            one
            for one in sessions
            if one.kind == RecogniseSession.Kind.WEEKLY and one.ended == RecogniseSession.Ended.WHOLE
        ),
        key=lambda one: (one.at, one.pk),
    )
    found: list[Checks] = []
    for part in dict.fromkeys(one.part for one in whole):
        mine = [one for one in whole if one.part == part]
        here = [
            one for one in mine if (one.device, one.control_part) == (mine[-1].device, mine[-1].control_part)
        ]
        made = _checks(here, len(mine) - len(here), practised) if len(here) > 1 else None
        if made is not None:
            found.append(made)
    return found


def _checks(here: list[RecogniseSession], elsewhere: int, practised: set[str]) -> Checks | None:
    part, control = here[0].part, here[0].control_part
    table = columns(answer for one in here for answer in one.answers.all() if answer.response)
    if control not in table["part"] or part not in table["part"]:
        return None
    change = next(one for one in ds.score_laterality(table, control_part=control).change if one.part == part)
    # Both sides alike and each check for itself: what is trimmed in one does not hang on the others.
    alone = table | {"person": table["session"], "side": [None] * len(table["side"])}
    cells = {(cell.person, cell.part): cell for cell in ds.score_laterality(alone).cells}
    both = [
        (one.day, own, beside)
        for one in here
        if (own := cells.get((str(one.pk), part))) and (beside := cells.get((str(one.pk), control)))
    ]
    balances = zip(*(_balances([pair[k] for _day, *pair in both]) for k in (0, 1)), strict=True)
    rows = [Check(*figures, *two) for figures, two in zip(both, balances, strict=True)]
    return Checks(part, control, tuple(rows), elsewhere, control in practised, change)


def _balances(cells: Sequence[Cell]) -> list[float]:
    """Her own checks beside each other, nobody else's: 0 is their middle. Of fewer than four each would lie about as far from it."""
    if len(cells) < FEWEST_SESSIONS:
        return [float("nan")] * len(cells)
    shares, times = (
        np.array([getattr(cell, name).value for cell in cells]) for name in ("accuracy", "mean_rt_ms")
    )
    return balanced(shares, times).tolist()
