"""The mean of days that hang together: other formulas, refusals, and coverage on diaries whose level is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dialdown.science.mean_interval import FEWEST, FEWEST_IN_WINDOW, LEVEL, mean_level
from dialdown.science.simulate import autoregressive
from tests.counts import count
from tests.report import Figure

DIARIES = count(quick=40, test=80, long=1000)


def test_of_independent_days_it_is_near_the_textbooks() -> None:
    """Beside Student's interval of the same 28 days: never much narrower, and not twice as wide."""
    rng = np.random.default_rng(1)
    ratios: list[float] = []
    for _turn in range(60):
        y = rng.normal(5.0, 1.0, 84)
        found = mean_level(np.arange(84), y, last=83)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        own = y[-28:]
        assert found.mean == pytest.approx(own.mean())
        low, high = stats.t.interval(LEVEL, 27, own.mean(), stats.sem(own))
        ratios.append((found.high - found.low) / (high - low))
    assert 1.0 <= float(np.mean(ratios)) <= 1.6


def test_too_few_days_say_how_many_are_missing() -> None:
    y = np.arange(60.0) % 7
    short = mean_level(np.arange(20), y[:20], last=19)
    assert short is not None
    assert (short.low, short.why_not, short.more, short.days) == (None, "few_days", FEWEST - 20, 20)
    # A full diary with hardly anything in the last four weeks.
    gap = np.concatenate([np.arange(50), [78, 80]])
    few = mean_level(gap, np.arange(52.0) % 5, last=83)
    assert few is not None
    assert (few.low, few.more, few.days) == (None, FEWEST_IN_WINDOW - 2, 2)
    assert mean_level(np.arange(10), y[:10], last=60) is None
    flat = mean_level(np.arange(60), np.full(60, 4.0), last=59)
    assert flat is not None
    assert (flat.mean, flat.low, flat.why_not) == (4.0, None, "flat")


def test_days_after_and_long_before_change_nothing() -> None:
    rng = np.random.default_rng(3)
    y = rng.normal(5.0, 1.5, 200)
    whole = mean_level(np.arange(200), y, last=150)
    changed = y.copy()
    changed[:60], changed[151:] = 0.0, 10.0
    assert mean_level(np.arange(200), changed, last=150) == whole
    # The unit does not matter.
    doubled = mean_level(np.arange(200), 10.0 * y, last=150)
    assert whole is not None
    assert doubled is not None
    assert whole.low is not None
    assert doubled.low == pytest.approx(10.0 * whole.low, rel=1e-6)


def test_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        mean_level(np.arange(3), np.array([1.0, np.nan, 2.0]), last=2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("days", "phi", "drift", "missing", "least"),
    [(84, 0.0, 0.0, 0.2, 0.90), (42, 0.4, 0.0, 0.2, 0.90), (84, 0.7, 0.0, 0.2, 0.88), (84, 0.85, 0.0, 0.2, 0.86),
     (84, 0.7, 1.5, 0.2, 0.88), (84, 0.7, 0.0, 0.5, 0.88)],
)  # fmt: skip
def test_the_interval_covers_the_level(
    figure: Figure, days: int, phi: float, drift: float, missing: float, least: float
) -> None:
    """90 % nominal on whole numbers 0-10; the usual standard error covers about 60 % at a memory of .7."""
    rng = np.random.default_rng(7)
    hits, usual, asked = 0, 0, 0
    while asked < DIARIES:
        memory = 1.5 * autoregressive(rng.standard_normal((days, 1)), phi)[:, 0] if phi else np.zeros(days)
        level = 4.5 + np.cumsum(rng.standard_normal(days)) * drift / np.sqrt(365.0)
        y = (level + memory + rng.standard_normal(days)).round().clip(0.0, 10.0)
        day = np.flatnonzero(rng.random(days) >= missing)
        found = mean_level(day, y[day], last=days - 1)
        if found is None or found.low is None or found.high is None:
            continue
        asked += 1
        truth = float(level[-28:].mean())
        hits += found.low <= truth <= found.high
        own = y[day[day >= days - 28]]
        low, high = stats.t.interval(LEVEL, len(own) - 1, own.mean(), stats.sem(own))
        usual += low <= truth <= high
    covered = hits / asked
    assert covered >= least - 3 * np.sqrt(least * (1 - least) / asked)
    if phi >= 0.7:
        assert usual < hits
    figure(f"mean pain of four weeks, memory {phi}, {days} days: its 90 % range holds the level", covered)
