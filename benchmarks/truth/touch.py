"""The standard touch check against answers whose gain is known: coverage, power, and "went down" said wrongly.

    python -m benchmarks.truth.touch --people 400

One touch a week, give or take a day, 15 % of them left out. How much it hurts = 5 times the gain, with the memory
and the noise of the volume's made-up diaries (benchmarks.truth.volume), rounded, clipped to 0-10.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.truth.volume import MEMORY, OWN, TRUTHS, gain
from dialdown.science.simulate import autoregressive
from dialdown.science.volume_fixed import estimate_volume_fixed

Floats = NDArray[np.float64]

MIDDLE, LEFT_OUT, WEEK = 5.0, 0.15, 7


@dataclass
class Cell:
    """Sums over the people of one truth and length."""

    people: int = 0
    answered: int = 0
    covered: float = 0.0
    band: float = 0.0
    down: int = 0
    up: int = 0
    ever_down: int = 0
    ever_up: int = 0
    ever_either: int = 0

    def line(self, name: str) -> str:
        n, m = self.people, max(1, self.answered)
        ever = (self.ever_down, self.ever_up, self.ever_either)
        shares = (self.down / n, self.up / n, *(told / n for told in ever), 1 - self.answered / n)
        cells = [
            f"{self.covered / m:.3f}",
            f"{self.band / m:.2f}",
            *(f"{100 * share:.1f}" for share in shares),
        ]
        return " | ".join([name, str(n), *cells])


def touches(truth: str, days: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """True gain of every day (days,) in points, and how much the touch hurt (days,), NaN = none on that day."""
    true = MIDDLE * gain(truth, days, rng)
    noise = math.sqrt(MEMORY) * autoregressive(rng.standard_normal((days, 1)), 0.7)[:, 0]
    felt = (true + noise + math.sqrt(OWN) * rng.standard_normal(days)).round().clip(0.0, 10.0)
    on = np.arange(0, days, WEEK) + rng.integers(-1, 2, len(range(0, days, WEEK)))
    on = on[(on >= 0) & (on < days) & (rng.random(len(on)) >= LEFT_OUT)]
    answer = np.full(days, np.nan)
    answer[on] = felt[on]
    return true, answer


def run(truth: str, days: int, people: int, *, often: bool = False) -> Cell:
    """`people` made-up people; with `often` each is looked at after every touch too, with the page's wider interval."""
    cell = Cell()
    for person in range(people):
        true, answer = touches(truth, days, np.random.default_rng([TRUTHS.index(truth), days, person]))
        found = estimate_volume_fixed(answer)
        cell.people += 1
        if often:
            looks = np.flatnonzero(np.isfinite(answer)) + 1
            said = [estimate_volume_fixed(answer[:n], peeking="any").change for n in looks if n > 100]
            down, up = any(one.went_down for one in said), any(one.went_up for one in said)
            cell.ever_down += down
            cell.ever_up += up
            cell.ever_either += down or up
        if found.enough:
            assert isinstance(found.first, int)
            rows = np.array([[d.gain_low, d.gain_high] for d in found.days])
            shown = true[found.first : found.first + len(rows)]
            cell.answered += 1
            cell.covered += float(((rows[:, 0] <= shown) & (shown <= rows[:, 1])).mean())
            cell.band += float((rows[:, 1] - rows[:, 0]).mean())
            cell.down += found.change.went_down
            cell.up += found.change.went_up
    return cell


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=400)
    wanted = parser.parse_args()
    print(
        "truth | people | coverage | band | went down % | went up % | a look a week: ever down % | up % | either % | refused %"
    )
    for days in (365, 182):
        for truth in TRUTHS:
            cell = run(truth, days, wanted.people, often=days == 365)
            print(cell.line(f"{truth}, {days} days"), flush=True)


if __name__ == "__main__":
    main()
