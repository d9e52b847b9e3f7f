"""What more there is to say of a factor that was found: its days, its later days, what else was found, the odds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science import lags as columns_of
from dialdown.science.few_days import is_yes_no
from dialdown.science.group_tests import given_test, reach_of
from dialdown.science.lags import lag_columns, lag_shapes, lead_columns
from dialdown.science.looks import Look
from dialdown.science.multiplicity import FEWEST_DAYS
from dialdown.science.strata import conditional_logit

Floats = NDArray[np.float64]

# Columns that the others leave less than one part in so many of are not told apart (variance inflation).
MOST_ALIKE = 1e4


def lead_p(look: Look, factor: int) -> float:
    """Negative control: p-value of the factor's *later* days, given its lag group.

    A small value says that the factor answers to the outcome, or that both answer to a third
    thing, so that its lag pattern deserves less trust. NaN when nothing is left to test.
    """
    if look.null is None or look.tests[factor] is None:
        return math.nan
    leads = lead_columns(*_standard(look, factor), look.day, look.lags)
    return given_test(look.null, leads @ lag_shapes(1, look.lags), look.columns(factor))


def joint_p(look: Look, factor: int, others: list[int]) -> float:
    """p-value of one factor when the lag groups of `others` are in the model too (collinear weather)."""
    if look.null is None or look.tests[factor] is None or not others:
        return math.nan
    given = np.concatenate([look.columns(other) for other in others], axis=1)
    return given_test(look.null, look.columns(factor), given)


def best_lag(look: Look, factor: int, lagged: Floats) -> int | None:
    """The single lag (days) whose column goes best with what the outcome's own past leaves open; `lagged` from `days_by_lag`."""
    if look.null is None or look.tests[factor] is None:
        return None
    lagged = look.null.without_regressors(look.null.whiten(lagged))
    norms = np.sqrt(np.einsum("ij,ij->j", lagged, lagged))
    norms[norms == 0.0] = np.inf
    return int(look.first[factor]) + int(np.argmax(np.abs(look.null.residual @ lagged) / norms))


def day_effects(
    look: Look, factor: int, lagged: Floats, level: float, others: Sequence[int] = ()
) -> list[tuple[int, float, float, float]]:
    """Per lag the effect of that day by itself with its interval at `level`, per standardised unit: lag, effect, low, high.

    All lags at once (`lagged` from `days_by_lag`) and each free, beside the smooth lags of `others`. Empty where the days of
    the factor cannot be told apart from one another.
    """
    beside = _beside(look, factor, lagged, others)
    test, first = look.tests[factor], int(look.first[factor])
    if beside is None or test is None:
        return []
    middle, covariance, rest = beside
    if factor in look.beside:
        middle = middle + lag_shapes(first, look.lags)[first:] @ test.coefficients
    reach = reach_of(rest, level) * np.sqrt(np.diag(covariance))
    return [
        (first + i, m, m - r, m + r)
        for i, (m, r) in enumerate(zip(middle.tolist(), reach.tolist(), strict=True))
    ]


def joint_effect(
    look: Look, factor: int, level: float, others: Sequence[int]
) -> tuple[float, float, float] | None:
    """The cumulative effect with its interval at `level` beside the smooth lags of `others`, per standardised unit.

    None where the factor cannot be told apart from them.
    """
    beside, test = _beside(look, factor, look.columns(factor), others), look.tests[factor]
    if beside is None or test is None:
        return None
    coefficients, covariance, rest = beside
    if factor in look.beside:
        coefficients = coefficients + test.coefficients
    totals = lag_shapes(int(look.first[factor]), look.lags).sum(axis=0)
    effect = float(totals @ coefficients)
    reach = reach_of(rest, level) * math.sqrt(float(totals @ covariance @ totals))
    return effect, effect - reach, effect + reach


