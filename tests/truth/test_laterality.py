"""Simulated people whose truth is known: intervals hold what they promise, and doing it again is never called more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import dialdown.science as ds
from dialdown.science.laterality_statistics import mean, wilson
from dialdown.science.laterality_table import responses
from dialdown.science.laterality_trimming import trim_times
from tests.counts import count
from tests.truth.laterality_people import ANGLES, MIDDLE_MS, RESIDUAL, series, turned

if TYPE_CHECKING:
    from tests.report import Figure

ACCURACIES = (0.7, 0.77, 0.84, 0.91, 0.98)
RUNS = count(quick=12, test=40, long=2000)
PEOPLE = count(quick=30, test=60, long=1000)


def allowed(n: int, promised: float) -> float:
    """Three standard errors of a share that was counted n times."""
    return 3 * (promised * (1 - promised) / n) ** 0.5


@pytest.mark.parametrize("trials", [40, 128, 320])
@pytest.mark.parametrize("bent", [False, True])
def test_intervals_cover_the_truth(trials: int, bent: bool, figure: Figure) -> None:
    """93-97 % averaged over the accuracies; with few runs, wider by three standard errors of counting."""
    rng = np.random.default_rng(trials + bent)
    accuracy = time = 0
    angle = np.tile(ANGLES, trials // len(ANGLES))
    slower = turned(angle) if bent else np.zeros(trials)
    truth = MIDDLE_MS * np.exp(RESIDUAL**2 / 2) * np.exp(slower).mean()
    for share in ACCURACIES:
        for _ in range(RUNS):
            right = (rng.random(trials) < share).astype(float)
            rt = MIDDLE_MS * np.exp(slower + RESIDUAL * rng.standard_normal(trials))
            table = {"part": ["hand"] * trials, "side": ["left"] * trials, "rt_ms": rt, "correct": right}
            cell = ds.score_laterality(table).cells[0]
            accuracy += cell.accuracy.low <= share <= cell.accuracy.high
            time += cell.mean_rt_ms.low <= truth <= cell.mean_rt_ms.high
    total = RUNS * len(ACCURACIES)
    slack = 0.0 if RUNS >= 2000 else allowed(total, 0.95)
    which = f"{trials} pictures{', slower when turned' if bent else ''}"
    figure(f"left or right, {which}: intervals that hold the truth, accuracy", f"{accuracy / total:.1%}")
    figure(f"left or right, {which}: intervals that hold the truth, mean time", f"{time / total:.1%}")
    assert 0.93 - slack <= accuracy / total <= 0.97 + slack
    assert 0.93 - slack <= time / total <= 0.97 + slack


def test_what_was_left_out_makes_the_interval_wider() -> None:
    """Trimming takes away what varies most; the values held at its limit give that back."""
    rng = np.random.default_rng(3)
    for _ in range(100):
        rt = MIDDLE_MS * np.exp(RESIDUAL * rng.standard_normal(40))
        times = trim_times(responses({"part": ["hand"] * 40, "rt_ms": rt, "correct": np.ones(40)}), "mad")
        assert times.held[times.kept] == pytest.approx(rt[times.kept])
        plain = mean(rt[times.kept], rt[times.kept])
        ours = mean(rt[times.kept], times.held)
        assert ours.value == plain.value
        assert (ours.high > plain.high) == (not times.kept.all())


@pytest.mark.parametrize("practice", [0.0, 0.16])
def test_doing_it_again_is_no_specific_change(practice: float, figure: Figure) -> None:
    """No change, and 15 % faster by practice: "no specific change" in at least 95 of 100."""
    rng = np.random.default_rng(11)
    calm = sum(
        ds.score_laterality(series(rng, practice=practice), control_part="foot").change[0].specific is False
        for _ in range(PEOPLE)
    )
    who = "practice alone (15 % faster)" if practice else "no change"
    figure(f"left or right, {who}: told to be no specific change", f"{calm / PEOPLE:.1%} of {PEOPLE}")
    assert calm / PEOPLE >= 0.95 - (0 if PEOPLE >= 1000 else allowed(PEOPLE, 0.95))


def test_a_true_gain_is_seen(figure: Figure) -> None:
    """A hand that becomes 26 % faster beyond practice is told apart from the foot in most people, as faster."""
    rng = np.random.default_rng(12)
    seen = 0
    for _ in range(PEOPLE):
        change = ds.score_laterality(
            series(rng, practice=0.16, gain=0.3, sessions=12, trials=64), control_part="foot"
        ).change[0]
        seen += bool(change.specific) and change.time_percent.value < 0
    figure(
        "left or right, 26 % faster beyond practice: told to be faster", f"{seen / PEOPLE:.1%} of {PEOPLE}"
    )
    assert seen / PEOPLE > 0.8


def test_a_flat_curve_at_twelve_is_not_flagged() -> None:
    """No outwards-inwards difference, aged 12: no warning but that she is compared with herself, and no word of a norm."""
    rng = np.random.default_rng(13)
    for _ in range(20):
        table = series(rng, lateral=0.0)
        table["age"] = [12.0] * len(table["person"])
        found = ds.score_laterality(table, control_part="foot").to_dict()
        assert found["warnings"] == [
            "robin: under 18 years, so compared only with earlier days and the other side of the same person."
        ]
        assert found["single_case"] == []
        assert found["scores"][0]["bis"] is None


def test_wilson_where_the_books_have_it() -> None:
    """81 of 263 (Newcombe 1998, method 3): 0.2553 to 0.3662; 0 of 20: 0 to 0.1611; 15 of 148: 0.0624 to 0.1605."""
    for right, n, low, high in ((81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (15, 148, 0.0624, 0.1605)):
        made = wilson(right, n)
        assert (made.low, made.high) == pytest.approx((low, high), abs=5e-5)
