"""Answers to left-or-right pictures as a table: one row a response, our own columns or a raw PsychoPy run of the open HLJT.

Our columns: `person, session, started_at, part, view, posture, angle_deg, side, response, rt_ms, correct, group`, and if there:
`device, age, direction`. Any may be missing; an empty cell (or NA) is not known. Errors are a `TableError`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from dialdown.intake import psychopy_hljt
from dialdown.intake.csv_text import CsvText, Source, file_name, read_bytes
from dialdown.intake.table_error import Unfit, quote

TEXTS = ("person", "session", "started_at", "part", "view", "posture", "device")
CHOICES = {
    "side": ("left", "right"), "response": ("left", "right"), "group": ("case", "control"),
    "direction": ("medial", "lateral"),
}  # fmt: skip
NUMBERS = ("angle_deg", "rt_ms", "age")
YES_NO = {"1": 1.0, "0": 0.0, "1.0": 1.0, "0.0": 0.0, "true": 1.0, "false": 0.0}
NOT_KNOWN = {"", "na", "nan"}
LONGEST_MS = 1e7

Cell = str | float | None


@dataclass(frozen=True)
class LateralityTable:
    """Columns by name, all of one length: text or None, numbers with NaN for what is not known. `notes`: what was left out and why."""

    file: str
    columns: dict[str, list[Cell]]
    notes: list[str] = field(default_factory=list[str])


def read_laterality(source: Source) -> LateralityTable:
    """Read a file of responses. Raises TableError with file, line, column and what was expected."""
    file = file_name(source)
    text = CsvText(read_bytes(source, file), file)
    if psychopy_hljt.is_run(text.header):
        columns, notes = psychopy_hljt.responses(text)
        return LateralityTable(file, columns, notes)
    known = {name: index for index, name in enumerate(text.header) if name in _READERS}
    if "rt_ms" not in known and "correct" not in known and not {"side", "response"} <= known.keys():
        raise text.error(1, None, "a column rt_ms, correct, or side and response", ", ".join(text.header[:8]))
    columns: dict[str, list[Cell]] = {name: [] for name in known}
    for line, cells in text.rows():
        for name, index in known.items():
            try:
                columns[name].append(_READERS[name](name, cells[index]))
            except Unfit as error:
                raise text.error(line, index, error.expected, error.found) from None
    return LateralityTable(file, columns)


def _text(_name: str, cell: str) -> Cell:
    return None if cell.lower() in NOT_KNOWN else cell


def _choice(name: str, cell: str) -> Cell:
    word = cell.lower()
    if word in NOT_KNOWN:
        return None
    if word not in CHOICES[name]:
        raise Unfit(" or ".join(CHOICES[name]) + " or nothing", quote(cell))
    return word


def _number(name: str, cell: str) -> Cell:
    if cell.lower() in NOT_KNOWN:
        return math.nan
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if name == "angle_deg":
        if not 0 <= value <= 360:
            raise Unfit("degrees from 0 to 359, clockwise, or nothing", quote(cell))
        return value % 360
    if not 0 < value < (LONGEST_MS if name == "rt_ms" else 130):
        raise Unfit(
            "milliseconds above 0 or nothing" if name == "rt_ms" else "an age in years or nothing",
            quote(cell),
        )
    return value


def _yes_no(_name: str, cell: str) -> Cell:
    if cell.lower() in NOT_KNOWN:
        return math.nan
    if cell.lower() not in YES_NO:
        raise Unfit("1, 0 or nothing", quote(cell))
    return YES_NO[cell.lower()]


_READERS = {
    **dict.fromkeys(TEXTS, _text), **dict.fromkeys(CHOICES, _choice), **dict.fromkeys(NUMBERS, _number), "correct": _yes_no,
}  # fmt: skip