def _beside(
    look: Look, factor: int, columns: Floats, others: Sequence[int]
) -> tuple[Floats, Floats, float] | None:
    """Coefficients (k,) of `columns` (n, k) of a factor beside `others`, their covariance (k, k) and degrees of freedom.

    Under the dynamics that were fitted beside the factor; that fit has its smooth curve taken out of the outcome already.
    """
    null = look.beside.get(factor, look.null)
    if null is None:
        return None
    every = np.concatenate([columns, *(look.columns(other) for other in others)], axis=1)
    white = null.beside_other_dynamics(null.whiten(every))
    inner, rest = white.T @ white, null.free - every.shape[1]
    try:
        inverse = np.linalg.inv(inner)
    except np.linalg.LinAlgError:
        return None
    # How many times as uncertain as alone the others make each column: 1 at least, and less where no digit is left.
    inflation = inverse.diagonal() * inner.diagonal()
    if rest < 1.0 or not (inflation.min() > 0.5 and inflation.max() < MOST_ALIKE):
        return None
    along = inverse @ (white.T @ null.target)
    error = max(0.0, float(null.residual @ null.residual - along @ inner @ along)) / rest
    own = columns.shape[1]
    return along[:own], error * inverse[:own, :own], rest


def days_by_lag(look: Look, factor: int) -> Floats:
    """The factor's standardised days by lag, from its first lag on, unwhitened, (n, lags)."""
    first = int(look.first[factor])
    standard, memory = _standard(look, factor)
    if first > 0:
        standard = np.where(columns_of.outcome_known(len(standard), look.day), standard, np.nan)
    return lag_columns(standard, memory, look.day, first, look.lags)[:, first:]


def odds_ratio(look: Look, factor: int, change: float) -> float | None:
    """Odds ratio of yes when the factor's lag window is higher by `change` SDs.

    Exact conditional logistic regression: days are compared with other days of the same month
    (blocks of 30 days without dates). None when the outcome is not yes/no, there is no estimate, or its
    interval is without end: then the days all but separate yes from no, and the odds tell nothing. The interval is not
    handed out: days of a month are not otherwise alike, and it left out the truth in 14 to 17 % instead of 5 (benchmarks.truth.odds).
    """
    if look.tests[factor] is None or not is_yes_no(look.table.outcome[look.day]):
        return None
    window = look.columns(factor)[:, 0] / lag_shapes(int(look.first[factor]), look.lags)[:, 0].sum()
    first = look.table.first
    dates = None if first is None else np.datetime64(first) + look.day
    month = look.day // 30 if dates is None else dates.astype("datetime64[M]").astype(np.int64)
    try:
        found = conditional_logit(look.table.outcome[look.day], window, month).odds_ratio(per=change)
    except ValueError:
        return None
    return found[0] if all(0.0 < odds < math.inf for odds in found) else None


def later_days(look: Look, factor: int, until: int) -> tuple[float, float, float] | None:
    """Cumulative effect per standardised unit on the observed days after the first `until` only.

    Estimate and 90 % interval; None with fewer than 42 such days. The innovations of later days do
    not know the earlier ones, so this is new evidence about what was found at `until`.
    """
    if look.null is None or look.tests[factor] is None or len(look.day) - until < FEWEST_DAYS:
        return None
    columns = look.null.without_regressors(look.null.whiten(look.columns(factor)))[until:]
    target = look.null.residual[until:]
    totals = lag_shapes(int(look.first[factor]), look.lags).sum(axis=0)
    inverse = np.linalg.pinv(columns.T @ columns, rcond=1e-10, hermitian=True)
    coefficients = inverse @ (columns.T @ target)
    error = target - columns @ coefficients
    free = len(target) - 3
    se = math.sqrt(float(totals @ inverse @ totals) * float(error @ error) / free)
    reach = se * float(stdtrit(free, 0.95))
    effect = float(totals @ coefficients)
    return effect, effect - reach, effect + reach


def _standard(look: Look, factor: int) -> tuple[Floats, float]:
    """The standardised factor on the grid (days,) and its own memory."""
    record = look.records[factor]
    values = list(look.table.factors.values())[factor]
    standard = (values - record[columns_of.MEAN]) / record[columns_of.SD]
    return np.ascontiguousarray(standard), float(record[columns_of.MEMORY])
