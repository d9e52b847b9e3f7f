"""The volume on made-up diaries whose gain is known, at counts that take seconds.

The long measurement (benchmarks/truth/volume.py, docs/science/volume.md) holds the bounds of the issue; here
each bound is three standard errors further away, and far from what a filter without ends or mixture gives.
"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.truth import fallbacks, touch
from benchmarks.truth.volume import STRESS, TRUTHS, Case, lowest_score, run, seed
from tests.counts import count

PEOPLE = count(quick=6, test=10, long=200)
FEW = count(quick=3, test=6, long=100)


@pytest.mark.parametrize(
    ("days", "mean", "least"), [(365, 5.0, 0.88), (120, 5.0, 0.85), (365, 8.5, 0.88), (365, 1.5, 0.88)]
)
def test_the_band_of_the_gain_covers(days: int, mean: float, least: float) -> None:
    """90 % nominal, mean over days, runs and truths; a person's mean over days has an SD of about .15."""
    cells = {truth: run(Case(truth, days, mean), PEOPLE) for truth in TRUTHS}
    assert all(cell.answered >= PEOPLE / 3 for cell in cells.values())
    covered = float(np.mean([cell.coverage for cell in cells.values()]))
    assert covered >= least - 3 * 0.15 / np.sqrt(3 * PEOPLE)
    assert min(cell.coverage for cell in cells.values()) >= 0.75 - 3 * 0.15 / np.sqrt(PEOPLE)


@pytest.mark.parametrize(("model", "least"), [("bounded", 0.70), ("gaussian", 0.75)])
def test_a_fall_within_a_year_is_seen(model: str, least: float) -> None:
    cell = run(Case("logistic fall", model=model), PEOPLE)
    assert cell.down / cell.people >= least - 2 * np.sqrt(least * (1 - least) / PEOPLE)


def test_a_flat_gain_hardly_ever_goes_down() -> None:
    cell = run(Case("flat"), PEOPLE)
    assert cell.down / cell.people <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / PEOPLE)


@pytest.mark.parametrize("case", STRESS, ids=[case.name for case in STRESS])
def test_what_the_load_does_is_not_taken_for_a_fall(case: Case) -> None:
    cell = run(case, FEW)
    assert cell.down / cell.people <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / FEW)


@pytest.mark.long
def test_a_year_of_touches_tells_nothing_that_is_not_so() -> None:
    """Either verdict at most 10 % ever on a flat gain, looked at after every touch; a fall is told."""
    people = count(quick=2, test=4, long=200)
    flat = touch.run("flat", 365, people, often=True)
    assert flat.ever_either / people <= 0.10
    fall = touch.run("logistic fall", 365, people // 2, often=True)
    assert fall.ever_down / fall.people >= 0.9
    assert fall.ever_up == 0


def test_where_there_is_no_volume_little_is_told_that_is_not_so() -> None:
    """What is done at the same pain, and the size of ups and downs: at most 10 % ever in a year of answers."""
    people = count(quick=4, test=20, long=200)
    told = fallbacks.run(people)
    limit = 0.10 + 3 * np.sqrt(0.10 * 0.90 / people)
    assert told["same pain: ever"] <= limit
    assert told["size: ever"] <= limit
    assert fallbacks.run(people, changes=True)["size: at the end"] >= 0.8 - 3 * np.sqrt(0.8 * 0.2 / people)


@pytest.mark.long
def test_a_year_of_weekly_looks() -> None:
    """At most 10 % ever; the count is that of the issue's table."""
    people = count(quick=2, test=4, long=100)
    told = sum(lowest_score(Case("flat"), seed(Case("flat"), person))[2] for person in range(people))
    assert told / people <= 0.10 + 3 * np.sqrt(0.10 * 0.90 / people)
