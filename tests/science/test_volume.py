"""The volume: the kernels against dense algebra, the Nile, refusals, what the document says."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm, t

import dialdown.science as ds
from benchmarks.truth.touch import TRUTHS, touches
from benchmarks.truth.volume import Case, diary, seed
from dialdown.science.bounded import interval_pull, log_likelihood, settle
from dialdown.science.gain_field import WEEK, gain_covariances, prior_band, solve_field
from dialdown.science.gain_slope import plain_slope
from dialdown.science.volume import critical, ratio_interval
from dialdown.science.volume_fixed import reach
from dialdown.science.whitening import reml_deviance
from dialdown.science.written_down import written
from tests.science.test_other_software import column

THETA = np.array([0.2, 0.6, -0.3, -4.0, -3.0])
START = np.array([9.0, 1.0, 0.25])


def dense(days: int, day: np.ndarray, load: np.ndarray, weekday: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Covariance of (level, gain, ar, weekday effects) before any outcome, and the design of the observed days."""
    s2, phi, r = math.exp(THETA[0]), math.tanh(THETA[1]), math.exp(THETA[0] + THETA[2])
    q_level, q_gain = math.exp(THETA[0] + THETA[3]), math.exp(THETA[4])
    t = np.arange(days)
    least = np.minimum.outer(t, t)
    level, gain = START[0] + q_level * least, START[1] + q_gain * least
    ar = r * phi ** np.abs(np.subtract.outer(t, t))
    blocks = [level, gain, ar, START[2] * np.eye(WEEK)]
    size = sum(len(block) for block in blocks)
    covariance, at = np.zeros((size, size)), 0
    for block in blocks:
        covariance[at : at + len(block), at : at + len(block)] = block
        at += len(block)
    assert s2 > 0
    design = np.zeros((len(day), size))
    for i, d in enumerate(day):
        design[i, d], design[i, days + d], design[i, 2 * days + d] = 1.0, load[i], 1.0
        design[i, 3 * days + weekday[i]] = 1.0
    return covariance, design


def made(days: int = 40) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    day = np.sort(rng.choice(days, 29, replace=False)).astype(np.int64)
    return day, rng.standard_normal(29), day % 7, rng.normal(0.0, 2.0, 29)


def test_the_field_is_the_one_of_dense_algebra() -> None:
    """Middle, variances and covariances of averages, against 127 x 127 matrices."""
    day, load, weekday, y = made()
    s2 = math.exp(THETA[0])
    prior, _ = prior_band(THETA, 40, START)
    weight = np.full(len(day), 1.0 / s2)
    middle, weekdays, band, border, corner, _ = solve_field(
        prior, START, day, load, weekday, weight, y / s2, WEEK
    )
    covariance, design = dense(40, day, load, weekday)
    inner = design @ covariance @ design.T + s2 * np.eye(len(day))
    pull = covariance @ design.T @ np.linalg.inv(inner)
    after = covariance - pull @ design @ covariance
    expected = pull @ y
    assert middle[0::3] == pytest.approx(expected[:40], abs=1e-9)
    assert middle[1::3] == pytest.approx(expected[40:80], abs=1e-9)
    assert middle[2::3] == pytest.approx(expected[80:120], abs=1e-9)
    assert weekdays == pytest.approx(expected[120:], abs=1e-9)
    means = np.zeros((2, 40))
    means[0, :20], means[1, 30:] = 1 / 20, 1 / 10
    variances, along, among = gain_covariances(band, border, corner, means)
    gains = after[40:80, 40:80]
    assert variances == pytest.approx(np.diag(gains), abs=1e-9)
    assert along == pytest.approx(means @ gains, abs=1e-9)
    assert among == pytest.approx(means @ gains @ means.T, abs=1e-9)


def test_the_likelihood_is_the_one_of_dense_algebra() -> None:
    day, load, weekday, y = made()
    s2 = math.exp(THETA[0])
    covariance, design = dense(40, day, load, weekday)
    keep = slice(0, 120)
    inner = design[:, keep] @ covariance[keep, keep] @ design[:, keep].T + s2 * np.eye(len(day))
    expected = -0.5 * (
        len(y) * math.log(2 * math.pi) + np.linalg.slogdet(inner)[1] + y @ np.linalg.solve(inner, y)
    )
    got = log_likelihood(THETA, 40, START, day, load, weekday, y, y, np.zeros(len(y)))
    # The weekdays' prior stands in both determinants or in neither.
    got += 0.5 * WEEK * math.log(START[2])
    assert got == pytest.approx(expected, abs=1e-8)


