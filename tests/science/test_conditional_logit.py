"""Exact conditional logistic regression beside R's clogit, brute force and statsmodels."""

from __future__ import annotations

import csv
import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dialdown.science as ds


def table(path: Path) -> dict[str, list[str]]:
    if not path.is_file():
        pytest.skip(f"no reference data: {path.name} is missing")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(column: list[str]) -> np.ndarray:
    return np.array([float(value) for value in column])


def test_headache_diaries_as_in_r(reference_data: Path) -> None:
    """KosteckiDillon: R survival::clogit, exact, strata = people (shared numbers, 10 digits)."""
    data = table(reference_data / "diaries" / "kostecki-dillon-migraine" / "KosteckiDillon.csv")
    yes = np.array([value == "yes" for value in data["headache"]], dtype=float)
    covariates = {
        "treat": (numbers(data["time"]) >= 1.0).astype(float),
        "airq10": numbers(data["airq"]) / 10.0,
    }
    fit = ds.conditional_logit(yes, covariates, data["id"])
    assert fit.loglik == pytest.approx(-1806.968492, abs=5e-7)
    assert fit.coef == pytest.approx([-0.02769760628, 0.10744380686], rel=1e-6)
    assert fit.se == pytest.approx([0.11165760503, 0.04986749204], rel=1e-6)
    weekday = numbers(data["dos"]).astype(int) % 7
    covariates |= {f"day{w}": (weekday == w).astype(float) for w in range(1, 7)}
    fit = ds.conditional_logit(yes, covariates, data["id"])
    assert fit.coef[:2] == pytest.approx([-0.02798849656, 0.10685782131], rel=1e-6)
    assert fit.se[:2] == pytest.approx([0.1119983080, 0.0501223327], rel=1e-6)


def test_infert_as_in_r(reference_data: Path) -> None:
    data = table(reference_data / "statistics" / "infert" / "infert.csv")
    covariates = {name: numbers(data[name]) for name in ("spontaneous", "induced")}
    fit = ds.conditional_logit(numbers(data["case"]), covariates, data["stratum"])
    assert fit.loglik == pytest.approx(-64.20223692, abs=5e-8)
    assert fit.coef == pytest.approx([1.985875517, 1.409011632], rel=1e-8)
    assert fit.se == pytest.approx([0.3524435398, 0.3607124362], rel=1e-8)


def test_the_likelihood_is_the_sum_over_all_choices() -> None:
    rng = np.random.default_rng(1)
    strata = np.repeat(np.arange(6), 7)
    x = rng.standard_normal((42, 2))
    yes = (rng.random(42) < 0.45).astype(float)
    fit = ds.conditional_logit(yes, x, strata)
    total = 0.0
    for s in range(6):
        odds = np.exp(x[strata == s] @ fit.coef)
        took = yes[strata == s]
        ways = itertools.combinations(range(7), int(took.sum()))
        total += math.log(np.prod(odds[took == 1.0])) - math.log(
            sum(np.prod(odds[list(way)]) for way in ways)
        )
    assert fit.loglik == pytest.approx(total, rel=1e-12)
    assert fit.names == ("x0", "x1")


def test_large_strata_do_not_overflow() -> None:
    """10,000 days of one person, half of them yes: more choices than any floating-point number."""
    rng = np.random.default_rng(2)
    x = rng.standard_normal(10_000)
    yes = (rng.random(10_000) < 1.0 / (1.0 + np.exp(-0.5 * x))).astype(float)
    fit = ds.conditional_logit(yes, x, np.zeros(10_000, int))
    assert fit.coef[0] == pytest.approx(0.5, abs=4 * fit.se[0])
    assert math.isfinite(fit.loglik)


def test_yes_and_no_are_two_sides_of_one_thing() -> None:
    rng = np.random.default_rng(3)
    strata, x = np.repeat(np.arange(20), 10), rng.standard_normal((200, 2))
    yes = (rng.random(200) < 0.3).astype(float)
    one, other = ds.conditional_logit(yes, x, strata), ds.conditional_logit(1.0 - yes, x, strata)
    assert one.coef == pytest.approx(-other.coef, rel=1e-9)
    assert one.loglik == pytest.approx(other.loglik, rel=1e-12)


