"""Rules of open trackers and ours on the same diaries without any pattern: every alarm is false.

    python -m benchmarks.truth.peers --people 500

Each rule is written again from its source (commit and file beside it). Where a rule wants a yes/no
factor, the noise factor is cut so that it is present on a quarter of the days; where it wants a
temperature, one factor SD is 5 degrees around 12. Rules that judge one thing a person (before and
after, alternating weeks) are one test a person.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.truth.conditions import CONDITIONS, Condition, diary
from dialdown.science.looks import look_at
from dialdown.science.multiplicity import false_discovery_q
from dialdown.science.table import day_table

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rule = Callable[[Floats, Floats, np.random.Generator], Bools]

FACTORS, LAGS, FDR = 20, 7, 0.10
PRESENT = 0.6745  # a standard normal factor is above this on a quarter of the days


def pearson_p(outcome: Floats, factors: Floats) -> Floats:
    """Two-sided p (m,) of Pearson correlations over the rows where the outcome (n,) is known."""
    known = np.isfinite(outcome)
    y, x = outcome[known] - outcome[known].mean(), factors[known] - factors[known].mean(axis=0)
    r = y @ x / np.sqrt((y @ y) * (x * x).sum(axis=0))
    free = known.sum() - 2
    return np.asarray(2.0 * stats.t.sf(np.abs(r) * np.sqrt(free / (1.0 - r * r)), free))


def pearson(outcome: Floats, factors: Floats, _: np.random.Generator) -> Bools:
    """One Pearson correlation a factor, same day, p < .05."""
    return pearson_p(outcome, factors) < 0.05


def pearson_lags(outcome: Floats, factors: Floats, _: np.random.Generator) -> Bools:
    """Pearson at lags 0 to 7, Benjamini-Hochberg at 10 % over all 160 tests."""
    p = np.stack([pearson_p(outcome[lag:], factors[: len(factors) - lag]) for lag in range(LAGS + 1)])
    return np.asarray((false_discovery_q(p.ravel()).reshape(p.shape) <= FDR).any(axis=0))


def measure_cfs(outcome: Floats, factors: Floats, _: np.random.Generator) -> Bools:
    """Felixmk99/MEasure-CFS 4d784e5, lib/stats/insights-logic.ts: lags 0 to 2 counted in rows, p < .15."""
    rows = np.flatnonzero(np.isfinite(outcome))
    y, x = outcome[rows], factors[rows]
    return np.any([pearson_p(y[lag:], x[: len(x) - lag]) < 0.15 for lag in range(3)], axis=0)


def pain_tracker_trigger(outcome: Floats, factors: Floats, _: np.random.Generator) -> Bools:
    """CrisisCore-Systems/pain-tracker e31f4e2, src/utils/pain-tracker/pattern-engine.ts.

    At least 8 entries with the tag, mean .3 higher than without since the tag's first use, and 60 %
    of the entries with it above the median.
    """
    known = np.isfinite(outcome)
    y, present = outcome[known], factors[known] > PRESENT
    alarm = np.zeros(factors.shape[1], dtype=np.bool_)
    for j in range(len(alarm)):
        with_it = y[present[:, j]]
        since = int(np.argmax(present[:, j]))
        without = y[since:][~present[since:, j]]
        if len(with_it) >= 8 and len(without):
            alarm[j] = with_it.mean() - without.mean() >= 0.3 and (with_it > np.median(y)).mean() >= 0.6
    return alarm


def pain_tracker_weather(outcome: Floats, factors: Floats, _: np.random.Generator) -> Bools:
    """The same, src/components/analytics/WeatherCorrelationPanel.tsx: cold < 10 <= warm < 25, 2 entries each, .5."""
    known = np.isfinite(outcome)
    y, degrees = outcome[known], 12.0 + 5.0 * factors[known]
    alarm = np.zeros(factors.shape[1], dtype=np.bool_)
    for j in range(len(alarm)):
        cold, warm = y[degrees[:, j] < 10.0], y[(degrees[:, j] >= 10.0) & (degrees[:, j] < 25.0)]
        alarm[j] = min(len(cold), len(warm)) >= 2 and abs(cold.mean() - warm.mean()) > 0.5
    return alarm


def newey_west_p(y: Floats, design: Floats, column: int) -> float:
    """p of one coefficient of least squares with Newey-West errors over 7 rows."""
    n, width = design.shape
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ (design.T @ y)
    scores = design * (y - design @ coefficients)[:, None]
    meat = scores.T @ scores
    for lag in range(1, 8):
        cross = scores[lag:].T @ scores[:-lag]
        meat += (1.0 - lag / 8.0) * (cross + cross.T)
    se = float(np.sqrt((inverse @ meat @ inverse)[column, column] * n / (n - width)))
    return float(2.0 * stats.t.sf(abs(coefficients[column]) / se, n - width))


def newey_west(outcome: Floats, factors: Floats, _: np.random.Generator) -> Bools:
    """Least squares on yesterday's factor with Newey-West errors, p < .05: what a textbook would do."""
    y, x = outcome[1:], factors[:-1]
    known = np.isfinite(y)
    ones = np.ones(int(known.sum()))
    return np.array([
        # A factor that never changes says nothing.
        bool(np.ptp(x[known, j])) and newey_west_p(y[known], np.column_stack([ones, x[known, j]]), 1) < 0.05
        for j in range(x.shape[1])
    ])  # fmt: skip


