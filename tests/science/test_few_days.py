"""A few days do not decide: far answers are drawn in, and rare factors are checked by shifting them."""

from __future__ import annotations

import numpy as np
import pytest

import dialdown.science as ds
from benchmarks.truth.conditions import CONDITIONS, STANDARD, Condition, diary
from dialdown.science.few_days import FEWEST_CARRYING, Shifting, days_carrying, drawn_in
from dialdown.science.lags import lag_shapes, shape_columns
from dialdown.science.looks import Look, look_at
from dialdown.science.table import day_table

NAMED = {condition.name: condition for condition in CONDITIONS}
RARE = NAMED["flares, rare yes/no factors"]


def look(condition: Condition, person: int, days: int = 180) -> Look:
    table = day_table(*diary(condition, days, np.random.default_rng([4, person])), None)
    return look_at(table, dict.fromkeys(table.factors, "behaviour"), 7)


def test_a_flare_counts_as_far_away_and_no_further() -> None:
    rng = np.random.default_rng(1)
    quiet = 3.0 + rng.standard_normal(300)
    loud = quiet.copy()
    loud[100:104] += 6.0
    drawn = drawn_in(loud)
    assert 2.0 < drawn.max() - np.median(loud) < 3.2
    assert (drawn == loud)[np.abs(loud - np.median(loud)) < 2.0].all()
    # Ordinary days are left alone: of a normal outcome about one day in a hundred.
    assert (drawn_in(quiet) != quiet).mean() < 0.03
    assert drawn_in(7.0 * loud - 2.0) == pytest.approx(7.0 * drawn - 2.0)


def test_yes_and_no_stay_as_they_are() -> None:
    answers = (np.arange(100) % 9 == 0).astype(float)
    assert (drawn_in(answers) == answers).all()


@pytest.mark.parametrize("away", [1.0, 7.0])
def test_one_flare_in_a_flat_diary_is_nothing_to_learn_from(away: float) -> None:
    outcome = np.full(180, 2.0)
    outcome[60:63] += away
    result = ds.find_patterns(outcome, {"swim": (np.arange(180) % 23 == 12).astype(float)})
    assert {factor.reason for factor in result.factors} == {"outcome"}
    assert result.dynamics.warning == (
        "No pattern can be looked for: the outcome hardly changes: it was the same on more than nine in ten days."
    )


def test_a_rare_factor_is_carried_by_few_days() -> None:
    rare, often = look(RARE, 0), look(STANDARD, 0)
    assert rare.null is not None
    assert often.null is not None
    every = [np.concatenate([one.columns(j) for j in range(20)], axis=1) for one in (rare, often)]
    assert (days_carrying(rare.null, every[0]) < FEWEST_CARRYING).all()
    assert (days_carrying(often.null, every[1]) > FEWEST_CARRYING).all()


def test_the_weight_of_a_day_is_its_part_of_the_score() -> None:
    one = look(RARE, 1)
    assert one.null is not None
    weight = Shifting.of(one.null, 180).weight
    columns = one.columns(3)
    assert columns.T @ weight[one.day] == pytest.approx(one.null.whiten(columns).T @ one.null.residual)
    assert (np.delete(weight, one.day) == 0.0).all()


def test_shifting_gives_small_p_values_as_often_as_it_should() -> None:
    small, asked = 0, 0
    shapes = np.stack([lag_shapes(0, 7), lag_shapes(1, 7)])
    for person in range(8):
        one = look(RARE, person)
        assert one.null is not None
        shifting = Shifting.of(one.null, 180)
        values = np.array(list(one.table.factors.values()))
        columns = shape_columns(values, one.records, shapes, one.first, np.arange(180))
        for j in range(20):
            small += shifting.p(columns[:, 3 * j : 3 * j + 3]) < 0.05
            asked += 1
    assert small / asked <= 0.11


def test_a_rare_factor_that_matters_is_still_found() -> None:
    """Absent to present 4 points over the next two days, on 12 days of half a year."""
    found = 0
    for person in range(10):
        rng = np.random.default_rng([5, person])
        outcome, _ = diary(STANDARD, 180, rng, 1)
        swim = np.zeros(180)
        swim[rng.choice(170, 12, replace=False)] = 1.0
        outcome[1:] += 4.0 * swim[:-1]
        outcome[2:] += 4.0 * swim[:-2]
        found += bool(ds.find_patterns(outcome, {"swim": swim}).found)
    assert found >= 8
