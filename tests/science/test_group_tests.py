"""Lag columns and the F test against plain matrices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from dialdown.science.dynamics import NullFit, fit_null, null_regressors
from dialdown.science.few_days import drawn_in
from dialdown.science.findings import best_lag, days_by_lag
from dialdown.science.group_tests import given_test, group_tests, needed_noncentrality
from dialdown.science.lags import (
    BINARY,
    CHANGES,
    FILLED,
    NEAR,
    OWN,
    RECORDED,
    SD,
    describe,
    lag_columns,
    lag_shapes,
    lead_columns,
    shape_columns,
)
from dialdown.science.looks import look_at
from dialdown.science.search import OPEN
from dialdown.science.settled import CLEAR
from dialdown.science.simulate import autoregressive, simulate_diary
from dialdown.science.table import day_table


def test_lag_columns_of_a_complete_factor_are_the_shifted_factor() -> None:
    values = np.random.default_rng(0).standard_normal(50)
    day = np.arange(50, dtype=np.int64)
    columns = lag_columns(values, 0.5, day, 1, 3)
    for lag in (1, 2, 3):
        assert columns[lag:, lag] == pytest.approx(values[:-lag])
    assert (columns[:, 0] == 0.0).all()
    leads = lead_columns(values, 0.5, day, 2)
    assert leads[:-2, 2] == pytest.approx(values[2:])


def test_a_gap_holds_the_expected_value_given_its_past_side() -> None:
    """AR(1) of unit variance: conditional means from the covariance matrix of the recorded days."""
    phi = 0.6
    values = np.array([0.8, np.nan, np.nan, -1.1, np.nan])
    columns = lag_columns(values, phi, np.array([5], dtype=np.int64), 1, 4)

    def expected(at: int, known: list[int]) -> float:
        v = phi ** np.abs(np.subtract.outer(known, known)).astype(float)
        return float(phi ** np.abs(np.array(known) - at) @ np.linalg.solve(v, values[known]))

    assert columns[0, 1] == pytest.approx(expected(4, [3]))
    assert columns[0, 2] == -1.1
    assert columns[0, 3] == pytest.approx(expected(2, [0, 3]))
    assert columns[0, 4] == pytest.approx(expected(1, [0, 3]))


def test_no_column_knows_a_later_day() -> None:
    """What comes after `day - first` can be changed without moving the column (predetermined)."""
    rng = np.random.default_rng(1)
    values = rng.standard_normal(60)
    values[rng.random(60) < 0.4] = np.nan
    day = np.array([30], dtype=np.int64)
    before = lag_columns(values, 0.7, day, 1, 7)
    values[30:] = 99.0
    assert (lag_columns(values, 0.7, day, 1, 7) == before).all()


def test_describe_counts_what_there_is() -> None:
    values = np.array([0.0, 1.0, 0.0, np.nan, 0.0, 1.0])
    record = describe(values[None], np.array([2, 5], dtype=np.int64), np.array([0]), 1)[0]
    assert record[RECORDED] == 5
    assert record[CHANGES] == 2
    assert record[BINARY] == 1
    assert record[FILLED] == 0.0
    assert record[SD] == pytest.approx(np.nanstd(values, ddof=1))
    # What may answer to the outcome is read, and counted, on the days with an outcome only.
    day = np.array([0, 1, 2, 5], dtype=np.int64)
    read = values[day]
    record = describe(values[None], day, np.array([1]), 2)[0]
    assert (record[RECORDED], record[CHANGES], record[NEAR]) == (4, 2, 2)
    assert record[FILLED] == pytest.approx(5 / 8)
    assert record[SD] == pytest.approx(read.std(ddof=1))


def test_a_weekday_and_a_line_have_nothing_of_their_own() -> None:
    t = np.arange(100.0)
    day = np.arange(100, dtype=np.int64)
    for calendar in (t, t % 7 == 2, t // 7, 3.0 * t + (t % 7 > 4)):
        assert describe(calendar.astype(float)[None], day, np.array([1]), 7)[0, OWN] < 1e-12
    noise = np.random.default_rng(0).standard_normal(100)
    design = np.column_stack([t, *(t % 7 == w for w in range(7))]).astype(float)
    fitted = design @ np.linalg.lstsq(design, noise, rcond=None)[0]
    expected = ((noise - fitted) ** 2).sum() / ((noise - noise.mean()) ** 2).sum()
    assert describe(noise[None], day, np.array([1]), 7)[0, OWN] == pytest.approx(expected)


def by_hand(
    null: NullFit, outcome: np.ndarray, columns: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray, float]:
    """F, coefficients, covariance and degrees of freedom of `columns`, with every matrix written down.

    Generalised least squares, and the information that other dynamics could take over subtracted.
    """
    since = null.day - null.day[0]
    apart = np.abs(np.subtract.outer(null.day, null.day))

    def root(theta: np.ndarray) -> np.ndarray:
        memory = np.exp(theta[1]) * np.tanh(theta[0]) ** apart
        return np.linalg.cholesky(
            np.exp(theta[2]) * np.minimum.outer(since, since) + memory + np.eye(len(since))
        )

    here = root(null.theta)
    x0 = np.linalg.solve(here, null_regressors(null.day, null.day % 7))
    y, x = np.linalg.solve(here, outcome), np.linalg.solve(here, columns)
    fitted = np.linalg.lstsq(x0, y, rcond=None)[0]
    left = outcome - null_regressors(null.day, null.day % 7) @ fitted
    scores = np.empty((len(left), 3))
    for k, step in enumerate(1e-5 * np.eye(3)):
        up, down = root(null.theta + step), root(null.theta - step)
        moved = np.diag(up) * np.linalg.solve(up, left) - np.diag(down) * np.linalg.solve(down, left)
        scores[:, k] = moved / 2e-5 / np.diag(here)
    without = np.eye(len(y)) - x0 @ np.linalg.pinv(x0)
    rest, x, scores = without @ y, without @ x, without @ scores
    inner = scores.T @ scores
    held = np.linalg.inv(inner + null.scale * np.diag(1.0 / OPEN[1] ** 2))
    full = min(1.0, len(y) / 96.0)
    information = x.T @ x - full * x.T @ scores @ held @ scores.T @ x
    coefficients = np.linalg.solve(information, x.T @ rest)
    explained = float(coefficients @ x.T @ rest)
    free = len(y) - x0.shape[1] - full * float(np.trace(held @ inner)) - 3
    variance = (float(rest @ rest) - explained) / free
    return explained / 3 / variance, coefficients, variance * np.linalg.inv(information), free


@pytest.mark.parametrize("days", [70, 100, 200])
def test_the_test_is_the_one_with_every_matrix_written_down(days: int) -> None:
    """Same p, effect and standard error as explicit matrices give, for both first lags; a clear effect is fitted beside the dynamics."""
    clear = 0
    diary = simulate_diary(days, seed=2, effects=["f1=2.0@1-3"], factors=3)
    for kind, first in (("behaviour", 1), ("weather", 0)):
        look = look_at(day_table(diary.outcome, diary.factors, None), dict.fromkeys(diary.factors, kind), 7)
        assert look.null is not None
        total = lag_shapes(first, 7).sum(axis=0)
        for j, test in enumerate(look.tests):
            assert test is not None
            drawn = drawn_in(diary.outcome[look.day])
            f, coefficients, covariance, free = by_hand(look.null, drawn, look.columns(j))
            assert test.rank == 3
            assert test.p == pytest.approx(stats.f.sf(f, 3, free), rel=1e-5)
            near = 1e-5
            if test.p <= CLEAR:
                # Dynamics and factor together: REML with the factor among the regressors, searched for from nowhere.
                clear, near = clear + 1, 1e-2
                both = np.column_stack([null_regressors(look.day, look.day % 7), look.columns(j)])
                fit = fit_null(look.day, drawn, both, OPEN)
                beside = replace(look.null, theta=fit.theta, scale=fit.scale)
                for _ in range(50):
                    left = drawn - look.columns(j) @ coefficients
                    _, more, covariance, free = by_hand(beside, left, look.columns(j))
                    coefficients = coefficients + more
            se = float(np.sqrt(total @ covariance @ total))
            assert test.rest == pytest.approx(free, rel=near)
            assert test.effect == pytest.approx(float(total @ coefficients), rel=near, abs=near * se)
            assert test.se == pytest.approx(se, rel=near)
    assert clear > 0 or days == 70


def test_with_true_dynamics_it_is_the_f_test_of_generalised_least_squares() -> None:
    """Where nothing is known to be estimated, nothing is taken away."""
    diary = simulate_diary(120, seed=2, factors=1)
    look = look_at(day_table(diary.outcome, diary.factors, None), {"f0": "behaviour"}, 7)
    assert look.null is not None
    plain = replace(look.null, past=np.zeros((0, 0)), share=np.zeros(0))
    test = group_tests(plain, look.columns(0), lag_shapes(1, 7).sum(axis=0)[None])[0]
    y = look.null.residual
    x = look.null.without_regressors(look.null.whiten(look.columns(0)))
    error = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    free = len(y) - look.null.basis.shape[1] - 3
    f = (float(y @ y) - float(error @ error)) / 3 / (float(error @ error) / free)
    assert test.p == pytest.approx(stats.f.sf(f, 3, free), rel=1e-6)
    assert test.rest == free


@pytest.mark.parametrize(("first", "heard"), [(1, False), (0, True)])
def test_what_may_answer_is_not_asked_on_days_without_an_outcome(first: int, heard: bool) -> None:
    """Such a day would tell of the outcome that the filter does not know. Weather cannot."""
    diary = simulate_diary(120, seed=3, factors=1)
    day = np.flatnonzero(np.isfinite(diary.outcome)).astype(np.int64)
    values, lag = diary.factors["f0"][None].copy(), np.array([first])
    records = describe(values, day, lag, 7)
    shapes = np.stack([lag_shapes(0, 7), lag_shapes(1, 7)])
    before = shape_columns(values, records, shapes, lag, day)
    values[:, np.isnan(diary.outcome)] = 9.0
    after = shape_columns(values, records, shapes, lag, day)
    assert np.array_equal(before, after) is not heard
    assert records[0, RECORDED] == (120 if heard else len(day))


def test_collinear_lag_columns_lose_rank_and_nothing_else() -> None:
    diary = simulate_diary(90, seed=4, factors=1)
    day = np.flatnonzero(np.isfinite(diary.outcome)).astype(np.int64)
    null = fit_null(day, diary.outcome[day], null_regressors(day, day % 7))
    x = np.random.default_rng(0).standard_normal((len(day), 2))
    totals = np.ones((2, 3))
    doubled = np.column_stack([x, x[:, 0] - 2.0 * x[:, 1], x, np.zeros(len(day))])
    one, other = group_tests(null, doubled, totals)
    assert one.rank == other.rank == 2
    assert one.p == pytest.approx(other.p, rel=1e-9)


def test_given_test_is_the_partial_f_test() -> None:
    diary = simulate_diary(120, seed=5, effects=["f0=1@1"], factors=2)
    look = look_at(
        day_table(diary.outcome, diary.factors, None), dict.fromkeys(diary.factors, "behaviour"), 7
    )
    assert look.null is not None
    columns = [look.null.without_regressors(look.null.whiten(look.columns(j))) for j in (0, 1)]
    y = look.null.residual

    def rest(x: np.ndarray) -> float:
        return float(((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2).sum())

    small, full = rest(columns[0]), rest(np.column_stack(columns))
    free = len(y) - look.null.basis.shape[1] - 6
    expected = stats.f.sf((small - full) / 3 / (full / free), 3, free)
    assert given_test(look.null, look.columns(1), look.columns(0)) == pytest.approx(expected, rel=1e-6)
    assert np.isnan(given_test(look.null, look.columns(0), look.columns(0)))


def test_the_best_lag_is_the_planted_one() -> None:
    right = 0
    for seed in range(10):
        diary = simulate_diary(365, seed=seed, effects=["f0=1.5@3"], factors=1)
        look = look_at(day_table(diary.outcome, diary.factors, None), {"f0": "behaviour"}, 7)
        right += best_lag(look, 0, days_by_lag(look, 0)) == 3
    assert right >= 8


def test_needed_noncentrality_gives_the_promised_power() -> None:
    needed = needed_noncentrality(0.005, 3, 200)
    assert stats.ncf.sf(stats.f.isf(0.005, 3, 200), 3, 200, needed) == pytest.approx(0.8, abs=1e-4)


@pytest.mark.parametrize("size", [1.0, 2.0])
def test_a_strong_effect_of_the_same_day_is_not_told_twice_as_large(size: float) -> None:
    """Thirty diaries with a factor that has a memory of its own; before, 1 and 2 points came out as 1.6 and 3.9."""
    effects: list[float] = []
    for person in range(30):
        rng = np.random.default_rng([3, person])
        rain = autoregressive(rng.standard_normal((340, 1)), 0.7)[40:, 0]
        outcome = np.round(np.clip(5.0 + size * rain + rng.standard_normal(300), 0.0, 10.0))
        (test,) = look_at(day_table(outcome, {"rain": rain}, None), {"rain": "weather"}, 7).tests
        assert test is not None
        effects.append(test.effect / float(rain.std(ddof=1)))
    assert np.mean(effects) == pytest.approx(size, rel=0.1)
