"""What a person does at the same pain, over time: her load per 60 days, beside pain, weekday and its own memory.

The answer that is left when a volume cannot be told: not how loud it is, but how much fits in at the same pain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.dynamics import fit_null
from dialdown.science.stretches import stretches_of
from dialdown.science.table import day_table

Floats = NDArray[np.float64]

FEWEST, FEWEST_IN_ONE = 60, 15
LEVEL = 0.90


@dataclass(frozen=True)
class Stretch:
    """Some 60 days: the load at the same pain, less that of the first ones, in the load's units, with its interval.

    `first`, `last` ISO dates (grid rows without dates); `days` on which outcome and load are both known.
    """

    first: str | int
    last: str | int
    days: int
    more: float
    low: float
    high: float


@dataclass(frozen=True)
class SamePain:
    """`stretches` after the first one; `first_mean` the load of the first one. `why_not` a word (few_days, constant).

    `next_on` ISO date (grid row without dates) of the next answer, None = it may be another one every day.
    """

    stretches: tuple[Stretch, ...]
    first_mean: float | None
    first_days: int
    level: float
    why_not: str | None
    next_on: str | int | None = None


def load_at_same_pain(
    outcome: object, load: object, *, dates: object | None = None, peeking: Literal["none", "any"] = "none"
) -> SamePain:
    """Load per 60 days beside the same day's outcome, against the first 60 days.

    Least squares whitened with the load's own level and memory (the filter of the pattern finder), the outcome, its
    square and the weekday in the model. `outcome`, `load`, `dates` as in `estimate_volume`; the load is that of the
    same day: nothing is said about which of the two moved the other. With `peeking="any"` there is a new answer every
    60 days only, and at most one diary in ten in which nothing changes is ever told something. ValueError with one
    sentence on bad input.
    """
    table = day_table(outcome, {"load": load}, dates)
    values = table.factors["load"]
    day = np.flatnonzero(np.isfinite(table.outcome) & np.isfinite(values)).astype(np.int64)
    nothing = SamePain((), None, 0, LEVEL, "few_days")
    if len(day) == 0:
        return nothing

    parts = stretches_of(day, peeking)
    place, count = parts.place, parts.count
    day = day[: len(place)]
    following = None if parts.next_row is None else table.name(parts.next_row)
    nothing = SamePain((), None, 0, LEVEL, "few_days", following)
    many = [int((place == k).sum()) for k in range(count)]
    shown = [k for k in range(1, count) if many[k] >= FEWEST_IN_ONE]
    if len(day) < FEWEST or not shown or many[0] < FEWEST_IN_ONE:
        return nothing
    pain = table.outcome[day]
    pain = (pain - pain.mean()) / (pain.std() or 1.0)
    week = table.weekdays()[day]
    columns = [
        np.ones(len(day)),
        *((place == k).astype(np.float64) for k in range(1, count) if many[k]),
        pain,
        pain**2,
    ]
    columns += [(week == d).astype(np.float64) for d in np.unique(week)[1:]]
    design = _independent(np.column_stack(columns))
    wanted = [1 + [k for k in range(1, count) if many[k]].index(k) for k in shown]
    try:
        fit = fit_null(day, values[day], design)
    except ValueError:
        return SamePain((), None, many[0], LEVEL, "constant", following)
    white = fit.whiten(np.column_stack([design, values[day]]))
    inverse = np.linalg.inv(white[:, :-1].T @ white[:, :-1])
    found = inverse @ (white[:, :-1].T @ white[:, -1])
    rest = white[:, -1] - white[:, :-1] @ found
    free = len(day) - design.shape[1]
    error = np.sqrt(np.diag(inverse) * float(rest @ rest) / free)
    told: list[Stretch] = []
    for k, at in zip(shown, wanted, strict=True):
        first, last = parts.ends(k)
        more, reach = float(found[at]), -float(stdtrit(free, parts.tail(k, LEVEL)) * error[at])
        told.append(Stretch(table.name(first), table.name(last), many[k], more, more - reach, more + reach))
    return SamePain(
        tuple(told), float(values[day][place == 0].mean()), many[0], LEVEL, None, following,
    )  # fmt: skip


def _independent(design: Floats) -> Floats:
    """The columns that add rank (pain may be the same every day)."""
    _, triangle = np.linalg.qr(design)
    keep = np.abs(np.diag(triangle)) > 1e-8 * math.sqrt(len(design))
    return np.ascontiguousarray(design[:, keep])
