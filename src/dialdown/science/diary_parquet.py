"""The plain diary table as a Parquet file, with the rules of the CSV: see `diary_table`."""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from dialdown.intake.csv_text import MAX_COLUMNS
from dialdown.intake.table_error import TableError, quote
from dialdown.science.table import LARGEST, LONGEST

Floats = NDArray[np.float64]

MAGIC = b"PAR1"
PEOPLE_NAMED = 8
# Names that data frames give an index without one.
NO_NAME = ("", "__index_level_0__")


def read_columns(
    data: bytes, file: str
) -> tuple[list[dt.date], dict[str, Floats], dict[str, tuple[int, str]]]:
    """Dates, numeric columns by name (rows,), and columns of something else with their first cell.

    TableError when it cannot be read, when the extra that reads Parquet is not installed, or when a
    date is missing or comes twice; lines are rows, 1 = the first.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise TableError(
            file, None, None, "a CSV file (for Parquet install dialdown[cohort])", "a Parquet file"
        )
    arrow: Any = importlib.import_module("pyarrow")
    parquet: Any = importlib.import_module("pyarrow.parquet")
    try:
        opened = parquet.ParquetFile(arrow.BufferReader(data))
        rows, width = opened.metadata.num_rows, opened.metadata.num_columns
        if rows > LONGEST or width > MAX_COLUMNS:
            raise TableError(
                file, None, None, f"at most {LONGEST} days and {MAX_COLUMNS} columns", f"{rows} and {width}"
            )
        table = opened.read()
    except (arrow.ArrowException, OSError, NotImplementedError):
        raise TableError(file, None, None, "a whole Parquet file", "a damaged or unknown one") from None
    names: list[str] = [str(name) for name in table.column_names]
    at = next((i for i, name in enumerate(names) if name.casefold() == "date"), None)
    if at is None:
        at = next((i for i, name in enumerate(names) if name in NO_NAME), None)
    if at is None:
        raise TableError(file, None, None, 'a column named "date"', ", ".join(names[:8]) or "no column")
    columns: dict[str, Floats] = {}
    words: dict[str, tuple[int, str]] = {}
    for i, name in enumerate(names):
        if i == at:
            continue
        if name.casefold() == "person":
            people = table.column(i).unique().to_pylist()
            one_person([str(one) for one in people if one is not None], file, name)
        column, kind = table.column(i), table.schema.field(i).type
        if arrow.types.is_boolean(kind) or arrow.types.is_integer(kind) or arrow.types.is_floating(kind):
            values = np.array(column.cast(arrow.float64()).to_numpy(), dtype=np.float64)
            if (np.abs(values) > LARGEST).any():
                row = int(np.argmax(np.abs(values) > LARGEST))
                raise TableError(file, row + 1, name, f"numbers up to {LARGEST:.0e}", f"{values[row]:.3g}")
            columns[name] = values
        else:
            columns[name] = np.full(rows, np.nan)
            words[name] = (1, str(kind))
    return _dates(cast(list[object], table.column(at).to_pylist()), file, names[at]), columns, words


def one_person(people: list[str], file: str, column: str) -> None:
    """TableError, naming them, when a diary table holds several people: their days would be read as one diary."""
    if len(people) > 1:
        named = ", ".join(map(quote, people[:PEOPLE_NAMED])) + (", ..." if len(people) > PEOPLE_NAMED else "")
        raise TableError(file, None, column, "the diary of one person", f"{len(people)} people: {named}")


def _dates(cells: list[object], file: str, name: str) -> list[dt.date]:
    seen: dict[dt.date, int] = {}
    for row, cell in enumerate(cells, start=1):
        if isinstance(cell, dt.datetime):
            day: dt.date | None = cell.date()
        elif isinstance(cell, dt.date):
            day = cell
        else:
            try:
                day = dt.date.fromisoformat(str(cell))
            except ValueError:
                day = None
        if day is None:
            raise TableError(file, row, name, "a date", "nothing" if cell is None else quote(str(cell)))
        if day in seen:
            raise TableError(file, row, name, "every date once", f"{day} again (first in line {seen[day]})")
        seen[day] = row
    return list(seen)
