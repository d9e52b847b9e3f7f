"""The volume against diaries whose gain is known: coverage, power, and how often it says "went down" wrongly.

    python -m benchmarks.truth.volume --people 200
    python -m benchmarks.truth.volume --people 200 --weekly

A diary: mean 5, day-to-day memory AR(1) .7 (variance .75), white noise (variance .75), gain times
yesterday's load (SD 1, itself AR(1) .3), rounded, clipped to 0-10, a quarter of the days lost.
"""

from __future__ import annotations

import argparse
import math
import zlib
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dialdown.science.simulate import autoregressive
from dialdown.science.volume import estimate_volume
from dialdown.science.volume_results import Volume

Floats = NDArray[np.float64]

MEMORY, OWN = 0.75, 0.75
WEEK, FIRST_LOOK = 7, 121
ONE_LOOK = 1.6449


@dataclass(frozen=True)
class Case:
    """One way a diary can be: `truth` of the gain, `days`, `mean` pain, what the load does, which model."""

    truth: str = "flat"
    days: int = 365
    mean: float = 5.0
    load: str = "steady"
    model: str = "bounded"
    missing: float = 0.25
    gain: float = 1.0

    @property
    def name(self) -> str:
        """What the line of the table is called."""
        load = "" if self.load == "steady" else f", {self.load}"
        mean = "" if self.mean == 5.0 else f", mean {self.mean:g}"
        return f"{self.truth}{mean}{load}"


TRUTHS = ("random walk", "logistic fall", "flat")
COVERAGE = (
    *(Case(truth, days, model=model) for model in ("bounded", "gaussian") for days in (365, 120) for truth in TRUTHS),
    *(Case(truth, 365, mean) for mean in (8.5, 1.5) for truth in TRUTHS),
    Case("step", 365),
)  # fmt: skip
STRESS = tuple(
    Case("flat", 365, load=load)
    for load in ("ramp, by amount", "ramp to five times, by amount", "ramp, by share", "ramp to five times, by share",
                 "block in the middle", "block at the end", "block at the start", "answers to today", "answers to yesterday")
)  # fmt: skip
SHORT_STRESS = tuple(Case("flat", days, load=case.load) for case in STRESS for days in (120, 182))
WEEKLY = (Case("flat", 365), Case("logistic fall", 365), *STRESS)


def gain(truth: str, days: int, rng: np.random.Generator, size: float = 1.0) -> Floats:
    """The true gain of every day (days,)."""
    if truth == "random walk":
        return size + np.cumsum(rng.standard_normal(days)) * 0.02
    time = np.arange(days)
    if truth == "logistic fall":
        return 0.4 + 0.9 / (1.0 + np.exp((time - days / 2.0) / (days / 12.0)))
    return np.where(time < days / 2.0, 1.3, 0.5) if truth == "step" else np.full(days, size)


