"""Stretches of 60 days that are compared with the first ones, and what each of them may spend of the error.

Looked at once, whole stretches are counted back from the last day. Looked at often they are counted from the first day,
and only whole ones count: then the answer is a new one every 60 days however often one looks, and what luck may
say altogether is split over these answers: six of them are a year, and the k-th year may spend 6 / (pi k)^2 of it,
as the volume does (docs/science/volume.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

STRETCH = 60
A_YEAR = 6


@dataclass(frozen=True)
class Stretches:
    """`place` (n,) stretch of each of the first n recorded days, `count` stretches; `start` grid row of the first one.

    `next_row` grid row on which there is the next answer; None = every day.
    """

    place: Ints
    count: int
    start: int
    often: bool

    @property
    def next_row(self) -> int | None:
        """Grid row of the last day of the stretch that is not whole yet."""
        return self.start + (max(self.count, 1) + 1) * STRETCH - 1 if self.often else None

    def ends(self, k: int) -> tuple[int, int]:
        """Grid rows of the first and the last day of stretch `k`, which is not the first one."""
        return self.start + k * STRETCH, self.start + (k + 1) * STRETCH - 1

    def tail(self, k: int, level: float) -> float:
        """What may lie outside on each side of the interval of stretch `k` (from 1) at `level`."""
        share = 6.0 / (math.pi * (1 + (k - 1) // A_YEAR)) ** 2 / A_YEAR if self.often else 1.0
        return (1.0 - level) / 2.0 * share


def stretches_of(day: Ints, peeking: str) -> Stretches:
    """The stretches of recorded days (n,), increasing grid rows, at least one. ValueError on another `peeking`."""
    if peeking not in ("none", "any"):
        raise ValueError(f"peeking: {peeking!r}; expected 'none' or 'any'")
    first, last = int(day[0]), int(day[-1])
    count = (last - first + 1) // STRETCH
    if peeking == "any":
        whole = day[day < first + count * STRETCH]
        return Stretches((whole - first) // STRETCH, count, first, often=True)
    # What is left over in front joins the first one.
    place = np.maximum(count - 1 - (last - day) // STRETCH, 0)
    return Stretches(place, count, last - count * STRETCH + 1, often=False)
