"""Progress of the stages: weeks as they were, and an interval that holds what it says."""

from __future__ import annotations

import datetime as dt
import uuid

import numpy as np
from scipy import stats

from dialdown.training.stages.facts import IMAGINE, MIRROR, RECOGNISE, Recognised, Sat, Week, Went
from dialdown.training.stages.progress import by_week, imagined_against_moved, share
from tests.counts import count

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


def test_few_pairs_say_nothing() -> None:
    assert imagined_against_moved([1.0] * 5, [1.0] * 5) is None
    assert imagined_against_moved([1.0] * 9, []) is None
