"""Error rates, coverage and power of one look, per condition and length.

python -m benchmarks.truth.errors --people 2000
python -m benchmarks.truth.errors --people 2000 --planted
"""

from __future__ import annotations

import argparse
import sys
import zlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.truth.conditions import CONDITIONS, SEASONS, STANDARD, Condition, diary
from dialdown.science.answers import JOINT_LIMIT
from dialdown.science.dynamics import NullFit
from dialdown.science.findings import joint_p
from dialdown.science.group_tests import group_tests
from dialdown.science.lags import SD, lag_shapes
from dialdown.science.looks import Look, look_at
from dialdown.science.multiplicity import FEWEST_DAYS, false_discovery_q
from dialdown.science.simulate import MEMORY_SD, WHITE_SD
from dialdown.science.table import day_table
from dialdown.science.whitening import whiten

Floats = NDArray[np.float64]
FDR, LEVEL, LAGS, FACTORS = 0.10, 0.90, 7, 20


@dataclass
class Cell:
    """Sums over the people of one condition and length."""

    people: int = 0
    too_short: int = 0
    refused: int = 0
    tests: int = 0
    small: int = 0
    any_false: int = 0
    covered: int = 0
    found: int = 0
    clear: int = 0
    planted_covered: int = 0
    oracle_found: int = 0
    shown: int = 0
    shown_missed: int = 0
    shown_false: int = 0
    false_coverage: float = 0.0
    alone: int = 0
    alone_false: int = 0

    def line(self, condition: Condition, days: int) -> str:
        """One row of the table: rates in percent."""
        nulls = max(1, self.tests - (self.people if condition.effect else 0))
        cells = [
            condition.name, f"{days}", f"{self.people} ({self.refused} refused)", f"{100 * self.small / nulls:.1f}",
            f"{100 * self.any_false / max(1, self.people):.1f}", f"{100 * self.covered / max(1, self.tests):.1f}",
        ]  # fmt: skip
        if condition.effect:
            cells += [
                f"{100 * self.found / self.people:.1f}", f"{100 * self.clear / self.people:.1f}",
                f"{100 * self.oracle_found / self.people:.1f}" if condition.effect_of_standard else "-",
                f"{100 * self.planted_covered / self.people:.1f}" if condition.effect_is_exact else "-",
                f"{100 * self.false_coverage / self.people:.1f}",
                f"{100 * self.shown_false / max(1, self.shown):.1f}",
                f"{100 * self.alone / max(1, self.shown):.1f} ({100 * self.alone_false / max(1, self.alone):.1f})"
                if condition.alike
                else "-",
            ]  # fmt: skip
        return " | ".join(cells)


def with_true_variances(look: Look) -> Floats:
    """p-values (m,) of the same tests under the true dynamics of the standard diary."""
    assert look.null is not None
    theta = np.log([np.sqrt(1.7 / 0.3), MEMORY_SD**2 / (WHITE_SD**2 + 1.0 / 12.0), 1e-12])
    white, _ = whiten(0.7, np.exp(theta[1]), np.exp(theta[2]), look.day, look.null.columns)
    basis, _ = np.linalg.qr(white[:, :-1])
    residual = look.null.unit * (white[:, -1] - basis @ (basis.T @ white[:, -1]))
    oracle: NullFit = replace(
        look.null, theta=theta, basis=basis, residual=residual, past=np.zeros((0, 0)), share=np.zeros(0)
    )
    columns = np.concatenate([look.columns(j) for j in range(len(look.p))], axis=1)
    totals = np.stack([lag_shapes(1, LAGS).sum(axis=0)] * len(look.p))
    return np.array([test.p for test in group_tests(oracle, columns, totals)])


def add_person(cell: Cell, condition: Condition, days: int, rng: np.random.Generator) -> None:
    """One person more: her diary, one look, what it said against the truth."""
    outcome, exposure = diary(condition, days, rng, FACTORS)
    if np.isfinite(outcome).sum() < FEWEST_DAYS:
        cell.too_short += 1
        return
    names = {f"f{j}": exposure[:, j] for j in range(FACTORS)}
    look = look_at(day_table(outcome, names, None), dict.fromkeys(names, condition.kind), LAGS)
    if look.refusal is not None:
        # An outcome that is next to always the same, say: who is told nothing whatever there is, is not counted.
        cell.refused += 1
        return
    truth = np.zeros(FACTORS)
    # Per person-SD of the days that were read, as it is told.
    truth[0] = condition.effect_of_one * look.records[0, SD]
    null = np.arange(FACTORS) >= (1 if condition.effect else 0)
    found = np.nan_to_num(false_discovery_q(look.p), nan=1.0) <= FDR
    asked = np.isfinite(look.p)
    cell.people += 1
    cell.tests += int(asked.sum())
    cell.small += int((look.p[null] < 0.05).sum())
    cell.any_false += bool(found[null].any())
    level = 1.0 - FDR * found.sum() / max(1, asked.sum())
    missed_before = cell.shown_missed
    for j, test in enumerate(look.tests):
        if test is not None:
            low, high = test.interval(LEVEL)
            holds = bool(low <= truth[j] <= high)
            cell.covered += holds
            cell.planted_covered += holds and not null[j]
            if found[j]:
                low, high = test.interval(level)
                cell.shown += 1
                cell.shown_missed += not low <= truth[j] <= high
                cell.shown_false += bool(null[j])
                cell.clear += not null[j] and not low <= 0.0 <= high
                # What is said without the doubt that it moves together with something else that was found.
                others = [int(other) for other in np.flatnonzero(found) if other != j]
                if condition.alike and not joint_p(look, j, others) > JOINT_LIMIT:
                    cell.alone += 1
                    cell.alone_false += bool(null[j])
    # The false coverage rate counts a person without any finding as 0 (Benjamini and Yekutieli 2005).
    cell.false_coverage += (cell.shown_missed - missed_before) / max(1, int(found.sum()))
    cell.found += bool(condition.effect and found[0])
    if condition.effect_of_standard and look.null is not None:
        cell.oracle_found += bool(false_discovery_q(with_true_variances(look))[0] <= FDR)


def run(condition: Condition, days: int, people: int, first: int = 0) -> Cell:
    """`people` made-up people from number `first` on; the same arguments give the same cell."""
    cell = Cell()
    seed = [zlib.crc32(condition.name.encode()), days]
    for person in range(first, first + people):
        add_person(cell, condition, days, np.random.default_rng([*seed, person]))
    return cell


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="number of the first person")
    parser.add_argument("--days", type=int, nargs="*", default=[60, 90, 180, 365])
    parser.add_argument("--planted", action="store_true", help="a real effect in every condition")
    parser.add_argument("--only", default="", help="conditions whose name starts so")
    wanted = parser.parse_args()
    head = "condition | days | people | p < .05 % | any false % | 90 % interval covers %"
    planted = "found % | with a clear direction % | with true variances % | planted effect covered % | "
    planted += "false coverage rate % | false among shown % | said without doubt, of those shown % (false of these %)"
    print(head, planted, sep=" | ")
    cells = [(c, d) for c in (*CONDITIONS, SEASONS) for d in wanted.days]
    cells += [(STANDARD.planted(), d) for d in wanted.days if d >= 180]
    if wanted.planted:
        # Factors that are drawn anew as present on a few days carry no effect.
        cells = [
            (c.planted(), d) for c in (*CONDITIONS, SEASONS) if not c.present for d in wanted.days if d >= 180
        ]
    for condition, days in cells:
        if condition.name.startswith(wanted.only):
            print(run(condition, days, wanted.people, wanted.first).line(condition, days), flush=True)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
