"""Arrays, mappings or data frames in; one calendar grid out (gaps stay missing)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Beyond this no diary value makes sense, and sums of squares would run out of digits.
LARGEST = 1e15
LONGEST = 40_000
FIRST_DATE, LAST_DATE = np.datetime64("0001-01-01"), np.datetime64("9999-12-31")


@dataclass(frozen=True)
class DayTable:
    """One row per calendar day. NaN = not recorded.

    `first` is None when no dates were given (days are then numbered and the week is a 7-day cycle).
    """

    first: dt.date | None
    outcome: Floats
    factors: dict[str, Floats]

    def date(self, position: int) -> dt.date | None:
        """Calendar date of a grid row."""
        return None if self.first is None else self.first + dt.timedelta(days=position)

    def name(self, position: int) -> str | int:
        """A grid row as an answer names it: its ISO date, or its number where there are no dates."""
        date = self.date(position)
        return position if date is None else date.isoformat()

    def weekdays(self) -> NDArray[np.int64]:
        """Weekday 0-6 of every grid row (Monday = 0 when dates are known)."""
        start = 0 if self.first is None else self.first.weekday()
        return (np.arange(len(self.outcome), dtype=np.int64) + start) % 7

    def until(self, rows: int) -> DayTable:
        """The diary as it stood after its first `rows` calendar days."""
        return DayTable(self.first, self.outcome[:rows], {k: v[:rows] for k, v in self.factors.items()})


def _numbers(values: object, name: str) -> Floats:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: expected numbers, with NaN for days that were not recorded") from None
    if array.ndim != 1:
        raise ValueError(f"{name}: expected one value a day, got an array of shape {array.shape}")
    wrong = np.abs(array) > LARGEST
    if wrong.any():
        row = int(np.argmax(wrong))
        size = "infinite" if np.isinf(array[row]) else f"{array[row]:.3g}"
        raise ValueError(f"{name}: row {row + 1} is {size}; expected numbers up to {LARGEST:.0e}")
    # A copy: later changes of the caller's array never reach a result.
    return array.copy()


def _factor_columns(factors: object) -> dict[str, Floats]:
    if hasattr(factors, "columns"):  # a data frame of any library
        frame = cast(Any, factors)
        return _named({str(name): frame[name] for name in frame.columns})
    if isinstance(factors, Mapping):
        mapping = cast(Mapping[str, object], factors)
        return _named({str(name): column for name, column in mapping.items()})
    expected = "factors: expected a mapping, a data frame or an array (days, factors) of numbers"
    try:
        array = np.asarray(factors, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(expected) from None
    if array.ndim != 2:
        raise ValueError(expected)
    return _named({f"f{i}": array[:, i] for i in range(array.shape[1])})


def _named(columns: dict[str, object]) -> dict[str, Floats]:
    """All columns checked at once; one by one only when something is wrong, to name it."""
    try:
        rows = np.array(list(columns.values()), dtype=np.float64)
    except (TypeError, ValueError):
        rows = np.empty(0)
    if rows.ndim == 2 and not (np.abs(rows) > LARGEST).any():
        return {name: rows[i] for i, name in enumerate(columns)}
    return {name: _numbers(column, name) for name, column in columns.items()}


def _day_numbers(dates: object) -> NDArray[np.int64]:
    """Days since 1970-01-01; refuses what is not a date and dates that appear twice."""
    expected = "dates: expected ISO dates (2026-01-31), one a row"
    try:
        stamps = np.asarray(dates if hasattr(dates, "dtype") else list(cast(Sequence[Any], dates)))
        if stamps.size and stamps.dtype.kind not in "MOUST":
            raise ValueError(expected)
        calendar = stamps.astype("datetime64[D]")
    except (TypeError, ValueError, OverflowError):
        raise ValueError(expected) from None
    if calendar.ndim != 1 or np.isnat(calendar).any():
        raise ValueError("dates: expected one date in every row")
    if calendar.size and not (calendar.min() >= FIRST_DATE and calendar.max() <= LAST_DATE):
        raise ValueError("dates: expected years from 1 to 9999")
    ordered = np.sort(calendar)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if twice.size:
        raise ValueError(f"dates: {twice[0]} appears twice")
    return calendar.astype(np.int64)


def day_table(outcome: object, factors: object, dates: object | None) -> DayTable:
    """Put the rows on a calendar grid from the first to the last date.

    `outcome` one number a row, `factors` see `find_patterns`, `dates` one a row in any order (taken
    from a date index of `outcome` when not given). Raises ValueError with one sentence on bad input.
    """
    if dates is None:
        index = getattr(outcome, "index", None)
        if getattr(getattr(index, "dtype", None), "kind", "") == "M":
            dates = index
    pain = _numbers(outcome, "outcome")
    columns = _factor_columns(factors)
    for name, column in columns.items():
        if len(column) != len(pain):
            raise ValueError(f"{name}: has {len(column)} rows, the outcome has {len(pain)}")
    if dates is None:
        if len(pain) > LONGEST:
            raise ValueError(f"outcome: {len(pain)} days; expected at most {LONGEST}")
        return DayTable(None, pain, columns)
    days = _day_numbers(dates)
    if len(days) != len(pain):
        raise ValueError(f"dates: has {len(days)} rows, the outcome has {len(pain)}")
    if len(days) == 0:
        return DayTable(None, pain, columns)
    position = days - days.min()
    size = int(position.max()) + 1
    if size > LONGEST:
        raise ValueError(
            f"dates: {size} days between the first and the last date; expected at most {LONGEST}"
        )
    if size == len(days) and bool((np.diff(days) == 1).all()):
        return DayTable(_date(int(days[0])), pain, columns)

    def on_grid(column: Floats) -> Floats:
        grid = np.full(size, np.nan)
        grid[position] = column
        return grid

    factors_on_grid = {name: on_grid(column) for name, column in columns.items()}
    return DayTable(_date(int(days.min())), on_grid(pain), factors_on_grid)


def _date(days: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=days)
