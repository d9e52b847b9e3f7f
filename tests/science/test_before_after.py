"""Before and after: the difference, what would have come by itself, and its honest refusal."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy import stats

from dialdown.science import before_after
from dialdown.science.before_and_after import _covariance, _forecast, _given
from dialdown.science.dynamics import fit_null
from dialdown.science.trials_power import UpsAndDowns

FIRST = dt.date(2025, 1, 1)
MOVES = UpsAndDowns(phi=0.7, memory_sd=1.5, white_sd=1.0)


def diary(days: int, seed: int = 0) -> tuple[np.ndarray, list[dt.date]]:
    return 4.5 + MOVES.series(1, days, np.random.default_rng(seed))[0], [
        FIRST + dt.timedelta(days=i) for i in range(days)
    ]


def test_the_forecast_is_that_of_a_joint_normal() -> None:
    """Beside the textbook formula for a conditional normal with an estimated mean, written down densely."""
    days, _dates = diary(80, seed=3)
    day = np.arange(60, dtype=np.int64)
    fit = fit_null(day, days[:60], np.ones((60, 1)))
    after = np.arange(60, 80, dtype=np.int64)
    mean_given, variance = _given(fit.theta, day, days[:60], after)
    by_itself, beyond = _forecast(fit, days[:60], after, float(days[60:].mean()), 0.95)
    whole = np.concatenate([day, after])
    v = _covariance(fit.theta, whole, whole, 0)
    inverse = np.linalg.inv(v[:60, :60])
    ones, share = np.ones(60), np.full(20, 1 / 20)
    mean = ones @ inverse @ days[:60] / (ones @ inverse @ ones)
    expected = mean + share @ v[60:, :60] @ inverse @ (days[:60] - mean)
    assert mean_given == pytest.approx(expected)
    conditional = share @ (v[60:, 60:] - v[60:, :60] @ inverse @ v[:60, 60:]) @ share
    rest = 1.0 - share @ v[60:, :60] @ inverse @ ones
    assert variance == pytest.approx(fit.scale * (conditional + rest**2 / (ones @ inverse @ ones)), rel=1e-6)
    assert by_itself.value + beyond.value == pytest.approx(days[60:].mean())
    # Not knowing the dynamics makes it wider, never narrower.
    assert beyond.high is not None
    assert beyond.high - beyond.value > stats.t.ppf(0.975, 59) * np.sqrt(variance) * 0.99


def test_a_bad_stretch_comes_back_by_itself() -> None:
    days, dates = diary(260, seed=5)
    days[186:200] = 8.0
    found = before_after(days, dates, dates[200])
    assert found.before == pytest.approx(8.0)
    assert found.change is not None
    assert found.change < -2.0
    assert found.by_itself is not None
    assert found.by_itself.value < 6.5
    assert found.verdict == "not_clear"


def test_a_real_change_is_seen() -> None:
    days, dates = diary(300, seed=6)
    days[240:] -= 4.0
    found = before_after(days, dates, dates[240])
    assert found.verdict == "less"
    assert found.difference is not None
    assert found.difference.value == pytest.approx(-4.0, abs=1.5)
    assert found.to_dict()["verdict"] == "less"


def test_the_days_of_a_programme_are_left_out() -> None:
    days, dates = diary(200, seed=7)
    changed = days.copy()
    changed[120:141] = 0.0
    plain = before_after(days, dates, dates[120], until=dates[140])
    assert before_after(changed, dates, dates[120], until=dates[140]).beyond == plain.beyond
    assert plain.days_after == 59


def test_her_own_other_stretches() -> None:
    days, dates = diary(330, seed=8)
    for start in (20, 90, 160, 250):
        days[start : start + 14] = 8.0
    found = before_after(days, dates, dates[264])
    assert found.others is not None
    assert found.others.stretches == 3
    assert found.others.change < -2.0


def test_too_little_says_what_is_too_little() -> None:
    days, dates = diary(120, seed=9)
    assert before_after(days, dates, dates[20]).why_not == "few_before"
    assert before_after(days, dates, dates[115]).why_not == "few_after"
    gap = days.copy()
    gap[80:100] = np.nan
    assert before_after(gap, dates, dates[100]).why_not == "few_before"
    assert before_after(np.full(120, 3.0), dates, dates[80]).why_not == "flat"
    with pytest.raises(ValueError, match="until"):
        before_after(days, dates, dates[80], until=dates[70])