def test_the_exact_slope_is_the_one_of_differences() -> None:
    day, load, weekday, y = made()
    found = plain_slope(THETA, 40, START, day, load, weekday, y)
    for i in range(len(THETA)):
        step = np.zeros(len(THETA))
        step[i] = 1e-5
        ends = [
            log_likelihood(THETA + side * step, 40, START, day, load, weekday, y, y, np.zeros(len(y)))
            for side in (1, -1)
        ]
        assert found[i] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-5, abs=1e-6)


def test_the_nile_gives_the_exact_diffuse_likelihood(reference_data: Path) -> None:
    """Variances 15098.577 and 1469.147: the likelihood of the pattern finder, and no likelier pair around them.

    The first level here has a proper prior, so the two differ by a constant that goes with its variance.
    """
    flow = column(reference_data / "statistics" / "nile" / "nile.csv", "y")
    n = len(flow)
    day = np.arange(n, dtype=np.int64)
    start = np.array([1e10, 1e-12, 1.0])

    def at(white: float, level: float) -> float:
        theta = np.array([math.log(white), 0.0, -30.0, math.log(level / white), -30.0])
        zero = np.zeros(n)
        return log_likelihood(theta, n, start, day, zero, day % 7, flow - 900.0, flow - 900.0, zero.copy())

    # Exact diffuse log likelihood as in the pattern finder's test, less the prior of the first level.
    best = at(15098.577, 1469.147) + 0.5 * WEEK * math.log(start[2]) + 0.5 * math.log(start[0])
    deviance = reml_deviance(0.0, 1e-12, 1469.147 / 15098.577, day, np.column_stack([np.ones(n), flow]))
    assert 2.0 * best == pytest.approx(-deviance - math.log(2.0 * math.pi), abs=2e-2)
    for white, level in (
        (15098.577 * 1.05, 1469.147),
        (15098.577 / 1.05, 1469.147),
        (15098.577, 1700.0),
        (15098.577, 1280.0),
    ):
        assert at(white, level) < at(15098.577, 1469.147)


@pytest.mark.parametrize(("low", "high"), [(3.5, 4.5), (-math.inf, 0.5), (9.5, math.inf), (40.0, 41.0)])
def test_what_was_written_down_is_an_interval(low: float, high: float) -> None:
    """Against SciPy's normal distribution; slope and curvature against differences."""
    signal, sd, h = 4.2, 1.3, 1e-5

    def log_share(s: float) -> float:
        a, b = (low - s) / sd, (high - s) / sd
        if a > 0:
            a, b = -b, -a
        return float(np.log(norm.cdf(b) - norm.cdf(a)))

    value, slope, curve = interval_pull(low, high, signal, sd)
    if abs(low) > 30 and math.isfinite(low):
        assert math.isfinite(value)
        assert slope > 0
        assert curve > 0
        return
    assert value == pytest.approx(log_share(signal), abs=1e-10)
    assert slope == pytest.approx((log_share(signal + h) - log_share(signal - h)) / (2 * h), abs=1e-6)
    second = (interval_pull(low, high, signal + h, sd)[1] - interval_pull(low, high, signal - h, sd)[1]) / (
        2 * h
    )
    assert curve == pytest.approx(-second, abs=1e-5)


def test_newton_reaches_the_top_with_many_days_at_the_end() -> None:
    day, load, weekday, y = made()
    low = np.where(y > 0, 0.5, np.floor(y))
    high = np.where(y > 0, math.inf, np.floor(y) + 1)
    signal = np.zeros(len(y))
    prior, _ = prior_band(THETA, 40, START)
    settle(THETA, prior, START, day, load, weekday, low, high, signal, WEEK)
    again = signal.copy()
    settle(THETA, prior, START, day, load, weekday, low, high, again, WEEK)
    assert again == pytest.approx(signal, abs=1e-3)


