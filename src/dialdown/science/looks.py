"""One look at a diary: the outcome explained by itself, then every factor tested; and a series of looks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from dialdown.science import lags as columns_of
from dialdown.science.dynamics import (
    NullFit,
    allow_for_other_dynamics,
    fit_null,
    null_regressors,
)
from dialdown.science.few_days import (
    FEWEST_CARRYING,
    Shifting,
    days_carrying,
    drawn_in,
)
from dialdown.science.group_tests import GroupTest, group_tests
from dialdown.science.lags import lag_shapes_by_first, shape_columns
from dialdown.science.multiplicity import FEWEST_DAYS, false_discovery_q, look_schedule
from dialdown.science.search import OPEN
from dialdown.science.settled import CLEAR, settled
from dialdown.science.table import DayTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Behaviour and state may answer to today's outcome, so their own day is not asked (statistics 5c).
FIRST_LAG = {"behaviour": 1, "state": 1, "weather": 0, "calendar": 0}
# A factor has to differ from its usual value on this many recorded days before it is asked about.
FEWEST_CHANGES = 7
# Days of the outcome with something recorded in their lag window (the first days have no window yet).
FEWEST_NEAR = FEWEST_DAYS - 7
# A factor that weekday and a straight line explain but for this share is a calendar, not a factor.
LEAST_OWN = 0.02
# Factors are worked through in portions of about this many numbers, so that memory stays bounded.
PORTION = 4_000_000


@dataclass(frozen=True)
class Look:
    """What one look at the diary gives.

    `day` (n,) grid positions of the observed days. `records` (m, 9) of the factors, see
    `lags.describe`; `tests` and `p` (m,) per factor (None and NaN where it could not be asked).
    `null` is None and `refusal` a sentence when the outcome itself could not be explained. `refused` factor to a
    word, for those whose test gave nothing to tell; `beside` factor to the dynamics fitted together with it. `moved`
    from the smallest to the largest outcome.
    """

    table: DayTable
    lags: int
    first: Ints
    day: Ints
    null: NullFit | None
    refusal: str | None
    records: Floats
    tests: tuple[GroupTest | None, ...]
    p: Floats
    refused: Mapping[int, str] = field(default_factory=dict[int, str])
    beside: Mapping[int, NullFit] = field(default_factory=dict[int, NullFit])
    moved: float = math.inf

    def columns(self, factor: int) -> Floats:
        """The three smooth lag columns of one factor, unwhitened, (n, 3)."""
        return _smooth_columns(self.table, self.records, self.first, self.day, self.lags, [factor])


def can_be_asked(records: Floats) -> Flags:
    """Which factors with these records (m, 9) vary enough, on enough days near the outcome, (m,)."""
    of = records.T
    varies = (of[columns_of.CHANGES] >= FEWEST_CHANGES) & (of[columns_of.SD] > 0.0)
    there = (of[columns_of.RECORDED] >= FEWEST_DAYS) & (of[columns_of.NEAR] >= FEWEST_NEAR)
    return varies & there & (of[columns_of.OWN] >= LEAST_OWN)


def _values(table: DayTable, chosen: Sequence[int]) -> Floats:
    """The chosen factors on the calendar grid, (m, days)."""
    series = list(table.factors.values())
    return np.array([series[j] for j in chosen]).reshape(len(chosen), len(table.outcome))


def _smooth_columns(
    table: DayTable, records: Floats, first: Ints, day: Ints, lags: int, chosen: list[int]
) -> Floats:
    return shape_columns(
        _values(table, chosen), records[chosen], lag_shapes_by_first(lags), first[chosen], day
    )


def look_at(table: DayTable, kinds: Mapping[str, str], lags: int, told_below: float = 0.10) -> Look:
    """Fit the outcome by itself, whiten everything with that filter, test every factor.

    `table` with at least 42 observed days; `kinds` factor name to kind; `lags` longest lag (days);
    `told_below` the largest p with which something could be told: only up to there p is checked by shifting.
    """
    day = np.flatnonzero(np.isfinite(table.outcome)).astype(np.int64)
    first = np.array([FIRST_LAG[kinds[name]] for name in table.factors], dtype=np.int64)
    null, refusal = None, None
    try:
        null = fit_null(day, drawn_in(table.outcome[day]), null_regressors(day, table.weekdays()[day]), OPEN)
        if not null.converged:
            refusal = "No pattern can be looked for: the outcome by itself could not be explained."
        else:
            null = allow_for_other_dynamics(null)
    except ValueError as error:
        refusal = f"No pattern can be looked for: {error}."
    totals = lag_shapes_by_first(lags).sum(axis=1)
    records = np.zeros((len(first), 9))
    tests: list[GroupTest | None] = [None] * len(first)
    p = np.full(len(first), np.nan)
    shifted: list[int] = []
    refused: dict[int, str] = {}
    beside: dict[int, NullFit] = {}
    moved = float(np.ptp(table.outcome[day]))
    for portion in _portions(len(first), max(len(table.outcome), 3 * len(day))):
        records[portion] = columns_of.describe(_values(table, portion), day, first[portion], lags)
        ready = [portion[i] for i in np.flatnonzero(can_be_asked(records[portion]))]
        if null is None or refusal is not None or not ready:
            continue
        columns = _smooth_columns(table, records, first, day, lags, ready)
        for i, test in enumerate(group_tests(null, columns, totals[first[ready]])):
            j = ready[i]
            if not (test.rank > 0 and math.isfinite(test.p)):
                continue
            if test.p <= CLEAR:
                fitted = settled(null, columns[:, 3 * i : 3 * i + 3], totals[first[j]], test)
                if fitted is None:
                    refused[j] = "same"
                    continue
                test = fitted[0]
                if fitted[1] is not None:
                    beside[j] = fitted[1]
            # Its error is wider than the outcome ever moved: what can be read of it is no factor any more.
            if test.se > moved:
                refused[j] = "apart"
                continue
            tests[j], p[j] = test, test.p
        low = np.flatnonzero(p[ready] <= told_below)
        shifted += [ready[i] for i in low[_on_few_days(null, columns, low)]]
    look = Look(table, lags, first, day, null, refusal, records, tuple(tests), p, refused, beside, moved)
    return _shifted(look, null, shifted) if null is not None and shifted else look


def _on_few_days(null: NullFit, columns: Floats, low: Ints) -> Flags:
    """Which of the groups `low` (k,) of the lag columns (n, 3 m) have to pass the check by shifting as well, (k,).

    Those that rest on few days; all when the outcome does not follow the model.
    """
    if not len(low) or not null.follows_the_model:
        return np.ones(len(low), np.bool_)
    chosen = columns.reshape(len(columns), -1, 3)[:, low].reshape(len(columns), -1)
    return days_carrying(null, chosen) < FEWEST_CARRYING


def _shifted(look: Look, null: NullFit, factors: list[int]) -> Look:
    """The same look; p of these factors is at least what shifting them against the outcome gives."""
    shifting = Shifting.of(null, len(look.table.outcome))
    p = look.p.copy()
    for factor in factors:
        p[factor] = max(p[factor], shifting.p(_columns_of_every_day(look, factor)))
    tests = [test and test._replace(p=float(p[j])) for j, test in enumerate(look.tests)]
    return replace(look, p=p, tests=tuple(tests))


def _columns_of_every_day(look: Look, factor: int) -> Floats:
    """The three smooth lag columns of one factor on the whole grid, (days, 3)."""
    values = _values(look.table, [factor])
    if look.first[factor] > 0:
        values[:, ~columns_of.outcome_known(values.shape[1], look.day)] = np.nan
    every = np.arange(values.shape[1], dtype=np.int64)
    shapes = lag_shapes_by_first(look.lags)
    return shape_columns(values, look.records[[factor]], shapes, look.first[[factor]], every)


def _portions(factors: int, numbers_each: int) -> list[list[int]]:
    """The factors in groups that fit into memory together."""
    size = max(1, PORTION // numbers_each)
    return [list(range(start, min(start + size, factors))) for start in range(0, factors, size)]


@dataclass(frozen=True)
class Discovery:
    """How a factor was found: the `look` whose test of it counts, with the error budget `alpha` of the look that
    found it and everything `known` by then (numbers of factors)."""

    look: Look
    alpha: float
    known: tuple[int, ...]


@dataclass(frozen=True)
class Verdicts:
    """p and q per factor (m,), and the error budget of the last look and of the next one.

    `found_at` (m,) observed days at the look that first found the factor, 0 = not found, and
    `first_effect` (m,) its effect per standardised unit at that look. `discoveries` by number of the factor, for
    a diary that is looked at often: what was found stands, even if a later look cannot be taken.
    """

    p: Floats
    q: Floats
    found_at: Ints
    first_effect: Floats
    alpha: float
    next_alpha: float
    discoveries: Mapping[int, Discovery] = field(default_factory=dict[int, Discovery])


def single_look(table: DayTable, kinds: Mapping[str, str], lags: int, fdr: float) -> tuple[Look, Verdicts]:
    """The whole table, looked at once: Benjamini-Hochberg over the factors."""
    look = look_at(table, kinds, lags, fdr)
    q = false_discovery_q(look.p)
    found_at = np.where(q <= fdr, len(look.day), 0)
    return look, Verdicts(look.p, q, found_at, _effects(look), fdr, fdr)


def _effects(look: Look) -> Floats:
    return np.array([math.nan if test is None else test.effect for test in look.tests])


def scheduled_looks(
    table: DayTable, kinds: Mapping[str, str], lags: int, fdr: float
) -> tuple[Look, Verdicts]:
    """Take every look that was due, in order; what was found once stays found while the diary only grows at its end.

    The schedule depends on the number of observed days only, so that the answer is a function of
    the diary: asking again between two looks gives the same verdicts. A factor's p is its smallest
    p over the looks, each divided by that look's share of the budget. The shares sum to at most 1,
    so this p is valid at any time and for any dependence between looks. Benjamini-Hochberg on
    these p-values keeps the false discovery rate; as they can only fall, a person without any
    pattern is *ever* told something with probability at most `fdr`.
    """
    observed = np.flatnonzero(np.isfinite(table.outcome))
    schedule = look_schedule(len(observed))
    p = np.full(len(table.factors), np.nan)
    q = p.copy()
    found_at = np.zeros(len(p), dtype=np.int64)
    first_effect = np.full(len(p), np.nan)
    discoveries: dict[int, Discovery] = {}
    # The last look that could ask about each factor: what others add may lift it over the line at a look that cannot.
    tested: dict[int, Look] = {}
    look: Look | None = None
    for count, share in schedule:
        look = look_at(table.until(int(observed[count - 1]) + 1), kinds, lags, fdr * share)
        p = np.fmin(p, np.minimum(1.0, look.p / share))
        q = np.fmin(q, false_discovery_q(p))
        tested.update((j, look) for j, test in enumerate(look.tests) if test is not None)
        new = np.flatnonzero((found_at == 0) & (q <= fdr)).tolist()
        found_at[new] = count
        known = tuple(np.flatnonzero(found_at > 0).tolist())
        for j in new:
            discoveries[j] = Discovery(tested[j], fdr * share, known)
            test = tested[j].tests[j]
            first_effect[j] = math.nan if test is None else test.effect
    if look is None:
        raise ValueError(f"{len(observed)} observed days; the first look needs {FEWEST_DAYS}")
    following = fdr * _next_share(schedule)
    return look, Verdicts(p, q, found_at, first_effect, fdr * schedule[-1][1], following, discoveries)


def _next_share(schedule: list[tuple[int, float]]) -> float:
    return look_schedule(10 * schedule[-1][0])[len(schedule)][1]
