"""Two weather factors that go together and both do something: how large the effect of each comes out, and whether its range holds it.

python -m benchmarks.truth.together --people 1000
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import numpy as np

import dialdown.science as ds
from benchmarks.truth.conditions import STANDARD, diary
from dialdown.science.answers import JOINT_LIMIT

EFFECT, DAYS = 0.7, 365


@dataclass
class Told:
    """Sums over the findings of the two: `effects` in points per SD, how many are `covered` and how many carry a doubt."""

    found: int = 0
    both: int = 0
    effects: float = 0.0
    covered: int = 0
    doubted: int = 0


def two(alike: float, people: int, first: int = 0) -> Told:
    """`people` standard diaries of a year; factors 0 and 1 correlate by `alike`, each does .7 a SD over lags 1 to 3."""
    told, condition = Told(), replace(STANDARD.planted(EFFECT), alike=alike, pair=True)
    for person in range(first, first + people):
        outcome, exposure = diary(condition, DAYS, np.random.default_rng([77, person]))
        factors = {f"f{j}": column for j, column in enumerate(exposure.T)}
        result = ds.find_patterns(outcome, factors, kinds=dict.fromkeys(factors, "weather"))
        pair = [one for one in result.factors[:2] if one.found]
        told.both += len(pair) == 2
        for one in pair:
            assert one.effect is not None
            assert one.low is not None
            assert one.high is not None
            assert one.per is not None
            told.found += 1
            told.effects += one.effect / one.per
            told.covered += one.low <= EFFECT * one.per <= one.high
            told.doubted += one.joint_p is not None and one.joint_p > JOINT_LIMIT
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="number of the first person")
    wanted = parser.parse_args()
    print("correlation | both found % | mean effect (true .7) | its range holds it % | carries the doubt %")
    for alike in (0.0, 0.5, 0.9):
        told = two(alike, wanted.people, wanted.first)
        n = max(1, told.found)
        print(
            f"{alike:g} | {100 * told.both / wanted.people:.1f} | {told.effects / n:.2f} | "
            f"{100 * told.covered / n:.1f} | {100 * told.doubted / n:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
