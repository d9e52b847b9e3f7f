"""The table of a trial: one row a day, checked before anything is worked out; and its file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from dialdown.intake.cells import guarded, unguarded
from dialdown.intake.csv_text import CsvText, Source, file_name, read_bytes
from dialdown.intake.table_error import TableError, quote
from dialdown.science.trials_plan import MEASURE, WASHOUT

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

COLUMNS = ("date", "pair", "block", "arm", "phase", "adhered", "outcome")
NEEDED = ("date", "pair", "arm")


@dataclass(frozen=True)
class Trial:
    """A trial's days. `day` (n,) days since 1970; `pair` (n,); `second` (n,) True in the second arm; `measured`
    (n,) False on wash-out days; `adhered` (n,) 0, 1 or NaN; `outcome` (n,) NaN = not recorded."""

    arms: tuple[str, str]
    day: NDArray[np.int64]
    pair: NDArray[np.int64]
    second: Bools
    measured: Bools
    adhered: Floats
    outcome: Floats


def trial_rows(table: object, outcome: str = "outcome", arms: Sequence[str] | None = None) -> Trial:
    """Check the columns of a trial (mapping or data frame). ValueError with one sentence."""
    columns = _columns(table)
    for name in (*NEEDED, outcome):
        if name not in columns:
            raise ValueError(f"trial: expected a column {name!r}; there are {', '.join(columns) or 'none'}")
    count = len(columns["date"])
    uneven = next((name for name, values in columns.items() if len(values) != count), None)
    if uneven is not None:
        raise ValueError(f"trial: column {uneven!r} has {len(columns[uneven])} rows, date has {count}")
    day = _days(columns["date"])
    names = _arms([str(value) for value in columns["arm"]], arms)
    second = np.array([str(value) == names[1] for value in columns["arm"]], dtype=np.bool_)
    pair = _numbers(columns["pair"], "pair")
    if not (np.isfinite(pair).all() and (pair == np.round(pair)).all()):
        raise ValueError("pair: expected a whole number in every row")
    adhered = _numbers(columns.get("adhered", [None] * count), "adhered")
    if not np.isin(adhered[np.isfinite(adhered)], (0.0, 1.0)).all():
        raise ValueError("adhered: expected 0, 1 or nothing")
    numbers = pair.astype(np.int64)
    _one_block_an_arm(numbers, second, day)
    return Trial(
        names, day, numbers, second, _measured(columns.get("phase", [MEASURE] * count)), adhered,
        _numbers(columns[outcome], outcome),
    )  # fmt: skip


def _columns(table: object) -> dict[str, list[Any]]:
    if not isinstance(table, Mapping) and not hasattr(table, "columns"):
        raise ValueError("trial: expected a mapping of columns or a data frame")
    frame = cast(Any, table)
    names = list(frame.columns) if hasattr(frame, "columns") else list(frame)
    return {str(name): list(frame[name]) for name in names}


def _days(values: list[Any]) -> NDArray[np.int64]:
    try:
        stamps = np.array([str(value)[:10] for value in values], dtype="datetime64[D]")
    except ValueError:
        raise ValueError("date: expected ISO dates (2026-01-31), one a row") from None
    if len(stamps) == 0 or np.isnat(stamps).any():
        raise ValueError("date: expected one date in every row, and at least one row")
    unique, counts = np.unique(stamps, return_counts=True)
    if (counts > 1).any():
        raise ValueError(f"date: {unique[np.argmax(counts > 1)]} appears twice")
    return stamps.astype(np.int64)


def _arms(found: list[str], given: Sequence[str] | None) -> tuple[str, str]:
    names = sorted(set(found))
    if len(names) != 2:
        raise ValueError(f"arm: {', '.join(names[:4])}; expected exactly two names")
    if given is None:
        return names[0], names[1]
    if sorted(given) != names:
        raise ValueError(f"arms: {', '.join(given)}; the trial has {' and '.join(names)}")
    return given[0], given[1]


def _measured(phases: Iterable[Any]) -> Bools:
    words = [str(phase) for phase in phases]
    wrong = next((word for word in words if word not in (WASHOUT, MEASURE)), None)
    if wrong is not None:
        raise ValueError(f"phase: {wrong!r}; expected {WASHOUT} or {MEASURE}")
    return np.array([word == MEASURE for word in words], dtype=np.bool_)


def _numbers(values: Sequence[Any], name: str) -> Floats:
    try:
        found = np.array([np.nan if v is None or v == "" else float(v) for v in values], dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: expected numbers, or nothing where it was not recorded") from None
    if np.isinf(found).any():
        raise ValueError(f"{name}: expected finite numbers")
    return found


def _one_block_an_arm(pair: NDArray[np.int64], second: Bools, day: NDArray[np.int64]) -> None:
    """In every pair one arm comes as a whole before the other: that order is what the coin decided."""
    for number in np.unique(pair):
        mine = pair == number
        order = second[mine][np.argsort(day[mine])]
        if int((order[1:] != order[:-1]).sum()) > 1:
            raise ValueError(f"pair: in pair {number} the arms alternate; expected one block of each")


def read_trial(source: Source) -> dict[str, list[Any]]:
    """The columns of a TRIAL.csv from a path, an open binary file or bytes. TableError when it cannot be read."""
    file = file_name(source)
    text = CsvText(read_bytes(source, file), file)
    names = [text.column(index) for index in range(len(text.header))]
    for name in NEEDED:
        if name not in names:
            raise TableError(file, 1, None, f"a column named {quote(name)}", ", ".join(names) or "nothing")
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for _line, row in text.rows():
        for name, cell in zip(names, row, strict=True):
            columns[name].append(None if cell in ("", "NA", "NaN", "nan") else unguarded(cell))
    return columns


def write_trial(rows: Iterable[Mapping[str, Any]]) -> str:
    """The text of a TRIAL.csv: `rows` with some of `COLUMNS`, empty = not known."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row.get(name)) for name in COLUMNS] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    # An arm is in a person's own words.
    return "" if value is None else guarded(value) if isinstance(value, str) else value
