"""What one weekly check says about the two sides. No Django."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

# Faster than this nobody looked; fewer right answers than this on a side say nothing.
FASTEST_MS = 200.0
FEWEST = 8


def week(answers: Sequence[tuple[str, bool, float]], side: str) -> tuple[float, float] | None:
    """The 95 % interval of mean log time of `side` minus that of the other, right answers only (Welch); None when there are too few.

    `answers`: (side shown, right, milliseconds).
    """
    logs = {
        own: np.log(
            [ms for shown, right, ms in answers if (shown == side) == own and right and ms >= FASTEST_MS]
        )
        for own in (True, False)
    }
    if min(len(one) for one in logs.values()) < FEWEST:
        return None
    a, b = logs[True], logs[False]
    va, vb = float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b)
    spread = math.sqrt(va + vb)
    if spread == 0:
        return None
    freedom = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    # Late: it would cost every start of the server half a second.
    from scipy.special import stdtrit

    half = float(stdtrit(freedom, 0.975)) * spread
    middle = float(a.mean() - b.mean())
    return middle - half, middle + half
