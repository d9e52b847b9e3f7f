"""Looking often: the schedule, its budget, and answers that do not depend on when one asks."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import dialdown.science as ds
from dialdown.science import looks
from dialdown.science.findings import later_days
from dialdown.science.looks import look_at, scheduled_looks
from dialdown.science.multiplicity import EARLY_LOOKS, look_schedule, next_look
from dialdown.science.table import day_table


def until(diary: ds.SimulatedDiary, days: int) -> ds.Patterns:
    part = {name: values[:days] for name, values in diary.factors.items()}
    return ds.find_patterns(diary.outcome[:days], part, dates=diary.dates[:days], peeking="any")


def test_all_looks_ever_taken_spend_at_most_everything() -> None:
    assert sum(share for _, share in look_schedule(1_000_000)) <= 1.0
    counts = [count for count, _ in look_schedule(100_000)]
    assert counts == sorted(set(counts))
    assert counts[: len(EARLY_LOOKS)] == [count for count, _ in EARLY_LOOKS]
    assert look_schedule(41) == []
    assert next_look(look_schedule(100))[0] == 140


def test_between_two_looks_the_verdicts_stay_as_they_are() -> None:
    diary = ds.simulate_diary(150, seed=4, missing=0.0, factors=5, effects=["f0=1.5@1-2"])
    at_look = until(diary, 140)
    for days in range(141, 150, 3):
        later = until(diary, days)
        assert later.factors == at_look.factors
        assert later.dynamics.as_of == at_look.dynamics.as_of
        assert later.observed_days == days
    assert at_look.dynamics.next_look == 210


def test_what_was_found_stays_found_and_p_only_falls() -> None:
    """Found early in a diary whose effect then ends."""
    diary = ds.simulate_diary(420, seed=9, missing=0.0, factors=5, effects=["f0=2.5@1-2"])
    other = ds.simulate_diary(420, seed=409, missing=0.0, factors=5)
    outcome = np.r_[diary.outcome[:42], other.outcome[42:]]
    last = np.ones(5)
    for days in (42, 70, 140, 210, 280, 400):
        part = {name: values[:days] for name, values in diary.factors.items()}
        result = ds.find_patterns(outcome[:days], part, dates=diary.dates[:days], peeking="any")
        p = np.array([factor.p for factor in result.factors], dtype=float)
        assert (p <= last).all(), days
        last = p
        assert result.factors[0].found
    found = result.factors[0]
    assert found.found_on == "2024-02-11"
    assert found.later == "did not hold up"
    assert found.note is not None
    assert "did not hold up" in found.note


def flat_since_the_first_look() -> tuple[ds.SimulatedDiary, np.ndarray]:
    """A pattern that is found at the first look; later every day has the same answer."""
    diary = ds.simulate_diary(420, seed=9, missing=0.0, factors=5, effects=["f0=2.5@1-2"])
    return diary, np.r_[diary.outcome[:42], np.full(378, float(np.median(diary.outcome[:42])))]


def test_what_was_found_stands_when_the_last_look_has_nothing_to_compare() -> None:
    diary, outcome = flat_since_the_first_look()

    def asked(days: int) -> ds.Patterns:
        part = {name: values[:days] for name, values in diary.factors.items()}
        return ds.find_patterns(outcome[:days], part, dates=diary.dates[:days], peeking="any")

    first, last = asked(42).factors[0], asked(420)
    assert last.dynamics.warning is not None
    assert "nine in ten" in last.dynamics.warning
    found = last.factors[0]
    assert first.found
    assert found.found
    assert (found.effect, found.low, found.high) == (first.effect, first.low, first.high)
    assert (found.level, found.per, found.best_lag) == (first.level, first.per, first.best_lag)
    assert (found.found_on, found.later, found.reason, found.bound) == ("2024-02-11", None, "outcome", None)
    assert found.note is not None
    assert found.note.startswith(
        "Found on 2024-02-11, with the effect of then. The newest days cannot be judged: "
    )
    # What was not found by then says nothing now.
    assert [factor.found for factor in last.factors[1:]] == [False] * 4
    assert {factor.reason for factor in last.factors[1:]} == {"outcome"}
    assert "NaN" not in json.dumps(last.to_dict(), allow_nan=False)


def test_what_was_found_stands_when_the_last_fit_does_not_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for an outcome that could not be explained at the last look."""
    diary = ds.simulate_diary(420, seed=9, missing=0.0, factors=5, effects=["f0=2.5@1-2"])
    first = until(diary, 42).factors[0]
    assert first.found
    settled = looks.fit_null

    def fit(day: np.ndarray, *rest: Any) -> Any:
        found = settled(day, *rest)
        return found if len(day) < 70 else replace(found, converged=False)

    monkeypatch.setattr(looks, "fit_null", fit)
    last = until(diary, 75).factors[0]
    assert last.found
    assert (last.effect, last.found_on, last.reason) == (first.effect, first.found_on, "outcome")


def test_a_lasting_effect_holds_up() -> None:
    diary = ds.simulate_diary(420, seed=4, missing=0.0, factors=5, effects=["f0=2@1-2"])
    assert until(diary, 70).factors[0].found
    assert until(diary, 70).factors[0].later is None
    assert until(diary, 400).factors[0].later == "held up"


def test_later_days_do_not_know_the_days_before() -> None:
    """With no effect after the discovery the later estimate is near 0 whatever it was before."""
    diary = ds.simulate_diary(300, seed=7, missing=0.0, factors=1)
    outcome = diary.outcome.copy()
    outcome[1:100] += 3.0 * diary.factors["f0"][:99]
    look = look_at(day_table(outcome, diary.factors, None), {"f0": "behaviour"}, 7)
    test = look.tests[0]
    later = later_days(look, 0, 110)
    assert test is not None
    assert later is not None
    assert abs(later[0]) < 0.5 * test.effect
    assert later_days(look, 0, 290) is None


def test_a_factor_that_was_added_late_is_asked_from_then_on() -> None:
    diary = ds.simulate_diary(300, seed=9, missing=0.0, factors=2, effects=["f0=2@1-2"])
    late = diary.factors["f0"].copy()
    late[:150] = np.nan
    table = day_table(diary.outcome, {"late": late, "f1": diary.factors["f1"]}, None)
    _, verdicts = scheduled_looks(table, {"late": "behaviour", "f1": "behaviour"}, 7, 0.10)
    assert verdicts.found_at[0] in (210, 280)


def test_budgets_for_several_outcomes() -> None:
    assert ds.outcome_budgets(1) == (0.10,)
    assert ds.outcome_budgets(3) == pytest.approx((0.10, 0.025, 0.025))
    for outcomes in range(2, 6):
        assert sum(ds.outcome_budgets(outcomes, 0.08)) == pytest.approx(0.12)
    with pytest.raises(ValueError, match="at least 1"):
        ds.outcome_budgets(0)