def test_fieller_is_the_set_of_ratios_that_a_test_keeps() -> None:
    low, high = ratio_interval(np.array([0.7]), np.array([0.02]), np.array([0.005]), 1.1, 0.03, 1.645)
    for ratio in (low[0], high[0]):
        spread = math.sqrt(0.02 - 2 * ratio * 0.005 + ratio**2 * 0.03)
        assert abs(0.7 - ratio * 1.1) / spread == pytest.approx(1.645, abs=1e-9)


def test_a_falling_gain_is_told_and_the_document_is_whole() -> None:
    case = Case("logistic fall")
    _true, load, outcome = diary(case, seed(case, 2))
    dates = np.datetime64("2024-01-01") + np.arange(365)
    found = ds.estimate_volume(outcome, load, dates=dates)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert set(told) == {"days", "level", "enough", "why_not", "reference", "change"}
    assert told["enough"]
    assert told["why_not"] is None
    assert told["level"] == 0.9
    assert told["reference"] == {"from": "2024-01-01", "to": "2024-02-29"}
    assert len(told["days"]) == 365
    assert told["days"][0]["date"] == "2024-01-01"
    assert told["change"]["went_down"]
    assert told["change"]["from"] == 1.0
    assert told["change"]["high"] < 0
    window = [day["volume"] for day in told["days"][:60]]
    assert np.mean(window) == pytest.approx(1.0, abs=1e-9)
    assert np.mean([day["volume"] for day in told["days"][-60:]]) == pytest.approx(
        told["change"]["to"], abs=1e-9
    )
    assert all(day["low"] < day["volume"] < day["high"] for day in told["days"])


def test_units_of_the_load_and_gaps_in_the_table_change_nothing() -> None:
    case = Case("logistic fall")
    _true, load, outcome = diary(case, seed(case, 2))
    dates = np.datetime64("2024-01-01") + np.arange(365)
    one = ds.estimate_volume(outcome, load, dates=dates)
    kept = np.isfinite(outcome) | (np.arange(365) % 3 == 0)
    kept[:-1] |= np.isfinite(outcome[1:])
    kept[[0, -1]] = True
    order = np.random.default_rng(1).permutation(np.flatnonzero(kept))
    other = ds.estimate_volume(outcome[order], 7.0 + 0.01 * load[order], dates=dates[order])
    assert other.change.end == pytest.approx(one.change.end, rel=1e-6)
    assert other.change.high == pytest.approx(one.change.high, rel=1e-5)


def test_a_half_step_scale_is_bounded_and_hours_are_gaussian() -> None:
    case = Case("flat")
    _true, load, outcome = diary(case, seed(case, 3))
    assert ds.estimate_volume(outcome, load).model == "bounded"
    assert ds.estimate_volume(outcome / 2.0, load).model == "bounded"
    assert ds.estimate_volume(outcome * 1.0371, load).model == "gaussian"
    assert ds.estimate_volume(outcome, load, model="gaussian").model == "gaussian"


def refused(outcome: np.ndarray, load: np.ndarray) -> ds.Volume:
    found = ds.estimate_volume(outcome, load)
    told = found.to_dict()
    assert told["days"] == []
    assert not told["enough"]
    assert told["why_not"]
    assert told["change"] == {"from": None, "to": None, "low": None, "high": None, "went_down": False}
    return found


def test_it_refuses_with_a_reason() -> None:
    case = Case("flat")
    _true, load, outcome = diary(case, seed(case, 1))
    assert refused(outcome[:100], load[:100]).reason == "few_days"
    assert refused(np.full(365, 5.0), load).reason == "constant"
    assert refused(outcome, np.ones(365)).reason == "load_varies"
    assert refused(outcome, np.r_[load[:250], 0.01 * load[250:]]).reason == "load_varies"
    assert refused(outcome, np.r_[load[:250], 40 + load[250:]]).reason == "load_moved"
    nothing = np.random.default_rng(2).standard_normal(365)
    assert refused(outcome, nothing).reason in ("denominator", "band")
    assert refused(outcome, -load).reason == "denominator"
    assert refused(np.full(0, np.nan), np.zeros(0)).reason == "few_days"


def test_few_days_has_the_date_when_it_can_be_over() -> None:
    case = Case("flat")
    _true, load, outcome = diary(case, seed(case, 1))
    dates = np.datetime64("2024-01-01") + np.arange(100)
    assert ds.estimate_volume(outcome[:100], load[:100], dates=dates).enough_on == "2024-04-29"


