"""Odd diaries get a clear answer or one sentence; never another error, never a NaN."""

from __future__ import annotations

import json
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import dialdown.science as ds

Floats = NDArray[np.float64]
DAYS = 200
DIARY = ds.simulate_diary(DAYS, seed=3, factors=2)
PAIN, FACTOR = DIARY.outcome, DIARY.factors["f0"]
DAY = np.arange(float(DAYS))


def answer(outcome: Any, factors: Any, **options: Any) -> list[ds.FactorPattern]:
    """The factors of both ways of looking, after the JSON was found to hold no NaN."""
    answers: list[ds.FactorPattern] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for peeking in ("none", "any"):
            result = ds.find_patterns(outcome, factors, peeking=peeking, **options)
            json.dumps(result.to_dict(), allow_nan=False)
            answers += result.factors
    return answers


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.ones(DAYS), "constant"),
        (np.full(DAYS, np.nan), "never_recorded"),
        (np.where(DAY < 20, FACTOR, np.nan), "few_days"),
        ((DAY == 50).astype(float), "hardly_varied"),
        (1e12 + 0.1 * FACTOR, "hardly_varied"),
        (FACTOR * 1e-320, "hardly_varied"),
        (DAY, "calendar"),
        ((DAY % 7 == 0).astype(float), "calendar"),
        (DAY // 7, "calendar"),
    ],
)
def test_a_factor_that_cannot_be_asked_says_why(values: Floats, reason: str) -> None:
    for factor in answer(PAIN, {"odd": values}):
        assert factor.reason == reason
        assert factor.note
        assert factor.p is factor.q is factor.bound is factor.effect is None
        assert not factor.found


def test_a_factor_recorded_in_another_year_says_so() -> None:
    outcome = np.where(DAY < 90, PAIN, np.nan)
    factor = np.where(DAY >= 120, FACTOR, np.nan)
    assert {one.reason for one in answer(outcome, {"other": factor})} <= {"apart", "never_recorded"}


@pytest.mark.parametrize(
    "outcome",
    [np.full(DAYS, 3.0), DAY, DAY % 7, DAY % 2, np.zeros(DAYS)],
    ids=["constant", "line", "week", "alternating", "zero"],
)
def test_an_outcome_without_anything_to_explain(outcome: Floats) -> None:
    for factor in answer(outcome, {"f": FACTOR}):
        assert factor.reason == "outcome"
        assert not factor.found


def test_collinear_factors_all_get_the_same_answer() -> None:
    answers = answer(PAIN, {"a": FACTOR, "b": 2.0 * FACTOR + 1.0, "c": -FACTOR})
    for one in answers[:3]:
        assert one.p == pytest.approx(answers[0].p)


def test_an_outcome_that_copies_the_factor() -> None:
    """A perfect fit is found, with finite numbers."""
    for factor in answer(np.r_[0.0, FACTOR[:-1]], {"f": FACTOR}):
        assert factor.found
        assert factor.best_lag == 1


@pytest.mark.parametrize("value", [1e14, -1e14])
def test_an_absurd_value_is_survived(value: float) -> None:
    answer(PAIN, {"f": np.r_[FACTOR[:-1], value]})
    answer(np.r_[PAIN[:-1], value], {"f": FACTOR})


def test_no_days_few_days_nothing_recorded() -> None:
    assert answer([], {}) == []
    assert answer(PAIN[:20], {"f": FACTOR[:20]}) == []
    assert answer(np.full(DAYS, np.nan), {"f": FACTOR}, dates=DIARY.dates) == []
    assert answer(PAIN, {}) == []
    result = ds.find_patterns(np.full(DAYS, np.nan), {"f": FACTOR}, dates=DIARY.dates)
    assert result.enough_on is None


def test_one_recorded_day_a_century_away_from_the_next() -> None:
    dates = np.r_[DIARY.dates[:100], DIARY.dates[100:] + 30_000]
    answer(PAIN, {"f": FACTOR}, dates=dates)


