"""What the pattern finder says, and in which shape."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import numpy as np
import pytest

import dialdown.science as ds

NUMBER = {"type": ["number", "null"]}
TEXT = {"type": ["string", "null"]}
FACTOR = {
    "name": {"type": "string"}, "kind": {"enum": ["behaviour", "state", "weather", "calendar"]},
    "lags": {"type": "array", "items": {"type": "integer"}}, "p": NUMBER, "q": NUMBER,
    "found": {"type": "boolean"}, "effect": NUMBER, "low": NUMBER, "high": NUMBER, "level": NUMBER,
    "per": NUMBER, "unit": TEXT, "best_lag": {"type": ["integer", "null"]}, "bound": NUMBER,
    "months_needed": {"type": ["integer", "null"]}, "note": TEXT,
}  # fmt: skip
DOCUMENT = {
    "outcome": {"type": "string"}, "days": {"type": "integer"}, "observed_days": {"type": "integer"},
    "first_date": TEXT, "last_date": TEXT, "fdr": {"type": "number"}, "peeking": {"enum": ["none", "any"]},
    "dynamics": {"type": "object", "required": ["phi", "innovation_check"]},
    "enough": {"type": "boolean"}, "enough_on": TEXT,
    "factors": {
        "type": "array",
        "items": {
            "type": "object", "properties": FACTOR, "required": list(FACTOR), "additionalProperties": False,
        },
    },
}  # fmt: skip
SCHEMA = {
    "type": "object", "properties": DOCUMENT, "required": list(DOCUMENT), "additionalProperties": False,
}  # fmt: skip


def document(result: ds.Patterns) -> dict[str, Any]:
    """The JSON as it arrives, strictly parsed and of the fixed shape."""
    said = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    jsonschema.validate(said, SCHEMA)
    return said


@pytest.fixture(scope="module")
def planted() -> ds.SimulatedDiary:
    return ds.simulate_diary(365, seed=1, effects=["f0=1.5@1-3"], factors=8)


@pytest.mark.parametrize("peeking", ["none", "any"])
def test_found_and_not_found_carry_different_numbers(planted: ds.SimulatedDiary, peeking: Any) -> None:
    said = document(ds.find_patterns(planted.outcome, planted.factors, dates=planted.dates, peeking=peeking))
    assert said["enough"]
    assert said["enough_on"] is None
    assert said["first_date"] == "2024-01-01"
    assert (said["days"], said["observed_days"]) == (365, int(np.isfinite(planted.outcome).sum()))
    by_name = {factor["name"]: factor for factor in said["factors"]}
    found = by_name["f0"]
    assert found["found"]
    assert found["low"] < 1.5 < found["high"]
    assert found["low"] <= found["effect"] <= found["high"]
    assert found["bound"] is None
    assert found["best_lag"] in (1, 2, 3)
    assert found["lags"] == [1, 2, 3, 4, 5, 6, 7]
    for name in ("f1", "f2", "f3"):
        factor = by_name[name]
        assert not factor["found"]
        assert factor["effect"] is factor["low"] is factor["high"] is factor["level"] is None
        assert factor["bound"] > 0.0
        assert factor["months_needed"] >= 0


def test_the_level_is_the_false_coverage_level(planted: ds.SimulatedDiary) -> None:
    result = ds.find_patterns(planted.outcome, planted.factors)
    count = len(result.found)
    for factor in result.found:
        assert factor.level == pytest.approx(1.0 - 0.10 * count / 8)


def test_not_enough_gives_the_date() -> None:
    """Last date + missing days / observed rate."""
    diary = ds.simulate_diary(40, seed=3, missing=0.0)
    outcome = diary.outcome.copy()
    outcome[::2] = np.nan
    said = document(ds.find_patterns(outcome, diary.factors, dates=diary.dates))
    assert not said["enough"]
    assert said["factors"] == []
    assert said["observed_days"] == 20
    # 22 more days at one in two: 44 days after 2024-02-09.
    assert said["enough_on"] == "2024-03-24"
    assert said["dynamics"]["phi"] is None


def test_forty_two_days_are_enough_and_forty_one_are_not() -> None:
    diary = ds.simulate_diary(42, seed=3, missing=0.0, factors=2)
    result = ds.find_patterns(diary.outcome, diary.factors)
    assert result.enough
    assert all(factor.bound is not None or factor.found for factor in result.factors)
    assert not ds.find_patterns(diary.outcome[:41], {}).enough
    assert ds.find_patterns(diary.outcome, diary.factors, peeking="any").enough


def test_the_lags_follow_the_kind(planted: ds.SimulatedDiary) -> None:
    kinds = {"f1": "weather", "f2": "calendar", "f3": "state"}
    result = ds.find_patterns(planted.outcome, planted.factors, kinds=kinds, lags=5)
    lags = {factor.name: factor.lags for factor in result.factors}
    assert lags["f0"] == lags["f3"] == (1, 2, 3, 4, 5)
    assert lags["f1"] == lags["f2"] == (0, 1, 2, 3, 4, 5)


def test_rows_may_come_in_any_order_and_a_gap_is_a_gap(planted: ds.SimulatedDiary) -> None:
    shuffle = np.random.default_rng(0).permutation(365)
    shuffle = shuffle[~np.isin(shuffle, [50, 51, 200])]
    moved = {name: values[shuffle] for name, values in planted.factors.items()}
    ours = ds.find_patterns(planted.outcome[shuffle], moved, dates=planted.dates[shuffle])
    blank = planted.outcome.copy()
    blank[[50, 51, 200]] = np.nan
    holes = {name: values.copy() for name, values in planted.factors.items()}
    for values in holes.values():
        values[[50, 51, 200]] = np.nan
    assert ours.to_dict() == ds.find_patterns(blank, holes, dates=planted.dates).to_dict()


def test_the_units_of_outcome_and_factor_do_not_matter(planted: ds.SimulatedDiary) -> None:
    plain = ds.find_patterns(planted.outcome, planted.factors)
    scaled = ds.find_patterns(
        100.0 - 7.0 * planted.outcome, {name: 1000.0 + 32.0 * values for name, values in planted.factors.items()}
    )  # fmt: skip
    for one, other in zip(plain.factors, scaled.factors, strict=True):
        assert one.p is not None
        assert other.p == pytest.approx(one.p, rel=1e-4)
        assert other.found == one.found
        if one.found:
            assert one.effect is not None
            assert other.effect == pytest.approx(-7.0 * one.effect, rel=1e-4)


def test_a_yes_no_factor_is_told_from_absent_to_present() -> None:
    diary = ds.simulate_diary(365, seed=2, effects=["f0=1.5@1-2"], factors=2)
    present = (diary.factors["f0"] > 0.5).astype(float)
    factor = ds.find_patterns(diary.outcome, {"late night": present}).factors[0]
    assert factor.found
    assert factor.unit == "absent to present"
    assert factor.per == 1.0


def test_a_factor_that_answers_to_the_outcome_is_said_to() -> None:
    """Rest after bad days goes with the outcome's own memory; its later days give it away."""
    diary = ds.simulate_diary(400, seed=6, effects=["f0=2@1"], factors=1, missing=0.0)
    rest = diary.factors["f0"].copy()
    rest[1:] += diary.outcome[:-1] - 4.5
    factor = ds.find_patterns(diary.outcome, {"rest": rest}).factors[0]
    assert factor.found
    assert factor.lead_p is not None
    assert factor.lead_p < 0.01
    assert factor.note is not None
    assert "may answer to the outcome" in factor.note


