"""What it costs to stay honest while one looks all year: ever told something, and found by when.

    python -m benchmarks.truth.looking --people 400 --weekly 100
    python -m benchmarks.truth.looking --conditions --people 2000

The rules that look every week are slow to measure and get the first `--weekly` people only.
A diary of 365 days, 20 factors. Every rule may spend 10 %. `as if once` looks every week from day
56 and believes each look; `e-BH weekly` looks at the same days with e-processes (normal mixture
over the three coefficients, prior SD in innovation SDs per basis unit); the schedules look at fixed
numbers of observed days and divide p by their share of the budget.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.truth.conditions import CONDITIONS, SEASONS, STANDARD, Condition, diary
from dialdown.science.looks import Look, look_at, scheduled_looks
from dialdown.science.multiplicity import EARLY_LOOKS, false_discovery_q, outcome_budgets
from dialdown.science.table import DayTable, day_table

Floats = NDArray[np.float64]
Schedule = Sequence[tuple[int, float]]

FDR, LAGS, FACTORS, YEAR, HALF = 0.10, 7, 20, 365, 182
WEEKS = (*range(56, YEAR, 7), YEAR)
SCHEDULES: dict[str, Schedule] = {
    "ours": EARLY_LOOKS,
    "monthly, equal shares": tuple((42 + 24 * i, 1.0 / 12.0) for i in range(12)),
    "monthly, growing shares": tuple((42 + 24 * i, (i + 1) / 66.0) for i in range(11)),
    "half-yearly": ((140, 0.4), (280, 0.6)),
}
WIDTHS = (0.1, 0.2, 0.4)


def evidence(look: Look, width: float) -> Floats:
    """E-value of every factor (m,) at this look: normal mixture against no effect."""
    assert look.null is not None
    values = np.ones(len(look.p))
    for j in range(len(values)):
        columns = look.null.without_regressors(look.null.whiten(look.columns(j)))
        y = look.null.residual / np.sqrt(look.null.scale)
        inner = np.eye(columns.shape[1]) + width**2 * columns.T @ columns
        pull = columns.T @ y
        quadratic = width**2 * float(pull @ np.linalg.solve(inner, pull))
        values[j] = np.exp(min(700.0, 0.5 * quadratic - 0.5 * np.linalg.slogdet(inner)[1]))
    return values


def weekly_rules(table: DayTable, kinds: dict[str, str], fdr: float) -> dict[str, Floats]:
    """First day (m,) on which each weekly rule tells of a factor; inf = never."""
    first: dict[str, Floats] = defaultdict(lambda: np.full(FACTORS, np.inf))
    best: dict[float, Floats] = {width: np.zeros(FACTORS) for width in WIDTHS}
    for day in WEEKS:
        part = table.until(day)
        if np.isfinite(part.outcome).sum() < 42:
            continue
        look = look_at(part, kinds, LAGS)
        told = {"as if once": np.nan_to_num(false_discovery_q(look.p), nan=1.0) <= fdr}
        for width in WIDTHS:
            best[width] = np.fmax(best[width], evidence(look, width))
            told[f"e-BH weekly, width {width}"] = false_discovery_q(np.minimum(1.0, 1.0 / best[width])) <= fdr
        for rule, which in told.items():
            first[rule] = np.where(which, np.minimum(first[rule], day), first[rule])
    return dict(first)


def schedule_rule(table: DayTable, kinds: dict[str, str], fdr: float, schedule: Schedule) -> Floats:
    """First day (m,) on which a schedule of looks tells of a factor; inf = never."""
    observed = np.flatnonzero(np.isfinite(table.outcome))
    p = np.full(FACTORS, np.nan)
    first = np.full(FACTORS, np.inf)
    for count, share in schedule:
        if count <= len(observed):
            day = int(observed[count - 1]) + 1
            p = np.fmin(p, look_at(table.until(day), kinds, LAGS).p / share)
            told = np.nan_to_num(false_discovery_q(np.minimum(p, 1.0)), nan=1.0) <= fdr
            first = np.where(told, np.minimum(first, day), first)
    return first


def person(condition: Condition, rng: np.random.Generator, fdr: float, *, weekly: bool) -> dict[str, Floats]:
    """First day (m,) of every rule for one outcome of one person."""
    outcome, exposure = diary(condition, YEAR, rng, FACTORS)
    names = {f"f{j}": exposure[:, j] for j in range(FACTORS)}
    kinds = dict.fromkeys(names, "behaviour")
    table = day_table(outcome, names, None)
    first = weekly_rules(table, kinds, fdr) if weekly else {}
    for name, schedule in SCHEDULES.items():
        first[name] = schedule_rule(table, kinds, fdr, schedule)
    _, verdicts = scheduled_looks(table, kinds, LAGS, fdr)
    assert ((verdicts.found_at > 0) == np.isfinite(first["ours"])).all(), "find_patterns does otherwise"
    return first


def one_outcome(people: int, weekly: int, effect: float) -> None:
    """Ever told something false, and the planted factor found by half a year and a year."""
    condition = STANDARD.planted(effect) if effect else STANDARD
    false: dict[str, list[bool]] = defaultdict(list)
    days: dict[str, list[float]] = defaultdict(list)
    for i in range(people):
        for rule, first in person(condition, np.random.default_rng([11, i]), FDR, weekly=i < weekly).items():
            false[rule].append(bool(np.isfinite(first[1:] if effect else first).any()))
            days[rule].append(float(first[0]))
    for rule, told in false.items():
        by = [100.0 * float(np.mean(np.array(days[rule]) <= day)) for day in (HALF, YEAR)]
        found = f"found by {HALF}: {by[0]:.1f} %, by {YEAR}: {by[1]:.1f} %" if effect else ""
        print(
            f"effect {effect:g} | {len(told)} people | {rule} | ever false {100.0 * float(np.mean(told)):.1f} % | {found}",
            flush=True,
        )


def three_outcomes(people: int) -> None:
    """A person without any pattern, three outcomes, our looks, budgets shared or not: ever told anything."""
    kinds = {f"f{j}": "behaviour" for j in range(FACTORS)}
    shared = outcome_budgets(3, FDR)
    told = {"10 % each": 0, "budgets shared": 0}
    for i in range(people):
        either = dict.fromkeys(told, False)
        for k, budget in enumerate(shared):
            outcome, exposure = diary(STANDARD, YEAR, np.random.default_rng([12, i, k]), FACTORS)
            _, verdicts = scheduled_looks(day_table(outcome, exposure, None), kinds, LAGS, FDR)
            # Benjamini-Hochberg q-values do not depend on the budget: one set of looks serves both.
            either["10 % each"] |= bool((np.nan_to_num(verdicts.q, nan=1.0) <= FDR).any())
            either["budgets shared"] |= bool((np.nan_to_num(verdicts.q, nan=1.0) <= budget).any())
        for what, value in either.items():
            told[what] += value
    for what, count in told.items():
        print(
            f"three outcomes, {what} | {people} people | ever told {100.0 * count / people:.1f} %", flush=True
        )


def every_condition(people: int) -> None:
    """A person without any pattern, one outcome, our looks, every kind of diary: ever told anything by when."""
    for condition in (*CONDITIONS, SEASONS):
        kinds = {f"f{j}": condition.kind for j in range(FACTORS)}
        first: list[float] = []
        for i in range(people):
            outcome, exposure = diary(condition, YEAR, np.random.default_rng([13, i]), FACTORS)
            names = dict(zip(kinds, exposure.T, strict=True))
            first.append(float(schedule_rule(day_table(outcome, names, None), kinds, FDR, EARLY_LOOKS).min()))
        told = " | ".join(f"{100.0 * float(np.mean(np.array(first) <= day)):.1f}" for day in (90, HALF, YEAR))
        print(
            f"{condition.name} | {people} people | ever told by 90, {HALF}, {YEAR} days, %: {told}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--weekly", type=int, default=100)
    parser.add_argument("--three", type=int, default=2000, help="people with three outcomes")
    parser.add_argument("--conditions", action="store_true", help="every kind of diary, our looks alone")
    wanted = parser.parse_args()
    if wanted.conditions:
        every_condition(wanted.people)
        return
    three_outcomes(wanted.three)
    for effect in (0.0, 0.7, 1.0):
        one_outcome(wanted.people, wanted.weekly, effect)


if __name__ == "__main__":
    main()
