"""A published pain diary of two years: a naive screen finds most activities, we find none."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from scipy import stats

import dialdown.science as ds
from dialdown.science.diary_table import read_diary_table
from dialdown.science.dynamics import fit_null, null_regressors
from dialdown.science.few_days import drawn_in
from dialdown.science.search import OPEN

ACTIVITIES = (
    "fitbitSteps", "googlefitSteps", "movesSteps", "basisPeakSteps", "manicTimeT", "whatPulseClicksT",
    "whatPulseKeysT", "timeDrivingCar", "swimming", "surfing", "climbing", "fitbitMinutesVeryActive",
    "fitbitMinutesFairlyActive", "fitbitMinutesLightlyActive",
)  # fmt: skip


@pytest.mark.parametrize("peeking", ["none", "any"])
def test_nothing_is_found_among_the_activities(reference_data: Path, peeking: Literal["none", "any"]) -> None:
    table = read_diary_table(reference_data / "diaries" / "myaiguide" / "participant1_daily.csv")
    years = (table.dates >= np.datetime64("2016-01-01")) & (table.dates < np.datetime64("2018-01-01"))
    pain = table.column("kneePain")[years]
    factors = {name: values[years] for name, values in table.factors("kneePain", ACTIVITIES).items()}
    result = ds.find_patterns(pain, factors, dates=table.dates[years], peeking=peeking)
    assert result.observed_days == 731
    assert result.found == ()
    asked = [factor for factor in result.factors if factor.p is not None and factor.reason is None]
    assert len(asked) >= 13
    assert all(factor.bound is not None and factor.bound < 1.0 for factor in asked)
    if peeking == "none":
        # The statistics notes have .816 under a prior that leans towards memory; ours does not lean, and
        # draws far days in.
        day = np.arange(731, dtype=np.int64)
        regressors = null_regressors(day, table.dates[years].astype(np.int64) % 7)
        assert fit_null(day, pain, regressors).phi == pytest.approx(0.816, abs=0.001)
        assert result.dynamics.phi == pytest.approx(fit_null(day, drawn_in(pain), regressors, OPEN).phi)
        naive = sum(
            np.asarray(stats.pearsonr(pain[lag:], values[: len(values) - lag]))[1] < 0.05
            for values in factors.values()
            for lag in range(8)
        )
        assert naive > 0.5 * 8 * len(factors)
