"""What a person does at the same pain, over time: her load per 60 days, beside pain, weekday and its own memory.

The answer that is left when a volume cannot be told: not how loud it is, but how much fits in at the same pain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.dynamics import fit_null
from dialdown.science.table import day_table

Floats = NDArray[np.float64]

STRETCH, FEWEST, FEWEST_IN_ONE = 60, 60, 15
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
    """`stretches` after the first one; `first_mean` the load of the first one. `why_not` a word (few_days, constant)."""

    stretches: tuple[Stretch, ...]
    first_mean: float | None
    first_days: int
    level: float
    why_not: str | None


def load_at_same_pain(outcome: object, load: object, *, dates: object | None = None) -> SamePain:
    """Load per 60 days beside the same day's outcome, against the first 60 days.

    Least squares whitened with the load's own level and memory (the filter of the pattern finder), the outcome, its
    square and the weekday in the model. `outcome`, `load`, `dates` as in `estimate_volume`; the load is that of the
    same day: nothing is said about which of the two moved the other. ValueError with one sentence on bad input.
    """
    table = day_table(outcome, {"load": load}, dates)
    values = table.factors["load"]
    day = np.flatnonzero(np.isfinite(table.outcome) & np.isfinite(values)).astype(np.int64)
    nothing = SamePain((), None, 0, LEVEL, "few_days")
    if len(day) < FEWEST:
        return nothing
    # Whole stretches counted back from the last day; what is left over in front joins the first one.
    count = (int(day[-1] - day[0]) + 1) // STRETCH
    place = np.maximum(count - 1 - (day[-1] - day) // STRETCH, 0)
    many = [int((place == k).sum()) for k in range(count)]
    shown = [k for k in range(1, count) if many[k] >= FEWEST_IN_ONE]
    if not shown or many[0] < FEWEST_IN_ONE:
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
        return SamePain((), None, many[0], LEVEL, "constant")
    white = fit.whiten(np.column_stack([design, values[day]]))
    inverse = np.linalg.inv(white[:, :-1].T @ white[:, :-1])
    found = inverse @ (white[:, :-1].T @ white[:, -1])
    rest = white[:, -1] - white[:, :-1] @ found
    free = len(day) - design.shape[1]
    reach = float(stdtrit(free, 0.5 + LEVEL / 2.0)) * np.sqrt(np.diag(inverse) * float(rest @ rest) / free)

    last = int(day[-1])
    return SamePain(
        tuple(
            Stretch(
                table.name(last - (count - k) * STRETCH + 1), table.name(last - (count - 1 - k) * STRETCH), many[k],
                float(found[at]), float(found[at] - reach[at]), float(found[at] + reach[at]),
            )
            for k, at in zip(shown, wanted, strict=True)
        ),
        float(values[day][place == 0].mean()), many[0], LEVEL, None,
    )  # fmt: skip


def _independent(design: Floats) -> Floats:
    """The columns that add rank (pain may be the same every day)."""
    _, triangle = np.linalg.qr(design)
    keep = np.abs(np.diag(triangle)) > 1e-8 * math.sqrt(len(design))
    return np.ascontiguousarray(design[:, keep])
