"""Before and after with nothing behind it: something is begun on a bad stretch and does nothing at all.

`python -m benchmarks.truth.before_after --people 1000`
"""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from benchmarks.truth.trials import moves, written
from dialdown.science.before_and_after import before_after
from dialdown.science.simulate import MEAN
from dialdown.science.trials_power import UpsAndDowns

FIRST = dt.date(2025, 1, 1)
WEEK, AFTER, LONGEST = 7, 60, 420
# Nothing is begun before there is a diary to speak of.
EARLIEST = 90


@dataclass
class Cell:
    """Counts over the people of one condition."""

    people: int = 0
    naive: int = 0
    step: int = 0
    beyond: int = 0
    covered: int = 0
    fall: list[float] = field(default_factory=list[float])
    by_itself: list[float] = field(default_factory=list[float])
    width: list[float] = field(default_factory=list[float])

    def line(self, name: str) -> str:
        shares = (self.naive, self.step, self.beyond, self.covered)
        cells = [f"{100 * share / self.people:.1f}" for share in shares]
        numbers = (np.mean(self.fall), np.mean(self.by_itself), np.median(self.width))
        return " | ".join([name, str(self.people), *cells, *(f"{number:.2f}" for number in numbers)])


def begin(days: np.ndarray, bad: bool) -> int | None:
    """The day on which it is begun: when the mean of a week first passes her 90th percentile, or any day."""
    if not bad:
        return EARLIEST + 30
    limit = np.nanpercentile(days[:EARLIEST], 90)
    for day in range(EARLIEST, LONGEST - AFTER):
        week = days[day - WEEK : day]
        if np.isfinite(week).sum() >= 4 and np.nanmean(week) > limit:
            return day
    return None


def add_person(cell: Cell, how: UpsAndDowns, seed: list[int], *, bad: bool, effect: float) -> None:
    """One person and what was said to her."""
    rng = np.random.default_rng(seed)
    latent = MEAN + how.series(1, LONGEST, rng)[0]
    days = written(latent, how.missing, np.random.default_rng([*seed, 1]))
    at = begin(days, bad)
    if at is None:
        return
    changed = latent.copy()
    changed[at:] += effect
    days = written(changed, how.missing, np.random.default_rng([*seed, 1]))
    dates = [FIRST + dt.timedelta(days=i) for i in range(at + AFTER)]
    found = before_after(days[: at + AFTER], dates, FIRST + dt.timedelta(days=at))
    if found.beyond is None or found.difference is None or found.change is None or found.by_itself is None:
        return
    just, after = days[at - 14 : at], days[at : at + AFTER]
    cell.people += 1
    p = np.asarray(stats.ttest_ind(just[np.isfinite(just)], after[np.isfinite(after)]))[1]
    cell.naive += float(p) <= 0.05
    assert found.difference.low is not None
    assert found.difference.high is not None
    assert found.beyond.low is not None
    assert found.beyond.high is not None
    cell.step += not found.difference.low <= 0.0 <= found.difference.high
    cell.beyond += found.verdict != "not_clear"
    cell.covered += found.beyond.low <= effect <= found.beyond.high
    cell.fall.append(found.change)
    cell.by_itself.append(found.by_itself.value - (found.after or 0.0) + found.change)
    cell.width.append(found.beyond.high - found.beyond.low)


def run(people: int, *, bad: bool = True, effect: float = 0.0, how: UpsAndDowns | None = None) -> Cell:
    """`people` made-up people; the same arguments give the same cell."""
    cell = Cell()
    for person in range(people):
        add_person(cell, how or moves(), [8, person], bad=bad, effect=effect)
    return cell


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    wanted = parser.parse_args()
    head = "condition | people | t test p < .05 % | step leaves 0 % | beyond leaves 0 % | 95 % covers % | seen change"
    print(head, "by itself | width", sep=" | ")
    conditions = (
        ("any day", False, 0.0, moves()), ("bad week", True, 0.0, moves()), ("bad week, phi .9", True, 0.0, moves(phi=0.9)),
        ("bad week, drift 2 a year", True, 0.0, moves(drift=2.0)), ("any day, drift 2 a year", False, 0.0, moves(drift=2.0)),
        ("bad week, truly -1", True, -1.0, moves()), ("bad week, truly -2", True, -2.0, moves()),
    )  # fmt: skip
    for name, bad, effect, how in conditions:
        print(run(wanted.people, bad=bad, effect=effect, how=how).line(name), flush=True)


if __name__ == "__main__":
    main()
