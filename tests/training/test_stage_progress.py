"""Progress of the stages: weeks as they were, and an interval that holds what it says."""

from __future__ import annotations

import csv
import datetime as dt
import uuid
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from dialdown.training.stages.facts import IMAGINE, MIRROR, RECOGNISE, Recognised, Sat, Week, Went
from dialdown.training.stages.progress import by_week, imagined_against_moved, share
from tests.counts import count

if TYPE_CHECKING:
    from pathlib import Path

MONDAY = dt.date(2026, 1, 5)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(10), dt.UTC)


def test_weeks_count_what_was_done_and_average_only_what_was_said() -> None:
    went = tuple(Went(at(day), day, 3, 4) for day in (MONDAY, MONDAY + dt.timedelta(days=6)))
    sunday = MONDAY + dt.timedelta(days=13)
    sats = [
        Sat(uuid.uuid4(), at(sunday), sunday, IMAGINE, "watch", 4, 4, before=5, after=2),
        Sat(uuid.uuid4(), at(sunday), sunday, MIRROR, "look", 120, 120, before=5),
    ]
    check = Week(MONDAY + dt.timedelta(days=2), 0.1, 0.3)
    rows = by_week(Recognised(went, (check,)), sats)
    assert [(r.begins, r.change, r.told, r.difference) for r in rows] == [
        (MONDAY + dt.timedelta(days=7), -3, 1, None), (MONDAY, 1, 2, check),
    ]  # fmt: skip
    assert rows[0].goes == {RECOGNISE: 0, IMAGINE: 1, MIRROR: 1}
    assert by_week(Recognised(), []) == []


def test_a_difference_of_logs_is_a_share() -> None:
    found = share(Week(MONDAY, float(np.log(1.0)), float(np.log(1.21))))
    assert np.allclose((found.low, found.value, found.high), (0, 0.1, 0.21))


def test_the_ratio_is_that_of_scipy_and_its_interval_holds_the_truth() -> None:
    """Simulated turns with a known ratio: the 95 % interval holds it 93 to 97 times in 100."""
    rng = np.random.default_rng(11)
    logs = rng.normal(0.2, 0.3, 12)
    moved = np.full(12, 2.5)
    found = imagined_against_moved(list(moved * np.exp(logs)), list(moved))
    assert found
    low, high = stats.t.interval(0.95, 11, logs.mean(), stats.sem(logs))
    assert np.allclose((found.value, found.low, found.high), np.exp((logs.mean(), low, high)))
    times, held = count(test=2000, long=10_000, quick=800), 0
    for _turn in range(times):
        moved = rng.lognormal(1, 0.2, 20)
        one = imagined_against_moved(list(moved * np.exp(rng.normal(np.log(1.3), 0.35, 20))), list(moved))
        assert one
        held += one.low <= 1.3 <= one.high
    assert 0.93 <= held / times <= 0.97


def test_a_run_of_the_open_finger_task_gives_its_published_times(reference_data: Path) -> None:
    """Imagined finger sequences (Moreno-Verdu, demo run): executed 1.1-1.3 s, imagined 1.6-1.7 s, over the right answers of each kind."""
    with (reference_data / "gmi" / "ifst_psychopy_raw_example_1p.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        right = [row for row in csv.DictReader(file) if row["seq_acc"] == "1.0"]
    of = {
        (kind, sequence): [float(r["seq_time"]) for r in right if (r["trial_type"], r["sequence_type"]) == (kind, sequence)]
        for kind in ("execution", "imagery") for sequence in ("simple", "complex")
    }  # fmt: skip
    assert {key: (len(times), round(float(np.mean(times)), 2)) for key, times in of.items()} == {
        ("execution", "simple"): (12, 1.26), ("execution", "complex"): (12, 1.17), ("imagery", "simple"): (12, 1.59), ("imagery", "complex"): (12, 1.69),
    }  # fmt: skip
    imagined, moved = (of[kind, "simple"] + of[kind, "complex"] for kind in ("imagery", "execution"))
    found = imagined_against_moved(imagined, moved)
    assert found
    logs = np.log(imagined) - np.log(moved)
    low, high = stats.t.interval(0.95, 23, logs.mean(), stats.sem(logs))
    assert np.allclose((found.value, found.low, found.high), np.exp((logs.mean(), low, high)))
    assert found.low > 1


def test_few_pairs_say_nothing() -> None:
    assert imagined_against_moved([1.0] * 5, [1.0] * 5) is None
    assert imagined_against_moved([1.0] * 9, []) is None