def test_enough_that_would_come_after_the_last_year_is_not_promised() -> None:
    result = ds.find_patterns([1.0, np.nan], {}, dates=["9999-01-01", "9999-12-31"])
    assert result.enough_on is None


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"outcome": ["a"] * DAYS}, "outcome: expected numbers"),
        ({"outcome": np.r_[PAIN[:-1], np.inf]}, "outcome: row 200 is infinite"),
        ({"outcome": np.r_[PAIN[:-1], 1e300]}, "outcome: row 200 is 1e+300"),
        ({"outcome": PAIN[:, None]}, "outcome: expected one value a day"),
        ({"factors": {"f": np.r_[np.inf, FACTOR[1:]]}}, "f: row 1 is infinite"),
        ({"factors": {"f": FACTOR[:-1]}}, "f: has 199 rows, the outcome has 200"),
        ({"factors": np.zeros(DAYS)}, "factors: expected a mapping"),
        ({"factors": "nothing"}, "factors: expected a mapping"),
        ({"factors": None}, "factors: expected a mapping"),
        ({"dates": ["2024-01-01"] * DAYS}, "dates: 2024-01-01 appears twice"),
        ({"dates": ["soon"] * DAYS}, "dates: expected ISO dates"),
        ({"dates": list(range(DAYS))}, "dates: expected ISO dates"),
        ({"dates": 7}, "dates: expected ISO dates"),
        ({"dates": DIARY.dates[:-1]}, "dates: has 199 rows"),
        ({"dates": np.r_[DIARY.dates[:-1], np.datetime64("NaT")]}, "dates: expected one date in every row"),
        ({"dates": np.r_[DIARY.dates[:-1], np.datetime64("20240-01-01")]}, "dates: expected years"),
        ({"dates": np.r_[DIARY.dates[:-1], np.datetime64("3024-01-01")]}, "dates: 365243 days"),
        ({"kinds": {"g": "weather"}}, "kinds: there is no factor called g"),
        ({"kinds": {"f": "mood"}}, "kinds: f is 'mood'"),
        ({"lags": 0}, "lags: 0; expected 1 to 30 days"),
        ({"lags": 31}, "lags: 31; expected 1 to 30 days"),
        ({"fdr": 0.0}, "fdr: 0.0"),
        ({"fdr": float("nan")}, "fdr: nan"),
        ({"peeking": "daily"}, "peeking: 'daily'"),
        ({"smallest": 0.0}, "smallest: 0.0"),
    ],
)
def test_bad_input_is_one_sentence(bad: dict[str, Any], says: str) -> None:
    arguments = {"outcome": PAIN, "factors": {"f": FACTOR}, **bad}
    with pytest.raises(ValueError) as raised:
        ds.find_patterns(arguments.pop("outcome"), arguments.pop("factors"), **arguments)
    assert str(raised.value).startswith(says)
    assert "\n" not in str(raised.value)


def test_the_longest_lags_on_the_shortest_diary() -> None:
    diary = ds.simulate_diary(60, seed=0, factors=3, missing=0.1)
    answer(diary.outcome, diary.factors, lags=30)
    answer(diary.outcome, diary.factors, lags=1, kinds={"f0": "weather"})


def test_the_callers_arrays_are_left_alone() -> None:
    outcome, factor = PAIN.copy(), FACTOR.copy()
    result = ds.find_patterns(outcome, {"f": factor})
    assert np.array_equal(outcome, PAIN, equal_nan=True)
    assert np.array_equal(factor, FACTOR, equal_nan=True)
    outcome[:] = 0.0
    assert result.observed_days == int(np.isfinite(PAIN).sum())


@pytest.mark.slow
def test_five_thousand_factors() -> None:
    diary = ds.simulate_diary(365, seed=4, factors=5000)
    assert len(answer(diary.outcome, diary.factors)) == 10_000


@pytest.mark.slow
def test_thirty_years() -> None:
    diary = ds.simulate_diary(10_957, seed=4, factors=5, effects=["f0=0.7@1-3"])
    answers = answer(diary.outcome, diary.factors, dates=diary.dates)
    assert answers[0].found


values = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(0, 10).map(float),
    st.just(float("nan")),
    st.just(0.0),
)


@given(
    st.lists(values, min_size=50, max_size=50), st.lists(values, min_size=50, max_size=50), st.integers(1, 30),
    st.sampled_from(["behaviour", "weather"]),
)  # fmt: skip
def test_anything_gives_an_answer_or_a_sentence(
    outcome: list[float], factor: list[float], lags: int, kind: str
) -> None:
    numbers = np.abs([value for value in outcome + factor if not np.isnan(value)])
    if (numbers > 1e15).any():
        with pytest.raises(ValueError, match=r"row .* expected numbers up to"):
            answer(outcome, {"f": factor}, lags=lags, kinds={"f": kind})
    else:
        answer(outcome, {"f": factor}, lags=lags, kinds={"f": kind})