def diary(case: Case, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """True gain per unit of load, load and outcome (days,) each; NaN = lost."""
    days = case.days
    true = gain(case.truth, days, rng, case.gain)
    load = autoregressive(rng.standard_normal((days, 1)), 0.3)[:, 0]
    week = np.arange(days) // 7
    push = load.copy()
    if case.load.startswith("ramp"):
        size = 1.0 + 0.15 * week if "five" not in case.load else np.minimum(1.15**week, 5.0)
        load = size * (1.0 + 0.1 * load)
        # By amount: a point for each share of the first amount; by share: a point per spread of the day's own amount.
        push = (load - 1.0) / 0.3 if "amount" in case.load else (load / size - 1.0) / 0.1
    elif case.load.startswith("block"):
        start = {"middle": days // 2, "end": days - 30, "start": 20}[case.load.split()[-1]]
        amount = 5.0 + load
        amount[start : start + 21] *= 5.0
        load, push = amount, amount - 5.0
    noise = math.sqrt(MEMORY) * autoregressive(rng.standard_normal((days, 1)), 0.7)[:, 0]
    noise += math.sqrt(OWN) * rng.standard_normal(days)
    away = noise.copy()
    if case.load.startswith("answers"):
        for t in range(days):
            away[t] += true[t] * load[t - 1] if t else 0.0
            load[t] -= 0.5 * (away[t] if case.load.endswith("today") else away[t - 1] if t else 0.0)
    else:
        away[1:] += true[1:] * push[:-1]
    outcome = (case.mean + away).round().clip(0.0, 10.0)
    outcome[rng.random(days) < case.missing] = np.nan
    return true, load, outcome


@dataclass
class Cell:
    """Sums over the people of one case."""

    people: int = 0
    answered: int = 0
    covered: float = 0.0
    band: float = 0.0
    missed_by: float = 0.0
    down: int = 0
    up: int = 0
    reasons: Counter[str] = field(default_factory=Counter[str])

    @property
    def coverage(self) -> float:
        """Mean share of days whose band of the gain holds the truth."""
        return self.covered / max(1, self.answered)

    def line(self, case: Case) -> str:
        """One row of the table."""
        n = max(1, self.answered)
        parts = [
            case.name, case.model, f"{case.days}", f"{self.people}", f"{self.coverage:.3f}", f"{self.band / n:.2f}",
            f"{self.missed_by / n:+.3f}", f"{100 * self.down / self.people:.1f}", f"{100 * self.up / self.people:.1f}",
            f"{100 * (1 - self.answered / self.people):.1f}",
            ", ".join(f"{why} {count}" for why, count in self.reasons.most_common()),
        ]  # fmt: skip
        return " | ".join(parts)


def add_person(cell: Cell, case: Case, rng: np.random.Generator) -> Volume:
    """One person more, looked at once."""
    true, load, outcome = diary(case, rng)
    found = estimate_volume(outcome, load, model=case.model)  # pyright: ignore[reportArgumentType]
    cell.people += 1
    if not found.enough:
        cell.reasons[found.reason or ""] += 1
        return found
    assert found.load_sd is not None
    rows = np.array([[d.gain, d.gain_low, d.gain_high] for d in found.days]) / found.load_sd
    shown = true
    cell.answered += 1
    cell.covered += float(((rows[:, 1] <= shown) & (shown <= rows[:, 2])).mean())
    cell.band += float((rows[:, 2] - rows[:, 1]).mean())
    cell.missed_by += float((rows[:, 0] - shown).mean())
    cell.down += found.change.went_down
    cell.up += found.change.went_up
    return found


def seed(case: Case, person: int) -> np.random.Generator:
    """The same person for both models."""
    return np.random.default_rng([zlib.crc32(case.name.encode()), case.days, person])


def run(case: Case, people: int) -> Cell:
    """`people` made-up people, one look each; the same arguments give the same cell."""
    cell = Cell()
    for person in range(people):
        add_person(cell, case, seed(case, person))
    return cell


def lowest_score(case: Case, rng: np.random.Generator) -> tuple[float, bool, bool]:
    """Over all weekly looks of a year: the lowest score, and whether one believed by itself, or with the wider
    interval for looking often, ever says "went down"."""
    _, load, outcome = diary(case, rng)
    lowest, once, often = math.inf, False, False
    for n in (*range(FIRST_LOOK, case.days, WEEK), case.days):
        change = estimate_volume(outcome[:n], load[:n], model=case.model, peeking="any").change  # pyright: ignore[reportArgumentType]
        score = math.inf if change.score is None else change.score
        lowest, once, often = min(lowest, score), once or score < -ONE_LOOK, often or change.went_down
    return lowest, once, often


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--weekly", action="store_true", help="look every week of the year instead of once")
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    wanted = parser.parse_args()
    if wanted.weekly:
        print(
            "case | model | people | ever went down %, every look believed | with the interval for looking often | lowest scores"
        )
        for case in WEEKLY:
            if wanted.only in case.name:
                told = [lowest_score(case, seed(case, person)) for person in range(wanted.people)]
                cells = [f"{100 * sum(one[k] for one in told) / wanted.people:.1f}" for k in (1, 2)]
                scores = np.round(
                    np.quantile([min(one[0], 9.0) for one in told], [0.02, 0.05, 0.1, 0.5]), 2
                ).tolist()
                print(case.name, case.model, wanted.people, *cells, scores, sep=" | ", flush=True)
        return
    print("case | model | days | people | coverage | band | bias | went down % | went up % | refused % | why")
    for case in (*COVERAGE, *STRESS, *SHORT_STRESS):
        if wanted.only in case.name:
            print(run(case, wanted.people).line(case), flush=True)


if __name__ == "__main__":
    main()
