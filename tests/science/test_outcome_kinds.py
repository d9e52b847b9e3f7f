"""Yes/no and count outcomes: their units, their second opinion, and what they need."""

from __future__ import annotations

import numpy as np
import pytest

import dialdown.science as ds
from benchmarks.truth.conditions import Condition, diary


def with_effect(scale: str) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    condition = Condition("planted", scale=scale).planted(2.0)
    outcome, exposure = diary(condition, 365, np.random.default_rng(3), 4)
    return outcome, {f"f{j}": exposure[:, j] for j in range(4)}


@pytest.mark.parametrize("dates", [None, np.datetime64("2025-03-01") + np.arange(365)])
def test_a_yes_no_outcome_is_told_in_days_and_odds(dates: np.ndarray | None) -> None:
    outcome, factors = with_effect("yes/no")
    found = ds.find_patterns(outcome, factors, dates=dates).found
    assert [factor.name for factor in found] == ["f0"]
    effect, odds = found[0].effect, found[0].odds
    assert effect is not None
    assert odds is not None
    assert 0.1 < effect < 0.8
    assert odds > 1.0
    assert "odds of yes" in (found[0].note or "")


def test_yes_and_no_turned_round_is_the_same_answer_turned_round() -> None:
    outcome, factors = with_effect("yes/no")
    one, other = (
        ds.find_patterns(outcome, factors).found[0],
        ds.find_patterns(1.0 - outcome, factors).found[0],
    )
    assert one.effect is not None
    assert other.effect == pytest.approx(-one.effect, rel=1e-6)
    assert one.odds is not None
    assert other.odds is not None
    assert other.odds == pytest.approx(1.0 / one.odds, rel=1e-6)


def test_counts_are_told_in_counts() -> None:
    outcome, factors = with_effect("counts")
    found = ds.find_patterns(outcome, factors).found
    assert [factor.name for factor in found] == ["f0"]
    assert found[0].effect is not None
    assert found[0].effect > 0.3
    assert found[0].odds is None


def test_a_rare_answer_is_not_enough() -> None:
    outcome, factors = with_effect("yes/no")
    outcome[np.isfinite(outcome)] = 0.0
    outcome[[20, 80, 200]] = 1.0
    result = ds.find_patterns(outcome, factors)
    assert {factor.reason for factor in result.factors} == {"outcome"}
    assert result.dynamics.warning == (
        "No pattern can be looked for: the answer was another one on 3 days only, and 10 are needed."
    )