def test_two_names_for_one_factor_are_said_to_move_together() -> None:
    diary = ds.simulate_diary(365, seed=1, effects=["f0=1.5@1-3"], factors=3)
    factors = {**diary.factors, "twin": diary.factors["f0"] * 2.0 + 1.0}
    result = ds.find_patterns(diary.outcome, factors)
    assert {"f0", "twin"} <= {factor.name for factor in result.found}
    near = diary.factors["f0"] + 0.2 * np.random.default_rng(0).standard_normal(365)
    result = ds.find_patterns(diary.outcome, {**diary.factors, "near": near})
    notes = {factor.name: factor.note or "" for factor in result.found}
    assert "moves together with f0" in notes["near"]


def test_months_needed_shrink_as_the_effect_grows(planted: ds.SimulatedDiary) -> None:
    short = {name: values[:120] for name, values in planted.factors.items()}

    def months(smallest: float) -> list[int]:
        result = ds.find_patterns(planted.outcome[:120], short, smallest=smallest)
        return [factor.months_needed or 0 for factor in result.factors if not factor.found]

    assert all(few <= many for few, many in zip(months(2.0), months(0.5), strict=True))
    assert max(months(0.3)) > max(months(2.0))


def test_data_frames_in_and_out(planted: ds.SimulatedDiary) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.DataFrame(
        {"pain": planted.outcome, **planted.factors}, index=pandas.to_datetime(planted.dates)
    )
    result = ds.find_patterns(frame["pain"], frame.drop(columns="pain"))
    assert result.outcome == "pain"
    assert result.first_date == "2024-01-01"
    table = result.to_frame()
    assert list(table["name"]) == list(planted.factors)


