"""What the page says where there is no volume, looked at for a year: told something that is not so, and what is so.

    python -m benchmarks.truth.fallbacks --people 200

Pain is that of benchmarks.truth.volume without any load. What is done falls by 300 steps a point of the same day's
pain, has a weekday and its own memory (AR(1) .5, SD 600), and a quarter of the days are lost. The page has a new answer
after 120, 180, 240, 300 and 360 days. "More" = 600 steps a day more from the middle of the year on; "smaller" = ups and
downs of half the size from then on. "Thick tails" draws the day's own part from Student's t with four degrees.
"""

from __future__ import annotations

import argparse
import math

import numpy as np
from numpy.typing import NDArray

from benchmarks.truth.volume import MEMORY, OWN
from dialdown.science.flare_size import flare_size
from dialdown.science.same_pain import load_at_same_pain
from dialdown.science.simulate import autoregressive

Floats = NDArray[np.float64]

DAYS, LOOKS = 365, (120, 180, 240, 300, 360)
MORE, SMALLER, LOST = 600.0, 0.5, 0.25


def diary(rng: np.random.Generator, *, changes: bool, thick: bool) -> tuple[Floats, Floats]:
    """Pain and steps of every day (days,); NaN = lost."""
    own = rng.standard_t(4, DAYS) / math.sqrt(2.0) if thick else rng.standard_normal(DAYS)
    ups = math.sqrt(MEMORY) * autoregressive(rng.standard_normal((DAYS, 1)), 0.7)[:, 0] + math.sqrt(OWN) * own
    late = np.arange(DAYS) >= DAYS // 2
    pain = (5.0 + np.where(late & changes, SMALLER, 1.0) * ups).round().clip(0.0, 10.0)
    memory = 600.0 * autoregressive(rng.standard_normal((DAYS, 1)), 0.5)[:, 0]
    steps = (
        4000.0 - 300.0 * (pain - 5.0) + memory + 800.0 * (np.arange(DAYS) % 7 < 5) + MORE * (late & changes)
    )
    lost = rng.random((2, DAYS)) < LOST
    pain[lost[0]], steps[lost[1]] = np.nan, np.nan
    return pain, steps


def told(pain: Floats, steps: Floats) -> tuple[list[int], list[int]]:
    """What the two say at each look of a year: 1 more, -1 less, 0 not clear; steps at the same pain, and size."""
    same, size = [0], [0]
    for n in LOOKS:
        same += [
            int(one.low > 0.0) - int(one.high < 0.0)
            for one in load_at_same_pain(pain[:n], steps[:n], peeking="any").stretches[-1:]
        ]
        size += [
            int(one.low > 1.0) - int(one.high < 1.0)
            for one in flare_size(pain[:n], peeking="any").stretches[-1:]
        ]
    return same, size


def run(people: int, *, changes: bool = False, thick: bool = False) -> dict[str, float]:
    """Shares of `people` who are ever told something, and, where it changes, who are told so by the end."""
    counts = dict.fromkeys(("same pain: ever", "same pain: at the end", "size: ever", "size: at the end"), 0)
    for person in range(people):
        same, size = told(*diary(np.random.default_rng([17, person]), changes=changes, thick=thick))
        counts["same pain: ever"] += any(same)
        counts["same pain: at the end"] += same[-1] > 0
        counts["size: ever"] += any(size)
        counts["size: at the end"] += size[-1] < 0
    return {name: count / people for name, count in counts.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    wanted = parser.parse_args()
    for changes, thick in ((False, False), (False, True), (True, False)):
        found = run(wanted.people, changes=changes, thick=thick)
        cells = ", ".join(f"{name} {100 * share:.1f} %" for name, share in found.items())
        print(
            f"{'more, smaller' if changes else 'nothing changes'}{', thick tails' if thick else ''} | {wanted.people} | {cells}",
            flush=True,
        )


if __name__ == "__main__":
    main()
