"""A year of looking: a person without any pattern is rarely *ever* told one."""

from __future__ import annotations

import numpy as np

from benchmarks.truth.conditions import CONDITIONS, STANDARD, Condition, diary
from dialdown.science.looks import look_at, scheduled_looks
from dialdown.science.multiplicity import false_discovery_q, outcome_budgets
from dialdown.science.table import day_table
from tests.counts import count

DAYS, FACTORS, FDR = 365, 20, 0.10
PEOPLE = count(quick=60, test=200, long=2000)


def ever_told(seed: list[int], fdr: float, condition: Condition = STANDARD) -> np.ndarray:
    """Which factors (FACTORS,) were told of at any time in the year, asking as often as one likes."""
    outcome, exposure = diary(condition, DAYS, np.random.default_rng(seed), FACTORS)
    table = day_table(outcome, exposure, None)
    _, verdicts = scheduled_looks(table, dict.fromkeys(table.factors, "behaviour"), 7, fdr)
    return verdicts.found_at > 0


def test_three_outcomes_all_year() -> None:
    """At most 15 % promised (union bound), about 8 % measured: 20 of 60 would be a broken method."""
    told = sum(
        any(ever_told([1, person, k], fdr).any() for k, fdr in enumerate(outcome_budgets(3, FDR)))
        for person in range(PEOPLE)
    )
    # Beyond 15 % by three standard errors.
    assert told / PEOPLE <= 0.15 + 3.0 * np.sqrt(0.15 * 0.85 / PEOPLE)


def test_flares_all_year() -> None:
    """One outcome, rare yes/no factors: at most 10 % promised; 23 to 51 % with flares taken for normal days."""
    flares = next(one for one in CONDITIONS if one.name == "flares, rare yes/no factors")
    told = sum(ever_told([3, person], FDR, flares).any() for person in range(PEOPLE))
    assert told / PEOPLE <= 0.10 + 3.0 * np.sqrt(0.10 * 0.90 / PEOPLE)


def test_believing_every_weekly_look_would_not_pass() -> None:
    """The same people, one outcome, each look believed as if it were the only one."""
    people = min(PEOPLE, 60)
    told = 0
    for person in range(people):
        outcome, exposure = diary(STANDARD, DAYS, np.random.default_rng([1, person, 0]), FACTORS)
        table = day_table(outcome, exposure, None)
        kinds = dict.fromkeys(table.factors, "behaviour")
        looks = (look_at(table.until(day), kinds, 7).p for day in range(63, DAYS, 14))
        told += any((false_discovery_q(p) <= FDR).any() for p in looks)
    assert told / people >= 0.25


def test_a_strong_pattern_is_found_all_the_same() -> None:
    found = sum(ever_told([2, person], FDR, STANDARD.planted(1.2))[0] for person in range(20))
    assert found >= 16
