"""Personal trials on days whose truth is known: error rate, coverage, and whether power is what was promised.

`python -m benchmarks.truth.trials --people 2000`
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dialdown.science.simulate import MEAN, MEMORY_SD, WHITE_SD
from dialdown.science.trials import analyse_trial, plan_trial
from dialdown.science.trials_power import UpsAndDowns, trial_power, ups_and_downs

Floats = NDArray[np.float64]

START = "2026-01-05"
BEFORE = 120
# Made-up trials behind one person's promise, and every how many people one is asked for: what is compared
# is the mean over people.
PROMISES, PROMISED = 1500, 5


@dataclass
class Cell:
    """Counts over the people of one condition."""

    people: int = 0
    found: int = 0
    wrong_way: int = 0
    covered: int = 0
    above: int = 0
    gls_found: int = 0
    gls_covered: int = 0
    width: list[float] = field(default_factory=list[float])
    gls_width: list[float] = field(default_factory=list[float])
    promised: list[float] = field(default_factory=list[float])

    def line(self, name: str) -> str:
        n = self.people
        shares = (self.found, self.covered, self.above, self.gls_found, self.gls_covered)
        cells = [f"{100 * share / n:.1f}" for share in shares]
        cells += [f"{np.median(self.width):.2f}", f"{np.median(self.gls_width):.2f}"]
        cells.append(f"{100 * np.mean(self.promised):.1f}" if self.promised else "-")
        return " | ".join([name, str(n), *cells])


def moves(phi: float = 0.7, missing: float = 0.2, drift: float = 0.0) -> UpsAndDowns:
    """The ups and downs of the standard diary; `drift` SD of the level after a year."""
    return UpsAndDowns(
        phi=phi,
        memory_sd=MEMORY_SD,
        white_sd=WHITE_SD,
        level_step_sd=drift / 365**0.5,
        missing=missing,
        step=1.0,
    )


def written(latent: Floats, missing: float, rng: np.random.Generator) -> Floats:
    """Days as they are written down: whole numbers from 0 to 10, some missing."""
    days = latent.round().clip(0.0, 10.0)
    days[rng.random(len(days)) < missing] = np.nan
    return days


def add_person(
    cell: Cell, how: UpsAndDowns, seed: list[int], *, pairs: int, block_days: int, washout_days: int, effect: float,
    promise: bool = False,
) -> None:  # fmt: skip
    """One person: a diary, then a trial; what she was promised, and what came out."""
    rng = np.random.default_rng(seed)
    plan = plan_trial(
        arms="AB", start=START, seed=int(rng.integers(2**31)), pairs=pairs, block_days=block_days,
        washout_days=washout_days,
    )  # fmt: skip
    whole = MEAN + how.series(1, BEFORE + len(plan.days), rng)[0]
    second = np.array([day.arm == "B" for day in plan.days])
    if promise:
        learned = ups_and_downs(written(whole[:BEFORE], how.missing, rng))
        assert learned is not None
        cell.promised.append(
            trial_power(
                learned, effect=effect, pairs=pairs, block_days=block_days, washout_days=washout_days, trials=PROMISES
            )
        )  # fmt: skip
    rows = plan.rows()
    table = {name: [row[name] for row in rows] for name in ("date", "pair", "arm", "phase")}
    answer = analyse_trial(
        {**table, "outcome": written(whole[BEFORE:] + effect * second, how.missing, rng)},
        better_is="higher",
    )
    assert answer.difference is not None
    assert answer.gls is not None
    low, high = answer.difference.low, answer.difference.high
    cell.people += 1
    cell.found += answer.verdict == "better" or (effect == 0.0 and answer.verdict == "worse")
    cell.wrong_way += answer.verdict == "worse"
    if low is None or high is None:  # too few whole pairs: everything is possible
        cell.covered += 1
        return
    cell.covered += low <= effect <= high
    cell.above += high < effect
    cell.width.append(high - low)
    gls = answer.gls
    assert gls.low is not None
    assert gls.high is not None
    assert gls.p is not None
    cell.gls_covered += gls.low <= effect <= gls.high
    cell.gls_found += gls.p <= 0.05
    cell.gls_width.append(gls.high - gls.low)


def run(
    people: int, *, pairs: int = 8, block_days: int = 7, washout_days: int = 0, effect: float = 0.0,
    how: UpsAndDowns | None = None, promise: bool = False,
) -> Cell:  # fmt: skip
    """`people` made-up people; the same arguments give the same cell."""
    cell = Cell()
    for person in range(people):
        add_person(
            cell, how or moves(), [7, pairs, block_days, washout_days, person], pairs=pairs, block_days=block_days,
            washout_days=washout_days, effect=effect,
            promise=promise and person % PROMISED == 0,
        )  # fmt: skip
    return cell


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    wanted = parser.parse_args()
    head = "condition | people | found % | 95 % covers % | truth above % | GLS p < .05 % | GLS covers %"
    print(head, "width | GLS width | promised %", sep=" | ")
    for pairs in (6, 8, 10):
        for effect in (0.0, 1.0):
            print(
                run(wanted.people, pairs=pairs, effect=effect).line(f"{pairs} x 7 days, {effect:g}"),
                flush=True,
            )
    for effect in (1.0, 1.5):
        for block, washout in ((7, 0), (7, 2), (2, 0)):
            cell = run(wanted.people, block_days=block, washout_days=washout, effect=effect, promise=True)
            print(cell.line(f"8 x {block} days, wash-out {washout}, {effect:g}, own diary"), flush=True)
    for name, how in (
        ("phi .9", moves(phi=0.9)),
        ("drift 2 a year", moves(drift=2.0)),
        ("40 % missing", moves(missing=0.4)),
    ):
        print(run(wanted.people, how=how).line(f"8 x 7 days, 0, {name}"), flush=True)
        print(
            run(wanted.people, how=how, effect=1.0, promise=True).line(f"8 x 7 days, 1, {name}"), flush=True
        )


if __name__ == "__main__":
    main()
