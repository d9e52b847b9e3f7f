"""The plain diary table as a file (CSV or Parquet): one row a day, into an outcome and factors.

`date` ISO (an unnamed first column of ISO dates is accepted), numeric columns, empty = not recorded
(NA and NaN are read as empty too), a date twice or a column `person` with several people = error. Errors are a `TableError`: one sentence
with file, line, column and what was expected.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dialdown.intake.csv_text import CsvText, Source, file_name, read_bytes
from dialdown.intake.table_error import TableError, quote
from dialdown.science.diary_parquet import MAGIC, one_person, read_columns
from dialdown.science.table import LARGEST

Floats = NDArray[np.float64]

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
NOT_RECORDED = {"", "NA", "NaN", "nan"}
# Columns of a diary table that are never factors.
NOT_FACTORS = {"date", "person"}
NAMES_SHOWN = 8


@dataclass(frozen=True)
class DiaryTable:
    """A diary table as it was read, rows in the order of the file.

    `dates` (rows,) datetime64[D], none twice; `columns` name to (rows,) numbers, NaN = not recorded
    or not a number. `unfit` name to the first cell that is no number (line, text) for columns that
    have such a cell; `words` are those where most filled cells are no numbers.
    """

    file: str
    dates: NDArray[np.datetime64]
    columns: dict[str, Floats]
    unfit: dict[str, tuple[int, str]]
    words: frozenset[str]

    def column(self, name: str) -> Floats:
        """One numeric column (rows,). TableError when there is none of that name or a cell is no number."""
        if name not in self.columns:
            names = list(self.columns)
            shown = ", ".join(names[:NAMES_SHOWN]) + (", ..." if len(names) > NAMES_SHOWN else "")
            raise TableError(
                self.file, 1, None, f"a column named {quote(name)}", shown or "no other column than the date"
            )
        if name in self.unfit:
            line, text = self.unfit[name]
            raise TableError(self.file, line, name, "a number or nothing", quote(text))
        return self.columns[name]

    def factors(self, outcome: str, names: Sequence[str] | None = None) -> dict[str, Floats]:
        """The factors, name to (rows,): `names`, or every numeric column but the outcome.

        Columns of words are left out unless they are named; a column of numbers with a stray word
        is an error, because leaving it out silently would hide a typing mistake.
        """
        chosen = names if names is not None else [
            name for name in self.columns if name != outcome and name not in self.words
            and name.casefold() not in NOT_FACTORS
        ]  # fmt: skip
        if outcome in chosen:
            raise TableError(self.file, None, None, "factors other than the outcome", quote(outcome))
        return {name: self.column(name) for name in chosen}

    def beside(self, other: DiaryTable) -> dict[str, Floats]:
        """The numeric columns of another table (weather) on the dates of this one, NaN where it has none."""
        position = {day: row for row, day in enumerate(other.dates.astype(np.int64).tolist())}
        rows = np.array(
            [position.get(day, -1) for day in self.dates.astype(np.int64).tolist()], dtype=np.int64
        )
        found: dict[str, Floats] = {}
        for name, values in other.factors("").items():
            if name in self.columns:
                raise TableError(other.file, 1, name, f"a name that {self.file} does not have", "it in both")
            found[name] = (
                np.where(rows >= 0, values[rows], np.nan) if len(values) else np.full(len(rows), np.nan)
            )
        return found


def read_diary_table(source: Source) -> DiaryTable:
    """Read a CSV or Parquet diary table from a path, an open binary file or bytes.

    TableError when it cannot be read.
    """
    file = file_name(source)
    data = read_bytes(source, file)
    if data.startswith(MAGIC):
        days, columns, unfit = read_columns(data, file)
        return DiaryTable(file, np.array(days, dtype="datetime64[D]"), columns, unfit, frozenset(unfit))
    text = CsvText(data, file)
    at = _date_column(text)
    names = [text.column(index) for index in range(len(text.header))]
    lines: dict[dt.date, int] = {}
    cells: list[list[float]] = [[] for _ in names]
    not_numbers: dict[int, tuple[int, str]] = {}
    wrong, filled = [0] * len(names), [0] * len(names)
    whose = next((index for index, name in enumerate(names) if name.casefold() == "person"), None)
    people: dict[str, None] = {}
    for line, row in text.rows():
        if whose is not None and row[whose] not in NOT_RECORDED:
            people[row[whose]] = None
        day = _date(text, line, at, row[at])
        if day in lines:
            raise text.error(line, at, "every date once", f"{day} again (first in line {lines[day]})")
        lines[day] = line
        for index, cell in enumerate(row):
            if index == at:
                continue
            number = _number(cell)
            cells[index].append(np.nan if number is None else number)
            filled[index] += cell not in NOT_RECORDED
            if number is None:
                wrong[index] += 1
                not_numbers.setdefault(index, (line, cell))
    if whose is not None:
        one_person(list(people), file, names[whose])
    others = [index for index in range(len(names)) if index != at]
    return DiaryTable(
        file=file, dates=np.array(list(lines), dtype="datetime64[D]"),
        columns={names[index]: np.array(cells[index], dtype=np.float64) for index in others},
        unfit={names[index]: place for index, place in not_numbers.items()},
        words=frozenset(names[index] for index in others if 2 * wrong[index] > filled[index]),
    )  # fmt: skip


def read_kinds(text: str) -> dict[str, str]:
    """Kinds of factors from `NAME=weather,OTHER=calendar`. ValueError with one sentence."""
    kinds: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, equals, kind = (piece.strip() for piece in part.rpartition("="))
        if not (name and equals and kind):
            raise ValueError(f"kinds: {part!r}; expected NAME=KIND, separated by commas")
        kinds[name] = kind
    return kinds


def _date_column(text: CsvText) -> int:
    names = [name.casefold() for name in text.header]
    if "date" in names:
        return names.index("date")
    if names[0] == "":
        return 0
    raise text.error(
        text.header_line,
        None,
        'a column named "date" or an unnamed first column of dates',
        quote(text.header[0]),
    )


def _date(text: CsvText, line: int, index: int, cell: str) -> dt.date:
    try:
        if ISO_DATE.fullmatch(cell):
            return dt.date.fromisoformat(cell)
    except ValueError:
        pass
    raise text.error(line, index, "a date like 2026-01-31", quote(cell) if cell else "nothing")


def _number(cell: str) -> float | None:
    """The number in a cell, NaN when it is empty, None when it is something else."""
    if cell in NOT_RECORDED:
        return np.nan
    if not NUMBER.fullmatch(cell):
        return None
    number = float(cell)
    return number if abs(number) <= LARGEST else None