def test_looking_often_widens_the_interval_and_more_each_year() -> None:
    assert critical("none", 365) == pytest.approx(1.6449, abs=1e-4)
    assert critical("any", 365) < critical("any", 366) < critical("any", 4000)
    tails = [1.0 - norm.cdf(critical("any", 365 * year)) for year in range(1, 200)]
    assert sum(tails) <= 0.05


@pytest.mark.parametrize(
    "wrong",
    [
        {"load_lag": 31},
        {"model": "magic"},
        {"peeking": "often"},
        {"scale": (10.0, 0.0)},
        {"step": -1.0},
        {"step": [1.0, 0.0]},
        {"step": "half"},
    ],
)
def test_wrong_arguments_are_one_sentence(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="expected"):
        ds.estimate_volume([1.0] * 10, [2.0] * 10, **wrong)  # type: ignore[arg-type]


def test_the_same_load_each_time_is_its_own_answer() -> None:
    """A touch check that hurts less and less goes down, one that does not does not, and too few say when."""
    rng = np.random.default_rng(2)
    dates = [(np.datetime64("2024-01-01") + 7 * i).astype(str) for i in range(50)]
    falling = (8 - np.arange(50) / 10 + rng.normal(0, 0.8, 50)).round().clip(0, 10)
    found = ds.estimate_volume_fixed(falling, dates=dates, peeking="any")
    assert found.enough
    assert found.change.went_down
    assert (found.first, found.last, found.pairs) == ("2024-01-01", "2024-02-29", 50)
    assert found.days[0].gain == pytest.approx(8, abs=0.8)
    assert found.days[-1].gain == pytest.approx(3, abs=1.0)
    assert len(found.days) == 49 * 7 + 1
    assert not ds.estimate_volume_fixed((5 + rng.normal(0, 0.8, 50)).round(), dates=dates).change.went_down
    few = ds.estimate_volume_fixed(falling[:14], dates=dates[:14])
    assert (few.reason, few.enough_on) == ("few_days", "2024-04-29")
    assert ds.estimate_volume_fixed(np.full(50, 4.0), dates=dates).reason == "constant"
    hardly = (np.arange(50) % 7 == 0).astype(float)
    assert ds.estimate_volume_fixed(hardly, dates=dates).reason in ("denominator", "band")
    with pytest.raises(ValueError, match="peeking"):
        ds.estimate_volume_fixed(falling, dates=dates, peeking="often")  # type: ignore[arg-type]


def test_few_touches_reach_further_and_looking_often_further_still() -> None:
    """Student's quantile at one look; looked at often a year's share is split over its six stretches of last days."""
    assert reach("none", 365, 50) == pytest.approx(t.ppf(0.95, 48))
    assert reach("any", 365, 50) == pytest.approx(t.ppf(1.0 - 0.05 * 6.0 / np.pi**2 / 6.0, 48))
    assert reach("any", 365, 14) > reach("any", 365, 50) > critical("any", 365) > reach("none", 365, 50)
    assert reach("any", 366, 50) > reach("any", 365, 50)


@pytest.mark.parametrize("person", [13, 24, 74])
def test_a_touch_that_always_feels_the_same_is_neither_quieter_nor_louder(person: int) -> None:
    """Looked at after every touch of the first months; each of these was told one of the two by the quantile of many days."""
    _true, answer = touches("flat", 365, np.random.default_rng([TRUTHS.index("flat"), 365, person]))
    looks = np.flatnonzero(np.isfinite(answer)) + 1
    said = [ds.estimate_volume_fixed(answer[:n], peeking="any").change for n in looks if 100 < n < 200]
    assert not any(one.went_down or one.went_up for one in said)
    # What is asked for would be missed with the reach of many days.
    assert any(abs(one.score or 0.0) > critical("any", 200) for one in said)