def test_the_same_diary_gives_the_same_answer(planted: ds.SimulatedDiary) -> None:
    first = ds.find_patterns(planted.outcome, planted.factors).to_dict()
    assert ds.find_patterns(planted.outcome, planted.factors).to_dict() == first


@pytest.mark.parametrize("seed", range(3))
def test_what_can_hardly_be_read_gives_no_limit_past_the_scale(seed: int) -> None:
    """Answers once a week, on two weekdays, or on no day of the factor: never a limit wider than the outcome ever moved."""
    rng, days = np.random.default_rng(seed), 365
    every = rng.integers(0, 11, days).astype(float)
    weekday, gaps = np.arange(days) % 7, rng.random(days) < 0.55
    for unread, factor in (
        (weekday != 1, rng.standard_normal(days)),
        ((weekday != 1) & (weekday != 2), (rng.random(days) < 0.3).astype(float)),
        (gaps, gaps.astype(float)),
        (gaps, rng.standard_normal(days)),
    ):
        outcome = np.where(unread, np.nan, every)
        (one,) = ds.find_patterns(outcome, {"x": factor}, kinds={"x": "behaviour"}).factors
        assert one.bound is None or one.bound < 10.0
        assert one.effect is None or abs(one.effect) < 10.0
        assert one.recorded_days <= np.isfinite(outcome).sum()
        assert one.found or one.bound is not None or one.reason


@pytest.mark.parametrize("seed", range(6))
def test_a_factor_that_is_the_outcome_has_its_size_or_none(seed: int) -> None:
    outcome = np.random.default_rng(seed).standard_normal(200) + 5.0
    (one,) = ds.find_patterns(outcome, {"x": outcome.copy()}, kinds={"x": "weather"}).factors
    if one.effect is None:
        assert one.reason == "same"
    else:
        assert one.effect == pytest.approx(outcome.std(), rel=0.12)


@pytest.mark.parametrize("seed", range(3))
def test_twins_are_found_together_and_never_told_apart(seed: int) -> None:
    """The same weather twice, once in other units: both carry the doubt, and no number is none."""
    diary = ds.simulate_diary(365, seed=seed, effects=["f0=1.5@1-3"], factors=3)
    twice = {**diary.factors, "again": 40.0 + 0.1 * np.asarray(diary.factors["f0"])}
    found = {
        one.name: one
        for one in ds.find_patterns(diary.outcome, twice, kinds=dict.fromkeys(twice, "weather")).factors
    }
    for one in (found["f0"], found["again"]):
        assert one.found
        assert one.effect is not None
        assert np.isfinite(
            [
                one.effect,
                one.low,
                one.high,
                *(n for day in one.lag_effects for n in (day.effect, day.low, day.high)),
            ]
        ).all()
        assert not one.beside_others
