"""Flares, how they settle, what is done at the same pain, and the size of the ups and downs."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest

import dialdown.science as ds
from dialdown.science.flare_size import flare_size
from dialdown.science.flares import median_time
from dialdown.science.stretches import stretches_of


def quiet(days: int = 120) -> np.ndarray:
    return np.array([4.0, 5.0, 4.0, 3.0, 5.0, 4.0, 4.0] * (days // 7 + 1))[:days]


def test_a_flare_begins_settles_and_is_counted() -> None:
    pain = quiet()
    pain[60:65] = [9, 8, 9, 7, 8]
    found = ds.find_flares(pain, dates=np.datetime64("2024-01-01") + np.arange(120))
    (flare,) = found.flares
    assert (flare.start, flare.end, flare.days, flare.settled) == ("2024-03-01", "2024-03-05", 5, True)
    assert (flare.peak, flare.level) == (9.0, 4.0)
    assert found.median_days is None
    json.dumps(found.to_dict(), allow_nan=False)


def test_one_good_day_does_not_end_a_flare() -> None:
    pain = quiet()
    pain[60:66] = [9, 9, 4, 9, 9, 8]
    assert [flare.days for flare in ds.find_flares(pain).flares] == [6]


def test_a_flare_nobody_saw_the_end_of_lasted_at_least_so_long() -> None:
    pain = quiet()
    pain[60:64] = 9
    pain[64:80] = np.nan
    (flare,) = ds.find_flares(pain).flares
    assert not flare.settled
    assert flare.days == 4
    late = quiet()
    late[-3:] = 9
    assert not ds.find_flares(late).flares[-1].settled


def test_a_flare_whose_beginning_nobody_saw_lasted_at_least_so_long() -> None:
    pain = quiet()
    pain[60:68] = np.nan
    pain[68:71] = 9
    (flare,) = ds.find_flares(pain).flares
    assert (flare.days, flare.settled, flare.begun, flare.whole) == (3, True, False, False)
    pain[60] = 4.0
    (flare,) = ds.find_flares(pain).flares
    assert flare.begun
    # Five flares of which one was cut in front: with it the upper end cannot be given, as with a cut behind.
    pain = quiet(220)
    for start in range(40, 200, 35):
        pain[start : start + 4] = 9
    assert ds.find_flares(pain).high_days == 4
    pain[32:40] = np.nan
    cut = ds.find_flares(pain)
    assert (cut.low_days, cut.high_days) == (4, None)


def test_recovery_is_counted_from_the_last_of_the_highest_days() -> None:
    pain = quiet(220)
    for start in range(40, 200, 35):
        pain[start : start + 6] = [8, 9, 9, 8, 7, 7]
    found = ds.find_flares(pain)
    assert {(flare.days, flare.recovery) for flare in found.flares} == {(6, 4)}
    assert (found.recovery_median_days, found.recovery_low_days, found.recovery_high_days) == (4.0, 4, 4)
    # One that still runs may have its highest day to come: of its way back one day is sure, no more.
    pain[-3:] = [9, 8, 8]
    running = ds.find_flares(pain)
    assert running.flares[-1].recovery == 3
    assert (running.recovery_median_days, running.recovery_low_days) == (4.0, 1)


def test_looked_at_often_there_is_a_new_answer_every_60_days_only() -> None:
    rng = np.random.default_rng(8)
    pain = np.clip(np.round(5 + rng.standard_normal(300)), 0, 10)
    steps = 4000 - 300 * (pain - 5) + 600 * rng.standard_normal(300)
    day = np.datetime64("2024-01-01") + np.arange(300)
    for n in (181, 200, 239):
        same = ds.load_at_same_pain(pain[:n], steps[:n], dates=day[:n], peeking="any")
        assert same == ds.load_at_same_pain(pain[:180], steps[:180], dates=day[:180], peeking="any")
        assert same.next_on == "2024-08-27"
        assert flare_size(pain[:n], peeking="any") == flare_size(pain[:180], peeking="any")
    assert flare_size(pain[:180], peeking="any").next_on == 239
    once = ds.load_at_same_pain(pain[:180], steps[:180]).stretches[-1]
    assert same.stretches[-1].more == pytest.approx(once.more)
    assert same.stretches[-1].high - same.stretches[-1].low > once.high - once.low
    with pytest.raises(ValueError, match="peeking"):
        ds.load_at_same_pain(pain, steps, peeking="weekly")  # type: ignore[arg-type]


def test_all_answers_together_spend_no_more_than_there_is() -> None:
    parts = stretches_of(np.arange(60 * 400), "any")
    assert sum(parts.tail(k, 0.9) for k in range(1, 2000)) <= 0.05
    assert parts.tail(1, 0.9) == parts.tail(6, 0.9) > parts.tail(7, 0.9)
    assert stretches_of(np.arange(500), "none").tail(3, 0.9) == pytest.approx(0.05)


def test_the_definition_can_be_changed_and_is_robust() -> None:
    pain = quiet(200)
    for start in range(40, 190, 25):
        pain[start : start + 4] = 9
    found = ds.find_flares(pain)
    assert len(found.flares) == 6
    assert (found.median_days, found.low_days, found.high_days) == (4.0, 4, 4)
    # Level and spread are those of the quiet days, though a sixth of the days are flares.
    assert found.level == 4.0
    assert found.spread is not None
    assert found.spread < 1.6
    assert len(ds.find_flares(pain, least=6.0).flares) == 0
    with pytest.raises(ValueError, match="expected"):
        ds.find_flares(pain, window=3)


def test_the_median_interval_keeps_its_promise_whatever_comes_later() -> None:
    """Every pattern of 7 times: the interval with some times cut short holds that of the whole times."""
    days = np.array([1.0, 2, 3, 5, 8, 13, 21])
    _median, low, high = median_time(days, np.ones(7, dtype=bool))
    assert low is not None
    assert high is not None
    for cut in itertools.combinations(range(7), 2):
        seen, settled = days.copy(), np.ones(7, dtype=bool)
        for i in cut:
            seen[i], settled[i] = max(1.0, days[i] - 2), False
        _m, a, b = median_time(seen, settled)
        assert a is not None
        assert a <= low
        assert b is None or b >= high


def test_the_median_interval_covers_nine_in_ten() -> None:
    rng = np.random.default_rng(5)
    for n in (5, 8, 20):
        held = 0
        for _ in range(600):
            days = rng.geometric(0.25, n).astype(float)
            _m, low, high = median_time(days, np.ones(n, dtype=bool))
            # The true median of this distribution is 3.
            held += low is not None and high is not None and low <= 3 <= high
        assert held / 600 >= 0.88


def test_more_at_the_same_pain_is_seen_and_no_change_is_not() -> None:
    rng = np.random.default_rng(6)
    wrong = 0
    for person in range(30):
        pain = np.clip(np.round(5 + rng.standard_normal(240)), 0, 10)
        steps = 4000 - 300 * (pain - 5) + 600 * rng.standard_normal(240)
        if person == 0:
            more = steps + np.where(np.arange(240) >= 180, 1500, 0)
            last = ds.load_at_same_pain(pain, more).stretches[-1]
            assert last.low > 500
            assert last.low <= 1500 <= last.high
        last = ds.load_at_same_pain(pain, steps).stretches[-1]
        wrong += not last.low <= 0 <= last.high
    # 10 % nominal: 9 of 30 would be four standard errors.
    assert wrong <= 8
    assert ds.load_at_same_pain(pain[:50], steps[:50]).why_not == "few_days"


def test_smaller_ups_and_downs_are_told_and_equal_ones_are_not() -> None:
    rng = np.random.default_rng(7)
    pain = 5 + rng.standard_normal(240)
    smaller = np.where(np.arange(240) >= 120, 5 + (pain - 5) / 2, pain)
    assert flare_size(smaller).stretches[-1].high < 1.0
    wrong = 0
    for _ in range(40):
        last = flare_size(5 + rng.standard_normal(240)).stretches[-1]
        wrong += not last.low <= 1.0 <= last.high
    assert wrong <= 10
    assert flare_size(pain[:30]).why_not == "few_days"
