"""From factor series to lag columns: what was known of each earlier day, and three smooth shapes.

Missing factor days. A lag window asks for the factor on several earlier days and some of them are
often not recorded. Dropping every day with an incomplete window would leave a fifth of a diary
(.8**7), and a zero would be an invented value. Instead a missing day is replaced by its expected
value given the nearest recorded days *inside what is already past for this lag window*, from the
factor's own AR(1). Two properties follow:

* the column depends on the factor's past only, never on days after the window, so it stays
  predetermined and the error rate of the test is untouched;
* the error of the replacement is unrelated to the columns (Berkson error), so that the cumulative
  effect keeps its meaning and only loses precision.

A factor that may answer to the outcome (first lag 1) is taken as not recorded on the days whose outcome
is not known. Such a day would tell of that outcome, which the filter does not know, and so of the
next days: a pattern that is none. What its neighbours say of that day is used instead.

Filling from later days would break the first property (activity that answers to today's pain
would leak in), filling with the mean would bias the effects when only one side is recorded.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dialdown.science.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FEWEST_PAIRS = 10
STRONGEST_MEMORY = 0.97
# Columns of the record that `describe` gives of every factor.
RECORDED, CHANGES, NEAR, FILLED, MEAN, SD, MEMORY, BINARY, OWN = range(9)


@compiled
def lag_columns(values: Floats, phi: float, day: Ints, first: int, last: int) -> Floats:
    """Lagged values for each asked day, (n, last + 1); columns before lag `first` are zero.

    `values` (days,) standardised factor on the calendar grid (mean 0, NaN = not recorded),
    `phi` its AR(1) coefficient, `day` (n,) grid positions. Only days up to `day - first` are used.
    """
    days = len(values)
    columns = np.zeros((len(day), last + 1))
    power = np.empty(days + 1)
    power[0] = 1.0
    before = np.empty(days, np.int64)
    recent = -1
    for t in range(days):
        power[t + 1] = power[t] * phi
        if not np.isnan(values[t]):
            recent = t
        before[t] = recent
    for i in range(len(day)):
        later = -1
        for lag in range(first, last + 1):
            t = day[i] - lag
            earlier = before[t] if t >= 0 else -1
            if earlier >= 0 and earlier == t:
                columns[i, lag] = values[t]
                later = t
            elif earlier >= 0 and later >= 0:
                a = power[t - earlier]
                b = power[later - t]
                total = 1.0 - a * a * b * b
                columns[i, lag] = (
                    a * (1.0 - b * b) * values[earlier] + b * (1.0 - a * a) * values[later]
                ) / total
            elif earlier >= 0:
                columns[i, lag] = power[t - earlier] * values[earlier]
            elif later >= 0:
                columns[i, lag] = power[later - t] * values[later]
    return columns


def lead_columns(values: Floats, phi: float, day: Ints, last: int) -> Floats:
    """The mirror image for later days: columns 1 to `last` hold what was recorded 1 to `last` days on.

    Arguments as in `lag_columns`; (n, last + 1), column 0 is zero.
    """
    size = len(values)
    mirrored = lag_columns(
        np.ascontiguousarray(values[::-1]), phi, np.ascontiguousarray(size - 1 - day[::-1]), 1, last
    )
    return mirrored[::-1]


@compiled
def own_memory(values: Floats) -> float:
    """Lag-1 autocorrelation from neighbouring recorded days; 0 with fewer than 10 pairs.

    `values` (days,) standardised, NaN = not recorded. Negative memory is kept at 0 or above,
    because only then is the replacement between two recorded days a weighted mean of them.
    """
    pairs = 0
    top, now, then = 0.0, 0.0, 0.0
    for t in range(1, len(values)):
        if not (np.isnan(values[t]) or np.isnan(values[t - 1])):
            pairs += 1
            top += values[t] * values[t - 1]
            now += values[t] * values[t]
            then += values[t - 1] * values[t - 1]
    bottom = math.sqrt(now * then)
    if pairs < FEWEST_PAIRS or not bottom > 0.0:
        return 0.0
    return min(max(top / bottom, 0.0), STRONGEST_MEMORY)


@compiled
def beyond_calendar(values: Floats) -> float:
    """Share of the variance that weekday and a straight line leave unexplained, 0 to 1.

    `values` (days,) standardised, NaN = not recorded; the week is a 7-day cycle of positions.
    """
    count = np.zeros(7)
    mean = np.zeros(7)
    mean_day = np.zeros(7)
    w = 0
    for t in range(len(values)):
        if not np.isnan(values[t]):
            count[w] += 1.0
            mean[w] += values[t]
            mean_day[w] += t
        w = w + 1 if w < 6 else 0
    for w in range(7):
        if count[w] > 0.0:
            mean[w] /= count[w]
            mean_day[w] /= count[w]
    total, within, cross, spread = 0.0, 0.0, 0.0, 0.0
    w = 0
    for t in range(len(values)):
        if not np.isnan(values[t]):
            own = values[t] - mean[w]
            away = t - mean_day[w]
            total += values[t] * values[t]
            within += own * own
            cross += own * away
            spread += away * away
        w = w + 1 if w < 6 else 0
    left = within - (cross * cross / spread if spread > 0.0 else 0.0)
    return max(left, 0.0) / total if total > 0.0 else 0.0


def outcome_known(days: int, day: Ints) -> Flags:
    """Which of `days` grid positions are among the observed days `day` (n,), (days,)."""
    known = np.zeros(days, np.bool_)
    known[day] = True
    return known


def describe(values: Floats, day: Ints, first: Ints, last: int) -> Floats:
    """What there is of several factors, (m, 9): see the names at the top of this module.

    `values` (m, days) on the calendar grid, NaN = not recorded; `day` (n,) observed outcome days;
    `first` (m,) first lags. Of a factor that may answer to the outcome only the days are read, and counted, whose outcome is
    known. RECORDED days; CHANGES = recorded days that differ from the most frequent value; NEAR = outcome days with a
    recorded day in their lag window; FILLED = share of window days not recorded;
    MEAN; SD (0 when only rounding noise is left); MEMORY (own AR(1)); BINARY = 1 when all are 0 or 1; OWN = share of its
    variance that weekday and a straight line do not explain.
    """
    may_answer = first > 0
    if may_answer.any() and len(day) < values.shape[1]:
        values = values.copy()
        values[np.ix_(may_answer, ~outcome_known(values.shape[1], day))] = np.nan
    # NumPy sorts (recorded values first): numba's own sort compiles slowly.
    return _describe(values, np.sort(values, axis=1), day, first, last)


@compiled
def _describe(values: Floats, ordered: Floats, day: Ints, first: Ints, last: int) -> Floats:
    """The records of `describe`; `ordered` (m, days) the values in order, NaN last."""
    records = np.zeros((len(values), 9))
    days = values.shape[1]
    standard = np.empty(days)
    until = np.zeros(days + 1, np.int64)
    near, missing, alike = 0, 0, -1
    for j in range(len(values)):
        known = 0
        total = 0.0
        while known < days and not np.isnan(ordered[j, known]):
            total += ordered[j, known]
            known += 1
        records[j, RECORDED] = known
        if known < 2:
            continue
        mean = total / known
        run, longest = 1, 1
        least, most = ordered[j, 0], ordered[j, known - 1]
        binary = least == 0.0 and most == 1.0
        squares = (least - mean) ** 2
        for i in range(1, known):
            value = ordered[j, i]
            squares += (value - mean) ** 2
            run = run + 1 if value == ordered[j, i - 1] else 1
            longest = max(longest, run)
            binary = binary and (value == 0.0 or value == 1.0)
        records[j, CHANGES] = known - longest
        records[j, BINARY] = 1.0 if binary else 0.0
        records[j, MEAN] = mean
        spread = math.sqrt(squares / (known - 1))
        if spread > 1e-9 * max(abs(least), abs(most)):
            records[j, SD] = spread
            for t in range(days):
                standard[t] = (values[j, t] - mean) / spread
            records[j, MEMORY] = own_memory(standard)
            records[j, OWN] = beyond_calendar(standard)
        # Factors without a gap all miss the same.
        if known < days or first[j] != alike:
            alike = first[j] if known == days else -1
            for t in range(days):  # recorded days before day t + 1
                until[t + 1] = until[t] + (0 if np.isnan(values[j, t]) else 1)
            near, missing = 0, 0
            for i in range(len(day)):
                after, before = max(0, day[i] - first[j] + 1), max(0, day[i] - last)
                near += 1 if until[after] > until[before] else 0
                missing += last + 1 - first[j] - (until[after] - until[before])
        records[j, NEAR] = near
        records[j, FILLED] = missing / (len(day) * (last + 1 - first[j]))
    return records


def shape_columns(values: Floats, records: Floats, shapes: Floats, first: Ints, day: Ints) -> Floats:
    """The smooth lag columns of several standardised factors, (n, 3 m).

    `values` (m, days); `records` (m, 9) from `describe`, SD above 0; `shapes` (2, lags + 1, 3) with
    the lag basis for first lag 0 and 1; `first` (m,) 0 or 1; `day` (n,) observed outcome days.
    """
    return _shape_columns(values, outcome_known(values.shape[1], day), records, shapes, first, day)


@compiled
def _shape_columns(
    values: Floats, known_day: Flags, records: Floats, shapes: Floats, first: Ints, day: Ints
) -> Floats:
    last, days = shapes.shape[1] - 1, values.shape[1]
    columns = np.empty((len(day), 3 * len(first)))
    standard, swept = np.empty(days), np.empty((3, days))
    patchy = np.empty(len(day), np.int64)
    for j in range(len(first)):
        for t in range(days):
            heard = first[j] == 0 or known_day[t]
            standard[t] = (values[j, t] - records[j, MEAN]) / records[j, SD] if heard else np.nan
        shape = shapes[first[j]]
        # All days from `last` on at once; a window with a gap comes out as NaN.
        for k in range(3):
            row = swept[k]
            for t in range(days):
                row[t] = 0.0
            for lag in range(first[j], last + 1):
                weight, earlier = shape[lag, k], standard[last - lag :]
                # Gaps are read off the first shape, which weighs every lag.
                if weight != 0.0:
                    for t in range(days - last):
                        row[t] += weight * earlier[t]
        few = 0
        for i in range(len(day)):
            if day[i] >= last and not np.isnan(swept[0, day[i] - last]):
                for k in range(3):
                    columns[i, 3 * j + k] = swept[k, day[i] - last]
            else:
                patchy[few] = i
                few += 1
        if few == 0:
            continue
        lagged = lag_columns(standard, records[j, MEMORY], day[patchy[:few]], first[j], last)
        for row in range(few):
            for k in range(3):
                total = 0.0
                for lag in range(first[j], last + 1):
                    total += lagged[row, lag] * shape[lag, k]
                columns[patchy[row], 3 * j + k] = total
    return columns


@lru_cache(maxsize=64)
def lag_shapes_by_first(last: int) -> Floats:
    """`lag_shapes` for first lag 0 and 1, (2, last + 1, 3). Read-only."""
    shapes = np.stack([lag_shapes(0, last), lag_shapes(1, last)])
    shapes.flags.writeable = False
    return shapes


@lru_cache(maxsize=64)
def lag_shapes(first: int, last: int) -> Floats:
    """Smooth lag shapes, (last + 1, 3): constant, first lag, exp(-lag / 2); rows before `first` are zero.

    With fewer than three lags the shapes past their number are zero. Read-only. Source:
    distributed-lag basis, Gasparrini 2010, Stat Med 29:2224, with three shapes that suit a week.
    """
    lags = np.arange(last + 1)
    inside = lags >= first
    shapes = np.column_stack([inside, lags == first, np.where(inside, np.exp(-lags / 2.0), 0.0)])
    shapes = np.ascontiguousarray(shapes.astype(np.float64))
    shapes[:, last - first + 1 :] = 0.0
    shapes.flags.writeable = False
    return shapes