def test_days_that_were_not_recorded_and_strata_of_one_kind_say_nothing() -> None:
    rng = np.random.default_rng(4)
    strata, x = np.repeat(np.arange(20), 10), rng.standard_normal(200)
    yes = (rng.random(200) < 0.3).astype(float)
    yes[strata == 3] = 1.0
    hole = x.copy()
    hole[::9] = np.nan
    keep = np.isfinite(hole) & (strata != 3)
    one = ds.conditional_logit(yes, hole, strata)
    other = ds.conditional_logit(yes[keep], x[keep], strata[keep])
    assert one.to_dict() == other.to_dict()
    assert one.days <= int(keep.sum())
    assert one.strata < 20


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"outcome": np.full(40, 2.0)}, "outcome: expected 0 or 1"),
        ({"outcome": np.ones(40)}, "outcome: no stratum"),
        ({"covariates": np.repeat([1.0, 2.0], 20)}, "covariates: x0 is the same"),
        ({"covariates": np.full(40, np.inf)}, "covariates: expected finite"),
        ({"covariates": {}}, "covariates: expected a mapping"),
        ({"covariates": ["a"] * 40}, "outcome and covariates: expected columns"),
        ({"strata": np.zeros(39)}, "outcome, covariates and strata"),
        ({"covariates": np.column_stack([np.arange(40.0), 2.0 * np.arange(40.0)])}, "covariates: x1 follows"),
        ({"covariates": np.tile([0.0, 1.0], 20)}, "covariates: x0 separates"),
    ],
)
def test_a_clear_sentence(change: dict[str, Any], says: str) -> None:
    given: dict[str, Any] = {
        "outcome": np.tile([0.0, 1.0], 20), "covariates": np.random.default_rng(0).standard_normal(40),
        "strata": np.repeat([0, 1], 20), **change,
    }  # fmt: skip
    with pytest.raises(ValueError) as raised:
        ds.conditional_logit(**given)
    assert str(raised.value).startswith(says)
    assert "\n" not in str(raised.value)


def test_an_odds_ratio_and_a_frame() -> None:
    rng = np.random.default_rng(5)
    x = rng.standard_normal(300)
    yes = (rng.random(300) < 1.0 / (1.0 + np.exp(-x))).astype(float)
    fit = ds.conditional_logit(yes, {"rain": x}, np.repeat(np.arange(10), 30))
    middle, low, high = fit.odds_ratio(per=2.0)
    assert low < middle < high
    assert middle == pytest.approx(math.exp(2.0 * fit.coef[0]))
    pytest.importorskip("pandas", reason="pandas is not installed")
    assert list(fit.to_frame()["name"]) == ["rain"]


def test_odds_beyond_all_numbers_are_infinite_and_no_traceback() -> None:
    """One day in hundreds keeps yes and no from being told apart: the odds per realistic change leave the numbers."""
    strata = np.repeat(np.arange(30), 10)
    yes, x = np.zeros(300), np.zeros(300)
    yes[::10] = 1.0
    x[:280:10] = 1.0
    x[281] = 1.0
    fit = ds.conditional_logit(yes, x, strata)
    middle, low, high = fit.odds_ratio(per=1e4)
    assert (middle, high) == (math.inf, math.inf)
    assert low == math.inf or low > 1.0
    middle, low, high = fit.odds_ratio(per=-1e4)
    assert (middle, low) == (0.0, 0.0)
    assert not math.isnan(high)


def test_a_rare_factor_that_all_but_separates_has_no_odds_beside_it() -> None:
    """Odds without end say nothing, so none stand beside the finding; ordinary ones do."""
    from dialdown.science.findings import odds_ratio
    from dialdown.science.looks import look_at
    from dialdown.science.table import day_table

    rng = np.random.default_rng(2)
    yes, x = (rng.random(365) < 0.3).astype(float), np.zeros(365)
    for day in rng.choice(np.arange(10, 355), 8, replace=False):
        x[day], yes[day + 1 : day + 3] = 1.0, 1.0
    look = look_at(day_table(yes, {"rare": x}, None), {"rare": "behaviour"}, 7)
    odds = odds_ratio(look, 0, 1.0)
    assert odds is not None
    assert 0.0 < odds < math.inf
    for change in (1e3, 1e4, -1e4):
        assert odds_ratio(look, 0, change) is None