def test_each_day_is_read_in_the_step_it_was_written_in() -> None:
    """A scale that changed from whole numbers to halves: each part of the likelihood is that of its own step."""
    case = Case("flat")
    _true, load, outcome = diary(case, seed(case, 4))
    finer = outcome.copy()
    finer[180:] = (outcome[180:] + np.random.default_rng(1).choice([-0.5, 0.0, 0.5], 185)).clip(0, 10)
    steps = np.where(np.arange(365) < 180, 1.0, 0.5)
    whole, halves = ds.estimate_volume(finer, load, step=1.0), ds.estimate_volume(finer, load, step=0.5)
    both = ds.estimate_volume(finer, load, step=steps)
    assert {one.model for one in (whole, halves, both)} == {"bounded"}
    assert both.days[-1].gain not in (whole.days[-1].gain, halves.days[-1].gain)
    assert ds.estimate_volume(finer, load, step=np.full(365, 0.5)) == halves
    # Not known on any day: plain numbers.
    assert ds.estimate_volume(finer, load, step=np.full(365, np.nan)) == ds.estimate_volume(
        finer, load, model="gaussian"
    )
    with pytest.raises(ValueError, match="step: has 1 rows, the outcome has 365"):
        ds.estimate_volume(finer, load, step=[1.0])
    low, high = written(np.array([0.0, 4.0, 4.5, 10.0]), (0.0, 10.0), np.array([1.0, np.nan, 0.5, 0.5]))
    assert low.tolist() == [-np.inf, 4.0, 4.25, 9.75]
    assert high.tolist() == [0.5, 4.0, 4.75, np.inf]


def subject_of_sleepstudy(
    reference_data: Path, subject: int, level: float, slope: float, both: float, noise: float
) -> tuple[np.ndarray, tuple[object, ...], float]:
    """One person's reaction times as a field: a first level and a gain on days, neither of which moves.

    Level and slope of lme4 hang together (covariance `both`); days counted from `both / slope` before the
    first make the level independent of the slope, as the field wants it.
    """
    path = reference_data / "statistics" / "sleepstudy" / "sleepstudy.csv"
    mine = column(path, "Subject") == subject
    day = column(path, "Days")[mine]
    before = both / slope
    theta = np.array([math.log(noise), 0.0, -20.0, -20.0, -20.0])
    start = np.array([level - both * both / slope, slope, 1.0])
    outcome = column(path, "Reaction")[mine] - 251.40510485 - 10.46728596 * day
    return (
        theta,
        (10, start, day.astype(np.int64), day + before, np.zeros(10, dtype=np.int64), outcome),
        before,
    )


@pytest.mark.parametrize(
    ("subject", "level", "slope"), [(308, 2.25855095, 9.198975766), (309, -40.39873808, -8.619680615)]
)
def test_the_field_gives_the_person_of_lme4(
    reference_data: Path, subject: int, level: float, slope: float
) -> None:
    """sleepstudy: with lme4's variances the middle of the field is its conditional mode (ranef) of the person."""
    theta, (days, start, day, load, weekday, y), before = subject_of_sleepstudy(
        reference_data, subject, 612.100158025, 35.071714451, 9.604408951, 654.940008260
    )
    weight = np.full(10, 1.0 / 654.940008260)
    prior, _ = prior_band(theta, days, start)
    field = solve_field(prior, start, day, load, weekday, weight, weight * y, 0)[0]
    assert field[1::3] == pytest.approx(np.full(10, slope), abs=1e-5)
    assert field[0::3] + before * field[1::3] == pytest.approx(np.full(10, level), abs=1e-4)


def test_the_likelihood_of_all_people_is_that_of_lme4(reference_data: Path) -> None:
    """sleepstudy: 18 fields together have lme4's log likelihood at its maximum-likelihood variances."""
    path = reference_data / "statistics" / "sleepstudy" / "sleepstudy.csv"
    subjects = sorted({int(subject) for subject in column(path, "Subject")})
    assert len(subjects) == 18
    total = 0.0
    for subject in subjects:
        theta, (days, start, day, load, weekday, y), _ = subject_of_sleepstudy(
            reference_data, subject, 565.47696613, 32.68178525, 11.05512239, 654.94570576
        )
        total += log_likelihood(theta, days, start, day, load, weekday, y, y, np.zeros(10))
    assert total == pytest.approx(-875.9696722, abs=1e-5)


@pytest.mark.parametrize("lag", [1.5, -1, 31])
def test_a_lag_that_is_no_number_of_days_is_one_sentence(lag: float) -> None:
    with pytest.raises(ValueError, match=r"load_lag: .*; expected a whole number of days, 0 to 30"):
        ds.estimate_volume(np.arange(90.0) % 7, np.arange(90.0) % 5, load_lag=lag)  # type: ignore[arg-type]