def before_after(outcome: Floats, _factors: Floats, rng: np.random.Generator) -> Bools:
    """MEasure-CFS, lib/statistics/experiment-analysis.ts: step and trend, Newey-West errors, p < .05."""
    known = np.flatnonzero(np.isfinite(outcome))
    began = rng.integers(len(outcome) // 3, 2 * len(outcome) // 3)
    design = np.column_stack([np.ones(len(known)), known / len(outcome), known >= began]).astype(np.float64)
    return np.array([newey_west_p(outcome[known], design, 2) < 0.05])


def alternating_weeks(outcome: Floats, _factors: Floats, rng: np.random.Generator) -> Bools:
    """hpi-studyu/studyu b9574b6, app/lib/screens/study/report/sections/t_test.dart: 7-day phases, Welch t test."""
    phase = (np.arange(len(outcome)) // 7 + rng.integers(2)) % 2
    known = np.isfinite(outcome)
    one, other = outcome[known & (phase == 0)], outcome[known & (phase == 1)]
    return np.array([float(np.asarray(stats.ttest_ind(one, other, equal_var=False))[1]) < 0.05])


def without_weekday(series: Floats) -> Floats:
    """Series (days, m) less the median of each weekday."""
    left = series.copy()
    for weekday in range(7):
        left[weekday::7] -= np.nanmedian(left[weekday::7], axis=0)
    return left


def open_strap(outcome: Floats, factors: Floats, rng: np.random.Generator) -> Bools:
    """OpenStrap/analytics d9362a6, lib/src/onehz/human/associations.dart, without its floor on the effect.

    Spearman at lag 1 without weekday medians, 14-day blocks of the outcome reordered (499 orders),
    Benjamini-Hochberg at 10 %.
    """
    x = stats.rankdata(without_weekday(factors)[:-1], axis=0)
    y = without_weekday(outcome[1:, None])[:, 0]
    known = np.isfinite(y)
    ranks = np.where(known, stats.rankdata(np.where(known, y, np.inf)), 0.0)
    blocks = [np.arange(start, min(start + 14, len(y))) for start in range(0, len(y), 14)]
    orders = [np.arange(len(y))]
    orders += [np.concatenate([blocks[b] for b in rng.permutation(len(blocks))]) for _ in range(499)]
    moved, mask = ranks[np.array(orders)], known[np.array(orders)].astype(np.float64)
    n, sums = known.sum(), mask @ x
    cross = moved @ x - ranks.sum() * sums / n
    rho = np.abs(cross / np.sqrt(mask @ (x * x) - sums * sums / n))
    p = (rho >= rho[0] - 1e-12).mean(axis=0)
    return false_discovery_q(p) <= FDR


def ours(outcome: Floats, factors: Floats, _: np.random.Generator) -> Bools:
    """`find_patterns`, looked at once."""
    table = day_table(outcome, factors, None)
    p = look_at(table, dict.fromkeys(table.factors, "behaviour"), LAGS).p
    return np.nan_to_num(false_discovery_q(p), nan=1.0) <= FDR


RULES: dict[str, Rule] = {
    "pain-tracker: trigger": pain_tracker_trigger,
    "pain-tracker: weather": pain_tracker_weather,
    "Pearson, same day, p < .05": pearson,
    "Pearson, lags 0-7, Benjamini-Hochberg 10 %": pearson_lags,
    "MEasure-CFS: insights": measure_cfs,
    "MEasure-CFS: before and after": before_after,
    "least squares, Newey-West errors, p < .05": newey_west,
    "StudyU: alternating weeks": alternating_weeks,
    "OpenStrap: block permutation, BH 10 %": open_strap,
    "ours": ours,
}


def run(condition: Condition, days: int, people: int) -> dict[str, tuple[float, float]]:
    """Per rule: share of alarms among its tests, share of people with any alarm."""
    alarms: dict[str, list[Bools]] = {name: [] for name in RULES}
    for person in range(people):
        rng = np.random.default_rng([21, days, person])
        outcome, factors = diary(condition, days, rng, FACTORS)
        if np.isfinite(outcome).sum() >= 42:
            for name, rule in RULES.items():
                alarms[name].append(rule(outcome, factors, rng))
    return {
        name: (float(np.mean(rows)), float(np.mean([row.any() for row in rows])))
        for name, rows in alarms.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--days", type=int, nargs="*", default=[60, 90, 180, 365])
    parser.add_argument("--conditions", nargs="*", default=["standard", "drift"])
    wanted = parser.parse_args()
    chosen = [condition for condition in CONDITIONS if condition.name in wanted.conditions]
    short = [" | ".join(["people with any alarm, %, by condition", *RULES])]
    for condition in chosen:
        tables = [run(condition, days, wanted.people) for days in wanted.days]
        lengths = " | ".join(f"{days} days" for days in wanted.days)
        print(f"{condition.name}, {wanted.people} people | {lengths}")
        told = [condition.name]
        for name in RULES:
            cells = [f"{100 * table[name][0]:.1f} / {100 * table[name][1]:.0f}" for table in tables]
            print(f"{name} | " + " | ".join(cells), flush=True)
            told.append(" · ".join(f"{100 * table[name][1]:.0f}" for table in tables))
        short.append(" | ".join(told))
    print("\n".join(short))


if __name__ == "__main__":
    main()
